//! What is right and yet seldom so: worth a look, never a refusal.

use hezheng_core::number::{IdKind, IdentityNumber};
use hezheng_core::time::Date;

use super::limits::{HOURS_A_DAY, PENSION_AGE, WORKING_AGE};
use super::rule::Notice;

/// The age on a day, where the number says when somebody was born and the age is unusual for training.
pub(super) fn age(identity: &IdentityNumber, on: Date) -> Option<u64> {
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
    (!(WORKING_AGE..PENSION_AGE).contains(&age)).then_some(age)
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
        assert_eq!(age(&leapling, day("2016-02-28")), Some(15));
        assert_eq!(age(&leapling, day("2016-02-29")), None);
        assert_eq!(age(&leapling, day("2063-02-28")), None);
        assert_eq!(age(&leapling, day("2063-03-01")), Some(63));
        assert_eq!(age(&leapling, day("1999-03-01")), Some(0));
        let passport = IdentityNumber::parse(IdKind::Passport, "E06213473").unwrap();
        assert_eq!(age(&passport, day("2026-03-01")), None);
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
