//! Registrations that wait for an officer, or waited: as many as the desk's head says; each under the number of its own
//! statement, which its institution reserved; decided as the audit trail says, and in the log if and only if it was approved;
//! with what belongs to its person sealed beside it while it waits, and nothing from then on; forgotten no earlier than the
//! time of retention says.

use super::Fsck;
use super::finding::{Fault, Stopped};
use super::numbers::Ranges;
use super::walk::Walk;
use crate::desk::audit::{Action, AuditEntry};
use crate::desk::held::{Held, HeldState, KeptFrom};
use crate::policy;
use crate::refusal::RegistrationRefusal;
use crate::store::desk::{DeskHead, of_held};
use crate::store::key::{Key, Parts, every_key};
use crate::store::records::decode_personal;
use crate::store::schema::HELD;
use crate::store::{AuthorityNumber, Load, LoadHolders, StoreError};
use hezheng_core::ids::StatementHash;
use hezheng_core::number::CertificateNumber;
use hezheng_core::statement::UnverifiedStatement;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// What officers did to registrations that waited, by their rows' keys.
type Decided<'a> = BTreeMap<Vec<u8>, &'a AuditEntry>;

impl Fsck<'_> {
    /// Checks the table; gives the leaves of those that were approved.
    pub(super) fn check_held(
        &mut self,
        heads: &BTreeMap<AuthorityNumber, DeskHead>,
        acts: &[(AuthorityNumber, AuditEntry)],
    ) -> Result<BTreeSet<(AuthorityNumber, u64)>, Stopped> {
        let decisions = acts.iter().filter(|(_, entry)| state_after(entry.action).is_some());
        let mut decided: Decided<'_> =
            decisions.map(|(authority, entry)| (of_held(*authority, &entry.on).into_bytes(), entry)).collect();
        let (mut counts, mut approved) = (BTreeMap::<AuthorityNumber, u64>::new(), BTreeSet::new());
        let mut rows = Walk::over(HELD, every_key());
        while let Some((key, value)) = rows.next(self.read)? {
            if let Some(authority) = Parts::of(&key).u32() {
                *counts.entry(AuthorityNumber(authority)).or_default() += 1;
            }
            let decision = decided.remove(&key);
            let Some((held, secret)) = self.opened::<Held>((HELD, &key), &value)? else { continue };
            match self.held_fault(&key, (&held, &secret), decision) {
                Ok(Ok(place)) => approved.extend(place),
                Ok(Err(fault)) => self.findings.add(HELD, &key, fault)?,
                // A row of another table that it leads to cannot be read, and was named.
                Err(StoreError::Damaged(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        for key in decided.keys() {
            self.findings.add(HELD, key, Fault::Missing)?;
        }
        for (authority, head) in heads {
            let fault = match counts.remove(authority).unwrap_or_default().cmp(&head.held) {
                Ordering::Less => Fault::Missing,
                Ordering::Greater => Fault::Excess,
                Ordering::Equal => continue,
            };
            self.findings.add(HELD, &Key::of(*authority).into_bytes(), fault)?;
        }
        for authority in counts.keys() {
            self.findings.add(HELD, &Key::of(*authority).into_bytes(), Fault::Excess)?;
        }
        Ok(approved)
    }

    /// What is wrong with a row; or where it was registered, if it was approved.
    fn held_fault(
        &self,
        key: &[u8],
        (held, secret): (&Held, &[u8]),
        decision: Option<&AuditEntry>,
    ) -> Result<Result<Option<(AuthorityNumber, u64)>, Fault>, StoreError> {
        if let Some(left) = &held.kept_from {
            return self.forgotten_fault(key, (held, left, secret), decision);
        }
        let bytes = held.statement().unwrap_or_default();
        let Ok(statement) = UnverifiedStatement::decode(&bytes) else { return Ok(Err(Fault::Unreadable)) };
        let number = statement.unverified_number();
        let authority = AuthorityNumber::of_text(number.authority());
        if of_held(authority, number.as_str()).into_bytes() != key {
            return Ok(Err(Fault::Misplaced));
        }
        if !Ranges::default().hold(self.read, number, statement.unverified_uscc())? {
            return Ok(Err(Fault::NumberNotReserved));
        }
        let place = self.read.place_of_statement(statement.hash())?;
        let is_as_decided = is_as_decided(held, decision, HeldState::Waiting);
        let is_whole = !held.rules.is_empty() && secret.is_empty() != (held.state == HeldState::Waiting);
        if !is_as_decided || !is_whole || place.is_some() != (held.state == HeldState::Approved) {
            return Ok(Err(Fault::DeskState));
        }
        if held.state == HeldState::Waiting {
            let Ok(personal) = decode_personal(secret) else { return Ok(Err(Fault::NotSealed)) };
            let portrait = personal.portrait.as_ref().map(|portrait| portrait.as_slice());
            match policy::person(statement.unverified_claims(), &personal.identity_number, portrait) {
                Ok(_) => {}
                Err(RegistrationRefusal::IdentityNumber | RegistrationRefusal::IdentityTail) => {
                    return Ok(Err(Fault::OtherIdentityNumber));
                }
                Err(_) => return Ok(Err(Fault::OtherPortrait)),
            }
        }
        Ok(Ok(place.map(|(authority, leaf)| (authority, leaf.0))))
    }

    /// What is wrong with the row of one that is kept no longer: it says whose number it was, and of nobody's.
    fn forgotten_fault(
        &self,
        key: &[u8],
        (held, left, secret): (&Held, &KeptFrom, &[u8]),
        decision: Option<&AuditEntry>,
    ) -> Result<Result<Option<(AuthorityNumber, u64)>, Fault>, StoreError> {
        let mut parts = Parts::of(key);
        let named = parts.u32().zip(parts.text().and_then(|number| CertificateNumber::parse(number).ok()));
        let Some((authority, number)) = named else { return Ok(Err(Fault::Misplaced)) };
        if !Ranges::default().hold(self.read, &number, &left.uscc.0)? {
            return Ok(Err(Fault::NumberNotReserved));
        }
        let is_due = self.read.retention(AuthorityNumber(authority))?.is_some_and(|until| left.day.0 <= until);
        let is_gone = held.statement.is_empty() && secret.is_empty() && is_due;
        let is_registered = self.read.place_of_statement(StatementHash(left.statement_sha256))?.is_some();
        let is_right = is_gone && !is_registered && is_as_decided(held, decision, HeldState::Lapsed);
        Ok(if is_right && held.state != HeldState::Approved { Ok(None) } else { Err(Fault::DeskState) })
    }
}

/// Whether it stands where the audit trail says; where nobody decided it, in this state.
fn is_as_decided(held: &Held, decision: Option<&AuditEntry>, undecided: HeldState) -> bool {
    match (&held.decision, decision) {
        (None, None) => held.state == undecided,
        (Some(kept), Some(entry)) => {
            Some(held.state) == state_after(entry.action)
                && (kept.kid, kept.time, &kept.reason) == (entry.kid, entry.time, &entry.reason)
        }
        _ => false,
    }
}

/// The state that an act leads to, where it decides what waits.
fn state_after(action: Action) -> Option<HeldState> {
    match action {
        Action::HeldApproved => Some(HeldState::Approved),
        Action::HeldRefused => Some(HeldState::Refused),
        _ => None,
    }
}
