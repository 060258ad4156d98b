//! Copying the state of one commit into an empty store: every table, in commits of bounded size, what the store says of
//! itself last. Until then it says that it is half filled, and nobody takes it for a store.

use crate::custody::CustodyError;
use crate::limits::{COPY_COMMIT_BYTES, pairs_at_once};
use crate::store::StoreError;
use crate::store::key::every_key;
use crate::store::open::{Content, check_format};
use crate::store::port::{Changes, Read, Store};
use crate::store::records::Record;
use crate::store::schema::{ALL, FORMAT_HALF_FILLED, FORMAT_KEY, META};
use std::ops::ControlFlow;

/// Why a copy is not whole.
#[derive(Debug)]
pub(super) enum CopyError {
    Store(StoreError),
    /// The target has something in it.
    NotEmpty,
    /// Whoever is told of the progress wants no more.
    Stopped,
}

impl From<StoreError> for CopyError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl CopyError {
    /// That of a copy into this store.
    pub(super) fn at(self, store: &str) -> CustodyError {
        match self {
            Self::Store(error) => CustodyError::Store { store: store.into(), error },
            Self::NotEmpty => CustodyError::NotEmpty(store.into()),
            Self::Stopped => CustodyError::Stopped,
        }
    }
}

/// Copies everything, telling how many rows are durable. Gives their number.
pub(super) fn copy(
    from: &dyn Read,
    to: &dyn Store,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<u64, CopyError> {
    if check_format(from)? == Content::Nothing {
        return Err(StoreError::Missing.into());
    }
    let target = to.read()?;
    if check_format(target.as_ref())? != Content::Nothing || !is_empty(target.as_ref())? {
        return Err(CopyError::NotEmpty);
    }
    let mut changes = Changes::default();
    changes.put(META, FORMAT_KEY.into(), FORMAT_HALF_FILLED.encode());
    let mut number = to.commit(target.number(), &changes)?;
    drop(target);
    let mut rows = 0;
    for table in ALL.into_iter().filter(|table| *table != META) {
        let all = every_key();
        let (mut next, limit) = (all.start, pairs_at_once(table));
        while next < all.end {
            let (mut changes, mut bytes) = (Changes::default(), 0);
            while next < all.end && bytes < COPY_COMMIT_BYTES {
                let pairs = from.range(table, &next..&all.end, limit)?;
                next = match pairs.last() {
                    Some((last, _)) if pairs.len() == limit => [last.as_slice(), &[0]].concat(),
                    _ => all.end.clone(),
                };
                for (key, value) in pairs {
                    (rows, bytes) = (rows + 1, bytes + key.len() + value.len());
                    changes.put(table, key, value);
                }
            }
            if !changes.is_empty() {
                number = to.commit(number, &changes)?;
            }
            if progress(rows).is_break() {
                return Err(CopyError::Stopped);
            }
        }
    }
    let mut changes = Changes::default();
    let all = every_key();
    for (key, value) in from.range(META, &all.start..&all.end, pairs_at_once(META))? {
        changes.put(META, key, value);
        rows += 1;
    }
    to.commit_as(number, from.number(), &changes)?;
    Ok(rows)
}

fn is_empty(read: &dyn Read) -> Result<bool, StoreError> {
    for table in ALL {
        if !read.range(table, &every_key().start..&every_key().end, 1)?.is_empty() {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::embedded::Embedded;
    use crate::store::memory::{Fault, Memory};
    use crate::store::port::{CommitNumber, Pair};
    use crate::store::schema::{ENTRIES, FORMAT, HEADS, PERSONAL};

    fn on() -> impl FnMut(u64) -> ControlFlow<()> {
        |_| ControlFlow::Continue(())
    }

    /// A store of some commits.
    fn filled() -> Memory {
        let store = Memory::default();
        let mut changes = Changes::default();
        changes.put(META, FORMAT_KEY.into(), FORMAT.encode());
        let mut number = store.commit(CommitNumber(0), &changes).unwrap();
        for thousand in 0..9_u64 {
            let mut changes = Changes::default();
            for leaf in thousand * 1_000..(thousand + 1) * 1_000 {
                for table in [ENTRIES, HEADS] {
                    changes.put(table, leaf.to_be_bytes().into(), leaf.to_le_bytes().into());
                }
                if leaf % 10 == 0 {
                    changes.put(PERSONAL, leaf.to_be_bytes().into(), vec![7; 20_000]);
                }
            }
            number = store.commit(number, &changes).unwrap();
        }
        store
    }

    fn rows(store: &dyn Store) -> Vec<Vec<Pair>> {
        let read = store.read().unwrap();
        ALL.into_iter().map(|table| read.range(table, &every_key().start..&every_key().end, 1 << 20).unwrap()).collect()
    }

    #[test]
    fn a_copy_has_every_row_and_the_number_of_its_commit() {
        let (from, to) = (filled(), Memory::default());
        let read = from.read().unwrap();
        let mut told = Vec::new();
        let copied = copy(read.as_ref(), &to, &mut |rows| {
            told.push(rows);
            ControlFlow::Continue(())
        });
        assert_eq!(copied.unwrap(), 1 + 9_000 + 9_000 + 900);
        assert_eq!(to.read().unwrap().number(), read.number());
        assert_eq!(rows(&to), rows(&from));
        // Once for each table but what the store says of itself, and once more for the large one.
        assert!(told.is_sorted() && told.len() >= ALL.len(), "18 MB are more than one commit: {told:?}");
        assert!(matches!(copy(read.as_ref(), &to, &mut on()), Err(CopyError::NotEmpty)));
    }

    #[test]
    fn from_one_kind_of_store_to_another_and_back_nothing_changes() {
        let (folder, from, back) = (tempfile::tempdir().unwrap(), filled(), Memory::default());
        let there = Embedded::open(&folder.path().join("store")).unwrap();
        let number = from.read().unwrap().number();
        copy(from.read().unwrap().as_ref(), &there, &mut on()).unwrap();
        copy(there.read().unwrap().as_ref(), &back, &mut on()).unwrap();
        for store in [&there as &dyn Store, &back] {
            assert_eq!(rows(store), rows(&from));
            assert_eq!(store.read().unwrap().number(), number);
        }
    }

    #[test]
    fn a_copy_that_did_not_end_is_no_store_at_any_step() {
        let from = filled();
        let read = from.read().unwrap();
        let whole = Memory::default();
        copy(read.as_ref(), &whole, &mut on()).unwrap();
        for fault in [Fault::Lost, Fault::PersistedButReportedFailed] {
            for successes in 0.. {
                let to = Memory::default();
                to.fail_after(successes, fault);
                let Err(failed) = copy(read.as_ref(), &to, &mut on()) else { break };
                assert!(matches!(failed, CopyError::Store(StoreError::InjectedFault)), "{failed:?}");
                let again = copy(read.as_ref(), &to, &mut on());
                match again {
                    // Nothing had been written yet.
                    Ok(_) => assert_eq!((successes, fault), (0, Fault::Lost)),
                    // Everything had.
                    Err(CopyError::NotEmpty) => assert_eq!(rows(&to), rows(&whole)),
                    Err(error) => assert!(matches!(error, CopyError::Store(StoreError::HalfFilled)), "{error:?}"),
                }
            }
        }
    }

    #[test]
    fn a_copy_ends_where_nobody_waits_for_it() {
        let (from, to) = (filled(), Memory::default());
        let stopped = copy(from.read().unwrap().as_ref(), &to, &mut |_| ControlFlow::Break(()));
        assert!(matches!(stopped, Err(CopyError::Stopped)), "{stopped:?}");
        assert!(matches!(check_format(to.read().unwrap().as_ref()), Err(StoreError::HalfFilled)));
    }

    #[test]
    fn a_newer_store_is_not_copied() {
        let (from, to) = (filled(), Memory::default());
        let mut changes = Changes::default();
        changes.put(META, FORMAT_KEY.into(), (FORMAT + 1).encode());
        let number = from.read().unwrap().number();
        from.commit(number, &changes).unwrap();
        let refused = copy(from.read().unwrap().as_ref(), &to, &mut on());
        assert!(matches!(refused, Err(CopyError::Store(StoreError::Newer { .. }))), "{refused:?}");
        assert_eq!(to.commits(), 0);
    }
}
