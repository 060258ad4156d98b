//! The one verification path (format.md section 7). Command line, browser and registry call [`verify`] and nothing else.
//!
//! Missing or stale evidence is indeterminate, never valid; a verdict says how old its evidence is.

mod checks;
mod evidence;
#[cfg(feature = "serde")]
mod json;
mod log_leaf;
mod report;

pub use evidence::Evidence;
pub use report::{BundleView, PageView, Proof, Reason, RegisteredView, SnapshotView};
pub use report::{CertificateView, Check, CheckOutcome, CheckResult, EvidenceView, Outcome, Report, StatusDetail};

use crate::qr::parse_qr_text;
use crate::statement::UnverifiedStatement;
use crate::time::Time;
use crate::trust::Trust;
use alloc::string::String;
use alloc::vec::Vec;

/// What somebody presents.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Presented<'p> {
    /// The bytes of a statement.
    Statement(&'p [u8]),
    /// The text of a QR code.
    QrText(&'p str),
}

/// Judges what is presented, by this evidence and trust, at this time. Never an error: bytes that are no statement are
/// `malformed`.
#[must_use]
pub fn verify(presented: Presented<'_>, evidence: &Evidence, trust: &Trust, now: Time) -> Report {
    let (bytes, host) = statement_bytes(presented);
    let statement = bytes.as_deref().and_then(|bytes| UnverifiedStatement::decode(bytes).ok());
    // A QR code carries no receipts.
    let statement = statement.filter(|statement| host.is_none() || !statement.has_receipts());
    let mut report = match &statement {
        Some(statement) => checks::run(statement, evidence, trust, now),
        None => Report::malformed(trust.bundle().map(|bundle| bundle.body().into()), now),
    };
    report.host = host;
    report
}

/// The bytes of the statement, where there are any, and the host of a QR code.
fn statement_bytes<'p>(presented: Presented<'p>) -> (Option<alloc::borrow::Cow<'p, [u8]>>, Option<String>) {
    match presented {
        Presented::Statement(bytes) => (Some(bytes.into()), None),
        Presented::QrText(text) => match parse_qr_text(text) {
            Ok(qr) => (Some(Vec::into(qr.statement)), Some(qr.host.into())),
            Err(_) => (None, None),
        },
    }
}
