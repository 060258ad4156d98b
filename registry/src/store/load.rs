//! What can be asked of a state of the store: of a commit by readers, of its own unfinished commit by the writer.

use crate::limits::{PAIRS_AT_ONCE, pairs_at_once};
use crate::sealing::PersonKey;
use crate::store::key::{Key, Parts};
use crate::store::port::{Pair, Read, Table};
use crate::store::records::{
    BundleRecord, CertificateRecord, CorrectionNumberRecord, CorrectionRecord, Head, MatchCount, OrderRecord,
    RangeRecord, ReadingRecord, Record, ReservationRecord, ShareRecord, StatusRecord, decode_place,
};
use crate::store::{AuthorityNumber, Place, StoreError, schema};
use hezheng_core::ids::{Hash, LeafIndex, StatementHash};
use hezheng_core::log::tree::Nodes;
use hezheng_core::number::{CertificateNumber, Uscc};
use hezheng_core::statement::check_code::CheckCode;
use hezheng_core::time::Date;
use std::ops::Range;

/// The questions.
pub(crate) trait Load: Read {
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

    /// What was answered to this reservation.
    fn reservation(&self, uscc: &Uscc, id: [u8; 16]) -> Result<Option<ReservationRecord>, StoreError> {
        self.record(schema::RESERVATIONS, Key::default().text(uscc.as_str()).bytes(&id))
    }

    /// The first serial of this year that nobody was given.
    fn next_serial(&self, authority: AuthorityNumber, institution: &str, year: u64) -> Result<u64, StoreError> {
        let key = Key::of(authority).text(institution).u64(year);
        Ok(self.record(schema::NEXT_SERIALS, key)?.unwrap_or(1))
    }

    /// Who reserved this number.
    fn reserved_by(&self, number: &CertificateNumber) -> Result<Option<Uscc>, StoreError> {
        Ok(self.range_of(number)?.map(|(_, uscc)| uscc))
    }

    /// The serials that were reserved together with this number's, and who reserved them.
    fn range_of(&self, number: &CertificateNumber) -> Result<Option<(Range<u64>, Uscc)>, StoreError> {
        let serial = u64::from(number.serial());
        let (from, until) = (of_year(number), of_year(number).u64(serial.saturating_add(1)));
        let Some((key, value)) = self.last(schema::RANGES, &from.into_bytes()..&until.into_bytes())? else {
            return Ok(None);
        };
        let (_, first) = key.split_last_chunk().ok_or(StoreError::Damaged(None))?;
        let (first, range) = (u64::from_be_bytes(*first), RangeRecord::decode(&value)?);
        let serials = first..first.saturating_add(range.count);
        Ok(serials.contains(&serial).then_some((serials, range.uscc)))
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

    /// Wrong identity numbers counted under this key.
    fn match_count(&self, (authority, leaf): (u32, u64)) -> Result<Option<MatchCount>, StoreError> {
        self.record(schema::MATCH_COUNTS, Key::default().u32(authority).u64(leaf))
    }

    /// Any certificate of an authority's: the last one.
    fn last_certificate(&self, authority: AuthorityNumber) -> Result<Option<CertificateRecord>, StoreError> {
        let range = all(Key::of(authority));
        let last = self.last(schema::CERTIFICATES, &range.start..&range.end)?;
        last.map(|(_, record)| CertificateRecord::decode(&record)).transpose()
    }

    /// What was sealed beside a certificate, as long as it is kept.
    fn personal(&self, place: Place) -> Result<Option<Vec<u8>>, StoreError> {
        self.get(schema::PERSONAL, &at(place).into_bytes())
    }

    /// The serial of the flag that was raised because a certificate's holder never took the training.
    fn objection(&self, place: Place) -> Result<Option<u64>, StoreError> {
        self.record(schema::OBJECTIONS, at(place))
    }

    /// The link with a secret of this hash.
    fn share(&self, place: Place, share: Hash) -> Result<Option<ShareRecord>, StoreError> {
        self.record(schema::SHARES, at(place).bytes(&share.0))
    }

    /// The links to a certificate, each by the hash of its secret.
    fn shares(&self, place: Place) -> Result<Vec<(Hash, ShareRecord)>, StoreError> {
        let mut shares = Vec::new();
        self.each(schema::SHARES, all(at(place)), |(key, value)| {
            let (_, share) = key.split_last_chunk::<32>().ok_or(StoreError::Damaged(None))?;
            shares.push((Hash(*share), ShareRecord::decode(&value)?));
            Ok(())
        })?;
        Ok(shares)
    }

    /// When a full identity number or portrait was read, the earliest first.
    fn readings(&self, place: Place) -> Result<Vec<ReadingRecord>, StoreError> {
        let mut readings = Vec::new();
        self.each(schema::READINGS, all(at(place)), |(_, value)| {
            readings.push(ReadingRecord::decode(&value)?);
            Ok(())
        })?;
        Ok(readings)
    }

    /// The number of the next reading at a place.
    fn next_reading(&self, place: Place) -> Result<u64, StoreError> {
        let range = all(at(place));
        let last = self.last(schema::READINGS, &range.start..&range.end)?;
        let last = last.map(|(key, _)| key.split_last_chunk().map(|(_, n)| u64::from_be_bytes(*n)));
        last.map_or(Ok(0), |last| Ok(last.ok_or(StoreError::Damaged(None))?.saturating_add(1)))
    }

    /// The day before which certificates of an authority must have been issued for their personal data to be gone.
    fn retention(&self, authority: AuthorityNumber) -> Result<Option<Date>, StoreError> {
        Ok(self.record(schema::RETENTION, Key::of(authority))?.map(Date))
    }

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

impl<R: Read + ?Sized> Load for R {}

/// The key of a place.
pub(crate) fn at((authority, leaf): Place) -> Key {
    Key::of(authority).u64(leaf.0)
}

pub(super) fn of_statement(hash: StatementHash) -> Key {
    Key::default().bytes(&hash.0.0)
}

pub(crate) fn of_number(number: &CertificateNumber) -> Key {
    Key::default().text(number.as_str())
}

pub(crate) fn of_correction(authority: AuthorityNumber, replaced: &CertificateNumber) -> Key {
    Key::of(authority).text(replaced.as_str())
}

pub(super) fn of_check_code(code: CheckCode) -> Key {
    Key::default().u64(code.bits())
}

pub(crate) fn of_node(authority: AuthorityNumber, level: u32, index: u64) -> Key {
    Key::of(authority).u32(level).u64(index)
}

/// The keys of a person's certificates.
pub(super) fn of_person(person: PersonKey) -> Range<Vec<u8>> {
    all(Key::default().bytes(&person.0))
}

/// The beginning of the keys of what was reserved by a number's institution in its year.
fn of_year(number: &CertificateNumber) -> Key {
    Key::of(AuthorityNumber::of_text(number.authority())).text(number.institution()).u64(number.year())
}

/// Those keys.
pub(super) fn of_year_of(number: &CertificateNumber) -> Range<Vec<u8>> {
    all(of_year(number))
}

/// Every key that begins with this one.
pub(crate) fn all(key: Key) -> Range<Vec<u8>> {
    let end = key.after_all().unwrap_or_else(|| vec![u8::MAX; 64]);
    key.into_bytes()..end
}

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
