//! Why there is no verdict at all: the program could not run on what it was given. Never to be taken for "invalid".

mod chinese;
mod english;

use crate::language::Lang;

/// What stood in the way. Each has a stable code, and says what happened, why where that is not obvious, and what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum CannotRun {
    /// There is no file of this name.
    NotFound(String),
    /// An input that is neither a file's name nor the text of a QR code.
    NoSuchInput(String),
    /// A folder where a file is needed.
    Folder(String),
    /// A folder in which nothing can be a certificate.
    EmptyFolder(String),
    /// A report of a kind that is not made.
    ReportKind(String),
    /// A report in PDF of more files than it may have.
    ReportTooLong(String, usize),
    /// A key to sign with, and no report in PDF.
    NothingToSign(String),
    /// A file that is no report of a verification.
    NoReport(String),
    /// A report that cannot be made again here, with the reason.
    ReportNotMadeAgain(String, String),
    /// A report that cannot be written, with the system's reason.
    ReportNotWritten(String, String),
    /// A file that cannot be read, with the system's reason.
    Unreadable(String, String),
    /// A file larger than any certificate.
    TooLarge(String, u64),
    /// A picture or PDF file that is damaged, or that its reader gave up on.
    Damaged(String),
    /// A PDF file that needs a password.
    Encrypted(String),
    /// A picture or PDF file without a QR code (and, for a PDF, without an attachment).
    NoCodeFound(String),
    /// A picture or PDF file with the codes of several certificates.
    SeveralCodes(String),
    /// No root key is pinned; the folder where they are looked for.
    NoRoots(Option<String>),
    /// A file that holds no usable root key.
    BadRoot(String, BadRoot),
    /// A file that holds no usable public key of a signer.
    BadPublicKey(String, BadRoot),
    /// A file that is no pack.
    BadPack(String),
    /// Not an address of a registry.
    BadAddress(String),
    /// The registry was not reached; the system's reason.
    NoConnection(String, String),
    /// The registry answered something else than asked for.
    BadAnswer(String, String),
    /// Not a time.
    BadTime(String),
    /// A pack that no pinned root key proves.
    UnprovedPack(String),
    /// A pack whose newest trust bundle has expired.
    ExpiredPack(String),
    /// The file to write to holds something else.
    OtherFile(String),
    /// A state file that is not of the log at hand.
    OtherState(String),
    /// A file that cannot be written, with the system's reason.
    Unwritable(String, String),
}

/// What is wrong with a root key's file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum BadRoot {
    /// It holds a private key.
    Private,
    /// It holds no public key in PEM.
    NoPublicKey,
    /// It holds a public key of another kind than Ed25519.
    OtherKind,
    /// It holds 32 bytes that are no key to verify with.
    Unusable,
}

impl CannotRun {
    /// The stable code, for machines.
    #[must_use]
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::NotFound(_) | Self::NoSuchInput(_) => "not_found",
            Self::Folder(_) | Self::EmptyFolder(_) | Self::Unreadable(..) | Self::Damaged(_) => "unreadable",
            Self::ReportKind(_) => "report_kind",
            Self::ReportTooLong(..) => "report_too_long",
            Self::NothingToSign(_) => "nothing_to_sign",
            Self::NoReport(_) => "no_report",
            Self::ReportNotMadeAgain(..) => "report_not_made_again",
            Self::ReportNotWritten(..) => "report_not_written",
            Self::TooLarge(..) => "too_large",
            Self::Encrypted(_) => "encrypted",
            Self::NoCodeFound(_) => "no_code_found",
            Self::SeveralCodes(_) => "several_codes",
            Self::NoRoots(_) => "no_roots",
            Self::BadRoot(..) => "bad_root",
            Self::BadPublicKey(..) => "bad_public_key",
            Self::BadPack(_) => "bad_pack",
            Self::BadAddress(_) => "bad_address",
            Self::NoConnection(..) => "no_connection",
            Self::BadAnswer(..) => "bad_answer",
            Self::BadTime(_) => "bad_time",
            Self::UnprovedPack(_) => "unproved_pack",
            Self::ExpiredPack(_) => "expired_pack",
            Self::OtherFile(_) => "other_file",
            Self::OtherState(_) => "other_state",
            Self::Unwritable(..) => "unwritable",
        }
    }

    /// What happened, and what to do.
    #[must_use]
    pub(crate) fn message(&self, language: Lang) -> String {
        match language {
            Lang::Zh => self.chinese(),
            Lang::En => self.english(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_key_given_as_root_is_named_as_such() {
        let error = CannotRun::BadRoot("root.pem".into(), BadRoot::Private);
        assert_eq!(error.code(), "bad_root");
        assert!(error.message(Lang::En).contains("private key"));
        assert!(error.message(Lang::Zh).contains("私钥"));
    }
}
