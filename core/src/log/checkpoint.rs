//! Checkpoints (C2SP tlog-checkpoint): what a log is, in three lines, signed by the log as a signed note.
//!
//! ```text
//! origin LF tree-size LF base64(root) LF *(extension LF)
//! ```
//! Witnesses add signature lines of their own ([`cosignature`](crate::log::cosignature)): a note grows by appending lines.

use crate::ids::{Hash, TreeSize};
use crate::key::PublicKey;
use crate::log::note::{self, KeyId, Note, SignatureLine, SignatureType};
use crate::malformed::{Malformed, NoteRule};
use alloc::string::String;

/// A checkpoint that was decoded and nothing more.
#[derive(Clone, Debug)]
pub struct UnverifiedCheckpoint<'a> {
    bytes: &'a [u8],
    note: Note<'a>,
    origin: &'a str,
    size: TreeSize,
    root: Hash,
}

/// Why a checkpoint is not this log's, in the order of judging.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CheckpointRefusal {
    /// It names another log.
    OtherOrigin,
    /// It bears no signature of this key under the log's name.
    UnknownKey,
    /// The signature of this key is wrong.
    BadSignature,
}

impl<'a> UnverifiedCheckpoint<'a> {
    /// Decodes a checkpoint with its signature lines.
    ///
    /// # Errors
    /// The first rule of the two specifications that the bytes break.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let note = Note::decode(bytes)?;
        let mut lines = note.text.strip_suffix('\n').unwrap_or_default().split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
            return Err(Malformed::Note(NoteRule::CheckpointLines));
        };
        if origin.is_empty() || lines.any(str::is_empty) {
            return Err(Malformed::Note(NoteRule::CheckpointLines));
        }
        let size = note::parse_decimal(size).map(TreeSize).ok_or(Malformed::Note(NoteRule::TreeSize))?;
        let root = note::from_base64(root).and_then(|bytes| bytes.try_into().ok());
        let root = root.map(Hash).ok_or(Malformed::Note(NoteRule::Root))?;
        Ok(Self { bytes, origin, size, root, note })
    }

    /// The origin that it names, not verified: to find the key it must be signed by.
    #[must_use]
    pub fn unverified_origin(&self) -> &'a str {
        self.origin
    }

    /// The size and root that it names, not verified.
    #[must_use]
    pub fn unverified_place(&self) -> (TreeSize, Hash) {
        (self.size, self.root)
    }

    /// The whole note, as it came: what to keep as proof of what the log signed.
    #[must_use]
    pub fn note(&self) -> &'a [u8] {
        self.bytes
    }

    /// Verifies that the log of this origin signed it with this key.
    ///
    /// # Errors
    /// Why it is not this log's.
    pub fn verify(&self, origin: &str, key: &PublicKey) -> Result<VerifiedCheckpoint, CheckpointRefusal> {
        if self.origin != origin {
            return Err(CheckpointRefusal::OtherOrigin);
        }
        let id = KeyId::of(origin, SignatureType::Ed25519, key);
        // The first line by this key decides: the same key signs a note once.
        let signature = self.signatures().find_map(|line| line.by(origin, id)).ok_or(CheckpointRefusal::UnknownKey)?;
        let is_signed =
            signature.try_into().is_ok_and(|signature| key.has_signed(self.note.text.as_bytes(), signature));
        if !is_signed {
            return Err(CheckpointRefusal::BadSignature);
        }
        Ok(VerifiedCheckpoint { size: self.size, root: self.root, text: self.note.text.into() })
    }

    pub(crate) fn signatures(&self) -> impl Iterator<Item = &SignatureLine<'a>> {
        self.note.signatures.iter()
    }

    /// What is signed.
    pub(crate) fn text(&self) -> &'a str {
        self.note.text
    }
}

/// A checkpoint that its log signed. The one constructor is [`UnverifiedCheckpoint::verify`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifiedCheckpoint {
    size: TreeSize,
    root: Hash,
    text: String,
}

impl VerifiedCheckpoint {
    /// How many entries the log holds.
    #[must_use]
    pub fn size(&self) -> TreeSize {
        self.size
    }

    /// The root of the tree over them.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.root
    }

    /// What is signed: the checkpoint without its signature lines.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// A checkpoint about to be signed: sign [`CheckpointDraft::to_be_signed`], then [`CheckpointDraft::finish`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CheckpointDraft {
    origin: String,
    text: String,
}

impl CheckpointDraft {
    /// Lays out a checkpoint of the log of this origin.
    ///
    /// # Errors
    /// Where the origin cannot be the name of a note's key.
    pub fn new(origin: &str, size: TreeSize, root: &Hash) -> Result<Self, Malformed> {
        if !note::is_key_name(origin) {
            return Err(Malformed::Note(NoteRule::KeyName));
        }
        let text = alloc::format!("{origin}\n{}\n{}\n", size.0, note::to_base64(&root.0));
        Ok(Self { origin: origin.into(), text })
    }

    /// The bytes to sign.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// The checkpoint, signed by this key.
    #[must_use]
    pub fn finish(&self, key: &PublicKey, signature: &[u8; 64]) -> String {
        let id = KeyId::of(&self.origin, SignatureType::Ed25519, key);
        alloc::format!("{}\n{}", self.text, note::encode_signature_line(&self.origin, id, signature))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::cosignature::{CosignatureDraft, Cosigner};
    use crate::time::Time;
    use ed25519_dalek::{Signer, SigningKey};

    const ORIGIN: &str = "log.example/1";

    fn key(label: u8) -> (SigningKey, PublicKey) {
        let key = SigningKey::from_bytes(&[label; 32]);
        let public = PublicKey(key.verifying_key().to_bytes());
        (key, public)
    }

    /// A checkpoint with a witness's line, and where that line begins.
    fn cosigned() -> (alloc::vec::Vec<u8>, usize) {
        let ((log, log_key), (witness, witness_key)) = (key(1), key(2));
        let draft = CheckpointDraft::new(ORIGIN, TreeSize(20), &Hash([7; 32])).unwrap();
        let note = draft.finish(&log_key, &log.sign(draft.to_be_signed()).to_bytes());
        let verified = UnverifiedCheckpoint::decode(note.as_bytes()).unwrap().verify(ORIGIN, &log_key).unwrap();
        let draft = CosignatureDraft::new(&verified, Time(1_779_000_000));
        let cosigner = Cosigner { name: "witness.example", key: witness_key };
        let line = draft.finish(&cosigner, &witness.sign(draft.to_be_signed()).to_bytes());
        (alloc::format!("{note}{line}").into_bytes(), note.len())
    }

    /// Whether the log's signature holds, and the witness's.
    fn holds(note: &[u8]) -> (bool, bool) {
        let Ok(checkpoint) = UnverifiedCheckpoint::decode(note) else { return (false, false) };
        let cosigner = Cosigner { name: "witness.example", key: key(2).1 };
        (checkpoint.verify(ORIGIN, &key(1).1).is_ok(), checkpoint.cosigned_at(&cosigner).is_some())
    }

    #[test]
    fn a_note_with_any_bit_changed_loses_a_signature() {
        let (note, witness_line) = cosigned();
        assert_eq!(holds(&note), (true, true));
        let text = note.windows(2).position(|pair| pair == b"\n\n").unwrap();
        for bit in 0..note.len() * 8 {
            let mut changed = note.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            let (by_log, by_witness) = holds(&changed);
            assert!(!(by_log && by_witness), "bit {bit}");
            assert!(bit / 8 >= text || !(by_log || by_witness), "bit {bit} of the text");
            assert!(bit / 8 < witness_line || !by_witness, "bit {bit} of the witness's line");
        }
        for cut in 0..note.len() {
            assert!(cut == witness_line || holds(&note[..cut]) == (false, false), "cut at {cut}");
        }
    }

    #[test]
    fn each_refusal_has_its_reason() {
        let (note, _) = cosigned();
        let checkpoint = UnverifiedCheckpoint::decode(&note).unwrap();
        assert_eq!(checkpoint.verify("log.example/2", &key(1).1), Err(CheckpointRefusal::OtherOrigin));
        assert_eq!(checkpoint.verify(ORIGIN, &key(3).1), Err(CheckpointRefusal::UnknownKey));
        let other = alloc::string::String::from_utf8(note).unwrap().replace("\n20\n", "\n21\n");
        let checkpoint = UnverifiedCheckpoint::decode(other.as_bytes()).unwrap();
        assert_eq!(checkpoint.verify(ORIGIN, &key(1).1), Err(CheckpointRefusal::BadSignature));
        assert!(CheckpointDraft::new("log example", TreeSize(1), &Hash([0; 32])).is_err());
    }
}
