//! Waiting for a registry that cannot be reached: said each time, so that nobody thinks that the program stands still.

use crate::language::Lang;
use crate::progress::Progress;
use crate::terminal;
use std::cell::RefCell;
use std::time::Duration;

/// What waits, beside the progress of the run.
pub(super) struct Waiting<'p> {
    pub(super) progress: &'p RefCell<Option<Progress>>,
    pub(super) language: Lang,
}

impl Waiting<'_> {
    /// Says why, and for how long; and waits.
    pub(super) fn wait(&self, wait: Duration, why: &str) {
        let said = sentence(self.language, wait, why);
        match self.progress.borrow_mut().as_mut() {
            Some(progress) => progress.remark(&said),
            None => terminal::warn(&said),
        }
        std::thread::sleep(wait);
    }
}

fn sentence(language: Lang, wait: Duration, why: &str) -> String {
    let secs = wait.as_secs_f64().ceil();
    language.pick(
        format!("… 连不上备案系统（{why}），{secs} 秒后再试。可按 Ctrl-C 停下，下次运行会接着做。"),
        format!(
            "… the registry cannot be reached ({why}); trying again in {secs} s. Ctrl-C stops, the next run goes on."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_why_and_for_how_long() {
        let said = sentence(Lang::En, Duration::from_millis(1_200), "HTTP 503, busy");
        assert_eq!(
            said,
            "… the registry cannot be reached (HTTP 503, busy); trying again in 2 s. Ctrl-C stops, the next run goes on."
        );
    }
}
