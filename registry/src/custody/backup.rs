//! Backups: the registry that runs copies its own store, because no other process can open it; where none runs, this one
//! does.

use crate::config::Config;
use crate::custody::into_file::{Copied, copy_into_file};
use crate::custody::stores::Source;
use crate::custody::{CustodyError, Step};
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
