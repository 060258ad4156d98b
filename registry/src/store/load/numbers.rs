//! What can be asked of certificate numbers that were given away: who reserved which.

use super::LoadRows;
use super::keys::of_year;
use crate::store::key::Key;
use crate::store::port::Read;
use crate::store::records::{RangeRecord, Record, ReservationRecord};
use crate::store::{AuthorityNumber, StoreError, schema};
use hezheng_core::number::{CertificateNumber, Uscc};
use std::ops::Range;

/// The questions.
pub(crate) trait LoadNumbers: LoadRows {
    /// What was answered to this reservation.
    fn reservation(&self, uscc: &Uscc, id: [u8; 16]) -> Result<Option<ReservationRecord>, StoreError> {
        self.record(schema::RESERVATIONS, Key::default().text(uscc.as_str()).bytes(&id))
    }

    /// The first serial of this year that nobody was given.
    fn next_serial(&self, authority: AuthorityNumber, institution: &str, year: u64) -> Result<u64, StoreError> {
        let key = Key::of(authority).text(institution).u64(year);
        Ok(self.record(schema::NEXT_SERIALS, key)?.unwrap_or(1))
    }

    /// Who reserved this number.
    fn reserved_by(&self, number: &CertificateNumber) -> Result<Option<Uscc>, StoreError> {
        Ok(self.range_of(number)?.map(|(_, uscc)| uscc))
    }

    /// The serials that were reserved together with this number's, and who reserved them.
    fn range_of(&self, number: &CertificateNumber) -> Result<Option<(Range<u64>, Uscc)>, StoreError> {
        let serial = u64::from(number.serial());
        let (from, until) = (of_year(number), of_year(number).u64(serial.saturating_add(1)));
        let Some((key, value)) = self.last(schema::RANGES, &from.into_bytes()..&until.into_bytes())? else {
            return Ok(None);
        };
        let (_, first) = key.split_last_chunk().ok_or(StoreError::Damaged(None))?;
        let (first, range) = (u64::from_be_bytes(*first), RangeRecord::decode(&value)?);
        let serials = first..first.saturating_add(range.count);
        Ok(serials.contains(&serial).then_some((serials, range.uscc)))
    }
}

impl<R: Read + ?Sized> LoadNumbers for R {}
