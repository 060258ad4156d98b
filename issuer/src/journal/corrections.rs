//! What can be asked of a journal about its corrections.

use super::state::OpenCorrection;
use super::{Issued, Journal, JournalError};
use hezheng_core::ids::{parse_hex, to_hex};

impl Journal {
    /// The correction of the certificate of this number that waits.
    #[must_use]
    pub fn correction(&self, replaces: &str) -> Option<&OpenCorrection> {
        self.state.corrections.open.get(replaces).map(|(waiting, _)| waiting)
    }

    /// Every correction that waits.
    #[must_use]
    pub fn corrections(&self) -> Vec<OpenCorrection> {
        self.state.corrections.open.values().map(|(waiting, _)| waiting.clone()).collect()
    }

    /// The number of a correction that waits for this person and course.
    #[must_use]
    pub fn correction_for(&self, person: &str) -> Option<&str> {
        let mut waiting = self.state.corrections.open.values().map(|(waiting, _)| waiting);
        waiting.find(|waiting| waiting.person == person).map(|waiting| waiting.number.as_str())
    }

    /// The number of the certificate that took this one's place in the end.
    #[must_use]
    pub fn replaced_by(&self, number: &str) -> Option<&str> {
        let replaced = &self.state.corrections.replaced;
        let mut found = None;
        let mut next = replaced.get(number);
        while let Some(by) = next {
            found = Some(by.as_str());
            next = replaced.get(by);
        }
        found
    }

    /// The number of the certificate that replaced whatever was issued to this person for this course, where the course or
    /// the identity document was what was put right.
    #[must_use]
    pub fn corrected(&self, person: &str) -> Option<&str> {
        let by = self.state.corrections.corrected.get(&parse_hex(person)?)?;
        Some(self.replaced_by(by).unwrap_or(by))
    }

    /// Numbers of corrections that were carried out and whose PDF is not known to be there.
    #[must_use]
    pub fn unprinted_corrections(&self) -> Vec<String> {
        self.state.corrections.unprinted.iter().cloned().collect()
    }

    /// The certificate of this number, where it was issued by this journal and neither refused nor replaced.
    ///
    /// # Errors
    /// The journal's file cannot be read any more.
    pub fn numbered(&self, number: &str) -> Result<Option<Issued>, JournalError> {
        let Some(person) = self.state.person_of.get(number) else { return Ok(None) };
        Ok(self.issued(&to_hex(person))?.filter(|issued| issued.number == number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Event, Known};

    const OLD: &str = "13010020260007000001";
    const NEW: &str = "13010020260007000002";

    fn person(byte: u8) -> String {
        to_hex(&[byte; 32])
    }

    /// A certificate of person 1, and a correction that makes it person 2's.
    fn filed(folder: &std::path::Path) -> Journal {
        let mut journal = Journal::open(folder).unwrap();
        let correcting = Event::Correcting {
            person: person(2),
            replaces: OLD.into(),
            number: NEW.into(),
            statement: to_hex(b"new"),
            reason: 3,
        };
        journal
            .record_all(&[
                Event::Signed { person: person(1), number: OLD.into(), statement: to_hex(b"old") },
                Event::Registered { number: OLD.into(), registered: to_hex(b"old, registered") },
                correcting,
            ])
            .unwrap();
        journal
    }

    fn opened_again(folder: &std::path::Path, journal: Journal) -> Journal {
        drop(journal);
        Journal::open(folder).unwrap()
    }

    #[test]
    fn a_correction_that_waits_changes_nothing_and_has_its_number() {
        let folder = tempfile::tempdir().unwrap();
        let journal = filed(folder.path());
        let journal = opened_again(folder.path(), journal);
        assert_eq!(journal.numbered(OLD).unwrap().unwrap().registered.unwrap(), b"old, registered");
        assert_eq!(journal.numbered(NEW).unwrap(), None);
        assert_eq!((journal.correction_for(&person(2)), journal.replaced_by(OLD)), (Some(NEW), None));
        assert_eq!(journal.correction(OLD).unwrap().statement, b"new");
    }

    #[test]
    fn one_that_was_carried_out_is_read_back_from_its_places() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = filed(folder.path());
        let registered = to_hex(b"new, registered");
        journal.record(&Event::Corrected { number: NEW.into(), registered }).unwrap();
        let look = |journal: &Journal| {
            let new = Issued {
                number: NEW.into(),
                statement: b"new".to_vec(),
                registered: Some(b"new, registered".to_vec()),
            };
            assert_eq!(journal.numbered(NEW).unwrap(), Some(new));
            assert_eq!(journal.known(&person(2)), Some(Known { number: NEW, is_registered: true }));
            assert_eq!((journal.numbered(OLD).unwrap(), journal.known(&person(1))), (None, None));
            assert_eq!((journal.replaced_by(OLD), journal.corrected(&person(1))), (Some(NEW), Some(NEW)));
            assert_eq!((journal.corrections(), journal.unprinted_corrections()), (vec![], vec![NEW.to_owned()]));
        };
        look(&journal);
        look(&opened_again(folder.path(), journal));
    }

    #[test]
    fn the_number_of_one_that_was_withdrawn_or_refused_stays_used() {
        for event in [
            Event::CorrectionWithdrawn { number: NEW.into() },
            Event::CorrectionRefused { number: NEW.into(), code: "not_in_force".into() },
        ] {
            let folder = tempfile::tempdir().unwrap();
            let mut journal = filed(folder.path());
            let id = "00".repeat(16);
            let reserving = Event::Reserving { id: id.clone(), year: 2026, count: 3 };
            journal.record_all(&[reserving, Event::Reserved { id, first: 1, count: 3 }, event]).unwrap();
            let journal = opened_again(folder.path(), journal);
            let free = journal.free_serials(2026, |serial| Some(format!("130100202600070000{serial:02}")));
            assert_eq!((free, journal.correction(OLD)), (vec![3], None));
            assert!(journal.numbered(OLD).unwrap().is_some());
        }
    }
}
