//! The tests' twin of a store: it keeps every promise of the port but durability, and fails when it is told to.

use crate::store::StoreError;
use crate::store::port::{Changes, CommitNumber, Pair, Promise, Read, Store, Table};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// What becomes of a commit that fails. The port's caller cannot tell which.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// Nothing is written, and an error is answered.
    Lost,
    /// Everything is written, and an error is answered all the same.
    PersistedButReportedFailed,
}

/// A store in memory. Clones are one store.
#[derive(Clone, Default)]
pub struct Memory(Arc<Mutex<Content>>);

#[derive(Default)]
struct Content {
    state: Arc<State>,
    /// The fault of the commit after so many that succeed.
    fault: Option<(u64, Fault)>,
    /// Commits that were refused or made to fail.
    failed: u64,
}

#[derive(Clone, Default)]
struct State {
    number: u64,
    /// How many questions were put to this state and those before it.
    asked: Arc<AtomicU64>,
    tables: BTreeMap<&'static str, BTreeMap<Vec<u8>, Vec<u8>>>,
}

impl Memory {
    /// Has one commit fail, after `successes` that do not.
    pub fn fail_after(&self, successes: u64, fault: Fault) {
        self.content(|content| content.fault = Some((successes, fault)));
    }

    /// How many commits succeeded.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.content(|content| content.state.number)
    }

    /// How many commits were answered with an error.
    #[must_use]
    pub fn failed(&self) -> u64 {
        self.content(|content| content.failed)
    }

    /// How many questions were put to it by readers.
    #[cfg(test)]
    pub(crate) fn asked(&self) -> u64 {
        self.content(|content| content.state.asked.load(Ordering::SeqCst))
    }

    fn content<T>(&self, with: impl FnOnce(&mut Content) -> T) -> T {
        with(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Store for Memory {
    fn read(&self) -> Result<Box<dyn Read>, StoreError> {
        Ok(Box::new(self.content(|content| Arc::clone(&content.state))))
    }

    fn commit(&self, after: CommitNumber, changes: &Changes) -> Result<CommitNumber, StoreError> {
        self.commit_as(after, after.next(), changes).map(|()| after.next())
    }

    fn commit_as(&self, after: CommitNumber, number: CommitNumber, changes: &Changes) -> Result<(), StoreError> {
        self.content(|content| {
            let done = content.commit(after, number, changes);
            content.failed += u64::from(done.is_err());
            done
        })
    }
}

impl Content {
    fn commit(&mut self, after: CommitNumber, number: CommitNumber, changes: &Changes) -> Result<(), StoreError> {
        let fault = match &mut self.fault {
            Some((0, _)) => self.fault.take().map(|(_, fault)| fault),
            Some((successes, _)) => {
                *successes -= 1;
                None
            }
            None => None,
        };
        if fault == Some(Fault::Lost) {
            return Err(StoreError::InjectedFault);
        }
        let mut next = State::clone(&self.state);
        if next.number != after.0 {
            return Err(StoreError::Overtaken);
        }
        next.number = number.0;
        for (table, pairs) in changes.tables() {
            let into = next.tables.entry(table.name).or_default();
            for (key, value) in pairs {
                let before = match value {
                    Some(value) => into.insert(key.clone(), value.clone()),
                    None => into.remove(key),
                };
                if table.promise == Promise::Immutable && before.is_some_and(|before| Some(before) != *value) {
                    return Err(StoreError::Immutable(table.name));
                }
            }
        }
        self.state = Arc::new(next);
        if fault.is_some() { Err(StoreError::InjectedFault) } else { Ok(()) }
    }
}

impl Read for Arc<State> {
    fn number(&self) -> CommitNumber {
        CommitNumber(self.number)
    }

    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        Ok(self.tables.get(table.name).and_then(|pairs| pairs.get(key)).cloned())
    }

    fn range(&self, table: Table, range: Range<&[u8]>, limit: usize) -> Result<Vec<Pair>, StoreError> {
        let pairs = self.pairs(table, range);
        Ok(pairs.take(limit).map(|(key, value)| (key.clone(), value.clone())).collect())
    }

    fn last(&self, table: Table, range: Range<&[u8]>) -> Result<Option<Pair>, StoreError> {
        Ok(self.pairs(table, range).next_back().map(|(key, value)| (key.clone(), value.clone())))
    }
}

impl State {
    fn pairs(&self, table: Table, range: Range<&[u8]>) -> impl DoubleEndedIterator<Item = (&Vec<u8>, &Vec<u8>)> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let range = (range.start < range.end).then(|| range.start.to_vec()..range.end.to_vec());
        range.and_then(|range| Some(self.tables.get(table.name)?.range(range))).into_iter().flatten()
    }
}
