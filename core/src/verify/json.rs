//! The Report as JSON, the layout of format.md section 7: an interface, so every name stands here once.

use crate::time::Time;
use crate::verify::report::{CertificateView, CheckResult, EvidenceView, Report};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::{Serialize, Serializer};

#[derive(Serialize)]
struct ReportJson<'r> {
    outcome: &'static str,
    reason: Option<&'static str>,
    checks: Vec<CheckJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<CertificateJson<'r>>,
    evidence: EvidenceJson<'r>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<PageJson<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_detail: Option<StatusDetailJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<&'r str>,
    checked_at: String,
}

#[derive(Serialize)]
struct CheckJson {
    check: &'static str,
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
}

#[derive(Serialize)]
struct CertificateJson<'r> {
    number: &'r str,
    uscc: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    institution: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authority: Option<&'r str>,
    holder: &'r str,
    id_kind: u64,
    id_tail: &'r str,
    programme: &'r str,
    training: [String; 2],
    issued: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    class_hours: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    occupation_code: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    skill_level: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    class_filing: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    portrait_sha256: Option<String>,
    check_code: String,
    statement_hash: String,
}

#[derive(Serialize)]
struct EvidenceJson<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    bundle: Option<BundleJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    snapshot: Option<SnapshotJson<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    registered: Option<RegisteredJson>,
}

#[derive(Serialize)]
struct BundleJson {
    version: u64,
    issued: String,
    expires: String,
}

#[derive(Serialize)]
struct SnapshotJson<'r> {
    authority: &'r str,
    as_of: String,
    next_update: String,
    tree_size: u64,
}

#[derive(Serialize)]
struct RegisteredJson {
    time: String,
    leaf_index: u64,
    proof: &'static str,
}

#[derive(Serialize)]
struct PageJson<'r> {
    compared: bool,
    differs: &'r [String],
}

#[derive(Serialize)]
struct StatusDetailJson {
    since: String,
    reason: u64,
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let checks = self.checks.iter().map(|checked| CheckJson {
            check: checked.check.code(),
            result: checked.result.code(),
            reason: match checked.result {
                CheckResult::Failed(reason) => Some(reason.code()),
                CheckResult::Passed | CheckResult::NotChecked => None,
            },
        });
        ReportJson {
            outcome: self.outcome.code(),
            reason: self.reason.map(super::report::Reason::code),
            checks: checks.collect(),
            certificate: self.certificate.as_ref().map(CertificateJson::from),
            evidence: EvidenceJson::from(&self.evidence),
            page: self.page.as_ref().map(|page| PageJson { compared: page.compared, differs: &page.differs }),
            status_detail: self
                .status_detail
                .map(|detail| StatusDetailJson { since: detail.since.to_string(), reason: detail.reason.code() }),
            host: self.host.as_deref(),
            checked_at: self.checked_at.to_string(),
        }
        .serialize(serializer)
    }
}

impl<'r> From<&'r CertificateView> for CertificateJson<'r> {
    fn from(view: &'r CertificateView) -> Self {
        let claims = &view.claims;
        Self {
            number: view.number.as_str(),
            uscc: view.uscc.as_str(),
            institution: view.institution.as_deref(),
            authority: view.authority.as_deref(),
            holder: &claims.holder,
            id_kind: claims.id_kind.code(),
            id_tail: &claims.id_tail,
            programme: &claims.programme,
            training: [claims.training.0.to_string(), claims.training.1.to_string()],
            issued: claims.issued.to_string(),
            class_hours: claims.class_hours,
            occupation_code: claims.occupation_code.as_deref(),
            skill_level: claims.skill_level,
            class_filing: claims.class_filing.as_deref(),
            portrait_sha256: claims.portrait_sha256.map(|hash| hash.to_string()),
            check_code: view.check_code.to_string(),
            statement_hash: view.statement_hash.0.to_string(),
        }
    }
}

impl<'r> From<&'r EvidenceView> for EvidenceJson<'r> {
    fn from(view: &'r EvidenceView) -> Self {
        let text = |time: Time| time.to_string();
        Self {
            bundle: view.bundle.map(|bundle| BundleJson {
                version: bundle.version,
                issued: text(bundle.issued),
                expires: text(bundle.expires),
            }),
            snapshot: view.snapshot.as_ref().map(|snapshot| SnapshotJson {
                authority: snapshot.authority.as_str(),
                as_of: text(snapshot.as_of),
                next_update: text(snapshot.next_update),
                tree_size: snapshot.size.0,
            }),
            registered: view.registered.map(|registered| RegisteredJson {
                time: text(registered.time),
                leaf_index: registered.leaf.0,
                proof: registered.proof.code(),
            }),
        }
    }
}
