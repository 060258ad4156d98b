//! The numbers of a run: reserved so that asking again gives the same.

use super::{ClassRun, Person, PersonState, RunProblem};
use crate::registry_port::{Reservation, Reserved};
use crate::standing::Standing;
use crate::wire;
use hezheng_core::ids::Hash;
use hezheng_core::number::CertificateNumber;
use hezheng_keys::Signer;
use std::collections::BTreeSet;

/// Numbers that are reserved together, one for each of these places, which are in order.
pub(super) struct Numbers {
    /// What tells one reservation from another.
    pub(super) purpose: String,
    pub(super) places: Vec<u64>,
    pub(super) first: Option<u64>,
}

impl Numbers {
    /// The number of one of the places, once they are reserved.
    fn serial(&self, place: u64) -> Option<u64> {
        let at = self.places.binary_search(&place).ok()?;
        self.first?.checked_add(at as u64)
    }
}

impl ClassRun {
    /// The numbers to ask for next (`v1/reservations`). `None`: everybody who waits has one.
    #[must_use]
    pub fn reservation(&self, signer: &dyn Signer) -> Option<Vec<u8>> {
        let Numbers { purpose, places, .. } = self.numbers.get(self.not_reserved()?)?;
        let year = self.issued.year();
        let text = format!("hezheng class numbers 1\n{}\n{year}\n{purpose}", self.number);
        let hash = Hash::of(&[&signer.sign(text.as_bytes())]);
        let mut id = [0; 16];
        id.iter_mut().zip(hash.0).for_each(|(to, from)| *to = from);
        Some(wire::reservation(&Reservation { uscc: self.standing.uscc.clone(), year, count: places.len() as u64, id }))
    }

    /// Takes the numbers that the registry gave.
    ///
    /// # Errors
    /// They are none, or not as many.
    pub fn take_reservation(&mut self, answer: &[u8]) -> Result<(), RunProblem> {
        let Reserved { first, count } = wire::decode_reserved(answer).ok_or(RunProblem::Answer)?;
        let end = first.checked_add(count).ok_or(RunProblem::Numbers)?;
        let are_numbers = first > 0 && self.serial(first).and(self.serial(end - 1)).is_some();
        let asked = self.not_reserved().and_then(|at| self.numbers.get_mut(at)).ok_or(RunProblem::Numbers)?;
        if count != asked.places.len() as u64 || !are_numbers {
            return Err(RunProblem::Numbers);
        }
        asked.first = Some(first);
        Ok(())
    }

    /// The first numbers that somebody waits for.
    fn not_reserved(&self) -> Option<usize> {
        let waiting = self.people.iter().filter(|person| person.state == PersonState::Waits);
        let wanted: BTreeSet<usize> = waiting.filter_map(|person| self.numbers_for(person)).collect();
        wanted.into_iter().find(|at| self.numbers.get(*at).is_some_and(|numbers| numbers.first.is_none()))
    }

    fn numbers_for(&self, person: &Person) -> Option<usize> {
        self.numbers.iter().position(|numbers| numbers.places.binary_search(&person.place).is_ok())
    }

    /// The number that a person's certificate is going to have, once numbers are reserved.
    #[must_use]
    pub fn number_of(&self, person: &Person) -> Option<CertificateNumber> {
        self.serial(self.numbers.get(self.numbers_for(person)?)?.serial(person.place)?)
    }

    fn serial(&self, serial: u64) -> Option<CertificateNumber> {
        let serial = u32::try_from(serial).ok()?;
        let Standing { authority, number, .. } = &self.standing;
        CertificateNumber::new(authority, self.issued.year(), number, serial).ok()
    }
}
