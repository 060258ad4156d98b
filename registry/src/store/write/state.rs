//! The state that the writer decides on: that of the last commit, with what was written since over it.

use super::Writing;
use crate::store::StoreError;
use crate::store::port::{CommitNumber, Pair, Read, Table};
use std::ops::Range;

impl Read for Writing {
    fn number(&self) -> CommitNumber {
        self.base.base().number()
    }

    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.changes.get(table, key) {
            Some(value) => Ok(value.map(Into::into)),
            None => self.base.get(table, key),
        }
    }

    fn range(&self, table: Table, range: Range<&[u8]>, limit: usize) -> Result<Vec<Pair>, StoreError> {
        let base = match self.base.range(table, &range) {
            Some(pairs) => pairs,
            None => self.base.base().range(table, range.clone(), limit)?,
        };
        // Where the base gave all that it may, what lies beyond its last key is not known yet.
        let end = if base.len() == limit { base.last().map(|(key, _)| key.clone()) } else { None };
        let changed =
            self.changes.range(table, range.clone()).take_while(|(key, _)| end.as_ref().is_none_or(|end| *key <= end));
        let mut pairs: std::collections::BTreeMap<_, _> = base.into_iter().collect();
        for (key, value) in changed {
            match value {
                Some(value) => pairs.insert(key.clone(), value.clone()),
                None => pairs.remove(key),
            };
        }
        // Fewer than may be given, where the base has more, would say that there are no more.
        if let Some(end) = end.filter(|_| pairs.len() < limit) {
            let next = [end.as_slice(), &[0]].concat();
            pairs.extend(self.range(table, &next..range.end, limit - pairs.len())?);
        }
        Ok(pairs.into_iter().take(limit).collect())
    }

    fn last(&self, table: Table, range: Range<&[u8]>) -> Result<Option<Pair>, StoreError> {
        let kept = self.changes.range(table, range.clone()).rev().find_map(|(key, value)| Some((key, value.as_ref()?)));
        let kept = kept.map(|(key, value)| (key.clone(), value.clone()));
        let mut base = self.base.last(table, range.clone())?;
        while let Some((key, _)) = &base
            && self.changes.get(table, key) == Some(None)
        {
            let before = key.clone();
            base = self.base.last(table, range.start..&before)?;
        }
        // Of equal keys `max_by` takes the later one, which is the written one.
        Ok(base.into_iter().chain(kept).max_by(|(a, _), (b, _)| a.cmp(b)))
    }
}
