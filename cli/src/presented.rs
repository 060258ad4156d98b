//! What is presented in an input: the bytes of a statement, the text of a QR code, or something that is no certificate.
//!
//! A PDF file is judged by its attachment, or, lacking one, by the QR code on the page (format.md section 9).

use crate::cannot_run::CannotRun;
use crate::contained::{self, Finding, Kind};
use crate::input::Input;
use crate::pdf::{Embedded, PdfError};
use hezheng_core::ids::StatementHash;
use hezheng_core::page::Seen;
use hezheng_core::qr::{parse_qr_text, parse_scanned};
use hezheng_core::statement::UnverifiedStatement;

/// What is to be judged.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Found {
    /// The bytes of a statement, or what is taken for one.
    Statement(Vec<u8>),
    /// The text of a QR code.
    QrText(String),
    /// A PDF file whose attachments, or attachment and QR code, are none that a certificate of ours has.
    NotOurs,
}

/// What is to be judged, and where it was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Presented {
    /// What.
    pub(crate) found: Found,
    /// What the pages of a PDF file say, where it was in one; nothing is known of pages that could not be read.
    pub(crate) page: Option<Seen>,
    /// The host that the QR code names beside an attachment.
    pub(crate) host: Option<String>,
}

impl Presented {
    fn plain(found: Found) -> Self {
        Self { found, page: None, host: None }
    }

    fn pdf(found: Found, seen: Seen) -> Self {
        Self { found, page: Some(seen), host: None }
    }

    /// The bytes of the statement, where there are any.
    #[must_use]
    pub(crate) fn statement(&self) -> Option<Vec<u8>> {
        match &self.found {
            Found::Statement(bytes) => Some(bytes.clone()),
            Found::QrText(text) => parse_scanned(text).ok().map(|(_, bytes)| bytes),
            Found::NotOurs => None,
        }
    }
}

/// Finds what is to be judged in an input of this name.
///
/// # Errors
/// Where nothing can be found: the file is damaged, or shows no code.
pub(crate) fn find(input: Input, name: &str) -> Result<Presented, CannotRun> {
    match input {
        Input::QrText(text) => Ok(Presented::plain(Found::QrText(text))),
        Input::Statement(bytes) => Ok(Presented::plain(Found::Statement(bytes))),
        Input::Picture(bytes) => {
            let texts = codes(&findings(Kind::Picture, bytes, name)?, name)?;
            one_code(texts, name).map(Presented::plain)
        }
        Input::Pdf(bytes) => find_in_pdf(&findings(Kind::Pdf, bytes, name)?, name),
    }
}

fn find_in_pdf(findings: &[Finding], name: &str) -> Result<Presented, CannotRun> {
    let embedded = findings.iter().find_map(|finding| match finding {
        Finding::Embedded(embedded) => Some(embedded),
        _ => None,
    });
    let seen = findings.iter().find_map(|finding| match finding {
        Finding::Page(seen) => Some(seen.clone()),
        _ => None,
    });
    let seen = seen.unwrap_or_default();
    match embedded {
        None => Err(unreadable(findings, name)),
        Some(Embedded::Otherwise) => Ok(Presented::pdf(Found::NotOurs, seen)),
        Some(Embedded::Nothing) => one_code(codes(findings, name)?, name).map(|found| Presented::pdf(found, seen)),
        Some(Embedded::Certificate(statement)) => {
            // A page that cannot be rendered, or shows no code, contradicts nothing.
            let texts = codes(findings, name).unwrap_or_default();
            let ours: Vec<_> = texts.iter().filter(|text| is_of_our_form(text)).collect();
            if ours.iter().any(|text| hash_of_text(text) != hash(statement)) {
                return Ok(Presented::pdf(Found::NotOurs, seen));
            }
            let host = ours.first().and_then(|text| parse_qr_text(text).ok()).map(|qr| qr.host.to_owned());
            Ok(Presented { host, ..Presented::pdf(Found::Statement(statement.clone()), seen) })
        }
    }
}

fn findings(kind: Kind, bytes: Vec<u8>, name: &str) -> Result<Vec<Finding>, CannotRun> {
    contained::read(kind, bytes).map_err(|error| CannotRun::Unreadable(name.into(), error.to_string()))
}

/// The texts of the codes found; a reader that did not come to look for them could not read the file.
fn codes(findings: &[Finding], name: &str) -> Result<Vec<String>, CannotRun> {
    let texts = findings.iter().find_map(|finding| match finding {
        Finding::Codes(texts) => Some(texts.clone()),
        _ => None,
    });
    texts.ok_or_else(|| unreadable(findings, name))
}

fn unreadable(findings: &[Finding], name: &str) -> CannotRun {
    match findings.contains(&Finding::Error(PdfError::Encrypted)) {
        true => CannotRun::Encrypted(name.into()),
        false => CannotRun::Damaged(name.into()),
    }
}

/// The one code to judge: ours where there are others beside it. Two certificates in one picture are a question, not an answer.
fn one_code(texts: Vec<String>, name: &str) -> Result<Found, CannotRun> {
    let ours: Vec<_> = texts.iter().filter(|text| is_of_our_form(text)).collect();
    let first = ours.first().copied().or(texts.first()).ok_or_else(|| CannotRun::NoCodeFound(name.into()))?;
    if ours.iter().any(|text| hash_of_text(text) != hash_of_text(first)) {
        return Err(CannotRun::SeveralCodes(name.into()));
    }
    Ok(Found::QrText(first.clone()))
}

/// Whether a text looks like that of a QR code of ours, right or wrong: an advertisement beside it does not.
fn is_of_our_form(text: &str) -> bool {
    text.split_once("/c#").is_some_and(|(_, digits)| digits.bytes().all(|b| b.is_ascii_digit()))
}

fn hash(statement: &[u8]) -> Option<StatementHash> {
    UnverifiedStatement::decode(statement).ok().map(|statement| statement.hash())
}

fn hash_of_text(text: &str) -> Option<StatementHash> {
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
        assert_eq!(one_code(texts(&["HTTPS://AD.EXAMPLE", ours]), "x"), Ok(Found::QrText(ours.into())));
        assert_eq!(one_code(texts(&["hello"]), "x"), Ok(Found::QrText("hello".into())));
        assert_eq!(one_code(texts(&[]), "x"), Err(CannotRun::NoCodeFound("x".into())));
    }
}
