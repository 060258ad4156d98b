//! Cosignatures (C2SP tlog-cosignature, Ed25519): a witness's word that, at a time, this was the largest tree of a log
//! that it had seen, consistent with every one before.
//!
//! ```text
//! signed    = "cosignature/v1" LF "time " seconds LF checkpoint-text
//! signature = uint64(seconds) || ed25519-signature
//! ```

use crate::key::PublicKey;
use crate::log::checkpoint::{UnverifiedCheckpoint, VerifiedCheckpoint};
use crate::log::note::{self, KeyId, SignatureLine, SignatureType};
use crate::malformed::Malformed;
use crate::time::Time;
use crate::trust::bundle::Witnesses;
use alloc::string::String;
use alloc::vec::Vec;

/// The largest time that a cosignature may bear.
const LAST_TIME: u64 = i64::MAX as u64;

/// A witness: its name and its key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cosigner<'n> {
    /// The name, as in its signature lines.
    pub name: &'n str,
    /// The key.
    pub key: PublicKey,
}

impl Cosigner<'_> {
    fn id(&self) -> KeyId {
        KeyId::of(self.name, SignatureType::Cosignature, &self.key)
    }

    /// When this witness cosigned the checkpoint with this text, where one of these lines says so rightly.
    fn cosigned<'l>(&self, text: &str, mut lines: impl Iterator<Item = &'l SignatureLine<'l>>) -> Option<Time> {
        let id = self.id();
        // As for a log's own signature the first line by this key decides.
        let signature: &[u8; 72] = lines.find_map(|line| line.by(self.name, id))?.try_into().ok()?;
        let (time, signature) = signature.split_first_chunk::<8>()?;
        let time = Time(u64::from_be_bytes(*time));
        let signature = signature.try_into().ok()?;
        let is_right = time.0 <= LAST_TIME && self.key.has_signed(to_be_signed(text, time).as_bytes(), signature);
        is_right.then_some(time)
    }
}

impl UnverifiedCheckpoint<'_> {
    /// When this witness cosigned this checkpoint; `None` where it did not. Whether the log signed it is another question.
    #[must_use]
    pub fn cosigned_at(&self, witness: &Cosigner<'_>) -> Option<Time> {
        witness.cosigned(self.text(), self.signatures())
    }

    /// How many of these witnesses cosigned this checkpoint.
    #[must_use]
    pub fn cosigned_by(&self, witnesses: &Witnesses) -> u64 {
        let witnesses = witnesses.witnesses.iter().map(|(name, key)| Cosigner { name, key: *key });
        witnesses.filter(|witness| self.cosigned_at(witness).is_some()).map(|_| 1).sum()
    }
}

/// A cosignature that was verified. The one constructor is [`Cosignature::verify`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cosignature {
    time: Time,
    line: String,
}

impl Cosignature {
    /// Finds this witness's cosignature of this checkpoint among signature lines, as a witness answers them.
    ///
    /// # Errors
    /// Where these are no signature lines; `None` where none of them is this witness's right one.
    pub fn verify(
        lines: &[u8],
        checkpoint: &VerifiedCheckpoint,
        witness: &Cosigner<'_>,
    ) -> Result<Option<Self>, Malformed> {
        let text = note::plain_text(lines)?;
        let parsed = note::signature_lines(text)?;
        let Some(time) = witness.cosigned(checkpoint.text(), parsed.iter()) else { return Ok(None) };
        let signature = parsed.iter().find_map(|line| line.by(witness.name, witness.id())).unwrap_or_default();
        Ok(Some(Self { time, line: note::encode_signature_line(witness.name, witness.id(), signature) }))
    }

    /// When it was made, by the witness's clock.
    #[must_use]
    pub fn time(&self) -> Time {
        self.time
    }

    /// The signature line, ended: to be appended to the checkpoint.
    #[must_use]
    pub fn line(&self) -> &str {
        &self.line
    }
}

/// A cosignature about to be made: sign [`CosignatureDraft::to_be_signed`], then [`CosignatureDraft::finish`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CosignatureDraft {
    time: Time,
    to_be_signed: Vec<u8>,
}

impl CosignatureDraft {
    /// Of this checkpoint, at this time.
    #[must_use]
    pub fn new(checkpoint: &VerifiedCheckpoint, time: Time) -> Self {
        let time = Time(time.0.min(LAST_TIME));
        Self { time, to_be_signed: to_be_signed(checkpoint.text(), time).into_bytes() }
    }

    /// The bytes to sign.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// The signature line, ended.
    #[must_use]
    pub fn finish(&self, witness: &Cosigner<'_>, signature: &[u8; 64]) -> String {
        let mut timestamped = Vec::from(self.time.0.to_be_bytes());
        timestamped.extend_from_slice(signature);
        note::encode_signature_line(witness.name, witness.id(), &timestamped)
    }
}

fn to_be_signed(text: &str, time: Time) -> String {
    alloc::format!("cosignature/v1\ntime {}\n{text}", time.0)
}
