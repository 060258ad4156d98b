//! The desk in the writer: what institutions and officers ask there is judged by what the store knows and written with its
//! entry in the audit trail, in one commit, so that of two who change the same thing at once the second is told.

mod catalogue;
mod class;
mod draft;
mod flag;
mod notice;
mod person;

use crate::desk::audit::{Action, AuditEntry, SignedAct};
use crate::desk::catalogue::{Change, InstitutionEntry, Programme};
use crate::desk::class::{ClassFiling, ClassNamed, ClassReturn, Results};
use crate::desk::draft::{DraftDecision, DraftFiled};
use crate::desk::held::{HeldApproval, HeldRefusal};
use crate::desk::notice::NoticePublished;
use crate::desk::person::{PersonRead, PersonSought};
use crate::desk::policy::Policy;
use crate::desk::text::Text;
use crate::policy;
use crate::refusal::{Failed, SignerRefusal};
use crate::sequencer::batch::Batch;
use crate::store::desk::{DeskHead, DeskRow, LoadDesk};
use crate::store::key::Key;
use crate::store::port::Table;
use crate::store::{AuthorityNumber, StoreError, schema};
pub(crate) use flag::FlagDecision;
use hezheng_core::number::Uscc;
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;

/// A request at an authority's desk. It may hold personal data and has no `Debug`.
pub(crate) struct DeskAsk {
    pub(crate) authority: AuthorityNumber,
    pub(crate) act: SignedAct,
    pub(crate) what: DeskAct,
}

/// What is asked.
pub(crate) enum DeskAct {
    FileClass(Box<ClassFiling>),
    WithdrawClass(ClassNamed),
    FileResults(Results),
    AcceptClass(ClassNamed),
    ReturnClass(ClassReturn),
    ChangeProgramme(Change<Programme>),
    ChangeInstitution(Change<InstitutionEntry>),
    ChangePolicy(Change<Policy>),
    DecideFlag(FlagDecision),
    FileOrder(DraftFiled),
    DecideOrder(DraftDecision),
    SeekPerson(PersonSought),
    ReadPerson(PersonRead),
    PublishNotice(NoticePublished),
    ApproveHeld(HeldApproval),
    RefuseHeld(HeldRefusal),
}

/// Who asks, where it is an institution.
struct Asking {
    uscc: Uscc,
    name: String,
}

impl Batch<'_> {
    /// Decides a request at the desk. Whether an officer's key is one was judged when the request came; an institution's is
    /// judged here, by the bundle in force.
    pub(in crate::sequencer) fn desk(&mut self, ask: &DeskAsk) -> Result<Value, Failed> {
        self.whole_or_not_at_all(|batch| match &ask.what {
            DeskAct::FileClass(filing) => batch.file_class(ask, filing),
            DeskAct::WithdrawClass(named) => batch.withdraw_class(ask, named),
            DeskAct::FileResults(results) => batch.file_results(ask, results),
            DeskAct::AcceptClass(named) => batch.accept_class(ask, named),
            DeskAct::ReturnClass(returned) => batch.return_class(ask, returned),
            DeskAct::ChangeProgramme(change) => batch.change_programme(ask, change),
            DeskAct::ChangeInstitution(change) => batch.change_institution(ask, change),
            DeskAct::ChangePolicy(change) => batch.change_policy(ask, change),
            DeskAct::DecideFlag(decision) => batch.decide_flag(ask, decision),
            DeskAct::FileOrder(filed) => batch.file_draft(ask, filed),
            DeskAct::DecideOrder(decision) => batch.decide_draft(ask, decision),
            DeskAct::SeekPerson(sought) => batch.seek_person(ask, sought),
            DeskAct::ReadPerson(wanted) => batch.read_person(ask, wanted),
            DeskAct::PublishNotice(asked) => batch.publish_notice(ask, asked),
            DeskAct::ApproveHeld(approval) => batch.approve_held(ask, approval),
            DeskAct::RefuseHeld(refusal) => batch.refuse_held(ask, refusal),
        })
    }

    /// Begins the desk of each authority that has none yet.
    pub(in crate::sequencer) fn begin_desks(&mut self) -> Result<(), StoreError> {
        for authority in self.served {
            let key = Key::of(authority.number);
            if self.writing.desk::<DeskHead>(schema::DESK_HEADS, key)?.is_none() {
                self.put_desk_head(authority.number, &DeskHead::default())?;
            }
        }
        Ok(())
    }

    /// The policy in force, or the default.
    pub(in crate::sequencer) fn policy(&mut self, authority: AuthorityNumber) -> Result<Arc<Policy>, StoreError> {
        if let Some(policy) = self.policies.get(&authority) {
            return Ok(Arc::clone(policy));
        }
        let policy = Arc::new(self.writing.policy(authority)?.map(|policy| policy.value).unwrap_or_default());
        self.policies.insert(authority, Arc::clone(&policy));
        Ok(policy)
    }

    /// The institution whose issuing key signed a request, where it may act with this authority now.
    fn asking(&self, ask: &DeskAsk) -> Result<Asking, Failed> {
        let authority = self.authority(ask.authority).map_err(Failed::refused)?;
        let bundle = Self::bundle(&self.view.trust, self.now).map_err(Failed::refused)?;
        let (listed, _) = bundle.issuing_key(ask.act.kid).ok_or(Failed::refused(SignerRefusal::Unknown))?;
        let signer = (ask.act.kid, &listed.uscc);
        let (institution, _) = policy::signer(bundle, &authority.code, signer, self.now).map_err(Failed::refused)?;
        let name = institution.name_on(self.now.shanghai_day()).to_owned();
        Ok(Asking { uscc: institution.uscc.clone(), name })
    }

    /// Writes a row of the desk, sealed.
    pub(in crate::sequencer) fn put_desk(
        &mut self,
        (table, key): (Table, Key),
        content: &impl Serialize,
        secret: &[u8],
    ) -> Result<(), StoreError> {
        let key = key.into_bytes();
        let sealed = DeskRow::seal((self.sealing, hezheng_keys::random_bytes()?), (table, &key), content, secret);
        let row = sealed.ok_or(StoreError::Damaged(None))?;
        self.writing.put_desk(table, key, &row);
        Ok(())
    }

    pub(in crate::sequencer) fn put_desk_head(
        &mut self,
        authority: AuthorityNumber,
        head: &DeskHead,
    ) -> Result<(), StoreError> {
        self.put_desk((schema::DESK_HEADS, Key::of(authority)), head, &[])
    }

    /// Enters what was done in the audit trail.
    fn audit(&mut self, ask: &DeskAsk, what: (Action, &str, Option<u64>)) -> Result<(), StoreError> {
        self.audit_with(ask, what, None)
    }

    /// The same, with the reason that was given.
    pub(in crate::sequencer) fn audit_with(
        &mut self,
        ask: &DeskAsk,
        (action, on, version): (Action, &str, Option<u64>),
        reason: Option<String>,
    ) -> Result<(), StoreError> {
        let mut head = self.writing.desk_head(ask.authority)?;
        let entry = AuditEntry {
            time: Text(self.now),
            kid: Text(ask.act.kid),
            role: ask.act.role,
            action,
            on: on.into(),
            version,
            reason,
            content_sha256: ask.act.digest,
            signature_base: ask.act.base.clone(),
            signature: Text(ask.act.signature),
        };
        self.put_desk((schema::AUDIT, Key::of(ask.authority).u64(head.audit)), &entry, &[])?;
        head.audit = head.audit.saturating_add(1);
        self.put_desk_head(ask.authority, &head)
    }
}
