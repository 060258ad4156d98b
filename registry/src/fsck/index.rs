//! The indexes: every certificate is found under each of its keys, and no key leads anywhere else.

use super::finding::{Fault, Findings, Stopped};
use super::registration::Found;
use super::walk::Walk;
use crate::store::key::{Parts, every_key};
use crate::store::port::{Pair, Read, Table};
use crate::store::records::decode_place;
use crate::store::schema::{BY_CHECK_CODE, BY_CLASS_FILING, BY_INSTITUTION, BY_NUMBER, BY_PERSON, BY_STATEMENT};
use crate::store::{AuthorityNumber, Load, Place, StoreError};
use hezheng_core::ids::LeafIndex;
use hezheng_core::statement::UnverifiedStatement;
use std::collections::BTreeMap;

const INDEXES: [Table; 6] = [BY_STATEMENT, BY_NUMBER, BY_CHECK_CODE, BY_PERSON, BY_INSTITUTION, BY_CLASS_FILING];

/// How many rows of each index were found to be right, or wrong and named.
#[derive(Default)]
pub(super) struct Index(BTreeMap<Table, u64>);

impl Index {
    /// Looks certificates up under all of their keys.
    pub(super) fn check(
        &mut self,
        read: &dyn Read,
        certificates: &[(Place, Found)],
        findings: &mut Findings,
    ) -> Result<(), Stopped> {
        let mut rows: BTreeMap<Table, Vec<Pair>> = BTreeMap::new();
        for (place, found) in certificates {
            for (table, key, value) in found.keys().rows(*place) {
                rows.entry(table).or_default().push((key, value));
            }
        }
        for (table, rows) in rows {
            let (keys, expected): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
            let values = read.get_many(table, &keys)?;
            for ((key, expected), value) in keys.iter().zip(expected).zip(values) {
                match value {
                    None => findings.add(table, key, Fault::Missing)?,
                    Some(value) => {
                        *self.0.entry(table).or_default() += 1;
                        findings.compare(table, key, (&value, &expected))?;
                    }
                }
            }
        }
        Ok(())
    }

    /// After all logs: where an index has more rows than were found, says which are too many.
    pub(super) fn check_excess(&self, read: &dyn Read, findings: &mut Findings) -> Result<(), Stopped> {
        for table in INDEXES {
            let (mut rows, mut count) = (Walk::over(table, every_key()), 0);
            while rows.next(read)?.is_some() {
                count += 1;
            }
            if count <= self.0.get(&table).copied().unwrap_or_default() {
                continue;
            }
            let mut rows = Walk::over(table, every_key());
            while let Some((key, value)) = rows.next(read)? {
                if !follows(read, table, &key, &value)? {
                    findings.add(table, &key, Fault::Excess)?;
                }
            }
        }
        Ok(())
    }
}

/// Whether the certificate that a row leads to leads to the row.
fn follows(read: &dyn Read, table: Table, key: &[u8], value: &[u8]) -> Result<bool, StoreError> {
    let Some(place) = place(table, key, value) else { return Ok(false) };
    let record = match read.certificate(place) {
        Ok(Some(record)) => record,
        Ok(None) => return Ok(false),
        // The certificate was named; what its rows should be cannot be said.
        Err(StoreError::Damaged(_)) => return Ok(true),
        Err(error) => return Err(error),
    };
    let Ok(statement) = UnverifiedStatement::decode(&record.registered) else { return Ok(true) };
    let rows = Found::of(&statement, record.person).keys().rows(place);
    Ok(rows.iter().any(|(row_table, row_key, _)| *row_table == table && row_key == key))
}

fn place(table: Table, key: &[u8], value: &[u8]) -> Option<Place> {
    if [BY_STATEMENT, BY_NUMBER, BY_CHECK_CODE].contains(&table) {
        return decode_place(value).ok();
    }
    let (_, leaf) = key.split_last_chunk::<8>()?;
    let mut parts = Parts::of(key);
    if table == BY_PERSON {
        parts.array::<32>()?;
    }
    Some((AuthorityNumber(parts.u32()?), LeafIndex(u64::from_be_bytes(*leaf))))
}
