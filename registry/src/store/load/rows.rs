//! What can be asked of any table: the record, text or place under a key, and all pairs of a range.

use crate::limits::{PAIRS_AT_ONCE, pairs_at_once};
use crate::store::key::Key;
use crate::store::port::{Pair, Read, Table};
use crate::store::records::{Record, decode_place};
use crate::store::{Place, StoreError, schema};
use hezheng_core::ids::LeafIndex;
use std::ops::Range;

/// The questions.
pub(crate) trait LoadRows: Read {
    /// The record under a key.
    fn record<R: Record>(&self, table: Table, key: Key) -> Result<Option<R>, StoreError> {
        self.get(table, &key.into_bytes())?.map(|value| R::decode(&value)).transpose()
    }

    /// The text under a key.
    fn text(&self, table: Table, key: Key) -> Result<Option<String>, StoreError> {
        let found = self.get(table, &key.into_bytes())?;
        found.map(|text| String::from_utf8(text).map_err(|_| StoreError::Damaged(None))).transpose()
    }

    /// The place under a key.
    fn place(&self, table: Table, key: Key) -> Result<Option<Place>, StoreError> {
        self.get(table, &key.into_bytes())?.map(|value| decode_place(&value)).transpose()
    }

    /// The leaves at the end of keys.
    fn leaves(&self, table: Table, range: Range<Vec<u8>>) -> Result<Vec<LeafIndex>, StoreError> {
        let mut leaves = Vec::new();
        self.each(table, range, |(key, _)| {
            let (_, leaf) = key.split_last_chunk().ok_or(StoreError::Damaged(None))?;
            leaves.push(LeafIndex(u64::from_be_bytes(*leaf)));
            Ok(())
        })?;
        Ok(leaves)
    }

    /// Each pair with a key in `range`, ascending, some at a time.
    fn each(
        &self,
        table: Table,
        range: Range<Vec<u8>>,
        mut each: impl FnMut(Pair) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut from = range.start;
        while from < range.end {
            let large =
                [schema::ORDERS, schema::CORRECTIONS, schema::HELD, schema::CLASSES, schema::DOCUMENTS, schema::AUDIT];
            let limit = if large.contains(&table) { pairs_at_once(table) } else { PAIRS_AT_ONCE };
            let pairs = self.range(table, &from..&range.end, limit)?;
            let Some((last, _)) = pairs.last().filter(|_| pairs.len() == limit) else {
                return pairs.into_iter().try_for_each(each);
            };
            from = [last.as_slice(), &[0]].concat();
            pairs.into_iter().try_for_each(&mut each)?;
        }
        Ok(())
    }
}

impl<R: Read + ?Sized> LoadRows for R {}
