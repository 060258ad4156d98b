//! Certificates that the log must hold at the place they name: what each promises, and whether the log keeps it. The
//! verdict is core's, as for `hezheng verify`.

use super::finding::{CertificateFault, Finding};
use crate::cannot_run::CannotRun;
use crate::input::Input;
use crate::presented::{self, Presented};
use crate::report_text::label;
use crate::verifier::Verifier;
use hezheng_core::ids::{LeafIndex, TreeSize};
use hezheng_core::number::{AuthorityCode, CertificateNumber};
use hezheng_core::verify::{Check, CheckResult, Report};
use std::collections::BTreeMap;

/// A certificate as it was given.
pub(super) struct Given {
    name: String,
    presented: Presented,
}

/// Reads certificates.
///
/// # Errors
/// Where one cannot be read.
pub(super) fn read(inputs: &[String]) -> Result<Vec<Given>, CannotRun> {
    let read = |input: &String| {
        let name = label(input);
        let presented = presented::find(Input::read(input, &mut std::io::stdin().lock())?, &name)?;
        Ok(Given { name, presented })
    };
    inputs.iter().map(read).collect()
}

/// A certificate with the place that it was promised.
#[derive(Debug)]
pub(super) struct Promised {
    name: String,
    leaf: LeafIndex,
    report: Report,
}

impl Promised {
    /// The certificates that this authority promised a place; of the others, what is wrong.
    pub(super) fn sort(given: &[Given], verifier: &Verifier, authority: &AuthorityCode) -> (Vec<Self>, Vec<Finding>) {
        let (mut promised, mut findings) = (Vec::new(), Vec::new());
        for Given { name, presented } in given {
            let report = verifier.judge_presented(presented);
            let mut wrong = |fault| findings.push(Finding::Certificate(name.clone(), fault));
            match report.leaf_to_compare() {
                None => wrong(CertificateFault::NotPromised(why(&report))),
                Some((code, _)) if code != authority.as_str() => wrong(CertificateFault::OtherLog),
                Some((_, leaf)) => promised.push(Self { name: name.clone(), leaf, report }),
            }
        }
        (promised, findings)
    }

    pub(super) fn leaf(&self) -> LeafIndex {
        self.leaf
    }

    pub(super) fn number(&self) -> Option<CertificateNumber> {
        self.report.certificate.as_ref().map(|certificate| certificate.number.clone())
    }

    /// What is wrong, once a log of this size was walked over and these entries were kept. A log that was not walked over
    /// to this place says nothing of it.
    pub(super) fn judge(&self, size: TreeSize, kept: &BTreeMap<LeafIndex, Option<Vec<u8>>>) -> Option<Finding> {
        let fault = if size.covers(self.leaf) {
            let entry = kept.get(&self.leaf)?.as_deref()?;
            let compared = self.report.clone().compared_with_log(Some(entry));
            compared.leaf_to_compare().is_none().then_some(CertificateFault::OtherEntry(self.leaf))?
        } else {
            CertificateFault::Beyond(self.leaf)
        };
        Some(Finding::Certificate(self.name.clone(), fault))
    }
}

/// Why a certificate names no place to compare: the first reason of the checks that lead to it.
fn why(report: &Report) -> Option<hezheng_core::verify::Reason> {
    report.checks.iter().filter(|checked| checked.check != Check::Status).find_map(|checked| match checked.result {
        CheckResult::Failed(reason) => Some(reason),
        _ => None,
    })
}
