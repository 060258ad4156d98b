//! The tables of the desk: rows of JSON, each with a seal over all of it, because nothing else in the store would show that
//! one was changed. [`schema`](super::schema) says which there are; here is under which keys they are, and what can be asked.

mod counts;
mod notice;
mod row;

use crate::desk::audit::AuditEntry;
use crate::desk::catalogue::Versioned;
use crate::desk::class::{Class, OnRoster};
use crate::desk::flag::Flag;
use crate::desk::held::Held;
use crate::desk::policy::Policy;
use crate::sealing::{PersonKey, SealingKey};
use crate::store::key::{Key, Parts};
use crate::store::load::all;
use crate::store::port::Table;
use crate::store::records::Record;
use crate::store::{AuthorityNumber, Load, StoreError, schema};
pub(crate) use counts::{DeskHead, Pace};
pub(crate) use notice::notice_of;
pub(crate) use row::DeskRow;
use serde::de::DeserializeOwned;
use std::ops::Range;
use zeroize::Zeroizing;

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
