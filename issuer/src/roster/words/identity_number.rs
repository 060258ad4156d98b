//! What is wrong with the number of an identity document, and what such documents are called.

use hezheng_core::number::{IdKind, IdentityError};

use crate::language::Lang;

pub(super) fn id_number_zh(kind: IdKind, error: &IdentityError, value: &str) -> String {
    let kind_name = id_kind(kind, Lang::Zh);
    match error {
        IdentityError::Length { chars: 15 } if kind == IdKind::ResidentId => {
            format!("证件号码“{value}”是 15 位的旧号码，已经停用。请照现在的身份证填写 18 位号码。")
        }
        IdentityError::Length { chars } => format!(
            "{kind_name}号码“{value}”有 {chars} 位，应为{}。请照证件补全或改正；是其他证件的，请写明证件类型。",
            length(kind, Lang::Zh)
        ),
        IdentityError::Character { position, found } => {
            format!("{kind_name}号码“{value}”的第 {position} 位不能是“{found}”。请照证件改正。")
        }
        IdentityError::Prefix => {
            format!("号码“{value}”不是{kind_name}的号码，{}。请核对证件类型和号码。", prefix(kind, Lang::Zh))
        }
        IdentityError::BirthDate => {
            format!("{kind_name}号码“{value}”第 7 至 14 位的出生日期不存在。请照证件改正。")
        }
        IdentityError::CheckCharacter { expected, found } => format!(
            "{kind_name}号码“{value}”的校验码不对：照前 17 位算，末位应为 {expected}，现为 {found}，其中必有一位输错。{}请照证件改正。",
            if value.ends_with("000") {
                "末三位是 000，也可能曾存成数字而丢失了末几位。"
            } else {
                ""
            }
        ),
        IdentityError::Text(_) => format!("证件号码“{value}”中有不能使用的字符或空格。请照证件重新输入。"),
    }
}

pub(super) fn id_number_en(kind: IdKind, error: &IdentityError, value: &str) -> String {
    let kind_name = id_kind(kind, Lang::En);
    match error {
        IdentityError::Length { chars: 15 } if kind == IdKind::ResidentId => format!(
            "The identity number “{value}” is an old one of 15 digits, no longer in use. Give the 18 characters on the present card."
        ),
        IdentityError::Length { chars } => format!(
            "The number “{value}” has {chars} characters; a {kind_name} has {}. Complete it from the document, or say which other document it is.",
            length(kind, Lang::En)
        ),
        IdentityError::Character { position, found } => format!(
            "Character {position} of the {kind_name} number “{value}” cannot be “{found}”. Correct it from the document."
        ),
        IdentityError::Prefix => format!(
            "The number “{value}” is not that of a {kind_name}: {}. Check the kind of document and the number.",
            prefix(kind, Lang::En)
        ),
        IdentityError::BirthDate => format!(
            "Characters 7 to 14 of the {kind_name} number “{value}” are no day of birth in the calendar. Correct it from the document."
        ),
        IdentityError::CheckCharacter { expected, found } => format!(
            "The check character of the {kind_name} number “{value}” is wrong: the first 17 digits call for {expected}, not {found}, so at least one character is mistyped.{} Correct it from the document.",
            if value.ends_with("000") {
                " It ends in 000: it may have been stored as a number and lost digits."
            } else {
                ""
            }
        ),
        IdentityError::Text(_) => {
            format!("The number “{value}” contains a character or a space that it cannot. Retype it from the document.")
        }
    }
}

fn id_kind(kind: IdKind, lang: Lang) -> &'static str {
    let (zh, en) = match kind {
        IdKind::ResidentId => ("居民身份证", "resident identity card"),
        IdKind::HmtResidence => ("港澳台居民居住证", "residence permit for Hong Kong, Macao and Taiwan residents"),
        IdKind::ForeignerPermanent => ("外国人永久居留身份证", "foreign permanent resident identity card"),
        IdKind::HmtPermit => ("港澳居民来往内地通行证", "mainland travel permit for Hong Kong and Macao residents"),
        IdKind::TaiwanPermit => ("台湾居民来往大陆通行证", "mainland travel permit for Taiwan residents"),
        IdKind::Passport => ("护照", "passport"),
        IdKind::Other => ("其他", "other document"),
    };
    lang.choose(zh, en)
}

pub(super) fn kinds(lang: Lang) -> String {
    // The column takes Chinese names only, so they are given in English too.
    let names: Vec<_> = IdKind::ALL.into_iter().map(|kind| id_kind(kind, Lang::Zh)).collect();
    names.join(lang.choose("、", ", "))
}

fn length(kind: IdKind, lang: Lang) -> &'static str {
    let (zh, en) = match kind {
        IdKind::ResidentId | IdKind::HmtResidence => (" 18 位", "18"),
        IdKind::ForeignerPermanent => (" 18 位或 15 位", "18 or 15"),
        IdKind::HmtPermit => (" 9 位或 11 位", "9 or 11"),
        IdKind::TaiwanPermit => (" 8 位", "8"),
        IdKind::Passport => (" 5 至 20 位", "5 to 20"),
        IdKind::Other => (" 4 至 100 个字符", "4 to 100"),
    };
    lang.choose(zh, en)
}

fn prefix(kind: IdKind, lang: Lang) -> &'static str {
    let (zh, en) = match kind {
        IdKind::HmtResidence => ("它应以 81、82 或 83 开头", "those begin 81, 82 or 83"),
        IdKind::ForeignerPermanent => ("它应以 9 开头", "those begin 9"),
        IdKind::HmtPermit => ("它应以 H 或 M 开头", "those begin H or M"),
        _ => (
            "以 81、82、83 开头的是港澳台居民居住证，以 9 开头的是外国人永久居留身份证",
            "81, 82 and 83 begin residence permits for Hong Kong, Macao and Taiwan residents, 9 foreigners' cards",
        ),
    };
    lang.choose(zh, en)
}
