//! What one commit writes. Everything here becomes durable together, or not at all.

use crate::sealing::PersonKey;
use crate::store::load::Source;
use crate::store::records::{
    BundleRecord, CertificateRecord, Head, MatchCount, OrderRecord, RangeRecord, Record, ReservationRecord,
    StatusRecord,
};
use crate::store::{AuthorityNumber, Place, StoreError, schema};
use hezheng_core::ids::{Hash, LeafIndex, StatementHash, TreeSize};
use hezheng_core::log::tree::{leaf_hash, node_hash};
use hezheng_core::number::{CertificateNumber, Uscc};
use hezheng_core::statement::check_code::CheckCode;
use redb::{Durability, Key, ReadableTable, TableDefinition, Value, WriteTransaction};

/// An unfinished commit. Dropped, it leaves nothing behind.
pub(crate) struct Writing {
    transaction: WriteTransaction,
    has_written: std::cell::Cell<bool>,
}

/// Under which keys a certificate is found.
pub(crate) struct CertificateKeys<'k> {
    pub(crate) statement: StatementHash,
    pub(crate) number: &'k CertificateNumber,
    pub(crate) check_code: CheckCode,
    pub(crate) person: PersonKey,
    pub(crate) uscc: &'k Uscc,
    pub(crate) class_filing: Option<&'k str>,
}

impl Writing {
    pub(super) fn new(transaction: WriteTransaction) -> Self {
        Self { transaction, has_written: false.into() }
    }

    /// Makes everything written durable: when this returns, a power cut changes nothing. Where nothing was written it
    /// does nothing.
    pub(crate) fn commit(mut self) -> Result<(), StoreError> {
        if !self.has_written.get() {
            return Ok(self.transaction.abort()?);
        }
        self.transaction.set_durability(Durability::Immediate)?;
        Ok(self.transaction.commit()?)
    }

    /// Whether there is anything to commit.
    pub(crate) fn has_written(&self) -> bool {
        self.has_written.get()
    }

    fn put<'k, 'v, K: Key + 'static, V: Value + 'static>(
        &self,
        table: TableDefinition<'static, K, V>,
        key: impl std::borrow::Borrow<K::SelfType<'k>>,
        value: impl std::borrow::Borrow<V::SelfType<'v>>,
    ) -> Result<(), StoreError> {
        self.has_written.set(true);
        self.transaction.open_table(table)?.insert(key, value)?;
        Ok(())
    }

    /// Appends an entry to an authority's log, with the tree nodes that it completes.
    pub(crate) fn append(
        &self,
        authority: AuthorityNumber,
        size: TreeSize,
        entry: &[u8],
    ) -> Result<LeafIndex, StoreError> {
        let leaf = LeafIndex(size.0);
        self.put(schema::ENTRIES, (authority.0, leaf.0), entry)?;
        let mut nodes = self.transaction.open_table(schema::NODES)?;
        let (mut level, mut index, mut hash) = (0, leaf.0, leaf_hash(entry));
        nodes.insert((authority.0, level, index), hash.0)?;
        while index & 1 == 1 {
            let left = nodes.get((authority.0, level, index - 1))?.map(|value| Hash(value.value()));
            hash = node_hash(&left.ok_or(StoreError::Damaged(None))?, &hash);
            (level, index) = (level + 1, index >> 1);
            nodes.insert((authority.0, level, index), hash.0)?;
        }
        Ok(leaf)
    }

    pub(crate) fn put_head(&self, authority: AuthorityNumber, head: &Head) -> Result<(), StoreError> {
        self.put(schema::HEADS, authority.0, head.encode().as_slice())
    }

    /// Makes a certificate findable. Its record follows with [`Writing::put_certificate`], in the same commit.
    pub(crate) fn put_keys(&self, place: Place, keys: &CertificateKeys<'_>) -> Result<(), StoreError> {
        let (authority, leaf) = (place.0.0, place.1.0);
        self.put(schema::BY_STATEMENT, keys.statement.0.0, (authority, leaf))?;
        self.put(schema::BY_NUMBER, keys.number.as_str(), (authority, leaf))?;
        self.put(schema::BY_CHECK_CODE, keys.check_code.bits(), (authority, leaf))?;
        self.put(schema::BY_PERSON, (keys.person.0, authority, leaf), ())?;
        self.put(schema::BY_INSTITUTION, (authority, keys.uscc.as_str(), leaf), ())?;
        if let Some(filing) = keys.class_filing {
            self.put(schema::BY_CLASS_FILING, (authority, filing, leaf), ())?;
        }
        Ok(())
    }

    pub(crate) fn put_certificate(&self, place: Place, record: &CertificateRecord) -> Result<(), StoreError> {
        self.put(schema::CERTIFICATES, (place.0.0, place.1.0), record.encode().as_slice())
    }

    pub(crate) fn put_personal(&self, place: Place, sealed: &[u8]) -> Result<(), StoreError> {
        self.put(schema::PERSONAL, (place.0.0, place.1.0), sealed)
    }

    pub(crate) fn put_status(&self, place: Place, record: &StatusRecord) -> Result<(), StoreError> {
        self.put(schema::STATUSES, (place.0.0, place.1.0), record.encode().as_slice())
    }

    /// Keeps an order and takes its id for ever.
    pub(crate) fn put_order(
        &self,
        authority: AuthorityNumber,
        (id, hash): ([u8; 16], Hash),
        record: &OrderRecord,
    ) -> Result<(), StoreError> {
        self.put(schema::ORDERS, (authority.0, hash.0), record.encode().as_slice())?;
        self.put(schema::ORDER_IDS, (authority.0, id), hash.0)
    }

    /// Gives numbers away for ever.
    pub(crate) fn put_reservation(
        &self,
        uscc: &Uscc,
        id: [u8; 16],
        record: &ReservationRecord,
    ) -> Result<(), StoreError> {
        let (authority, institution, year) = (record.authority, record.institution.as_str(), record.year);
        self.put(schema::RESERVATIONS, (uscc.as_str(), id), record.encode().as_slice())?;
        let range = RangeRecord { count: record.count, uscc: uscc.clone() };
        self.put(schema::RANGES, (authority, institution, year, record.first), range.encode().as_slice())?;
        let next = record.first.saturating_add(record.count);
        self.put(schema::NEXT_SERIALS, (authority, institution, year), next)
    }

    pub(crate) fn put_bundle(&self, version: u64, record: &BundleRecord) -> Result<(), StoreError> {
        self.put(schema::BUNDLES, version, record.encode().as_slice())
    }

    pub(crate) fn put_snapshot(&self, authority: AuthorityNumber, snapshot: &[u8]) -> Result<(), StoreError> {
        self.put(schema::SNAPSHOTS, authority.0, snapshot)
    }

    pub(crate) fn put_match_count(&self, key: (u32, u64), count: &MatchCount) -> Result<(), StoreError> {
        self.put(schema::MATCH_COUNTS, key, count.encode().as_slice())
    }
}

impl Source for Writing {
    fn table<K: Key + 'static, V: Value + 'static>(
        &self,
        table: TableDefinition<'static, K, V>,
    ) -> Result<impl ReadableTable<K, V>, StoreError> {
        Ok(self.transaction.open_table(table)?)
    }
}

/// Makes every table, so that readers find them all.
pub(super) fn make_tables(transaction: &WriteTransaction) -> Result<(), StoreError> {
    transaction.open_table(schema::HEADS)?;
    transaction.open_table(schema::ENTRIES)?;
    transaction.open_table(schema::NODES)?;
    transaction.open_table(schema::CERTIFICATES)?;
    transaction.open_table(schema::PERSONAL)?;
    transaction.open_table(schema::BY_STATEMENT)?;
    transaction.open_table(schema::BY_NUMBER)?;
    transaction.open_table(schema::BY_CHECK_CODE)?;
    transaction.open_table(schema::BY_PERSON)?;
    transaction.open_table(schema::BY_INSTITUTION)?;
    transaction.open_table(schema::BY_CLASS_FILING)?;
    transaction.open_table(schema::STATUSES)?;
    transaction.open_table(schema::ORDERS)?;
    transaction.open_table(schema::ORDER_IDS)?;
    transaction.open_table(schema::RESERVATIONS)?;
    transaction.open_table(schema::RANGES)?;
    transaction.open_table(schema::NEXT_SERIALS)?;
    transaction.open_table(schema::BUNDLES)?;
    transaction.open_table(schema::SNAPSHOTS)?;
    transaction.open_table(schema::MATCH_COUNTS)?;
    Ok(())
}
