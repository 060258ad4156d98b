//! What is right and yet seldom so: worth a look, never a refusal.

use hezheng_core::number::{IdKind, IdentityNumber};
use hezheng_core::time::Date;

use super::limits::{AGE_AT_LEVEL, HOURS_A_DAY, PENSION_AGE, WORKING_AGE};
use super::rule::Notice;

/// Whether somebody's age on the first day is unusual for this training, where the number says when they were born.
pub(super) fn age(identity: &IdentityNumber, level: Option<u8>, on: Date) -> Option<Notice> {
    let number = identity.full_number();
    let has_birth_date = number.len() == "RRRRRRYYYYMMDDSSSC".len()
        && matches!(identity.kind(), IdKind::ResidentId | IdKind::HmtResidence | IdKind::ForeignerPermanent);
    if !has_birth_date {
        return None;
    }
    let part = |from, to| number.get(from..to)?.parse::<u64>().ok();
    let birth = (part(6, 10)?, part(10, 12)?, part(12, 14)?);
    let (year, month, day) = on.ymd();
    let had_birthday = (month, day) >= (birth.1, birth.2);
    let age = year.saturating_sub(birth.0).saturating_sub(u64::from(!had_birthday));
    let of_level = |level| AGE_AT_LEVEL.into_iter().find_map(|(of, from)| (of == level).then_some(from));
    let from = level.and_then(of_level).unwrap_or(WORKING_AGE);
    (!(from..PENSION_AGE).contains(&age)).then_some(Notice::AgeUnusual { age, on, from })
}

/// Why these class hours do not fit these days, where they do not.
pub(super) fn hours(hours: u32, (first, last): (Date, Date)) -> Option<Notice> {
    let days = last.0.checked_sub(first.0)?.checked_add(1)?;
    if u64::from(hours) > u64::from(HOURS_A_DAY).saturating_mul(days) {
        return Some(Notice::HoursTooDense { hours, days });
    }
    let weeks = days / 7;
    (u64::from(hours) < weeks).then_some(Notice::HoursTooSparse { hours, weeks })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(iso: &str) -> Date {
        Date::parse_iso(iso).unwrap()
    }

    fn born(number: &str) -> IdentityNumber {
        IdentityNumber::parse(IdKind::ResidentId, number).unwrap()
    }

    #[test]
    fn ages_are_told_apart_to_the_day() {
        let leapling = born("13010220000229000X");
        let age = |on: &str, level| match age(&leapling, level, day(on)) {
            Some(Notice::AgeUnusual { age, from, .. }) => Some((age, from)),
            _ => None,
        };
        assert_eq!(age("2016-02-28", None), Some((15, 16)));
        assert_eq!(age("2016-02-29", None), None);
        assert_eq!(age("2063-02-28", None), None);
        assert_eq!(age("2063-03-01", None), Some((63, 16)));
        assert_eq!(age("1999-03-01", None), Some((0, 16)));
        for (level, from) in [(5, 16), (4, 16), (3, 18), (2, 20), (1, 24)] {
            let birthday = |years| format!("{}-03-01", 2000 + years);
            assert_eq!(age(&birthday(from), Some(level)), None, "level {level}");
            assert_eq!(age(&birthday(from - 1), Some(level)), Some((from - 1, from)), "level {level}");
        }
        let passport = IdentityNumber::parse(IdKind::Passport, "E06213473").unwrap();
        assert_eq!(super::age(&passport, None, day("2026-03-01")), None);
    }

    #[test]
    fn hours_and_days_are_held_against_each_other() {
        let two_days = (day("2026-03-01"), day("2026-03-02"));
        assert_eq!(hours(20, two_days), None);
        assert_eq!(hours(21, two_days), Some(Notice::HoursTooDense { hours: 21, days: 2 }));
        let ten_weeks = (day("2026-01-01"), day("2026-03-11"));
        assert_eq!(hours(10, ten_weeks), None);
        assert_eq!(hours(9, ten_weeks), Some(Notice::HoursTooSparse { hours: 9, weeks: 10 }));
    }
}
