//! A number that is ours, and the signature: both are in the journal before anybody is told of them.

use super::{Correcting, CorrectionError, Proposal};
use crate::journal::{Event, OpenCorrection, hex};
use crate::plan::PersonKeys;
use crate::registry_port::{RegistryError, Reservation};
use crate::roster::Trainee;
use hezheng_core::ids::parse_hex;
use hezheng_core::number::CertificateNumber;
use hezheng_core::statement::StatementDraft;
use hezheng_core::status::order::Reason as OrderReason;

impl Correcting<'_> {
    /// Reserves a number where none is left, signs, and writes that down before anybody is told.
    pub(super) fn sign(
        &mut self,
        proposal: &Proposal,
        trainee: &Trainee,
        reason: OrderReason,
    ) -> Result<OpenCorrection, CorrectionError> {
        if let Some(portrait) = &trainee.portrait {
            self.journal.keep(portrait)?;
        }
        let (number, row) = (self.number(proposal.new.issued.year())?, trainee.row);
        let draft = StatementDraft::new(self.signer.kid(), &self.standing.uscc, &number, &proposal.new);
        let draft = draft.map_err(|_| CorrectionError::Row(row))?;
        let waits = OpenCorrection {
            person: PersonKeys::new(self.signer).name(trainee),
            replaces: proposal.replaces.clone(),
            number: number.as_str().to_owned(),
            statement: draft.finish(&self.signer.sign(&draft.to_be_signed())),
            reason: reason.code(),
        };
        let OpenCorrection { person, replaces, number, statement, reason } = waits.clone();
        let statement = hex(&statement);
        self.journal.record(&Event::Correcting { person, replaces, number, statement, reason })?;
        Ok(waits)
    }

    /// A number that is ours and unused: one left from earlier runs, or else a new one.
    fn number(&mut self, year: u64) -> Result<CertificateNumber, CorrectionError> {
        for (id, count) in self.journal.open_reservations(year) {
            self.reserve(&id, year, count)?;
        }
        if let Some(number) = self.free_number(year) {
            return Ok(number);
        }
        let id = hex(&(self.random)().ok_or(CorrectionError::NoRandomness)?);
        self.journal.record(&Event::Reserving { id: id.clone(), year, count: 1 })?;
        self.reserve(&id, year, 1)?;
        self.free_number(year).ok_or_else(|| CorrectionError::Registry(RegistryError::Answer("v1/reservations".into())))
    }

    fn free_number(&self, year: u64) -> Option<CertificateNumber> {
        let number = |serial: u64| {
            let serial = u32::try_from(serial).ok()?;
            CertificateNumber::new(&self.standing.authority, year, &self.standing.number, serial).ok()
        };
        let free = self.journal.free_serials(year, |serial| number(serial).map(|number| number.as_str().to_owned()));
        free.into_iter().find_map(number)
    }

    fn reserve(&mut self, id: &str, year: u64, count: u64) -> Result<(), CorrectionError> {
        let uscc = self.standing.uscc.clone();
        let reservation = Reservation { uscc, year, count, id: parse_hex(id).unwrap_or_default() };
        let given = self.registry.reserve(&reservation).map_err(CorrectionError::Registry)?;
        if given.count != count || given.first == 0 {
            return Err(CorrectionError::Registry(RegistryError::Answer("v1/reservations".into())));
        }
        Ok(self.journal.record(&Event::Reserved { id: id.into(), first: given.first, count })?)
    }
}
