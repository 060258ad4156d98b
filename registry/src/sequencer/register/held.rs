//! Registrations that wait for an officer: a rule whose severity is `approve` found something. What was sent is kept, sealed,
//! in the commit that answers it, and its number is taken. An officer approves it, and it is judged again and registered as
//! if it came then; or refuses it with a reason. See docs/decisions/0015-needs-approval.md.

use super::check::{self, New};
use super::{Ground, Registration};
use crate::desk::DeskRefusal;
use crate::desk::audit::Action;
use crate::desk::class::check_reason;
use crate::desk::held::{Held, HeldApproval, HeldDecision, HeldRefusal, HeldState, Wanting};
use crate::desk::judgement::Judgement;
use crate::desk::text::Text;
use crate::policy;
use crate::refusal::{Failed, Refusal, RegistrationRefusal};
use crate::sequencer::batch::Batch;
use crate::sequencer::desk::DeskAsk;
use crate::store::desk::{DeskRow, LoadDesk, of_held};
use crate::store::records::{Personal, decode_personal, encode_personal};
use crate::store::{AuthorityNumber, LoadRows, StoreError, schema};
use hezheng_core::number::CertificateNumber;
use hezheng_core::statement::{Claims, UnverifiedStatement, VerifiedStatement};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What an institution reads of a registration that nobody decided.
const LAPSED: &str = "人社局在保存期限内未作决定，个人信息已删除 · not decided while its personal data was kept";

impl Batch<'_> {
    /// Keeps a registration that these rules hold, and gives what is answered: that it waits.
    pub(super) fn hold(
        &mut self,
        asked: &Registration,
        new: &New<'_>,
        rules: Vec<Judgement>,
    ) -> Result<Failed, StoreError> {
        let wanting = |one: Judgement| Wanting { rule: one.rule, detail: one.broken().unwrap_or_default().into() };
        let rules: Vec<Wanting> = rules.into_iter().map(wanting).collect();
        let rule = rules.first().ok_or(StoreError::Damaged(None))?.rule;
        let held = Held {
            state: HeldState::Waiting,
            statement: Held::written(&asked.statement),
            rules,
            held: Text(self.now),
            decision: None,
            kept_from: None,
        };
        let portrait = asked.portrait.as_ref().map(|portrait| portrait.as_slice());
        let personal = encode_personal(&asked.identity_number, portrait);
        let number = new.verified.number().as_str();
        self.put_desk((schema::HELD, of_held(asked.authority, number)), &held, &personal)?;
        let mut head = self.writing.desk_head(asked.authority)?;
        head.held = head.held.saturating_add(1);
        self.put_desk_head(asked.authority, &head)?;
        Ok(Failed::refused(RegistrationRefusal::Held(rule)))
    }

    /// What is answered to a statement that waits for an officer, or was refused by one.
    pub(super) fn held_before(
        &self,
        asked: &Registration,
        (number, claims): (&CertificateNumber, &Claims),
    ) -> Result<Option<Refusal>, Failed> {
        let held = self.writing.held(asked.authority, number.as_str())?;
        let Some(held) = held.filter(|held| held.is_of(&asked.statement)) else { return Ok(None) };
        match held.state {
            HeldState::Waiting => {
                self.check_same_held(asked, (number, claims))?;
                let rule = held.rules.first().ok_or(StoreError::Damaged(None))?.rule;
                Ok(Some(RegistrationRefusal::Held(rule).into()))
            }
            HeldState::Refused => {
                let reason = held.decision.and_then(|decision| decision.reason);
                Ok(Some(RegistrationRefusal::ApprovalRefused(reason.unwrap_or_default()).into()))
            }
            HeldState::Lapsed => Ok(Some(RegistrationRefusal::ApprovalRefused(LAPSED.into()).into())),
            // What was approved is registered, and is found there.
            HeldState::Approved => Ok(None),
        }
    }

    /// Whether a number is taken by what waits or waited, unless that is what an officer just approves.
    pub(super) fn is_held(&self, statement: VerifiedStatement<'_>, ground: Ground<'_>) -> Result<bool, StoreError> {
        let number = statement.number();
        let authority = AuthorityNumber::of_text(number.authority());
        let held = self.writing.held(authority, number.as_str())?;
        let is_approved = |held: &Held| matches!(ground, Ground::Approved(_)) && held.state == HeldState::Waiting;
        Ok(held.is_some_and(|held| !is_approved(&held)))
    }

    /// Whether a statement that waits came with the same identity number and portrait.
    fn check_same_held(
        &self,
        asked: &Registration,
        (number, claims): (&CertificateNumber, &Claims),
    ) -> Result<(), Failed> {
        let kept = self.personal_of_held(asked.authority, number.as_str())?;
        let person = self.sealing.person(claims.id_kind, &kept.identity_number);
        let is_same_portrait = match &asked.portrait {
            Some(portrait) => kept.portrait.is_some() && policy::is_portrait(claims, portrait),
            None => kept.portrait.is_none(),
        };
        if is_same_portrait && self.sealing.is_person(person, claims.id_kind, &asked.identity_number) {
            Ok(())
        } else {
            Err(Failed::refused(RegistrationRefusal::RegisteredDifferently))
        }
    }

    /// What is sealed beside a registration that waits.
    fn personal_of_held(&self, authority: AuthorityNumber, number: &str) -> Result<Personal, StoreError> {
        let damaged = || StoreError::Damaged(None);
        let key = of_held(authority, number);
        let row = self.writing.record::<DeskRow>(schema::HELD, key.clone())?.ok_or_else(damaged)?;
        let opened = row.open(self.sealing, (schema::HELD, &key.into_bytes())).ok_or_else(damaged)?;
        decode_personal(&opened).map_err(StoreError::damaged)
    }

    /// Registers what waits, judged by the policy of now with this approval given: as if it came now.
    pub(in crate::sequencer) fn approve_held(
        &mut self,
        ask: &DeskAsk,
        approval: &HeldApproval,
    ) -> Result<Value, Failed> {
        let held = match self.waiting(ask, (&approval.number, None))? {
            Waits::Still(held) => held,
            Waits::DecidedSo(answer) => return Ok(answer),
        };
        let personal = self.personal_of_held(ask.authority, &approval.number)?;
        let statement = held.statement().ok_or(StoreError::Damaged(None))?;
        let signer = UnverifiedStatement::decode(&statement).map_err(|_| StoreError::Damaged(None))?.unverified_kid();
        let asked = Registration {
            authority: ask.authority,
            signer,
            statement,
            identity_number: personal.identity_number,
            portrait: personal.portrait,
        };
        let decoded = check::decode(&asked).map_err(Failed::refused)?;
        let new = self.judge().check(&asked, &decoded).map_err(Failed::refused)?;
        let mut admitted = BTreeMap::new();
        self.admit((&asked, Ground::Approved(&approval.rules)), &new, &mut admitted)?;
        self.sign_and_keep(admitted)?;
        self.decide_held(ask, (&approval.number, held), None)
    }

    /// Refuses what waits.
    pub(in crate::sequencer) fn refuse_held(&mut self, ask: &DeskAsk, refusal: &HeldRefusal) -> Result<Value, Failed> {
        check_reason(&refusal.reason).map_err(Failed::refused)?;
        match self.waiting(ask, (&refusal.number, Some(&refusal.reason)))? {
            Waits::Still(held) => self.decide_held(ask, (&refusal.number, held), Some(refusal.reason.clone())),
            Waits::DecidedSo(answer) => Ok(answer),
        }
    }

    /// What waits under this number. The same decision by the same officer again gets the first answer.
    fn waiting(&self, ask: &DeskAsk, (number, reason): (&str, Option<&String>)) -> Result<Waits, Failed> {
        let held = self.writing.held(ask.authority, number)?.ok_or(Failed::refused(DeskRefusal::Unknown))?;
        let decision = match &held.decision {
            Some(decision) => decision,
            None if held.state == HeldState::Waiting => return Ok(Waits::Still(held)),
            None => return Err(Failed::refused(DeskRefusal::HeldState(held.state.code()))),
        };
        if decision.kid.0 == ask.act.kid && decision.reason.as_ref() == reason {
            return Ok(Waits::DecidedSo(answer(number, held.state)));
        }
        Err(Failed::refused(DeskRefusal::HeldState(held.state.code())))
    }

    /// Writes what was decided: whose number was sealed here is in the certificate's row now, or nobody's business.
    fn decide_held(
        &mut self,
        ask: &DeskAsk,
        (number, held): (&str, Held),
        reason: Option<String>,
    ) -> Result<Value, Failed> {
        let (state, action) = match reason {
            None => (HeldState::Approved, Action::HeldApproved),
            Some(_) => (HeldState::Refused, Action::HeldRefused),
        };
        let decision = HeldDecision { time: Text(self.now), kid: Text(ask.act.kid), reason: reason.clone() };
        let held = Held { state, decision: Some(decision), ..held };
        self.put_desk((schema::HELD, of_held(ask.authority, number)), &held, &[])?;
        self.audit_with(ask, (action, number, None), reason)?;
        Ok(answer(number, state))
    }
}

/// What an officer's decision meets.
enum Waits {
    /// It waits.
    Still(Held),
    /// The same officer decided the same before: the first answer.
    DecidedSo(Value),
}

fn answer(number: &str, state: HeldState) -> Value {
    json!({ "number": number, "state": state })
}
