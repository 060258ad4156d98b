//! Changes of catalogues and policy: a new version each, by an officer who has seen the one before.

use super::DeskAsk;
use crate::desk::DeskRefusal;
use crate::desk::audit::Action;
use crate::desk::catalogue::{Change, InstitutionEntry, Programme, Versioned, check_seen};
use crate::desk::policy::Policy;
use crate::desk::text::Text;
use crate::refusal::Failed;
use crate::sequencer::batch::Batch;
use crate::store::desk::{Kind, LoadDesk, POLICY, of_versions};
use crate::store::schema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::Arc;

impl Batch<'_> {
    pub(super) fn change_programme(&mut self, ask: &DeskAsk, change: &Change<Programme>) -> Result<Value, Failed> {
        change.value.check().map_err(Failed::refused)?;
        self.change(ask, (Kind::Programme, &change.value.code, Action::ProgrammeChanged), change)
    }

    /// Only an institution that the trust bundle names has a place in the catalogue.
    pub(super) fn change_institution(
        &mut self,
        ask: &DeskAsk,
        change: &Change<InstitutionEntry>,
    ) -> Result<Value, Failed> {
        change.value.check().map_err(Failed::refused)?;
        let uscc = &change.value.uscc.0;
        let authority = self.authority(ask.authority).map_err(Failed::refused)?;
        let bundle = Self::bundle(&self.view.trust, self.now).map_err(Failed::refused)?;
        if !bundle.institutions(uscc).any(|listed| listed.authority == authority.code) {
            return Err(Failed::refused(DeskRefusal::Value("uscc")));
        }
        self.change(ask, (Kind::Institution, uscc.as_str(), Action::InstitutionChanged), change)
    }

    pub(super) fn change_policy(&mut self, ask: &DeskAsk, change: &Change<Policy>) -> Result<Value, Failed> {
        change.value.check().map_err(Failed::refused)?;
        let answer = self.change(ask, (Kind::Policy, POLICY, Action::PolicyChanged), change)?;
        self.policies.insert(ask.authority, Arc::new(change.value.clone()));
        Ok(answer)
    }

    fn change<T: Clone + PartialEq + Serialize + DeserializeOwned>(
        &mut self,
        ask: &DeskAsk,
        (kind, name, action): (Kind, &str, Action),
        change: &Change<T>,
    ) -> Result<Value, Failed> {
        let before: Option<Versioned<T>> = self.writing.document(ask.authority, (kind, name))?;
        let in_force = before.as_ref().map_or(0, |before| before.version);
        // The same again, after an answer that was lost.
        if before.is_some_and(|before| before.value == change.value) && change.seen.checked_add(1) == Some(in_force) {
            return Ok(json!({ "version": in_force }));
        }
        let version = check_seen(change.seen, in_force).map_err(Failed::refused)?;
        let next = Versioned {
            version,
            since: Text(self.now),
            since_leaf: self.head(ask.authority).size.0,
            value: change.value.clone(),
        };
        self.put_desk((schema::DOCUMENTS, of_versions(ask.authority, kind, name).u64(version)), &next, &[])?;
        self.audit(ask, (action, name, Some(version)))?;
        Ok(json!({ "version": version }))
    }
}
