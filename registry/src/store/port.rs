//! The port to a store: what the registry needs of one, by promise. Three keep it: [`embedded`](super::embedded) (redb),
//! [`postgres`](super::postgres), and [`memory`](super::memory), the tests' twin; one conformance suite holds them to it.
//!
//! A store holds named tables of byte strings, sorted by key. Beside them it holds one number, that of its last commit:
//! the only thing replaced by compare-and-swap. Everything that decides reads the state of one commit and commits after
//! exactly that one, so that of two writers that believe to be the only one, the second is refused and nothing forks.

use crate::store::StoreError;
use std::collections::BTreeMap;
use std::ops::Range;

/// The number of a commit; a new store has had none, which is 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct CommitNumber(pub(crate) u64);

impl CommitNumber {
    /// The number of the commit after this one.
    pub(crate) fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// What may happen to a value once it is written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Promise {
    /// Nothing. A commit that would change it is refused whole.
    Immutable,
    /// A later commit may replace it, or take it away.
    Replaced,
}

/// A table. Tables are known by their names, which are those of PostgreSQL's tables too: small letters and `_`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) promise: Promise,
}

/// A key and its value.
pub(crate) type Pair = (Vec<u8>, Vec<u8>);

/// The state of one commit. It does not change while it is held, and who reads it never waits for a writer. A shared store
/// lends a connection with it: hold one at a time.
pub(crate) trait Read {
    /// Which commit.
    fn number(&self) -> CommitNumber;

    /// The value under a key.
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// The values under these keys, in their order: one question to a store for which each is a journey.
    fn get_many(&self, table: Table, keys: &[Vec<u8>]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        keys.iter().map(|key| self.get(table, key)).collect()
    }

    /// The first pairs with keys in `range`, ascending, at most `limit`.
    fn range(&self, table: Table, range: Range<&[u8]>, limit: usize) -> Result<Vec<Pair>, StoreError>;

    /// What [`Read::range`] gives for each of these: one question to a store for which each is a journey.
    fn ranges(&self, table: Table, ranges: &[Range<Vec<u8>>], limit: usize) -> Result<Vec<Vec<Pair>>, StoreError> {
        ranges.iter().map(|range| self.range(table, &range.start..&range.end, limit)).collect()
    }

    /// The last pair with a key in `range`.
    fn last(&self, table: Table, range: Range<&[u8]>) -> Result<Option<Pair>, StoreError>;
}

/// A store.
pub(crate) trait Store: Send + Sync {
    /// The state of the last commit.
    fn read(&self) -> Result<Box<dyn Read>, StoreError>;

    /// Makes all of these changes, or none: atomically, and durably before it returns. It is refused with
    /// [`StoreError::Overtaken`] unless the last commit is `after`, and with [`StoreError::Immutable`] where it would
    /// change what must not change. After any other error nobody knows whether it was made: read again.
    fn commit(&self, after: CommitNumber, changes: &Changes) -> Result<CommitNumber, StoreError>;

    /// Whether this process could commit now, and so nobody else has since it last could: asked before anything is
    /// answered for which nothing was written. A store of one process has nobody else.
    fn confirm(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Ends this process's right to write: when this returns, another may have it. A store of one process has nobody else.
    fn resign(&self) {}

    /// The same, but the commit gets this number instead of the next: the last step of copying another store's state into
    /// this one, which is that state from then on, number and all.
    fn commit_as(&self, after: CommitNumber, number: CommitNumber, changes: &Changes) -> Result<(), StoreError>;
}

/// What one commit writes.
#[derive(Clone, Default, Debug)]
pub(crate) struct Changes {
    tables: BTreeMap<Table, Written>,
}

/// What a commit makes of keys: their values, or nothing where they are taken away.
pub(super) type Written = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

impl Changes {
    pub(crate) fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    /// Writes a value; of two changes under one key the later counts.
    pub(crate) fn put(&mut self, table: Table, key: Vec<u8>, value: Vec<u8>) {
        self.tables.entry(table).or_default().insert(key, Some(value));
    }

    /// Takes a key away. Of a table of what is immutable nothing is: such a commit is refused whole.
    pub(crate) fn remove(&mut self, table: Table, key: Vec<u8>) {
        self.tables.entry(table).or_default().insert(key, None);
    }

    /// What becomes of a key, where it is changed here.
    pub(super) fn get(&self, table: Table, key: &[u8]) -> Option<Option<&[u8]>> {
        self.tables.get(&table)?.get(key).map(Option::as_deref)
    }

    /// What becomes of keys in `range`, ascending.
    pub(super) fn range<'c>(
        &'c self,
        table: Table,
        range: Range<&[u8]>,
    ) -> impl DoubleEndedIterator<Item = (&'c Vec<u8>, &'c Option<Vec<u8>>)> {
        let range = (range.start < range.end).then(|| range.start.to_vec()..range.end.to_vec());
        range.and_then(|range| Some(self.tables.get(&table)?.range(range))).into_iter().flatten()
    }

    /// What is changed, table by table, ascending by key.
    pub(super) fn tables(&self) -> impl Iterator<Item = (Table, &Written)> {
        self.tables.iter().map(|(table, pairs)| (*table, pairs))
    }
}
