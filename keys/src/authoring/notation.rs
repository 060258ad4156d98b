//! How the book writes values: each as the text a person would write, read back strictly.

use hezheng_core::ids::{Hash, Kid, to_hex};
use hezheng_core::key::PublicKey;
use hezheng_core::number::{AuthorityCode, InstitutionNumber, Uscc};
use hezheng_core::time::{Date, Time};
use hezheng_core::trust::bundle::{OfficerRole, ServiceUse};
use serde::{Deserialize, Deserializer, Serializer, de::Error};

/// A value with a written form.
pub(super) trait Notation: Sized {
    const WHAT: &'static str;
    fn written(&self) -> String;
    fn read(text: &str) -> Option<Self>;
}

pub(super) fn serialize<T: Notation, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&value.written())
}

pub(super) fn deserialize<'de, T: Notation, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    read(&String::deserialize(deserializer)?)
}

fn read<T: Notation, E: Error>(text: &str) -> Result<T, E> {
    T::read(text).ok_or_else(|| E::custom(format_args!("{text:?} is not {}", T::WHAT)))
}

/// For values that may be absent.
pub(super) mod optional {
    use super::{Deserialize, Deserializer, Notation, Serializer, read};

    pub(in super::super) fn serialize<T: Notation, S: Serializer>(
        value: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => serializer.serialize_some(&value.written()),
            None => serializer.serialize_none(),
        }
    }

    pub(in super::super) fn deserialize<'de, T: Notation, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        Option::<String>::deserialize(deserializer)?.map(|text| read(&text)).transpose()
    }
}

/// For lists of values.
pub(super) mod list {
    use super::{Deserialize, Deserializer, Notation, Serializer, read};

    pub(in super::super) fn serialize<T: Notation, S: Serializer>(
        values: &[T],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(values.iter().map(Notation::written))
    }

    pub(in super::super) fn deserialize<'de, T: Notation, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<T>, D::Error> {
        Vec::<String>::deserialize(deserializer)?.iter().map(|text| read(text)).collect()
    }
}

macro_rules! notation {
    ($type:ty, $what:literal, $written:expr, $read:expr) => {
        impl Notation for $type {
            const WHAT: &'static str = $what;
            fn written(&self) -> String {
                let written: fn(&Self) -> String = $written;
                written(self)
            }
            fn read(text: &str) -> Option<Self> {
                let read: fn(&str) -> Option<Self> = $read;
                read(text)
            }
        }
    };
}

notation!(AuthorityCode, "a six-digit authority code", |code| code.to_string(), |text| Self::parse(text).ok());
notation!(InstitutionNumber, "a four-digit institution number", |number| number.to_string(), |t| Self::parse(t).ok());
notation!(Uscc, "a 统一社会信用代码", |uscc| uscc.to_string(), |text| Self::parse(text).ok());
notation!(Time, "a time such as 2026-05-21T08:00:00Z", |time| time.to_string(), Self::parse);
notation!(Date, "a date such as 2026-05-21", |date| date.to_string(), Self::parse_iso);
notation!(Kid, "a kid of 16 hexadecimal digits", |kid| kid.to_string(), Self::parse);
notation!(Hash, "a SHA-256 hash of 64 hexadecimal digits", |hash| hash.to_string(), Self::parse);
notation!(PublicKey, "a public key of 64 hexadecimal digits", |key| to_hex(&key.0), |text| {
    hezheng_core::ids::parse_hex(text).map(Self)
});
notation!(ServiceUse, "a use: countersign, snapshot or log", |held| name_of(&USES, held), |text| named(&USES, text));
notation!(OfficerRole, "a role: order or approve", |role| name_of(&ROLES, role), |text| named(&ROLES, text));

const USES: [(ServiceUse, &str); 3] =
    [(ServiceUse::Countersign, "countersign"), (ServiceUse::Snapshot, "snapshot"), (ServiceUse::Log, "log")];
const ROLES: [(OfficerRole, &str); 2] = [(OfficerRole::Order, "order"), (OfficerRole::Approve, "approve")];

fn name_of<T: PartialEq>(names: &[(T, &str)], value: &T) -> String {
    names.iter().find(|(known, _)| known == value).map_or_else(String::new, |(_, name)| (*name).to_owned())
}

fn named<T: Copy>(names: &[(T, &str)], text: &str) -> Option<T> {
    names.iter().find(|(_, name)| *name == text).map(|(value, _)| *value)
}

/// Reads uses of a service key, as in `countersign,snapshot,log`; each at most once, at least one.
#[must_use]
pub fn parse_uses(text: &str) -> Option<Vec<ServiceUse>> {
    parse_names(text)
}

/// Reads roles of an officer, as in `order,approve`; each at most once, at least one.
#[must_use]
pub fn parse_roles(text: &str) -> Option<Vec<OfficerRole>> {
    parse_names(text)
}

fn parse_names<T: Notation + PartialEq>(text: &str) -> Option<Vec<T>> {
    let mut values = Vec::new();
    for name in text.split(',') {
        let value = T::read(name.trim())?;
        if values.contains(&value) {
            return None;
        }
        values.push(value);
    }
    Some(values)
}
