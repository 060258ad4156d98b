//! A commit in the making: what the writer decides on, which is the state of the last commit with its own changes over it.
//! Everything written becomes durable together, or not at all.

mod learn;
mod state;

use crate::sealing::PersonKey;
use crate::store::desk::{DeskRow, Pace, of_pace};
use crate::store::key::Key;
use crate::store::known::Known;
use crate::store::load::{Load, at, of_check_code, of_correction, of_node, of_number, of_statement};
use crate::store::port::{Changes, CommitNumber, Read, Store, Table};
use crate::store::records::{
    BundleRecord, CertificateRecord, CorrectionNumberRecord, CorrectionRecord, Head, MatchCount, OrderRecord,
    RangeRecord, ReadingRecord, Record, ReservationRecord, ShareRecord, StatusRecord, encode_place,
};
use crate::store::{AuthorityNumber, LoadHolders, Place, StoreError, schema};
use hezheng_core::ids::{Hash, LeafIndex, StatementHash, TreeSize};
use hezheng_core::log::tree::{Nodes, leaf_hash, node_hash};
use hezheng_core::number::{CertificateNumber, Uscc};
use hezheng_core::statement::check_code::CheckCode;
use hezheng_core::time::Date;

/// An unfinished commit. Dropped, it leaves nothing behind.
pub(crate) struct Writing {
    base: Known,
    changes: Changes,
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

impl CertificateKeys<'_> {
    /// The row of each index that leads to the certificate at this place.
    pub(crate) fn rows(&self, place: Place) -> Vec<(Table, Vec<u8>, Vec<u8>)> {
        let (authority, leaf) = (place.0, place.1.0);
        let mut rows = vec![
            (schema::BY_STATEMENT, of_statement(self.statement), encode_place(place)),
            (schema::BY_NUMBER, of_number(self.number), encode_place(place)),
            (schema::BY_CHECK_CODE, of_check_code(self.check_code), encode_place(place)),
            (schema::BY_INSTITUTION, Key::of(authority).text(self.uscc.as_str()).u64(leaf), Vec::new()),
        ];
        if self.person != PersonKey::GONE {
            let key = Key::default().bytes(&self.person.0).u32(authority.0).u64(leaf);
            rows.push((schema::BY_PERSON, key, Vec::new()));
        }
        if let Some(filing) = self.class_filing {
            rows.push((schema::BY_CLASS_FILING, Key::of(authority).text(filing).u64(leaf), Vec::new()));
        }
        rows.into_iter().map(|(table, key, value)| (table, key.into_bytes(), value)).collect()
    }
}

impl Writing {
    /// Begins a commit on top of the last one.
    pub(crate) fn on(store: &dyn Store) -> Result<Self, StoreError> {
        Ok(Self { base: Known::of(store.read()?), changes: Changes::default() })
    }

    /// Makes everything written durable: when this returns, a power cut changes nothing. Where nothing was written it
    /// does nothing.
    pub(crate) fn commit(self, store: &dyn Store) -> Result<CommitNumber, StoreError> {
        let after = self.number();
        // A store may have one writer at a time, and this state is of no use any more.
        drop(self.base);
        if self.changes.is_empty() { Ok(after) } else { store.commit(after, &self.changes) }
    }

    /// Whether there is anything to commit.
    pub(crate) fn has_written(&self) -> bool {
        !self.changes.is_empty()
    }

    /// What was written so far, for [`Writing::go_back_to`].
    pub(crate) fn written(&self) -> Changes {
        self.changes.clone()
    }

    /// Takes back everything that was written since.
    pub(crate) fn go_back_to(&mut self, written: Changes) {
        self.changes = written;
    }

    pub(crate) fn put_desk(&mut self, table: Table, key: Vec<u8>, row: &DeskRow) {
        self.changes.put(table, key, row.encode());
    }

    pub(crate) fn remove_desk(&mut self, table: Table, key: Vec<u8>) {
        self.changes.remove(table, key);
    }

    pub(crate) fn put_pace(&mut self, authority: AuthorityNumber, (uscc, year): (&str, u64), pace: Pace) {
        self.put(schema::PACES, of_pace(authority, uscc, year), pace.encode());
    }

    fn put(&mut self, table: Table, key: Key, value: Vec<u8>) {
        self.changes.put(table, key.into_bytes(), value);
    }

    fn remove(&mut self, table: Table, key: Key) {
        self.changes.remove(table, key.into_bytes());
    }

    /// Appends an entry to an authority's log, with the tree nodes that it completes.
    pub(crate) fn append(
        &mut self,
        authority: AuthorityNumber,
        size: TreeSize,
        entry: &[u8],
    ) -> Result<LeafIndex, StoreError> {
        let leaf = LeafIndex(size.0);
        self.put(schema::ENTRIES, at((authority, leaf)), entry.into());
        let (mut level, mut index, mut hash) = (0, leaf.0, leaf_hash(entry));
        self.put(schema::NODES, of_node(authority, level, index), hash.0.into());
        while index & 1 == 1 {
            hash = node_hash(&self.nodes(authority).node(level, index - 1)?, &hash);
            (level, index) = (level + 1, index >> 1);
            self.put(schema::NODES, of_node(authority, level, index), hash.0.into());
        }
        Ok(leaf)
    }

    pub(crate) fn put_head(&mut self, authority: AuthorityNumber, head: &Head) {
        self.put(schema::HEADS, Key::of(authority), head.encode());
    }

    pub(crate) fn put_checkpoint(&mut self, authority: AuthorityNumber, checkpoint: &str) {
        self.put(schema::CHECKPOINTS, Key::of(authority), checkpoint.into());
    }

    pub(crate) fn put_cosigned(&mut self, authority: AuthorityNumber, checkpoint: &str) {
        self.put(schema::COSIGNED, Key::of(authority), checkpoint.into());
    }

    /// Makes a certificate findable. Its record follows with [`Writing::put_certificate`], in the same commit.
    pub(crate) fn put_keys(&mut self, place: Place, keys: &CertificateKeys<'_>) {
        keys.rows(place).into_iter().for_each(|(table, key, value)| self.changes.put(table, key, value));
    }

    pub(crate) fn put_certificate(&mut self, place: Place, record: &CertificateRecord) {
        self.put(schema::CERTIFICATES, at(place), record.encode());
    }

    pub(crate) fn put_personal(&mut self, place: Place, sealed: Vec<u8>) {
        self.put(schema::PERSONAL, at(place), sealed);
    }

    pub(crate) fn put_status(&mut self, place: Place, record: &StatusRecord) {
        self.put(schema::STATUSES, at(place), record.encode());
    }

    /// Keeps an order and takes its id for ever.
    pub(crate) fn put_order(&mut self, authority: AuthorityNumber, (id, hash): ([u8; 16], Hash), record: &OrderRecord) {
        self.put(schema::ORDERS, Key::of(authority).bytes(&hash.0), record.encode());
        self.put(schema::ORDER_IDS, Key::of(authority).bytes(&id), hash.0.into());
    }

    /// Gives numbers away for ever.
    pub(crate) fn put_reservation(&mut self, uscc: &Uscc, id: [u8; 16], record: &ReservationRecord) {
        let year = Key::default().u32(record.authority).text(&record.institution).u64(record.year);
        self.put(schema::RESERVATIONS, Key::default().text(uscc.as_str()).bytes(&id), record.encode());
        let range = RangeRecord { count: record.count, uscc: uscc.clone() };
        self.put(schema::RANGES, year.clone().u64(record.first), range.encode());
        self.put(schema::NEXT_SERIALS, year, record.first.saturating_add(record.count).encode());
    }

    pub(crate) fn put_correction(
        &mut self,
        authority: AuthorityNumber,
        replaced: &CertificateNumber,
        record: &CorrectionRecord,
    ) {
        self.put(schema::CORRECTIONS, of_correction(authority, replaced), record.encode());
    }

    /// Takes a correction's number for ever.
    pub(crate) fn put_correction_number(&mut self, number: &CertificateNumber, record: &CorrectionNumberRecord) {
        self.put(schema::CORRECTION_NUMBERS, of_number(number), record.encode());
    }

    pub(crate) fn put_bundle(&mut self, version: u64, record: &BundleRecord) {
        self.put(schema::BUNDLES, Key::default().u64(version), record.encode());
    }

    pub(crate) fn put_snapshot(&mut self, authority: AuthorityNumber, snapshot: &[u8]) {
        self.put(schema::SNAPSHOTS, Key::of(authority), snapshot.into());
    }

    pub(crate) fn put_match_count(&mut self, (authority, leaf): (u32, u64), count: &MatchCount) {
        self.put(schema::MATCH_COUNTS, Key::default().u32(authority).u64(leaf), count.encode());
    }

    pub(crate) fn put_objection(&mut self, place: Place, flag: u64) {
        self.put(schema::OBJECTIONS, at(place), flag.encode());
    }

    pub(crate) fn put_share(&mut self, place: Place, share: Hash, record: &ShareRecord) {
        self.put(schema::SHARES, at(place).bytes(&share.0), record.encode());
    }

    pub(crate) fn remove_share(&mut self, place: Place, share: Hash) {
        self.remove(schema::SHARES, at(place).bytes(&share.0));
    }

    /// Records that a full identity number or portrait is about to be read.
    pub(crate) fn put_reading(&mut self, place: Place, record: ReadingRecord) -> Result<(), StoreError> {
        let next = self.next_reading(place)?;
        self.put(schema::READINGS, at(place).u64(next), record.encode());
        Ok(())
    }

    /// Enters a certificate's person under another look-up key.
    pub(crate) fn move_person(&mut self, place: Place, from: PersonKey, to: PersonKey) {
        let key = |person: PersonKey| Key::default().bytes(&person.0).u32(place.0.0).u64(place.1.0);
        self.remove(schema::BY_PERSON, key(from));
        if to != PersonKey::GONE {
            self.put(schema::BY_PERSON, key(to), Vec::new());
        }
    }

    /// Deletes what was sealed beside a certificate.
    pub(crate) fn remove_personal(&mut self, place: Place) {
        self.remove(schema::PERSONAL, at(place));
    }

    pub(crate) fn put_retention(&mut self, authority: AuthorityNumber, before: Date) {
        self.put(schema::RETENTION, Key::of(authority), before.0.encode());
    }

    /// What the layout says of itself.
    pub(crate) fn put_meta(&mut self, key: &[u8], value: Vec<u8>) {
        self.put(schema::META, Key::default().bytes(key), value);
    }
}
