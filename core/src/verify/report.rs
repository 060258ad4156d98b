//! The Report: what a verdict rests on, for people and for machines (format.md section 7). As JSON it is
//! written in `json.rs`.

use crate::ids::{Hash, LeafIndex, StatementHash, TreeSize};
use crate::number::{AuthorityCode, CertificateNumber, Uscc};
use crate::statement::check_code::CheckCode;
use crate::statement::{Claims, VerifiedStatement};
use crate::status::snapshot::SnapshotBody;
use crate::time::Time;
use crate::trust::bundle::BundleBody;
use alloc::string::String;
use alloc::vec::Vec;

/// The three answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Proved, and not revoked as of the evidence.
    Valid,
    /// Proved wrong, or revoked.
    Invalid,
    /// Cannot be confirmed: evidence is missing, stale or from another time.
    Indeterminate,
}

/// What is checked, in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[expect(missing_docs, reason = "each is the check of that name in format.md section 7")]
pub enum Check {
    Decode,
    Trust,
    IssuerKey,
    IssuerSignature,
    Registration,
    Consistency,
    Status,
}

/// Why a check failed, in the order in which reasons come within a check.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[expect(missing_docs, reason = "each is the reason of that name in format.md section 7")]
pub enum Reason {
    Malformed,
    NoTrustBundle,
    ClockBehind,
    TrustBundleExpired,
    TrustBundleTooOld,
    UnknownIssuerKey,
    IssuerMismatch,
    IssuerKeyNotValidThen,
    IssuerKeyDistrusted,
    BadSignature,
    NotRegistered,
    UnknownRegistryKey,
    RegistryKeyNotValidThen,
    RegistryKeyDistrusted,
    BadRegistration,
    ReceiptRequired,
    LogContradicted,
    RegisteredInFuture,
    NumberMismatch,
    RegisteredBeforeIssue,
    Revoked,
    Suspended,
    Superseded,
    StatusUnknown,
    StatusStale,
    /// The page's text is not what was signed (section 9).
    Altered,
}

impl Check {
    /// All checks, in order.
    pub const ALL: [Self; 7] = [
        Self::Decode,
        Self::Trust,
        Self::IssuerKey,
        Self::IssuerSignature,
        Self::Registration,
        Self::Consistency,
        Self::Status,
    ];

    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Decode => "decode",
            Self::Trust => "trust",
            Self::IssuerKey => "issuer_key",
            Self::IssuerSignature => "issuer_signature",
            Self::Registration => "registration",
            Self::Consistency => "consistency",
            Self::Status => "status",
        }
    }
}

impl Reason {
    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::NoTrustBundle => "no_trust_bundle",
            Self::ClockBehind => "clock_behind",
            Self::TrustBundleExpired => "trust_bundle_expired",
            Self::TrustBundleTooOld => "trust_bundle_too_old",
            Self::UnknownIssuerKey => "unknown_issuer_key",
            Self::IssuerMismatch => "issuer_mismatch",
            Self::IssuerKeyNotValidThen => "issuer_key_not_valid_then",
            Self::IssuerKeyDistrusted => "issuer_key_distrusted",
            Self::BadSignature => "bad_signature",
            Self::NotRegistered => "not_registered",
            Self::UnknownRegistryKey => "unknown_registry_key",
            Self::RegistryKeyNotValidThen => "registry_key_not_valid_then",
            Self::RegistryKeyDistrusted => "registry_key_distrusted",
            Self::BadRegistration => "bad_registration",
            Self::ReceiptRequired => "receipt_required",
            Self::LogContradicted => "log_contradicted",
            Self::RegisteredInFuture => "registered_in_future",
            Self::NumberMismatch => "number_mismatch",
            Self::RegisteredBeforeIssue => "registered_before_issue",
            Self::Revoked => "revoked",
            Self::Suspended => "suspended",
            Self::Superseded => "superseded",
            Self::StatusUnknown => "status_unknown",
            Self::StatusStale => "status_stale",
            Self::Altered => "altered",
        }
    }

    /// What a failure with this reason makes of the outcome.
    #[must_use]
    pub fn outcome(self) -> Outcome {
        match self {
            Self::NoTrustBundle
            | Self::ClockBehind
            | Self::TrustBundleExpired
            | Self::TrustBundleTooOld
            | Self::ReceiptRequired
            | Self::LogContradicted
            | Self::RegisteredInFuture
            | Self::StatusUnknown
            | Self::StatusStale => Outcome::Indeterminate,
            _ => Outcome::Invalid,
        }
    }
}

impl Outcome {
    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Indeterminate => "indeterminate",
        }
    }
}

/// How a check came out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum CheckResult {
    /// It holds.
    Passed,
    /// It does not hold, or cannot be known to.
    Failed(Reason),
    /// Its precondition is missing.
    #[default]
    NotChecked,
}

impl CheckResult {
    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed(_) => "failed",
            Self::NotChecked => "not_checked",
        }
    }
}

/// A check and how it came out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CheckOutcome {
    /// Which check.
    pub check: Check,
    /// How it came out.
    pub result: CheckResult,
}

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

impl Report {
    /// The report on bytes that are no statement.
    pub(super) fn malformed(bundle: Option<BundleView>, now: Time) -> Self {
        let mut findings = Findings::new(now);
        findings.failed(Check::Decode, &[Reason::Malformed]);
        findings.report(None, EvidenceView { bundle, ..EvidenceView::default() })
    }
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

/// The findings so far: for each check its failures, first to last.
pub(super) struct Findings {
    now: Time,
    results: [CheckResult; 7],
}

impl Findings {
    pub(super) fn new(now: Time) -> Self {
        Self { now, results: [CheckResult::NotChecked; 7] }
    }

    fn set(&mut self, check: Check, result: CheckResult) {
        if let Some(slot) = self.results.get_mut(check as usize) {
            *slot = result;
        }
    }

    pub(super) fn passed(&mut self, check: Check) {
        self.set(check, CheckResult::Passed);
    }

    /// Records a check by its failures: none means passed.
    pub(super) fn judged(&mut self, check: Check, reasons: &[Reason]) {
        if reasons.is_empty() { self.passed(check) } else { self.failed(check, reasons) }
    }

    /// Records failures: any that makes invalid wins over any that makes indeterminate, then the order of reasons counts.
    pub(super) fn failed(&mut self, check: Check, reasons: &[Reason]) {
        let first = reasons.iter().min_by_key(|reason| (reason.outcome() == Outcome::Indeterminate, **reason));
        if let Some(reason) = first {
            self.set(check, CheckResult::Failed(*reason));
        }
    }

    pub(super) fn report(self, certificate: Option<CertificateView>, evidence: EvidenceView) -> Report {
        let checks: Vec<_> =
            Check::ALL.iter().zip(self.results).map(|(check, result)| CheckOutcome { check: *check, result }).collect();
        let (outcome, reason) = verdict(&checks);
        Report {
            outcome,
            reason,
            checks,
            certificate,
            evidence,
            page: None,
            status_detail: None,
            host: None,
            checked_at: self.now,
        }
    }
}

/// The verdict that these checks give: the first failure, but any that makes invalid before any that makes indeterminate.
pub(super) fn verdict(checks: &[CheckOutcome]) -> (Outcome, Option<Reason>) {
    let failures = || {
        checks.iter().filter_map(|checked| match checked.result {
            CheckResult::Failed(reason) => Some(reason),
            _ => None,
        })
    };
    let invalid = failures().find(|reason| reason.outcome() == Outcome::Invalid);
    let reason = invalid.or_else(|| failures().next());
    (reason.map_or(Outcome::Valid, Reason::outcome), reason)
}
