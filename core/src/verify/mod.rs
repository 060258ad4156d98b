//! The one verification path (format.md section 7). Command line, browser and registry call [`verify`] and nothing else.
//!
//! Missing or stale evidence is indeterminate, never valid; a verdict says how old its evidence is.

mod checks;
mod evidence;
mod findings;
mod held;
mod json;
mod log_leaf;
mod log_shown;
mod reason;
mod report;

pub use evidence::Evidence;
pub use held::Held;
pub use log_shown::{LogShown, shown_by_receipt};
pub use reason::{Check, CheckOutcome, CheckResult, Outcome, Reason};
pub use report::{BundleView, CertificateView, EvidenceView, PageView, Proof, RegisteredView};
pub use report::{Report, SnapshotView, StatusDetail};

use crate::qr::parse_scanned;
use crate::statement::UnverifiedStatement;
use crate::time::Time;
use crate::trust::Trust;
use alloc::borrow::Cow;

/// What somebody presents.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Presented<'p> {
    /// The bytes of a statement.
    Statement(&'p [u8]),
    /// The text of a QR code, whole or its digits alone.
    QrText(&'p str),
}

/// Judges what is presented, by this evidence and trust, at this time. Never an error: what is no statement is `malformed`.
#[must_use]
pub fn verify(presented: Presented<'_>, evidence: &Evidence, trust: &Trust, now: Time) -> Report {
    let (bytes, host): (Option<Cow<'_, [u8]>>, _) = match presented {
        Presented::Statement(bytes) => (Some(bytes.into()), None),
        Presented::QrText(text) => match parse_scanned(text) {
            Ok((host, statement)) => (Some(statement.into()), host),
            Err(_) => (None, None),
        },
    };
    let statement = bytes.as_deref().and_then(|bytes| UnverifiedStatement::decode(bytes).ok());
    // A QR code carries no receipts (section 4).
    let is_text = matches!(presented, Presented::QrText(_));
    let statement = statement.filter(|statement| !(is_text && statement.has_receipts()));
    let mut report = match &statement {
        Some(statement) => checks::run(statement, evidence, trust, now),
        None => findings::malformed(trust.bundle().map(|bundle| bundle.body().into()), now),
    };
    report.host = host.map(Into::into);
    report
}
