//! Orders on their way, as officers are shown them: those that wait, and what came of the latest others.

use super::rows::status_name;
use super::story::officer;
use crate::desk::DeskRefusal;
use crate::desk::catalogue::Versioned;
use crate::desk::draft::{Draft, DraftState, order_bytes};
use crate::limits::DESK_SHOWN;
use crate::refusal::{Failed, Unavailable};
use crate::service::Service;
use crate::store::desk::{Kind, LoadDesk};
use crate::store::{AuthorityNumber, StoreError};
use hezheng_core::ids::Hash;
use hezheng_core::limits::ORDER_LIFE_SECS;
use hezheng_core::number::CertificateNumber;
use hezheng_core::status::order::{Selector, UnverifiedOrder};
use hezheng_core::trust::bundle::TrustBundle;
use serde_json::{Value, json};

impl Service {
    /// Those that wait, oldest first, then those that do not any more, newest first.
    pub(crate) fn drafts(&self, authority: AuthorityNumber) -> Result<Value, Failed> {
        let view = self.view();
        let bundle = view.trust.bundle().ok_or(Failed::refused(Unavailable::BundleExpired))?;
        let mut drafts: Vec<(String, Versioned<Draft>)> = Vec::new();
        self.store.read()?.each_document(authority, Kind::OrderDraft, |name, draft: Versioned<Draft>| {
            drafts.push((name.into(), draft));
            Ok(())
        })?;
        let (mut waiting, mut decided): (Vec<_>, Vec<_>) =
            drafts.into_iter().partition(|(_, draft)| draft.value.state == DraftState::Waiting);
        waiting.sort_by_key(|(_, draft)| draft.value.filed);
        decided.sort_by_key(|(_, draft)| std::cmp::Reverse(draft.since));
        let shown = |drafts: Vec<(String, Versioned<Draft>)>| {
            let shown = drafts.into_iter().take(DESK_SHOWN);
            shown.map(|(id, draft)| self.draft_shown((&id, &draft), bundle)).collect::<Result<Vec<_>, _>>()
        };
        Ok(json!({ "waiting": shown(waiting)?, "decided": shown(decided)? }))
    }

    /// One, with the order's bytes and the note beside it.
    pub(crate) fn draft(&self, authority: AuthorityNumber, id: Hash) -> Result<Value, Failed> {
        let view = self.view();
        let bundle = view.trust.bundle().ok_or(Failed::refused(Unavailable::BundleExpired))?;
        let id = id.to_string();
        let draft: Option<Versioned<Draft>> = self.store.read()?.document(authority, (Kind::OrderDraft, &id))?;
        let draft = draft.ok_or(Failed::refused(DeskRefusal::Unknown))?;
        let mut shown = self.draft_shown((&id, &draft), bundle)?;
        if let Some(members) = shown.as_object_mut() {
            members.insert("order".into(), draft.value.order.into());
        }
        Ok(shown)
    }

    fn draft_shown(&self, (id, draft): (&str, &Versioned<Draft>), bundle: &TrustBundle) -> Result<Value, Failed> {
        let value = &draft.value;
        let bytes = order_bytes(&value.order).map_err(|_| StoreError::Damaged(None))?;
        let order = UnverifiedOrder::decode(&bytes).map_err(|_| StoreError::Damaged(None))?;
        let body = order.unverified_body();
        let until = body.ordered.plus_secs(ORDER_LIFE_SECS);
        Ok(json!({
            "id": id, "version": draft.version, "state": value.state, "since": draft.since,
            "filed": value.filed, "touched": value.touched, "note": value.note.as_ref().map(|note| &note.note),
            "ordered_by": officer(bundle, value.ordered_by.0),
            "decided_by": value.decided_by.map(|kid| officer(bundle, kid.0)),
            "reason_back": value.reason, "in_force": value.in_force,
            "status": status_name(body.status), "reason": body.reason.name(), "ordered": body.ordered.to_string(),
            "until": until.to_string(), "expired": value.state == DraftState::Waiting && self.now() > until,
            "seen": body.seen.0, "selector": selector_shown(&body.selector),
        }))
    }
}

fn selector_shown(selector: &Selector) -> Value {
    match selector {
        Selector::Numbers(numbers) => {
            json!({ "numbers": numbers.iter().map(CertificateNumber::as_str).collect::<Vec<_>>() })
        }
        Selector::Institution(uscc, from, until) => {
            json!({ "institution": uscc.as_str(), "from": from.0, "until": until.0 })
        }
        Selector::ClassFiling(class) => json!({ "class_filing": class }),
    }
}
