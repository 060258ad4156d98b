//! What is about to be signed: the institution's statement, then the registry's countersignature on it; and the receipts that
//! a registered one carries.

use super::{Claims, RECEIPTS_HEADER, UnverifiedStatement};
use crate::cbor::Writer;
use crate::cose::{self, COUNTERSIGNATURE, CountersignDraft, Envelope, Typ};
use crate::ids::{Kid, LeafIndex};
use crate::key::ALGORITHM;
use crate::malformed::Malformed;
use crate::number::{CertificateNumber, Uscc};
use crate::time::Time;
use alloc::vec::Vec;

/// A statement about to be signed: sign [`StatementDraft::to_be_signed`], then [`StatementDraft::finish`].
#[derive(Clone, Debug)]
pub struct StatementDraft {
    protected: Vec<u8>,
    body: Vec<u8>,
}

impl StatementDraft {
    /// Lays out a statement by the key with this kid. The result is decoded by the rules for everybody's bytes, so that no
    /// draft can be signed that a verifier refuses.
    ///
    /// # Errors
    /// The first rule of the format that these claims break.
    pub fn new(kid: Kid, uscc: &Uscc, number: &CertificateNumber, claims: &Claims) -> Result<Self, Malformed> {
        let mut writer = Writer::new();
        writer.map(4).integer(1).integer(ALGORITHM).integer(4).bytes(&kid.0);
        writer.integer(15).map(2).integer(1).text(uscc.as_str()).integer(2).text(number.as_str());
        writer.integer(16).unsigned(Typ::Statement as u64);
        let draft = Self { protected: writer.into_bytes(), body: claims.encode() };
        UnverifiedStatement::decode(&draft.finish(&[0; 64])).map(|_| ())?;
        Ok(draft)
    }

    /// The bytes to sign.
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        cose::to_be_signed(&self.protected, &self.body)
    }

    /// The tagged statement, not registered yet.
    #[must_use]
    pub fn finish(&self, signature: &[u8; 64]) -> Vec<u8> {
        self.envelope(signature).encode(0, &[])
    }

    /// The most bytes that it will have once it is registered, whenever and wherever in the log: what its QR code must hold.
    #[must_use]
    pub fn registered_size_bytes(&self) -> usize {
        let envelope = self.envelope(&[0; 64]);
        let (time, leaf) = (Time(u32::MAX.into()), LeafIndex(u64::MAX));
        let countersign = CountersignDraft::new(&envelope, Kid([0; 8]), time, Some(leaf));
        envelope.encode(1, &countersign.finish(&[0; 64])).len()
    }

    fn envelope(&self, signature: &[u8; 64]) -> Envelope<'_> {
        Envelope { protected: &self.protected, payload: &self.body, signature: *signature }
    }
}

/// A registration about to be countersigned: sign [`RegistrationDraft::to_be_signed`], then [`RegistrationDraft::finish`].
#[derive(Clone, Debug)]
pub struct RegistrationDraft<'s> {
    pub(super) envelope: Envelope<'s>,
    pub(super) countersign: CountersignDraft,
}

impl RegistrationDraft<'_> {
    /// The bytes to sign.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        self.countersign.to_be_signed()
    }

    /// The registered statement: what a QR code carries.
    #[must_use]
    pub fn finish(&self, signature: &[u8; 64]) -> Vec<u8> {
        self.envelope.encode(1, &self.countersign.finish(signature))
    }
}

/// A registered statement with these receipts (encoded) instead of those it had: what a PDF carries. Without receipts it
/// is what a QR code carries.
///
/// # Errors
/// Where the bytes are no registered statement, or a receipt is none.
pub fn with_receipts(registered: &[u8], receipts: &[&[u8]]) -> Result<Vec<u8>, Malformed> {
    let mut countersignature = &[][..];
    let envelope = Envelope::decode(registered, |key, reader| {
        let start = reader.clone();
        reader.item()?;
        if key == COUNTERSIGNATURE {
            countersignature = start.until(reader);
        }
        Ok(())
    })?;
    if countersignature.is_empty() {
        return Err(Malformed::MissingKey(COUNTERSIGNATURE));
    }
    let mut unprotected = Writer::new();
    unprotected.integer(COUNTERSIGNATURE).raw(countersignature);
    if !receipts.is_empty() {
        unprotected.integer(RECEIPTS_HEADER).array(receipts.len());
        receipts.iter().for_each(|receipt| {
            unprotected.bytes(receipt);
        });
    }
    let bytes = envelope.encode(1 + usize::from(!receipts.is_empty()), &unprotected.into_bytes());
    UnverifiedStatement::decode(&bytes).map(|_| ())?;
    Ok(bytes)
}
