//! The one COSE structure of format 1: COSE_Sign1 (RFC 9052 section 4.2), with full countersignatures version 2
//! (RFC 9338). The bytes that were signed are kept as they came; nothing is verified from re-encoded bytes.

use crate::cbor::{MapKeys, Reader, Writer};
use crate::ids::{Kid, LeafIndex};
use crate::key::{ALGORITHM, DecodedKey, PublicKey};
use crate::malformed::Malformed;
use crate::time::Time;
use alloc::vec::Vec;

/// The tag of a COSE_Sign1.
const SIGN1: u64 = 18;
/// Header 11: a countersignature, version 2.
pub(crate) const COUNTERSIGNATURE: i64 = 11;
/// Claim of this project in the CWT claims of a countersignature: the leaf index.
const LEAF_INDEX: i64 = -65_537;

/// What `typ` (header 16, RFC 9596) says an object is, so that no signature can be taken for another kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u16)]
pub enum Typ {
    /// A signed statement: a certificate.
    Statement = 65_001,
    /// A trust bundle.
    TrustBundle = 65_002,
    /// A revocation snapshot.
    Snapshot = 65_003,
    /// A revocation order.
    Order = 65_004,
    /// A signed verification report.
    Report = 65_005,
}

/// A COSE_Sign1 with an attached payload, decoded but not verified.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Envelope<'a> {
    /// The protected header, as signed.
    pub(crate) protected: &'a [u8],
    /// The payload, as signed.
    pub(crate) payload: &'a [u8],
    /// The signature.
    pub(crate) signature: [u8; 64],
}

impl<'a> Envelope<'a> {
    /// Decodes a tagged COSE_Sign1 that fills `bytes`; `unprotected` is given each key of the unprotected map.
    pub(crate) fn decode(
        bytes: &'a [u8],
        unprotected: impl FnMut(i64, &mut Reader<'a>) -> Result<(), Malformed>,
    ) -> Result<Self, Malformed> {
        let mut reader = Reader::new(bytes);
        let protected = open(&mut reader, unprotected)?;
        let payload = reader.bytes()?;
        let signature = reader.array_of()?;
        reader.end()?;
        Ok(Self { protected, payload, signature })
    }

    /// Whether `key` signed this.
    pub(crate) fn is_signed_by(&self, key: &PublicKey) -> bool {
        self.is_signed_by_decoded(&key.decode())
    }

    /// The same of a key decoded before.
    pub(crate) fn is_signed_by_decoded(&self, key: &DecodedKey) -> bool {
        key.has_signed(&to_be_signed(self.protected, self.payload), &self.signature)
    }

    /// The tagged COSE_Sign1 with this content of the unprotected map: `pairs` pairs, encoded in order.
    pub(crate) fn encode(&self, pairs: usize, unprotected: &[u8]) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.tag(SIGN1).array(4).bytes(self.protected).map(pairs).raw(unprotected);
        writer.bytes(self.payload).bytes(&self.signature);
        writer.into_bytes()
    }
}

/// Reads a COSE_Sign1 up to its payload, and gives the protected header.
pub(crate) fn open<'a>(
    reader: &mut Reader<'a>,
    mut unprotected: impl FnMut(i64, &mut Reader<'a>) -> Result<(), Malformed>,
) -> Result<&'a [u8], Malformed> {
    reader.tag(SIGN1)?;
    reader.tuple(4)?;
    let protected = reader.bytes()?;
    read_map(reader, &mut unprotected)?;
    Ok(protected)
}

/// Reads a map with integer keys; `value` reads the value of each key, or refuses the key.
pub(crate) fn read_map<'a>(
    reader: &mut Reader<'a>,
    mut value: impl FnMut(i64, &mut Reader<'a>) -> Result<(), Malformed>,
) -> Result<(), Malformed> {
    let mut keys: MapKeys<'a> = reader.map()?;
    while let Some(key) = keys.next(reader)? {
        value(key, reader)?;
    }
    Ok(())
}

/// Refuses every key: for maps that must be empty.
pub(crate) fn no_keys(key: i64, _: &mut Reader<'_>) -> Result<(), Malformed> {
    Err(Malformed::UnknownKey(key))
}

/// Decodes a protected header: algorithm -19, `kid`, `typ` where one is due, and what `more` reads of other keys.
pub(crate) fn protected_header<'a>(
    bytes: &'a [u8],
    typ: Option<Typ>,
    mut more: impl FnMut(i64, &mut Reader<'a>) -> Result<(), Malformed>,
) -> Result<Kid, Malformed> {
    let mut reader = Reader::new(bytes);
    let (mut algorithm, mut kid, mut found) = (None, None, None);
    read_map(&mut reader, |key, reader| match key {
        1 => reader.integer().map(|value| algorithm = Some(value)).map_err(Malformed::from),
        4 => reader.array_of().map(|value| kid = Some(Kid(value))).map_err(Malformed::from),
        16 if typ.is_some() => reader.unsigned().map(|value| found = Some(value)).map_err(Malformed::from),
        _ => more(key, reader),
    })?;
    reader.end()?;
    if algorithm.ok_or(Malformed::MissingKey(1))? != ALGORITHM {
        return Err(Malformed::Algorithm);
    }
    if let Some(typ) = typ
        && found.ok_or(Malformed::MissingKey(16))? != typ as u64
    {
        return Err(Malformed::Typ);
    }
    kid.ok_or(Malformed::MissingKey(4))
}

/// `{1: -19, 4: kid, 16: typ}`: the protected header of bundles, snapshots and orders.
pub(crate) fn encode_protected(kid: Kid, typ: Typ) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(3).integer(1).integer(ALGORITHM).integer(4).bytes(&kid.0).integer(16).unsigned(typ as u64);
    writer.into_bytes()
}

/// The Sig_structure of RFC 9052 section 4.4.
pub(crate) fn to_be_signed(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.array(4).text("Signature1").bytes(protected).bytes(&[]).bytes(payload);
    writer.into_bytes()
}

/// A full countersignature (RFC 9338 section 3.1), decoded but not verified.
///
/// ```cddl
/// countersignature = [ bstr .cbor { 1: -19, 4: bstr .size 8, 15: { 6: time, ? -65537: leaf-index } }, {}, bstr .size 64 ]
/// ```
#[derive(Clone, Copy, Debug)]
pub(crate) struct Countersignature<'a> {
    protected: &'a [u8],
    signature: [u8; 64],
    pub(crate) kid: Kid,
    pub(crate) time: Time,
    leaf: Option<LeafIndex>,
}

impl<'a> Countersignature<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Malformed> {
        reader.tuple(3)?;
        let protected = reader.bytes()?;
        read_map(reader, no_keys)?;
        let signature = reader.array_of()?;
        let (mut time, mut leaf, mut claims) = (None, None, false);
        let kid = protected_header(protected, None, |key, reader| match key {
            15 => {
                claims = true;
                read_map(reader, |key, reader| match key {
                    6 => reader.unsigned().map(|value| time = Some(Time(value))).map_err(Malformed::from),
                    LEAF_INDEX => reader.unsigned().map(|value| leaf = Some(LeafIndex(value))).map_err(Malformed::from),
                    _ => Err(Malformed::UnknownKey(key)),
                })
            }
            _ => Err(Malformed::UnknownKey(key)),
        })?;
        if !claims {
            return Err(Malformed::MissingKey(15));
        }
        Ok(Self { protected, signature, kid, time: time.ok_or(Malformed::MissingKey(6))?, leaf })
    }

    /// Decodes an approval: one that names a time and no leaf.
    pub(crate) fn decode_approval(reader: &mut Reader<'a>) -> Result<Self, Malformed> {
        let approval = Self::decode(reader)?;
        if approval.leaf.is_some() { Err(Malformed::UnknownKey(LEAF_INDEX)) } else { Ok(approval) }
    }

    /// Decodes a registration: one that names a time and a leaf.
    pub(crate) fn decode_registration(reader: &mut Reader<'a>) -> Result<(Self, LeafIndex), Malformed> {
        let registration = Self::decode(reader)?;
        Ok((registration, registration.leaf.ok_or(Malformed::MissingKey(LEAF_INDEX))?))
    }

    /// Whether `key` countersigned this envelope.
    pub(crate) fn is_signed_by(&self, key: &PublicKey, envelope: &Envelope<'_>) -> bool {
        self.is_signed_by_decoded(&key.decode(), envelope)
    }

    /// The same of a key decoded before.
    pub(crate) fn is_signed_by_decoded(&self, key: &DecodedKey, envelope: &Envelope<'_>) -> bool {
        key.has_signed(&to_be_countersigned(envelope, self.protected), &self.signature)
    }
}

/// A countersignature about to be made: sign [`CountersignDraft::to_be_signed`], then [`CountersignDraft::finish`].
#[derive(Clone, Debug)]
pub(crate) struct CountersignDraft {
    protected: Vec<u8>,
    to_be_signed: Vec<u8>,
}

impl CountersignDraft {
    /// Over this envelope, by the key with this kid, at this time; with a leaf index it is a registration.
    pub(crate) fn new(envelope: &Envelope<'_>, kid: Kid, time: Time, leaf: Option<LeafIndex>) -> Self {
        let mut writer = Writer::new();
        writer.map(3).integer(1).integer(ALGORITHM).integer(4).bytes(&kid.0).integer(15);
        writer.map(1 + usize::from(leaf.is_some())).integer(6).unsigned(time.0);
        if let Some(leaf) = leaf {
            writer.integer(LEAF_INDEX).unsigned(leaf.0);
        }
        let protected = writer.into_bytes();
        let to_be_signed = to_be_countersigned(envelope, &protected);
        Self { protected, to_be_signed }
    }

    /// The bytes to sign.
    pub(crate) fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// The header 11 pair: key and countersignature, encoded.
    pub(crate) fn finish(&self, signature: &[u8; 64]) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.integer(COUNTERSIGNATURE).array(3).bytes(&self.protected).map(0).bytes(signature);
        writer.into_bytes()
    }
}

/// The Countersign_structure of RFC 9338 section 3.3, context `CounterSignatureV2`.
fn to_be_countersigned(envelope: &Envelope<'_>, sign_protected: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.array(6).text("CounterSignatureV2").bytes(envelope.protected).bytes(sign_protected).bytes(&[]);
    writer.bytes(envelope.payload).array(1).bytes(&envelope.signature);
    writer.into_bytes()
}
