//! Why a run stops, in words.

use crate::journal::JournalError;
use crate::language::Lang;
use crate::page::PageError;
use crate::registry_port::RegistryError;
use hezheng_core::verify::Reason;
use std::fmt;

/// Why a run stopped. What was registered before stays so, and the next run goes on from there.
#[derive(Debug)]
pub enum IssueError {
    /// The journal could not be written.
    Journal(JournalError),
    /// The registry could not be reached, or its answer is wrong.
    Registry(RegistryError),
    /// The registry's answer does not prove a registration of what was sent.
    NotProved(String, Option<Reason>),
    /// A PDF could not be made or written.
    Page(String, PageError),
    /// The system gives no random numbers.
    NoRandomness,
    /// A row that cannot become a statement.
    Row(u32),
}

impl IssueError {
    /// It in words: what happened and what to do.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match self {
            Self::Journal(error) => error.message(lang),
            Self::Registry(error) => error.message(lang),
            Self::NotProved(number, Some(Reason::RegisteredInFuture)) => lang.choose(
                format!("{number}：备案时间晚于本机时间，本机时钟慢了。请校准时钟后再运行。"),
                format!("{number}: registered later than this computer's clock says; set the clock and run again."),
            ),
            Self::NotProved(number, reason) => {
                let reason = reason.map_or("bad_registration", Reason::code);
                lang.choose(
                    format!("{number}：备案系统的回答核验不过（{reason}）。请停止并联系人社局。"),
                    format!("{number}: the registry's answer does not verify ({reason}); stop and tell the bureau."),
                )
            }
            Self::Page(number, error) => {
                format!("{number}{}{}", lang.choose("：", ": "), error.message(lang))
            }
            Self::NoRandomness => lang
                .choose(
                    "系统不给随机数，没有申请编号。请换一台电脑或重启。",
                    "The system gives no random numbers, so no number was reserved; restart it or use another computer.",
                )
                .into(),
            Self::Row(row) => lang.choose(
                format!("第 {row} 行不能成为证书。请改正名册。"),
                format!("Row {row} cannot become a certificate; mend the roster."),
            ),
        }
    }
}

impl fmt::Display for IssueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for IssueError {}

impl From<JournalError> for IssueError {
    fn from(error: JournalError) -> Self {
        Self::Journal(error)
    }
}
