//! What a witness cosigned last of each log, on the disk: the checkpoint itself, as the log signed it.
//!
//! A file is replaced whole and made durable before anything is cosigned (`hezheng_keys::new_file`). A crash before that
//! leaves the last checkpoint and no cosignature of the next; a crash after it the next one, cosigned or not: the log asks
//! again and gets a cosignature of the same.

use super::verified;
use hezheng_core::ids::Hash;
use hezheng_core::key::PublicKey;
use hezheng_core::limits::NOTE_BYTES;
use hezheng_core::log::checkpoint::UnverifiedCheckpoint;
use hezheng_core::log::witness::Seen;
use hezheng_keys::new_file::{ReadableBy, replace};
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// Why a witness has no memory to work with. `Display` says what happened, where, and what to do.
#[derive(Debug)]
pub(crate) enum MemoryError {
    /// The folder cannot be used.
    Folder(PathBuf, io::Error),
    /// Another process uses it.
    InUse(PathBuf),
    /// A file cannot be read.
    Unreadable(PathBuf, io::Error),
    /// A file is no checkpoint that this log signed with a key that is configured.
    Foreign(PathBuf, String),
}

/// A folder that this process alone uses.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    /// Makes the folder where there is none, and locks it for as long as this lives.
    pub(super) fn lock(path: &Path) -> Result<Self, MemoryError> {
        let unusable = |error| MemoryError::Folder(path.into(), error);
        fs::create_dir_all(path).map_err(unusable)?;
        let lock =
            File::options().create(true).write(true).truncate(false).open(path.join("lock")).map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.into(), _lock: lock }),
            Err(fs::TryLockError::WouldBlock) => Err(MemoryError::InUse(path.into())),
            Err(fs::TryLockError::Error(error)) => Err(unusable(error)),
        }
    }

    /// What was cosigned last of the log of this origin, which has these keys.
    pub(super) fn memory(&self, origin: &str, keys: &[PublicKey]) -> Result<Memory, MemoryError> {
        // An origin has slashes; its hash is a file name everywhere.
        let name = Hash::of(&[origin.as_bytes()]).to_string();
        let path = self.path.join(format!("{}.checkpoint", name.get(..16).unwrap_or_default()));
        let mut note = Vec::new();
        match File::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Memory { path, seen: Seen::nothing() });
            }
            Err(error) => return Err(MemoryError::Unreadable(path, error)),
            Ok(file) => {
                let read = file.take(NOTE_BYTES as u64 + 1).read_to_end(&mut note);
                read.map_err(|error| MemoryError::Unreadable(path.clone(), error))?;
            }
        }
        let checkpoint = UnverifiedCheckpoint::decode(&note).ok();
        let checkpoint = checkpoint.filter(|checkpoint| checkpoint.unverified_origin() == origin);
        match checkpoint.and_then(|checkpoint| verified(&checkpoint, keys)) {
            Some(checkpoint) => Ok(Memory { path, seen: Seen { size: checkpoint.size(), root: checkpoint.root() } }),
            // Never taken for nothing: a witness that forgot would cosign any history.
            None => Err(MemoryError::Foreign(path, origin.into())),
        }
    }
}

/// What was cosigned last of one log.
#[derive(Debug)]
pub(super) struct Memory {
    path: PathBuf,
    seen: Seen,
}

impl Memory {
    pub(super) fn seen(&self) -> Seen {
        self.seen
    }

    /// Remembers the next checkpoint, durably. On an error the one before is remembered still, though the disk may have the
    /// next: that one was proved to go on from it, and a start takes it up.
    pub(super) fn keep(&mut self, next: Seen, note: &[u8]) -> io::Result<()> {
        replace(&self.path, note, ReadableBy::Everybody)?;
        self.seen = next;
        Ok(())
    }

    /// Keeps a checkpoint of the same size and another root beside the one cosigned: the log signed both, and together they
    /// convict it. The first is kept, so that a flood of them takes no room.
    pub(super) fn keep_contradiction(&self, note: &[u8]) {
        let path = self.path.with_extension("contradiction");
        // The refusal stands whether or not the proof could be kept.
        let _ = hezheng_keys::new_file::create(&path, note, ReadableBy::Everybody);
    }
}
