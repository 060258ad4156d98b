//! Reads files with the parsers of others in a process of its own, so that a hostile file can end that process and nothing
//! else: a panic, an endless loop, a stack that overflows, or seven kilobytes that unpack to gigabytes.
//!
//! The other half is `commands::read_untrusted`, the same program with less to lose: it says what it finds a line of JSON at a
//! time, so that what it found before it came to grief still counts.

use hezheng_core::limits::SIGNED_REPORT_BYTES;
use hezheng_core::page::Seen;
use hezheng_core::page::artifact::Embedded;
use hezheng_pdf_reader::PdfError;
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// The hidden command that the other process runs.
pub(crate) const COMMAND: &str = "read-untrusted";
/// The time that one file may take. A page takes half a second, a photograph of 50 million pixels a few; a build for tests is some
/// times slower.
const TIME_LIMIT: Duration = Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 20 });
/// What the other process may say: an attachment as numbers, and a few codes.
const ANSWER_BYTES: u64 = 1 << 20;
/// The same of a report: each byte of it as a character, which takes two bytes at most, or six where it is a control.
const REPORT_ANSWER_BYTES: u64 = 3 * SIGNED_REPORT_BYTES as u64;

/// What kind of file is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(crate) enum Kind {
    /// PNG or JPEG.
    Picture,
    /// PDF.
    Pdf,
    /// PDF, for the report of a verification that it carries.
    Report,
}

/// What was found in a file; from one process to the other, a line of JSON each.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Finding {
    /// What a PDF file embeds.
    Embedded(Embedded),
    /// What the pages of a PDF file say.
    Page(Seen),
    /// The record that a report of a verification carries, and whether it is a signed one.
    Report { is_signed: bool, content: Latin1 },
    /// The texts of the QR codes.
    Codes(Vec<String>),
    /// It is damaged.
    Damaged,
    /// It needs a password.
    Encrypted,
}

/// Bytes, written as text: each as the character of its number. Most are ASCII.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(crate) struct Latin1(pub(crate) Vec<u8>);

impl From<Latin1> for String {
    fn from(Latin1(bytes): Latin1) -> Self {
        bytes.into_iter().map(char::from).collect()
    }
}

impl TryFrom<String> for Latin1 {
    type Error = std::char::TryFromCharError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.chars().map(u8::try_from).collect::<Result<_, _>>().map(Self)
    }
}

impl From<PdfError> for Finding {
    fn from(error: PdfError) -> Self {
        match error {
            PdfError::Damaged => Self::Damaged,
            PdfError::Encrypted => Self::Encrypted,
        }
    }
}

impl Finding {
    pub(crate) fn to_line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }

    /// Reads a line. A process that came to grief may have left half of one.
    fn parse(line: &[u8]) -> Option<Self> {
        serde_json::from_slice(line).ok()
    }
}

/// What was found in a file before its reader ended, for whatever reason.
///
/// # Errors
/// Where no other process can be started.
pub(crate) fn read(kind: Kind, bytes: Vec<u8>) -> io::Result<Vec<Finding>> {
    let answer_bytes = if kind == Kind::Report { REPORT_ANSWER_BYTES } else { ANSWER_BYTES };
    let kind = match kind {
        Kind::Picture => "picture",
        Kind::Pdf => "pdf",
        Kind::Report => "report",
    };
    let mut reader = Command::new(std::env::current_exe()?);
    reader.args([COMMAND, kind]).env_clear();
    // Without it Windows does not find its own libraries.
    reader.envs(std::env::var_os("SystemRoot").filter(|_| cfg!(windows)).map(|root| ("SystemRoot", root)));
    let mut reader = reader.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let (stdin, stdout) = (reader.stdin.take(), reader.stdout.take());
    // Where the reader ends early it reads no further; what it said is what counts.
    thread::spawn(move || stdin.map(|mut stdin| stdin.write_all(&bytes)));
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut said = Vec::new();
        let _ = stdout.map(|stdout| stdout.take(answer_bytes).read_to_end(&mut said));
        sender.send(said)
    });
    let said = receiver.recv_timeout(TIME_LIMIT);
    // It has ended, or has had its time.
    let _ = reader.kill();
    reader.wait()?;
    let said = said.or_else(|_| receiver.recv()).unwrap_or_default();
    Ok(said.split_inclusive(|byte| *byte == b'\n').map_while(Finding::parse).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use hezheng_core::ids::Hash;

    #[test]
    fn what_one_process_finds_the_other_reads() {
        for finding in [
            Finding::Embedded(Embedded::Nothing),
            Finding::Embedded(Embedded::Otherwise),
            Finding::Embedded(Embedded::Certificate(vec![0, 10, 255])),
            Finding::Page(Seen::default()),
            Finding::Page(Seen {
                text: "林晚秋\n".into(),
                jpegs: vec![Hash([7; 32])],
                template: Some(("default".into(), 1)),
                pages: 1,
                host: None,
            }),
            Finding::Codes(vec!["https://a.example/c#1\n".into()]),
            Finding::Codes(Vec::new()),
            Finding::Report { is_signed: true, content: Latin1((0..=255).collect()) },
            Finding::Damaged,
            Finding::Encrypted,
        ] {
            assert_eq!(Finding::parse(finding.to_line().as_bytes()), Some(finding));
        }
        for half in
            [&b"{\"codes\": [\"ht"[..], b"", b"{}", b"{\"codes\": [1]}", b"{\"embedded\": {\"certificate\": [256]}}"]
        {
            assert_eq!(Finding::parse(half), None);
        }
    }
}
