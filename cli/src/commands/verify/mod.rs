//! `hezheng verify`: judges each input, by a pack or by what a registry offers, and says how old the evidence is.
//!
//! With `--registry` two verdicts are given: this device's, by the pack fetched and the pinned root keys, and the registry's
//! word, which is not signed. The less favourable one counts, so that the registry's word alone never makes anything valid.

mod bench;
mod inputs;
mod report_file;
mod said;
mod table;
mod teller;
mod workers;

use crate::cannot_run::CannotRun;
use crate::language::Lang;
use crate::signing_key;
use bench::Bench;
use inputs::Inputs;
use report_file::{Backing, ReportFile, ReportFiles};
use said::json_line;
use std::path::PathBuf;
use std::process::ExitCode;
use table::{Exit, Table};
use teller::{Teller, print, print_error};
use workers::in_order;

/// Checks certificates: PDF files, pictures of QR codes, or the text of QR codes.
///
/// Exit code: 1 if any is invalid, else 2 if any could not be checked, else 3 if any cannot be confirmed, else 0.
#[derive(clap::Args, Debug)]
#[command(group(clap::ArgGroup::new("evidence").required(true).args(["pack", "registry"])))]
pub(crate) struct VerifyArguments {
    /// PDF, PNG or JPEG file, a folder of them, QR code text or a file with it, statement file, or `-` for standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<String>,
    /// Check offline with this pack (see `hezheng pack fetch`)
    #[arg(long, value_name = "FILE")]
    pack: Option<String>,
    /// Check with the registry at this base URL; it is sent the signed contents of each certificate
    #[arg(long, value_name = "URL")]
    registry: Option<String>,
    /// Public root key to trust (PEM); default: those in ~/.config/hezheng/roots
    #[arg(long, value_name = "FILE")]
    root: Vec<PathBuf>,
    /// Judge as of this time: RFC 3339 or Unix seconds
    #[arg(long, value_name = "TIME")]
    now: Option<String>,
    /// One line of JSON for each input
    #[arg(long)]
    json: bool,
    /// 把全部结果写成报告：.pdf、.xlsx、.csv 或 .json · Write all results to a report: .pdf, .xlsx, .csv or .json
    #[arg(long, value_name = "FILE")]
    report: Vec<PathBuf>,
    /// 用此私钥为 PDF 报告签名 · Sign the report in PDF with this private key file
    #[arg(long, value_name = "KEYFILE")]
    sign_with: Option<PathBuf>,
    /// 口令文件（第一行） A file whose first line is that key's passphrase; otherwise it is asked for
    #[arg(long, value_name = "FILE", requires = "sign_with")]
    passphrase_file: Option<PathBuf>,
}

/// Runs the command on the real standard input and output.
#[must_use]
pub(crate) fn run(args: &VerifyArguments, language: Lang) -> ExitCode {
    let set_up = || {
        let (inputs, reports) = (Inputs::find(&args.inputs)?, ReportFiles::new(&args.report)?);
        let inputs = inputs.without(reports.files().iter().map(ReportFile::path));
        reports.check(inputs.files.len(), args.sign_with.as_deref())?;
        Ok((inputs, reports, Bench::set_up(args)?))
    };
    let (inputs, reports, bench) = match set_up() {
        Ok(set_up) => set_up,
        Err(error) => return nothing_can_run(args, &error, language),
    };
    // Opened before anything is judged: nobody waits an hour for a passphrase to be wrong.
    let key = args.sign_with.as_deref().map(|file| signing_key::open(language, file, args.passphrase_file.as_deref()));
    let key = match key.transpose() {
        Ok(key) => key,
        Err(failure) => {
            print_error(&failure.message);
            return ExitCode::from(Exit::CouldNotRun as u8);
        }
    };
    if let Some(warning) = bench.warning(language) {
        print_error(&warning);
    }
    let mut teller = Teller::new(args, &inputs, &reports, language);
    let mut table = Table::new(bench.now(), language);
    in_order(
        inputs.files.len(),
        // Not locked: whoever held the lock while it judged would have the others wait, one file at a time.
        |index| inputs.files.get(index).map(|input| bench.judge(input, &mut std::io::stdin())),
        |index, judged| {
            let (Some(input), Some(judged)) = (inputs.files.get(index), judged) else { return };
            teller.tell(input, &judged.0);
            table.add(input, &judged, !reports.is_empty());
        },
    );
    teller.end(&table);
    let backing = Backing { evidence: bench.evidence(), key: key.as_ref() };
    for report in reports.files() {
        match report.write(&table, &backing, language) {
            Ok(()) => teller.written(report),
            Err(error) => {
                print_error(&error.message(language));
                return ExitCode::from(Exit::CouldNotRun as u8);
            }
        }
    }
    ExitCode::from(table.worst() as u8)
}

/// What stands in the way of all inputs is said once; in JSON for each.
fn nothing_can_run(args: &VerifyArguments, error: &CannotRun, language: Lang) -> ExitCode {
    if args.json {
        let lines = args.inputs.iter().map(|input| json_line(input, &Err(error.clone()), language));
        lines.for_each(|line| print(&format!("{line}\n")));
    } else {
        print_error(&error.message(language));
    }
    ExitCode::from(Exit::CouldNotRun as u8)
}
