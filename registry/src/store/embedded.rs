//! The embedded store: redb, one file, one process (docs/decisions/0001-redb-instead-of-sled.md).
//!
//! redb has one writer at a time, a commit is atomic, and with [`Durability::Immediate`] on the disk when it returns. Where
//! a commit fails (a full disk, say) redb writes no more, and does not say whether the commit was made; the file is then
//! closed and opened again before anything else is read or written.

use crate::limits::STORE_CACHE_BYTES;
use crate::store::port::{Changes, CommitNumber, Pair, Promise, Read, Store, Table};
use crate::store::{StoreError, schema};
use redb::{
    Database, Durability, ReadOnlyTable, ReadTransaction, ReadableDatabase, ReadableTable, TableDefinition,
    WriteTransaction,
};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::{Arc, PoisonError, RwLock};

/// `() => number of the last commit`.
const COMMITS: TableDefinition<(), u64> = TableDefinition::new("commits");

type Bytes = TableDefinition<'static, &'static [u8], &'static [u8]>;

const fn definition(table: Table) -> Bytes {
    TableDefinition::new(table.name)
}

/// The embedded store.
pub(crate) struct Embedded {
    path: PathBuf,
    /// `None` after a commit that failed.
    database: RwLock<Option<Arc<Database>>>,
}

impl Embedded {
    /// Opens the store in this file, or makes it (mode 0600).
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        make_file(path)?;
        let database = open_database(path)?;
        make_tables(&database)?;
        Ok(Self { path: path.to_owned(), database: RwLock::new(Some(Arc::new(database))) })
    }

    /// Opens the store in this file, which must be there.
    pub(crate) fn open_existing(path: &Path) -> Result<Self, StoreError> {
        // An empty file is what a crash leaves before the store in it was begun.
        if std::fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() > 0) {
            Self::open(path)
        } else {
            Err(StoreError::Missing)
        }
    }

    /// The state in this file, which must be there. The file is not written to, unless it was not closed properly.
    pub(crate) fn read_file(path: &Path) -> Result<Box<dyn Read>, StoreError> {
        let mut builder = Database::builder();
        builder.set_cache_size(STORE_CACHE_BYTES);
        let opened = match builder.open_read_only(path) {
            Err(redb::DatabaseError::RepairAborted) => {
                // Opening repairs it, and closing is then proper.
                drop(Self::open_existing(path)?);
                builder.open_read_only(path)
            }
            opened => opened,
        };
        match opened {
            Ok(database) => Ok(Box::new(Reading::begin(database.begin_read()?)?)),
            Err(redb::DatabaseError::DatabaseAlreadyOpen) => Err(StoreError::Busy),
            Err(redb::DatabaseError::Storage(redb::StorageError::Io(error)))
                if error.kind() == std::io::ErrorKind::NotFound =>
            {
                Err(StoreError::Missing)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn database(&self) -> Result<Arc<Database>, StoreError> {
        if let Some(database) = &*self.database.read().unwrap_or_else(PoisonError::into_inner) {
            return Ok(Arc::clone(database));
        }
        let mut held = self.database.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(database) = &*held {
            return Ok(Arc::clone(database));
        }
        // Busy while readers still hold the one that failed; they do not hold it for long.
        let database = Arc::new(open_database(&self.path)?);
        *held = Some(Arc::clone(&database));
        Ok(database)
    }

    fn close_after_failure(&self) {
        *self.database.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Store for Embedded {
    fn read(&self) -> Result<Box<dyn Read>, StoreError> {
        Ok(Box::new(Reading::begin(self.database()?.begin_read()?)?))
    }

    fn commit(&self, after: CommitNumber, changes: &Changes) -> Result<CommitNumber, StoreError> {
        self.commit_as(after, after.next(), changes).map(|()| after.next())
    }

    fn commit_as(&self, after: CommitNumber, number: CommitNumber, changes: &Changes) -> Result<(), StoreError> {
        let database = self.database()?;
        let done = commit(&database, (after, number), changes);
        if matches!(done, Err(StoreError::Redb(_))) {
            drop(database);
            self.close_after_failure();
        }
        done
    }
}

fn open_database(path: &Path) -> Result<Database, StoreError> {
    let mut builder = Database::builder();
    builder.set_cache_size(STORE_CACHE_BYTES);
    builder.create(path).map_err(|error| match error {
        redb::DatabaseError::DatabaseAlreadyOpen => StoreError::Busy,
        error => error.into(),
    })
}

fn commit(database: &Database, numbers: (CommitNumber, CommitNumber), changes: &Changes) -> Result<(), StoreError> {
    let mut transaction = database.begin_write()?;
    transaction.set_durability(Durability::Immediate)?;
    if let Err(refused) = write(&transaction, numbers, changes) {
        transaction.abort()?;
        return Err(refused);
    }
    Ok(transaction.commit()?)
}

/// Writes changes after the commit of the first number as that of the second.
fn write(
    transaction: &WriteTransaction,
    (after, number): (CommitNumber, CommitNumber),
    changes: &Changes,
) -> Result<(), StoreError> {
    let mut commits = transaction.open_table(COMMITS)?;
    if number_in(&commits)? != after {
        return Err(StoreError::Overtaken);
    }
    commits.insert((), number.0)?;
    for (table, pairs) in changes.tables() {
        let mut open = transaction.open_table(definition(table))?;
        for (key, value) in pairs {
            let before = match value {
                Some(value) => open.insert(key.as_slice(), value.as_slice())?,
                None => open.remove(key.as_slice())?,
            };
            let is_changed = |before: redb::AccessGuard<'_, &[u8]>| Some(before.value()) != value.as_deref();
            if table.promise == Promise::Immutable && before.is_some_and(is_changed) {
                return Err(StoreError::Immutable(table.name));
            }
        }
    }
    Ok(())
}

fn number_in(commits: &impl ReadableTable<(), u64>) -> Result<CommitNumber, StoreError> {
    Ok(CommitNumber(commits.get(())?.map_or(0, |number| number.value())))
}

/// The state of one commit.
struct Reading {
    transaction: ReadTransaction,
    number: CommitNumber,
    /// Tables that were asked before: opening one is a search of its own.
    open: RefCell<BTreeMap<&'static str, Option<Rc<OpenTable>>>>,
}

type OpenTable = ReadOnlyTable<&'static [u8], &'static [u8]>;

impl Reading {
    fn begin(transaction: ReadTransaction) -> Result<Self, StoreError> {
        let number = number_in(&transaction.open_table(COMMITS)?)?;
        Ok(Self { transaction, number, open: RefCell::default() })
    }

    /// `None`: the store is of before the table was added, and was not opened to be written since.
    fn table(&self, table: Table) -> Result<Option<Rc<OpenTable>>, StoreError> {
        let mut open = self.open.borrow_mut();
        if let Some(open) = open.get(table.name) {
            return Ok(open.clone());
        }
        let opened = match self.transaction.open_table(definition(table)) {
            Ok(opened) => Some(Rc::new(opened)),
            Err(redb::TableError::TableDoesNotExist(_)) => None,
            Err(error) => return Err(error.into()),
        };
        open.insert(table.name, opened.clone());
        Ok(opened)
    }
}

impl Read for Reading {
    fn number(&self) -> CommitNumber {
        self.number
    }

    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(table) = self.table(table)? else { return Ok(None) };
        Ok(table.get(key)?.map(|value| value.value().to_vec()))
    }

    fn range(&self, table: Table, range: Range<&[u8]>, limit: usize) -> Result<Vec<Pair>, StoreError> {
        if range.start >= range.end {
            return Ok(Vec::new());
        }
        let Some(table) = self.table(table)? else { return Ok(Vec::new()) };
        let found = table.range(range)?.take(limit);
        found
            .map(|found| {
                let (key, value) = found?;
                Ok((key.value().to_vec(), value.value().to_vec()))
            })
            .collect()
    }

    fn last(&self, table: Table, range: Range<&[u8]>) -> Result<Option<Pair>, StoreError> {
        if range.start >= range.end {
            return Ok(None);
        }
        let Some(table) = self.table(table)? else { return Ok(None) };
        let last = table.range(range)?.next_back().transpose()?;
        Ok(last.map(|(key, value)| (key.value().to_vec(), value.value().to_vec())))
    }
}

/// Makes every table, so that readers find them all.
fn make_tables(database: &Database) -> Result<(), StoreError> {
    let reading = database.begin_read()?;
    // A store of before a table was added lacks that one.
    let has = |table: &Table| reading.open_table(definition(*table)).is_ok();
    if reading.open_table(COMMITS).is_ok() && schema::ALL.iter().all(has) {
        return Ok(());
    }
    drop(reading);
    let transaction = database.begin_write()?;
    transaction.open_table(COMMITS)?;
    for table in schema::ALL {
        transaction.open_table(definition(table))?;
    }
    Ok(transaction.commit()?)
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
    use crate::store::schema::{CORRECTIONS, HEADS};

    #[test]
    fn a_store_of_before_a_table_was_added_reads_as_if_that_were_empty_and_gets_it_when_it_is_opened() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store");
        drop(Embedded::open(&path).unwrap());
        let database = open_database(&path).unwrap();
        let transaction = database.begin_write().unwrap();
        assert!(transaction.delete_table(definition(CORRECTIONS)).unwrap());
        transaction.commit().unwrap();
        drop(database);
        let before = Embedded::read_file(&path).unwrap();
        assert_eq!(before.get(CORRECTIONS, b"a").unwrap(), None);
        assert_eq!(before.range(CORRECTIONS, b"a"..b"z", 9).unwrap(), []);
        assert_eq!(before.last(CORRECTIONS, b"a"..b"z").unwrap(), None);
        assert_eq!(before.get(HEADS, b"a").unwrap(), None);
        drop(before);
        let store = Embedded::open(&path).unwrap();
        let mut changes = Changes::default();
        changes.put(CORRECTIONS, b"a".into(), b"1".into());
        store.commit(CommitNumber(0), &changes).unwrap();
        assert_eq!(store.read().unwrap().get(CORRECTIONS, b"a").unwrap(), Some(b"1".to_vec()));
    }

    #[test]
    fn a_file_that_is_no_store_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store");
        std::fs::write(&path, [b'x'; 100_000]).unwrap();
        let refused = Embedded::open(&path).err();
        assert!(matches!(refused, Some(StoreError::Redb(_))), "{refused:?}");
    }
}
