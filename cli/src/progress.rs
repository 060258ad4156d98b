//! How far a long run is: a bar on a terminal, plain lines on the standard error where there is none.

use crate::clock;
use crate::language::Lang;
use hezheng_core::time::Time;
use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use std::io::IsTerminal;

/// A line at the latest after so many, and after so long.
const LINE_EVERY: usize = 50;
const LINE_SECS: u64 = 5;

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
            Self::Lines(Lines { total, done: 0, said: (0, clock::now()), language })
        }
    }

    /// Of judging so many certificates.
    pub(crate) fn verifying(total: usize, language: Lang) -> Self {
        match Self::of(total, language) {
            Self::Bar(bar) => {
                style(
                    &bar,
                    language.pick(
                        "核验 {bar:30} {pos}/{len}  每秒 {rate} 份  还需 {eta}",
                        "checking {bar:30} {pos}/{len}  {rate} a second  {eta} left",
                    ),
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
                    bar.suspend(|| eprintln!("{remark}"));
                }
            }
            Self::Lines(lines) => {
                let line = lines.step(clock::now());
                remark.into_iter().chain(line.as_deref()).for_each(|line| eprintln!("{line}"));
            }
        }
    }

    /// The run is over, or stopped.
    pub(crate) fn end(&mut self) {
        match self {
            Self::Bar(bar) => bar.finish_and_clear(),
            Self::Lines(lines) => lines.end().into_iter().for_each(|line| eprintln!("{line}")),
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
    fn end(&mut self) -> Option<String> {
        let (done, at) = self.said;
        (self.done != done).then(|| self.line(at))
    }

    fn line(&mut self, now: Time) -> String {
        self.said = (self.done, now);
        let Self { total, done, .. } = self;
        self.language.pick(format!("进度：{done}/{total} 人"), format!("Progress: {done} of {total}"))
    }
}

fn bar(total: usize, language: Lang) -> ProgressBar {
    let bar = ProgressBar::new(total as u64);
    let template = language.pick(
        "签发 {bar:30} {pos}/{len}  每秒 {rate} 份  还需 {eta}",
        "issuing {bar:30} {pos}/{len}  {rate} a second  {eta} left",
    );
    style(&bar, template);
    bar
}

fn style(bar: &ProgressBar, template: &str) {
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.with_key("rate", |state: &ProgressState, out: &mut dyn std::fmt::Write| {
            // Writing to the bar's own text cannot fail.
            let _ = write!(out, "{:.0}", state.per_sec());
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Time = Time(1_779_328_800);

    fn lines(total: usize) -> Lines {
        Lines { total, done: 0, said: (0, START), language: Lang::En }
    }

    #[test]
    fn a_line_is_said_at_every_fiftieth_and_at_the_end() {
        let mut lines = lines(120);
        let said: Vec<String> = (0..120).filter_map(|_| lines.step(START)).collect();
        assert_eq!(said, ["Progress: 50 of 120", "Progress: 100 of 120"]);
        assert_eq!(lines.end().unwrap(), "Progress: 120 of 120");
        assert_eq!(lines.end(), None, "it is said once");
    }

    #[test]
    fn a_slow_run_says_a_line_every_five_seconds() {
        let mut lines = lines(9);
        let said: Vec<String> = (1..=9).filter_map(|second| lines.step(Time(START.0 + second * 2))).collect();
        assert_eq!(said, ["Progress: 3 of 9", "Progress: 6 of 9", "Progress: 9 of 9"]);
        assert_eq!(lines.end(), None);
    }

    #[test]
    fn a_clock_that_is_set_back_stops_nothing() {
        assert_eq!(lines(9).step(Time(START.0 - 900)), None);
    }
}
