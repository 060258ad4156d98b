//! Reservations: numbers that nobody else is ever given.

use crate::policy;
use crate::refusal::{Failed, ReservationRefusal};
use crate::sequencer::batch::Batch;
use crate::store::records::ReservationRecord;
use crate::store::{AuthorityNumber, LoadNumbers};
use hezheng_core::ids::Kid;
use hezheng_core::number::Uscc;

/// A reservation asked for, by the key that signed the request.
#[derive(Clone, Debug)]
pub(crate) struct Reservation {
    pub(crate) authority: AuthorityNumber,
    pub(crate) signer: Kid,
    pub(crate) uscc: Uscc,
    pub(crate) year: u64,
    pub(crate) count: u64,
    pub(crate) id: [u8; 16],
}

/// What was given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Reserved {
    pub(crate) first: u64,
    pub(crate) count: u64,
}

impl Batch<'_> {
    pub(super) fn reserve(&mut self, asked: &Reservation) -> Result<Reserved, Failed> {
        if let Some(before) = self.writing.reservation(&asked.uscc, asked.id)? {
            let is_same = (before.authority, before.year, before.count) == (asked.authority.0, asked.year, asked.count);
            let reserved = Reserved { first: before.first, count: before.count };
            return is_same.then_some(reserved).ok_or(Failed::refused(ReservationRefusal::IdTaken));
        }
        let authority = self.authority(asked.authority).map_err(Failed::refused)?;
        let bundle = Self::bundle(&self.view.trust, self.now).map_err(Failed::refused)?;
        let signer = (asked.signer, &asked.uscc);
        let (institution, _) = policy::signer(bundle, &authority.code, signer, self.now).map_err(Failed::refused)?;
        let institution = institution.number.as_str();
        let next = self.writing.next_serial(authority.number, institution, asked.year)?;
        let first = policy::reservation((asked.year, asked.count), next, self.now).map_err(Failed::refused)?;
        let record = ReservationRecord {
            authority: authority.number.0,
            institution: institution.into(),
            year: asked.year,
            first,
            count: asked.count,
        };
        self.writing.put_reservation(&asked.uscc, asked.id, &record);
        Ok(Reserved { first, count: asked.count })
    }
}
