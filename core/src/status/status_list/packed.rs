//! The statuses of one shard, two bits each, packed and compressed as the draft wants them.

use crate::ids::{LeafIndex, TreeSize};
use crate::malformed::{Field, Malformed};
use crate::status::Status;
use crate::status::snapshot::StatusSets;
use alloc::boxed::Box;
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
pub(super) const BITS: u64 = 2;
/// Statuses in one byte.
const PER_BYTE: u64 = 8 / BITS;
/// Bytes of a full shard's statuses, not compressed.
const SHARD_BYTES: usize = (SHARD_LEAVES / PER_BYTE) as usize;
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
