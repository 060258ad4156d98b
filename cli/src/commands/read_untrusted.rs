//! `hezheng read-untrusted`, hidden: reads a picture or PDF file from the standard input with the parsers of others, and says
//! what it finds. The other half of `contained`; a person has no use for it.

use crate::contained::{Finding, Kind};
use crate::input::INPUT_BYTES;
use crate::pdf::{self, Embedded, PdfError};
use crate::pdf_page;
use crate::picture;
use std::io::{Read as _, Write as _};
use std::process::ExitCode;

/// Memory that the process may map. The largest picture takes half of it; hostile files would take all there is.
#[cfg(unix)]
const MEMORY_BYTES: u64 = 2 << 30;
/// Processor time, for when nobody is left to end this process.
#[cfg(unix)]
const CPU_SECS: u64 = 60;

/// What is to be read.
#[derive(clap::Args, Debug)]
pub(crate) struct ReadUntrustedArguments {
    /// The kind of file
    #[arg(value_enum)]
    kind: Kind,
}

/// Runs the command.
pub(crate) fn run(arguments: &ReadUntrustedArguments) -> ExitCode {
    limit();
    let mut bytes = Vec::new();
    if std::io::stdin().take(INPUT_BYTES).read_to_end(&mut bytes).is_err() {
        return ExitCode::FAILURE;
    }
    match arguments.kind {
        Kind::Picture => {
            say(&picture::qr_texts(&bytes).map_or(Finding::Error(PdfError::Damaged), Finding::Codes));
        }
        Kind::Pdf => {
            let embedded = pdf::embedded(bytes.clone());
            let pages = if embedded == Ok(Embedded::Nothing) { pdf::PAGES } else { 1 };
            let goes_on = matches!(embedded, Ok(Embedded::Nothing | Embedded::Certificate(_)));
            say(&embedded.map_or_else(Finding::Error, Finding::Embedded));
            if goes_on {
                if let Ok(seen) = pdf_page::contents(bytes.clone()) {
                    say(&Finding::Page(seen));
                }
                say(&pdf::qr_texts(bytes, pages).map_or_else(Finding::Error, Finding::Codes));
            }
        }
    }
    ExitCode::SUCCESS
}

/// Each finding is out before the next is looked for.
fn say(finding: &Finding) {
    let mut stdout = std::io::stdout().lock();
    let _ = stdout.write_all(finding.to_line().as_bytes()).and_then(|()| stdout.flush());
}

/// Where a limit cannot be set (it was lower already) the file is read under what limits there are.
#[cfg(unix)]
fn limit() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    for (resource, most) in [(Resource::As, MEMORY_BYTES), (Resource::Cpu, CPU_SECS), (Resource::Core, 0)] {
        let _ = setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    }
}

/// BUG: other systems than Unix set no limit on memory here; time is limited everywhere.
#[cfg(not(unix))]
fn limit() {}
