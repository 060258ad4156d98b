//! Numbers given away: reservations, the ranges they gave, and the next serial of each institution and year agree. Each
//! fact stands in two of the three tables, so that a change to one of them shows which it was.

use super::decode_exact;
use super::finding::{Fault, Finding, Findings, Stopped};
use super::walk::Walk;
use crate::store::key::{Key, Parts, beginning_with, every_key};
use crate::store::port::Read;
use crate::store::records::{RangeRecord, Record, ReservationRecord};
use crate::store::schema::{NEXT_SERIALS, RANGES, RESERVATIONS};
use crate::store::{LoadNumbers, StoreError};
use hezheng_core::number::{CertificateNumber, Uscc};
use std::collections::{BTreeMap, BTreeSet};

/// Checks the three tables.
pub(super) fn check(read: &dyn Read, findings: &mut Findings) -> Result<(), Stopped> {
    let reserved = check_reservations(read, findings)?;
    check_ranges(read, reserved, findings)
}

/// Every reservation has its range. Gives how many do.
fn check_reservations(read: &dyn Read, findings: &mut Findings) -> Result<u64, Stopped> {
    let (mut of_institution, mut given, mut found) = (Vec::new(), BTreeSet::new(), 0);
    let mut rows = Walk::over(RESERVATIONS, every_key());
    while let Some((key, value)) = rows.next(read)? {
        let (uscc, record) = (uscc_of(&key), decode_exact::<ReservationRecord>(&value));
        let Some((uscc, record)) = uscc.zip(record) else {
            findings.add(RESERVATIONS, &key, Fault::Unreadable)?;
            continue;
        };
        if of_institution != uscc.as_str().as_bytes() {
            (of_institution, given) = (uscc.as_str().into(), BTreeSet::new());
        }
        let year = year_of(&record);
        let range = year.clone().u64(record.first).into_bytes();
        if !given.insert(range.clone()) {
            findings.add(RESERVATIONS, &key, Fault::GivenTwice)?;
            continue;
        }
        let end = record.first.saturating_add(record.count);
        let expected = RangeRecord { count: record.count, uscc };
        let Some(stored) = read.get(RANGES, &range)? else {
            // Whether the numbers were given away, the next serial says, and that no other range holds them.
            let next = read.get(NEXT_SERIALS, &year.clone().into_bytes())?.and_then(|next| u64::decode(&next).ok());
            let is_given = next.is_some_and(|next| end <= next) && !is_covered(read, &year, record.first)?;
            let lost = if is_given { (RANGES, &range, Fault::Missing) } else { (RESERVATIONS, &key, Fault::Excess) };
            findings.add(lost.0, lost.1, lost.2)?;
            continue;
        };
        found += 1;
        if stored == expected.encode() {
            continue;
        }
        match RangeRecord::decode(&stored).ok() {
            Some(other) if other.count > 0 && is_followed(read, &year, record.first.saturating_add(other.count))? => {
                findings.add(RESERVATIONS, &key, Fault::Differs { byte: differing(&value, &record, &other) })?;
            }
            _ => findings.compare(RANGES, &range, (&stored, &expected.encode()))?,
        }
    }
    Ok(found)
}

/// The first byte of a reservation that differs from what its range says.
fn differing(value: &[u8], record: &ReservationRecord, range: &RangeRecord) -> usize {
    let expected = ReservationRecord { count: range.count, ..record.clone() }.encode();
    value.iter().zip(&expected).position(|(found, expected)| found != expected).unwrap_or(expected.len())
}

/// Each range has its reservation; they follow one another without gaps, up to the next serial.
fn check_ranges(read: &dyn Read, reserved: u64, findings: &mut Findings) -> Result<(), Stopped> {
    let (mut rows, mut count) = (Walk::over(RANGES, every_key()), 0);
    while rows.next(read)?.is_some() {
        count += 1;
    }
    if count > reserved {
        check_unreserved(read, findings)?;
    }
    let mut nexts = Walk::over(NEXT_SERIALS, every_key());
    let mut years: BTreeMap<Vec<u8>, u64> = BTreeMap::new();
    let mut rows = Walk::over(RANGES, every_key());
    while let Some((key, value)) = rows.next(read)? {
        let Some(((year, first), record)) = split(&key).zip(decode_exact::<RangeRecord>(&value)) else {
            findings.add(RANGES, &key, Fault::Unreadable)?;
            continue;
        };
        if !years.contains_key(&year) {
            end_year(read, &mut years, &mut nexts, findings)?;
        }
        let next = years.entry(year).or_insert(1);
        if first != *next {
            findings.add(RANGES, &key, Fault::NotNext { next: *next })?;
        }
        *next = first.saturating_add(record.count).max(*next);
    }
    end_year(read, &mut years, &mut nexts, findings)?;
    nexts.end(read, findings)
}

/// After the last range of a year: its next serial follows.
fn end_year(
    read: &dyn Read,
    years: &mut BTreeMap<Vec<u8>, u64>,
    nexts: &mut Walk,
    findings: &mut Findings,
) -> Result<(), Stopped> {
    while let Some((year, next)) = years.pop_first() {
        if let Some(stored) = nexts.wanted(read, &year, findings)? {
            findings.compare(NEXT_SERIALS, &year, (&stored, &next.encode()))?;
        }
    }
    Ok(())
}

/// Says which ranges no reservation gave.
fn check_unreserved(read: &dyn Read, findings: &mut Findings) -> Result<(), Stopped> {
    let mut rows = Walk::over(RANGES, every_key());
    while let Some((key, value)) = rows.next(read)? {
        let Some(((year, first), range)) = split(&key).zip(RangeRecord::decode(&value).ok()) else { continue };
        let uscc = range.uscc.as_str();
        let mut reservations = Walk::over(RESERVATIONS, beginning_with(Key::default().text(uscc)));
        let mut is_reserved = false;
        while let Some((_, reservation)) = reservations.next(read)? {
            let record = ReservationRecord::decode(&reservation).ok();
            is_reserved |= record.is_some_and(|record| year_of(&record).u64(record.first).into_bytes() == key);
        }
        if is_reserved {
            continue;
        }
        let end = first.saturating_add(range.count);
        let (year, last) = (Key::default().bytes(&year), end.saturating_sub(1));
        if follows(read, &year, first)? && is_followed(read, &year, end)? {
            let row = format!("institution {uscc}, the reservation of serials {first} to {last}");
            findings.keep(Finding { table: RESERVATIONS.name, row, fault: Fault::Missing })?;
        } else {
            findings.add(RANGES, &key, Fault::Excess)?;
        }
    }
    Ok(())
}

/// The institution of a reservation's key.
fn uscc_of(key: &[u8]) -> Option<Uscc> {
    let mut parts = Parts::of(key);
    let uscc = Uscc::parse(parts.text()?).ok()?;
    parts.array::<16>()?;
    parts.is_at_end().then_some(uscc)
}

fn year_of(record: &ReservationRecord) -> Key {
    Key::default().u32(record.authority).text(&record.institution).u64(record.year)
}

/// A range's key: that of its institution's year, and its first serial.
fn split(key: &[u8]) -> Option<(Vec<u8>, u64)> {
    let mut parts = Parts::of(key);
    parts.u32()?;
    parts.text()?;
    parts.u64()?;
    let first = parts.u64()?;
    let (year, _) = key.split_last_chunk::<8>()?;
    parts.is_at_end().then(|| (year.to_vec(), first))
}

/// Whether another range of this year holds this serial.
fn is_covered(read: &dyn Read, year: &Key, serial: u64) -> Result<bool, StoreError> {
    Ok(end_before(read, year, serial)? > serial)
}

/// Whether a range that begins with this serial follows the one before, or is the first.
fn follows(read: &dyn Read, year: &Key, serial: u64) -> Result<bool, StoreError> {
    Ok(end_before(read, year, serial)? == serial)
}

/// Where the last range that begins before this serial ends; 1 where there is none.
fn end_before(read: &dyn Read, year: &Key, serial: u64) -> Result<u64, StoreError> {
    let until = year.clone().u64(serial).into_bytes();
    let before = read.last(RANGES, &year.clone().into_bytes()..&until)?;
    let before = before.and_then(|(key, value)| split(&key).zip(RangeRecord::decode(&value).ok()));
    Ok(before.map_or(1, |((_, first), range)| first.saturating_add(range.count)))
}

/// Whether a range that ends before this serial is followed by the next, or is the last.
fn is_followed(read: &dyn Read, year: &Key, next: u64) -> Result<bool, StoreError> {
    let is_last = read.get(NEXT_SERIALS, &year.clone().into_bytes())?.is_some_and(|stored| stored == next.encode());
    Ok(is_last || read.get(RANGES, &year.clone().u64(next).into_bytes())?.is_some())
}

/// The ranges that certificates were found in: neighbours in the log are mostly neighbours in a range.
#[derive(Default)]
pub(super) struct Ranges(BTreeMap<String, (std::ops::Range<u64>, Uscc)>);

impl Ranges {
    /// Whether the institution reserved this number.
    pub(super) fn hold(
        &mut self,
        read: &dyn Read,
        number: &CertificateNumber,
        uscc: &Uscc,
    ) -> Result<bool, StoreError> {
        let year = number.as_str().get(..14).unwrap_or_default();
        let serial = u64::from(number.serial());
        if let Some((range, held)) = self.0.get(year)
            && range.contains(&serial)
        {
            return Ok(held == uscc);
        }
        let reserved = match read.range_of(number) {
            Ok(reserved) => reserved,
            // The range was named when the ranges were checked.
            Err(StoreError::Damaged(_)) => return Ok(true),
            Err(error) => return Err(error),
        };
        let Some((range, held)) = reserved else { return Ok(false) };
        let is_own = held == *uscc;
        self.0.insert(year.into(), (range, held));
        Ok(is_own)
    }
}
