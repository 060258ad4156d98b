//! Why the province's book did not change, in words.

use super::rule;
use crate::failure::Failure;
use crate::language::Lang;
use hezheng_core::time::Time;
use hezheng_keys::authoring::{AuthoringError as E, BookFileError, BookFileProblem, Holder, KeyRecord};

/// A failure that names the file of the book.
pub(crate) fn file(lang: Lang, error: &BookFileError) -> Failure {
    if lang == Lang::En {
        return Failure::new(error.to_string());
    }
    let words = match &error.problem {
        BookFileProblem::Exists => "文件已存在，不会覆盖。请换一个文件名。".into(),
        BookFileProblem::NoBook => "没有名录簿。请先运行：hezheng trust init".into(),
        BookFileProblem::Unreadable(cause) => format!("无法读取（{cause}）。请检查路径和读取权限。"),
        BookFileProblem::Unwritable(cause) => format!("无法写入（{cause}）。请检查文件夹、权限和剩余空间。"),
        BookFileProblem::ChangedMeanwhile => "其他人同时修改了名录簿，继续会丢失其修改。请重新运行本命令。".into(),
        BookFileProblem::AwaitsSecondRoot => {
            "已有一份名录在等待第二个根密钥签名。请运行 hezheng trust countersign，或删除该文件。".into()
        }
        BookFileProblem::NothingAwaits => "没有等待第二个根密钥签名的名录。请先运行：hezheng trust sign".into(),
        BookFileProblem::Content(error) => sentence(lang, error),
    };
    Failure::new(format!("{}：{words}", error.path.display()))
}

/// A refusal as a failure.
pub(crate) fn refusal(lang: Lang, error: &E) -> Failure {
    Failure::new(sentence(lang, error))
}

/// Whose key this is.
pub(crate) fn owner(lang: Lang, record: &KeyRecord) -> String {
    if lang == Lang::En {
        return record.owner();
    }
    let person = &record.person;
    match &record.holder {
        Holder::Root {} => format!("根密钥保管人 {person}"),
        Holder::Service { authority, .. } => format!("人社局 {authority} 的服务（{person}）"),
        Holder::Officer { authority, staff_code, .. } => {
            format!("人社局 {authority} 经办人 {person}（工号 {staff_code}）")
        }
        Holder::Issuer { uscc, authority } => format!("机构 {uscc}（{authority}，{person}）"),
        Holder::Witness { name } => format!("见证人 {name}（{person}）"),
    }
}

fn sentence(lang: Lang, error: &E) -> String {
    if lang == Lang::En {
        return match error {
            E::Text { field, error } => {
                let rule = rule::text(lang, *error);
                format!("the {field} cannot be used in a bundle ({rule}); write it as plain text of the length allowed")
            }
            _ => error.to_string(),
        };
    }
    let at = |time: &Time| super::time(lang, *time);
    match error {
        E::UnreadableBook(cause) => format!("名录簿无法读取（{cause}）。请改正所指的一行，或从备份中恢复。"),
        E::BookFormat(format) => format!("名录簿的格式“{format}”不是本版本所用的格式。请用写它的版本。"),
        E::Contradiction(place) => format!("名录簿在 {place} 处自相矛盾，可能被手工改过。请从备份中恢复。"),
        E::Text { field, error } => {
            let rule = rule::text(lang, *error);
            format!("{}不能写入名录（{rule}）。请写成允许长度内的普通文字。", field_name(field))
        }
        E::UnknownAuthority(code) => format!("名录簿中没有人社局 {code}。请先运行：hezheng trust add-authority"),
        E::AuthorityExists(code) => format!("人社局 {code} 已在名录簿中，无需再加。"),
        E::BaseUrl(url) => {
            format!(
                "“{url}”不能作为基础网址：须为 https（仅 127.0.0.1 和 localhost 可用 http），有主机名，末尾不带 /。"
            )
        }
        E::LogOrigin(origin) => format!("“{origin}”不能作为日志名称：不得含空格和 +。"),
        E::AddressTaken(address, code) => format!("“{address}”已属于人社局 {code}；每个人社局须各用各的。"),
        E::UnknownInstitution { uscc, authority } => {
            format!("人社局 {authority} 名下没有机构 {uscc}。请先运行：hezheng trust add-institution")
        }
        E::UnknownUscc(uscc) => format!("名录簿中没有机构 {uscc}。请先运行：hezheng trust add-institution"),
        E::InstitutionExists { uscc, authority } => {
            format!(
                "机构 {uscc} 已在人社局 {authority} 名下。如需更名或迁移，请用 rename-institution 或 move-institution。"
            )
        }
        E::NumberTaken { number, authority, holder } => {
            format!("人社局 {authority} 的机构编号 {number} 已属于{holder}。请换一个编号。")
        }
        E::NameNotLater(last) => format!("新名称的启用日期须晚于上一个名称的启用日期 {last}。"),
        E::UnknownOfficer { authority, staff_code } => {
            format!("人社局 {authority} 没有工号为 {staff_code} 的经办人。请先运行：hezheng trust add-officer")
        }
        E::StaffCodeTaken { staff_code, name } => format!("工号 {staff_code} 已属于{name}；一个工号只对应一个人。"),
        E::StaffCodeDiffers { name, known } => format!(
            "{name}已在名录簿中，工号为 {known}；一人两个工号就能自己批准自己的命令。如果是同名的另一个人，请加 --another-person。"
        ),
        E::NoUse => "密钥至少要有一项用途或职责，每项只写一次。".into(),
        E::PersonMissing => "根密钥、服务密钥和见证人密钥须写明保管人。请用 --person 注明姓名。".into(),
        E::KeyUsed { known } => {
            let (kid, on, by) = (known.kid, at(&known.entered), owner(lang, known));
            format!("密钥 {kid} 已于 {on} 登记给{by}，不能再次使用。请用 hezheng keys new 生成新的密钥。")
        }
        E::UnusableKey => "这个公钥的签名不可信。请用 hezheng keys new 生成新的密钥。".into(),
        E::UnknownKey(kid) => format!("名录簿中没有密钥 {kid}。可用 hezheng trust show 查看全部密钥。"),
        E::IsRoot(kid) => format!("{kid} 是根密钥，只能用 hezheng trust rotate 更换。"),
        E::NotRoot(kid) => format!("{kid} 不是在用的根密钥。可用 hezheng trust show 查看。"),
        E::OfficerKeyNotDistrusted(kid) => {
            format!("{kid} 是经办人的密钥，不按日志位置停信。请用 hezheng trust end-key 停用。")
        }
        E::WitnessKeyNotDistrusted(kid) => {
            format!("{kid} 是见证人的密钥，不按日志位置停信。请用 hezheng trust end-key 停用。")
        }
        E::WitnessName(name) => format!("“{name}”不能作为见证人名称：不得含空格和 +。"),
        E::WitnessKeyInForce { name, kid } => {
            format!("见证人 {name} 的密钥 {kid} 仍在用；请先停用它，否则一个见证人会算作两个。")
        }
        E::QuorumTooLarge { needed, witnesses } => format!(
            "在用的见证人只有 {witnesses} 个，不能要求 {needed} 个签名。请先用 hezheng trust add-key --role witness 登记，或用 hezheng trust ask-witnesses 减少。"
        ),
        E::InThePast { given, now } => format!(
            "{} 已经过去（现在是 {}）；改变过去会影响此后已签的内容。请给出以后的时间；被盗密钥请用 hezheng trust distrust-key。",
            at(given),
            at(now)
        ),
        E::EndNotEarlier { current } => format!("该密钥已定于 {} 停用；停用时间只能提前，不能推迟。", at(current)),
        E::EndBeforeBeginning { from } => format!("该密钥从 {} 起有效，不能在此之前停用。", at(from)),
        E::DistrustNotEarlier { current } => format!("该密钥从日志第 {current} 条起已不可信；这个位置只能提前。"),
        E::NoRootLeft => "至少要有一个根密钥，否则以后的名录无法衔接。".into(),
        E::Lifetime(days) => format!("名录的有效期为 1 至 100 天，不能是 {days} 天。"),
        E::ClockBehind { last, now } => {
            format!("本机时钟为 {}，早于上一份名录的签发时间 {}。请校准时钟。", at(now), at(last))
        }
        E::NotTrustedRoot(kid) => format!("{kid} 不是目前受信任的根密钥。请用上一份名录所列的根密钥签名。"),
        E::SameRootTwice(kid) => format!("{kid} 已经签过这份名录；第二个签名须用另一个根密钥。"),
        E::NoSecondNeeded => "这份名录不需要第二个签名，无需操作。".into(),
        E::BookChangedSince => "这份名录与现在的名录簿不一致。请重新签发。".into(),
        E::Removed(what) => {
            format!("上一份名录中的 {what} 在名录簿中没有了；任何条目都不得删除。请从备份中恢复名录簿。")
        }
        E::Altered(what) => format!("名录簿中的 {what} 被改成了后续名录不允许的样子。请从备份中恢复名录簿。"),
        E::BundleFile { version } => {
            format!("名录簿旁的第 {version} 版名录文件缺失，或不是当初签发的那份。请从备份中恢复。")
        }
        E::Unencodable(cause) => {
            let rule = rule::malformed(lang, *cause);
            format!("名录簿的内容无法写成名录（{rule}）；这是程序的错误，或名录簿被手工改过。")
        }
        E::OwnOutput(_) => "刚生成的名录会被核验方拒绝，没有发布任何内容。请报告这个错误。".into(),
        E::NotADraft => "这不是名录更改草案，或者没有更改、更改太多。请让人社局重新拟制。".into(),
        E::DraftOfAnother { draft, newest } => format!(
            "草案是依据第 {draft} 版名录拟制的，最新的是第 {newest} 版；其中的更改可能已经办理或不再适用。请让人社局重新拟制。"
        ),
        E::DraftSigner(kid) => format!("草案不是由该人社局现任经办人签名的（密钥 {kid}）。请向人社局核实是谁拟制的。"),
        E::NotTheirs(kid) => format!("密钥 {kid} 不属于该人社局的经办人或机构，只能由省厅更改。"),
        E::NotABundle(cause) => {
            let rule = rule::malformed(lang, *cause);
            format!("这不是名录文件（{rule}）。请指定 hezheng trust sign 写出的文件。")
        }
    }
}

/// The library's name of a field, in Chinese.
fn field_name(field: &str) -> &str {
    match field {
        "staff code" => "工号",
        "base URL" => "基础网址",
        "log origin" => "日志名称",
        "province" => "省级人社部门名称",
        "authority's name" => "人社局名称",
        "institution's name" => "机构名称",
        "officer's name" => "经办人姓名",
        "contact" => "联系人",
        "key holder's name" | "root keeper's name" => "保管人姓名",
        other => other,
    }
}
