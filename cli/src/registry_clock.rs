//! How far this computer's clock is from the registry's. A signed request says when it was made, and a registry refuses one
//! that is more than five minutes off (docs/FORMAT.md section 8); a clerk should read that before anything is signed.

use crate::language::Lang;
use crate::terminal;
use crate::times;
use hezheng_core::time::{Date, Time};
use std::time::Duration;
use ureq::Agent;

/// From here on somebody should look at the clock.
const WARNS_FROM_SECS: u64 = 60;
/// Beyond this a registry refuses what is signed.
const REFUSES_BEYOND_SECS: u64 = 300;
/// An answer that takes longer says too little about the time.
const TIMEOUT: Duration = Duration::from_secs(15);

/// The two clocks at one moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Clocks {
    here: Time,
    registry: Time,
}

/// What the difference means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Difference {
    /// Near enough.
    Small,
    /// Nothing fails yet.
    Noticeable,
    /// Signed requests are refused.
    TooLarge,
}

/// Compares the clocks, before anything is signed. Where the registry does not say what time it is, that is `None`: a
/// signed request will find out.
///
/// # Errors
/// Both times and what to do, where what is signed would be refused.
pub(crate) fn check(registry: &str, now: fn() -> Time, language: Lang) -> Result<Option<Clocks>, String> {
    let Some(clocks) = Clocks::read(registry, now) else { return Ok(None) };
    match clocks.difference() {
        Difference::Small => {}
        Difference::Noticeable => terminal::warn(&clocks.message(language)),
        Difference::TooLarge => return Err(clocks.message(language)),
    }
    Ok(Some(clocks))
}

impl Clocks {
    /// Both clocks, where the registry at this address can be reached and says what time it is. `now` is this computer's.
    fn read(registry: &str, now: fn() -> Time) -> Option<Self> {
        let config =
            Agent::config_builder().timeout_global(Some(TIMEOUT)).http_status_as_error(false).max_redirects(0).build();
        let agent: Agent = config.into();
        let before = now();
        let answer = agent.head(format!("{registry}/v1/pack")).call().ok()?;
        let after = now();
        let header = |name| answer.headers().get(name).and_then(|value| value.to_str().ok());
        // What a cache between us and the registry kept is older by its Age (RFC 9111, section 5.1).
        let age = header("age").and_then(|age| age.parse().ok()).unwrap_or(0);
        let registry = parse_http_date(header("date")?)?.plus_secs(age);
        // The answer was written somewhere between the two.
        Some(Self { here: Time(before.0 + after.secs_since(before) / 2), registry })
    }

    /// What the difference means.
    fn difference(self) -> Difference {
        match self.secs() {
            0..WARNS_FROM_SECS => Difference::Small,
            WARNS_FROM_SECS..=REFUSES_BEYOND_SECS => Difference::Noticeable,
            _ => Difference::TooLarge,
        }
    }

    /// Both times and what to do.
    fn message(self, language: Lang) -> String {
        let (here, registry) = (shown(self.here, language), shown(self.registry, language));
        let off = self.secs();
        let is_slow = self.here < self.registry;
        let way = language.pick(if is_slow { "慢" } else { "快" }, if is_slow { "slow" } else { "fast" });
        let (zh, en) = match self.difference() {
            Difference::TooLarge => (
                "相差超过 5 分钟，备案系统会拒绝签过名的请求",
                "more than 5 minutes: the registry refuses what is signed by it",
            ),
            _ => ("再差下去备案会被拒绝", "if it gets worse the registry will refuse"),
        };
        language.pick(
            format!("本机时钟{way}了 {off} 秒（本机 {here}，备案系统 {registry}），{zh}。请在系统的日期和时间设置里与互联网时间同步（时区选北京），再运行一次。"),
            format!("This computer's clock is {off} s {way} (here {here}, the registry {registry}; Beijing time), {en}. Synchronize it with the internet in the system's settings for date and time, check the time zone, and run this again."),
        )
    }

    /// Seconds between the two.
    pub(crate) fn secs(self) -> u64 {
        self.here.secs_since(self.registry).max(self.registry.secs_since(self.here))
    }
}

/// To the second, Beijing time.
fn shown(time: Time, language: Lang) -> String {
    let (_, _, second) = time.shanghai_clock();
    format!("{}:{second:02}", times::time(time, language))
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7); the obsolete forms are not sent by anybody.
fn parse_http_date(text: &str) -> Option<Time> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let words: Vec<&str> = text.split(' ').collect();
    let [_, day, month, year, clock, "GMT"] = words.as_slice() else { return None };
    let month = MONTHS.iter().position(|name| name == month)? as u64 + 1;
    let date = Date::from_ymd(year.parse().ok()?, month, day.parse().ok()?)?;
    let parts: Vec<u64> = clock.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [hour, minute, second] = parts.as_slice() else { return None };
    let is_clock = *hour < 24 && *minute < 60 && *second <= 60;
    is_clock.then(|| Time(date.0 * 86_400 + hour * 3_600 + minute * 60 + second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_of_an_answer_is_read() {
        assert_eq!(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Time(784_111_777)));
        for bad in
            ["", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT"]
        {
            assert_eq!(parse_http_date(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_difference_changes_its_meaning_exactly_at_its_limits() {
        let registry = Time(1_780_000_000);
        for (secs, difference) in [
            (0, Difference::Small),
            (59, Difference::Small),
            (60, Difference::Noticeable),
            (300, Difference::Noticeable),
            (301, Difference::TooLarge),
        ] {
            assert_eq!(Clocks { here: registry.plus_secs(secs), registry }.difference(), difference, "{secs}");
            assert_eq!(Clocks { here: Time(registry.0 - secs), registry }.difference(), difference, "-{secs}");
        }
    }

    #[test]
    fn both_times_are_shown_as_in_beijing() {
        let registry = Time::parse("2026-05-20T16:00:00Z").unwrap();
        let slow = Clocks { here: Time(registry.0 - 400), registry };
        let (zh, en) = (slow.message(Lang::Zh), slow.message(Lang::En));
        assert!(
            zh.starts_with("本机时钟慢了 400 秒（本机 2026年5月20日 23:53:20，备案系统 2026年5月21日 00:00:00）"),
            "{zh}"
        );
        assert!(en.contains("400 s slow") && zh.contains("超过 5 分钟"), "{en}");
        assert!(Clocks { here: registry.plus_secs(61), registry }.message(Lang::Zh).contains("快了 61 秒"));
    }
}
