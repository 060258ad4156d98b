//! Stores by their names, as whoever keeps them writes them: a file, or the URL of a database.

use crate::config::{Config, StoreAddress};
use crate::custody::CustodyError;
use crate::settings::store::database_at;
use crate::store::StoreError;
use crate::store::embedded::Embedded;
use crate::store::port::{Read, Store};
use crate::store::postgres::Postgres;
use std::path::Path;

/// The state of a store.
pub(super) struct Source {
    pub(super) name: String,
    pub(super) read: Box<dyn Read>,
    /// What keeps a database's connections.
    _database: Option<Postgres>,
}

impl Source {
    /// That of the store which the configuration names.
    pub(super) fn of(config: &Config) -> Result<Self, CustodyError> {
        Self::at(config, &config.store)
    }

    /// That of the store with this name.
    pub(super) fn named(config: &Config, name: &str) -> Result<Self, CustodyError> {
        Self::at(config, &StoreAddress::from(name.to_owned()))
    }

    fn at(config: &Config, store: &StoreAddress) -> Result<Self, CustodyError> {
        match store {
            StoreAddress::File(path) => Self::file(path),
            StoreAddress::Url(url) => Self::database(config, url),
        }
    }

    /// That of the embedded store in this file, which stays as it is.
    pub(super) fn file(path: &Path) -> Result<Self, CustodyError> {
        let name = path.display().to_string();
        match Embedded::read_file(path) {
            Ok(read) => Ok(Self { name, read, _database: None }),
            Err(StoreError::Busy) => Err(CustodyError::Running { store: name }),
            Err(error) => Err(CustodyError::Store { store: name, error }),
        }
    }

    /// That of a store on PostgreSQL, whose nodes may run on.
    fn database(config: &Config, url: &str) -> Result<Self, CustodyError> {
        let refused = |error| CustodyError::Store { store: url.into(), error };
        let database = Postgres::open_existing(database_at(config, url)?).map_err(refused)?;
        let read = database.read().map_err(refused)?;
        Ok(Self { name: url.into(), read, _database: Some(database) })
    }

    /// Why it is of no use.
    pub(super) fn refused(&self, error: StoreError) -> CustodyError {
        CustodyError::Store { store: self.name.clone(), error }
    }
}

/// The store with this name, to be filled: a file, which is made, or a database that nobody else writes to.
pub(super) fn open_target(config: &Config, name: &str) -> Result<Box<dyn Store>, CustodyError> {
    let refused = |error| CustodyError::Store { store: name.into(), error };
    match StoreAddress::from(name.to_owned()) {
        StoreAddress::File(path) => Ok(Box::new(Embedded::open(&path).map_err(refused)?)),
        StoreAddress::Url(url) => {
            let database = Postgres::open(database_at(config, &url)?).map_err(refused)?;
            // Whoever holds the lock writes; nobody sends requests to a copy that is being made.
            match database.campaign_once().map_err(refused)? {
                true => Ok(Box::new(database)),
                false => Err(CustodyError::Elected { store: name.into() }),
            }
        }
    }
}
