//! The certificate: a signed statement of the institution (format.md section 2), and the registration it bears (section 3).
//!
//! ```cddl
//! signed-statement = #6.18([ bstr .cbor statement-headers, statement-unprotected, bstr .cbor body, bstr .size 64 ])
//! statement-headers = { 1: -19, 4: bstr .size 8, 15: { 1: uscc, 2: certificate-number }, 16: 65001 }
//! statement-unprotected = { ? 11: countersignature, ? 394: [ + bstr .cbor receipt ] }
//! ```

pub mod check_code;
pub mod claims;

use crate::cbor::{Reader, Writer};
use crate::cose::{self, COUNTERSIGNATURE, CountersignDraft, Countersignature, Envelope, Typ};
use crate::ids::{Hash, Kid, LeafIndex, StatementHash};
use crate::key::{ALGORITHM, DecodedKey, PublicKey};
use crate::limits::{RECEIPTS, STATEMENT_BYTES};
use crate::log::receipt::UnverifiedReceipt;
use crate::malformed::{Field, Malformed};
use crate::number::{CertificateNumber, Uscc};
use crate::time::Time;
use alloc::vec::Vec;
pub use claims::Claims;

/// Header 394: receipts (RFC 9942).
const RECEIPTS_HEADER: i64 = 394;

/// A statement that was decoded and nothing more: nobody's word yet.
#[derive(Clone, Debug)]
pub struct UnverifiedStatement<'a> {
    pub(crate) envelope: Envelope<'a>,
    pub(crate) kid: Kid,
    pub(crate) uscc: Uscc,
    pub(crate) number: CertificateNumber,
    pub(crate) claims: Claims,
    pub(crate) registration: Option<Registration<'a>>,
    pub(crate) receipts: Vec<UnverifiedReceipt<'a>>,
}

/// The registry's countersignature on a statement, decoded but not verified.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Registration<'a> {
    pub(crate) countersignature: Countersignature<'a>,
    pub(crate) leaf: LeafIndex,
}

impl<'a> UnverifiedStatement<'a> {
    /// Decodes a statement, registered or not.
    ///
    /// # Errors
    /// The first rule of the format that the bytes break.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let (mut registration, mut receipts, mut receipt_bytes) = (None, Vec::new(), 0);
        let envelope = Envelope::decode(bytes, |key, reader| match key {
            COUNTERSIGNATURE => {
                let (countersignature, leaf) = Countersignature::decode_registration(reader)?;
                registration = Some(Registration { countersignature, leaf });
                Ok(())
            }
            RECEIPTS_HEADER => {
                let start = reader.clone();
                receipts = decode_receipts(reader)?;
                receipt_bytes = start.until(reader).len();
                Ok(())
            }
            _ => Err(Malformed::UnknownKey(key)),
        })?;
        let size = bytes.len().saturating_sub(receipt_bytes);
        if size > STATEMENT_BYTES {
            return Err(Malformed::Size { bytes: size, limit: STATEMENT_BYTES });
        }
        let (mut uscc, mut number, mut named) = (None, None, false);
        let kid = cose::protected_header(envelope.protected, Some(Typ::Statement), |key, reader| match key {
            15 => {
                named = true;
                cose::read_map(reader, |key, reader| match key {
                    1 => {
                        uscc = Some(Uscc::parse(reader.text()?).map_err(|_| Malformed::Value(Field::Uscc))?);
                        Ok(())
                    }
                    2 => {
                        let text = reader.text()?;
                        let parsed = CertificateNumber::parse(text);
                        number = Some(parsed.map_err(|_| Malformed::Value(Field::CertificateNumber))?);
                        Ok(())
                    }
                    _ => Err(Malformed::UnknownKey(key)),
                })
            }
            _ => Err(Malformed::UnknownKey(key)),
        })?;
        if !named {
            return Err(Malformed::MissingKey(15));
        }
        Ok(Self {
            kid,
            uscc: uscc.ok_or(Malformed::MissingKey(1))?,
            number: number.ok_or(Malformed::MissingKey(2))?,
            claims: Claims::decode(envelope.payload)?,
            envelope,
            registration,
            receipts,
        })
    }

    /// The kid that the statement names; whose it is, and whether it signed, is not known yet.
    #[must_use]
    pub fn unverified_kid(&self) -> Kid {
        self.kid
    }

    /// The certificate number that the statement names, not verified.
    #[must_use]
    pub fn unverified_number(&self) -> &CertificateNumber {
        &self.number
    }

    /// The institution that the statement names, not verified.
    #[must_use]
    pub fn unverified_uscc(&self) -> &Uscc {
        &self.uscc
    }

    /// The time and place of registration that the statement names, not verified.
    #[must_use]
    pub fn unverified_registration(&self) -> Option<(Time, LeafIndex)> {
        self.registration.map(|registration| (registration.countersignature.time, registration.leaf))
    }

    /// The claims, for showing what an unverified file says to somebody who asked for just that. Never base a decision on them.
    #[must_use]
    pub fn unverified_claims(&self) -> &Claims {
        &self.claims
    }

    /// Whether any receipt is there.
    #[must_use]
    pub fn has_receipts(&self) -> bool {
        !self.receipts.is_empty()
    }

    /// Checks the institution's signature with this key, which the caller has found for [`UnverifiedStatement::unverified_kid`].
    ///
    /// # Errors
    /// Gives `None` where the key did not sign this.
    #[must_use]
    pub fn verify_signature(&self, key: &PublicKey) -> Option<VerifiedStatement<'_>> {
        self.verify_signature_decoded(&key.decode())
    }

    /// The same with a key decoded before.
    pub(crate) fn verify_signature_decoded(&self, key: &DecodedKey) -> Option<VerifiedStatement<'_>> {
        self.envelope.is_signed_by_decoded(key).then_some(VerifiedStatement { statement: self })
    }

    /// The tagged statement with an empty unprotected map: what is hashed, and what is registered.
    #[must_use]
    pub fn bare(&self) -> Vec<u8> {
        self.envelope.encode(0, &[])
    }

    /// The statement's identity.
    #[must_use]
    pub fn hash(&self) -> StatementHash {
        StatementHash(Hash::of(&[&self.bare()]))
    }
}

fn decode_receipts<'a>(reader: &mut Reader<'a>) -> Result<Vec<UnverifiedReceipt<'a>>, Malformed> {
    let count = usize::try_from(reader.array()?).unwrap_or(usize::MAX);
    if count == 0 || count > RECEIPTS {
        return Err(Malformed::Count(Field::Receipts));
    }
    (0..count).map(|_| UnverifiedReceipt::decode(reader.bytes()?)).collect()
}

/// A statement whose institution's signature was checked. The only way to its claims.
#[derive(Clone, Copy, Debug)]
pub struct VerifiedStatement<'s> {
    statement: &'s UnverifiedStatement<'s>,
}

impl<'s> VerifiedStatement<'s> {
    /// What the institution says.
    #[must_use]
    pub fn claims(&self) -> &'s Claims {
        &self.statement.claims
    }

    /// The certificate number.
    #[must_use]
    pub fn number(&self) -> &'s CertificateNumber {
        &self.statement.number
    }

    /// The institution.
    #[must_use]
    pub fn uscc(&self) -> &'s Uscc {
        &self.statement.uscc
    }

    /// The kid of the key that signed.
    #[must_use]
    pub fn kid(&self) -> Kid {
        self.statement.kid
    }

    /// The statement's identity.
    #[must_use]
    pub fn hash(&self) -> StatementHash {
        self.statement.hash()
    }

    /// The tagged statement with an empty unprotected map.
    #[must_use]
    pub fn bare(&self) -> Vec<u8> {
        self.statement.bare()
    }

    /// Begins the registration of this statement by the registry's key, at this time and place in the log.
    #[must_use]
    pub fn register(&self, registry_kid: Kid, time: Time, leaf: LeafIndex) -> RegistrationDraft<'s> {
        let countersign = CountersignDraft::new(&self.statement.envelope, registry_kid, time, Some(leaf));
        RegistrationDraft { envelope: self.statement.envelope, countersign }
    }
}

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
    envelope: Envelope<'s>,
    countersign: CountersignDraft,
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
