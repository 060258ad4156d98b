//! A set of leaf indices in few bytes: Rice-coded gaps, or Rice-coded runs (format.md section 6). Held as runs always,
//! because a set may cover millions of indices.
//!
//! ```cddl
//! index-set = [ 0, uint, 0..32, bstr ]            ; gaps: count, k, bits
//!           / [ 1, uint, 0..32, 0..32, bstr ]     ; runs: count, k of gaps, k of lengths, bits
//! ```

use crate::cbor::{Reader, Writer};
use crate::ids::{LeafIndex, TreeSize};
use crate::malformed::{Field, Malformed};
use alloc::vec::Vec;

/// The largest Rice parameter.
const MAX_K: u32 = 32;

/// Ascending, disjoint, non-adjacent runs of indices: from, until (exclusive).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct IndexSet {
    runs: Vec<(u64, u64)>,
}

impl IndexSet {
    /// The set of these indices, in any order.
    #[must_use]
    pub fn from_indices(indices: impl IntoIterator<Item = LeafIndex>) -> Self {
        let mut indices: Vec<u64> = indices.into_iter().map(|leaf| leaf.0).collect();
        indices.sort_unstable();
        let mut set = Self::default();
        indices.into_iter().for_each(|index| set.push(index, index.saturating_add(1)));
        set
    }

    /// The set of these runs (from, until), ascending.
    #[must_use]
    pub fn from_runs(runs: &[(u64, u64)]) -> Self {
        let mut set = Self::default();
        runs.iter().for_each(|(from, until)| set.push(*from, *until));
        set
    }

    /// Adds indices at the end; what lies before the end is there already.
    fn push(&mut self, from: u64, until: u64) {
        match self.runs.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            _ => self.runs.push((from, until)),
        }
    }

    /// The runs: from, until (exclusive).
    #[must_use]
    pub fn runs(&self) -> &[(u64, u64)] {
        &self.runs
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Whether the index is in the set.
    #[must_use]
    pub fn contains(&self, leaf: LeafIndex) -> bool {
        let after = self.runs.partition_point(|(from, _)| *from <= leaf.0);
        after.checked_sub(1).and_then(|last| self.runs.get(last)).is_some_and(|(_, until)| leaf.0 < *until)
    }

    /// Whether an index is in both sets.
    #[must_use]
    pub fn intersects(&self, other: &Self) -> bool {
        let (mut ours, mut theirs) = (self.runs.iter().peekable(), other.runs.iter().peekable());
        while let (Some(a), Some(b)) = (ours.peek(), theirs.peek()) {
            if a.1 <= b.0 {
                ours.next();
            } else if b.1 <= a.0 {
                theirs.next();
            } else {
                return true;
            }
        }
        false
    }

    /// The lowest index that is in one of the sets and not in the other.
    #[must_use]
    pub fn first_difference(&self, other: &Self) -> Option<LeafIndex> {
        let (mut ours, mut theirs) = (self.runs.iter(), other.runs.iter());
        loop {
            let differs = match (ours.next(), theirs.next()) {
                (None, None) => return None,
                (Some((from, _)), None) | (None, Some((from, _))) => *from,
                (Some(a), Some(b)) if a == b => continue,
                (Some((a, a_until)), Some((b, b_until))) if a == b => *a_until.min(b_until),
                (Some((a, _)), Some((b, _))) => *a.min(b),
            };
            return Some(LeafIndex(differs));
        }
    }

    /// Decodes a set of a tree of this size.
    ///
    /// # Errors
    /// The first rule that the bytes break.
    pub fn decode(reader: &mut Reader<'_>, size: TreeSize) -> Result<Self, Malformed> {
        let (length, form) = (reader.array()?, reader.unsigned()?);
        if (form, length) != (0, 4) && (form, length) != (1, 5) {
            return Err(Malformed::IndexSet);
        }
        let count = reader.unsigned()?;
        let k = rice_parameter(reader)?;
        let k_lengths = if form == 1 { Some(rice_parameter(reader)?) } else { None };
        let mut bits = BitReader { bytes: reader.bytes()?, at: 0 };
        let mut set = Self { runs: Vec::with_capacity(expected_runs(count, k, k_lengths, bits.bytes.len())) };
        // The place after the last index, and where the next gap counts from.
        let mut next = 0_u64;
        for _ in 0..count {
            let from = next.checked_add(bits.rice(k)?).ok_or(Malformed::IndexSet)?;
            let length = match k_lengths {
                None => 1,
                Some(k) => bits.rice(k)?.checked_add(1).ok_or(Malformed::IndexSet)?,
            };
            let until = from.checked_add(length).filter(|until| *until <= size.0).ok_or(Malformed::IndexSet)?;
            set.push(from, until);
            // A run's gap counts from one further on: the index after a run is not in the set.
            next = if k_lengths.is_some() { until.saturating_add(1) } else { until };
        }
        bits.end()?;
        Ok(set)
    }

    /// Encodes the set in the form and with the parameters that give the fewest bytes.
    pub fn encode(&self, writer: &mut Writer) {
        let indices = self.runs.iter().fold(0_u64, |sum, (from, until)| sum.saturating_add(until - from));
        let runs = self.runs.len() as u64;
        let gap_bits = |k| {
            self.gaps().fold(0_u64, |bits, (gap, more)| {
                bits.saturating_add(rice_bits(gap, k)).saturating_add(more.saturating_mul(1 + u64::from(k)))
            })
        };
        let run_gap_bits: Vec<u64> = (0..=MAX_K)
            .map(|k| self.run_values().fold(0_u64, |bits, (gap, _)| bits.saturating_add(rice_bits(gap, k))))
            .collect();
        let length_bits: Vec<u64> = (0..=MAX_K)
            .map(|k| self.run_values().fold(0_u64, |bits, (_, length)| bits.saturating_add(rice_bits(length, k))))
            .collect();
        let as_gaps = (0..=MAX_K).map(|k| (encoded_bytes(indices, gap_bits(k), k, None), 0_u8, k, 0));
        let as_runs = (0..=MAX_K).zip(&run_gap_bits).flat_map(|(k, gaps)| {
            (0..=MAX_K).zip(&length_bits).map(move |(k_lengths, lengths)| {
                (encoded_bytes(runs, gaps.saturating_add(*lengths), k, Some(k_lengths)), 1, k, k_lengths)
            })
        });
        let Some((_, form, k, k_lengths)) = as_gaps.chain(as_runs).min() else { return };
        let mut bits = BitWriter::default();
        if form == 0 {
            for (gap, more) in self.gaps() {
                bits.rice(gap, k);
                (0..more).for_each(|_| bits.rice(0, k));
            }
            writer.array(4).unsigned(0).unsigned(indices).unsigned(k.into());
        } else {
            for (gap, length) in self.run_values() {
                bits.rice(gap, k);
                bits.rice(length, k_lengths);
            }
            writer.array(5).unsigned(1).unsigned(runs).unsigned(k.into()).unsigned(k_lengths.into());
        }
        writer.bytes(&bits.bytes);
    }

    /// For each run: the gap before its first index, and how many indices follow it (each with a gap of 0).
    fn gaps(&self) -> impl Iterator<Item = (u64, u64)> {
        self.runs.iter().scan(0_u64, |next, (from, until)| {
            let gap = from - *next;
            *next = *until;
            Some((gap, until - from - 1))
        })
    }

    /// For each run: the gap before it, counted from two after the last index, and its length less one.
    fn run_values(&self) -> impl Iterator<Item = (u64, u64)> {
        self.runs.iter().scan(None, |last: &mut Option<u64>, (from, until)| {
            let gap = last.map_or(*from, |until| from - until - 1);
            *last = Some(*until);
            Some((gap, until - from - 1))
        })
    }
}

fn rice_parameter(reader: &mut Reader<'_>) -> Result<u32, Malformed> {
    u32::try_from(reader.unsigned()?).ok().filter(|k| *k <= MAX_K).ok_or(Malformed::Value(Field::Leaves))
}

/// How many runs to make room for, so that a set grows in one step: growing by doubling takes three times the memory for a
/// moment, and a browser's module never gives memory back. No more than the bits can say, whatever the count claims. Gaps
/// with k = 0 are those of a crowded set, of few runs.
fn expected_runs(count: u64, k: u32, k_lengths: Option<u32>, bytes: usize) -> usize {
    let bits_each = match k_lengths {
        None if k == 0 => return 0,
        None => k + 1,
        Some(k_lengths) => k + k_lengths + 2,
    };
    let most = bytes.saturating_mul(8) / bits_each as usize;
    usize::try_from(count).map_or(most, |count| count.min(most))
}

fn rice_bits(value: u64, k: u32) -> u64 {
    (value >> k).saturating_add(1 + u64::from(k))
}

/// Bytes of the whole index set, so many bits and this count and these parameters in it.
fn encoded_bytes(count: u64, bits: u64, k: u32, k_lengths: Option<u32>) -> u64 {
    let head = |number: u64| -> u64 {
        match number {
            0..=23 => 1,
            24..=0xFF => 2,
            0x100..=0xFFFF => 3,
            0x1_0000..=0xFFFF_FFFF => 5,
            _ => 9,
        }
    };
    let content = bits.div_ceil(8);
    (2 + head(count) + head(k.into()) + k_lengths.map_or(0, |k| head(k.into())) + head(content)).saturating_add(content)
}

/// Reads bits, most significant first.
struct BitReader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl BitReader<'_> {
    fn bit(&mut self) -> Result<u64, Malformed> {
        let byte = self.bytes.get(self.at / 8).ok_or(Malformed::IndexSet)?;
        let bit = byte >> (7 - self.at % 8) & 1;
        self.at += 1;
        Ok(u64::from(bit))
    }

    /// Rice(v, k): `v >> k` ones, a zero, then the low k bits of v.
    fn rice(&mut self, k: u32) -> Result<u64, Malformed> {
        let mut high = 0_u64;
        while self.bit()? == 1 {
            high += 1;
        }
        (0..k).try_fold(high, |value, _| {
            value
                .checked_mul(2)
                .map(|value| (value, self.bit()))
                .map_or(Err(Malformed::IndexSet), |(value, bit)| Ok(value | bit?))
        })
    }

    /// Checks that what is left is padding: fewer than 8 bits, all zero.
    fn end(&mut self) -> Result<(), Malformed> {
        if self.bytes.len() != self.at.div_ceil(8) {
            return Err(Malformed::IndexSet);
        }
        while !self.at.is_multiple_of(8) {
            if self.bit()? != 0 {
                return Err(Malformed::IndexSet);
            }
        }
        Ok(())
    }
}

/// Writes bits, most significant first.
#[derive(Default)]
struct BitWriter {
    bytes: Vec<u8>,
    used: u32,
}

impl BitWriter {
    fn bit(&mut self, bit: u64) {
        if self.used == 0 {
            self.bytes.push(0);
        }
        if bit == 1
            && let Some(last) = self.bytes.last_mut()
        {
            *last |= 0x80 >> self.used;
        }
        self.used = (self.used + 1) % 8;
    }

    fn rice(&mut self, value: u64, k: u32) {
        (0..value >> k).for_each(|_| self.bit(1));
        self.bit(0);
        (0..k).rev().for_each(|place| self.bit(value >> place & 1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn membership_is_exact_at_the_ends_of_runs() {
        let set = IndexSet::from_indices([5, 3, 4, 9].map(LeafIndex));
        assert_eq!(set.runs(), [(3, 6), (9, 10)]);
        let found: Vec<u64> = (0..12).filter(|index| set.contains(LeafIndex(*index))).collect();
        assert_eq!(found, [3, 4, 5, 9]);
        assert!(set.intersects(&IndexSet::from_runs(&[(0, 1), (5, 7)])));
        assert!(!set.intersects(&IndexSet::from_runs(&[(0, 3), (6, 9), (10, 99)])));
    }

    #[test]
    fn room_is_made_once_and_for_no_more_than_the_bits_can_say() {
        let set = IndexSet::from_indices((0..1_000).map(|at| LeafIndex(at * 97)));
        let mut writer = Writer::new();
        set.encode(&mut writer);
        let bytes = writer.into_bytes();
        let decoded = IndexSet::decode(&mut Reader::new(&bytes), TreeSize(100_000)).expect("it was encoded");
        assert_eq!((&decoded, decoded.runs.capacity()), (&set, 1_000));
        // Ten bytes that claim more than there is memory for.
        assert_eq!(expected_runs(u64::MAX, 3, None, 10), 20);
        assert_eq!(expected_runs(u64::MAX, 1, Some(1), 10), 20);
        assert_eq!(expected_runs(u64::MAX, 0, None, 10), 0);
    }

    #[test]
    fn the_first_difference_is_in_one_set_alone() {
        let set = IndexSet::from_runs(&[(3, 6), (9, 10)]);
        for (runs, first) in [
            (&[(3, 6), (9, 10)][..], None),
            (&[(3, 6)], Some(9)),
            (&[(3, 6), (9, 11)], Some(10)),
            (&[(3, 5), (9, 10)], Some(5)),
            (&[(2, 6), (9, 10)], Some(2)),
            (&[(4, 6), (9, 10)], Some(3)),
            (&[(3, 6), (9, 10), (20, 21)], Some(20)),
            (&[], Some(3)),
        ] {
            let other = IndexSet::from_runs(runs);
            assert_eq!(set.first_difference(&other), first.map(LeafIndex), "{runs:?}");
            assert_eq!(other.first_difference(&set), first.map(LeafIndex), "{runs:?}");
        }
    }
}
