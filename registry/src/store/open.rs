//! Opening a store: is it one of ours, of a layout that this program knows, sealed with the key at hand?

use crate::limits::{BEGIN_SECS, FOLLOW_MILLIS};
use crate::sealing::SealingKey;
use crate::settings::store::SharedStore;
use crate::store::embedded::Embedded;
use crate::store::port::{Read, Store};
use crate::store::postgres::Postgres;
use crate::store::records::Record;
use crate::store::schema::{FORMAT, FORMAT_HALF_FILLED, FORMAT_KEY, META, SEALING_CHECK_KEY};
use crate::store::{Load, StoreError, Writing};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Opens the embedded store in this file, or makes it. The key must be the one that it was made with.
pub(crate) fn open(path: &Path, sealing: &SealingKey) -> Result<Arc<dyn Store>, StoreError> {
    let store = Arc::new(Embedded::open(path)?);
    check_or_begin(store.as_ref(), sealing)?;
    Ok(store)
}

/// Opens the store that nodes share in this database, or makes it. Where it is empty, the node that is elected begins it,
/// and the others wait for that.
pub(crate) fn open_shared(shared: &SharedStore, sealing: &SealingKey) -> Result<Arc<Postgres>, StoreError> {
    let store = Arc::new(Postgres::open(shared.database.clone())?);
    let until = Instant::now() + Duration::from_secs(BEGIN_SECS);
    while !store.campaign(&shared.node_url.to_string())? && store.read()?.bundles()?.is_empty() {
        if Instant::now() >= until {
            return Err(StoreError::NotBegun);
        }
        std::thread::sleep(Duration::from_millis(FOLLOW_MILLIS));
    }
    check_or_begin(store.as_ref(), sealing)?;
    Ok(store)
}

/// Checks what a store says of itself; an empty one is begun.
pub(crate) fn check_or_begin(store: &dyn Store, sealing: &SealingKey) -> Result<(), StoreError> {
    let reading = store.read()?;
    match check_format(reading.as_ref())? {
        Content::Nothing => begin(store, sealing),
        Content::Store => check_sealing(reading.as_ref(), sealing),
    }
}

/// What is in a store that may be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Content {
    /// Not even what every store says of itself.
    Nothing,
    /// A store of the layout that this program knows.
    Store,
}

/// Checks that this program knows the layout.
pub(crate) fn check_format(reading: &dyn Read) -> Result<Content, StoreError> {
    let Some(format) = reading.get(META, FORMAT_KEY)? else { return Ok(Content::Nothing) };
    match u64::decode(&format)? {
        FORMAT_HALF_FILLED => Err(StoreError::HalfFilled),
        found if found > FORMAT => Err(StoreError::Newer { found, known: FORMAT }),
        found if found < FORMAT => Err(StoreError::Older { found }),
        _ => Ok(Content::Store),
    }
}

/// Checks that this is the key that the store was made with.
pub(crate) fn check_sealing(reading: &dyn Read, sealing: &SealingKey) -> Result<(), StoreError> {
    let check = reading.get(META, SEALING_CHECK_KEY)?.ok_or(StoreError::Damaged(None))?;
    sealing.open(SEALING_CHECK_KEY, &check).map(drop).ok_or(StoreError::SealingKey)
}

fn begin(store: &dyn Store, sealing: &SealingKey) -> Result<(), StoreError> {
    let nonce = hezheng_keys::random_bytes()?;
    let check = sealing.seal(nonce, SEALING_CHECK_KEY, b"hezheng registry").ok_or(StoreError::Damaged(None))?;
    let mut writing = Writing::on(store)?;
    writing.put_meta(FORMAT_KEY, FORMAT.encode());
    writing.put_meta(SEALING_CHECK_KEY, check);
    writing.commit(store).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sealing::create_sealing_key;
    use crate::store::AuthorityNumber;

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
        let store = open(&path, &key(folder.path())).unwrap();
        let mut writing = Writing::on(store.as_ref()).unwrap();
        writing.put_meta(FORMAT_KEY, (FORMAT + 1).encode());
        writing.commit(store.as_ref()).unwrap();
        drop(store);
        let refused = open(&path, &key(folder.path())).err();
        assert!(matches!(refused, Some(StoreError::Newer { found: 4, known: 3 })), "{refused:?}");
    }

    #[test]
    fn a_commit_that_is_dropped_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&folder.path().join("store"), &key(folder.path())).unwrap();
        let authority = AuthorityNumber(130_100);
        let mut writing = Writing::on(store.as_ref()).unwrap();
        writing.append(authority, hezheng_core::ids::TreeSize(0), b"entry").unwrap();
        drop(writing);
        assert_eq!(store.read().unwrap().last_entry(authority).unwrap(), None);
    }
}
