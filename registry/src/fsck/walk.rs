//! A walk over a table beside the keys that it should have: ascending, some pairs at a time, so that millions of rows take
//! no more memory than a few.

use super::finding::{Fault, Findings, Stopped};
use crate::limits::pairs_at_once;
use crate::store::StoreError;
use crate::store::port::{Pair, Read, Table};
use std::collections::VecDeque;
use std::ops::Range;

/// A walk over the rows of a table with keys in a range.
pub(super) struct Walk {
    table: Table,
    /// What was not read yet.
    rest: Range<Vec<u8>>,
    held: VecDeque<Pair>,
}

impl Walk {
    pub(super) fn over(table: Table, range: Range<Vec<u8>>) -> Self {
        Self { table, rest: range, held: VecDeque::new() }
    }

    /// The key of the next row.
    pub(super) fn peek(&mut self, read: &dyn Read) -> Result<Option<&[u8]>, StoreError> {
        if self.held.is_empty() && self.rest.start < self.rest.end {
            let limit = pairs_at_once(self.table);
            let pairs = read.range(self.table, &self.rest.start..&self.rest.end, limit)?;
            self.rest.start = match pairs.last() {
                Some((last, _)) if pairs.len() == limit => [last.as_slice(), &[0]].concat(),
                _ => self.rest.end.clone(),
            };
            self.held = pairs.into();
        }
        Ok(self.held.front().map(|(key, _)| key.as_slice()))
    }

    /// The next row.
    pub(super) fn next(&mut self, read: &dyn Read) -> Result<Option<Pair>, StoreError> {
        self.peek(read)?;
        Ok(self.held.pop_front())
    }

    /// The value under a key that is after those asked before. Rows passed over on the way are too many.
    pub(super) fn value(
        &mut self,
        read: &dyn Read,
        key: &[u8],
        findings: &mut Findings,
    ) -> Result<Option<Vec<u8>>, Stopped> {
        while let Some(next) = self.peek(read)? {
            if next > key {
                return Ok(None);
            }
            let Some((next, value)) = self.next(read)? else { return Ok(None) };
            if next == key {
                return Ok(Some(value));
            }
            findings.add(self.table, &next, Fault::Excess)?;
        }
        Ok(None)
    }

    /// The value under a key, which must be there.
    pub(super) fn wanted(
        &mut self,
        read: &dyn Read,
        key: &[u8],
        findings: &mut Findings,
    ) -> Result<Option<Vec<u8>>, Stopped> {
        let value = self.value(read, key, findings)?;
        if value.is_none() {
            findings.add(self.table, key, Fault::Missing)?;
        }
        Ok(value)
    }

    /// Ends the walk: what is left is too many.
    pub(super) fn end(&mut self, read: &dyn Read, findings: &mut Findings) -> Result<(), Stopped> {
        while let Some((key, _)) = self.next(read)? {
            findings.add(self.table, &key, Fault::Excess)?;
        }
        Ok(())
    }
}
