//! How something is asked: until an answer is right, or once where a flag gives it.

use super::Setup;
use crate::terminal;
use std::io::{BufRead, Write};

/// A question, the flag that answers it, and what Enter means.
pub(super) struct Question<'q> {
    pub(super) zh: &'q str,
    pub(super) en: &'q str,
    pub(super) flag: Option<&'q str>,
    pub(super) default: Option<&'q str>,
}

impl Setup<'_> {
    /// Asks until an answer is right. A flag is asked nothing: where it is wrong, that is the end.
    pub(super) fn ask<T>(
        &self,
        question: &Question<'_>,
        mut judge: impl FnMut(&str) -> Result<T, String>,
    ) -> Result<T, String> {
        if let Some(given) = question.flag.or(question.default.filter(|_| self.arguments.yes)) {
            return judge(given);
        }
        loop {
            let answer = self.read_line(self.language.pick(question.zh, question.en))?;
            let answer = match (answer.as_str(), question.default) {
                ("", Some(default)) => default,
                ("", None) => continue,
                (answer, _) => answer,
            };
            match judge(answer) {
                Ok(right) => return Ok(right),
                Err(message) => terminal::warn(&format!("    ✗ {message}")),
            }
        }
    }

    /// A line from the keyboard; Windows copies paths with quotation marks around them.
    fn read_line(&self, prompt: &str) -> Result<String, String> {
        terminal::print(prompt);
        let _ = std::io::stdout().flush();
        let mut answer = String::new();
        match std::io::stdin().lock().read_line(&mut answer) {
            Ok(0) => Err(self.language.pick(
                "没有问完就结束了，什么都没有写。请在终端里重新运行 hezheng setup，或用选项给出全部回答。".into(),
                "setup ended before its questions did; nothing was written. Run it again on a terminal, or give every answer as a flag.".into(),
            )),
            Ok(_) => Ok(answer.trim().trim_matches('"').to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }
}
