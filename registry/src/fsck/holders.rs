//! What holders had done: objections that open with the sealing key, links and readings, each of a certificate; and the days
//! before which personal data is kept no longer.

use super::finding::{Fault, Stopped};
use super::walk::{Walk, every_key};
use super::{Fsck, decode_exact};
use crate::sealing::SealedWith;
use crate::store::key::Parts;
use crate::store::port::Table;
use crate::store::records::{ObjectionRecord, ReadingRecord, ShareRecord};
use crate::store::schema::{OBJECTIONS, READINGS, RETENTION, SHARES};
use crate::store::{AuthorityNumber, Load, Place, StoreError};
use hezheng_core::ids::LeafIndex;

impl Fsck<'_> {
    /// Checks these tables.
    pub(super) fn check_holders(&mut self) -> Result<(), Stopped> {
        for table in [OBJECTIONS, SHARES, READINGS, RETENTION] {
            let mut rows = Walk::over(table, every_key());
            while let Some((key, value)) = rows.next(self.read)? {
                if let Some(fault) = self.holders_fault(table, &key, &value)? {
                    self.findings.add(table, &key, fault)?;
                }
            }
        }
        Ok(())
    }

    fn holders_fault(&mut self, table: Table, key: &[u8], value: &[u8]) -> Result<Option<Fault>, Stopped> {
        let mut parts = Parts::of(key);
        if table == RETENTION {
            let is_authority = parts.u32().is_some() && parts.is_at_end();
            let is_readable = is_authority && decode_exact::<u64>(value).is_some();
            return Ok((!is_readable).then_some(Fault::Unreadable));
        }
        let Some((authority, leaf)) = parts.u32().zip(parts.u64()) else { return Ok(Some(Fault::Unreadable)) };
        let place: Place = (AuthorityNumber(authority), LeafIndex(leaf));
        let is_of_a_certificate = match self.read.certificate(place) {
            Ok(record) => record.is_some(),
            // It was named with its own table.
            Err(StoreError::Damaged(_)) => true,
            Err(error) => return Err(error.into()),
        };
        if !is_of_a_certificate {
            return Ok(Some(Fault::Excess));
        }
        if table == OBJECTIONS {
            let Some(record) = decode_exact::<ObjectionRecord>(value) else { return Ok(Some(Fault::Unreadable)) };
            return Ok(match self.sealing.open_and_tell(&record.context(place), &record.sealed) {
                None => Some(Fault::NotSealed),
                Some((with, _)) => {
                    self.needs_older(table, with);
                    None
                }
            });
        }
        let is_readable = if table == SHARES {
            parts.array::<32>().is_some() && decode_exact::<ShareRecord>(value).is_some()
        } else {
            parts.u64().is_some() && decode_exact::<ReadingRecord>(value).is_some()
        };
        Ok((!is_readable || !parts.is_at_end()).then_some(Fault::Unreadable))
    }

    /// Counts a row that an older sealing key opens.
    pub(super) fn needs_older(&mut self, table: Table, with: SealedWith) {
        if with == SealedWith::Older {
            *self.needs_older.entry(table.name).or_default() += 1;
        }
    }
}
