//! How far a long replay has come: a bar on a terminal, now and then a line elsewhere.

use crate::language::Lang;
use crate::terminal;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;

/// A line for so many entries where there is no terminal.
const LINE_ENTRIES: u64 = 100_000;

/// The progress of one replay.
#[derive(Debug)]
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    of: u64,
    said: u64,
    language: Lang,
}

impl Progress {
    pub(super) fn over(of: u64, language: Lang) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| ProgressBar::new(of));
        let template = language.pick(
            "核对日志 {bar:30} {pos}/{len} 条  每秒 {per_sec}  还需 {eta}",
            "replaying {bar:30} {pos}/{len} entries  {per_sec}  {eta} left",
        );
        if let (Some(bar), Ok(style)) = (&bar, ProgressStyle::with_template(template)) {
            bar.set_style(style);
        }
        Self { bar, of, said: 0, language }
    }

    pub(super) fn reached(&mut self, entries: u64) {
        if let Some(bar) = &self.bar {
            return bar.set_position(entries);
        }
        if entries / LINE_ENTRIES > self.said / LINE_ENTRIES {
            let of = self.of;
            terminal::warn(
                &self
                    .language
                    .pick(format!("已核对 {entries} / {of} 条"), format!("{entries} of {of} entries replayed")),
            );
        }
        self.said = entries;
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
