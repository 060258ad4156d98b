//! Runs tests/vectors/numbers.json: every valid number is read, every invalid one refused.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test file; the switch in clippy.toml does not reach its helpers"
)]

use hezheng_core::number::{AuthorityCode, CertificateNumber, IdKind, IdentityNumber, InstitutionNumber, Uscc};
use serde_json::Value;

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../tests/vectors/numbers.json")).unwrap()
}

fn list<'a>(vectors: &'a Value, kind: &str, verdict: &str) -> &'a [Value] {
    let list = vectors[kind][verdict].as_array().unwrap();
    assert!(!list.is_empty(), "{kind} {verdict}");
    list
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn identity(vector: &Value) -> Option<IdentityNumber> {
    let kind = IdKind::from_code(vector["kind"].as_u64().unwrap())?;
    IdentityNumber::parse(kind, text(&vector["number"])).ok()
}

#[test]
fn identity_numbers_are_judged_as_the_vectors_say() {
    let vectors = vectors();
    for vector in list(&vectors, "identity", "valid") {
        let number = identity(vector).unwrap_or_else(|| panic!("{vector}"));
        assert_eq!(number.full_number(), text(&vector["number"]));
        assert_eq!(number.kind().code(), vector["kind"]);
    }
    for vector in list(&vectors, "identity", "invalid") {
        assert_eq!(identity(vector), None, "{vector}");
    }
}

#[test]
fn credit_codes_are_judged_as_the_vectors_say() {
    let vectors = vectors();
    for vector in list(&vectors, "uscc", "valid") {
        assert_eq!(Uscc::parse(text(vector)).unwrap().to_string(), text(vector));
    }
    for vector in list(&vectors, "uscc", "invalid") {
        assert!(Uscc::parse(text(&vector["code"])).is_err(), "{vector}");
    }
}

#[test]
fn certificate_numbers_are_judged_as_the_vectors_say() {
    let vectors = vectors();
    for vector in list(&vectors, "certificate_number", "valid") {
        let number = CertificateNumber::parse(text(&vector["number"])).unwrap();
        assert_eq!(number.authority(), text(&vector["authority"]));
        assert_eq!(number.year(), vector["year"]);
        assert_eq!(number.institution(), text(&vector["institution"]));
        assert_eq!(number.serial(), vector["serial"]);
        let authority = AuthorityCode::parse(number.authority()).unwrap();
        let institution = InstitutionNumber::parse(number.institution()).unwrap();
        let again = CertificateNumber::new(&authority, number.year(), &institution, number.serial());
        assert_eq!(again, Ok(number));
    }
    for vector in list(&vectors, "certificate_number", "invalid") {
        assert!(CertificateNumber::parse(text(&vector["number"])).is_err(), "{vector}");
    }
}
