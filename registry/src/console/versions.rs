//! What something in a catalogue, or the policy, said from version to version, and which officer made each.

use super::story::officer;
use crate::desk::audit::Action;
use crate::desk::catalogue::Versioned;
use crate::limits::{AUDIT_ROWS, VERSIONS_SHOWN};
use crate::refusal::{Failed, Unavailable};
use crate::service::Service;
use crate::store::desk::{Kind, LoadDesk, POLICY};
use crate::store::{AuthorityNumber, Read, StoreError};
use hezheng_core::ids::Kid;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Of what.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub(crate) enum VersionsOf {
    /// A programme, by its code.
    Programme(String),
    /// An institution, by its 统一社会信用代码.
    Institution(String),
    Policy {},
}

impl VersionsOf {
    fn place(&self) -> (Kind, &str, Action) {
        match self {
            Self::Programme(code) => (Kind::Programme, code, Action::ProgrammeChanged),
            Self::Institution(uscc) => (Kind::Institution, uscc, Action::InstitutionChanged),
            Self::Policy {} => (Kind::Policy, POLICY, Action::PolicyChanged),
        }
    }
}

impl Service {
    /// The newest versions, newest first.
    pub(crate) fn versions(&self, authority: AuthorityNumber, of: &VersionsOf) -> Result<Value, Failed> {
        let view = self.view();
        let bundle = view.trust.bundle().ok_or(Failed::refused(Unavailable::BundleExpired))?;
        let (kind, name, action) = of.place();
        let reading = self.store.read()?;
        let versions: Vec<Versioned<Value>> = reading.versions(authority, (kind, name))?;
        let makers = makers(reading.as_ref(), authority, (action, name))?;
        let more = versions.len().saturating_sub(VERSIONS_SHOWN);
        let shown = versions.into_iter().rev().take(VERSIONS_SHOWN).map(|version| {
            let by = makers.get(&version.version).map(|kid| officer(bundle, *kid));
            json!({
                "version": version.version, "since": version.since, "since_leaf": version.since_leaf,
                "value": version.value, "by": by,
            })
        });
        Ok(json!({ "versions": shown.collect::<Vec<_>>(), "more": more }))
    }
}

/// Who made each version: the audit trail says it.
fn makers(
    reading: &dyn Read,
    authority: AuthorityNumber,
    (action, name): (Action, &str),
) -> Result<BTreeMap<u64, Kid>, StoreError> {
    let (size, mut makers, mut from) = (reading.desk_head(authority)?.audit, BTreeMap::new(), 0);
    while from < size {
        let until = size.min(from.saturating_add(AUDIT_ROWS));
        for (_, entry) in reading.audit(authority, from..until)? {
            if let Some(version) = entry.version.filter(|_| entry.action == action && entry.on == name) {
                makers.insert(version, entry.kid.0);
            }
        }
        from = until;
    }
    Ok(makers)
}
