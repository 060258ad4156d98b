//! Deleting what is kept no longer: the sealed identity number and portrait, the person's look-up key, and what the holder
//! wrote. Statement, receipt, log and status stay; the number stays taken.

use super::Row;
use crate::sealing::PersonKey;
use crate::store::key::{Key, Parts};
use crate::store::load::{Load, all};
use crate::store::port::{Pair, Read, Table};
use crate::store::records::{CertificateRecord, Record};
use crate::store::schema::CERTIFICATES;
use crate::store::{AuthorityNumber, StoreError, Writing};
use hezheng_core::ids::LeafIndex;
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::time::Date;
use std::ops::Range;

pub(super) const TABLES: [Table; 1] = [CERTIFICATES];

/// The authority's rows.
pub(super) fn range(_: Table, authority: AuthorityNumber) -> Range<Vec<u8>> {
    all(Key::of(authority))
}

/// Deletes what one certificate's row leads to. What it says of the whole comes with the first that is deleted, so that no
/// state is without the reason why something is missing.
pub(super) fn row(
    writing: &mut Writing,
    (authority, before): (AuthorityNumber, Date),
    (key, value): &Pair,
) -> Result<Row, StoreError> {
    let record = CertificateRecord::decode(value)?;
    if !is_due(&record, before)? {
        return Ok(Row::AsItShouldBe);
    }
    let mut parts = Parts::of(key);
    let leaf = parts.u32().and_then(|_| parts.u64()).ok_or(StoreError::Damaged(None))?;
    let place = (authority, LeafIndex(leaf));
    if writing.retention(authority)?.is_none_or(|so_far| so_far < before) {
        writing.put_retention(authority, before);
    }
    writing.remove_personal(place);
    writing.move_person(place, record.person, PersonKey::GONE);
    writing.put_certificate(place, &CertificateRecord { person: PersonKey::GONE, ..record });
    Ok(Row::Changed)
}

/// Of how many certificates something would be deleted.
pub(crate) fn count(read: &dyn Read, authority: AuthorityNumber, before: Date) -> Result<u64, StoreError> {
    let mut due = 0;
    read.each(CERTIFICATES, all(Key::of(authority)), |(_, value)| {
        due += u64::from(is_due(&CertificateRecord::decode(&value)?, before)?);
        Ok(())
    })?;
    Ok(due)
}

fn is_due(record: &CertificateRecord, before: Date) -> Result<bool, StoreError> {
    let statement = UnverifiedStatement::decode(&record.registered).map_err(|_| StoreError::Damaged(None))?;
    Ok(record.person != PersonKey::GONE && statement.unverified_claims().issued < before)
}
