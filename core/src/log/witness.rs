//! What a log and a witness say to one another (C2SP tlog-witness, `add-checkpoint`): the request's and the refusal's text.
//! A cosignature answers, as signature lines ([`Cosignature`](crate::log::cosignature::Cosignature)).
//!
//! ```text
//! request  = "old " size LF *63( base64(hash) LF ) LF checkpoint
//! conflict = size LF                             ; 409: the size of the last checkpoint that the witness cosigned
//! ```

use crate::ids::{Hash, TreeSize};
use crate::limits::NOTE_BYTES;
use crate::log::checkpoint::{UnverifiedCheckpoint, VerifiedCheckpoint};
use crate::log::note::{from_base64, parse_decimal, to_base64};
use crate::log::tree::is_consistent;
use crate::malformed::{Malformed, NoteRule};
use alloc::string::String;
use alloc::vec::Vec;

/// Where a request goes, below the witness's address.
pub const ADD_CHECKPOINT: &str = "add-checkpoint";
/// The media type of the text that says which size the witness holds.
pub const SIZE_MEDIA_TYPE: &str = "text/x.tlog.size";
/// Hashes in a consistency proof: a tree of 2^64 leaves has none longer.
const PROOF_HASHES: usize = 63;
/// Bytes of a line with a hash.
const HASH_LINE_BYTES: usize = 45;
/// The longest request: its first line, a proof, a blank line and a checkpoint.
pub const REQUEST_BYTES: usize = 25 + PROOF_HASHES * HASH_LINE_BYTES + 1 + NOTE_BYTES;

/// A request to cosign a checkpoint that was decoded and nothing more.
#[derive(Clone, Debug)]
pub struct UnverifiedRequest<'a> {
    /// The size of the last checkpoint that the witness cosigned, as the log believes.
    pub old_size: TreeSize,
    /// That the checkpoint's tree begins with that one.
    pub proof: Vec<Hash>,
    /// The checkpoint.
    pub checkpoint: UnverifiedCheckpoint<'a>,
}

impl<'a> UnverifiedRequest<'a> {
    /// Decodes a request.
    ///
    /// # Errors
    /// The first rule that the bytes break.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, Malformed> {
        if bytes.len() > REQUEST_BYTES {
            return Err(Malformed::Size { bytes: bytes.len(), limit: REQUEST_BYTES });
        }
        let (first, mut rest) = line(bytes)?;
        let old_size = first.strip_prefix("old ").and_then(parse_decimal).map(TreeSize);
        let old_size = old_size.ok_or(Malformed::Note(NoteRule::OldSize))?;
        let mut proof = Vec::new();
        loop {
            let (text, after) = line(rest)?;
            rest = after;
            if text.is_empty() {
                break;
            }
            let hash = from_base64(text).and_then(|bytes| bytes.try_into().ok()).map(Hash);
            proof.push(hash.filter(|_| proof.len() < PROOF_HASHES).ok_or(Malformed::Note(NoteRule::Proof))?);
        }
        Ok(Self { old_size, proof, checkpoint: UnverifiedCheckpoint::decode(rest)? })
    }
}

fn line(bytes: &[u8]) -> Result<(&str, &[u8]), Malformed> {
    let end = bytes.iter().position(|byte| *byte == b'\n').ok_or(Malformed::Note(NoteRule::BlankLine))?;
    let (line, rest) = bytes.split_at_checked(end).unwrap_or((bytes, &[]));
    let line = core::str::from_utf8(line).map_err(|_| Malformed::Note(NoteRule::PlainText))?;
    Ok((line, rest.split_first().map_or(&[], |(_, rest)| rest)))
}

/// Writes a request to cosign this checkpoint, a signed note, after one of the old size.
#[must_use]
pub fn encode_request(old_size: TreeSize, proof: &[Hash], checkpoint: &str) -> String {
    let mut request = alloc::format!("old {}\n", old_size.0);
    for hash in proof {
        request.push_str(&to_base64(&hash.0));
        request.push('\n');
    }
    request.push('\n');
    request.push_str(checkpoint);
    request
}

/// Writes the answer that says which size the witness holds.
#[must_use]
pub fn encode_size(size: TreeSize) -> String {
    alloc::format!("{}\n", size.0)
}

/// Reads the size that a witness holds.
#[must_use]
pub fn parse_size(text: &str) -> Option<TreeSize> {
    text.strip_suffix('\n').and_then(parse_decimal).map(TreeSize)
}

/// What a witness remembers of a log: the last checkpoint that it cosigned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seen {
    /// The size.
    pub size: TreeSize,
    /// The root.
    pub root: Hash,
}

impl Seen {
    /// Nothing yet: the empty tree, which every tree begins with.
    #[must_use]
    pub fn nothing() -> Self {
        Self { size: TreeSize(0), root: Hash::of(&[]) }
    }
}

/// Why a witness does not cosign, in the order of judging.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WitnessRefusal {
    /// The old size is larger than the checkpoint's.
    OldSizeLarger,
    /// The old size is not that of the last checkpoint cosigned, or a tree of that size has another root: this is the
    /// size that the witness holds.
    Conflict(TreeSize),
    /// The proof does not show that the tree begins with the one seen.
    BadProof,
}

/// Judges a checkpoint that the log signed against what was seen, and gives what to remember from now on, durably,
/// before anything is cosigned.
///
/// # Errors
/// The first rule broken.
pub fn judge(
    seen: &Seen,
    old_size: TreeSize,
    proof: &[Hash],
    checkpoint: &VerifiedCheckpoint,
) -> Result<Seen, WitnessRefusal> {
    let next = Seen { size: checkpoint.size(), root: checkpoint.root() };
    if old_size > next.size {
        return Err(WitnessRefusal::OldSizeLarger);
    }
    if old_size != seen.size || (old_size == next.size && seen.root != next.root) {
        return Err(WitnessRefusal::Conflict(seen.size));
    }
    if is_consistent((seen.size, &seen.root), (next.size, &next.root), proof) {
        Ok(next)
    } else {
        Err(WitnessRefusal::BadProof)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::tree::{leaf_hash, node_hash};
    use alloc::string::ToString;
    use ed25519_dalek::{Signer, SigningKey};

    /// Three leaves and the roots over the first one, two and three.
    fn roots() -> ([Hash; 3], [Hash; 3]) {
        let leaves = [b"a", b"b", b"c"].map(|entry| leaf_hash(entry));
        let two = node_hash(&leaves[0], &leaves[1]);
        (leaves, [leaves[0], two, node_hash(&two, &leaves[2])])
    }

    fn checkpoint(size: u64, root: Hash) -> (String, VerifiedCheckpoint) {
        let key = SigningKey::from_bytes(&[5; 32]);
        let public = crate::key::PublicKey(key.verifying_key().to_bytes());
        let draft = crate::log::checkpoint::CheckpointDraft::new("log.example", TreeSize(size), &root).unwrap();
        let note = draft.finish(&public, &key.sign(draft.to_be_signed()).to_bytes());
        let verified = UnverifiedCheckpoint::decode(note.as_bytes()).unwrap().verify("log.example", &public).unwrap();
        (note, verified)
    }

    #[test]
    fn a_request_reads_back() {
        let (leaves, roots) = roots();
        let note = checkpoint(3, roots[2]).0;
        let text = encode_request(TreeSize(2), &[leaves[2]], &note);
        assert!(text.starts_with("old 2\n") && text.contains("=\n\nlog.example\n3\n"));
        let request = UnverifiedRequest::decode(text.as_bytes()).unwrap();
        assert_eq!((request.old_size, request.proof), (TreeSize(2), alloc::vec![leaves[2]]));
        assert_eq!(request.checkpoint.unverified_origin(), "log.example");
        assert_eq!(parse_size(&encode_size(TreeSize(2))), Some(TreeSize(2)));
        assert_eq!(["2", "02\n", "2\n\n", "\n", ""].map(parse_size), [None; 5]);
    }

    #[test]
    fn what_is_no_request_is_refused() {
        let (leaves, roots) = roots();
        let note = checkpoint(3, roots[2]).0;
        let hash = to_base64(&leaves[2].0);
        for (text, rule) in [
            (String::new(), NoteRule::BlankLine),
            (alloc::format!("old 2\n{hash}\n"), NoteRule::BlankLine),
            (alloc::format!("\n{note}"), NoteRule::OldSize),
            (alloc::format!("2\n\n{note}"), NoteRule::OldSize),
            (alloc::format!("old 02\n\n{note}"), NoteRule::OldSize),
            (alloc::format!("old 2 \n\n{note}"), NoteRule::OldSize),
            (alloc::format!("old -1\n\n{note}"), NoteRule::OldSize),
            (alloc::format!("old 2\n{}\n\n{note}", &hash[..40]), NoteRule::Proof),
            (alloc::format!("old 2\n{}\n{note}", alloc::format!("{hash}\n").repeat(64)), NoteRule::Proof),
            (alloc::format!("old 2\n{hash}\n{note}"), NoteRule::Proof),
            ("old 2\n\n\n".to_string(), NoteRule::BlankLine),
        ] {
            let refused = UnverifiedRequest::decode(text.as_bytes()).map(|_| ());
            assert_eq!(refused, Err(Malformed::Note(rule)), "{text:?}");
        }
        let most = alloc::format!("old 2\n{}\n{note}", alloc::format!("{hash}\n").repeat(63));
        assert!(UnverifiedRequest::decode(most.as_bytes()).is_ok());
        assert!(UnverifiedRequest::decode(&[b'a'; REQUEST_BYTES + 1]).is_err());
    }

    #[test]
    fn only_a_tree_that_begins_with_the_one_seen_is_cosigned() {
        let (leaves, roots) = roots();
        let [one, two, three] = [0, 1, 2].map(|at| Seen { size: TreeSize(at as u64 + 1), root: roots[at] });
        let judged =
            |seen: Seen, old, proof: &[Hash], size, root| judge(&seen, TreeSize(old), proof, &checkpoint(size, root).1);
        assert_eq!(judged(Seen::nothing(), 0, &[], 2, roots[1]), Ok(two));
        assert_eq!(judged(one, 1, &[leaves[1]], 2, roots[1]), Ok(two));
        assert_eq!(judged(two, 2, &[leaves[2]], 3, roots[2]), Ok(three));
        assert_eq!(judged(two, 2, &[], 2, roots[1]), Ok(two), "the same again");
        assert_eq!(judged(two, 3, &[], 2, roots[1]), Err(WitnessRefusal::OldSizeLarger));
        assert_eq!(judged(two, 1, &[leaves[1]], 3, roots[2]), Err(WitnessRefusal::Conflict(TreeSize(2))));
        assert_eq!(judged(three, 2, &[], 2, roots[1]), Err(WitnessRefusal::Conflict(TreeSize(3))));
        assert_eq!(judged(two, 2, &[], 2, roots[2]), Err(WitnessRefusal::Conflict(TreeSize(2))), "a fork");
        assert_eq!(judged(two, 2, &[], 3, roots[2]), Err(WitnessRefusal::BadProof));
        assert_eq!(judged(two, 2, &[leaves[1]], 3, roots[2]), Err(WitnessRefusal::BadProof));
        assert_eq!(judged(two, 2, &[leaves[2]], 2, roots[1]), Err(WitnessRefusal::BadProof));
        assert_eq!(judged(Seen::nothing(), 0, &[leaves[0]], 2, roots[1]), Err(WitnessRefusal::BadProof));
    }
}
