//! The state of one commit, read from PostgreSQL.

use crate::store::StoreError;
use crate::store::port::{CommitNumber, Pair, Read, Table};
use crate::store::postgres::database::answer;
use crate::store::postgres::pool::{Pool, Transaction};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};

/// The state of one commit: a transaction that sees one snapshot.
pub(super) struct Reading {
    pool: Arc<Pool>,
    transaction: Transaction,
    number: CommitNumber,
}

type Parameter<'p> = (&'p (dyn ToSql + Sync), Type);

impl Reading {
    pub(super) fn begin(pool: &Arc<Pool>) -> Result<Self, StoreError> {
        let (transaction, number) = pool.database.wait(pool.begin())?;
        Ok(Self { pool: Arc::clone(pool), transaction, number })
    }

    fn ask(&self, sql: &str, parameters: &[Parameter<'_>]) -> Result<Vec<Row>, StoreError> {
        let client = self.transaction.client().ok_or(StoreError::DatabaseSilent(0))?;
        self.pool.database.wait(answer(client.query_typed(sql, parameters)))
    }
}

impl Read for Reading {
    fn number(&self) -> CommitNumber {
        self.number
    }

    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = format!("select value from hezheng.{} where key = $1", table.name);
        let rows = self.ask(&sql, &[(&key, Type::BYTEA)])?;
        Ok(rows.first().map(|row| row.try_get(0)).transpose()?)
    }

    fn get_many(&self, table: Table, keys: &[Vec<u8>]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!("select key, value from hezheng.{} where key = any($1)", table.name);
        let rows = self.ask(&sql, &[(&keys, Type::BYTEA_ARRAY)])?;
        let found = rows.iter().map(pair).collect::<Result<BTreeMap<_, _>, _>>()?;
        Ok(keys.iter().map(|key| found.get(key).cloned()).collect())
    }

    fn range(&self, table: Table, range: Range<&[u8]>, limit: usize) -> Result<Vec<Pair>, StoreError> {
        if range.start >= range.end {
            return Ok(Vec::new());
        }
        let sql =
            format!("select key, value from hezheng.{} where key >= $1 and key < $2 order by key limit $3", table.name);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let parameters: [Parameter<'_>; 3] =
            [(&range.start, Type::BYTEA), (&range.end, Type::BYTEA), (&limit, Type::INT8)];
        self.ask(&sql, &parameters)?.iter().map(pair).collect()
    }

    fn ranges(&self, table: Table, ranges: &[Range<Vec<u8>>], limit: usize) -> Result<Vec<Vec<Pair>>, StoreError> {
        let mut found = vec![Vec::new(); ranges.len()];
        if ranges.is_empty() {
            return Ok(found);
        }
        let sql = format!(
            "select asked.place, kept.key, kept.value \
                from unnest($1::bytea[], $2::bytea[]) with ordinality as asked (start, stop, place) \
                cross join lateral (select key, value from hezheng.{} where key >= start and key < stop \
                    order by key limit $3) as kept order by asked.place, kept.key",
            table.name
        );
        let (from, until): (Vec<_>, Vec<_>) = ranges.iter().map(|range| (&range.start, &range.end)).unzip();
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let parameters: [Parameter<'_>; 3] =
            [(&from, Type::BYTEA_ARRAY), (&until, Type::BYTEA_ARRAY), (&limit, Type::INT8)];
        for row in self.ask(&sql, &parameters)? {
            let place: i64 = row.try_get(0)?;
            let pairs = usize::try_from(place - 1).ok().and_then(|place| found.get_mut(place));
            pairs.ok_or(StoreError::Damaged(None))?.push((row.try_get(1)?, row.try_get(2)?));
        }
        Ok(found)
    }

    fn last(&self, table: Table, range: Range<&[u8]>) -> Result<Option<Pair>, StoreError> {
        let sql = format!(
            "select key, value from hezheng.{} where key >= $1 and key < $2 order by key desc limit 1",
            table.name
        );
        let rows = self.ask(&sql, &[(&range.start, Type::BYTEA), (&range.end, Type::BYTEA)])?;
        rows.first().map(pair).transpose()
    }
}

fn pair(row: &Row) -> Result<Pair, StoreError> {
    Ok((row.try_get(0)?, row.try_get(1)?))
}
