//! The certificate: a signed statement of the institution (format.md section 2), and the registration it bears (section 3).
//!
//! ```cddl
//! signed-statement = #6.18([ bstr .cbor statement-headers, statement-unprotected, bstr .cbor body, bstr .size 64 ])
//! statement-headers = { 1: -19, 4: bstr .size 8, 15: { 1: uscc, 2: certificate-number }, 16: 65001 }
//! statement-unprotected = { ? 11: countersignature, ? 394: [ + bstr .cbor receipt ] }
//! ```

pub mod check_code;
pub mod claims;
mod draft;

pub use claims::Claims;
pub use draft::{RegistrationDraft, StatementDraft, with_receipts};

use crate::cbor::Reader;
use crate::cose::{self, COUNTERSIGNATURE, CountersignDraft, Countersignature, Envelope, Typ};
use crate::ids::{Hash, Kid, LeafIndex, StatementHash};
use crate::key::{DecodedKey, PublicKey};
use crate::limits::{RECEIPTS, STATEMENT_BYTES};
use crate::log::receipt::UnverifiedReceipt;
use crate::malformed::{Field, Malformed};
use crate::number::{CertificateNumber, Uscc};
use crate::time::Time;
use alloc::vec::Vec;

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
