//! A copy of a store in a new file, which is there whole or not at all.

use crate::custody::CustodyError;
use crate::custody::copy::copy;
use crate::custody::new_file::NewStore;
use crate::store::port::Read;
use std::ops::ControlFlow;
use std::path::Path;

/// What is in a backup.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Copied {
    /// The number of the commit that it is a copy of.
    pub commit: u64,
    /// Its rows.
    pub rows: u64,
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
