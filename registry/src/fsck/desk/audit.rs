//! The audit trail, which is whole and signed, and the documents whose versions it tells of.

use super::Acts;
use crate::desk::audit::{Action, AuditEntry};
use crate::desk::catalogue::Versioned;
use crate::desk::draft::{Draft, DraftState, order_bytes};
use crate::fsck::Fsck;
use crate::fsck::finding::{Fault, Stopped};
use crate::http_signature::digest_in;
use crate::store::desk::{DeskHead, Kind, of_versions};
use crate::store::key::Key;
use crate::store::schema::{AUDIT, DOCUMENTS};
use crate::store::{AuthorityNumber, Load, StoreError};
use hezheng_core::ids::{Hash, Kid};
use hezheng_core::key::PublicKey;
use hezheng_core::trust::unverified_body;
use std::collections::BTreeMap;

impl Fsck<'_> {
    pub(super) fn check_audit(&mut self, heads: &BTreeMap<AuthorityNumber, DeskHead>) -> Result<Acts, Stopped> {
        let known = self.keys_ever_listed()?;
        let places: Vec<_> =
            heads.iter().flat_map(|(authority, head)| (0..head.audit).map(|serial| (*authority, serial))).collect();
        let keys = places.iter().map(|(authority, serial)| Key::of(*authority).u64(*serial).into_bytes());
        let entries = self.exactly::<AuditEntry>(AUDIT, keys)?;
        let mut acts = Vec::new();
        for ((authority, serial), entry) in places.into_iter().zip(entries) {
            let Some(entry) = entry else { continue };
            let is_signed = known.get(&entry.kid.0).is_some_and(|keys| {
                keys.iter().any(|key| key.has_signed(entry.signature_base.as_bytes(), &entry.signature.0))
            });
            if !is_signed || digest_in(&entry.signature_base).as_deref() != Some(entry.content_sha256.0.as_slice()) {
                self.findings.add(AUDIT, &Key::of(authority).u64(serial).into_bytes(), Fault::NotSigned)?;
            }
            acts.push((authority, entry));
        }
        Ok(acts)
    }

    /// The keys of institutions and officers that any bundle ever listed. The bundles themselves were checked before.
    fn keys_ever_listed(&self) -> Result<BTreeMap<Kid, Vec<PublicKey>>, Stopped> {
        let mut known: BTreeMap<Kid, Vec<PublicKey>> = BTreeMap::new();
        let bundles = match self.read.bundles() {
            Err(StoreError::Damaged(_)) => Vec::new(),
            bundles => bundles?,
        };
        for body in bundles.iter().filter_map(|record| unverified_body(&record.bundle).ok()) {
            let officers = body.authorities.iter().flat_map(|one| &one.officer_keys).map(|officer| officer.key);
            let institutions = body.institutions.iter().flat_map(|one| &one.keys).map(|key| key.key);
            for key in officers.chain(institutions) {
                known.entry(key.kid()).or_default().push(key);
            }
        }
        Ok(known)
    }

    /// Each version that somebody made is there, and no other.
    pub(super) fn check_documents(&mut self, acts: &Acts) -> Result<(), Stopped> {
        let made = acts.iter().filter_map(|(authority, entry)| {
            let kind = match entry.action {
                Action::ProgrammeChanged => Kind::Programme,
                Action::InstitutionChanged => Kind::Institution,
                Action::PolicyChanged => Kind::Policy,
                Action::NoticePublished => Kind::Notice,
                Action::OrderFiled | Action::OrderApproved | Action::OrderReturned | Action::OrderWithdrawn => {
                    Kind::OrderDraft
                }
                _ => return None,
            };
            Some((of_versions(*authority, kind, &entry.on).u64(entry.version?).into_bytes(), entry))
        });
        let made: BTreeMap<_, _> = made.collect();
        let found = self.exactly::<Versioned<serde_json::Value>>(DOCUMENTS, made.keys().cloned())?;
        for ((key, entry), document) in made.iter().zip(found) {
            let Some(document) = document else { continue };
            let is_so = (Some(document.version), document.since) == (entry.version, entry.time)
                && Self::draft_is_as_done(entry, document.value);
            if !is_so {
                self.findings.add(DOCUMENTS, key, Fault::DeskState)?;
            }
        }
        Ok(())
    }

    /// Where it is an order on its way: it bears its hash's name, and is in the state that the act led to.
    fn draft_is_as_done(entry: &AuditEntry, document: serde_json::Value) -> bool {
        let states: &[DraftState] = match entry.action {
            Action::OrderFiled => &[DraftState::Waiting, DraftState::CarriedOut],
            Action::OrderApproved => &[DraftState::CarriedOut],
            Action::OrderReturned => &[DraftState::Returned],
            Action::OrderWithdrawn => &[DraftState::Withdrawn],
            _ => return true,
        };
        let Ok(draft) = serde_json::from_value::<Draft>(document) else { return false };
        let is_named = order_bytes(&draft.order).is_ok_and(|order| Hash::of(&[&order]).to_string() == entry.on);
        let is_decided = (draft.state == DraftState::CarriedOut) == draft.in_force.is_some();
        is_named && is_decided && states.contains(&draft.state)
    }
}
