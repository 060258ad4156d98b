//! Certificates of invented people, from the plainest to the longest that format.md allows.

use hezheng_core::time::Date;
use hezheng_pdf::CertificatePage;

/// Each with a name for its file.
pub(crate) fn samples() -> Vec<(&'static str, CertificatePage)> {
    let everything = CertificatePage {
        class_hours: Some(120),
        occupation_code: Some("6-29-03-07".into()),
        skill_level: Some(5),
        class_filing: Some("石人社培备〔2026〕第0132号".into()),
        ..ordinary()
    };
    let twenty_five = "阿卜杜热合曼·买买提依明·阿卜力克木江·吐尔逊艾力".into();
    let longest = "建筑施工特种作业人员安全技术（含起重机械安装拆卸、高处作业吊篮、附着升降脚手架）与智能建造装备操作综合能力提升培训项目第三期班".into();
    vec![
        ("ordinary", CertificatePage { class_hours: Some(120), ..ordinary() }),
        ("everything", everything.clone()),
        ("nothing-optional", ordinary()),
        ("name-of-25", CertificatePage { holder: twenty_five, ..everything.clone() }),
        (
            "name-of-50-latin",
            CertificatePage {
                holder: "Maximiliane Alexandrina Wilhelmine von Hohenberg X".into(),
                id_kind: 6,
                id_text: "E00000000".into(),
                ..everything.clone()
            },
        ),
        (
            "name-of-50-hanzi",
            CertificatePage {
                holder: "欧阳司马上官诸葛".chars().cycle().take(50).collect(), ..everything.clone()
            },
        ),
        ("rare-1", CertificatePage { holder: "𠮷䶮".into(), ..everything.clone() }),
        ("rare-2", CertificatePage { holder: "㐀𪚥𠀀玉".into(), ..everything.clone() }),
        ("longest-programme", CertificatePage { programme: longest, ..everything.clone() }),
        (
            "everything-long",
            CertificatePage {
                holder: "欧阳司马上官诸葛".chars().cycle().take(50).collect(),
                programme: "工业机器人系统操作与维护".chars().cycle().take(60).collect(),
                institution: "河北省石家庄市桥西区启明职业技能培训学校".chars().cycle().take(100).collect(),
                authority: "石家庄市人力资源和社会保障局".chars().cycle().take(100).collect(),
                qr_text: format!("https://zs.example.cn/c#{}", "0123456789".repeat(210)),
                ..everything.clone()
            },
        ),
        (
            "pictures",
            CertificatePage {
                portrait: Some(include_bytes!("../pictures/portrait.jpg").to_vec()),
                seal: Some(include_bytes!("../pictures/seal.png").to_vec()),
                reissued: true,
                ..everything
            },
        ),
    ]
}

/// An invented person; the sequence part of the identity number is 000, which nobody has.
pub(crate) fn ordinary() -> CertificatePage {
    let day = |month, day| Date::from_ymd(2026, month, day).unwrap_or_default();
    CertificatePage {
        number: "13010020260001000123".into(),
        holder: "张晓明".into(),
        id_kind: 1,
        id_text: "130102199001010003".into(),
        programme: "电工（初级）".into(),
        training: (day(9, 21), day(10, 16)),
        issued: day(10, 25),
        class_hours: None,
        occupation_code: None,
        skill_level: None,
        class_filing: None,
        institution: "石家庄市启明职业培训学校".into(),
        authority: "石家庄市人力资源和社会保障局".into(),
        check_code: "7K3M-9QXA-2HBD-W".into(),
        qr_text: format!("https://zs.example.cn/c#{}", "31415926535".repeat(63)),
        address: "zs.example.cn".into(),
        portrait: None,
        seal: None,
        reissued: false,
    }
}
