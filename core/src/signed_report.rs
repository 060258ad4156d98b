//! A signed verification report: what a verifier wrote down of many verdicts, signed by whoever stands behind it
//! (docs/FORMAT.md section 10). It proves who wrote it and that nobody changed it since. It proves nothing of the
//! certificates in it: whoever must know verifies those again.
//!
//! ```cddl
//! signed-report = #6.18([ bstr .cbor { 1: -19, 3: "application/json", 4: bstr .size 8, 16: 65005 }, {}, bstr, bstr .size 64 ])
//! ```

use crate::cbor::Writer;
use crate::cose::{self, Envelope, Typ, no_keys, protected_header};
use crate::ids::Kid;
use crate::key::{ALGORITHM, PublicKey};
use crate::limits::SIGNED_REPORT_BYTES;
use crate::malformed::{Field, Malformed};
use alloc::vec::Vec;

/// Header 3: what the payload is.
pub const CONTENT_TYPE: &str = "application/json";
/// Its number.
const CONTENT_TYPE_HEADER: i64 = 3;

/// A signed report, decoded; nobody looked at its signature yet.
#[derive(Clone, Copy, Debug)]
pub struct UnverifiedSignedReport<'a> {
    envelope: Envelope<'a>,
    kid: Kid,
}

impl<'a> UnverifiedSignedReport<'a> {
    /// Decodes one that fills `bytes`.
    ///
    /// # Errors
    /// Where the bytes are no signed report.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, Malformed> {
        if bytes.len() > SIGNED_REPORT_BYTES {
            return Err(Malformed::Size { bytes: bytes.len(), limit: SIGNED_REPORT_BYTES });
        }
        let envelope = Envelope::decode(bytes, no_keys)?;
        let mut content_type = None;
        let kid = protected_header(envelope.protected, Some(Typ::Report), |key, reader| match key {
            CONTENT_TYPE_HEADER => reader.text().map(|text| content_type = Some(text)).map_err(Malformed::from),
            _ => Err(Malformed::UnknownKey(key)),
        })?;
        if content_type.ok_or(Malformed::MissingKey(CONTENT_TYPE_HEADER))? != CONTENT_TYPE {
            return Err(Malformed::Value(Field::ContentType));
        }
        Ok(Self { envelope, kid })
    }

    /// The key that it says it was signed with.
    #[must_use]
    pub fn kid(&self) -> Kid {
        self.kid
    }

    /// The JSON, whoever wrote it.
    #[must_use]
    pub fn unverified_json(&self) -> &'a [u8] {
        self.envelope.payload
    }

    /// Whether this key signed it: the kid is the key's, and the signature is right.
    #[must_use]
    pub fn is_signed_by(&self, key: &PublicKey) -> bool {
        key.kid() == self.kid && self.envelope.is_signed_by(key)
    }
}

/// A signed report about to be made: sign [`SignedReportDraft::to_be_signed`], then [`SignedReportDraft::finish`].
#[derive(Clone, Debug)]
pub struct SignedReportDraft<'j> {
    protected: Vec<u8>,
    json: &'j [u8],
}

impl<'j> SignedReportDraft<'j> {
    /// Lays out a report, the JSON as it is, by the key with this kid.
    #[must_use]
    pub fn new(kid: Kid, json: &'j [u8]) -> Self {
        let mut writer = Writer::new();
        writer.map(4).integer(1).integer(ALGORITHM).integer(CONTENT_TYPE_HEADER).text(CONTENT_TYPE);
        writer.integer(4).bytes(&kid.0).integer(16).unsigned(Typ::Report as u64);
        Self { protected: writer.into_bytes(), json }
    }

    /// The bytes to sign.
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        cose::to_be_signed(&self.protected, self.json)
    }

    /// The signed report.
    #[must_use]
    pub fn finish(&self, signature: &[u8; 64]) -> Vec<u8> {
        Envelope { protected: &self.protected, payload: self.json, signature: *signature }.encode(0, &[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::{Signer as _, SigningKey};

    const JSON: &[u8] = br#"{"counts":{"valid":1}}"#;

    fn signed(protected_of: impl Fn(SignedReportDraft<'_>) -> SignedReportDraft<'_>) -> (PublicKey, Vec<u8>) {
        let key = SigningKey::from_bytes(&[7; 32]);
        let public = PublicKey(key.verifying_key().to_bytes());
        let draft = protected_of(SignedReportDraft::new(public.kid(), JSON));
        let signature = key.sign(&draft.to_be_signed()).to_bytes();
        (public, draft.finish(&signature))
    }

    #[test]
    fn a_report_is_its_signers_and_nobody_elses() {
        let (key, bytes) = signed(|draft| draft);
        let report = UnverifiedSignedReport::decode(&bytes).unwrap();
        assert_eq!((report.kid(), report.unverified_json()), (key.kid(), JSON));
        assert!(report.is_signed_by(&key));
        let other = PublicKey(SigningKey::from_bytes(&[8; 32]).verifying_key().to_bytes());
        assert!(!report.is_signed_by(&other));
    }

    #[test]
    fn no_bit_of_a_report_can_be_changed() {
        let (key, bytes) = signed(|draft| draft);
        for bit in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            let report = UnverifiedSignedReport::decode(&changed);
            assert!(!report.is_ok_and(|report| report.is_signed_by(&key)), "bit {bit}");
        }
    }

    #[test]
    fn another_kind_of_object_or_content_is_no_report() {
        let header = |content: Option<&str>, typ: Option<u64>| {
            let mut writer = Writer::new();
            writer.map(2 + usize::from(content.is_some()) + usize::from(typ.is_some())).integer(1).integer(ALGORITHM);
            content.iter().for_each(|text| {
                writer.integer(3).text(text);
            });
            writer.integer(4).bytes(&[0; 8]);
            typ.iter().for_each(|typ| {
                writer.integer(16).unsigned(*typ);
            });
            writer.into_bytes()
        };
        for (content, typ, refused) in [
            (Some("text/html"), Some(65_005), Malformed::Value(Field::ContentType)),
            (None, Some(65_005), Malformed::MissingKey(3)),
            (Some(CONTENT_TYPE), Some(65_001), Malformed::Typ),
            (Some(CONTENT_TYPE), None, Malformed::MissingKey(16)),
        ] {
            let (_, bytes) = signed(|draft| SignedReportDraft { protected: header(content, typ), ..draft });
            assert_eq!(UnverifiedSignedReport::decode(&bytes).map(|_| ()), Err(refused));
        }
    }
}
