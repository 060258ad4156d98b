//! `hezheng read-untrusted`, hidden: reads a picture or PDF file from the standard input with the parsers of others, and says
//! what it finds. The other half of `contained`; a person has no use for it.

use crate::contained::{Finding, Kind, Latin1};
use crate::input::INPUT_BYTES;
use crate::{picture, qr_reader, report};
use hezheng_core::limits::SIGNED_REPORT_BYTES;
use hezheng_core::page::artifact::Embedded;
use hezheng_pdf_reader::PdfFile;
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
        Kind::Picture => say(&picture::qr_texts(&bytes).map_or(Finding::Damaged, Finding::Codes)),
        Kind::Pdf => match PdfFile::open(bytes) {
            Err(error) => say(&error.into()),
            Ok(file) => say_pdf(&file),
        },
        Kind::Report => match PdfFile::open(bytes) {
            Err(error) => say(&error.into()),
            Ok(file) => say_report(&file),
        },
    }
    ExitCode::SUCCESS
}

fn say_pdf(file: &PdfFile) {
    let embedded = file.embedded();
    say(&Finding::Embedded(embedded.clone()));
    if embedded == Embedded::Otherwise {
        return;
    }
    say(&Finding::Page(file.seen()));
    let pages = (0..file.pages(&embedded)).filter_map(|page| file.picture(page));
    let mut codes: Vec<_> = pages.flat_map(qr_reader::read).collect();
    codes.sort();
    codes.dedup();
    say(&Finding::Codes(codes));
}

fn say_report(file: &PdfFile) {
    for (name, is_signed) in [(report::SIGNED, true), (report::UNSIGNED, false)] {
        if let Some(content) = file.only_file(name, SIGNED_REPORT_BYTES as u64) {
            return say(&Finding::Report { is_signed, content: Latin1(content) });
        }
    }
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
