//! What holders had done: links and readings, each of a certificate, and objections, each with the flag that it raised; and
//! the days before which personal data is kept no longer.

use super::finding::{Fault, Stopped};
use super::walk::Walk;
use super::{Fsck, decode_exact};
use crate::sealing::SealedWith;
use crate::store::key::{Parts, every_key};
use crate::store::load::at;
use crate::store::port::Table;
use crate::store::records::{ReadingRecord, Record, ShareRecord};
use crate::store::schema::{OBJECTIONS, READINGS, RETENTION, SHARES};
use crate::store::{AuthorityNumber, Load, Place, StoreError};
use hezheng_core::ids::LeafIndex;
use std::collections::BTreeMap;

impl Fsck<'_> {
    /// Checks these tables.
    pub(super) fn check_holders(&mut self) -> Result<(), Stopped> {
        for table in [SHARES, READINGS, RETENTION] {
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
        let is_readable = if table == SHARES {
            parts.array::<32>().is_some() && decode_exact::<ShareRecord>(value).is_some()
        } else {
            parts.u64().is_some() && decode_exact::<ReadingRecord>(value).is_some()
        };
        Ok((!is_readable || !parts.is_at_end()).then_some(Fault::Unreadable))
    }

    /// Each objection leads to the flag that it raised, and each such flag has one.
    pub(super) fn check_objections(&mut self, flags: &BTreeMap<Place, u64>) -> Result<(), Stopped> {
        let mut rows = Walk::over(OBJECTIONS, every_key());
        for (place, serial) in flags {
            let key = at(*place).into_bytes();
            if let Some(value) = rows.wanted(self.read, &key, &mut self.findings)? {
                self.findings.compare(OBJECTIONS, &key, (&value, &serial.encode()))?;
            }
        }
        rows.end(self.read, &mut self.findings)
    }

    /// Counts a row that an older sealing key opens.
    pub(super) fn needs_older(&mut self, table: Table, with: SealedWith) {
        if with == SealedWith::Older {
            *self.needs_older.entry(table.name).or_default() += 1;
        }
    }
}
