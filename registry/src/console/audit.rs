//! The audit trail, as officers read it: each entry with who acted, as the trust bundle names them, and why. Newest or oldest
//! first, and only what one is looking for.

use crate::desk::DeskRefusal;
use crate::desk::audit::{Action, AuditEntry, Role};
use crate::limits::{AUDIT_LOOKED_AT, AUDIT_PAGE, AUDIT_ROWS};
use crate::refusal::{Failed, Unavailable};
use crate::service::Service;
use crate::store::desk::LoadDesk;
use crate::store::{AuthorityNumber, Read, StoreError};
use hezheng_core::ids::Kid;
use hezheng_core::trust::bundle::TrustBundle;
use serde::Deserialize;
use serde_json::{Value, json};

/// Which entries.
#[derive(Clone, Default, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct AuditWanted {
    /// From this serial on, oldest first.
    from: Option<u64>,
    /// Below this serial, newest first; the size of the trail, or more, for the newest.
    below: Option<u64>,
    action: Option<Action>,
    /// A kid, or an officer's staff code.
    by: Option<String>,
    /// A class's number, a certificate's: what the act was on.
    on: Option<String>,
}

impl Service {
    /// A page of the audit trail. `next` is where the one after it goes on: `from`, or `below`.
    pub(crate) fn audit_page(&self, authority: AuthorityNumber, wanted: &AuditWanted) -> Result<Value, Failed> {
        let view = self.view();
        let bundle = view.trust.bundle().ok_or(Failed::refused(Unavailable::BundleExpired))?;
        let reading = self.store.read()?;
        let size = reading.desk_head(authority)?.audit;
        let mut rest = match (wanted.from, wanted.below) {
            (Some(_), Some(_)) => return Err(Failed::refused(DeskRefusal::Value("below"))),
            (from, None) => Rest::From(from.unwrap_or_default().min(size), size),
            (None, Some(below)) => Rest::Below(below.min(size)),
        };
        let (mut shown, mut looked_at) = (Vec::new(), 0);
        while shown.len() < AUDIT_PAGE && looked_at < AUDIT_LOOKED_AT {
            let (first, last) = rest.take(AUDIT_ROWS);
            if first == last {
                break;
            }
            looked_at += last - first;
            let mut entries = reading.audit(authority, first..last)?;
            if matches!(rest, Rest::Below(_)) {
                entries.reverse();
            }
            for (serial, entry) in entries {
                if shown.len() == AUDIT_PAGE {
                    rest = rest.at(serial);
                    break;
                }
                if wanted.takes(&entry, bundle) {
                    shown.push(entry_shown(reading.as_ref(), (authority, serial), entry, bundle)?);
                }
            }
        }
        Ok(json!({ "size": size, "entries": shown, "next": rest.next() }))
    }
}

/// What was not looked at yet.
#[derive(Clone, Copy, Debug)]
enum Rest {
    From(u64, u64),
    Below(u64),
}

impl Rest {
    /// The next so many serials.
    fn take(&mut self, count: u64) -> (u64, u64) {
        match self {
            Self::From(from, size) => {
                let first = *from;
                *from = from.saturating_add(count).min(*size);
                (first, *from)
            }
            Self::Below(below) => {
                let last = *below;
                *below = below.saturating_sub(count);
                (*below, last)
            }
        }
    }

    /// What is left where this serial was not looked at.
    fn at(self, serial: u64) -> Self {
        match self {
            Self::From(_, size) => Self::From(serial, size),
            Self::Below(_) => Self::Below(serial.saturating_add(1)),
        }
    }

    fn next(self) -> Option<u64> {
        match self {
            Self::From(from, size) => (from < size).then_some(from),
            Self::Below(below) => (below > 0).then_some(below),
        }
    }
}

impl AuditWanted {
    fn takes(&self, entry: &AuditEntry, bundle: &TrustBundle) -> bool {
        let is_by = |by: &String| {
            let officer = bundle.officer_key(entry.kid.0).map(|(_, officer)| &officer.staff_code);
            entry.kid.0.to_string() == *by || (entry.role == Role::Officer && officer == Some(by))
        };
        self.action.is_none_or(|action| action == entry.action)
            && self.on.as_ref().is_none_or(|on| *on == entry.on)
            && self.by.as_ref().is_none_or(is_by)
    }
}

/// An entry, who acted, and why: entries of before the reason was kept with them have it from what they decided.
fn entry_shown(
    reading: &dyn Read,
    (authority, serial): (AuthorityNumber, u64),
    mut entry: AuditEntry,
    bundle: &TrustBundle,
) -> Result<Value, StoreError> {
    let by = actor(bundle, (entry.kid.0, entry.role));
    if entry.reason.is_none() {
        entry.reason = match entry.action {
            Action::FlagDecided => {
                let flag = entry.on.parse().ok().map(|serial| reading.flag(authority, serial)).transpose()?.flatten();
                flag.and_then(|flag| flag.decision).map(|decision| decision.reason)
            }
            Action::ClassReturned => reading.class(authority, &entry.on)?.and_then(|class| class.reason),
            _ => None,
        };
    }
    Ok(json!({ "serial": serial, "by": by, "entry": entry }))
}

/// Whose key it is: an officer's staff code and authority, or an institution.
fn actor(bundle: &TrustBundle, (kid, role): (Kid, Role)) -> Value {
    let (name, staff_code) = match role {
        Role::Officer => {
            let listed = bundle.officer_key(kid);
            (listed.map(|(of, _)| of.name.clone()), listed.map(|(_, officer)| officer.staff_code.clone()))
        }
        Role::Institution => {
            let listed = bundle.issuing_key(kid);
            (listed.and_then(|(of, _)| of.names.last()).map(|(_, name)| name.clone()), None)
        }
    };
    json!({ "kid": kid.to_string(), "name": name, "staff_code": staff_code })
}
