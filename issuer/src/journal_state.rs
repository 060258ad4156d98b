//! What a journal's events come to. Of each certificate only where its lines stand is kept. What corrections come to is in
//! `journal_corrections`.

use crate::journal_corrections::Corrections;
use crate::journal_event::Event;
use hezheng_core::ids::parse_hex;
use std::collections::BTreeMap;

/// What the events come to.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// By id: the year, how many, and the first serial once they were given.
    pub(crate) reservations: BTreeMap<String, (u64, u64, Option<u64>)>,
    pub(crate) issued: BTreeMap<Person, Places>,
    /// Of every number that was used, refused ones too.
    pub(crate) person_of: BTreeMap<String, Person>,
    pub(crate) corrections: Corrections,
    /// What officers refused, where nothing was applied for since.
    pub(crate) declined: BTreeMap<Person, Declined>,
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
pub(crate) type Person = [u8; 32];

/// Where in the file a certificate's events stand.
#[derive(Debug)]
pub(crate) struct Places {
    pub(crate) number: String,
    pub(crate) signed: u64,
    pub(crate) registered: Option<u64>,
}

impl State {
    /// What an event changes, its line being at `place`; `None` where it does not fit those before it.
    pub(crate) fn apply(&mut self, event: &Event, place: u64) -> Option<()> {
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
}

pub(crate) fn is_hex(text: &str) -> bool {
    text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
