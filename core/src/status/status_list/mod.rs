//! The Token Status List (draft-ietf-oauth-status-list, CWT form): the same states as a snapshot, for other people's
//! verifiers (format.md section 6). One list for a shard of 2^20 leaves; index = leaf index mod 2^20.
//!
//! ```cddl
//! status-list-token = #6.18([ bstr .cbor { 1: -19, 4: bstr .size 8, 16: "application/statuslist+cwt" }, {}, bstr .cbor claims, bstr .size 64 ])
//! claims = { 2: tstr, ? 4: time, 6: time, 65533: { "lst": bstr, "bits": 2 }, ? 65534: 1.. uint }
//! ; sub: the list's address, exp, iat, status list, ttl in seconds; lst: zlib (RFC 1950) over 2 bits a status, low bits first
//! ```

use crate::cbor::{MapKeys, Reader, Writer};
use crate::cose::{self, Envelope, no_keys, read_map};
use crate::ids::{Kid, LeafIndex, TreeSize};
use crate::key::{ALGORITHM, PublicKey};
use crate::limits::{CLOCK_SKEW_SECS, STATUS_LIST_BYTES};
use crate::malformed::{Field, Malformed};
use crate::status::Status;
use crate::status::snapshot::StatusSets;
use crate::time::Time;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_PARSE_ZLIB_HEADER, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

/// Leaves in one shard, each with its own list.
pub const SHARD_LEAVES: u64 = 1 << 20;
/// Bits of one status.
const BITS: u64 = 2;
/// Statuses in one byte.
const PER_BYTE: u64 = 8 / BITS;
/// Bytes of a full shard's statuses, not compressed.
const SHARD_BYTES: usize = (SHARD_LEAVES / PER_BYTE) as usize;
/// The `typ` of the draft.
const TYP: &str = "application/statuslist+cwt";
/// How hard the compressor tries: lists are made seldom and fetched often.
const COMPRESSION_LEVEL: u8 = 9;

/// The statuses of one shard, two bits each, as they are compressed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PackedStatuses(Vec<u8>);

impl PackedStatuses {
    /// The statuses of the leaves of this shard that a tree of this size has.
    #[must_use]
    pub fn of(sets: &StatusSets, shard: u64, size: TreeSize) -> Self {
        let first = shard.saturating_mul(SHARD_LEAVES);
        let leaves = size.0.saturating_sub(first).min(SHARD_LEAVES);
        let mut bytes = alloc::vec![0; usize::try_from(leaves.div_ceil(PER_BYTE)).unwrap_or(SHARD_BYTES)];
        for (code, set) in sets.by_status() {
            for (from, until) in set.runs() {
                let until = (*until).min(first.saturating_add(leaves));
                for leaf in (*from).max(first)..until {
                    let (place, shift) = place(leaf - first);
                    if let Some(byte) = bytes.get_mut(place) {
                        *byte |= low_bits(code) << shift;
                    }
                }
            }
        }
        Self(bytes)
    }

    /// The status at this index; `None` past the end.
    #[must_use]
    pub fn status(&self, index: u64) -> Option<Status> {
        let (place, shift) = place(index);
        Status::from_code(u64::from(self.0.get(place)? >> shift & 0b11))
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Compresses the statuses.
    #[must_use]
    pub fn deflate(&self) -> Vec<u8> {
        compress_to_vec_zlib(&self.0, COMPRESSION_LEVEL)
    }

    /// Decompresses what fills a zlib stream, up to a shard.
    ///
    /// # Errors
    /// Where it is no zlib stream, is followed by anything, or unfolds to more than a shard.
    pub fn inflate(compressed: &[u8]) -> Result<Self, Malformed> {
        // One byte more than a shard has, so that a list of exactly a shard ends before the room does.
        let mut bytes = alloc::vec![0; SHARD_BYTES + 1];
        let flags = TINFL_FLAG_PARSE_ZLIB_HEADER | TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        let mut state = Box::<DecompressorOxide>::default();
        let (status, read, written) = decompress(&mut state, compressed, &mut bytes, 0, flags);
        if status != TINFLStatus::Done || read != compressed.len() || written > SHARD_BYTES {
            return Err(Malformed::Value(Field::StatusList));
        }
        bytes.truncate(written);
        Ok(Self(bytes))
    }
}

/// Which byte a status is in, and how far up.
fn place(index: u64) -> (usize, u64) {
    (usize::try_from(index / PER_BYTE).unwrap_or(usize::MAX), index % PER_BYTE * BITS)
}

fn low_bits(status: Status) -> u8 {
    status.code().to_le_bytes().first().copied().unwrap_or_default()
}

/// Which list a leaf's status is in, and at which index there.
#[must_use]
pub fn shard_of(leaf: LeafIndex) -> (u64, u64) {
    (leaf.0 / SHARD_LEAVES, leaf.0 % SHARD_LEAVES)
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::index_set::IndexSet;

    #[test]
    fn a_shard_has_the_statuses_of_its_own_leaves() {
        let next = SHARD_LEAVES;
        let sets = StatusSets {
            revoked: IndexSet::from_runs(&[(0, 2), (next - 1, next + 1)]),
            suspended: IndexSet::from_runs(&[(next + 2, next + 3)]),
            superseded: IndexSet::from_runs(&[(5, 6)]),
        };
        let size = TreeSize(next + 9);
        let (first, second) = (PackedStatuses::of(&sets, 0, size), PackedStatuses::of(&sets, 1, size));
        assert_eq!((first.bytes().len(), second.bytes()), (SHARD_BYTES, &[0b10_0001, 0, 0][..]));
        assert_eq!(first.bytes()[..2], [0b0101, 0b1100]);
        for (leaf, status) in [
            (0, Status::Revoked),
            (2, Status::Valid),
            (5, Status::Superseded),
            (next - 1, Status::Revoked),
            (next, Status::Revoked),
            (next + 1, Status::Valid),
            (next + 2, Status::Suspended),
        ] {
            let (shard, index) = shard_of(LeafIndex(leaf));
            assert_eq!([&first, &second][usize::try_from(shard).unwrap()].status(index), Some(status), "{leaf}");
        }
        assert_eq!(second.status(12), None);
        assert!(PackedStatuses::of(&sets, 2, size).bytes().is_empty());
    }

    #[test]
    fn a_list_of_exactly_a_shard_unfolds_and_one_of_a_byte_more_does_not() {
        let full = PackedStatuses(alloc::vec![0xE4; SHARD_BYTES]);
        assert_eq!(PackedStatuses::inflate(&full.deflate()), Ok(full.clone()));
        let more = PackedStatuses(alloc::vec![0xE4; SHARD_BYTES + 1]);
        assert_eq!(PackedStatuses::inflate(&more.deflate()), Err(Malformed::Value(Field::StatusList)));
        let empty = PackedStatuses(Vec::new());
        assert_eq!(PackedStatuses::inflate(&empty.deflate()), Ok(empty));
    }

    #[test]
    fn a_damaged_stream_unfolds_to_nothing() {
        let stream = PackedStatuses((0..=255).collect()).deflate();
        for cut in 0..stream.len() {
            assert!(PackedStatuses::inflate(&stream[..cut]).is_err(), "{cut}");
        }
        let mut wrong_checksum = stream;
        *wrong_checksum.last_mut().unwrap() ^= 1;
        assert!(PackedStatuses::inflate(&wrong_checksum).is_err());
    }
}
