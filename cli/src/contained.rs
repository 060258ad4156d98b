//! Reads files with the parsers of others in a process of its own, so that a hostile file can end that process and nothing
//! else: a panic, an endless loop, a stack that overflows, or seven kilobytes that unpack to gigabytes.
//!
//! The other half is `commands::read_untrusted`, the same program with less to lose: it says what it finds a line of JSON at a
//! time, so that what it found before it came to grief still counts.

use crate::pdf::{Embedded, PdfError};
use serde_json::{Value, json};
use std::io::{self, Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// The hidden command that the other process runs.
pub(crate) const COMMAND: &str = "read-untrusted";
/// The time that one file may take. A page takes half a second, a photograph of 50 million pixels a few.
const TIME_LIMIT: Duration = Duration::from_secs(20);
/// What the other process may say: an attachment as numbers, and a few codes.
const ANSWER_BYTES: u64 = 1 << 20;

/// What kind of file is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(crate) enum Kind {
    /// PNG or JPEG.
    Picture,
    /// PDF.
    Pdf,
}

/// What was found in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Finding {
    /// What a PDF file embeds.
    Embedded(Embedded),
    /// The texts of the QR codes.
    Codes(Vec<String>),
    /// It cannot be read.
    Error(PdfError),
}

impl Finding {
    /// As a line from one process to the other.
    pub(crate) fn to_line(&self) -> String {
        let value = match self {
            Self::Embedded(Embedded::Nothing) => json!({ "embedded": null }),
            Self::Embedded(Embedded::Otherwise) => json!({ "embedded": "otherwise" }),
            Self::Embedded(Embedded::Certificate(bytes)) => json!({ "embedded": bytes }),
            Self::Codes(texts) => json!({ "codes": texts }),
            Self::Error(PdfError::Damaged) => json!({ "error": "damaged" }),
            Self::Error(PdfError::Encrypted) => json!({ "error": "encrypted" }),
        };
        format!("{value}\n")
    }

    /// Reads a line. A process that came to grief may have left half of one.
    fn parse(line: &[u8]) -> Option<Self> {
        let value: Value = serde_json::from_slice(line).ok()?;
        let (key, value) = value.as_object()?.iter().next()?;
        let numbers = |value: &Value| value.as_u64().and_then(|byte| u8::try_from(byte).ok());
        match (key.as_str(), value) {
            ("embedded", Value::Null) => Some(Self::Embedded(Embedded::Nothing)),
            ("embedded", Value::Array(bytes)) => {
                Some(Self::Embedded(Embedded::Certificate(bytes.iter().map(numbers).collect::<Option<_>>()?)))
            }
            ("embedded", _) => Some(Self::Embedded(Embedded::Otherwise)),
            ("codes", Value::Array(texts)) => {
                Some(Self::Codes(texts.iter().map(|text| text.as_str().map(str::to_owned)).collect::<Option<_>>()?))
            }
            ("error", Value::String(what)) if what == "encrypted" => Some(Self::Error(PdfError::Encrypted)),
            ("error", _) => Some(Self::Error(PdfError::Damaged)),
            _ => None,
        }
    }
}

/// What was found in a file before its reader ended, for whatever reason.
///
/// # Errors
/// Where no other process can be started.
pub(crate) fn read(kind: Kind, bytes: Vec<u8>) -> io::Result<Vec<Finding>> {
    let kind = match kind {
        Kind::Picture => "picture",
        Kind::Pdf => "pdf",
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
        let _ = stdout.map(|stdout| stdout.take(ANSWER_BYTES).read_to_end(&mut said));
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

    #[test]
    fn what_one_process_finds_the_other_reads() {
        for finding in [
            Finding::Embedded(Embedded::Nothing),
            Finding::Embedded(Embedded::Otherwise),
            Finding::Embedded(Embedded::Certificate(vec![0, 10, 255])),
            Finding::Codes(vec!["https://a.example/c#1\n".into()]),
            Finding::Codes(Vec::new()),
            Finding::Error(PdfError::Damaged),
            Finding::Error(PdfError::Encrypted),
        ] {
            assert_eq!(Finding::parse(finding.to_line().as_bytes()), Some(finding));
        }
        for half in [&b"{\"codes\": [\"ht"[..], b"", b"{}", b"{\"codes\": [1]}", b"{\"embedded\": [256]}"] {
            assert_eq!(Finding::parse(half), None);
        }
    }
}
