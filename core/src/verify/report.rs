//! The Report: what a verdict rests on, for people and for machines (format.md section 7). As JSON it is
//! written in `json.rs`.

use crate::ids::{Hash, LeafIndex, StatementHash, TreeSize};
use crate::number::{AuthorityCode, CertificateNumber, Uscc};
use crate::statement::check_code::CheckCode;
use crate::statement::{Claims, VerifiedStatement};
use crate::status::snapshot::SnapshotBody;
use crate::time::Time;
use crate::trust::bundle::BundleBody;
use crate::verify::reason::{CheckOutcome, Outcome, Reason};
use alloc::string::String;
use alloc::vec::Vec;

/// The verdict and what it rests on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// The answer.
    pub outcome: Outcome,
    /// Why it is not valid.
    pub reason: Option<Reason>,
    /// Every check, in order.
    pub checks: Vec<CheckOutcome>,
    /// What the certificate says; only where the institution's signature was checked.
    pub certificate: Option<CertificateView>,
    /// What the verdict rests on, and how old it is.
    pub evidence: EvidenceView,
    /// Whether the page's text was compared (a PDF's).
    pub page: Option<PageView>,
    /// Since when and why the status is what it is; only the registry knows.
    pub status_detail: Option<StatusDetail>,
    /// The host of a QR code's text.
    pub host: Option<String>,
    /// The time of the verdict.
    pub checked_at: Time,
}

/// What a certificate says, as a report shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CertificateView {
    /// The certificate number.
    pub number: CertificateNumber,
    /// Who issued.
    pub uscc: Uscc,
    /// Its name on the day of issue.
    pub institution: Option<String>,
    /// The authority that countersigned.
    pub authority: Option<String>,
    /// The claims.
    pub claims: Claims,
    /// The check code.
    pub check_code: CheckCode,
    /// The statement's identity.
    pub statement_hash: StatementHash,
}

impl CertificateView {
    pub(super) fn new(verified: VerifiedStatement<'_>, institution: Option<String>, authority: Option<String>) -> Self {
        let bare = verified.bare();
        Self {
            number: verified.number().clone(),
            uscc: verified.uscc().clone(),
            institution,
            authority,
            claims: verified.claims().clone(),
            check_code: CheckCode::of(&bare),
            statement_hash: StatementHash(Hash::of(&[&bare])),
        }
    }
}

/// What a verdict rests on.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct EvidenceView {
    /// The trust bundle held.
    pub bundle: Option<BundleView>,
    /// The snapshot of the authority that countersigned, else of the one that the number names.
    pub snapshot: Option<SnapshotView>,
    /// The registration, only where that check passed.
    pub registered: Option<RegisteredView>,
}

/// A trust bundle's version and dates.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BundleView {
    /// Its version.
    pub version: u64,
    /// When it was issued.
    pub issued: Time,
    /// When it expires.
    pub expires: Time,
}

impl From<&BundleBody> for BundleView {
    fn from(body: &BundleBody) -> Self {
        Self { version: body.version, issued: body.issued, expires: body.expires }
    }
}

/// A snapshot's authority and dates.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SnapshotView {
    /// Whose.
    pub authority: AuthorityCode,
    /// As of when.
    pub as_of: Time,
    /// When it becomes stale.
    pub next_update: Time,
    /// The tree size it speaks of.
    pub size: TreeSize,
}

impl From<&SnapshotBody> for SnapshotView {
    fn from(body: &SnapshotBody) -> Self {
        Self { authority: body.authority.clone(), as_of: body.as_of, next_update: body.next_update, size: body.size }
    }
}

/// The registration seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RegisteredView {
    /// When.
    pub time: Time,
    /// Where in the log.
    pub leaf: LeafIndex,
    /// Whether only the promise was seen, or a proof.
    pub proof: Proof,
}

/// What was seen of the registration.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Proof {
    /// The countersignature: the authority's promise.
    Promised,
    /// A receipt: the proof.
    Proved,
}

impl Proof {
    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Promised => "promised",
            Self::Proved => "proved",
        }
    }
}

/// Whether a page's text was compared with what was signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageView {
    /// Whether it was.
    pub compared: bool,
    /// The fields that differ.
    pub differs: Vec<String>,
}

/// Since when and why a status is what it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StatusDetail {
    /// When the status changed.
    pub since: Time,
    /// Why, as the order says.
    pub reason: crate::status::order::Reason,
}
