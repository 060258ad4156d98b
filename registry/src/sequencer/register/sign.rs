//! What is signed and sealed for each certificate of a commit, once all of them have their places.

use super::Registration;
use crate::authority::ServedAuthority;
use crate::parallel;
use crate::sealing::SealingKey;
use crate::sequencer::batch::Batch;
use crate::store::records::{CertificateRecord, encode_personal};
use crate::store::{Load, Place, StoreError};
use hezheng_core::ids::TreeSize;
use hezheng_core::log::receipt::{ReceiptDraft, ReceiptSubject};
use hezheng_core::log::tree::{self, Inclusion};
use hezheng_core::statement::VerifiedStatement;
use hezheng_core::time::Time;
use hezheng_core::trust::bundle::ServiceUse;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A certificate that took its place in this commit.
pub(super) struct Admitted<'s> {
    pub(super) asked: &'s Registration,
    pub(super) verified: VerifiedStatement<'s>,
    pub(super) time: Time,
}

/// What each is signed with and against.
struct Pen<'b> {
    authority: &'b ServedAuthority,
    origin: &'b str,
    proof: Inclusion,
    /// The time of the newest entry.
    receipt_time: Time,
}

impl Batch<'_> {
    /// Proves each against the tree after this commit, signs, seals, and keeps what will be answered.
    pub(super) fn sign_and_keep(&mut self, admitted: BTreeMap<Place, Admitted<'_>>) -> Result<(), StoreError> {
        let trust = Arc::clone(&self.view.trust);
        let Some(bundle) = trust.bundle() else { return Ok(()) };
        let mut work = Vec::with_capacity(admitted.len());
        for (place, one) in admitted {
            let authority = self.served.iter().find(|authority| authority.number == place.0);
            let authority = authority.ok_or(StoreError::Damaged(None))?;
            let listed = authority.listed(bundle, ServiceUse::Log).ok_or(StoreError::Damaged(None))?;
            let head = self.head(place.0);
            let proof = self.proof(place, head.size)?;
            let pen = Pen { authority, origin: &listed.log_origin, proof, receipt_time: head.last_entry };
            let record = self.unsigned.remove(&place).ok_or(StoreError::Damaged(None))?;
            work.push((place, one, pen, record, hezheng_keys::random_bytes()?));
        }
        let sealing = self.sealing;
        let done = parallel::map(work, |(place, one, pen, record, nonce)| {
            (place, one.sign(&pen, record), one.seal(sealing, nonce))
        });
        for (place, record, sealed) in done {
            self.writing.put_certificate(place, &record);
            self.writing.put_personal(place, sealed.ok_or(StoreError::Damaged(None))?);
        }
        Ok(())
    }

    fn proof(&self, place: Place, size: TreeSize) -> Result<Inclusion, StoreError> {
        let proof = tree::prove_inclusion(&self.writing.nodes(place.0), size, place.1)?;
        proof.ok_or(StoreError::Damaged(None))
    }
}

impl Admitted<'_> {
    fn sign(&self, pen: &Pen<'_>, mut record: CertificateRecord) -> CertificateRecord {
        let (countersigner, log) = (&pen.authority.countersign, &pen.authority.log);
        let draft = self.verified.register(countersigner.kid(), self.time, pen.proof.leaf);
        record.registered = draft.finish(&countersigner.sign(draft.to_be_signed()));
        let subject = ReceiptSubject { origin: pen.origin, number: self.verified.number() };
        let draft = ReceiptDraft::new(log.kid(), subject, pen.receipt_time, &pen.proof);
        record.receipt = draft.finish(&log.sign(draft.to_be_signed()));
        record
    }

    fn seal(&self, sealing: &SealingKey, nonce: [u8; 24]) -> Option<Vec<u8>> {
        let portrait = self.asked.portrait.as_ref().map(|portrait| portrait.as_slice());
        sealing.seal(nonce, &self.verified.hash().0.0, &encode_personal(&self.asked.identity_number, portrait))
    }
}
