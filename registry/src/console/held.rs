//! Registrations that wait for an officer, as officers are shown them.

use super::rows::claims_shown;
use crate::desk::held::{Held, HeldState};
use crate::limits::DESK_SHOWN;
use crate::refusal::{Failed, Unavailable};
use crate::service::Service;
use crate::store::desk::LoadDesk;
use crate::store::{AuthorityNumber, StoreError};
use hezheng_core::statement::UnverifiedStatement;
use serde_json::{Value, json};

impl Service {
    /// Oldest first.
    pub(crate) fn held_waiting(&self, authority: AuthorityNumber) -> Result<Value, Failed> {
        let view = self.view();
        let bundle = view.trust.bundle().ok_or(Failed::refused(Unavailable::BundleExpired))?;
        let mut waiting: Vec<Held> = Vec::new();
        self.store.read()?.each_held(authority, |held| {
            if held.state == HeldState::Waiting {
                waiting.push(held);
            }
        })?;
        waiting.sort_by_key(|held| held.held);
        let more = waiting.len().saturating_sub(DESK_SHOWN);
        let shown = waiting.iter().take(DESK_SHOWN).map(|held| {
            let damaged = || StoreError::Damaged(None);
            let bytes = held.statement().ok_or_else(damaged)?;
            let statement = UnverifiedStatement::decode(&bytes).map_err(|_| damaged())?;
            let (claims, uscc) = (statement.unverified_claims(), statement.unverified_uscc());
            let institution = bundle.institutions(uscc).next().map(|listed| listed.name_on(claims.issued).to_owned());
            Ok(json!({
                "number": statement.unverified_number().as_str(), "institution": institution, "uscc": uscc.as_str(),
                "claims": claims_shown(claims), "rules": held.rules, "held": held.held,
            }))
        });
        let shown = shown.collect::<Result<Vec<Value>, StoreError>>()?;
        Ok(json!({ "held": shown, "more": more }))
    }
}
