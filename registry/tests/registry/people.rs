//! Invented people and institutions. Identity numbers have the sequence part 000, which nobody has.

use hezheng_core::ids::Hash;
use hezheng_core::number::{CertificateNumber, IdKind, IdentityNumber, Uscc};
use hezheng_core::statement::{Claims, StatementDraft};
use hezheng_core::time::Date;
use hezheng_keys::{PrivateKey, Signer};

/// An identity number of somebody born so many days after 1990-01-01.
pub(crate) fn identity_number(day: u64) -> String {
    let (year, month, date) = Date(Date::from_ymd(1990, 1, 1).unwrap().0 + day).ymd();
    let body = format!("130102{year:04}{month:02}{date:02}000");
    let numbers = "0123456789X".chars().map(|check| format!("{body}{check}"));
    numbers.into_iter().find(|number| IdentityNumber::parse(IdKind::ResidentId, number).is_ok()).unwrap()
}

/// A 统一社会信用代码 of nobody, one for each serial.
pub(crate) fn uscc(serial: u32) -> Uscc {
    let mut checks = "0123456789ABCDEFGHJKLMNPQRTUWXY".chars();
    checks.find_map(|check| Uscc::parse(&format!("91130100TEST{serial:05}{check}").replace('S', "5")).ok()).unwrap()
}

/// The claims of somebody's certificate, issued on this day.
pub(crate) fn claims(identity_number: &str, issued: Date) -> Claims {
    Claims {
        holder: "测试学员".into(),
        id_kind: IdKind::ResidentId,
        id_tail: identity_number[identity_number.len() - 4..].into(),
        programme: "保育师(测试)".into(),
        training: (Date(issued.0 - 10), Date(issued.0 - 1)),
        issued,
        class_hours: Some(80),
        occupation_code: None,
        skill_level: None,
        class_filing: None,
        portrait_sha256: None,
        number_scheme: None,
    }
}

/// A signed statement.
pub(crate) fn statement(key: &PrivateKey, uscc: &Uscc, number: &str, claims: &Claims) -> Vec<u8> {
    let number = CertificateNumber::parse(number).unwrap();
    let draft = StatementDraft::new(key.kid(), uscc, &number, claims).unwrap();
    draft.finish(&key.sign(&draft.to_be_signed()))
}

/// A portrait, and its hash.
pub(crate) fn portrait() -> (Vec<u8>, Hash) {
    let bytes = [&[0xFF, 0xD8, 0xFF][..], &[0x5A; 2_000]].concat();
    let hash = Hash::of(&[&bytes]);
    (bytes, hash)
}
