//! A witness: it cosigns the checkpoints of the logs it knows, each only after proof that the log goes on from what it
//! cosigned before (C2SP tlog-witness). It is not an auditor: what entries say is nothing to it.
//!
//! Start reading at [`Witness`]; `config` is what the file may say, `memory` what lies on the disk, `http` converts and
//! delegates. The judgement is core's (`core::log::witness`).

mod config;
mod http;
mod memory;

pub(crate) use config::{Config, ConfigError};
pub(crate) use http::serve;
pub(crate) use memory::MemoryError;

use hezheng_core::ids::TreeSize;
use hezheng_core::key::PublicKey;
use hezheng_core::log::checkpoint::UnverifiedCheckpoint;
use hezheng_core::log::cosignature::{CosignatureDraft, Cosigner};
use hezheng_core::log::note::{SignatureType, verifier_key};
use hezheng_core::log::witness::{UnverifiedRequest, WitnessRefusal, judge};
use hezheng_core::time::Time;
use hezheng_keys::{PrivateKey, Signer};
use memory::{Folder, Memory};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// A witness at work.
pub(crate) struct Witness {
    name: String,
    key: PrivateKey,
    logs: BTreeMap<String, Log>,
    /// No other process may cosign from this folder while we do.
    _folder: Folder,
}

/// A log that is watched.
struct Log {
    keys: Vec<PublicKey>,
    /// Locked from the look at what was cosigned last until the next is on the disk: or an older tree could replace a
    /// newer one (C2SP tlog-witness, add-checkpoint).
    memory: Mutex<Memory>,
}

/// What a witness answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Answer {
    /// The cosignature's line.
    Cosigned(String),
    /// The bytes are no request, or its old size is larger than the checkpoint's.
    Malformed,
    /// The checkpoint is of a log that is not watched.
    UnknownLog,
    /// No key of the log signed the checkpoint.
    NotSigned,
    /// Another size, or another tree of this size, was cosigned last.
    Conflict(TreeSize),
    /// The proof does not show that the log goes on from what was cosigned.
    BadProof,
    /// What would have to be remembered could not be written; nothing was cosigned.
    NotKept,
}

impl Witness {
    /// A witness of this name that watches these logs: origins and keys. What it cosigned before lies in the folder.
    ///
    /// # Errors
    /// Where the folder cannot be used.
    pub(crate) fn open(
        name: &str,
        key: PrivateKey,
        logs: BTreeMap<String, Vec<PublicKey>>,
        folder: &Path,
    ) -> Result<Self, MemoryError> {
        let folder = Folder::lock(folder)?;
        let open = |(origin, keys): (String, Vec<PublicKey>)| {
            let memory = Mutex::new(folder.memory(&origin, &keys)?);
            Ok((origin, Log { keys, memory }))
        };
        let logs = logs.into_iter().map(open).collect::<Result<_, MemoryError>>()?;
        Ok(Self { name: name.into(), key, logs, _folder: folder })
    }

    /// The key as logs and auditors are given it.
    pub(crate) fn verifier_key(&self) -> String {
        verifier_key(&self.name, SignatureType::Cosignature, &self.key.public_key())
    }

    /// The logs watched, with the size that was cosigned last.
    pub(crate) fn watched(&self) -> impl Iterator<Item = (&str, TreeSize)> {
        self.logs.iter().map(|(origin, log)| {
            let memory = log.memory.lock().unwrap_or_else(PoisonError::into_inner);
            (origin.as_str(), memory.seen().size)
        })
    }

    /// Answers a request to cosign a checkpoint. What it cosigns is on the disk before it says so.
    pub(crate) fn add_checkpoint(&self, request: &[u8], now: Time) -> Answer {
        let Ok(request) = UnverifiedRequest::decode(request) else { return Answer::Malformed };
        let UnverifiedRequest { old_size, proof, checkpoint } = &request;
        let Some(log) = self.logs.get(checkpoint.unverified_origin()) else { return Answer::UnknownLog };
        let Some(verified) = verified(checkpoint, &log.keys) else { return Answer::NotSigned };
        // A memory is changed in one step after its file was, so that of a thread that panicked is whole.
        let mut memory = log.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let before = memory.seen();
        match judge(&before, *old_size, proof, &verified) {
            Err(WitnessRefusal::OldSizeLarger) => Answer::Malformed,
            Err(WitnessRefusal::BadProof) => Answer::BadProof,
            Err(WitnessRefusal::Conflict(size)) => {
                if verified.size() == before.size && verified.root() != before.root {
                    memory.keep_contradiction(request.checkpoint.note());
                }
                Answer::Conflict(size)
            }
            Ok(next) => {
                if next != before && memory.keep(next, request.checkpoint.note()).is_err() {
                    return Answer::NotKept;
                }
                let draft = CosignatureDraft::new(&verified, now);
                let cosigner = Cosigner { name: &self.name, key: self.key.public_key() };
                Answer::Cosigned(draft.finish(&cosigner, &self.key.sign(draft.to_be_signed())))
            }
        }
    }
}

fn verified(
    checkpoint: &UnverifiedCheckpoint<'_>,
    keys: &[PublicKey],
) -> Option<hezheng_core::log::checkpoint::VerifiedCheckpoint> {
    let origin = checkpoint.unverified_origin();
    keys.iter().find_map(|key| checkpoint.verify(origin, key).ok())
}
