//! Keeping a store: what whoever runs a registry does with a store as a whole. [`fsck`] checks one, [`backup`] copies the
//! one of a running registry, [`restore`] makes one from a backup, [`migrate`] moves one to another kind of store.
//!
//! A copy has everything, the number of the commit it is a copy of too, and nothing of it is in its place before it is
//! whole. The sealing key is never in a copy.

mod backup;
mod chore;
#[cfg(unix)]
mod control;
mod copy;
mod error;
mod into_file;
mod new_file;
mod stores;

pub use backup::{Backup, By, backup};
pub use chore::{Purge, purge, reseal};
#[cfg(unix)]
pub(crate) use control::{Control, socket_of_config};
pub use error::CustodyError;
pub use into_file::Copied;

use crate::config::{Config, StoreAddress};
use crate::fsck::{self, FINDINGS, Progress, Report};
use crate::settings::store_keys::StoreKeys;
use copy::copy;
use new_file::NewStore;
use std::ops::ControlFlow;
use std::path::Path;
use stores::{Source, open_target};

/// How far long work has come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// So many rows are copied.
    Copied(u64),
    /// The copy is being checked.
    Checked(Progress),
}

/// Checks the store that the configuration names, or another file, up to so many findings.
///
/// # Errors
/// Why it could not be checked. What is wrong with the store is no error.
pub fn fsck(
    config: &Config,
    store: Option<&Path>,
    findings: usize,
    progress: &mut dyn FnMut(Progress),
) -> Result<Report, CustodyError> {
    let keys = StoreKeys::resolve(config)?;
    let source = match store {
        Some(path) => Source::file(path)?,
        None => Source::of(config)?,
    };
    fsck::check(source.read.as_ref(), &keys, findings, progress).map_err(|error| source.refused(error))
}

/// Makes the store that the configuration names from a backup. Nothing is in its place before the copy is clean.
///
/// # Errors
/// Why nothing was restored; whatever is at the place is as it was.
pub fn restore(config: &Config, from: &Path, progress: &mut dyn FnMut(Step)) -> Result<Report, CustodyError> {
    let keys = StoreKeys::resolve(config)?;
    let path = match &config.store {
        StoreAddress::File(path) => path,
        // A database is filled where it is; until the last commit it says that it is half filled.
        StoreAddress::Url(url) => return migrate(config, &from.display().to_string(), url, progress),
    };
    let source = Source::file(from)?;
    let new = NewStore::begin(path)?;
    copy(source.read.as_ref(), new.store(), &mut |rows| told(progress, rows)).map_err(|error| new.failed(error))?;
    let read = new.store().read().map_err(|error| new.failed(error.into()))?;
    let report = fsck::check(read.as_ref(), &keys, FINDINGS, &mut |checked| progress(Step::Checked(checked)));
    drop(read);
    let report = report.map_err(|error| source.refused(error))?;
    if !report.findings.is_empty() {
        return Err(CustodyError::NotClean { store: source.name, report });
    }
    new.put_in_place()?;
    Ok(report)
}

/// Copies a store into an empty one, of another kind or in another place, and checks the copy. The first is as it was.
///
/// # Errors
/// Why the second is not to be used.
pub fn migrate(config: &Config, from: &str, to: &str, progress: &mut dyn FnMut(Step)) -> Result<Report, CustodyError> {
    let keys = StoreKeys::resolve(config)?;
    let source = Source::named(config, from)?;
    let target = open_target(config, to)?;
    let failed = |error: copy::CopyError| error.at(to);
    copy(source.read.as_ref(), target.as_ref(), &mut |rows| told(progress, rows)).map_err(failed)?;
    let refused = |error| CustodyError::Store { store: to.into(), error };
    let read = target.read().map_err(refused)?;
    let report = fsck::check(read.as_ref(), &keys, FINDINGS, &mut |checked| progress(Step::Checked(checked)));
    let report = report.map_err(refused)?;
    target.resign();
    if report.findings.is_empty() { Ok(report) } else { Err(CustodyError::NotClean { store: to.into(), report }) }
}

fn told(progress: &mut dyn FnMut(Step), rows: u64) -> ControlFlow<()> {
    progress(Step::Copied(rows));
    ControlFlow::Continue(())
}
