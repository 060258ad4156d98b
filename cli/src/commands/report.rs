//! `hezheng report check`: whose signature a report of a verification bears, and whether its pages say what the signed
//! record in it says. The pages are made again from the record and compared byte by byte with the file.

use crate::cannot_run::CannotRun;
use crate::contained::{self, Finding, Kind, Latin1};
use crate::input::read_file;
use crate::language::Lang;
use crate::report::{self, CannotPrint, REPORT_FILE_BYTES, ReadRecord};
use crate::{roots, terminal, times};
use clap::{Args, Subcommand};
use hezheng_core::ids::Kid;
use hezheng_core::key::PublicKey;
use hezheng_core::signed_report::UnverifiedSignedReport;
use std::path::PathBuf;
use std::process::ExitCode;

/// 核验报告 Check a report of a verification that somebody kept
#[derive(Subcommand)]
pub(crate) enum Command {
    /// 核对报告的签名和页面 Check a report's signature, and its pages against what was signed
    ///
    /// 退出码 Exit code: 0 signed by that key and unchanged, 1 changed or signed otherwise, 2 could not be checked, 3 not
    /// signed, or not known by whom.
    Check(Check),
}

#[derive(Args)]
pub(crate) struct Check {
    /// PDF 核验报告 The report, PDF
    file: String,
    /// 签名人的公钥文件 The signer's public key (PEM), which you have from the signer
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
}

pub(crate) fn run(command: &Command, lang: Lang) -> ExitCode {
    let Command::Check(check) = command;
    match checked(check) {
        Ok(found) => {
            terminal::print(&found.said(lang));
            ExitCode::from(found.exit())
        }
        Err(error) => {
            terminal::warn(&error.message(lang));
            ExitCode::from(2)
        }
    }
}

/// Whose the signature is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Signature {
    /// The key's that was given.
    Right(Kid),
    /// Another key's, or nobody's: of the key that it names, or of the one that was given.
    Wrong(Kid),
    /// Not looked at: no key was given.
    Unknown(Kid),
    /// There is none.
    None,
}

/// Whether the pages are those that the record gives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Pages {
    Same,
    /// Not byte by byte, though this very version made them.
    Changed,
    /// Not byte by byte; another version of the program made them.
    OtherVersion,
}

struct Found {
    record: ReadRecord,
    signature: Signature,
    pages: Pages,
}

fn checked(check: &Check) -> Result<Found, CannotRun> {
    let key = check.key.as_ref().map(|file| roots::public_key(file)).transpose()?;
    let no_report = || CannotRun::NoReport(check.file.clone());
    let pdf = read_file(&check.file, REPORT_FILE_BYTES)?;
    let findings = contained::read(Kind::Report, pdf.clone())
        .map_err(|error| CannotRun::Unreadable(check.file.clone(), error.to_string()))?;
    let carried = findings.into_iter().find_map(|finding| match finding {
        Finding::Report { is_signed, content: Latin1(content) } => Some((is_signed, content)),
        _ => None,
    });
    let (is_signed, content) = carried.ok_or_else(no_report)?;
    let signed = is_signed.then(|| UnverifiedSignedReport::decode(&content)).transpose().map_err(|_| no_report())?;
    let json = signed.map_or(content.as_slice(), |signed| signed.unverified_json());
    let record = ReadRecord::parse(json).map_err(|_| no_report())?;
    let signature = signed.map_or(Signature::None, |signed| signature(&signed, key.as_ref()));
    let kid = signed.map(|signed| signed.kid());
    let again = report::again(&record, kid, content.clone());
    let again = again.map_err(|why: CannotPrint| CannotRun::ReportNotMadeAgain(check.file.clone(), why))?;
    let pages = match (again == pdf, record.is_of_this_version()) {
        (true, _) => Pages::Same,
        (false, true) => Pages::Changed,
        (false, false) => Pages::OtherVersion,
    };
    Ok(Found { record, signature, pages })
}

fn signature(signed: &UnverifiedSignedReport<'_>, key: Option<&PublicKey>) -> Signature {
    match key {
        None => Signature::Unknown(signed.kid()),
        Some(key) if signed.is_signed_by(key) => Signature::Right(signed.kid()),
        Some(_) => Signature::Wrong(signed.kid()),
    }
}

impl Found {
    fn exit(&self) -> u8 {
        match (self.signature, self.pages) {
            (Signature::Wrong(_), _) | (_, Pages::Changed) => 1,
            (Signature::Right(_), Pages::Same) => 0,
            _ => 3,
        }
    }

    fn said(&self, lang: Lang) -> String {
        let (signature, pages) = (self.signature_said(lang), self.pages_said(lang));
        let counts = self.record.counts();
        let (total, when) = (counts.total(), times::time(self.record.checked_at(), lang));
        let program = self.record.program();
        let contents = lang.pick(
            format!(
                "内容：核验于 {when}（北京时间），{program}；共 {total} 份：有效 {}，无效 {}，无法确认 {}，未能核验 {}。",
                counts.valid, counts.invalid, counts.indeterminate, counts.could_not_run
            ),
            format!(
                "Contents: checked at {when} (Beijing time) with {program}; {total} in all: {} valid, {} not valid, {} cannot be confirmed, {} could not be checked.",
                counts.valid, counts.invalid, counts.indeterminate, counts.could_not_run
            ),
        );
        format!("{signature}\n{pages}\n{contents}\n")
    }

    fn signature_said(&self, lang: Lang) -> String {
        match self.signature {
            Signature::Right(kid) => lang.pick(
                format!("✓ 签名正确：由所给公钥（{kid}）签名，签名后没有改动。"),
                format!("✓ The signature is right: by the key that was given ({kid}), and nothing signed was changed."),
            ),
            Signature::Wrong(kid) => lang.pick(
                format!("✗ 签名不对：不是所给公钥对其中内容的签名（报告自称密钥为 {kid}）。请勿采信，并向签名人索取原件和公钥。"),
                format!("✗ The signature is wrong: the key that was given did not sign what is in it (it names the key {kid}). Do not rely on it; ask the signer for the original and the public key."),
            ),
            Signature::Unknown(kid) => lang.pick(
                format!("? 签名没有核对：报告自称由密钥 {kid} 签名。请用 --key 给出签名人的公钥。"),
                format!("? The signature was not checked: the report says that the key {kid} signed it. Give the signer's public key with --key."),
            ),
            Signature::None => lang
                .pick(
                    "? 没有签名：不能证明由谁作出，内容可能已被整体替换。",
                    "? Not signed: it does not prove who made it, and all of it may have been replaced.",
                )
                .into(),
        }
    }

    fn pages_said(&self, lang: Lang) -> String {
        let program = self.record.program();
        match self.pages {
            Pages::Same => lang
                .pick(
                    "✓ 页面与附件一致：由附件重新生成的文件与它逐字节相同。",
                    "✓ The pages say what the attachment says: made again from it, the file has the same bytes.",
                )
                .into(),
            Pages::Changed => lang
                .pick(
                    "✗ 页面不是由附件生成的：文件被改动过，或被其他软件另存过。请勿采信页面，并索取原文件。",
                    "✗ The pages are not those that the attachment gives: the file was changed, or saved again by other software. Do not rely on the pages; ask for the original file.",
                )
                .into(),
            Pages::OtherVersion => lang.pick(
                format!("? 页面没有核对：报告由 {program} 制作，本程序生成的页面与它不同。请用该版本核对，或只采信附件。"),
                format!("? The pages were not compared: {program} made the report, and this program's pages differ. Check it with that version, or rely on the attachment alone."),
            ),
        }
    }
}
