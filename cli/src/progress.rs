//! How far a long run is, how fast, and for how long still: a bar on a terminal, plain lines on the standard error where there
//! is none.

use crate::clock;
use crate::language::Lang;
use crate::terminal;
use hezheng_core::time::Time;
use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;

/// A line at the latest after so many, and after so long.
const LINE_EVERY: usize = 100;
const LINE_SECS: u64 = 5;
/// How often a bar is drawn at least.
const TICK: Duration = Duration::from_millis(250);

/// How far a run is.
pub(crate) enum Progress {
    /// On a terminal.
    Bar(ProgressBar),
    /// Everywhere else: a log, a pipe.
    Lines(Lines),
}

/// What has been said of a run, in lines.
pub(crate) struct Lines {
    total: usize,
    done: usize,
    begun: Time,
    /// How many were done at the last line, and when it was said.
    said: (usize, Time),
    language: Lang,
}

impl Progress {
    /// Of a run over so many certificates.
    pub(crate) fn of(total: usize, language: Lang) -> Self {
        if std::io::stderr().is_terminal() {
            Self::Bar(bar(total, language))
        } else {
            let now = clock::now();
            Self::Lines(Lines { total, done: 0, begun: now, said: (0, now), language })
        }
    }

    /// Of judging so many certificates.
    pub(crate) fn verifying(total: usize, language: Lang) -> Self {
        match Self::of(total, language) {
            Self::Bar(bar) => {
                style(
                    &bar,
                    language.pick("核验 {bar:30} {pos}/{len} 份{speed}", "checking {bar:30} {pos} of {len}{speed}"),
                    language,
                );
                Self::Bar(bar)
            }
            lines => lines,
        }
    }

    /// One more is done; `remark` is what is to be said of it.
    pub(crate) fn step(&mut self, remark: Option<&str>) {
        match self {
            Self::Bar(bar) => {
                bar.inc(1);
                if let Some(remark) = remark {
                    bar.suspend(|| terminal::warn(remark));
                }
            }
            Self::Lines(lines) => {
                let line = lines.step(clock::now());
                remark.into_iter().chain(line.as_deref()).for_each(terminal::warn);
            }
        }
    }

    /// Something that is to be said meanwhile.
    pub(crate) fn remark(&self, remark: &str) {
        match self {
            Self::Bar(bar) => bar.suspend(|| terminal::warn(remark)),
            Self::Lines(_) => terminal::warn(remark),
        }
    }

    /// The run is over, or stopped.
    pub(crate) fn end(&mut self) {
        match self {
            Self::Bar(bar) => bar.finish_and_clear(),
            Self::Lines(lines) => lines.end(clock::now()).into_iter().for_each(|line| terminal::warn(&line)),
        }
    }
}

impl Lines {
    fn step(&mut self, now: Time) -> Option<String> {
        self.done += 1;
        let (done, at) = self.said;
        let is_due = self.done - done >= LINE_EVERY || now.secs_since(at) >= LINE_SECS;
        is_due.then(|| self.line(now))
    }

    /// The last line, unless it was said already or there was nothing to do.
    fn end(&mut self, now: Time) -> Option<String> {
        (self.done != self.said.0).then(|| self.line(now))
    }

    fn line(&mut self, now: Time) -> String {
        self.said = (self.done, now);
        let (total, done) = (self.total, self.done);
        let so_far = self.language.pick(format!("进度：{done}/{total} 人"), format!("Progress: {done} of {total}"));
        so_far + &self.speed(now)
    }

    fn speed(&self, now: Time) -> String {
        speed(self.done as u64, self.total as u64, now.secs_since(self.begun), self.language)
    }
}

/// How fast it goes and how long it will take, once there is something to work it out from. Certificates come in chunks, so
/// what was done since the beginning says more than what was done last.
fn speed(done: u64, total: u64, secs: u64, language: Lang) -> String {
    if secs == 0 || done == 0 {
        return String::new();
    }
    // Slow work is counted by the minute.
    let (rate, every) = match done / secs {
        0 => (done * 60 / secs, language.pick("每分钟", "a minute")),
        rate => (rate, language.pick("每秒", "a second")),
    };
    let left = match total.saturating_sub(done) * secs / done {
        0 => String::new(),
        left @ 1..120 => language.pick(format!("，还需约 {left} 秒"), format!(", about {left} s left")),
        left => language.pick(format!("，还需约 {} 分", left / 60), format!(", about {} min left", left / 60)),
    };
    language.pick(format!("，{every} {rate} 份{left}"), format!(", {rate} {every}{left}"))
}

fn bar(total: usize, language: Lang) -> ProgressBar {
    let bar = ProgressBar::new(total as u64);
    style(
        &bar,
        language.pick("签发 {bar:30} {pos}/{len} 人{speed}", "issuing {bar:30} {pos} of {len}{speed}"),
        language,
    );
    // A chunk's certificates come all at once, and then nothing for a while.
    bar.enable_steady_tick(TICK);
    bar
}

fn style(bar: &ProgressBar, template: &str, language: Lang) {
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.with_key("speed", move |state: &ProgressState, out: &mut dyn std::fmt::Write| {
            let said = speed(state.pos(), state.len().unwrap_or_default(), state.elapsed().as_secs(), language);
            // Writing to the bar's own text cannot fail.
            let _ = out.write_str(&said);
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Time = Time(1_779_328_800);

    fn lines(total: usize) -> Lines {
        Lines { total, done: 0, begun: START, said: (0, START), language: Lang::En }
    }

    #[test]
    fn a_line_is_said_at_every_hundredth_and_at_the_end() {
        let mut lines = lines(240);
        let said: Vec<String> = (0..240).filter_map(|_| lines.step(START)).collect();
        assert_eq!(said, ["Progress: 100 of 240", "Progress: 200 of 240"]);
        assert_eq!(lines.end(START).unwrap(), "Progress: 240 of 240");
        assert_eq!(lines.end(START), None, "it is said once");
    }

    #[test]
    fn a_slow_run_says_a_line_every_five_seconds_and_how_long_it_will_take() {
        let mut lines = lines(9);
        let said: Vec<String> = (1..=9).filter_map(|second| lines.step(Time(START.0 + second * 2))).collect();
        let wanted = [
            "Progress: 3 of 9, 30 a minute, about 12 s left",
            "Progress: 6 of 9, 30 a minute, about 6 s left",
            "Progress: 9 of 9, 30 a minute",
        ];
        assert_eq!(said, wanted);
        assert_eq!(lines.end(START), None);
    }

    #[test]
    fn a_fast_run_says_how_many_a_second_and_minutes_left() {
        let mut lines = lines(60_000);
        lines.language = Lang::Zh;
        (0..99).for_each(|_| drop(lines.step(START)));
        assert_eq!(lines.step(Time(START.0 + 1)).unwrap(), "进度：100/60000 人，每秒 100 份，还需约 9 分");
    }

    #[test]
    fn a_clock_that_is_set_back_stops_nothing() {
        assert_eq!(lines(9).step(Time(START.0 - 900)), None);
    }
}
