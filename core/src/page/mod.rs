//! What a printed page says, beside what was signed (format.md section 9).
//!
//! A template in words ([`wording`]) says what a page should read like for a certificate; [`judge`] compares a page with it.
//! It is text that is compared, not what eyes see: a picture may lie over it, and a font may draw what it likes.

pub mod artifact;
pub mod compare;
pub mod field;
pub mod form;
pub mod phrase;
pub mod wording;
pub mod words;

use crate::ids::Hash;
use crate::verify::{CertificateView, Outcome, PageView, Reason, Report};
use alloc::string::String;
use alloc::vec::Vec;
use compare::differing;
use field::{Facts, Field};
use wording::{Variant, Wording};

/// The name, beside those of fields, of what differs in the template's own words, or says more than they do.
pub const TEXT: &str = "text";
/// The same of the portrait.
pub const PORTRAIT: &str = "portrait";

/// A PDF file's pages, as they were read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize), serde(deny_unknown_fields))]
pub struct Seen {
    /// Their text, in the order in which it is drawn.
    pub text: String,
    /// SHA-256 of each JPEG stream in the file: that of a portrait alone.
    pub jpegs: Vec<Hash>,
    /// The template that the file says it was made from: its name and version.
    pub template: Option<(String, u32)>,
    /// How many pages there are; a certificate has one.
    pub pages: usize,
    /// The host that the QR code on the page names, where it was read.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub host: Option<String>,
}

/// The report, with what the page says compared with what was signed: where it differs, the outcome is invalid. Where the
/// template is not among these, or nothing was signed that it could be compared with, the report says not compared.
#[must_use]
pub fn judge(report: Report, seen: &Seen, wordings: &[Wording]) -> Report {
    let wording = seen
        .template
        .as_ref()
        .and_then(|(id, version)| wordings.iter().find(|wording| wording.id == *id && wording.version == *version));
    let differs = report.certificate.as_ref().zip(wording).and_then(|(view, wording)| differences(view, seen, wording));
    let page = match differs {
        None => PageView { compared: false, differs: Vec::new() },
        Some(differs) => PageView { compared: true, differs: differs.into_iter().map(Into::into).collect() },
    };
    let is_altered = !page.differs.is_empty() && report.outcome != Outcome::Invalid;
    let (outcome, reason) = match is_altered {
        true => (Outcome::Invalid, Some(Reason::Altered)),
        false => (report.outcome, report.reason),
    };
    Report { outcome, reason, page: Some(page), ..report }
}

/// What differs; nothing where the certificate's institution or authority is not known.
fn differences(view: &CertificateView, seen: &Seen, wording: &Wording) -> Option<Vec<&'static str>> {
    let (institution, authority) = (view.institution.as_deref()?, view.authority.as_deref()?);
    let check_code = alloc::format!("{}", view.check_code);
    let claims = &view.claims;
    let facts = |reissued| Facts {
        number: view.number.as_str(),
        holder: &claims.holder,
        id_kind: u8::try_from(claims.id_kind.code()).unwrap_or(9),
        id_text: &claims.id_tail,
        programme: &claims.programme,
        training: claims.training,
        issued: claims.issued,
        class_hours: claims.class_hours,
        occupation_code: claims.occupation_code.as_deref(),
        skill_level: claims.skill_level.and_then(|level| u8::try_from(level).ok()),
        class_filing: claims.class_filing.as_deref(),
        institution,
        authority,
        check_code: &check_code,
        address: seen.host.as_deref().unwrap_or_default(),
        reissued,
    };
    // Whether it was printed again, and with a seal, was not signed: the page may be any of these, and is the closest.
    let variants = [(false, false), (true, false), (false, true), (true, true)].into_iter();
    let differing = variants.map(|(reissued, has_seal)| {
        let variant = Variant { has_portrait: claims.portrait_sha256.is_some(), has_seal };
        differing(&wording.pieces(&facts(reissued), &claims.id_tail, variant), &seen.text)
    });
    let closest = differing.min_by_key(Vec::len)?;
    let mut differs: Vec<&'static str> = closest.iter().flatten().copied().map(Field::name).collect();
    // Words of the template beside a field that differs are that field's; alone they are what was changed.
    if (differs.is_empty() && !closest.is_empty()) || seen.pages != 1 {
        differs.push(TEXT);
    }
    if !seen.jpegs.iter().eq(claims.portrait_sha256.iter()) {
        differs.push(PORTRAIT);
    }
    Some(differs)
}
