//! What one commit in the making has learnt of the state it builds on. That state does not change meanwhile, so nothing is
//! asked twice; and what will be needed can be asked at once, which counts where each question is a journey.

use crate::limits::PAIRS_AT_ONCE;
use crate::store::StoreError;
use crate::store::port::{Pair, Read, Table};
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;

type Values = HashMap<Vec<u8>, Option<Vec<u8>>>;
type Ranges = HashMap<Range<Vec<u8>>, Vec<Pair>>;

/// A state of the store, and what was learnt of it.
pub(super) struct Known {
    base: Box<dyn Read>,
    values: RefCell<HashMap<Table, Values>>,
    ranges: RefCell<HashMap<Table, Ranges>>,
}

impl Known {
    pub(super) fn of(base: Box<dyn Read>) -> Self {
        Self { base, values: RefCell::default(), ranges: RefCell::default() }
    }

    pub(super) fn base(&self) -> &dyn Read {
        self.base.as_ref()
    }

    pub(super) fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let mut values = self.values.borrow_mut();
        let values = values.entry(table).or_default();
        if let Some(value) = values.get(key) {
            return Ok(value.clone());
        }
        let value = self.base.get(table, key)?;
        values.insert(key.into(), value.clone());
        Ok(value)
    }

    /// The pairs of a range, where it was learnt whole.
    pub(super) fn range(&self, table: Table, range: &Range<&[u8]>) -> Option<Vec<Pair>> {
        let range = range.start.to_vec()..range.end.to_vec();
        self.ranges.borrow().get(&table)?.get(&range).cloned()
    }

    /// The last pair of a range.
    pub(super) fn last(&self, table: Table, range: Range<&[u8]>) -> Result<Option<Pair>, StoreError> {
        let ranges = self.ranges.borrow();
        let learnt = ranges.get(&table).and_then(|ranges| {
            ranges
                .iter()
                .find(|(learnt, _)| learnt.start.as_slice() <= range.start && range.end <= learnt.end.as_slice())
        });
        let Some((_, pairs)) = learnt else { return self.base.last(table, range) };
        let end = pairs.partition_point(|(key, _)| key.as_slice() < range.end);
        let last = pairs.get(..end).and_then(<[Pair]>::last);
        Ok(last.filter(|(key, _)| key.as_slice() >= range.start).cloned())
    }

    /// Asks for these values at once.
    pub(super) fn learn(&self, table: Table, keys: Vec<Vec<u8>>) -> Result<(), StoreError> {
        if keys.is_empty() {
            return Ok(());
        }
        let found = self.base.get_many(table, &keys)?;
        self.values.borrow_mut().entry(table).or_default().extend(keys.into_iter().zip(found));
        Ok(())
    }

    /// Asks for these ranges at once; one that has too much in it is asked for again when it is needed.
    pub(super) fn learn_ranges(&self, table: Table, ranges: Vec<Range<Vec<u8>>>) -> Result<(), StoreError> {
        if ranges.is_empty() {
            return Ok(());
        }
        let found = self.base.ranges(table, &ranges, PAIRS_AT_ONCE)?;
        let whole = ranges.into_iter().zip(found).filter(|(_, pairs)| pairs.len() < PAIRS_AT_ONCE);
        self.ranges.borrow_mut().entry(table).or_default().extend(whole);
        Ok(())
    }
}
