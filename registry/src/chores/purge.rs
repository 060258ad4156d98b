//! Deleting what is kept no longer: of a certificate the sealed identity number and portrait, the person's look-up key, and
//! what the holder wrote; of a class that ended the people on its roster, with the salt that would show whether somebody was
//! one of them; of a registration that waited for an officer and was not approved all but that its number is taken.
//! Statement, receipt, log, status, class and audit trail stay.

use super::Row;
use crate::desk::class::Class;
use crate::desk::held::Held;
use crate::desk::text::Text;
use crate::sealing::{PersonKey, SealingKey};
use crate::store::desk::{DeskRow, LoadDesk, of_class};
use crate::store::key::{Key, Parts};
use crate::store::load::all;
use crate::store::port::{Pair, Read, Table};
use crate::store::records::{CertificateRecord, Record};
use crate::store::schema::{CERTIFICATES, CLASS_PEOPLE, CLASSES, FLAGS, HELD};
use crate::store::{AuthorityNumber, LoadHolders, LoadRows, StoreError, Writing};
use hezheng_core::ids::LeafIndex;
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::time::Date;
use std::ops::Range;

pub(super) const TABLES: [Table; 3] = [CERTIFICATES, CLASSES, HELD];

/// Classes in one step, at up to 500 people each: the registry waits no longer for it than for a full batch.
pub(super) const CLASSES_AT_ONCE: usize = 4;

/// The authority's rows.
pub(super) fn range(_: Table, authority: AuthorityNumber) -> Range<Vec<u8>> {
    all(Key::of(authority))
}

/// Deletes what one row leads to. What is said of the whole comes with the first that is deleted, so that no state is
/// without the reason why something is missing.
pub(super) fn row(
    writing: &mut Writing,
    sealing: &SealingKey,
    table: Table,
    due: (AuthorityNumber, Date),
    pair: &Pair,
) -> Result<Row, StoreError> {
    match table {
        CLASSES => roster(writing, sealing, due, pair),
        HELD => held(writing, sealing, due, pair),
        _ => certificate(writing, sealing, due, pair),
    }
}

fn note_retention(writing: &mut Writing, (authority, before): (AuthorityNumber, Date)) -> Result<(), StoreError> {
    if writing.retention(authority)?.is_none_or(|so_far| so_far < before) {
        writing.put_retention(authority, before);
    }
    Ok(())
}

fn certificate(
    writing: &mut Writing,
    sealing: &SealingKey,
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
    note_retention(writing, (authority, before))?;
    if let Some(serial) = writing.objection(place)? {
        let key = Key::of(authority).u64(serial);
        let flag = writing.record::<DeskRow>(FLAGS, key.clone())?.ok_or(StoreError::Damaged(None))?;
        put_again(writing, sealing, (FLAGS, key.into_bytes()), &flag)?;
    }
    writing.remove_personal(place);
    writing.move_person(place, record.person, PersonKey::GONE);
    writing.put_certificate(place, &CertificateRecord { person: PersonKey::GONE, ..record });
    Ok(Row::Changed)
}

fn roster(
    writing: &mut Writing,
    sealing: &SealingKey,
    (authority, before): (AuthorityNumber, Date),
    (key, value): &Pair,
) -> Result<Row, StoreError> {
    let class: Class = DeskRow::decode(value)?.content()?;
    if !is_roster_due(&class, before) {
        return Ok(Row::AsItShouldBe);
    }
    note_retention(writing, (authority, before))?;
    let mut people = Vec::new();
    writing.each(CLASS_PEOPLE, all(of_class(authority, &class.number)), |(key, _)| {
        people.push(key);
        Ok(())
    })?;
    people.into_iter().for_each(|key| writing.remove_desk(CLASS_PEOPLE, key));
    let class = Class { salt: Text([0; 16]), kept_from: Some(Text(before)), ..class };
    let row = DeskRow::seal((sealing, hezheng_keys::random_bytes()?), (CLASSES, key), &class, &[]);
    writing.put_desk(CLASSES, key.clone(), &row.ok_or(StoreError::Damaged(None))?);
    Ok(Row::Changed)
}

fn held(
    writing: &mut Writing,
    sealing: &SealingKey,
    (authority, before): (AuthorityNumber, Date),
    (key, value): &Pair,
) -> Result<Row, StoreError> {
    let held: Held = DeskRow::decode(value)?.content()?;
    let Some(forgotten) = held.forgotten(before) else { return Ok(Row::AsItShouldBe) };
    note_retention(writing, (authority, before))?;
    let row = DeskRow::seal((sealing, hezheng_keys::random_bytes()?), (HELD, key), &forgotten, &[]);
    writing.put_desk(HELD, key.clone(), &row.ok_or(StoreError::Damaged(None))?);
    Ok(Row::Changed)
}

/// Writes a row of the desk again, with nothing sealed beside it.
fn put_again(
    writing: &mut Writing,
    sealing: &SealingKey,
    (table, key): (Table, Vec<u8>),
    row: &DeskRow,
) -> Result<(), StoreError> {
    let again = row.sealed_again((sealing, hezheng_keys::random_bytes()?), (table, &key), &[]);
    writing.put_desk(table, key, &again.ok_or(StoreError::Damaged(None))?);
    Ok(())
}

/// Of how much something would be deleted.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Due {
    /// Certificates.
    pub certificates: u64,
    /// Classes.
    pub classes: u64,
    /// Registrations that waited for an officer and were not approved.
    pub held: u64,
}

/// Counts what is due.
pub(crate) fn count(read: &dyn Read, authority: AuthorityNumber, before: Date) -> Result<Due, StoreError> {
    let mut due = Due::default();
    read.each(CERTIFICATES, all(Key::of(authority)), |(_, value)| {
        due.certificates += u64::from(is_due(&CertificateRecord::decode(&value)?, before)?);
        Ok(())
    })?;
    read.classes(authority, |class| due.classes += u64::from(is_roster_due(&class, before)))?;
    read.each_held(authority, |held| due.held += u64::from(held.forgotten(before).is_some()))?;
    Ok(due)
}

fn is_roster_due(class: &Class, before: Date) -> bool {
    class.kept_from.is_none() && class.last.0 < before
}

fn is_due(record: &CertificateRecord, before: Date) -> Result<bool, StoreError> {
    let statement = UnverifiedStatement::decode(&record.registered).map_err(|_| StoreError::Damaged(None))?;
    Ok(record.person != PersonKey::GONE && statement.unverified_claims().issued < before)
}
