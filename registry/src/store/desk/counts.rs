//! How much there is at a desk, and how many certificates its institutions registered.

use crate::store::records::Record;
use hezheng_core::cbor::{CborError, Reader, Writer};
use hezheng_core::time::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
