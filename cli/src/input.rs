//! INPUT, as it was given on the command line: read within a bound, and told apart by its first bytes.

use crate::cannot_run::CannotRun;
use hezheng_core::ids::Hash;
use std::fs::File;
use std::io::{self, Read};

/// A scanned page or a photograph is smaller; our own PDF files have some 100 KB.
pub(crate) const INPUT_BYTES: u64 = 32 << 20;

/// What was given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Input {
    /// The text of a QR code, or its digits alone.
    QrText(String),
    /// A PDF file.
    Pdf(Vec<u8>),
    /// A PNG or JPEG file.
    Picture(Vec<u8>),
    /// Anything else: taken for a statement.
    Statement(Vec<u8>),
}

impl Input {
    /// Reads what an argument names: a QR code's text itself, `-` for the standard input, or a file.
    ///
    /// # Errors
    /// Where it cannot be read, or is too large.
    pub(crate) fn read(argument: &str, stdin: &mut dyn Read) -> Result<Self, CannotRun> {
        Self::read_with_hash(argument, stdin).map(|(input, _)| input)
    }

    /// The same, with the SHA-256 of the bytes that were read; a QR code's text itself has none.
    ///
    /// # Errors
    /// As [`Input::read`].
    pub(crate) fn read_with_hash(argument: &str, stdin: &mut dyn Read) -> Result<(Self, Option<Hash>), CannotRun> {
        if is_qr_text(argument) {
            return Ok((Self::QrText(argument.into()), None));
        }
        let bytes = if argument == "-" {
            read_bounded(argument, INPUT_BYTES, stdin)?
        } else {
            read_file(argument, INPUT_BYTES).map_err(|error| match error {
                CannotRun::NotFound(name) => CannotRun::NoSuchInput(name),
                error => error,
            })?
        };
        let hash = Hash::of(&[&bytes]);
        Ok((Self::from_bytes(bytes), Some(hash)))
    }

    /// Tells these bytes apart.
    #[must_use]
    pub(crate) fn from_bytes(bytes: Vec<u8>) -> Self {
        if bytes.starts_with(b"%PDF-") {
            return Self::Pdf(bytes);
        }
        if bytes.starts_with(b"\x89PNG\r\n\x1A\n") || bytes.starts_with(b"\xFF\xD8\xFF") {
            return Self::Picture(bytes);
        }
        let text = std::str::from_utf8(&bytes).ok().map(|text| text.trim_start_matches('\u{FEFF}').trim());
        match text.filter(|text| is_qr_text(text)) {
            Some(text) => Self::QrText(text.into()),
            None => Self::Statement(bytes),
        }
    }
}

fn is_qr_text(text: &str) -> bool {
    let is_digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    is_digits || text.starts_with("https://") || text.starts_with("http://")
}

/// Reads a file of at most `limit` bytes.
///
/// # Errors
/// Where it cannot be read, or is larger.
pub(crate) fn read_file(name: &str, limit: u64) -> Result<Vec<u8>, CannotRun> {
    let mut file = File::open(name).map_err(|error| cannot_read(name, &error))?;
    read_bounded(name, limit, &mut file)
}

fn read_bounded(name: &str, limit: u64, source: &mut dyn Read) -> Result<Vec<u8>, CannotRun> {
    let mut bytes = Vec::new();
    source.take(limit + 1).read_to_end(&mut bytes).map_err(|error| cannot_read(name, &error))?;
    if bytes.len() as u64 > limit { Err(CannotRun::TooLarge(name.into(), limit)) } else { Ok(bytes) }
}

fn cannot_read(name: &str, error: &io::Error) -> CannotRun {
    match error.kind() {
        io::ErrorKind::NotFound => CannotRun::NotFound(name.into()),
        io::ErrorKind::IsADirectory => CannotRun::Folder(name.into()),
        _ => CannotRun::Unreadable(name.into(), error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_are_told_apart_by_their_first_bytes() {
        let text = |bytes: &[u8]| Input::from_bytes(bytes.to_vec());
        assert!(matches!(text(b"%PDF-1.7\n"), Input::Pdf(_)));
        assert!(matches!(text(b"\x89PNG\r\n\x1A\n"), Input::Picture(_)));
        assert!(matches!(text(b"\xFF\xD8\xFF\xE0"), Input::Picture(_)));
        assert_eq!(text(b"\xEF\xBB\xBF 12345\r\n"), Input::QrText("12345".into()));
        assert_eq!(text(b"https://a.example/c#1\n"), Input::QrText("https://a.example/c#1".into()));
        for other in [&b""[..], b"\xD2\x84", b"PDF", b"GIF89a", b"12a"] {
            assert_eq!(text(other), Input::Statement(other.to_vec()));
        }
    }

    #[test]
    fn what_is_larger_than_the_limit_is_refused_unread() {
        assert_eq!(read_bounded("-", 3, &mut &b"abc"[..]), Ok(b"abc".to_vec()));
        assert_eq!(read_bounded("-", 3, &mut &b"abcd"[..]), Err(CannotRun::TooLarge("-".into(), 3)));
    }
}
