//! Orders on their way: filed by who signed them, approved or given back by another officer. What an order may do is judged
//! as it is wherever one comes from; here it is added who may do what with one that waits.

use super::DeskAsk;
use crate::desk::DeskRefusal;
use crate::desk::audit::Action;
use crate::desk::catalogue::{Versioned, check_seen};
use crate::desk::class::check_reason;
use crate::desk::draft::{Draft, DraftDecision, DraftFiled, DraftState, order_bytes};
use crate::desk::text::Text;
use crate::refusal::{Failed, OrderRule};
use crate::sequencer::OrderGiven;
use crate::sequencer::batch::Batch;
use crate::store::desk::{Kind, LoadDesk, of_versions};
use crate::store::{StoreError, schema};
use hezheng_core::ids::Hash;
use hezheng_core::status::order::{OrderRefusal, UnverifiedOrder};
use serde_json::{Value, json};
use std::sync::Arc;

impl Batch<'_> {
    /// Takes an order for another officer to approve. One that needs no approval is carried out at once. The same again gets
    /// where it stands.
    pub(super) fn file_draft(&mut self, ask: &DeskAsk, filed: &DraftFiled) -> Result<Value, Failed> {
        let bytes = order_bytes(&filed.order).map_err(Failed::refused)?;
        let id = Hash::of(&[&bytes]);
        if let Some(before) = self.draft(ask, id)? {
            return Ok(answer(id, &before));
        }
        let order = UnverifiedOrder::decode(&bytes).map_err(Failed::refused)?;
        let authority = self.authority(ask.authority).map_err(Failed::refused)?;
        if order.unverified_body().authority != authority.code {
            return Err(Failed::refused(OrderRule::OtherAuthority));
        }
        if order.unverified_kids() != (ask.act.kid, None) {
            return Err(Failed::refused(DeskRefusal::OtherOfficer));
        }
        if filed.note.is_some() && !filed.note.as_ref().is_some_and(|note| note.is(order.unverified_body().note)) {
            return Err(Failed::refused(DeskRefusal::Value("note")));
        }
        let time = self.entry_time(authority.number).map_err(Failed::refused)?;
        let trust = Arc::clone(&self.view.trust);
        let bundle = Self::bundle(&trust, self.now).map_err(Failed::refused)?;
        let needs_approval = match order.verify(bundle, time) {
            Ok(_) => false,
            Err(OrderRefusal::ApprovalMissing) => true,
            Err(refusal) => return Err(Failed::refused(OrderRule::Core(refusal))),
        };
        let touched = self.touched(authority.number, order.unverified_body())?.len() as u64;
        if touched == 0 {
            return Err(Failed::refused(DeskRefusal::NothingToChange));
        }
        let mut draft = Draft {
            state: DraftState::Waiting,
            order: filed.order.clone(),
            note: filed.note.clone(),
            ordered_by: Text(ask.act.kid),
            filed: Text(self.now),
            touched,
            reason: None,
            decided_by: None,
            in_force: None,
        };
        if !needs_approval {
            let record = self.order(&OrderGiven { authority: ask.authority, order: bytes })?;
            draft = Draft { state: DraftState::CarriedOut, touched: record.touched, in_force: Some(id), ..draft };
        }
        self.put_draft(ask, (id, 1, Action::OrderFiled), draft)
    }

    /// Carries an order out with another officer's approval, or gives it back.
    pub(super) fn decide_draft(&mut self, ask: &DeskAsk, asked: &DraftDecision) -> Result<Value, Failed> {
        let before = self.draft(ask, asked.id)?.ok_or(Failed::refused(DeskRefusal::Unknown))?;
        let approved = asked.approved.as_deref().map(order_bytes).transpose().map_err(Failed::refused)?;
        let in_force = approved.as_ref().map(|order| Hash::of(&[order]));
        let kid = Some(Text(ask.act.kid));
        let is_same = before.value.decided_by == kid
            && (before.value.in_force, &before.value.reason) == (in_force, &asked.reason);
        if before.value.state != DraftState::Waiting && is_same {
            return Ok(answer(asked.id, &before));
        }
        // Who saw an older version is told so before anything else: that is what happened.
        let version = check_seen(asked.seen, before.version).map_err(Failed::refused)?;
        if before.value.state != DraftState::Waiting {
            return Err(Failed::refused(DeskRefusal::DraftState(before.value.state.code())));
        }
        let draft = Draft { decided_by: kid, reason: asked.reason.clone(), in_force, ..before.value };
        let (Some(order), None) = (approved, &asked.reason) else {
            return self.give_draft_back(ask, (asked.id, version), draft);
        };
        let waiting = order_bytes(&draft.order).map_err(|_| StoreError::Damaged(None))?;
        check_approval(&waiting, &order, ask).map_err(Failed::refused)?;
        let record = self.order(&OrderGiven { authority: ask.authority, order })?;
        let draft = Draft { state: DraftState::CarriedOut, touched: record.touched, ..draft };
        self.put_draft(ask, (asked.id, version, Action::OrderApproved), draft)
    }

    fn give_draft_back(&mut self, ask: &DeskAsk, (id, version): (Hash, u64), draft: Draft) -> Result<Value, Failed> {
        let reason = draft.reason.as_deref().filter(|_| draft.in_force.is_none());
        check_reason(reason.unwrap_or_default()).map_err(Failed::refused)?;
        let (state, action) = match draft.ordered_by.0 == ask.act.kid {
            true => (DraftState::Withdrawn, Action::OrderWithdrawn),
            false => (DraftState::Returned, Action::OrderReturned),
        };
        self.put_draft(ask, (id, version, action), Draft { state, ..draft })
    }

    fn draft(&self, ask: &DeskAsk, id: Hash) -> Result<Option<Versioned<Draft>>, StoreError> {
        self.writing.document(ask.authority, (Kind::OrderDraft, &id.to_string()))
    }

    fn put_draft(
        &mut self,
        ask: &DeskAsk,
        (id, version, action): (Hash, u64, Action),
        draft: Draft,
    ) -> Result<Value, Failed> {
        let name = id.to_string();
        let since_leaf = self.head(ask.authority).size.0;
        let next = Versioned { version, since: Text(self.now), since_leaf, value: draft };
        let key = of_versions(ask.authority, Kind::OrderDraft, &name).u64(version);
        self.put_desk((schema::DOCUMENTS, key), &next, &[])?;
        self.audit_with(ask, (action, &name, Some(version)), next.value.reason.clone())?;
        Ok(answer(id, &next))
    }
}

/// Whether this is the order that waits, word for word, with the approval of who asks.
fn check_approval(waiting: &[u8], approved: &[u8], ask: &DeskAsk) -> Result<(), crate::refusal::Refusal> {
    let waiting = UnverifiedOrder::decode(waiting).map_err(|_| DeskRefusal::Value("order"))?;
    let approved = UnverifiedOrder::decode(approved)?;
    let is_same = approved.unverified_body() == waiting.unverified_body()
        && approved.unverified_kids().0 == waiting.unverified_kids().0;
    if !is_same {
        return Err(DeskRefusal::Value("approved").into());
    }
    if approved.unverified_kids().1 != Some(ask.act.kid) {
        return Err(DeskRefusal::OtherOfficer.into());
    }
    Ok(())
}

fn answer(id: Hash, draft: &Versioned<Draft>) -> Value {
    let Draft { state, touched, in_force, .. } = &draft.value;
    json!({ "id": id, "version": draft.version, "state": state, "touched": touched, "in_force": in_force })
}
