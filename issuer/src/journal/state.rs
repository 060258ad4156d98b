//! What a journal's events come to. Of each certificate only where its lines stand is kept; the few corrections that wait are
//! kept as they are.

use super::event::Event;
use super::hex::{from_hex, is_hex};
use hezheng_core::ids::parse_hex;
use std::collections::{BTreeMap, BTreeSet};

/// What the events come to.
#[derive(Debug, Default)]
pub(super) struct State {
    /// By id: the year, how many, and the first serial once they were given.
    pub(super) reservations: BTreeMap<String, (u64, u64, Option<u64>)>,
    pub(super) issued: BTreeMap<Person, Places>,
    /// Of every number that was used, refused ones too.
    pub(super) person_of: BTreeMap<String, Person>,
    pub(super) corrections: Corrections,
    /// What officers refused, where nothing was applied for since.
    pub(super) declined: BTreeMap<Person, Declined>,
}

/// An application that an officer of the bureau refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declined {
    /// The number that it had, which stays used.
    pub number: String,
    /// Why, in the registry's words.
    pub reason: String,
}

/// The code with which a registry says so.
pub(crate) const APPROVAL_REFUSED: &str = "approval_refused";

/// A person and course.
pub(super) type Person = [u8; 32];

/// Where in the file a certificate's events stand.
#[derive(Debug)]
pub(super) struct Places {
    pub(super) number: String,
    pub(super) signed: u64,
    pub(super) registered: Option<u64>,
}

/// A correction that was signed, and neither carried out, refused nor withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCorrection {
    /// The person and course, as the journal knows them.
    pub person: String,
    /// The number of the certificate to be replaced.
    pub replaces: String,
    /// The new number.
    pub number: String,
    /// The new statement as signed.
    pub statement: Vec<u8>,
    /// The code of the reason.
    pub reason: u64,
}

/// What the corrections come to.
#[derive(Debug, Default)]
pub(super) struct Corrections {
    /// Those that wait, by the numbers of the certificates to be replaced, and where they stand in the file.
    pub(super) open: BTreeMap<String, (OpenCorrection, u64)>,
    /// Numbers of certificates that were replaced, and which took their places.
    pub(super) replaced: BTreeMap<String, String>,
    /// People and courses whose certificate was replaced by that of another person or course, and its number.
    pub(super) corrected: BTreeMap<Person, String>,
    /// Those that were carried out and whose PDF is not known to be there.
    pub(super) unprinted: BTreeSet<String>,
}

impl State {
    /// What an event changes, its line being at `place`; `None` where it does not fit those before it.
    pub(super) fn apply(&mut self, event: &Event, place: u64) -> Option<()> {
        match event {
            Event::Reserving { id, year, count } => {
                self.reservations.entry(id.clone()).or_insert((*year, *count, None));
            }
            Event::Reserved { id, first, .. } => self.reservations.get_mut(id)?.2 = Some(*first),
            Event::Signed { person, number, statement } => {
                let person = parse_hex(person)?;
                is_hex(statement).then_some(())?;
                self.person_of.insert(number.clone(), person);
                self.declined.remove(&person);
                self.issued.insert(person, Places { number: number.clone(), signed: place, registered: None });
            }
            Event::Registered { number, registered } => {
                is_hex(registered).then_some(())?;
                let person = self.person_of.get(number)?;
                self.issued.get_mut(person)?.registered = Some(place);
            }
            Event::Refused { number, code, reason } => {
                let person = self.person_of.get(number)?;
                self.issued.remove(person);
                if code == APPROVAL_REFUSED {
                    let declined = Declined { number: number.clone(), reason: reason.clone().unwrap_or_default() };
                    self.declined.insert(*person, declined);
                }
            }
            Event::Correcting { .. }
            | Event::Corrected { .. }
            | Event::CorrectionPrinted { .. }
            | Event::CorrectionRefused { .. }
            | Event::CorrectionWithdrawn { .. } => return self.apply_to_corrections(event, place),
            Event::Reissued { .. } => {}
        }
        Some(())
    }

    /// What a correction's event changes; `None` where it does not fit those before it.
    fn apply_to_corrections(&mut self, event: &Event, place: u64) -> Option<()> {
        match event {
            Event::Correcting { person, replaces, number, statement, reason } => {
                self.person_of.get(replaces)?;
                self.person_of.insert(number.clone(), parse_hex(person)?);
                let waiting = OpenCorrection {
                    person: person.clone(),
                    replaces: replaces.clone(),
                    number: number.clone(),
                    statement: from_hex(statement)?,
                    reason: *reason,
                };
                self.corrections.open.insert(replaces.clone(), (waiting, place));
            }
            Event::Corrected { number, registered } => {
                is_hex(registered).then_some(())?;
                let (OpenCorrection { replaces, .. }, signed) = self.corrections.close(number)?;
                let (before, person) = (*self.person_of.get(&replaces)?, *self.person_of.get(number)?);
                // The certificate that was replaced is nobody's any more; its person may have been another one.
                self.issued.remove(&before);
                self.corrections.corrected.insert(before, number.clone());
                self.corrections.corrected.remove(&person);
                self.issued.insert(person, Places { number: number.clone(), signed, registered: Some(place) });
                self.corrections.replaced.insert(replaces, number.clone());
                self.corrections.unprinted.insert(number.clone());
            }
            Event::CorrectionPrinted { number } => {
                self.corrections.unprinted.remove(number);
            }
            Event::CorrectionRefused { number, .. } | Event::CorrectionWithdrawn { number } => {
                self.corrections.close(number)?;
            }
            Event::Reserving { .. }
            | Event::Reserved { .. }
            | Event::Signed { .. }
            | Event::Registered { .. }
            | Event::Refused { .. }
            | Event::Reissued { .. } => return None,
        }
        Some(())
    }
}

impl Corrections {
    /// Takes the one of this number from those that wait.
    fn close(&mut self, number: &str) -> Option<(OpenCorrection, u64)> {
        let replaces = self.open.values().find(|(waiting, _)| waiting.number == number)?.0.replaces.clone();
        self.open.remove(&replaces)
    }
}
