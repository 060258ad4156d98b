//! What can be wrong with a journal, in words.

use crate::language::Lang;
use std::fmt;
use std::path::PathBuf;

/// What is wrong with a journal.
#[derive(Debug)]
pub enum JournalError {
    /// The folder or file cannot be used.
    Io(PathBuf, std::io::Error),
    /// A line, other than a torn last one, is not an event.
    Line(PathBuf, usize),
    /// Another run has it open.
    InUse(PathBuf),
}

impl JournalError {
    /// It in words: what happened and what to do.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match self {
            Self::Io(path, error) => {
                let path = path.display();
                lang.choose(
                    format!("无法使用签发日志 {path}（{error}）。已备案的不会丢；请检查磁盘和权限后再运行。"),
                    format!("The journal {path} cannot be used ({error}); what is registered is not lost: check the disk and permissions and run again."),
                )
            }
            Self::Line(path, line) => {
                let path = path.display();
                lang.choose(
                    format!("签发日志 {path} 第 {line} 行损坏。为避免重号，已停止；请从备份恢复。"),
                    format!("Line {line} of the journal {path} is damaged; stopped so that no number is used twice: restore it from a backup."),
                )
            }
            Self::InUse(path) => {
                let path = path.display();
                lang.choose(
                    format!("签发日志 {path} 正被另一个 hezheng 命令使用。请等它结束。"),
                    format!("The journal {path} is in use by another run; wait for it to end."),
                )
            }
        }
    }
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for JournalError {}
