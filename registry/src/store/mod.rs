//! What the registry keeps, and where. [`port`] says what a store promises; three keep it: [`embedded`] by default,
//! [`postgres`] for more than one machine, [`memory`] in tests. [`schema`] says which tables there are, [`load`] what can
//! be asked, [`write`] what a commit writes.

#[cfg(test)]
mod conformance;
pub(crate) mod desk;
pub(crate) mod embedded;
pub(crate) mod key;
mod known;
pub(crate) mod load;
#[cfg(any(test, feature = "test-twin"))]
pub(crate) mod memory;
pub(crate) mod open;
pub(crate) mod port;
pub(crate) mod postgres;
pub(crate) mod records;
pub(crate) mod schema;
pub(crate) mod write;

use hezheng_core::cbor::CborError;
use hezheng_core::number::AuthorityCode;
pub(crate) use load::{Load, LoadHolders, LoadNumbers, LoadRows};
#[cfg(feature = "test-twin")]
pub(crate) use open::check_or_begin;
pub(crate) use open::{open, open_shared};
pub(crate) use port::{Read, Store};
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
#[non_exhaustive]
pub enum StoreError {
    /// redb failed.
    #[error("the store cannot be read or written ({0}); check the disk and the space left on it")]
    Redb(#[source] Box<redb::Error>),
    /// PostgreSQL failed.
    #[error(
        "the database cannot be read or written ({}); look whether PostgreSQL runs, and whether it lets this node in", said(.0)
    )]
    Database(#[source] Box<tokio_postgres::Error>),
    /// PostgreSQL did not answer.
    #[error("the database did not answer within {0} seconds; look whether it is overloaded, and at the network to it")]
    DatabaseSilent(u64),
    /// Another node writes.
    #[error("this node is not the elected one, which alone writes; another one is, or will be within seconds")]
    NotElected,
    /// Another node is elected and has not begun the empty store.
    #[error("the store is empty, and the node that is elected does not begin it; look at the log of that node")]
    NotBegun,
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
    /// An older program wrote it, before the first release.
    #[error("a program from before the first release wrote the store (layout {found}); begin a new one")]
    Older {
        /// The layout found.
        found: u64,
    },
    /// There is none.
    #[error("there is no store; check the path")]
    Missing,
    /// It is being filled from another store, or was when that stopped.
    #[error(
        "the store was being filled from another one, and that did not end; remove it (the other one is as it was) and begin again"
    )]
    HalfFilled,
    /// The bundles in it were not signed by the pinned root keys.
    #[error(
        "the trust bundles in the store were not signed by the pinned root keys, so nothing in it can be trusted; name the root keys that the store was made with"
    )]
    OtherRoots,
    /// Another writer committed first.
    #[error("another registry wrote to the store at the same time; this one goes on from there")]
    Overtaken,
    /// A commit would have changed what never changes.
    #[error("a commit would have changed an immutable value (in {0}); the store is damaged, or this program is")]
    Immutable(&'static str),
    /// A test had this commit fail.
    #[cfg(any(test, feature = "test-twin"))]
    #[error("a test had this commit fail")]
    InjectedFault,
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

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Database(Box::new(error))
    }
}

/// What PostgreSQL says is in the causes of its client's error. Never the detail of a server's error, which can hold values.
fn said(error: &tokio_postgres::Error) -> String {
    match (error.as_db_error(), std::error::Error::source(error)) {
        (Some(error), _) => format!("{}: {}", error.severity(), error.message()),
        (None, Some(cause)) => format!("{error}: {cause}"),
        (None, None) => error.to_string(),
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
