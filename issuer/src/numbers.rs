//! Numbers for certificates: those left from earlier runs first, then new reservations. Each reservation is in the journal
//! before the registry is asked.

use crate::issue::Issuing;
use crate::issue_error::IssueError;
use crate::journal::{Event, hex};
use crate::plan::{Action, Plan};
use crate::registry_port::{RegistryError, Reservation};
use hezheng_core::ids::parse_hex;
use hezheng_core::number::CertificateNumber;
use std::ops::Range;

/// Most numbers that are reserved at once.
const RESERVATION: u64 = 500;

impl Issuing<'_> {
    /// Gives each new certificate of the plan its number. Nothing is signed yet: a number that is not used after all is the
    /// next run's.
    ///
    /// # Errors
    /// Why the run stopped.
    pub fn reserve(&mut self, plan: &mut Plan<'_>) -> Result<(), IssueError> {
        let mut numbers = self.numbers(plan.count(Action::Issue(None).code()))?.into_iter();
        for step in &mut plan.steps {
            if let Action::Issue(number) = &mut step.action {
                *number = numbers.next();
            }
        }
        Ok(())
    }

    /// At least this many numbers that are ours and unused.
    fn numbers(&mut self, wanted: usize) -> Result<Vec<CertificateNumber>, IssueError> {
        let year = self.issued.year();
        if wanted > 0 {
            // Asked for before a crash, the answer not seen: the same id gets the same answer.
            for (id, count) in self.journal.open_reservations(year) {
                self.ask_for(&id, count)?;
            }
        }
        loop {
            let free =
                self.journal.free_serials(year, |serial| self.number(serial).map(|number| number.as_str().to_owned()));
            if free.len() >= wanted {
                return Ok(free.into_iter().filter_map(|serial| self.number(serial)).collect());
            }
            self.new_serials((wanted - free.len()) as u64)?;
        }
    }

    /// Numbers that no journal but this one has ever had: for certificates whose number turned out to be taken.
    pub(crate) fn new_numbers(&mut self, wanted: usize) -> Result<Vec<CertificateNumber>, IssueError> {
        let mut numbers = Vec::new();
        while numbers.len() < wanted {
            let serials = self.new_serials((wanted - numbers.len()) as u64)?;
            numbers.extend(serials.filter_map(|serial| self.number(serial)));
        }
        Ok(numbers)
    }

    /// A new reservation of so many, or of as many as one may be for.
    fn new_serials(&mut self, wanted: u64) -> Result<Range<u64>, IssueError> {
        let (year, count) = (self.issued.year(), wanted.min(RESERVATION));
        let id = hex(&(self.random)().ok_or(IssueError::NoRandomness)?);
        self.journal.record(&Event::Reserving { id: id.clone(), year, count })?;
        self.ask_for(&id, count)
    }

    fn ask_for(&mut self, id: &str, count: u64) -> Result<Range<u64>, IssueError> {
        let uscc = self.standing.uscc.clone();
        let id_bytes = parse_hex(id).unwrap_or_default();
        let reservation = Reservation { uscc, year: self.issued.year(), count, id: id_bytes };
        let given = self.registry.reserve(&reservation).map_err(IssueError::Registry)?;
        let end = given.first.saturating_add(count);
        let are_numbers = given.first > 0 && self.number(given.first).and(self.number(end - 1)).is_some();
        if given.count != count || !are_numbers {
            return Err(IssueError::Registry(RegistryError::Answer("v1/reservations".into())));
        }
        self.journal.record(&Event::Reserved { id: id.into(), first: given.first, count })?;
        Ok(given.first..end)
    }

    fn number(&self, serial: u64) -> Option<CertificateNumber> {
        let serial = u32::try_from(serial).ok()?;
        CertificateNumber::new(&self.standing.authority, self.issued.year(), &self.standing.number, serial).ok()
    }
}
