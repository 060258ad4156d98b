//! The tables of the desk: rows of JSON, each with a seal over all of it, because nothing else in the store would show that
//! one was changed. [`schema`](super::schema) says which there are.

use crate::desk::audit::AuditEntry;
use crate::desk::catalogue::Versioned;
use crate::desk::class::{Class, OnRoster};
use crate::desk::flag::Flag;
use crate::desk::held::Held;
use crate::desk::notice::{Listed, Notice, OnNotice, mask_id, mask_name, mask_number};
use crate::desk::policy::Policy;
use crate::sealing::{PersonKey, SealedWith, SealingKey};
use crate::store::key::{Key, Parts};
use crate::store::load::all;
use crate::store::port::Table;
use crate::store::records::Record;
use crate::store::{AuthorityNumber, Load, StoreError, schema};
use hezheng_core::cbor::{CborError, Reader, Writer};
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::status::Status;
use hezheng_core::time::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;
use zeroize::Zeroizing;

/// A row: what it says, and its seal.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct DeskRow {
    content: Vec<u8>,
    seal: Vec<u8>,
}

impl DeskRow {
    /// Seals a row under a random nonce; the secret can be read with the sealing key only.
    pub(crate) fn seal(
        (sealing, nonce): (&SealingKey, [u8; 24]),
        (table, key): (Table, &[u8]),
        content: &impl Serialize,
        secret: &[u8],
    ) -> Option<Self> {
        let content = serde_json::to_vec(content).ok()?;
        let seal = sealing.seal(nonce, &context(table, key, &content), secret)?;
        Some(Self { content, seal })
    }

    /// The secret; `None`: it is not the row that was sealed under this key.
    pub(crate) fn open(&self, sealing: &SealingKey, place: (Table, &[u8])) -> Option<Zeroizing<Vec<u8>>> {
        self.open_and_tell(sealing, place).map(|(_, secret)| secret)
    }

    /// The same, and with which sealing key it was sealed.
    pub(crate) fn open_and_tell(
        &self,
        sealing: &SealingKey,
        (table, key): (Table, &[u8]),
    ) -> Option<(SealedWith, Zeroizing<Vec<u8>>)> {
        sealing.open_and_tell(&context(table, key, &self.content), &self.seal)
    }

    /// The same content sealed anew, for a place of this key, with this secret.
    pub(crate) fn sealed_again(
        &self,
        (sealing, nonce): (&SealingKey, [u8; 24]),
        (table, key): (Table, &[u8]),
        secret: &[u8],
    ) -> Option<Self> {
        let seal = sealing.seal(nonce, &context(table, key, &self.content), secret)?;
        Some(Self { content: self.content.clone(), seal })
    }

    pub(crate) fn content<T: DeserializeOwned>(&self) -> Result<T, StoreError> {
        serde_json::from_slice(&self.content).map_err(|_| StoreError::Damaged(None))
    }
}

/// What is sealed along: a row is good in its own place only.
fn context(table: Table, key: &[u8], content: &[u8]) -> Vec<u8> {
    let mut context = Writer::new();
    context.array(3).text(table.name).bytes(key).bytes(content);
    context.into_bytes()
}

impl Record for DeskRow {
    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(2).bytes(&self.content).bytes(&self.seal);
        writer.into_bytes()
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CborError> {
        reader.tuple(2)?;
        Ok(Self { content: reader.bytes()?.into(), seal: reader.bytes()?.into() })
    }
}

/// How much there is at an authority's desk.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeskHead {
    pub(crate) audit: u64,
    pub(crate) flags: u64,
    /// Classes filed, by year.
    pub(crate) classes: BTreeMap<u64, u64>,
    /// Registrations that wait for an officer, or waited.
    #[serde(default, skip_serializing_if = "is_none")]
    pub(crate) held: u64,
}

/// A head of before there were any reads and is written as it was.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_none(held: &u64) -> bool {
    *held == 0
}

/// A kind of document.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Kind {
    Programme,
    Institution,
    Policy,
    /// An order on its way, by the hash of its bytes.
    OrderDraft,
    /// A public notice of a class, by the class's number.
    Notice,
}

impl Kind {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Programme => "programme",
            Self::Institution => "institution",
            Self::Policy => "policy",
            Self::OrderDraft => "order",
            Self::Notice => "notice",
        }
    }
}

/// The name of the one policy.
pub(crate) const POLICY: &str = "policy";

/// How many certificates an institution registered in a year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Pace {
    pub(crate) in_year: u64,
    pub(crate) day: Date,
    pub(crate) on_day: u64,
}

impl Pace {
    /// After one more on this day.
    pub(crate) fn one_more(so_far: Option<Self>, day: Date) -> Self {
        let (in_year, on_day) = so_far.map_or((0, 0), |pace| (pace.in_year, pace.on(day)));
        Self { in_year: in_year.saturating_add(1), day, on_day: on_day.saturating_add(1) }
    }

    /// How many on this day, which is none before the last.
    pub(crate) fn on(&self, day: Date) -> u64 {
        if self.day == day { self.on_day } else { 0 }
    }
}

impl Record for Pace {
    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(3).unsigned(self.in_year).unsigned(self.day.0).unsigned(self.on_day);
        writer.into_bytes()
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CborError> {
        reader.tuple(3)?;
        Ok(Self { in_year: reader.unsigned()?, day: Date(reader.unsigned()?), on_day: reader.unsigned()? })
    }
}

/// What can be asked of the desk.
pub(crate) trait LoadDesk: Load {
    fn desk_head(&self, authority: AuthorityNumber) -> Result<DeskHead, StoreError> {
        Ok(self.desk(schema::DESK_HEADS, Key::of(authority))?.unwrap_or_default())
    }

    /// The newest version of a document.
    fn document<T: DeserializeOwned>(
        &self,
        authority: AuthorityNumber,
        (kind, name): (Kind, &str),
    ) -> Result<Option<Versioned<T>>, StoreError> {
        let range = all(of_versions(authority, kind, name));
        let last = self.last(schema::DOCUMENTS, &range.start..&range.end)?;
        last.map(|(_, value)| DeskRow::decode(&value)?.content()).transpose()
    }

    /// Every version of a document, from the first.
    fn versions<T: DeserializeOwned>(
        &self,
        authority: AuthorityNumber,
        (kind, name): (Kind, &str),
    ) -> Result<Vec<Versioned<T>>, StoreError> {
        let mut versions = Vec::new();
        self.each(schema::DOCUMENTS, all(of_versions(authority, kind, name)), |(_, value)| {
            versions.push(DeskRow::decode(&value)?.content()?);
            Ok(())
        })?;
        Ok(versions)
    }

    /// The newest version of each document of a kind, by name.
    fn documents<T: DeserializeOwned>(
        &self,
        authority: AuthorityNumber,
        kind: Kind,
    ) -> Result<Vec<Versioned<T>>, StoreError> {
        let mut newest = Vec::new();
        self.each_document(authority, kind, |_, document| {
            newest.push(document);
            Ok(())
        })?;
        Ok(newest)
    }

    /// The newest version of each document of a kind, by name, one after another.
    fn each_document<T: DeserializeOwned>(
        &self,
        authority: AuthorityNumber,
        kind: Kind,
        mut each: impl FnMut(&str, Versioned<T>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut newest: Option<(String, Vec<u8>)> = None;
        let mut end = |(name, value): (String, Vec<u8>)| each(&name, DeskRow::decode(&value)?.content()?);
        self.each(schema::DOCUMENTS, all(Key::of(authority).text(kind.code())), |(key, value)| {
            let mut parts = Parts::of(&key);
            let name = parts.u32().and_then(|_| parts.text()).and_then(|_| parts.text());
            let name = name.ok_or(StoreError::Damaged(None))?.to_owned();
            match newest.replace((name, value)) {
                Some(before) if newest.as_ref().is_some_and(|(name, _)| *name != before.0) => end(before),
                _ => Ok(()),
            }
        })?;
        newest.map_or(Ok(()), end)
    }

    /// The policy in force.
    fn policy(&self, authority: AuthorityNumber) -> Result<Option<Versioned<Policy>>, StoreError> {
        self.document(authority, (Kind::Policy, POLICY))
    }

    fn class(&self, authority: AuthorityNumber, number: &str) -> Result<Option<Class>, StoreError> {
        self.desk(schema::CLASSES, of_class(authority, number))
    }

    /// Every class, by number.
    fn classes(&self, authority: AuthorityNumber, mut each: impl FnMut(Class)) -> Result<(), StoreError> {
        self.each(schema::CLASSES, all(Key::of(authority)), |(_, value)| {
            each(DeskRow::decode(&value)?.content()?);
            Ok(())
        })
    }

    /// The number of the class that took this id.
    fn class_with_id(&self, authority: AuthorityNumber, id: [u8; 16]) -> Result<Option<String>, StoreError> {
        self.desk(schema::CLASS_IDS, Key::of(authority).bytes(&id))
    }

    /// A person's place on a roster, looked for under each of these keys of one person's.
    fn on_roster(
        &self,
        authority: AuthorityNumber,
        (number, people): (&str, &[PersonKey]),
    ) -> Result<Option<OnRoster>, StoreError> {
        for person in people {
            if let Some(found) = self.desk(schema::CLASS_PEOPLE, of_person_of_class(authority, number, *person))? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// A roster, in its order.
    fn roster(&self, authority: AuthorityNumber, number: &str) -> Result<Vec<OnRoster>, StoreError> {
        let mut people: Vec<OnRoster> = Vec::new();
        self.each(schema::CLASS_PEOPLE, all(of_class(authority, number)), |(_, value)| {
            people.push(DeskRow::decode(&value)?.content()?);
            Ok(())
        })?;
        people.sort_by_key(|person| person.index);
        Ok(people)
    }

    fn flag(&self, authority: AuthorityNumber, serial: u64) -> Result<Option<Flag>, StoreError> {
        self.desk(schema::FLAGS, Key::of(authority).u64(serial))
    }

    /// What was sealed beside a flag: what a certificate's holder wrote, or nothing.
    fn words_beside_flag(
        &self,
        (authority, serial): (AuthorityNumber, u64),
        sealing: &SealingKey,
    ) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let key = Key::of(authority).u64(serial);
        let row = self.record::<DeskRow>(schema::FLAGS, key.clone())?.ok_or(StoreError::Damaged(None))?;
        row.open(sealing, (schema::FLAGS, &key.into_bytes())).ok_or(StoreError::Damaged(None))
    }

    /// Every flag, by serial.
    fn flags(&self, authority: AuthorityNumber, mut each: impl FnMut(u64, Flag)) -> Result<(), StoreError> {
        self.each(schema::FLAGS, all(Key::of(authority)), |(key, value)| {
            each(serial_of(&key)?, DeskRow::decode(&value)?.content()?);
            Ok(())
        })
    }

    /// The registration that waits for an officer, or waited, under this certificate number.
    fn held(&self, authority: AuthorityNumber, number: &str) -> Result<Option<Held>, StoreError> {
        self.desk(schema::HELD, of_held(authority, number))
    }

    /// Every one, by certificate number.
    fn each_held(&self, authority: AuthorityNumber, mut each: impl FnMut(Held)) -> Result<(), StoreError> {
        self.each(schema::HELD, all(Key::of(authority)), |(_, value)| {
            each(DeskRow::decode(&value)?.content()?);
            Ok(())
        })
    }

    /// Entries of the audit trail, with their serials.
    fn audit(&self, authority: AuthorityNumber, serials: Range<u64>) -> Result<Vec<(u64, AuditEntry)>, StoreError> {
        let mut entries = Vec::new();
        let key = |serial| Key::of(authority).u64(serial).into_bytes();
        self.each(schema::AUDIT, key(serials.start)..key(serials.end), |(key, value)| {
            entries.push((serial_of(&key)?, DeskRow::decode(&value)?.content()?));
            Ok(())
        })?;
        Ok(entries)
    }

    /// How many certificates an institution registered in this year.
    fn pace(&self, authority: AuthorityNumber, uscc: &str, year: u64) -> Result<Option<Pace>, StoreError> {
        self.record(schema::PACES, of_pace(authority, uscc, year))
    }

    /// What a row says. Whether it is as it was sealed, fsck asks.
    fn desk<T: DeserializeOwned>(&self, table: Table, key: Key) -> Result<Option<T>, StoreError> {
        let row = self.record::<DeskRow>(table, key)?;
        row.map(|row| row.content()).transpose()
    }
}

impl<R: Load + ?Sized> LoadDesk for R {}

/// The beginning of the keys of a document's versions.
pub(crate) fn of_versions(authority: AuthorityNumber, kind: Kind, name: &str) -> Key {
    Key::of(authority).text(kind.code()).text(name)
}

/// The key of a class, and the beginning of the keys of its people.
pub(crate) fn of_class(authority: AuthorityNumber, number: &str) -> Key {
    Key::of(authority).text(number)
}

pub(crate) fn of_person_of_class(authority: AuthorityNumber, number: &str, person: PersonKey) -> Key {
    of_class(authority, number).bytes(&person.0)
}

pub(crate) fn of_held(authority: AuthorityNumber, number: &str) -> Key {
    Key::of(authority).text(number)
}

pub(crate) fn of_pace(authority: AuthorityNumber, uscc: &str, year: u64) -> Key {
    Key::of(authority).text(uscc).u64(year)
}

fn serial_of(key: &[u8]) -> Result<u64, StoreError> {
    let (_, serial) = key.split_last_chunk().ok_or(StoreError::Damaged(None))?;
    Ok(u64::from_be_bytes(*serial))
}

/// The notice of a class as it would be now; `None`: there is no such class.
pub(crate) fn notice_of(
    reading: &(impl LoadDesk + ?Sized),
    authority: AuthorityNumber,
    (number, listed): (&str, Listed),
) -> Result<Option<Notice>, StoreError> {
    let Some(class) = reading.class(authority, number)? else { return Ok(None) };
    let on_notice = |name: &str, tail: &str, certificate: Option<&str>| OnNotice {
        name: mask_name(name),
        id: mask_id(tail),
        certificate: certificate.map(mask_number),
    };
    let mut people = Vec::new();
    if listed == Listed::Certificates {
        for leaf in reading.leaves_of_class_filing(authority, number, u64::MAX)? {
            let is_valid = reading.status((authority, leaf))?.is_none_or(|record| record.status == Status::Valid);
            let Some(record) = reading.certificate((authority, leaf))?.filter(|_| is_valid) else { continue };
            let statement = UnverifiedStatement::decode(&record.registered).map_err(|_| StoreError::Damaged(None))?;
            let claims = statement.unverified_claims();
            people.push(on_notice(&claims.holder, &claims.id_tail, Some(statement.unverified_number().as_str())));
        }
    } else {
        let passed = class.passed.as_deref().unwrap_or_default();
        let roster = reading.roster(authority, number)?;
        let wanted = roster.iter().filter(|one| listed == Listed::Roster || passed.contains(&one.index));
        people.extend(wanted.map(|one| on_notice(&one.name, &one.id_tail, None)));
    }
    Ok(Some(Notice {
        class: class.number,
        listed,
        institution: class.institution,
        programme: class.programme_name,
        first: class.first,
        last: class.last,
        people,
        until: None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_begins_anew_each_day_and_goes_on_in_its_year() {
        let days = [5, 5, 5, 7, 7].map(Date);
        let pace = days.into_iter().fold(None, |pace, day| Some(Pace::one_more(pace, day))).unwrap();
        assert_eq!(pace, Pace { in_year: 5, day: Date(7), on_day: 2 });
        assert_eq!((pace.on(Date(7)), pace.on(Date(8))), (2, 0));
        assert_eq!(Pace::decode(&pace.encode()).unwrap(), pace);
    }
}
