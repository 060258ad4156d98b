//! The passphrase that a key file is encrypted with.

use crate::error::{KeyFileError, KeyFileProblem};
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use zeroize::Zeroizing;

/// A passphrase, wiped when dropped; `Debug` shows nothing of it.
pub struct Passphrase(Zeroizing<String>);

/// What `openssl -passin file:` reads at most of a line.
const LINE_BYTES: usize = 1_024;

impl Passphrase {
    /// This passphrase.
    ///
    /// # Errors
    /// An empty one protects nothing; one with a line break could not be read back from a file.
    pub fn new(passphrase: String) -> Result<Self, KeyFileProblem> {
        let passphrase = Zeroizing::new(passphrase);
        if passphrase.is_empty() {
            return Err(KeyFileProblem::EmptyPassphrase);
        }
        if passphrase.contains(['\n', '\r', '\0']) || passphrase.len() >= LINE_BYTES {
            return Err(KeyFileProblem::UnusablePassphrase);
        }
        Ok(Self(passphrase))
    }

    /// The first line of a file, without its line break, as `openssl -passin file:` takes it. (A carriage return before
    /// the line break is left out too: no one types one.)
    ///
    /// # Errors
    /// Where the file cannot be read, or its first line is empty, too long or no UTF-8.
    pub fn from_file(path: &Path) -> Result<Self, KeyFileError> {
        let at = |problem| KeyFileError::new(path, problem);
        // Reserved in full, so that no copy is left behind by growing.
        let mut bytes = Zeroizing::new(Vec::with_capacity(2 * LINE_BYTES));
        let file = File::open(path).map_err(|error| at(KeyFileProblem::Unreadable(error)))?;
        let limit = u64::try_from(2 * LINE_BYTES).unwrap_or(u64::MAX);
        file.take(limit).read_to_end(&mut bytes).map_err(|error| at(KeyFileProblem::Unreadable(error)))?;
        let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        // Windows' Notepad writes a byte order mark before UTF-8.
        let line = line.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(line);
        let text = std::str::from_utf8(line).map_err(|_| at(KeyFileProblem::UnusablePassphrase))?;
        Self::new(text.to_owned()).map_err(at)
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Whether two passphrases are the same: for one that is typed twice.
    #[must_use]
    pub fn equals(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    /// How many characters it has: for a word of advice about short ones.
    #[must_use]
    pub fn chars(&self) -> usize {
        self.0.chars().count()
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_bytes(bytes: &[u8]) -> Result<Passphrase, KeyFileError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("passphrase");
        std::fs::write(&path, bytes).unwrap();
        Passphrase::from_file(&path)
    }

    #[test]
    fn the_first_line_counts_without_its_break() {
        for bytes in [
            &b"two words"[..],
            b"two words\n",
            b"two words\r\n",
            b"\xEF\xBB\xBFtwo words\r\n",
            b"two words\nand more\n",
        ] {
            assert_eq!(from_bytes(bytes).unwrap().as_bytes(), b"two words");
        }
        assert_eq!(from_bytes(" 口令 \n".as_bytes()).unwrap().as_bytes(), " 口令 ".as_bytes());
    }

    #[test]
    fn an_empty_long_or_undecodable_line_is_refused() {
        for bytes in [&b""[..], b"\n", b"\r\n", b"\nsecond line"] {
            assert!(matches!(from_bytes(bytes).unwrap_err().problem, KeyFileProblem::EmptyPassphrase));
        }
        for bytes in [&[b'a'; 1_024][..], &[b'a'; 10_000], b"\xBF\xDA\xC1\xEE\n", b"a\0b"] {
            assert!(matches!(from_bytes(bytes).unwrap_err().problem, KeyFileProblem::UnusablePassphrase));
        }
    }

    #[test]
    fn debug_shows_nothing_of_it() {
        let passphrase = Passphrase::new("open sesame".into()).unwrap();
        assert_eq!(format!("{passphrase:?}"), "Passphrase(redacted)");
    }
}
