//! The revocation snapshot: what verifiers keep offline, one for each authority (format.md section 6).
//!
//! ```cddl
//! snapshot = #6.18([ bstr .cbor { 1: -19, 4: bstr .size 8, 16: 65003 }, {}, bstr .cbor snapshot-body, bstr .size 64 ])
//! snapshot-body = { 1: tstr, 2: time, 3: time, 4: uint, 5: { * 1..3 => index-set }, 6: uint }
//! ```

use crate::cbor::{Reader, Writer};
use crate::cose::{self, Envelope, Typ, no_keys, read_map};
use crate::ids::{Kid, LeafIndex, TreeSize};
use crate::limits::{CLOCK_SKEW_SECS, SNAPSHOT_BYTES, SNAPSHOT_LIFE_SECS};
use crate::malformed::{Field, Malformed};
use crate::number::AuthorityCode;
use crate::status::Status;
use crate::status::index_set::IndexSet;
use crate::time::Time;
use crate::trust::bundle::{ServiceUse, TrustBundle};
use alloc::vec::Vec;

/// What a snapshot says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SnapshotBody {
    /// Whose log it speaks of.
    pub authority: AuthorityCode,
    /// As of when.
    pub as_of: Time,
    /// When the next one is due; past it this one is stale.
    pub next_update: Time,
    /// It speaks of every leaf index below this.
    pub size: TreeSize,
    /// The version of the trust bundle in force at as-of.
    pub bundle_version: u64,
    /// The indices that are revoked, suspended and superseded.
    pub sets: StatusSets,
}

/// A set of leaf indices for each status other than valid; no index is in two.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct StatusSets {
    /// Revoked.
    pub revoked: IndexSet,
    /// Suspended.
    pub suspended: IndexSet,
    /// Superseded.
    pub superseded: IndexSet,
}

impl StatusSets {
    /// The set of each status that has one.
    #[must_use]
    pub fn by_status(&self) -> [(Status, &IndexSet); 3] {
        [(Status::Revoked, &self.revoked), (Status::Suspended, &self.suspended), (Status::Superseded, &self.superseded)]
    }

    fn by_code(&self) -> [(i64, &IndexSet); 3] {
        [(1, &self.revoked), (2, &self.suspended), (3, &self.superseded)]
    }

    fn slot(&mut self, code: i64) -> Option<&mut IndexSet> {
        match code {
            1 => Some(&mut self.revoked),
            2 => Some(&mut self.suspended),
            3 => Some(&mut self.superseded),
            _ => None,
        }
    }

    fn are_disjoint(&self) -> bool {
        !self.revoked.intersects(&self.suspended)
            && !self.revoked.intersects(&self.superseded)
            && !self.suspended.intersects(&self.superseded)
    }
}

impl SnapshotBody {
    /// The status of this leaf; `None` where the snapshot does not speak of it.
    #[must_use]
    pub fn status(&self, leaf: LeafIndex) -> Option<Status> {
        if !self.size.covers(leaf) {
            return None;
        }
        let found = self.sets.by_code().into_iter().find(|(_, set)| set.contains(leaf));
        Some(found.and_then(|(code, _)| Status::from_code(code.unsigned_abs())).unwrap_or_default())
    }

    fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(bytes);
        let (mut authority, mut as_of, mut next_update) = (None, None, None);
        let (mut size, mut sets, mut bundle_version) = (None, None, None);
        read_map(&mut reader, |key, reader| {
            match key {
                1 => {
                    let code = AuthorityCode::parse(reader.text()?);
                    authority = Some(code.map_err(|_| Malformed::Value(Field::AuthorityCode))?);
                }
                2 => as_of = Some(Time(reader.unsigned()?)),
                3 => next_update = Some(Time(reader.unsigned()?)),
                4 => size = Some(TreeSize(reader.unsigned()?)),
                // The tree size, key 4, bounds the sets and comes before them.
                5 => sets = Some(decode_sets(reader, size.ok_or(Malformed::MissingKey(4))?)?),
                6 => bundle_version = Some(reader.unsigned()?),
                _ => return Err(Malformed::UnknownKey(key)),
            }
            Ok(())
        })?;
        reader.end()?;
        Ok(Self {
            authority: authority.ok_or(Malformed::MissingKey(1))?,
            as_of: as_of.ok_or(Malformed::MissingKey(2))?,
            next_update: next_update.ok_or(Malformed::MissingKey(3))?,
            size: size.ok_or(Malformed::MissingKey(4))?,
            sets: sets.ok_or(Malformed::MissingKey(5))?,
            bundle_version: bundle_version.ok_or(Malformed::MissingKey(6))?,
        })
    }

    fn encode(&self) -> Vec<u8> {
        let sets = self.sets.by_code().into_iter().filter(|(_, set)| !set.is_empty());
        let mut writer = Writer::new();
        writer.map(6).integer(1).text(self.authority.as_str());
        writer.integer(2).unsigned(self.as_of.0).integer(3).unsigned(self.next_update.0);
        writer.integer(4).unsigned(self.size.0).integer(5).map(sets.clone().count());
        for (code, set) in sets {
            writer.integer(code);
            set.encode(&mut writer);
        }
        writer.integer(6).unsigned(self.bundle_version);
        writer.into_bytes()
    }
}

fn decode_sets(reader: &mut Reader<'_>, size: TreeSize) -> Result<StatusSets, Malformed> {
    let mut sets = StatusSets::default();
    read_map(reader, |code, reader| {
        let slot = sets.slot(code).ok_or(Malformed::UnknownKey(code))?;
        *slot = IndexSet::decode(reader, size)?;
        Ok(())
    })?;
    if sets.are_disjoint() { Ok(sets) } else { Err(Malformed::IndexSet) }
}

/// Why a snapshot counts as absent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SnapshotRefusal {
    /// The bytes are no snapshot.
    Malformed(Malformed),
    /// No service key of its authority with that kid may sign snapshots.
    UnknownKey,
    /// The key was not valid at the as-of time.
    KeyNotValidThen,
    /// The key is distrusted from some leaf on: whoever stole it can sign any snapshot.
    KeyDistrusted,
    /// The key did not sign this.
    BadSignature,
    /// As of a time later than now.
    FromTheFuture,
    /// Next update not after as-of, or too long after it.
    Lifetime,
}

/// A snapshot that an authority signed and that is acceptable now. The one constructor is [`Snapshot::accept`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Snapshot {
    body: SnapshotBody,
    bytes: Vec<u8>,
}

impl Snapshot {
    /// Decodes a snapshot and judges whether it is acceptable now.
    ///
    /// # Errors
    /// Why it counts as absent.
    pub fn accept(bytes: &[u8], bundle: &TrustBundle, now: Time) -> Result<Self, SnapshotRefusal> {
        if bytes.len() > SNAPSHOT_BYTES {
            let size = Malformed::Size { bytes: bytes.len(), limit: SNAPSHOT_BYTES };
            return Err(SnapshotRefusal::Malformed(size));
        }
        let envelope = Envelope::decode(bytes, no_keys).map_err(SnapshotRefusal::Malformed)?;
        let kid = cose::protected_header(envelope.protected, Some(Typ::Snapshot), no_keys)
            .map_err(SnapshotRefusal::Malformed)?;
        let (holder, key) = bundle.service_key(kid, ServiceUse::Snapshot).ok_or(SnapshotRefusal::UnknownKey)?;
        if !envelope.is_signed_by(&key.key) {
            return Err(SnapshotRefusal::BadSignature);
        }
        // Decoded only now: sets may unfold to much more than their bytes, so only whom we trust may make us unfold them.
        let body = SnapshotBody::decode(envelope.payload).map_err(SnapshotRefusal::Malformed)?;
        if holder.code != body.authority {
            return Err(SnapshotRefusal::UnknownKey);
        }
        if !key.validity.holds_at(body.as_of) {
            return Err(SnapshotRefusal::KeyNotValidThen);
        }
        if key.validity.distrusted_from.is_some() {
            return Err(SnapshotRefusal::KeyDistrusted);
        }
        if body.as_of > now.plus_secs(CLOCK_SKEW_SECS) {
            return Err(SnapshotRefusal::FromTheFuture);
        }
        if body.next_update <= body.as_of || body.next_update.secs_since(body.as_of) > SNAPSHOT_LIFE_SECS {
            return Err(SnapshotRefusal::Lifetime);
        }
        Ok(Self { body, bytes: bytes.into() })
    }

    /// What it says.
    #[must_use]
    pub fn body(&self) -> &SnapshotBody {
        &self.body
    }

    /// The bytes as signed.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether this counts instead of `held`, of the same authority: the later as-of, of equal ones the larger tree; but
    /// never a later one of a smaller tree.
    #[must_use]
    pub fn displaces(&self, held: &Self) -> bool {
        let (ours, theirs) = (&self.body, &held.body);
        (ours.as_of > theirs.as_of && ours.size >= theirs.size)
            || (ours.as_of == theirs.as_of && ours.size > theirs.size)
    }
}

/// A snapshot about to be signed: sign [`SnapshotDraft::to_be_signed`], then [`SnapshotDraft::finish`].
#[derive(Clone, Debug)]
pub struct SnapshotDraft {
    protected: Vec<u8>,
    payload: Vec<u8>,
}

impl SnapshotDraft {
    /// Lays out a snapshot by the service key with this kid.
    #[must_use]
    pub fn new(kid: Kid, body: &SnapshotBody) -> Self {
        Self { protected: cose::encode_protected(kid, Typ::Snapshot), payload: body.encode() }
    }

    /// The bytes to sign.
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        cose::to_be_signed(&self.protected, &self.payload)
    }

    /// The snapshot.
    #[must_use]
    pub fn finish(&self, signature: &[u8; 64]) -> Vec<u8> {
        Envelope { protected: &self.protected, payload: &self.payload, signature: *signature }.encode(0, &[])
    }
}
