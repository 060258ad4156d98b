//! Points in time and calendar days. Nothing here asks a clock: `now` is always an argument.

use core::fmt;

/// Whole seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Time(pub u64);

/// Whole days since 1970-01-01: a calendar day in Asia/Shanghai.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Date(pub u64);

const DAY_SECS: u64 = 86_400;
/// Asia/Shanghai is UTC+8 all year since 1991, before any certificate of this system.
const SHANGHAI_OFFSET_SECS: u64 = 8 * 3_600;

impl Time {
    /// The time `secs` later; stays at the end of time rather than wrapping.
    #[must_use]
    pub fn plus_secs(self, secs: u64) -> Self {
        Self(self.0.saturating_add(secs))
    }

    /// Seconds from `earlier` to this time, 0 where `earlier` is later.
    #[must_use]
    pub fn secs_since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The calendar day in Asia/Shanghai.
    #[must_use]
    pub fn shanghai_day(self) -> Date {
        Date(self.0.saturating_add(SHANGHAI_OFFSET_SECS) / DAY_SECS)
    }

    /// Hour, minute and second of the day in Asia/Shanghai.
    #[must_use]
    pub fn shanghai_clock(self) -> (u64, u64, u64) {
        let secs = self.0.saturating_add(SHANGHAI_OFFSET_SECS) % DAY_SECS;
        (secs / 3_600, secs / 60 % 60, secs % 60)
    }

    /// Reads RFC 3339 (`2026-05-21T08:00:00Z`, any numeric offset, a fraction is cut off) or plain Unix seconds.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            return text.parse().ok().map(Self);
        }
        let (date, rest) = text.split_at_checked(10)?;
        let rest = rest.strip_prefix(['T', 't', ' '])?;
        let (clock, zone) = rest.split_at_checked(8)?;
        let mut parts = clock.split(':').map(two_digits);
        let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
        if parts.next().is_some() || hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let zone = match zone.strip_prefix('.') {
            Some(fraction) => {
                let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
                (zone.len() < fraction.len()).then_some(zone)?
            }
            None => zone,
        };
        let local = Date::parse_iso(date)?.0.checked_mul(DAY_SECS)?.checked_add(hour * 3_600 + minute * 60 + second)?;
        let offset = |hhmm: &str| -> Option<u64> {
            let (hh, mm) = hhmm.split_once(':')?;
            Some(two_digits(hh).filter(|hh| *hh < 24)? * 3_600 + two_digits(mm).filter(|mm| *mm < 60)? * 60)
        };
        match (zone, zone.strip_prefix('+'), zone.strip_prefix('-')) {
            ("Z" | "z", _, _) => Some(Self(local)),
            (_, Some(east), _) => local.checked_sub(offset(east)?).map(Self),
            (_, _, Some(west)) => local.checked_add(offset(west)?).map(Self),
            _ => None,
        }
    }
}

fn two_digits(text: &str) -> Option<u64> {
    (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// RFC 3339 in UTC.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let secs = self.0 % DAY_SECS;
        write!(f, "{}T{:02}:{:02}:{:02}Z", Date(self.0 / DAY_SECS), secs / 3_600, secs / 60 % 60, secs % 60)
    }
}

impl Date {
    /// The day of this year, month (1..12) and day (1..31); `None` where there is no such day, or before 1970.
    #[must_use]
    pub fn from_ymd(year: u64, month: u64, day: u64) -> Option<Self> {
        if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || day == 0 || day > days_in_month(year, month)
        {
            return None;
        }
        // Days from civil, after Howard Hinnant: years begin in March, so that the leap day comes last.
        let year = if month <= 2 { year - 1 } else { year };
        let (era, year_of_era) = (year / 400, year % 400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        (era * 146_097 + day_of_era).checked_sub(719_468).map(Self)
    }

    /// Year, month (1..12) and day (1..31).
    #[must_use]
    pub fn ymd(self) -> (u64, u64, u64) {
        let days = self.0.saturating_add(719_468);
        let (era, day_of_era) = (days / 146_097, days % 146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = era * 400 + year_of_era + u64::from(month <= 2);
        (year, month, day)
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> u64 {
        self.ymd().0
    }

    /// Reads `2026-05-21`.
    #[must_use]
    pub fn parse_iso(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
            return None;
        }
        let number = |range: core::ops::Range<usize>| -> Option<u64> {
            text.get(range).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()
        };
        Self::from_ymd(number(0..4)?, number(5..7)?, number(8..10)?)
    }
}

/// ISO 8601: `2026-05-21`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// Days in a month of the Gregorian calendar; 0 for a month that does not exist.
#[must_use]
pub fn days_in_month(year: u64, month: u64) -> u64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn every_day_of_four_centuries_comes_back() {
        let mut expected = Date::from_ymd(1970, 1, 1).unwrap();
        assert_eq!(expected, Date(0));
        for year in 1970..2400 {
            for month in 1..=12 {
                for day in 1..=days_in_month(year, month) {
                    let date = Date::from_ymd(year, month, day).unwrap();
                    assert_eq!((date, date.ymd()), (expected, (year, month, day)));
                    expected = Date(expected.0 + 1);
                }
            }
        }
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for (year, month, day) in
            [(2001, 2, 29), (2000, 13, 1), (2000, 0, 1), (2000, 1, 0), (2000, 4, 31), (1969, 12, 31)]
        {
            assert_eq!(Date::from_ymd(year, month, day), None);
        }
        assert_eq!(Date::parse_iso("2026-5-21"), None);
        assert_eq!(Date::parse_iso("+026-05-21"), None);
    }

    #[test]
    fn a_shanghai_day_begins_at_sixteen_hours_utc() {
        let midnight = Time::parse("2026-05-20T16:00:00Z").unwrap();
        assert_eq!(midnight.shanghai_day().to_string(), "2026-05-21");
        assert_eq!(Time(midnight.0 - 1).shanghai_day().to_string(), "2026-05-20");
        assert_eq!(midnight.shanghai_clock(), (0, 0, 0));
    }

    #[test]
    fn times_read_as_rfc_3339_or_seconds() {
        let expected = Time::parse("1779328800");
        assert_eq!(expected, Some(Time(1_779_328_800)));
        assert_eq!(Time(1_779_328_800).to_string(), "2026-05-21T02:00:00Z");
        for text in
            ["2026-05-21T02:00:00Z", "2026-05-21T10:00:00+08:00", "2026-05-21t02:00:00.5z", "2026-05-20T21:00:00-05:00"]
        {
            assert_eq!(Time::parse(text), expected, "{text}");
        }
        for text in [
            "",
            "2026-05-21",
            "2026-05-21T02:00:00",
            "2026-05-21T24:00:00Z",
            "2026-05-21T02:00:00.Z",
            "-1",
            "2026-05-21T02:00:00+8",
        ] {
            assert_eq!(Time::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_end_of_time_does_not_overflow() {
        assert_eq!(Time(u64::MAX).plus_secs(1), Time(u64::MAX));
        let _ = (Time(u64::MAX).to_string(), Date(u64::MAX).to_string(), Time(u64::MAX).shanghai_day());
    }
}
