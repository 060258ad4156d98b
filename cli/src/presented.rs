//! What is presented in an input: the bytes of a statement, the text of a QR code, a PDF file. Which certificate counts is
//! core's decision (`page::artifact`).

use crate::cannot_run::CannotRun;
use crate::contained::{self, Finding, Kind};
use crate::input::Input;
use hezheng_core::page::artifact::{Artifact, Embedded, Found, NothingFound, one_code};
use hezheng_core::qr::parse_scanned;

/// What is to be judged.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Presented {
    /// By itself.
    Plain(Found),
    /// In a PDF file, whose pages say something too; what it is was found already.
    Pdf(Artifact, Found),
}

impl Presented {
    /// What counts.
    pub(crate) fn found(&self) -> &Found {
        match self {
            Self::Plain(found) | Self::Pdf(_, found) => found,
        }
    }

    /// The bytes of the statement, where there are any.
    #[must_use]
    pub(crate) fn statement(&self) -> Option<Vec<u8>> {
        match self.found() {
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
        Input::QrText(text) => Ok(Presented::Plain(Found::QrText(text))),
        Input::Statement(bytes) => Ok(Presented::Plain(Found::Statement(bytes))),
        Input::Picture(bytes) => {
            let texts = codes(&findings(Kind::Picture, bytes, name)?).ok_or_else(|| CannotRun::Damaged(name.into()))?;
            let text = one_code(&texts).map_err(|nothing| cannot_run(nothing, name))?;
            Ok(Presented::Plain(Found::QrText(text)))
        }
        Input::Pdf(bytes) => {
            let artifact = artifact(&findings(Kind::Pdf, bytes, name)?, name)?;
            let (found, _) = artifact.find().map_err(|nothing| cannot_run(nothing, name))?;
            Ok(Presented::Pdf(artifact, found))
        }
    }
}

/// The file as its reader found it. Without an attachment, a reader that did not come to look for codes could not read it; a
/// page that cannot be rendered beside one contradicts nothing.
fn artifact(findings: &[Finding], name: &str) -> Result<Artifact, CannotRun> {
    let unreadable = || match findings.contains(&Finding::Encrypted) {
        true => CannotRun::Encrypted(name.into()),
        false => CannotRun::Damaged(name.into()),
    };
    let embedded = findings.iter().find_map(|finding| match finding {
        Finding::Embedded(embedded) => Some(embedded.clone()),
        _ => None,
    });
    let seen = findings.iter().find_map(|finding| match finding {
        Finding::Page(seen) => Some(seen.clone()),
        _ => None,
    });
    let embedded = embedded.ok_or_else(unreadable)?;
    let codes = match (codes(findings), &embedded) {
        (Some(codes), _) => codes,
        (None, Embedded::Nothing) => return Err(unreadable()),
        (None, _) => Vec::new(),
    };
    Ok(Artifact { embedded, seen: seen.unwrap_or_default(), codes })
}

fn findings(kind: Kind, bytes: Vec<u8>, name: &str) -> Result<Vec<Finding>, CannotRun> {
    contained::read(kind, bytes).map_err(|error| CannotRun::Unreadable(name.into(), error.to_string()))
}

fn codes(findings: &[Finding]) -> Option<Vec<String>> {
    findings.iter().find_map(|finding| match finding {
        Finding::Codes(texts) => Some(texts.clone()),
        _ => None,
    })
}

fn cannot_run(nothing: NothingFound, name: &str) -> CannotRun {
    match nothing {
        NothingFound::NoCode => CannotRun::NoCodeFound(name.into()),
        NothingFound::SeveralCodes => CannotRun::SeveralCodes(name.into()),
    }
}
