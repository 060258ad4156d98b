//! Stores by their names, as whoever keeps them writes them.

use crate::config::Config;
use crate::custody::CustodyError;
use crate::store::StoreError;
use crate::store::embedded::Embedded;
use crate::store::port::{Read, Store};
use std::path::Path;

/// The state of a store that nobody writes to meanwhile.
pub(super) struct Source {
    pub(super) name: String,
    pub(super) read: Box<dyn Read>,
}

impl Source {
    /// That of the store which the configuration names.
    pub(super) fn of(config: &Config) -> Result<Self, CustodyError> {
        Self::file(&config.store)
    }

    /// That of the store with this name: a file.
    pub(super) fn named(name: &str) -> Result<Self, CustodyError> {
        Self::file(Path::new(name))
    }

    /// That of the embedded store in this file, which stays as it is.
    pub(super) fn file(path: &Path) -> Result<Self, CustodyError> {
        let name = path.display().to_string();
        match Embedded::read_file(path) {
            Ok(read) => Ok(Self { name, read }),
            Err(StoreError::Busy) => Err(CustodyError::Running { store: name }),
            Err(error) => Err(CustodyError::Store { store: name, error }),
        }
    }

    /// Why it is of no use.
    pub(super) fn refused(&self, error: StoreError) -> CustodyError {
        CustodyError::Store { store: self.name.clone(), error }
    }
}

/// The store with this name, to be filled: a file, which is made.
pub(super) fn open_target(name: &str) -> Result<Box<dyn Store>, CustodyError> {
    match Embedded::open(Path::new(name)) {
        Ok(store) => Ok(Box::new(store)),
        Err(error) => Err(CustodyError::Store { store: name.into(), error }),
    }
}
