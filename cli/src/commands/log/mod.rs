//! `hezheng log audit`: replays an authority's log from what it publishes, as anybody can, and says what is wrong.
//!
//! Start reading at [`audit`]. What is fetched is in `published`, the walk over the tiles in `walk`, what is remembered from
//! one look to the next in `seen`; what is right and wrong is core's to say (`core::log::replay`, `core::log::tiling`).

mod audit;
mod certificates;
pub(crate) mod finding;
mod progress;
mod published;
mod seen;
mod summary;
mod walk;

use crate::language::Lang;
use std::path::PathBuf;
use std::process::ExitCode;

/// What is done with logs.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum LogCommand {
    /// 审计 Replay a whole log as an outsider: every entry, every order, every snapshot
    Audit(AuditArguments),
}

/// Replays the log of the authority at this address.
///
/// Exit code: 0 if nothing is wrong, 1 if something is, 2 if it could not run.
#[derive(clap::Args, Debug)]
pub(crate) struct AuditArguments {
    /// The base URL of the authority
    url: String,
    /// Certificates that the log must hold at the place they name: as for `hezheng verify`
    #[arg(value_name = "CERTIFICATE")]
    certificates: Vec<String>,
    /// Public root key to trust (PEM); default: those in ~/.config/hezheng/roots
    #[arg(long, value_name = "FILE")]
    root: Vec<PathBuf>,
    /// Where to keep the checkpoint seen, to compare the next one with; default: a file for each log in ~/.local/state/hezheng/logs
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Judge as of this time: RFC 3339 or Unix seconds
    #[arg(long, value_name = "TIME")]
    now: Option<String>,
    /// One object of JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
#[must_use]
pub(crate) fn run(command: &LogCommand, language: Lang) -> ExitCode {
    let LogCommand::Audit(arguments) = command;
    let audited = audit::audit(arguments, language);
    let (said, code) = match (&audited, arguments.json) {
        (Ok(audited), true) => (format!("{}\n", summary::json(audited, language)), u8::from(!audited.is_clean())),
        (Ok(audited), false) => (summary::text(audited, arguments, language), u8::from(!audited.is_clean())),
        (Err(error), true) => (format!("{}\n", summary::error_json(error, language)), 2),
        (Err(error), false) => {
            crate::terminal::warn(&error.message(language));
            (String::new(), 2)
        }
    };
    crate::terminal::print(&said);
    ExitCode::from(code)
}
