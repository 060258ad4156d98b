//! Sealing again: every sealed row that another than the newest key opens, the desk's too, and with it the person's look-up
//! key.

use super::Row;
use crate::desk::class::OnRoster;
use crate::sealing::{PersonKey, SealedWith, SealingKey};
use crate::store::desk::{DeskRow, of_person_of_class};
use crate::store::key::Parts;
use crate::store::load::Load;
use crate::store::port::{Pair, Table};
use crate::store::records::{
    CertificateRecord, CorrectionNumberRecord, CorrectionRecord, CorrectionState, Record, decode_personal,
};
use crate::store::schema::{
    AUDIT, CLASS_IDS, CLASS_PEOPLE, CLASSES, CORRECTION_NUMBERS, CORRECTIONS, DESK_HEADS, DOCUMENTS, FLAGS, HELD,
    PERSONAL, SEALING_CHECK_KEY,
};
use crate::store::{AuthorityNumber, Place, StoreError, Writing};
use hezheng_core::ids::LeafIndex;
use hezheng_core::number::{CertificateNumber, IdKind};
use hezheng_core::statement::{Claims, UnverifiedStatement};

pub(super) const TABLES: [Table; 11] = [
    PERSONAL,
    CORRECTIONS,
    CORRECTION_NUMBERS,
    DESK_HEADS,
    AUDIT,
    DOCUMENTS,
    CLASSES,
    CLASS_IDS,
    CLASS_PEOPLE,
    FLAGS,
    HELD,
];

/// Seals one row again.
pub(super) fn row(
    writing: &mut Writing,
    sealing: &SealingKey,
    table: Table,
    (key, value): &Pair,
) -> Result<Row, StoreError> {
    let damaged = || StoreError::Damaged(None);
    let mut parts = Parts::of(key);
    if table == PERSONAL {
        personal(writing, sealing, place(&mut parts).ok_or_else(damaged)?, value)
    } else if table == CORRECTION_NUMBERS {
        let number = parts.text().and_then(|number| CertificateNumber::parse(number).ok()).ok_or_else(damaged)?;
        let record = CorrectionNumberRecord::decode(value)?;
        let Some((with, opened)) = sealing.open_and_tell(&record.context(&number), &record.sealed) else {
            return Ok(Row::Unopened);
        };
        if with == SealedWith::Newest {
            return Ok(Row::AsItShouldBe);
        }
        let sealed = seal(sealing, &record.context(&number), &opened)?;
        writing.put_correction_number(&number, &CorrectionNumberRecord { sealed, ..record });
        Ok(Row::Changed)
    } else if table == CORRECTIONS {
        let named = parts.u32().zip(parts.text().and_then(|number| CertificateNumber::parse(number).ok()));
        let (authority, replaces) = named.ok_or_else(damaged)?;
        correction(writing, sealing, (AuthorityNumber(authority), &replaces), value)
    } else {
        desk(writing, sealing, (table, key), value)
    }
}

/// A row of the desk. Somebody on a roster stands under another key then.
fn desk(
    writing: &mut Writing,
    sealing: &SealingKey,
    (table, key): (Table, &[u8]),
    value: &[u8],
) -> Result<Row, StoreError> {
    let row = DeskRow::decode(value)?;
    let Some((with, secret)) = row.open_and_tell(sealing, (table, key)) else { return Ok(Row::Unopened) };
    if with == SealedWith::Newest {
        return Ok(Row::AsItShouldBe);
    }
    let to = if table == CLASS_PEOPLE { person_on_roster(sealing, key, (&row, &secret))? } else { key.to_vec() };
    let again = row.sealed_again((sealing, hezheng_keys::random_bytes()?), (table, &to), &secret);
    let again = again.ok_or(StoreError::Damaged(None))?;
    writing.remove_desk(table, key.to_vec());
    writing.put_desk(table, to, &again);
    Ok(Row::Changed)
}

/// The key of somebody on a roster, by the newest sealing key.
fn person_on_roster(sealing: &SealingKey, key: &[u8], (row, number): (&DeskRow, &[u8])) -> Result<Vec<u8>, StoreError> {
    let damaged = || StoreError::Damaged(None);
    let mut parts = Parts::of(key);
    let (authority, class) = parts.u32().zip(parts.text()).ok_or_else(damaged)?;
    let kind = IdKind::from_code(row.content::<OnRoster>()?.id_kind).ok_or_else(damaged)?;
    let number = std::str::from_utf8(number).map_err(|_| damaged())?;
    let person = sealing.person(kind, number);
    Ok(of_person_of_class(AuthorityNumber(authority), class, person).into_bytes())
}

fn personal(writing: &mut Writing, sealing: &SealingKey, place: Place, sealed: &[u8]) -> Result<Row, StoreError> {
    let record = writing.certificate(place)?.ok_or(StoreError::Damaged(None))?;
    let statement = UnverifiedStatement::decode(&record.registered).map_err(|_| StoreError::Damaged(None))?;
    let context = statement.hash().0.0;
    let Some((with, opened)) = sealing.open_and_tell(&context, sealed) else { return Ok(Row::Unopened) };
    if with == SealedWith::Newest {
        return Ok(Row::AsItShouldBe);
    }
    let person = person(sealing, statement.unverified_claims(), &opened)?;
    writing.put_personal(place, seal(sealing, &context, &opened)?);
    writing.move_person(place, record.person, person);
    writing.put_certificate(place, &CertificateRecord { person, ..record.clone() });
    Ok(Row::Changed)
}

fn correction(
    writing: &mut Writing,
    sealing: &SealingKey,
    (authority, replaces): (AuthorityNumber, &CertificateNumber),
    value: &[u8],
) -> Result<Row, StoreError> {
    let record = CorrectionRecord::decode(value)?;
    let Some((with, opened)) = sealing.open_and_tell(&record.context(replaces), &record.sealed) else {
        return Ok(Row::Unopened);
    };
    if with == SealedWith::Newest {
        return Ok(Row::AsItShouldBe);
    }
    // Once it is closed nothing says whose it was, and nobody is looked for under it any more.
    let person = match record.state {
        CorrectionState::Open => {
            let statement = UnverifiedStatement::decode(&record.statement).map_err(|_| StoreError::Damaged(None))?;
            person(sealing, statement.unverified_claims(), &opened)?
        }
        CorrectionState::CarriedOut | CorrectionState::Withdrawn => record.person,
    };
    let record = CorrectionRecord { person, sealed: Vec::new(), ..record };
    let sealed = seal(sealing, &record.context(replaces), &opened)?;
    writing.put_correction(authority, replaces, &CorrectionRecord { sealed, ..record });
    Ok(Row::Changed)
}

/// Says of the store that the newest key is its key: the older ones are needed no more.
pub(super) fn end(writing: &mut Writing, sealing: &SealingKey) -> Result<(), StoreError> {
    let check = seal(sealing, SEALING_CHECK_KEY, b"hezheng registry")?;
    writing.put_meta(SEALING_CHECK_KEY, check);
    Ok(())
}

fn person(sealing: &SealingKey, claims: &Claims, opened: &[u8]) -> Result<PersonKey, StoreError> {
    let personal = decode_personal(opened).map_err(StoreError::damaged)?;
    Ok(sealing.person(claims.id_kind, &personal.identity_number))
}

fn seal(sealing: &SealingKey, context: &[u8], plain: &[u8]) -> Result<Vec<u8>, StoreError> {
    sealing.seal(hezheng_keys::random_bytes()?, context, plain).ok_or(StoreError::Damaged(None))
}

fn place(parts: &mut Parts<'_>) -> Option<Place> {
    Some((AuthorityNumber(parts.u32()?), LeafIndex(parts.u64()?)))
}
