//! The roster of a class: read by the rules for names and identity numbers that certificates have, and frozen by a hash
//! over its salt and everybody on it.

use crate::desk::DeskRefusal;
use crate::limits::CLASS_PEOPLE;
use hezheng_core::cbor::Writer;
use hezheng_core::ids::Hash;
use hezheng_core::limits::NAME_CHARS;
use hezheng_core::number::{IdKind, IdentityNumber};
use hezheng_core::text::check_text;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// A person as filed. It holds personal data and has no `Debug`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonFiled {
    name: String,
    id_kind: u64,
    #[serde(deserialize_with = "secret")]
    id_number: Zeroizing<String>,
}

/// A person of a roster that was read.
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) identity: IdentityNumber,
}

fn secret<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Zeroizing<String>, D::Error> {
    String::deserialize(deserializer).map(Zeroizing::new)
}

/// Reads a roster: 1 to [`CLASS_PEOPLE`] people, nobody twice.
pub(crate) fn read(filed: &[PersonFiled]) -> Result<Vec<Person>, DeskRefusal> {
    if filed.is_empty() || filed.len() > CLASS_PEOPLE {
        return Err(DeskRefusal::Value("roster"));
    }
    let (mut people, mut rows) = (Vec::with_capacity(filed.len()), BTreeMap::new());
    for (row, person) in (1..).zip(filed) {
        check_text(&person.name, 1, NAME_CHARS).map_err(|_| DeskRefusal::RosterRow(row, "name"))?;
        let kind = IdKind::from_code(person.id_kind).ok_or(DeskRefusal::RosterRow(row, "id_kind"))?;
        let identity = IdentityNumber::parse(kind, &person.id_number);
        let identity = identity.map_err(|_| DeskRefusal::RosterRow(row, "id_number"))?;
        if let Some(earlier) = rows.insert(identity.clone(), row) {
            return Err(DeskRefusal::RosterTwice(row, earlier));
        }
        people.push(Person { name: person.name.clone(), identity });
    }
    Ok(people)
}

/// SHA-256 of `"hezheng roster 1" || salt || [ * [ name, kind, number ] ]`, in CBOR. Without the salt it says nothing about
/// anybody, and with it only to who knows the people.
pub(crate) fn hash<'p>(salt: &[u8; 16], people: impl ExactSizeIterator<Item = (&'p str, IdKind, &'p str)>) -> Hash {
    let mut roster = Writer::new();
    roster.array(people.len());
    for (name, kind, number) in people {
        roster.array(3).text(name).unsigned(kind.code()).text(number);
    }
    Hash::of(&[b"hezheng roster 1", salt, &Zeroizing::new(roster.into_bytes())])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filed(name: &str, number: &str) -> PersonFiled {
        PersonFiled { name: name.into(), id_kind: 1, id_number: Zeroizing::new(number.into()) }
    }

    fn refusal(people: &[PersonFiled]) -> DeskRefusal {
        read(people).map(drop).unwrap_err()
    }

    #[test]
    fn a_roster_says_in_which_row_it_is_wrong() {
        let good_number = fitting("13010219900101000");
        let good = || filed("测试甲", &good_number);
        let other = filed("测试乙", &fitting("13010219900102000"));
        assert_eq!(read(&[good(), other]).map(|people| people.len()).ok(), Some(2));
        assert_eq!(refusal(&[]), DeskRefusal::Value("roster"));
        assert_eq!(refusal(&[good(), filed("", &good_number)]), DeskRefusal::RosterRow(2, "name"));
        assert_eq!(refusal(&[filed("测试甲", "1")]), DeskRefusal::RosterRow(1, "id_number"));
        assert_eq!(refusal(&[good(), good()]), DeskRefusal::RosterTwice(2, 1));
        let kind = PersonFiled { id_kind: 77, ..good() };
        assert_eq!(refusal(&[kind]), DeskRefusal::RosterRow(1, "id_kind"));
    }

    fn fitting(body: &str) -> String {
        let numbers = "0123456789X".chars().map(|check| format!("{body}{check}"));
        numbers.into_iter().find(|number| IdentityNumber::parse(IdKind::ResidentId, number).is_ok()).unwrap()
    }

    #[test]
    fn five_hundred_people_are_a_class_and_one_more_are_none() {
        let people = |count: u64| -> Vec<PersonFiled> {
            let day = |day: u64| {
                let (year, month, date) = hezheng_core::time::Date(7_305 + day).ymd();
                format!("130102{year:04}{month:02}{date:02}000")
            };
            (0..count).map(|day_number| filed("测试学员", &fitting(&day(day_number)))).collect()
        };
        assert_eq!(read(&people(500)).map(|people| people.len()).ok(), Some(500));
        assert_eq!(refusal(&people(501)), DeskRefusal::Value("roster"));
    }

    #[test]
    fn the_hash_is_of_the_salt_and_of_everybody_in_their_order() {
        let of =
            |salt: u8, names: &[&str]| hash(&[salt; 16], names.iter().map(|name| (*name, IdKind::ResidentId, "1")));
        let first = of(1, &["甲", "乙"]);
        assert_eq!(first, of(1, &["甲", "乙"]));
        for other in [of(2, &["甲", "乙"]), of(1, &["乙", "甲"]), of(1, &["甲"])] {
            assert_ne!(first, other);
        }
    }
}
