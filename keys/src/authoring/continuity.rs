//! What must hold from one bundle to the next (format.md section 5): nothing is removed, and no key gets back what was
//! taken from it. The operations see to it; this holds even for a book that somebody edited.

use super::error::AuthoringError;
use hezheng_core::trust::bundle::{Authority, BundleBody, Institution, Validity};

/// Whether `next` may follow `last`.
pub(super) fn check(last: &BundleBody, next: &BundleBody) -> Result<(), AuthoringError> {
    for authority in &last.authorities {
        let after = next.authorities.iter().find(|after| after.code == authority.code);
        check_authority(authority, after.ok_or_else(|| removed("authority", &authority.code))?)?;
    }
    for institution in &last.institutions {
        let is_same = |after: &&Institution| after.uscc == institution.uscc && after.authority == institution.authority;
        let after = next.institutions.iter().find(is_same);
        check_institution(institution, after.ok_or_else(|| removed("institution", &institution.uscc))?)?;
    }
    Ok(())
}

fn check_authority(last: &Authority, next: &Authority) -> Result<(), AuthoringError> {
    for key in &last.service_keys {
        let after = next.service_keys.iter().find(|after| after.key == key.key);
        let after = after.ok_or_else(|| removed("key", &key.key.kid()))?;
        if after.uses != key.uses || !follows(&key.validity, &after.validity) {
            return Err(altered("key", &key.key.kid()));
        }
    }
    for key in &last.officer_keys {
        let after = next.officer_keys.iter().find(|after| after.key == key.key);
        let after = after.ok_or_else(|| removed("key", &key.key.kid()))?;
        let is_bound = after.staff_code == key.staff_code && after.roles == key.roles;
        if !is_bound || !follows(&key.validity, &after.validity) {
            return Err(altered("key", &key.key.kid()));
        }
    }
    Ok(())
}

fn check_institution(last: &Institution, next: &Institution) -> Result<(), AuthoringError> {
    if last.number != next.number || !next.names.starts_with(&last.names) {
        return Err(altered("institution", &last.uscc));
    }
    for key in &last.keys {
        let after = next.keys.iter().find(|after| after.key == key.key);
        let after = after.ok_or_else(|| removed("key", &key.key.kid()))?;
        if !follows(&key.validity, &after.validity) {
            return Err(altered("key", &key.key.kid()));
        }
    }
    Ok(())
}

/// A key keeps its beginning; its end and the leaf it is distrusted from only ever come nearer.
fn follows(last: &Validity, next: &Validity) -> bool {
    let nearer = |last: Option<u64>, next: Option<u64>| match (last, next) {
        (None, _) => true,
        (Some(last), Some(next)) => next <= last,
        (Some(_), None) => false,
    };
    last.from == next.from
        && nearer(last.until.map(|time| time.0), next.until.map(|time| time.0))
        && nearer(last.distrusted_from.map(|leaf| leaf.0), next.distrusted_from.map(|leaf| leaf.0))
}

fn removed(kind: &str, name: &impl std::fmt::Display) -> AuthoringError {
    AuthoringError::Removed(format!("{kind} {name}"))
}

fn altered(kind: &str, name: &impl std::fmt::Display) -> AuthoringError {
    AuthoringError::Altered(format!("{kind} {name}"))
}
