//! What must hold within a book, whoever wrote it.

use super::book::Book;
use super::error::AuthoringError;
use super::records::{Holder, KeyRecord};
use super::texts;
use std::collections::BTreeSet;

impl Book {
    /// Everything that the operations see to, for a book that was read from a file.
    pub(super) fn check(&self) -> Result<(), AuthoringError> {
        texts::check("province", &self.province)?;
        let mut seen = BTreeSet::new();
        let mut once = |kind: &str, name: String| {
            let place = format!("{kind} {name}");
            if seen.insert(place.clone()) { Ok(()) } else { Err(AuthoringError::Contradiction(place)) }
        };
        for authority in &self.authorities {
            once("authority", authority.code.to_string())?;
            once("base_url", authority.base_url.clone())?;
            once("log_origin", authority.log_origin.clone())?;
            texts::check("authority's name", &authority.name)?;
            texts::check_base_url(&authority.base_url)?;
            texts::check_log_origin(&authority.log_origin)?;
        }
        for officer in &self.officers {
            self.authority(&officer.authority)?;
            once("officer", format!("{} {}", officer.authority, officer.staff_code))?;
            texts::check_staff_code(&officer.staff_code)?;
            texts::check("officer's name", &officer.name)?;
        }
        for institution in &self.institutions {
            self.authority(&institution.authority)?;
            once("institution", format!("{} {}", institution.authority, institution.uscc))?;
            once("number", format!("{} {}", institution.authority, institution.number))?;
            texts::check("contact", &institution.contact)?;
            institution.names.iter().try_for_each(|dated| texts::check("institution's name", &dated.name))?;
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
        texts::check("key holder's name", &record.person)?;
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
            Holder::Witness { name } => texts::check_witness_name(name).map(|()| true)?,
        };
        if is_used { Ok(()) } else { Err(AuthoringError::NoUse) }
    }
}
