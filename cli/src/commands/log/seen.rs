//! The checkpoint that was seen last, in a file: as the log signed it, so that with a later one it can convict. It is
//! replaced whole and never by an older one.

use crate::cannot_run::CannotRun;
use crate::input::read_file;
use crate::whole_file;
use hezheng_core::ids::Hash;
use hezheng_core::limits::NOTE_BYTES;
use hezheng_core::log::checkpoint::{UnverifiedCheckpoint, VerifiedCheckpoint};
use hezheng_core::trust::bundle::{Authority, ServiceUse};
use std::path::{Path, PathBuf};

/// The file, and what was in it.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    path: PathBuf,
    checkpoint: Option<VerifiedCheckpoint>,
}

impl Seen {
    /// Loads what was seen of this authority's log; nothing where there is no file yet.
    ///
    /// # Errors
    /// Where the file holds anything but a checkpoint that this log signed.
    pub(super) fn load(path: &Path, authority: &Authority) -> Result<Self, CannotRun> {
        let name = path.display().to_string();
        let checkpoint = match read_file(&name, NOTE_BYTES as u64) {
            Err(CannotRun::NotFound(_)) => None,
            Err(error) => return Err(error),
            Ok(bytes) => Some(verified(&bytes, authority).ok_or(CannotRun::OtherState(name))?),
        };
        Ok(Self { path: path.into(), checkpoint })
    }

    /// The checkpoint seen last.
    #[must_use]
    pub(super) fn checkpoint(&self) -> Option<&VerifiedCheckpoint> {
        self.checkpoint.as_ref()
    }

    /// The file.
    #[must_use]
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps a checkpoint that was proved to go on from the one seen; one of a larger tree that another run kept meanwhile
    /// stays.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub(super) fn keep(
        &self,
        note: &[u8],
        checkpoint: &VerifiedCheckpoint,
        authority: &Authority,
    ) -> Result<(), CannotRun> {
        let newest = Self::load(&self.path, authority)?;
        if newest.checkpoint.is_some_and(|newest| newest.size() > checkpoint.size()) {
            return Ok(());
        }
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
        }
        whole_file::replace(&self.path, note).map_err(|error| unwritable(&self.path, &error))
    }

    /// Keeps a checkpoint that contradicts the one seen beside it: both are signed, and together they are the proof.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub(super) fn keep_contradiction(&self, note: &[u8]) -> Result<PathBuf, CannotRun> {
        let mut name = self.path.clone().into_os_string();
        name.push(".contradiction");
        let path = PathBuf::from(name);
        whole_file::replace(&path, note).map_err(|error| unwritable(&path, &error))?;
        Ok(path)
    }
}

/// A checkpoint that any key of this log signed: it may have ended since.
fn verified(bytes: &[u8], authority: &Authority) -> Option<VerifiedCheckpoint> {
    let checkpoint = UnverifiedCheckpoint::decode(bytes).ok()?;
    let keys = authority.service_keys.iter().filter(|key| key.uses & ServiceUse::Log.bit() != 0);
    keys.filter_map(|key| checkpoint.verify(&authority.log_origin, &key.key).ok()).next()
}

fn unwritable(path: &Path, error: &std::io::Error) -> CannotRun {
    CannotRun::Unwritable(path.display().to_string(), error.to_string())
}

/// Where a log's checkpoint is kept unless a file is named: `$XDG_STATE_HOME/hezheng/logs`, else below `~/.local/state`, on
/// Windows below `%LOCALAPPDATA%`.
#[must_use]
pub(super) fn default_path(origin: &str) -> Option<PathBuf> {
    let folder = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = folder("XDG_STATE_HOME")
        .or_else(|| folder("LOCALAPPDATA").filter(|_| cfg!(windows)))
        .or_else(|| folder("HOME").map(|home| home.join(".local/state")))?;
    // An origin has slashes; its hash is a file name everywhere.
    let name = Hash::of(&[origin.as_bytes()]).to_string();
    let name = name.get(..16).unwrap_or_default();
    Some(state.join("hezheng/logs").join(format!("{name}.checkpoint")))
}
