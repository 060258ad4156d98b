//! The Token Status List (draft-ietf-oauth-status-list, CWT form): the same states as a snapshot, for other people's
//! verifiers (format.md section 6). One list for a shard of 2^20 leaves; index = leaf index mod 2^20.
//!
//! ```cddl
//! status-list-token = #6.18([ bstr .cbor { 1: -19, 4: bstr .size 8, 16: "application/statuslist+cwt" }, {}, bstr .cbor claims, bstr .size 64 ])
//! claims = { 2: tstr, ? 4: time, 6: time, 65533: { "lst": bstr, "bits": 2 }, ? 65534: 1.. uint }
//! ; sub: the list's address, exp, iat, status list, ttl in seconds; lst: zlib (RFC 1950) over 2 bits a status, low bits first
//! ```

mod packed;

pub use packed::{PackedStatuses, SHARD_LEAVES, shard_of};

use crate::cbor::{MapKeys, Reader, Writer};
use crate::cose::{self, Envelope, no_keys, read_map};
use crate::ids::Kid;
use crate::key::{ALGORITHM, PublicKey};
use crate::limits::{CLOCK_SKEW_SECS, STATUS_LIST_BYTES};
use crate::malformed::{Field, Malformed};
use crate::time::Time;
use alloc::string::String;
use alloc::vec::Vec;
use packed::BITS;

/// The `typ` of the draft.
const TYP: &str = "application/statuslist+cwt";

/// A status list token that was decoded and nothing more; its list is still compressed.
#[derive(Clone, Debug)]
pub struct UnverifiedStatusList<'a> {
    envelope: Envelope<'a>,
    kid: Kid,
    claims: Claims<'a>,
}

/// Why a status list does not count, in the order of judging.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StatusListRefusal {
    /// This key did not sign it.
    BadSignature,
    /// Its `sub` is another address than the one it was fetched from.
    OtherAddress,
    /// Issued later than two honest clocks can differ by.
    FromTheFuture,
    /// Expired.
    Expired,
    /// The list itself.
    Malformed(Malformed),
}

impl<'a> UnverifiedStatusList<'a> {
    /// Decodes a token.
    ///
    /// # Errors
    /// The first rule of the format that the bytes break.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, Malformed> {
        if bytes.len() > STATUS_LIST_BYTES {
            return Err(Malformed::Size { bytes: bytes.len(), limit: STATUS_LIST_BYTES });
        }
        let envelope = Envelope::decode(bytes, no_keys)?;
        let mut typ = None;
        let kid = cose::protected_header(envelope.protected, None, |key, reader| match key {
            16 => reader.text().map(|text| typ = Some(text)).map_err(Malformed::from),
            _ => Err(Malformed::UnknownKey(key)),
        })?;
        if typ.ok_or(Malformed::MissingKey(16))? != TYP {
            return Err(Malformed::Typ);
        }
        Ok(Self { claims: Claims::decode(envelope.payload)?, envelope, kid })
    }

    /// The kid that it names, not verified.
    #[must_use]
    pub fn unverified_kid(&self) -> Kid {
        self.kid
    }

    /// Verifies it as the list at this address, signed by this key, and unfolds it.
    ///
    /// # Errors
    /// The first rule broken.
    pub fn verify(&self, key: &PublicKey, address: &str, now: Time) -> Result<VerifiedStatusList, StatusListRefusal> {
        if !self.envelope.is_signed_by(key) {
            return Err(StatusListRefusal::BadSignature);
        }
        let claims = &self.claims;
        if claims.address != address {
            return Err(StatusListRefusal::OtherAddress);
        }
        if claims.issued > now.plus_secs(CLOCK_SKEW_SECS) {
            return Err(StatusListRefusal::FromTheFuture);
        }
        if claims.expires.is_some_and(|expires| now >= expires) {
            return Err(StatusListRefusal::Expired);
        }
        // Unfolded only now: only whom we trust may make us.
        let statuses = PackedStatuses::inflate(claims.list).map_err(StatusListRefusal::Malformed)?;
        Ok(VerifiedStatusList { statuses, issued: claims.issued })
    }
}

/// A status list that counts. The one constructor is [`UnverifiedStatusList::verify`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifiedStatusList {
    statuses: PackedStatuses,
    issued: Time,
}

impl VerifiedStatusList {
    /// The statuses.
    #[must_use]
    pub fn statuses(&self) -> &PackedStatuses {
        &self.statuses
    }

    /// When it was issued.
    #[must_use]
    pub fn issued(&self) -> Time {
        self.issued
    }
}

/// The claims of a token.
#[derive(Clone, Debug)]
struct Claims<'a> {
    address: &'a str,
    issued: Time,
    expires: Option<Time>,
    list: &'a [u8],
}

impl<'a> Claims<'a> {
    fn decode(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(bytes);
        let (mut address, mut issued, mut expires, mut list) = (None, None, None, None);
        read_map(&mut reader, |key, reader| {
            match key {
                2 => address = Some(reader.text()?),
                4 => expires = Some(Time(reader.unsigned()?)),
                6 => issued = Some(Time(reader.unsigned()?)),
                STATUS_LIST => list = Some(decode_list(reader)?),
                TTL if reader.unsigned()? == 0 => return Err(Malformed::Value(Field::StatusList)),
                TTL => {}
                _ => return Err(Malformed::UnknownKey(key)),
            }
            Ok(())
        })?;
        reader.end()?;
        Ok(Self {
            address: address.ok_or(Malformed::MissingKey(2))?,
            issued: issued.ok_or(Malformed::MissingKey(6))?,
            list: list.ok_or(Malformed::MissingKey(STATUS_LIST))?,
            expires,
        })
    }
}

/// Claim: the status list.
const STATUS_LIST: i64 = 65_533;
/// Claim: for how many seconds the list may be kept.
const TTL: i64 = 65_534;

/// Reads `{ "lst": bstr, "bits": 2 }`.
fn decode_list<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], Malformed> {
    let mut keys: MapKeys<'a> = reader.map()?;
    let (mut list, mut bits) = (None, None);
    while let Some(key) = keys.next_with(reader, Reader::text)? {
        match key {
            "lst" => list = Some(reader.bytes()?),
            "bits" => bits = Some(reader.unsigned()?),
            _ => return Err(Malformed::Value(Field::StatusList)),
        }
    }
    list.filter(|_| bits == Some(BITS)).ok_or(Malformed::Value(Field::StatusList))
}

/// On what terms a status list is published.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StatusListTerms {
    /// The address that it is fetched from.
    pub address: String,
    /// When it is issued.
    pub issued: Time,
    /// From when on it does not count.
    pub expires: Time,
    /// For how many seconds it may be kept before it is fetched again; 1 or more.
    pub ttl_secs: u64,
}

/// A status list about to be signed: sign [`StatusListDraft::to_be_signed`], then [`StatusListDraft::finish`].
#[derive(Clone, Debug)]
pub struct StatusListDraft {
    protected: Vec<u8>,
    payload: Vec<u8>,
}

impl StatusListDraft {
    /// Lays out a status list by the service key with this kid. The result is decoded by the rules for everybody's bytes.
    ///
    /// # Errors
    /// The first rule of the format that these terms break.
    pub fn new(kid: Kid, terms: &StatusListTerms, statuses: &PackedStatuses) -> Result<Self, Malformed> {
        let mut writer = Writer::new();
        writer.map(3).integer(1).integer(ALGORITHM).integer(4).bytes(&kid.0).integer(16).text(TYP);
        let protected = writer.into_bytes();
        let mut writer = Writer::new();
        writer.map(5).integer(2).text(&terms.address).integer(4).unsigned(terms.expires.0);
        writer.integer(6).unsigned(terms.issued.0).integer(STATUS_LIST);
        writer.map(2).text("lst").bytes(&statuses.deflate()).text("bits").unsigned(BITS);
        writer.integer(TTL).unsigned(terms.ttl_secs);
        let draft = Self { protected, payload: writer.into_bytes() };
        UnverifiedStatusList::decode(&draft.finish(&[0; 64])).map(|_| ())?;
        Ok(draft)
    }

    /// The bytes to sign.
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        cose::to_be_signed(&self.protected, &self.payload)
    }

    /// The token.
    #[must_use]
    pub fn finish(&self, signature: &[u8; 64]) -> Vec<u8> {
        Envelope { protected: &self.protected, payload: &self.payload, signature: *signature }.encode(0, &[])
    }
}
