//! Times and ages in words, Beijing time, for showing only: what is too old is core's decision.

use crate::language::Lang;
use hezheng_core::page::field::{chinese_date, english_date};
use hezheng_core::time::{Date, Time};

const MINUTE_SECS: u64 = 60;
const HOUR_SECS: u64 = 60 * MINUTE_SECS;
const DAY_SECS: u64 = 24 * HOUR_SECS;

/// 2026年5月21日, 21 May 2026.
#[must_use]
pub(crate) fn date(date: Date, language: Lang) -> String {
    language.pick(chinese_date(date), english_date(date))
}

/// 2026年5月21日 14:05, Beijing time.
#[must_use]
pub(crate) fn time(time: Time, language: Lang) -> String {
    let (hour, minute, _) = time.shanghai_clock();
    let day = date(time.shanghai_day(), language);
    language.pick(format!("{day} {hour:02}:{minute:02}"), format!("{day}, {hour:02}:{minute:02}"))
}

/// 3 小时前, 3 hours ago. Rounded down; days from the second day on. A time in the future says so.
#[must_use]
pub(crate) fn age(then: Time, now: Time, language: Lang) -> String {
    let (secs, is_ahead) = (now.secs_since(then).max(then.secs_since(now)), then > now);
    let (count, zh, en) = match secs {
        0..MINUTE_SECS => return language.pick("刚刚", "just now").into(),
        MINUTE_SECS..HOUR_SECS => (secs / MINUTE_SECS, "分钟", "minute"),
        HOUR_SECS..172_800 => (secs / HOUR_SECS, "小时", "hour"),
        _ => (secs / DAY_SECS, "天", "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    match (language, is_ahead) {
        (Lang::Zh, false) => format!("{count} {zh}前"),
        (Lang::Zh, true) => format!("{count} {zh}后"),
        (Lang::En, false) => format!("{count} {en}{plural} ago"),
        (Lang::En, true) => format!("{count} {en}{plural} ahead"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_rounded_down_and_change_unit_exactly_at_their_limits() {
        let now = Time(1_000_000);
        for (secs, zh, en) in [
            (0, "刚刚", "just now"),
            (59, "刚刚", "just now"),
            (60, "1 分钟前", "1 minute ago"),
            (3_599, "59 分钟前", "59 minutes ago"),
            (3_600, "1 小时前", "1 hour ago"),
            (172_799, "47 小时前", "47 hours ago"),
            (172_800, "2 天前", "2 days ago"),
        ] {
            assert_eq!(age(Time(now.0 - secs), now, Lang::Zh), zh);
            assert_eq!(age(Time(now.0 - secs), now, Lang::En), en);
        }
        assert_eq!(age(Time(now.0 + 7_200), now, Lang::En), "2 hours ahead");
    }

    #[test]
    fn times_are_beijing_time() {
        let midnight = Time::parse("2026-05-20T16:00:00Z").unwrap();
        assert_eq!(time(midnight, Lang::Zh), "2026年5月21日 00:00");
        assert_eq!(time(midnight, Lang::En), "21 May 2026, 00:00");
    }
}
