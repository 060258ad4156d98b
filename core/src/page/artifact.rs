//! A PDF file as its reader found it, and which certificate in it is judged (format.md section 9): that of the attachment or,
//! lacking one, of the QR code on the page.

use crate::page::Seen;
use crate::page::wording::Wording;
use crate::qr::{parse_qr_text, parse_scanned, split_at_page};
use crate::statement::UnverifiedStatement;
use crate::time::Time;
use crate::trust::Trust;
use crate::verify::{Evidence, Presented, Report, verify};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

/// The name of the one file that may be embedded.
pub const ATTACHMENT: &str = "certificate.cose";

/// What is embedded in a PDF file.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize), serde(rename_all = "snake_case"))]
pub enum Embedded {
    /// Nothing.
    Nothing,
    /// One file of the right name: these bytes.
    Certificate(Vec<u8>),
    /// More than one file, one of another name, or one that cannot be unpacked.
    Otherwise,
}

/// A PDF file.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize), serde(deny_unknown_fields))]
pub struct Artifact {
    /// What is embedded.
    pub embedded: Embedded,
    /// What its pages say.
    pub seen: Seen,
    /// The texts of the QR codes on its pages.
    pub codes: Vec<String>,
}

/// Why there is nothing to judge.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NothingFound {
    /// No QR code, nor an attachment.
    NoCode,
    /// The codes of several certificates: a question, not an answer.
    SeveralCodes,
}

impl NothingFound {
    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NoCode => "no_code",
            Self::SeveralCodes => "several_codes",
        }
    }
}

/// What is to be judged.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    /// The bytes of a statement, or what is taken for one.
    Statement(Vec<u8>),
    /// The text of a QR code.
    QrText(String),
    /// Attachments, or an attachment and a QR code, that no certificate of ours has.
    NotOurs,
}

impl Artifact {
    /// Which certificate is to be judged, and the host that the QR code beside an attachment names.
    ///
    /// # Errors
    /// Where there is none, or more than one.
    pub fn find(&self) -> Result<(Found, Option<String>), NothingFound> {
        match &self.embedded {
            Embedded::Otherwise => Ok((Found::NotOurs, None)),
            Embedded::Nothing => one_code(&self.codes).map(|text| (Found::QrText(text), None)),
            Embedded::Certificate(statement) => {
                let mut ours = self.codes.iter().filter(|text| is_of_our_form(text)).peekable();
                let host = ours.peek().and_then(|text| parse_qr_text(text).ok()).map(|qr| qr.host.to_owned());
                match ours.any(|text| hash_of_text(text) != hash(statement)) {
                    true => Ok((Found::NotOurs, None)),
                    false => Ok((Found::Statement(statement.clone()), host)),
                }
            }
        }
    }

    /// The Report on this file: the certificate found, and whether the pages say what was signed.
    ///
    /// # Errors
    /// Where there is none to judge, or more than one.
    pub fn verify(
        &self,
        evidence: &Evidence,
        trust: &Trust,
        wordings: &[Wording],
        now: Time,
    ) -> Result<Report, NothingFound> {
        let (found, host) = self.find()?;
        let mut report = found.verify(evidence, trust, now);
        report.host = report.host.or(host);
        let seen = Seen { host: report.host.clone(), ..self.seen.clone() };
        Ok(super::judge(report, &seen, wordings))
    }
}

impl Found {
    /// The Report on it.
    #[must_use]
    pub fn verify(&self, evidence: &Evidence, trust: &Trust, now: Time) -> Report {
        let presented = match self {
            Self::Statement(bytes) => Presented::Statement(bytes),
            Self::QrText(text) => Presented::QrText(text),
            // No bytes are no statement: `malformed`.
            Self::NotOurs => Presented::Statement(&[]),
        };
        verify(presented, evidence, trust, now)
    }
}

/// The one code to judge: ours where there are others beside it.
///
/// # Errors
/// Where there is none, or several certificates' codes.
pub fn one_code(texts: &[String]) -> Result<String, NothingFound> {
    let mut ours = texts.iter().filter(|text| is_of_our_form(text)).peekable();
    let first = ours.peek().copied().or(texts.first()).ok_or(NothingFound::NoCode)?;
    if ours.any(|text| hash_of_text(text) != hash_of_text(first)) {
        return Err(NothingFound::SeveralCodes);
    }
    Ok(first.clone())
}

/// Whether a text looks like that of a QR code of ours, right or wrong: an advertisement beside it does not.
fn is_of_our_form(text: &str) -> bool {
    split_at_page(text).is_some_and(|(_, digits)| digits.bytes().all(|b| b.is_ascii_digit()))
}

fn hash(statement: &[u8]) -> Option<crate::ids::StatementHash> {
    UnverifiedStatement::decode(statement).ok().map(|statement| statement.hash())
}

fn hash_of_text(text: &str) -> Option<crate::ids::StatementHash> {
    parse_scanned(text).ok().and_then(|(_, bytes)| hash(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).into()).collect()
    }

    #[test]
    fn a_code_of_ours_is_judged_where_others_stand_beside_it() {
        let ours = "https://a.example/c#001";
        assert_eq!(one_code(&texts(&["HTTPS://AD.EXAMPLE", ours])), Ok(ours.into()));
        assert_eq!(one_code(&texts(&["hello"])), Ok("hello".into()));
        assert_eq!(one_code(&[]), Err(NothingFound::NoCode));
    }

    #[test]
    fn other_attachments_than_ours_are_never_excused_by_a_code() {
        let codes = texts(&["https://a.example/c#001"]);
        let artifact = Artifact { embedded: Embedded::Otherwise, seen: Seen::default(), codes };
        assert_eq!(artifact.find(), Ok((Found::NotOurs, None)));
    }
}
