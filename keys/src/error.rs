//! What can be wrong with a key file, said so that a person can act on it.

use crate::signer::NoRandomness;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A key file or passphrase file that is of no use, and why.
#[derive(Debug)]
pub struct KeyFileError {
    /// Which file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub problem: KeyFileProblem,
}

/// What is wrong with a key file. `Display` gives three parts: what happened, why it matters where that is not obvious,
/// and what to do.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileProblem {
    /// It is there already, and key files are never overwritten.
    #[error("it exists already and is not overwritten, because a lost key cannot be made again; give another name")]
    Exists,
    /// It cannot be read.
    #[error("it cannot be read ({0}); check the path and who may read it")]
    Unreadable(#[source] io::Error),
    /// It cannot be written.
    #[error("it cannot be written ({0}); check the folder, its permissions and the space left")]
    Unwritable(#[source] io::Error),
    /// It is larger than any key file.
    #[error("it is too large for a key file; check the path")]
    TooLarge,
    /// It is not PEM.
    #[error("it is not a PEM file, or it is damaged; a key file begins with -----BEGIN …; take it from a backup")]
    NotPem,
    /// It holds a private key without encryption.
    #[error(
        "the private key in it is not encrypted, so whoever copies the file can sign; encrypt it first: \
         openssl pkcs8 -topk8 -v2 aes-256-cbc -scrypt -in FILE -out NEW, then destroy the old file"
    )]
    NotEncrypted,
    /// It holds a public key where a private key is needed.
    #[error("it holds the public half only and nothing can be signed with it; name the private key file")]
    PublicHalf,
    /// It holds a private key where a public key is needed.
    #[error("it holds a private key where the public half is needed; name the .pub.pem file beside it")]
    PrivateHalf,
    /// It holds something else in PEM.
    #[error("it is PEM but holds no key of the kind needed (its label is {0:?}); name the right file")]
    OtherLabel(String),
    /// The structure inside the PEM is broken.
    #[error("what it holds is damaged; take it from a backup")]
    Damaged,
    /// It is encrypted in a way that is not supported.
    #[error(
        "it is encrypted in a way that is not supported; encrypt it again: \
         openssl pkcs8 -topk8 -v2 aes-256-cbc -scrypt -in FILE -out NEW"
    )]
    UnknownEncryption,
    /// Turning its passphrase into a key would take more memory or time than any honest file asks for.
    #[error(
        "its encryption asks for more memory or time than an honest key file does; encrypt it again: \
         openssl pkcs8 -topk8 -v2 aes-256-cbc -scrypt -in FILE -out NEW"
    )]
    TooCostly,
    /// The passphrase does not open it.
    #[error("the passphrase does not open it, or it is damaged; try the passphrase again, then a backup")]
    WrongPassphrase,
    /// It holds a key of another algorithm.
    #[error("the key in it is not Ed25519, the only kind used here; make one with: hezheng keys new")]
    NotEd25519,
    /// The public key is no usable point of the curve.
    #[error(
        "the public key in it is one that signatures cannot be trusted with; do not use it, and ask where it is from"
    )]
    UnusableKey,
    /// The public half beside it is another key's.
    #[error(
        "the public half beside it ({0}) belongs to another key: one of the two files is damaged or was exchanged; \
         take both from a backup"
    )]
    PublicHalfDiffers(PathBuf),
    /// No passphrase.
    #[error("the passphrase is empty and would protect nothing; write one into the first line")]
    EmptyPassphrase,
    /// A passphrase that cannot be used.
    #[error("the passphrase cannot be used; write it as one line of UTF-8 text of at most 1,023 bytes")]
    UnusablePassphrase,
    /// No randomness.
    #[error("{0}")]
    NoRandomness(#[from] NoRandomness),
}

impl KeyFileProblem {
    /// A short name that does not change, for whoever has words of their own.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Exists => "exists",
            Self::Unreadable(_) => "unreadable",
            Self::Unwritable(_) => "unwritable",
            Self::TooLarge => "too_large",
            Self::NotPem => "not_pem",
            Self::NotEncrypted => "not_encrypted",
            Self::PublicHalf => "public_half",
            Self::PrivateHalf => "private_half",
            Self::OtherLabel(_) => "other_label",
            Self::Damaged => "damaged",
            Self::UnknownEncryption => "unknown_encryption",
            Self::TooCostly => "too_costly",
            Self::WrongPassphrase => "wrong_passphrase",
            Self::NotEd25519 => "not_ed25519",
            Self::UnusableKey => "unusable_key",
            Self::PublicHalfDiffers(_) => "public_half_differs",
            Self::EmptyPassphrase => "empty_passphrase",
            Self::UnusablePassphrase => "unusable_passphrase",
            Self::NoRandomness(_) => "no_randomness",
        }
    }
}

impl KeyFileError {
    pub(crate) fn new(path: &Path, problem: KeyFileProblem) -> Self {
        Self { path: path.to_owned(), problem }
    }
}

impl fmt::Display for KeyFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.problem)
    }
}

impl std::error::Error for KeyFileError {}
