//! What the checks have found so far, and the verdict that they give.

use crate::time::Time;
use crate::verify::reason::{Check, CheckOutcome, CheckResult, Outcome, Reason};
use crate::verify::report::{BundleView, CertificateView, EvidenceView, Report};
use alloc::vec::Vec;

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

/// The report on bytes that are no statement.
pub(super) fn malformed(bundle: Option<BundleView>, now: Time) -> Report {
    let mut findings = Findings::new(now);
    findings.failed(Check::Decode, &[Reason::Malformed]);
    findings.report(None, EvidenceView { bundle, ..EvidenceView::default() })
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
