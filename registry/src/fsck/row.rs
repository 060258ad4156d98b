//! Which row, in words: a key's parts as people know them.

use crate::store::key::Parts;
use crate::store::port::Table;
use crate::store::schema;
use hezheng_core::ids::to_hex;

/// A row's key in words; a key that is not of its table's form in hexadecimal.
pub(super) fn words(table: Table, key: &[u8]) -> String {
    let mut parts = Parts::of(key);
    let said = if table == schema::META {
        Some(String::from_utf8_lossy(key).into_owned())
    } else if table == schema::NODES {
        node(&mut parts)
    } else if table == schema::BY_STATEMENT {
        parts.array::<32>().map(|hash| format!("statement {}", to_hex(&hash)))
    } else if [schema::BY_NUMBER, schema::CORRECTION_NUMBERS].contains(&table) {
        parts.text().map(|number| format!("number {number}"))
    } else if table == schema::BY_CHECK_CODE {
        parts.u64().map(|bits| format!("check code with the bits {bits:#x}"))
    } else if table == schema::BY_PERSON {
        // The person is a keyed hash, and still nobody else's business.
        parts.array::<32>().and_then(|_| Some(format!("a person's, {}", place(&mut parts)?)))
    } else if table == schema::BY_INSTITUTION {
        texts(&mut parts, "institution")
    } else if table == schema::BY_CLASS_FILING {
        texts(&mut parts, "class filing")
    } else if table == schema::ORDERS {
        authority(&mut parts).and_then(|authority| Some(format!("{authority}, order {}", hex::<32>(&mut parts)?)))
    } else if table == schema::ORDER_IDS {
        authority(&mut parts).and_then(|authority| Some(format!("{authority}, order id {}", hex::<16>(&mut parts)?)))
    } else if table == schema::CORRECTIONS {
        authority(&mut parts).and_then(|authority| Some(format!("{authority}, correction of {}", parts.text()?)))
    } else if table == schema::RESERVATIONS {
        parts.text().and_then(|uscc| Some(format!("institution {uscc}, reservation {}", hex::<16>(&mut parts)?)))
    } else if table == schema::RANGES {
        year(&mut parts).and_then(|year| Some(format!("{year}, first serial {}", parts.u64()?)))
    } else if table == schema::NEXT_SERIALS {
        year(&mut parts)
    } else if table == schema::BUNDLES {
        parts.u64().map(|version| format!("version {version}"))
    } else if [schema::SHARES, schema::READINGS].contains(&table) {
        let of = place(&mut parts);
        // A link's hash and a reading's number say nothing to whoever reads this.
        parts = Parts::of(&[]);
        of
    } else if table == schema::MATCH_COUNTS {
        match_count(&mut parts)
    } else if table == schema::DOCUMENTS {
        document(&mut parts)
    } else if table == schema::HELD {
        held(&mut parts)
    } else if table == schema::CLASSES {
        authority(&mut parts).and_then(|authority| Some(format!("{authority}, class {}", parts.text()?)))
    } else if table == schema::CLASS_IDS {
        authority(&mut parts).and_then(|authority| Some(format!("{authority}, class id {}", hex::<16>(&mut parts)?)))
    } else if table == schema::CLASS_PEOPLE {
        on_roster(&mut parts)
    } else if [schema::AUDIT, schema::FLAGS].contains(&table) {
        authority(&mut parts).and_then(|authority| Some(format!("{authority}, serial {}", parts.u64()?)))
    } else if table == schema::PACES {
        pace(&mut parts)
    } else if [schema::DESK_HEADS, schema::HEADS, schema::CHECKPOINTS, schema::SNAPSHOTS, schema::RETENTION]
        .contains(&table)
    {
        authority(&mut parts)
    } else {
        place(&mut parts)
    };
    match said.filter(|_| table == schema::META || parts.is_at_end()) {
        Some(said) => said,
        // A person's key is not shown even where its row is no row.
        None if [schema::BY_PERSON, schema::CLASS_PEOPLE].contains(&table) => format!("a key of {} bytes", key.len()),
        None => format!("key {}", to_hex(key)),
    }
}

fn authority(parts: &mut Parts<'_>) -> Option<String> {
    parts.u32().map(|code| format!("authority {code:06}"))
}

fn place(parts: &mut Parts<'_>) -> Option<String> {
    let authority = authority(parts)?;
    Some(format!("{authority}, leaf {}", parts.u64()?))
}

fn node(parts: &mut Parts<'_>) -> Option<String> {
    let authority = authority(parts)?;
    let (level, index) = (parts.u32()?, parts.u64()?);
    Some(format!("{authority}, level {level}, index {index}"))
}

fn texts(parts: &mut Parts<'_>, what: &str) -> Option<String> {
    let (authority, text) = (authority(parts)?, parts.text()?);
    Some(format!("{authority}, {what} {text}, leaf {}", parts.u64()?))
}

fn year(parts: &mut Parts<'_>) -> Option<String> {
    let (authority, institution) = (authority(parts)?, parts.text()?);
    Some(format!("{authority}, institution number {institution}, year {}", parts.u64()?))
}

fn document(parts: &mut Parts<'_>) -> Option<String> {
    let (authority, kind, name) = (authority(parts)?, parts.text()?, parts.text()?);
    Some(format!("{authority}, {kind} {name}, version {}", parts.u64()?))
}

/// What waits under a number, or all that does.
fn held(parts: &mut Parts<'_>) -> Option<String> {
    let authority = authority(parts)?;
    Some(if parts.is_at_end() { authority } else { format!("{authority}, number {}", parts.text()?) })
}

/// A roster, or somebody on it: who is nobody else's business.
fn on_roster(parts: &mut Parts<'_>) -> Option<String> {
    let (authority, number) = (authority(parts)?, parts.text()?);
    let who = if parts.is_at_end() { "its roster" } else { parts.array::<32>().map(|_| "a person")? };
    Some(format!("{authority}, class {number}, {who}"))
}

fn pace(parts: &mut Parts<'_>) -> Option<String> {
    let (authority, uscc) = (authority(parts)?, parts.text()?);
    Some(format!("{authority}, institution {uscc}, year {}", parts.u64()?))
}

fn match_count(parts: &mut Parts<'_>) -> Option<String> {
    match (parts.u32()?, parts.u64()?) {
        (0, counter) => Some(format!("counter {counter} of unknown check codes")),
        (authority, leaf) => Some(format!("authority {authority:06}, leaf {leaf}")),
    }
}

fn hex<const N: usize>(parts: &mut Parts<'_>) -> Option<String> {
    parts.array::<N>().map(|bytes| to_hex(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::AuthorityNumber;
    use crate::store::key::Key;

    #[test]
    fn keys_are_said_in_words_and_nobody_is_named() {
        let authority = Key::of(AuthorityNumber(130_100));
        let person = Key::default().bytes(&[0xAB; 32]).u32(130_100).u64(7);
        for (table, key, expected) in [
            (schema::ENTRIES, authority.clone().u64(5), "authority 130100, leaf 5"),
            (schema::NODES, authority.clone().u32(2).u64(9), "authority 130100, level 2, index 9"),
            (schema::HEADS, authority.clone(), "authority 130100"),
            (schema::HEADS, authority.clone().u32(1), "key 0001fc3400000001"),
            (schema::BY_NUMBER, Key::default().text("13010020260001000001"), "number 13010020260001000001"),
            (schema::BY_PERSON, person.clone(), "a person's, authority 130100, leaf 7"),
            (schema::BY_PERSON, person.u32(1), "a key of 48 bytes"),
            (
                schema::RANGES,
                authority.text("0001").u64(2026).u64(11),
                "authority 130100, institution number 0001, year 2026, first serial 11",
            ),
            (schema::MATCH_COUNTS, Key::default().u32(0).u64(3), "counter 3 of unknown check codes"),
            (
                schema::DOCUMENTS,
                Key::of(AuthorityNumber(130_100)).text("programme").text("BYS-5").u64(2),
                "authority 130100, programme BYS-5, version 2",
            ),
            (
                schema::CLASS_PEOPLE,
                Key::of(AuthorityNumber(130_100)).text("130100-2026-000001").bytes(&[0xAB; 32]),
                "authority 130100, class 130100-2026-000001, a person",
            ),
        ] {
            assert_eq!(words(table, &key.into_bytes()), expected);
        }
    }
}
