//! Under which keys rows are kept.

use crate::sealing::PersonKey;
use crate::store::key::Key;
use crate::store::{AuthorityNumber, Place};
use hezheng_core::ids::StatementHash;
use hezheng_core::number::CertificateNumber;
use hezheng_core::statement::check_code::CheckCode;
use std::ops::Range;

/// The key of a place.
pub(crate) fn at((authority, leaf): Place) -> Key {
    Key::of(authority).u64(leaf.0)
}

pub(in crate::store) fn of_statement(hash: StatementHash) -> Key {
    Key::default().bytes(&hash.0.0)
}

pub(crate) fn of_number(number: &CertificateNumber) -> Key {
    Key::default().text(number.as_str())
}

pub(crate) fn of_correction(authority: AuthorityNumber, replaced: &CertificateNumber) -> Key {
    Key::of(authority).text(replaced.as_str())
}

pub(in crate::store) fn of_check_code(code: CheckCode) -> Key {
    Key::default().u64(code.bits())
}

pub(crate) fn of_node(authority: AuthorityNumber, level: u32, index: u64) -> Key {
    Key::of(authority).u32(level).u64(index)
}

/// The keys of a person's certificates.
pub(in crate::store) fn of_person(person: PersonKey) -> Range<Vec<u8>> {
    all(Key::default().bytes(&person.0))
}

/// The beginning of the keys of what was reserved by a number's institution in its year.
pub(super) fn of_year(number: &CertificateNumber) -> Key {
    Key::of(AuthorityNumber::of_text(number.authority())).text(number.institution()).u64(number.year())
}

/// Those keys.
pub(in crate::store) fn of_year_of(number: &CertificateNumber) -> Range<Vec<u8>> {
    all(of_year(number))
}

/// Every key that begins with this one.
pub(crate) fn all(key: Key) -> Range<Vec<u8>> {
    let end = key.after_all().unwrap_or_else(|| vec![u8::MAX; 64]);
    key.into_bytes()..end
}
