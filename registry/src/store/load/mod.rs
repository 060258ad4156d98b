//! What can be asked of a state of the store: of a commit by readers, of its own unfinished commit by the writer. Here is what
//! can be asked of logs, their certificates and corrections; [`numbers`], [`holders`] and [`rows`] have the rest.

mod holders;
mod keys;
mod numbers;
mod rows;

use crate::sealing::PersonKey;
use crate::store::key::{Key, Parts};
use crate::store::port::Read;
use crate::store::records::{
    BundleRecord, CertificateRecord, CorrectionNumberRecord, CorrectionRecord, Head, OrderRecord, Record, StatusRecord,
};
use crate::store::{AuthorityNumber, Place, StoreError, schema};
use hezheng_core::ids::{Hash, LeafIndex, StatementHash};
use hezheng_core::log::tree::Nodes;
use hezheng_core::number::{CertificateNumber, Uscc};
use hezheng_core::statement::check_code::CheckCode;
pub(crate) use holders::LoadHolders;
pub(crate) use keys::{all, at, of_correction, of_node, of_number};
pub(super) use keys::{of_check_code, of_person, of_statement, of_year_of};
pub(crate) use numbers::LoadNumbers;
pub(crate) use rows::LoadRows;
use std::ops::Range;

/// The questions.
pub(crate) trait Load: LoadRows {
    /// Where an authority's log stands.
    fn head(&self, authority: AuthorityNumber) -> Result<Head, StoreError> {
        Ok(self.record(schema::HEADS, Key::of(authority))?.unwrap_or(Head::EMPTY))
    }

    /// The checkpoint of an authority's head.
    fn checkpoint(&self, authority: AuthorityNumber) -> Result<Option<String>, StoreError> {
        self.text(schema::CHECKPOINTS, Key::of(authority))
    }

    /// The newest checkpoint that enough witnesses cosigned.
    fn cosigned(&self, authority: AuthorityNumber) -> Result<Option<String>, StoreError> {
        self.text(schema::COSIGNED, Key::of(authority))
    }

    /// The entry at a place, encoded.
    fn entry(&self, place: Place) -> Result<Option<Vec<u8>>, StoreError> {
        self.get(schema::ENTRIES, &at(place).into_bytes())
    }

    /// The entries at these places of an authority's log, encoded, as far as there are any.
    fn entries(&self, authority: AuthorityNumber, leaves: Range<u64>) -> Result<Vec<Vec<u8>>, StoreError> {
        let mut entries = Vec::new();
        let (from, until) = (Key::of(authority).u64(leaves.start), Key::of(authority).u64(leaves.end));
        self.each(schema::ENTRIES, from.into_bytes()..until.into_bytes(), |(_, entry)| {
            entries.push(entry);
            Ok(())
        })?;
        Ok(entries)
    }

    /// The certificate registered at a place.
    fn certificate(&self, place: Place) -> Result<Option<CertificateRecord>, StoreError> {
        self.record(schema::CERTIFICATES, at(place))
    }

    /// The tree of an authority's log.
    fn nodes(&self, authority: AuthorityNumber) -> LogNodes<'_, Self> {
        LogNodes { read: self, authority }
    }

    /// The hashes of complete subtrees of `2^level` leaves, as far as there are any.
    fn nodes_of_level(
        &self,
        authority: AuthorityNumber,
        level: u32,
        indices: Range<u64>,
    ) -> Result<Vec<Hash>, StoreError> {
        let mut hashes = Vec::new();
        let key = |index| of_node(authority, level, index).into_bytes();
        self.each(schema::NODES, key(indices.start)..key(indices.end), |(_, hash)| {
            hashes.push(hash_of(&hash)?);
            Ok(())
        })?;
        Ok(hashes)
    }

    /// The place of the last entry.
    fn last_entry(&self, authority: AuthorityNumber) -> Result<Option<LeafIndex>, StoreError> {
        let range = all(Key::of(authority));
        let last = self.last(schema::ENTRIES, &range.start..&range.end)?;
        last.map(|(key, _)| leaf_of(&key, |parts| parts.u32().map(drop))).transpose()
    }

    /// Where this statement is registered.
    fn place_of_statement(&self, hash: StatementHash) -> Result<Option<Place>, StoreError> {
        self.place(schema::BY_STATEMENT, of_statement(hash))
    }

    /// Where the certificate with this number is registered.
    fn place_of_number(&self, number: &CertificateNumber) -> Result<Option<Place>, StoreError> {
        self.place(schema::BY_NUMBER, of_number(number))
    }

    /// Where the certificate with this check code is registered.
    fn place_of_check_code(&self, code: CheckCode) -> Result<Option<Place>, StoreError> {
        self.place(schema::BY_CHECK_CODE, of_check_code(code))
    }

    /// Where certificates of this person are registered.
    fn places_of_person(&self, person: PersonKey) -> Result<Vec<Place>, StoreError> {
        let mut places = Vec::new();
        self.each(schema::BY_PERSON, of_person(person), |(key, _)| {
            let mut parts = Parts::of(&key);
            let place = parts.array::<32>().and_then(|_| Some((parts.u32()?, parts.u64()?)));
            let (authority, leaf) = place.ok_or(StoreError::Damaged(None))?;
            places.push((AuthorityNumber(authority), LeafIndex(leaf)));
            Ok(())
        })?;
        Ok(places)
    }

    /// Leaves from..until at which certificates of this institution are registered.
    fn leaves_of_institution(
        &self,
        authority: AuthorityNumber,
        uscc: &Uscc,
        leaves: Range<u64>,
    ) -> Result<Vec<LeafIndex>, StoreError> {
        let key = |leaf| Key::of(authority).text(uscc.as_str()).u64(leaf).into_bytes();
        self.leaves(schema::BY_INSTITUTION, key(leaves.start)..key(leaves.end))
    }

    /// Leaves below `until` at which certificates of this class filing are registered.
    fn leaves_of_class_filing(
        &self,
        authority: AuthorityNumber,
        filing: &str,
        until: u64,
    ) -> Result<Vec<LeafIndex>, StoreError> {
        let key = |leaf| Key::of(authority).text(filing).u64(leaf).into_bytes();
        self.leaves(schema::BY_CLASS_FILING, key(0)..key(until))
    }

    /// What orders made of the certificate at a place; `None`: nothing.
    fn status(&self, place: Place) -> Result<Option<StatusRecord>, StoreError> {
        self.record(schema::STATUSES, at(place))
    }

    /// Everything that orders made of an authority's certificates, by leaf.
    fn statuses(&self, authority: AuthorityNumber) -> Result<Vec<(LeafIndex, StatusRecord)>, StoreError> {
        let mut statuses = Vec::new();
        self.each(schema::STATUSES, all(Key::of(authority)), |(key, value)| {
            let leaf = leaf_of(&key, |parts| parts.u32().map(drop))?;
            statuses.push((leaf, StatusRecord::decode(&value)?));
            Ok(())
        })?;
        Ok(statuses)
    }

    /// An order in force.
    fn order(&self, authority: AuthorityNumber, hash: Hash) -> Result<Option<OrderRecord>, StoreError> {
        self.record(schema::ORDERS, Key::of(authority).bytes(&hash.0))
    }

    /// Every order in force, by hash.
    fn orders(
        &self,
        authority: AuthorityNumber,
        mut each: impl FnMut(Hash, OrderRecord) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.each(schema::ORDERS, all(Key::of(authority)), |(key, value)| {
            let (_, hash) = key.split_last_chunk().ok_or(StoreError::Damaged(None))?;
            each(Hash(*hash), OrderRecord::decode(&value)?)
        })
    }

    /// The order that took this id.
    fn order_with_id(&self, authority: AuthorityNumber, id: [u8; 16]) -> Result<Option<Hash>, StoreError> {
        let found = self.get(schema::ORDER_IDS, &Key::of(authority).bytes(&id).into_bytes())?;
        found.map(|hash| hash_of(&hash)).transpose()
    }

    /// The last correction that was filed for the certificate of this number.
    fn correction(
        &self,
        authority: AuthorityNumber,
        replaced: &CertificateNumber,
    ) -> Result<Option<CorrectionRecord>, StoreError> {
        self.record(schema::CORRECTIONS, of_correction(authority, replaced))
    }

    /// The corrections of an authority, by the numbers of the certificates that they replace.
    fn corrections(
        &self,
        authority: AuthorityNumber,
        mut each: impl FnMut(CertificateNumber, CorrectionRecord),
    ) -> Result<(), StoreError> {
        self.each(schema::CORRECTIONS, all(Key::of(authority)), |(key, value)| {
            let mut parts = Parts::of(&key);
            let number = parts.u32().and_then(|_| CertificateNumber::parse(parts.text()?).ok());
            each(number.ok_or(StoreError::Damaged(None))?, CorrectionRecord::decode(&value)?);
            Ok(())
        })
    }

    /// The correction that took this certificate number.
    fn correction_of_number(&self, number: &CertificateNumber) -> Result<Option<CorrectionNumberRecord>, StoreError> {
        self.record(schema::CORRECTION_NUMBERS, of_number(number))
    }

    /// All bundles that were taken, by version.
    fn bundles(&self) -> Result<Vec<BundleRecord>, StoreError> {
        let mut bundles = Vec::new();
        self.each(schema::BUNDLES, Vec::new()..vec![u8::MAX; 8], |(_, value)| {
            bundles.push(BundleRecord::decode(&value)?);
            Ok(())
        })?;
        Ok(bundles)
    }

    /// An authority's newest snapshot, as signed.
    fn snapshot(&self, authority: AuthorityNumber) -> Result<Option<Vec<u8>>, StoreError> {
        self.get(schema::SNAPSHOTS, &Key::of(authority).into_bytes())
    }

    /// Any certificate of an authority's: the last one.
    fn last_certificate(&self, authority: AuthorityNumber) -> Result<Option<CertificateRecord>, StoreError> {
        let range = all(Key::of(authority));
        let last = self.last(schema::CERTIFICATES, &range.start..&range.end)?;
        last.map(|(_, record)| CertificateRecord::decode(&record)).transpose()
    }
}

impl<R: Read + ?Sized> Load for R {}

fn leaf_of(key: &[u8], skip: impl FnOnce(&mut Parts<'_>) -> Option<()>) -> Result<LeafIndex, StoreError> {
    let mut parts = Parts::of(key);
    skip(&mut parts).and_then(|()| parts.u64()).map(LeafIndex).ok_or(StoreError::Damaged(None))
}

fn hash_of(bytes: &[u8]) -> Result<Hash, StoreError> {
    bytes.try_into().map(Hash).map_err(|_| StoreError::Damaged(None))
}

/// The Merkle tree of one authority's log, for core's proofs.
pub(crate) struct LogNodes<'r, R: ?Sized> {
    read: &'r R,
    authority: AuthorityNumber,
}

impl<R: Read + ?Sized> Nodes for LogNodes<'_, R> {
    type Error = StoreError;

    fn node(&self, level: u32, index: u64) -> Result<Hash, StoreError> {
        let key = of_node(self.authority, level, index);
        hash_of(&self.read.get(schema::NODES, &key.into_bytes())?.ok_or(StoreError::Damaged(None))?)
    }
}
