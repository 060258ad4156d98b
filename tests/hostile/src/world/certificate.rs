//! The certificate: what it says, the institution's statement, and its registration.

use super::{REGISTERED, key, kid, public};
use hezheng_core::ids::LeafIndex;
use hezheng_core::number::{CertificateNumber, IdKind, Uscc};
use hezheng_core::statement::{Claims, StatementDraft, UnverifiedStatement};
use hezheng_core::time::{Date, Time};
use hezheng_keys::Signer as _;

/// The claims of the certificate.
#[must_use]
pub fn claims() -> Claims {
    let issued = REGISTERED.shanghai_day();
    Claims {
        holder: "林未晚".into(),
        id_kind: IdKind::ResidentId,
        id_tail: "0002".into(),
        programme: "电工（初级）".into(),
        training: (Date(issued.0 - 20), Date(issued.0 - 3)),
        issued,
        class_hours: Some(120),
        occupation_code: Some("6-29-03-07".into()),
        skill_level: Some(5),
        class_filing: Some("130100-2026-0042".into()),
        portrait_sha256: None,
        number_scheme: None,
    }
}

/// The number of the certificate.
pub const NUMBER: &str = "13010020260007000042";

/// A code of GB 32100 that is right.
#[must_use]
pub fn uscc(code: &str) -> Uscc {
    Uscc::parse(code).expect("the code is right")
}

/// A certificate number that is right.
#[must_use]
pub fn number(text: &str) -> CertificateNumber {
    CertificateNumber::parse(text).expect("the number is right")
}

/// A statement by the key of this name.
#[must_use]
pub fn statement(issuer: &str, code: &str, text: &str, claims: &Claims) -> Vec<u8> {
    let draft = StatementDraft::new(kid(issuer), &uscc(code), &number(text), claims).expect("the claims are allowed");
    draft.finish(&key(issuer).sign(&draft.to_be_signed()))
}

/// A statement signed by `issuer`, registered by the key `registrar`.
#[must_use]
pub fn register(statement: &[u8], issuer: &str, registrar: &str, time: Time, leaf: LeafIndex) -> Vec<u8> {
    let decoded = UnverifiedStatement::decode(statement).expect("it was drafted");
    let verified = decoded.verify_signature(&public(issuer)).expect("it was signed");
    let draft = verified.register(kid(registrar), time, leaf);
    draft.finish(&key(registrar).sign(draft.to_be_signed()))
}
