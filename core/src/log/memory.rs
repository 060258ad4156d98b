//! What a verifier's device remembers of a log: the largest tree that the log signed for it, and whether what the log shows
//! next goes on from there. It is what keeps a registry from showing one log to one person and another to the next, as long
//! as each remembers.
//!
//! ```text
//! proof = *64( 32 bytes )                        ; RFC 9162 section 2.1.4: from the smaller tree to the larger
//! ```

use crate::ids::Hash;
use crate::limits::PATH_HASHES;
use crate::log::tree::is_consistent;
use crate::log::witness::Seen;
use alloc::vec::Vec;

/// How a tree that was shown stands to the one remembered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// None was remembered.
    First,
    /// It is the same.
    Same,
    /// It begins with the one remembered.
    GoesOn,
    /// The one remembered begins with it: shown by a copy that lags.
    Older,
    /// As large, and another.
    Forked,
    /// Larger, and nothing shows that it begins with the one remembered.
    NotContinued,
    /// Smaller, and nothing shows that the one remembered begins with it.
    RolledBack,
}

impl Standing {
    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Same => "same",
            Self::GoesOn => "goes_on",
            Self::Older => "older",
            Self::Forked => "forked",
            Self::NotContinued => "not_continued",
            Self::RolledBack => "rolled_back",
        }
    }

    /// Whether the log contradicts what it has shown before: then nothing that it vouches for is confirmed.
    #[must_use]
    pub fn is_contradiction(self) -> bool {
        matches!(self, Self::Forked | Self::NotContinued | Self::RolledBack)
    }
}

/// Judges a tree that the log signed, by the one remembered and the proof between the two, and gives what to remember from
/// now on: the larger one, and after a contradiction the one remembered.
#[must_use]
pub fn judge(remembered: Option<&Seen>, shown: &Seen, proof: &[Hash]) -> (Standing, Seen) {
    let Some(remembered) = remembered else { return (Standing::First, *shown) };
    let begins_with =
        |small: &Seen, large: &Seen| is_consistent((small.size, &small.root), (large.size, &large.root), proof);
    if shown.size == remembered.size {
        let standing = if shown.root == remembered.root { Standing::Same } else { Standing::Forked };
        return (standing, *remembered);
    }
    if shown.size > remembered.size {
        return match begins_with(remembered, shown) {
            true => (Standing::GoesOn, *shown),
            false => (Standing::NotContinued, *remembered),
        };
    }
    let standing = if begins_with(shown, remembered) { Standing::Older } else { Standing::RolledBack };
    (standing, *remembered)
}

/// Writes a proof as the registry gives it: one hash after another, as in a tile.
#[must_use]
pub fn encode_proof(proof: &[Hash]) -> Vec<u8> {
    proof.iter().flat_map(|hash| hash.0).collect()
}

/// Reads it; what is no proof proves nothing, as none does.
#[must_use]
pub fn decode_proof(bytes: &[u8]) -> Vec<Hash> {
    let hashes = bytes.chunks(32).take(PATH_HASHES + 1).map(|hash| hash.try_into().ok().map(Hash));
    hashes.collect::<Option<Vec<_>>>().filter(|proof| proof.len() <= PATH_HASHES).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::TreeSize;
    use crate::log::tree::{leaf_hash, node_hash};

    /// The trees over one leaf, two and three, and the proofs from each to the next.
    fn trees() -> ([Seen; 3], [Hash; 2]) {
        let [a, b, c] = [b"a", b"b", b"c"].map(|entry| leaf_hash(entry));
        let two = node_hash(&a, &b);
        let seen = |size, root| Seen { size: TreeSize(size), root };
        ([seen(1, a), seen(2, two), seen(3, node_hash(&two, &c))], [b, c])
    }

    #[test]
    fn a_log_that_goes_on_is_remembered_at_its_largest() {
        let ([one, two, three], [b, c]) = trees();
        assert_eq!(judge(None, &two, &[]), (Standing::First, two));
        assert_eq!(judge(Some(&two), &two, &[]), (Standing::Same, two));
        assert_eq!(judge(Some(&one), &two, &[b]), (Standing::GoesOn, two));
        assert_eq!(judge(Some(&two), &three, &[c]), (Standing::GoesOn, three));
        assert_eq!(judge(Some(&three), &two, &[c]), (Standing::Older, three), "what was remembered stays");
    }

    #[test]
    fn a_fork_a_rollback_and_what_is_not_shown_to_go_on_are_contradictions_and_change_nothing_remembered() {
        let ([one, two, three], [b, c]) = trees();
        let other = Seen { size: two.size, root: Hash([7; 32]) };
        for (remembered, shown, proof, standing) in [
            (two, other, &[][..], Standing::Forked),
            (two, three, &[b][..], Standing::NotContinued),
            (two, three, &[][..], Standing::NotContinued),
            (other, three, &[c][..], Standing::NotContinued),
            (three, one, &[][..], Standing::RolledBack),
            (three, other, &[c][..], Standing::RolledBack),
        ] {
            assert_eq!(judge(Some(&remembered), &shown, proof), (standing, remembered));
            assert!(standing.is_contradiction());
        }
        assert!(
            [Standing::First, Standing::Same, Standing::GoesOn, Standing::Older].iter().all(|s| !s.is_contradiction())
        );
    }

    #[test]
    fn a_proof_reads_back_and_what_is_none_proves_nothing() {
        let (_, [b, c]) = trees();
        assert_eq!(decode_proof(&encode_proof(&[b, c])), [b, c]);
        let most = encode_proof(&[b; PATH_HASHES]);
        assert_eq!(decode_proof(&most).len(), PATH_HASHES);
        let too_many = [&most[..], &c.0].concat();
        for bytes in [&[][..], &b.0[..31], &too_many, &too_many[..33]] {
            assert_eq!(decode_proof(bytes), []);
        }
    }
}
