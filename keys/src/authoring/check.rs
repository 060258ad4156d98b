//! What must hold within a book, whoever wrote it.

use super::book::Book;
use super::error::AuthoringError;
use super::records::{Holder, KeyRecord};
use hezheng_core::limits::{STAFF_CODE_CHARS, TEXT_CHARS};
use hezheng_core::log::note::is_key_name;
use hezheng_core::text::check_text;
use std::collections::BTreeSet;

/// A text as bundles allow it (format.md section 1).
pub(super) fn text(field: &'static str, text: &str) -> Result<(), AuthoringError> {
    check_text(text, 1, TEXT_CHARS).map_err(|error| AuthoringError::Text { field, error })
}

pub(super) fn staff_code(code: &str) -> Result<(), AuthoringError> {
    check_text(code, 1, STAFF_CODE_CHARS).map_err(|error| AuthoringError::Text { field: "staff code", error })
}

/// A base URL (format.md section 8): a path is appended after `/`.
pub(super) fn base_url(url: &str) -> Result<(), AuthoringError> {
    text("base URL", url)?;
    let refused = || AuthoringError::BaseUrl(url.to_owned());
    let (scheme, rest) = url.split_once("://").ok_or_else(refused)?;
    let authority = rest.split('/').next().unwrap_or_default();
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    let is_local = matches!(host, "127.0.0.1" | "localhost");
    let is_plain = url.bytes().all(|byte| byte.is_ascii_graphic() && !b"?#@\\\"<>".contains(&byte));
    let is_scheme = scheme == "https" || (scheme == "http" && is_local);
    if host.is_empty() || url.ends_with('/') || !is_plain || !is_scheme { Err(refused()) } else { Ok(()) }
}

/// An origin line, which is the key name of the log's signed notes too: no spaces and no plus sign (C2SP signed-note).
pub(super) fn log_origin(origin: &str) -> Result<(), AuthoringError> {
    text("log origin", origin)?;
    if origin.contains([' ', '+']) { Err(AuthoringError::LogOrigin(origin.to_owned())) } else { Ok(()) }
}

/// A witness's name, which is the key name of its signature lines (C2SP signed-note).
pub(super) fn witness_name(name: &str) -> Result<(), AuthoringError> {
    text("witness's name", name)?;
    if is_key_name(name) { Ok(()) } else { Err(AuthoringError::WitnessName(name.to_owned())) }
}

impl Book {
    /// Everything that the operations see to, for a book that was read from a file.
    pub(super) fn check(&self) -> Result<(), AuthoringError> {
        text("province", &self.province)?;
        let mut seen = BTreeSet::new();
        let mut once = |kind: &str, name: String| {
            let place = format!("{kind} {name}");
            if seen.insert(place.clone()) { Ok(()) } else { Err(AuthoringError::Contradiction(place)) }
        };
        for authority in &self.authorities {
            once("authority", authority.code.to_string())?;
            once("base_url", authority.base_url.clone())?;
            once("log_origin", authority.log_origin.clone())?;
            text("authority's name", &authority.name)?;
            base_url(&authority.base_url)?;
            log_origin(&authority.log_origin)?;
        }
        for officer in &self.officers {
            self.authority(&officer.authority)?;
            once("officer", format!("{} {}", officer.authority, officer.staff_code))?;
            staff_code(&officer.staff_code)?;
            text("officer's name", &officer.name)?;
        }
        for institution in &self.institutions {
            self.authority(&institution.authority)?;
            once("institution", format!("{} {}", institution.authority, institution.uscc))?;
            once("number", format!("{} {}", institution.authority, institution.number))?;
            text("contact", &institution.contact)?;
            institution.names.iter().try_for_each(|dated| text("institution's name", &dated.name))?;
            if institution.names.is_empty() || !institution.names.is_sorted_by(|a, b| a.from < b.from) {
                return Err(AuthoringError::Contradiction(format!("the names of {}", institution.uscc)));
            }
        }
        for record in &self.keys {
            once("key", record.kid.to_string())?;
            self.check_key(record)?;
        }
        if !self.bundles.is_sorted_by(|a, b| a.version < b.version && a.issued <= b.issued) {
            return Err(AuthoringError::Contradiction("bundles".into()));
        }
        let is_root = |key| self.keys.iter().any(|record| record.public_key == key && record.holder == Holder::Root {});
        if !self.initial_roots.iter().all(|key| is_root(*key)) {
            return Err(AuthoringError::Contradiction("initial_roots".into()));
        }
        if self.initial_roots.is_empty() || self.roots().is_empty() { Err(AuthoringError::NoRootLeft) } else { Ok(()) }
    }

    fn check_key(&self, record: &KeyRecord) -> Result<(), AuthoringError> {
        let wrong = || AuthoringError::Contradiction(format!("key {}", record.kid));
        if record.public_key.kid() != record.kid || !record.public_key.is_usable() {
            return Err(wrong());
        }
        text("key holder's name", &record.person)?;
        self.check_holder(&record.holder)?;
        match &record.holder {
            Holder::Officer { authority, staff_code, .. } => {
                let is_theirs = self.officer(authority, staff_code)?.name == record.person;
                if is_theirs && record.distrusted_from.is_none() { Ok(()) } else { Err(wrong()) }
            }
            Holder::Root {} | Holder::Witness { .. } if record.distrusted_from.is_some() => Err(wrong()),
            _ => Ok(()),
        }
    }

    /// No more witnesses can be asked for than there are.
    pub(super) fn check_quorum(&self) -> Result<(), AuthoringError> {
        let (needed, witnesses) = (self.witness_quorum.unwrap_or_default(), self.witnesses().len() as u64);
        if needed > witnesses { Err(AuthoringError::QuorumTooLarge { needed, witnesses }) } else { Ok(()) }
    }

    /// Whether the holder is in the book and the key has something to do.
    pub(super) fn check_holder(&self, holder: &Holder) -> Result<(), AuthoringError> {
        let is_used = match holder {
            Holder::Root {} => true,
            Holder::Service { authority, uses } => {
                self.authority(authority)?;
                !uses.is_empty()
            }
            Holder::Officer { authority, staff_code, may } => {
                self.officer(authority, staff_code)?;
                !may.is_empty()
            }
            Holder::Issuer { uscc, authority } => self.institution(uscc, authority).map(|_| true)?,
            Holder::Witness { name } => witness_name(name).map(|()| true)?,
        };
        if is_used { Ok(()) } else { Err(AuthoringError::NoUse) }
    }
}
