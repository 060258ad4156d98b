//! What can be asked of a state of the store: of a commit by readers, of its own unfinished commit by the writer.

use crate::sealing::PersonKey;
use crate::store::records::{
    BundleRecord, CertificateRecord, Head, MatchCount, OrderRecord, RangeRecord, Record, ReservationRecord,
    StatusRecord,
};
use crate::store::{AuthorityNumber, Place, StoreError, schema};
use hezheng_core::ids::{Hash, LeafIndex, StatementHash};
use hezheng_core::log::tree::Nodes;
use hezheng_core::number::{CertificateNumber, Uscc};
use hezheng_core::statement::check_code::CheckCode;
use redb::{Key, ReadTransaction, ReadableTable, TableDefinition, Value};

/// Gives tables: a read transaction, or the writer's own.
pub(crate) trait Source {
    fn table<K: Key + 'static, V: Value + 'static>(
        &self,
        table: TableDefinition<'static, K, V>,
    ) -> Result<impl ReadableTable<K, V>, StoreError>;
}

impl Source for ReadTransaction {
    fn table<K: Key + 'static, V: Value + 'static>(
        &self,
        table: TableDefinition<'static, K, V>,
    ) -> Result<impl ReadableTable<K, V>, StoreError> {
        Ok(self.open_table(table)?)
    }
}

/// The questions.
pub(crate) trait Load: Source + Sized {
    /// Where an authority's log stands.
    fn head(&self, authority: AuthorityNumber) -> Result<Head, StoreError> {
        let found = self.table(schema::HEADS)?.get(authority.0)?.map(|value| Head::decode(value.value()));
        found.unwrap_or(Ok(Head::EMPTY))
    }

    /// The entry at a place, encoded.
    fn entry(&self, (authority, leaf): Place) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.table(schema::ENTRIES)?.get((authority.0, leaf.0))?.map(|value| value.value().to_vec()))
    }

    /// The certificate registered at a place.
    fn certificate(&self, (authority, leaf): Place) -> Result<Option<CertificateRecord>, StoreError> {
        let table = self.table(schema::CERTIFICATES)?;
        table.get((authority.0, leaf.0))?.map(|value| CertificateRecord::decode(value.value())).transpose()
    }

    /// The tree of an authority's log.
    fn nodes(
        &self,
        authority: AuthorityNumber,
    ) -> Result<LogNodes<impl ReadableTable<schema::NodeKey, [u8; 32]>>, StoreError> {
        Ok(LogNodes { table: self.table(schema::NODES)?, authority })
    }

    /// The place of the last entry.
    fn last_entry(&self, authority: AuthorityNumber) -> Result<Option<LeafIndex>, StoreError> {
        let table = self.table(schema::ENTRIES)?;
        let last = table.range((authority.0, 0)..=(authority.0, u64::MAX))?.next_back();
        Ok(last.transpose()?.map(|(key, _)| LeafIndex(key.value().1)))
    }

    /// Where this statement is registered.
    fn place_of_statement(&self, hash: StatementHash) -> Result<Option<Place>, StoreError> {
        Ok(self.table(schema::BY_STATEMENT)?.get(hash.0.0)?.map(|value| place(value.value())))
    }

    /// Where the certificate with this number is registered.
    fn place_of_number(&self, number: &CertificateNumber) -> Result<Option<Place>, StoreError> {
        Ok(self.table(schema::BY_NUMBER)?.get(number.as_str())?.map(|value| place(value.value())))
    }

    /// Where the certificate with this check code is registered.
    fn place_of_check_code(&self, code: CheckCode) -> Result<Option<Place>, StoreError> {
        Ok(self.table(schema::BY_CHECK_CODE)?.get(code.bits())?.map(|value| place(value.value())))
    }

    /// Where certificates of this person are registered.
    fn places_of_person(&self, person: PersonKey) -> Result<Vec<Place>, StoreError> {
        let table = self.table(schema::BY_PERSON)?;
        let range = table.range((person.0, 0, 0)..=(person.0, u32::MAX, u64::MAX))?;
        range
            .map(|found| {
                let (_, authority, leaf) = found?.0.value();
                Ok(place((authority, leaf)))
            })
            .collect()
    }

    /// Leaves from..until at which certificates of this institution are registered.
    fn leaves_of_institution(
        &self,
        authority: AuthorityNumber,
        uscc: &Uscc,
        leaves: std::ops::Range<u64>,
    ) -> Result<Vec<LeafIndex>, StoreError> {
        let table = self.table(schema::BY_INSTITUTION)?;
        let (from, until) = ((authority.0, uscc.as_str(), leaves.start), (authority.0, uscc.as_str(), leaves.end));
        table.range(from..until)?.map(|found| Ok(LeafIndex(found?.0.value().2))).collect()
    }

    /// Leaves below `until` at which certificates of this class filing are registered.
    fn leaves_of_class_filing(
        &self,
        authority: AuthorityNumber,
        filing: &str,
        until: u64,
    ) -> Result<Vec<LeafIndex>, StoreError> {
        let table = self.table(schema::BY_CLASS_FILING)?;
        let range = table.range((authority.0, filing, 0)..(authority.0, filing, until))?;
        range.map(|found| Ok(LeafIndex(found?.0.value().2))).collect()
    }

    /// What orders made of the certificate at a place; `None`: nothing.
    fn status(&self, (authority, leaf): Place) -> Result<Option<StatusRecord>, StoreError> {
        let table = self.table(schema::STATUSES)?;
        table.get((authority.0, leaf.0))?.map(|value| StatusRecord::decode(value.value())).transpose()
    }

    /// Everything that orders made of an authority's certificates, by leaf.
    fn statuses(&self, authority: AuthorityNumber) -> Result<Vec<(LeafIndex, StatusRecord)>, StoreError> {
        let table = self.table(schema::STATUSES)?;
        let range = table.range((authority.0, 0)..=(authority.0, u64::MAX))?;
        range
            .map(|found| {
                let (key, value) = found?;
                Ok((LeafIndex(key.value().1), StatusRecord::decode(value.value())?))
            })
            .collect()
    }

    /// An order in force.
    fn order(&self, authority: AuthorityNumber, hash: Hash) -> Result<Option<OrderRecord>, StoreError> {
        let table = self.table(schema::ORDERS)?;
        table.get((authority.0, hash.0))?.map(|value| OrderRecord::decode(value.value())).transpose()
    }

    /// The order that took this id.
    fn order_with_id(&self, authority: AuthorityNumber, id: [u8; 16]) -> Result<Option<Hash>, StoreError> {
        Ok(self.table(schema::ORDER_IDS)?.get((authority.0, id))?.map(|value| Hash(value.value())))
    }

    /// What was answered to this reservation.
    fn reservation(&self, uscc: &Uscc, id: [u8; 16]) -> Result<Option<ReservationRecord>, StoreError> {
        let table = self.table(schema::RESERVATIONS)?;
        table.get((uscc.as_str(), id))?.map(|value| ReservationRecord::decode(value.value())).transpose()
    }

    /// The first serial of this year that nobody was given.
    fn next_serial(&self, authority: AuthorityNumber, institution: &str, year: u64) -> Result<u64, StoreError> {
        let table = self.table(schema::NEXT_SERIALS)?;
        Ok(table.get((authority.0, institution, year))?.map_or(1, |value| value.value()))
    }

    /// Who reserved this number.
    fn reserved_by(&self, number: &CertificateNumber) -> Result<Option<Uscc>, StoreError> {
        let authority = AuthorityNumber::of_text(number.authority());
        let (institution, year, serial) = (number.institution(), number.year(), u64::from(number.serial()));
        let table = self.table(schema::RANGES)?;
        let mut range = table.range((authority.0, institution, year, 0)..=(authority.0, institution, year, serial))?;
        let Some(found) = range.next_back() else { return Ok(None) };
        let (key, value) = found?;
        let range = RangeRecord::decode(value.value())?;
        Ok((serial < key.value().3.saturating_add(range.count)).then_some(range.uscc))
    }

    /// All bundles that were taken, by version.
    fn bundles(&self) -> Result<Vec<BundleRecord>, StoreError> {
        let table = self.table(schema::BUNDLES)?;
        table.iter()?.map(|found| BundleRecord::decode(found?.1.value())).collect()
    }

    /// An authority's newest snapshot, as signed.
    fn snapshot(&self, authority: AuthorityNumber) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.table(schema::SNAPSHOTS)?.get(authority.0)?.map(|value| value.value().to_vec()))
    }

    /// Wrong identity numbers counted under this key.
    fn match_count(&self, key: (u32, u64)) -> Result<Option<MatchCount>, StoreError> {
        let table = self.table(schema::MATCH_COUNTS)?;
        table.get(key)?.map(|value| MatchCount::decode(value.value())).transpose()
    }
}

impl<S: Source> Load for S {}

fn place((authority, leaf): (u32, u64)) -> Place {
    (AuthorityNumber(authority), LeafIndex(leaf))
}

/// The Merkle tree of one authority's log, for core's proofs.
pub(crate) struct LogNodes<T> {
    table: T,
    authority: AuthorityNumber,
}

impl<T: ReadableTable<schema::NodeKey, [u8; 32]>> Nodes for LogNodes<T> {
    type Error = StoreError;

    fn node(&self, level: u32, index: u64) -> Result<Hash, StoreError> {
        let found = self.table.get((self.authority.0, level, index))?;
        found.map(|value| Hash(value.value())).ok_or(StoreError::Damaged(None))
    }
}
