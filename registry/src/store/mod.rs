//! The embedded store: redb, one file, one writer (docs/decisions/0001-redb-instead-of-sled.md).
//!
//! Its promises, which any other store must keep too:
//! - A commit is atomic over everything written in it, and durable when [`Writing::commit`] returns.
//! - One writer at a time; readers see the state of one commit and never wait.
//! - Entries, nodes, certificates, orders, reservations and bundles are never changed. Heads, next serials, snapshots,
//!   statuses and match counts are replaced, by the sequencer alone.

mod load;
pub(crate) mod records;
pub(crate) mod schema;
pub(crate) mod write;

use crate::limits::STORE_CACHE_BYTES;
use crate::sealing::SealingKey;
use hezheng_core::cbor::{CborError, Reader, Writer};
use hezheng_core::number::AuthorityCode;
pub(crate) use load::Load;
use redb::{Database, ReadTransaction, ReadableDatabase, ReadableTable};
use schema::{FORMAT, FORMAT_KEY, META, SEALING_CHECK_KEY};
use std::path::Path;
pub(crate) use write::Writing;

/// An authority's code as the number that tables use.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct AuthorityNumber(pub(crate) u32);

impl AuthorityNumber {
    /// The number of six digits; 0 is no authority's.
    pub(crate) fn of(code: &AuthorityCode) -> Self {
        Self(code.as_str().parse().unwrap_or(0))
    }

    /// The number of a code as certificate numbers have it.
    pub(crate) fn of_text(code: &str) -> Self {
        AuthorityCode::parse(code).map_or(Self(0), |code| Self::of(&code))
    }
}

/// A place in a log.
pub(crate) type Place = (AuthorityNumber, hezheng_core::ids::LeafIndex);

/// Why the store does not answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// redb failed.
    #[error("the store cannot be read or written ({0}); check the disk and the space left on it")]
    Redb(#[source] Box<redb::Error>),
    /// A file could not be made.
    #[error("the store file cannot be made ({0}); check the folder and its permissions")]
    File(#[from] std::io::Error),
    /// A value is not what it must be.
    #[error("the store is damaged (a value cannot be read: {0:?}); restore it from a backup")]
    Damaged(Option<CborError>),
    /// Another process has it open.
    #[error("another process has the store open; stop the other registry first")]
    Busy,
    /// A newer program wrote it.
    #[error(
        "a newer program wrote the store (layout {found}; this program knows {known}); start that program, or newer"
    )]
    Newer {
        /// The layout found.
        found: u64,
        /// The newest layout known.
        known: u64,
    },
    /// Sealed with another key.
    #[error(
        "the sealing key is not the one this store was made with, and personal data would be lost; name the right file"
    )]
    SealingKey,
    /// The operating system gave no random bytes.
    #[error(transparent)]
    Randomness(#[from] hezheng_keys::NoRandomness),
}

impl StoreError {
    pub(crate) fn damaged(error: CborError) -> Self {
        Self::Damaged(Some(error))
    }
}

macro_rules! from_redb {
    ($($error:ident),*) => {$(
        impl From<redb::$error> for StoreError {
            fn from(error: redb::$error) -> Self {
                Self::Redb(Box::new(error.into()))
            }
        }
    )*};
}

from_redb!(CommitError, DatabaseError, SetDurabilityError, StorageError, TableError, TransactionError);

/// The store.
pub(crate) struct Store {
    database: Database,
}

impl Store {
    /// Opens the store in this file, or makes it (mode 0600). The key must be the one that it was made with.
    pub(crate) fn open(path: &Path, sealing: &SealingKey) -> Result<Self, StoreError> {
        make_file(path)?;
        let mut builder = Database::builder();
        builder.set_cache_size(STORE_CACHE_BYTES);
        let database = builder.create(path).map_err(|error| match error {
            redb::DatabaseError::DatabaseAlreadyOpen => StoreError::Busy,
            error => error.into(),
        })?;
        let store = Self { database };
        store.check_or_begin(sealing)?;
        Ok(store)
    }

    /// The state of the last commit.
    pub(crate) fn read(&self) -> Result<ReadTransaction, StoreError> {
        Ok(self.database.begin_read()?)
    }

    /// Begins what one commit will make durable. For the sequencer alone.
    pub(crate) fn write(&self) -> Result<Writing, StoreError> {
        Ok(Writing::new(self.database.begin_write()?))
    }

    fn check_or_begin(&self, sealing: &SealingKey) -> Result<(), StoreError> {
        let transaction = self.database.begin_write()?;
        let is_new = {
            let mut meta = transaction.open_table(META)?;
            let format = meta.get(FORMAT_KEY)?.map(|value| value.value().to_vec());
            match format {
                Some(format) => {
                    let found = Reader::new(&format).unsigned().map_err(StoreError::damaged)?;
                    if found > FORMAT {
                        return Err(StoreError::Newer { found, known: FORMAT });
                    }
                    let check = meta.get(SEALING_CHECK_KEY)?.ok_or(StoreError::Damaged(None))?;
                    let opened = sealing.open(SEALING_CHECK_KEY.as_bytes(), check.value());
                    opened.ok_or(StoreError::SealingKey)?;
                    false
                }
                None => {
                    let mut format = Writer::new();
                    format.unsigned(FORMAT);
                    meta.insert(FORMAT_KEY, format.into_bytes().as_slice())?;
                    let nonce = hezheng_keys::random_bytes()?;
                    let check = sealing.seal(nonce, SEALING_CHECK_KEY.as_bytes(), b"hezheng registry");
                    meta.insert(SEALING_CHECK_KEY, check.ok_or(StoreError::Damaged(None))?.as_slice())?;
                    true
                }
            }
        };
        if is_new {
            write::make_tables(&transaction)?;
            transaction.commit()?;
        } else {
            transaction.abort()?;
        }
        Ok(())
    }
}

/// Makes an empty file that only its owner may read, where there is none.
fn make_file(path: &Path) -> Result<(), StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sealing::create_sealing_key;

    fn key(folder: &Path) -> SealingKey {
        let path = folder.join("sealing.key");
        if !path.exists() {
            create_sealing_key(&path).unwrap();
        }
        SealingKey::read(&path).unwrap()
    }

    #[test]
    fn a_store_of_a_newer_program_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store");
        let store = Store::open(&path, &key(folder.path())).unwrap();
        let transaction = store.database.begin_write().unwrap();
        transaction.open_table(META).unwrap().insert(FORMAT_KEY, [FORMAT as u8 + 1].as_slice()).unwrap();
        transaction.commit().unwrap();
        drop(store);
        let refused = Store::open(&path, &key(folder.path())).err();
        assert!(matches!(refused, Some(StoreError::Newer { found: 2, known: 1 })), "{refused:?}");
    }

    #[test]
    fn a_file_that_is_no_store_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store");
        std::fs::write(&path, [b'x'; 100_000]).unwrap();
        let refused = Store::open(&path, &key(folder.path())).err();
        assert!(matches!(refused, Some(StoreError::Redb(_))), "{refused:?}");
    }

    #[test]
    fn a_commit_that_is_dropped_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("store"), &key(folder.path())).unwrap();
        let authority = AuthorityNumber(130_100);
        let writing = store.write().unwrap();
        writing.append(authority, hezheng_core::ids::TreeSize(0), b"entry").unwrap();
        drop(writing);
        assert_eq!(store.read().unwrap().last_entry(authority).unwrap(), None);
    }
}
