//! The Report as JSON, the layout of format.md section 7: an interface, so every name stands here once.

use crate::json::{Json, Word};
use crate::verify::reason::{Check, CheckResult};
use crate::verify::report::{CertificateView, EvidenceView, Report};
use alloc::string::String;

impl Report {
    /// The Report as JSON, times in RFC 3339 and dates in ISO 8601, absent values left out.
    #[must_use]
    pub fn to_json(&self) -> String {
        Json::object_of(|json| {
            json.member("outcome", self.outcome.code());
            match self.reason {
                Some(reason) => json.member("reason", reason.code()),
                None => json.name("reason").word(Word::Null),
            }
            json.name("checks").array(|json| {
                for checked in &self.checks {
                    json.object(|json| check(json, checked.check, checked.result));
                }
            });
            if let Some(view) = &self.certificate {
                json.name("certificate").object(|json| certificate(json, view));
            }
            json.name("evidence").object(|json| evidence(json, &self.evidence));
            if let Some(page) = &self.page {
                json.name("page").object(|json| {
                    json.name("compared").word(page.compared.into());
                    json.name("differs").array(|json| page.differs.iter().for_each(|field| json.string(field)));
                });
            }
            if let Some(detail) = self.status_detail {
                json.name("status_detail").object(|json| {
                    json.shown("since", &detail.since);
                    json.number("reason", detail.reason.code());
                });
            }
            json.optional("host", self.host.as_deref());
            json.shown("checked_at", &self.checked_at);
        })
    }
}

fn check(json: &mut Json, check: Check, result: CheckResult) {
    json.member("check", check.code());
    json.member("result", result.code());
    if let CheckResult::Failed(reason) = result {
        json.member("reason", reason.code());
    }
}

fn certificate(json: &mut Json, view: &CertificateView) {
    let claims = &view.claims;
    json.member("number", view.number.as_str());
    json.member("uscc", view.uscc.as_str());
    json.optional("institution", view.institution.as_deref());
    json.optional("authority", view.authority.as_deref());
    json.member("holder", &claims.holder);
    json.number("id_kind", claims.id_kind.code());
    json.member("id_tail", &claims.id_tail);
    json.member("programme", &claims.programme);
    json.name("training").array(|json| {
        json.show(&claims.training.0);
        json.show(&claims.training.1);
    });
    json.shown("issued", &claims.issued);
    if let Some(hours) = claims.class_hours {
        json.number("class_hours", hours);
    }
    json.optional("occupation_code", claims.occupation_code.as_deref());
    if let Some(level) = claims.skill_level {
        json.number("skill_level", level);
    }
    json.optional("class_filing", claims.class_filing.as_deref());
    if let Some(hash) = &claims.portrait_sha256 {
        json.shown("portrait_sha256", hash);
    }
    json.shown("check_code", &view.check_code);
    json.shown("statement_hash", &view.statement_hash.0);
}

fn evidence(json: &mut Json, view: &EvidenceView) {
    if let Some(bundle) = view.bundle {
        json.name("bundle").object(|json| {
            json.number("version", bundle.version);
            json.shown("issued", &bundle.issued);
            json.shown("expires", &bundle.expires);
        });
    }
    if let Some(snapshot) = &view.snapshot {
        json.name("snapshot").object(|json| {
            json.member("authority", snapshot.authority.as_str());
            json.shown("as_of", &snapshot.as_of);
            json.shown("next_update", &snapshot.next_update);
            json.number("tree_size", snapshot.size.0);
        });
    }
    if let Some(registered) = view.registered {
        json.name("registered").object(|json| {
            json.shown("time", &registered.time);
            json.number("leaf_index", registered.leaf.0);
            json.member("proof", registered.proof.code());
        });
    }
}
