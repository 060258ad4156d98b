//! Registrations that wait for an officer, as officers are shown them.

use super::rows::claims_shown;
use crate::desk::held::{Held, HeldState};
use crate::desk::page::PageAsked;
use crate::refusal::{Failed, Unavailable};
use crate::service::Service;
use crate::store::desk::LoadDesk;
use crate::store::{AuthorityNumber, StoreError};
use hezheng_core::statement::UnverifiedStatement;
use serde_json::{Value, json};

impl Service {
    /// Oldest first.
    pub(crate) fn held_waiting(&self, authority: AuthorityNumber, page: &PageAsked) -> Result<Value, Failed> {
        let view = self.view();
        let bundle = view.trust.bundle().ok_or(Failed::refused(Unavailable::BundleExpired))?;
        let (mut waiting, mut damaged) = (Vec::new(), false);
        let reading = self.store.read()?;
        reading.each_held(authority, |held| {
            if held.state != HeldState::Waiting {
                return;
            }
            match number_of(&held) {
                Some(number) => waiting.push(((held.held, number.clone()), (number, held))),
                None => damaged = true,
            }
        })?;
        if damaged {
            return Err(StoreError::Damaged(None).into());
        }
        let since = |number: &str| Ok(reading.held(authority, number)?.map(|held| (held.held, number.to_owned())));
        let page = page.take(waiting, |(number, _)| number.clone(), since)?;
        let shown = page.shown.iter().map(|(_, held)| {
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
        Ok(json!({ "held": shown, "more": page.more, "next": page.next }))
    }
}

fn number_of(held: &Held) -> Option<String> {
    let bytes = held.statement()?;
    Some(UnverifiedStatement::decode(&bytes).ok()?.unverified_number().as_str().to_owned())
}
