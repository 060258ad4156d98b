//! Certificates of nobody, to look at a template with: the plainest, and the longest that format.md allows.
//!
//! None can ever verify: the QR code carries bytes that are no statement, and a page that is drawn as a
//! specimen says so across its middle and has nothing attached.

use hezheng_core::qr::PageAddress;
use hezheng_core::time::Date;

use crate::certificate_page::CertificatePage;

/// A certificate of nobody, and what it tries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Specimen {
    /// A name that a program can say in words.
    pub tries: &'static str,
    /// What it says.
    pub page: CertificatePage,
}

/// Bytes in the QR code of an ordinary certificate.
const ORDINARY_BYTES: usize = 288;
/// Bytes of the longest that schools issue: 50 characters of name, 60 of programme, every field, a portrait. The longest
/// statement that the format allows at all needs more, and a page that holds its symbol would hold little else.
const LONGEST_BYTES: usize = 864;

/// An ordinary certificate: what `hezheng template preview` shows.
#[must_use]
pub fn ordinary() -> CertificatePage {
    let day = |month, day| Date::from_ymd(2026, month, day).unwrap_or_default();
    CertificatePage {
        number: "13010020260001000123".into(),
        holder: "张晓明".into(),
        id_kind: 1,
        id_text: "130102199001010003".into(),
        programme: "电工（初级）".into(),
        training: (day(9, 21), day(10, 16)),
        issued: day(10, 25),
        class_hours: Some(120),
        occupation_code: Some("6-29-03-07".into()),
        skill_level: Some(5),
        class_filing: Some("石人社培备〔2026〕第0132号".into()),
        institution: "石家庄市启明职业培训学校".into(),
        authority: "石家庄市人力资源和社会保障局".into(),
        check_code: "0000-0000-0000-0".into(),
        qr_text: qr_text(ORDINARY_BYTES),
        address: "zs.example.cn".into(),
        portrait: None,
        seal: None,
        reissued: false,
    }
}

/// What a template must hold: each field absent, each at its longest, all of them together.
#[must_use]
pub fn all() -> Vec<Specimen> {
    let name: String = "欧阳司马上官诸葛".chars().cycle().take(50).collect();
    let programme: String = "工业机器人系统操作与维护".chars().cycle().take(60).collect();
    let institution: String = "河北省石家庄市桥西区启明职业技能培训学校".chars().cycle().take(60).collect();
    let authority: String = "石家庄市人力资源和社会保障局".chars().cycle().take(60).collect();
    let everything = CertificatePage { reissued: true, ..ordinary() };
    let plainest = CertificatePage {
        class_hours: None,
        occupation_code: None,
        skill_level: None,
        class_filing: None,
        ..ordinary()
    };
    let latin = CertificatePage {
        holder: "Maximiliane Alexandrina Wilhelmine von Hohenberg X".into(),
        id_kind: 2,
        ..everything.clone()
    };
    let longest = CertificatePage {
        holder: name.clone(),
        programme: programme.clone(),
        institution: institution.clone(),
        authority: authority.clone(),
        skill_level: Some(1),
        id_kind: 2,
        class_filing: Some("石人社培备〔2026〕第0132号".chars().cycle().take(32).collect()),
        qr_text: qr_text(LONGEST_BYTES),
        ..everything.clone()
    };
    [
        ("ordinary", ordinary()),
        ("nothing-optional", plainest),
        ("everything-and-reissued", everything.clone()),
        ("name-of-50-hanzi", CertificatePage { holder: name, ..everything.clone() }),
        ("name-of-50-latin", latin),
        ("programme-of-60", CertificatePage { programme, ..everything.clone() }),
        ("institution-and-authority-of-60", CertificatePage { institution, authority, ..everything }),
        ("longest-of-all", longest),
    ]
    .map(|(tries, page)| Specimen { tries, page })
    .into()
}

/// A code of a certificate's size. A statement begins with tag 18, these bytes with 0: whoever scans it is told that it is
/// no certificate.
fn qr_text(bytes: usize) -> String {
    let mut state: u32 = 0;
    let mut next = || {
        let byte = state.to_be_bytes()[0];
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        byte
    };
    let bytes: Vec<u8> = (0..bytes).map(|_| next()).collect();
    PageAddress::parse("https://zs.example.cn").map(|page| page.qr_text(&bytes)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use hezheng_core::qr::parse_qr_text;
    use hezheng_core::statement::UnverifiedStatement;

    #[test]
    fn no_specimen_carries_a_statement() {
        for Specimen { tries, page } in all() {
            let text = parse_qr_text(&page.qr_text).unwrap();
            assert!(UnverifiedStatement::decode(&text.statement).is_err(), "{tries}");
        }
    }
}
