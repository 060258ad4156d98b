//! Backups: the registry that runs copies its own store, because no other process can open it; where none runs, this one
//! does.

use crate::config::Config;
use crate::custody::copy::copy;
use crate::custody::new_file::NewStore;
use crate::custody::stores::Source;
use crate::custody::{CustodyError, Step};
use crate::store::port::Read;
use std::ops::ControlFlow;
use std::path::Path;

/// A backup that is whole and in its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Backup {
    /// What was copied.
    pub copied: Copied,
    /// By whom.
    pub by: By,
}

/// What is in a backup.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Copied {
    /// The number of the commit that it is a copy of.
    pub commit: u64,
    /// Its rows.
    pub rows: u64,
}

/// Who made a backup.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By {
    /// The registry, running on.
    Registry,
    /// This program: no registry was running.
    Itself,
}

/// Backs up the store that the configuration names into a file that must not be there yet.
///
/// # Errors
/// Why there is no backup; then there is no file.
pub fn backup(config: &Config, out: &Path, progress: &mut dyn FnMut(Step)) -> Result<Backup, CustodyError> {
    #[cfg(unix)]
    if let Some(socket) = super::control::socket_of_config(config)
        && let Some(copied) = super::control::ask(&socket, out, progress)?
    {
        return Ok(Backup { copied, by: By::Registry });
    }
    let source = Source::of(config).map_err(|error| deaf(config, error))?;
    let mut tell = |rows| {
        progress(Step::Copied(rows));
        ControlFlow::Continue(())
    };
    let copied = copy_into_file(source.read.as_ref(), out, &mut tell)?;
    Ok(Backup { copied, by: By::Itself })
}

/// Copies a state into a new file.
pub(super) fn copy_into_file(
    from: &dyn Read,
    out: &Path,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Copied, CustodyError> {
    let new = NewStore::begin(out)?;
    let rows = copy(from, new.store(), progress).map_err(|error| new.failed(error))?;
    new.put_in_place()?;
    Ok(Copied { commit: from.number().0, rows })
}

/// Somebody has the store open who did not answer.
#[cfg(unix)]
fn deaf(config: &Config, error: CustodyError) -> CustodyError {
    match error {
        CustodyError::Running { store } => match super::control::socket_of_config(config) {
            Some(control) => CustodyError::Deaf { store, control },
            None => CustodyError::Running { store },
        },
        error => error,
    }
}

/// Without sockets in the file system nobody could be asked.
#[cfg(not(unix))]
fn deaf(_: &Config, error: CustodyError) -> CustodyError {
    error
}
