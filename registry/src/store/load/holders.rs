//! What can be asked of holders and of those who ask about them: what is sealed beside a certificate, links, readings, wrong
//! identity numbers.

use super::{LoadRows, all, at};
use crate::store::key::Key;
use crate::store::port::Read;
use crate::store::records::{MatchCount, ReadingRecord, Record, ShareRecord};
use crate::store::{AuthorityNumber, Place, StoreError, schema};
use hezheng_core::ids::Hash;
use hezheng_core::time::Date;

/// The questions.
pub(crate) trait LoadHolders: LoadRows {
    /// Wrong identity numbers counted under this key.
    fn match_count(&self, (authority, leaf): (u32, u64)) -> Result<Option<MatchCount>, StoreError> {
        self.record(schema::MATCH_COUNTS, Key::default().u32(authority).u64(leaf))
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
}

impl<R: Read + ?Sized> LoadHolders for R {}
