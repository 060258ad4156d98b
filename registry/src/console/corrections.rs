//! Corrections that wait for an order, old beside new, as officers are shown them.

use super::rows::{claims_shown, rows};
use crate::desk::page::PageAsked;
use crate::refusal::{Failed, Unavailable};
use crate::service::Service;
use crate::store::records::CorrectionState;
use crate::store::{AuthorityNumber, Load, StoreError};
use hezheng_core::number::CertificateNumber;
use hezheng_core::statement::UnverifiedStatement;
use serde_json::{Value, json};

impl Service {
    /// Oldest first. The hash of the new statement is what an order that carries it out names.
    pub(crate) fn corrections_waiting(&self, authority: AuthorityNumber, page: &PageAsked) -> Result<Value, Failed> {
        let view = self.view();
        let bundle = view.trust.bundle().ok_or(Failed::refused(Unavailable::BundleExpired))?;
        let reading = self.store.read()?;
        let mut waiting = Vec::new();
        reading.corrections(authority, |number, record| {
            if record.state == CorrectionState::Open {
                waiting.push(((record.filed, number.to_string()), (number, record)));
            }
        })?;
        let filed = |name: &str| {
            let Ok(number) = CertificateNumber::parse(name) else { return Ok(None) };
            Ok(reading.correction(authority, &number)?.map(|record| (record.filed, number.to_string())))
        };
        let page = page.take(waiting, |(number, _)| number.to_string(), filed)?;
        let mut shown = Vec::with_capacity(page.shown.len());
        for (number, record) in page.shown {
            let place = reading.place_of_number(&number)?.ok_or(StoreError::Damaged(None))?;
            let old = rows(reading.as_ref(), authority, &[place.1])?.pop().ok_or(StoreError::Damaged(None))?;
            let new = UnverifiedStatement::decode(&record.statement).map_err(|_| StoreError::Damaged(None))?;
            shown.push(json!({
                "certificate": old.shown(bundle)?, "old": claims_shown(old.statement()?.unverified_claims()),
                "new": claims_shown(new.unverified_claims()), "number": new.unverified_number().as_str(),
                "statement_sha256": new.hash().0, "reason": record.reason.name(), "filed": record.filed.to_string(),
            }));
        }
        Ok(json!({ "corrections": shown, "more": page.more, "next": page.next }))
    }
}
