//! The values of the tables, both ways; [`schema`](super::schema) shows each in CDDL. What they have in common is here, and the
//! values that are no more than a number or a place.

mod corrections;
mod holders;
mod log;
mod numbers;

use crate::store::key::{Key, Parts};
use crate::store::{AuthorityNumber, Place, StoreError};
pub(crate) use corrections::{CorrectionNumberRecord, CorrectionRecord, CorrectionState};
use hezheng_core::cbor::{CborError, Reader, Writer};
use hezheng_core::ids::LeafIndex;
pub(crate) use holders::{
    MatchCount, Personal, ReadingAct, ReadingRecord, ShareRecord, decode_personal, encode_personal,
};
pub(crate) use log::{BundleRecord, CertificateRecord, Head, OrderRecord, StatusRecord};
pub(crate) use numbers::{RangeRecord, ReservationRecord};

/// A value of a table.
pub(crate) trait Record: Sized {
    /// As it is kept.
    fn encode(&self) -> Vec<u8>;
    /// Reads the value, which must end where the bytes do.
    fn read(reader: &mut Reader<'_>) -> Result<Self, CborError>;

    fn decode(bytes: &[u8]) -> Result<Self, StoreError> {
        let mut reader = Reader::new(bytes);
        let record = Self::read(&mut reader).map_err(StoreError::damaged)?;
        reader.end().map_err(StoreError::damaged)?;
        Ok(record)
    }
}

impl Record for u64 {
    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.unsigned(*self);
        writer.into_bytes()
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CborError> {
        reader.unsigned()
    }
}

/// A place as a value: like a key.
pub(crate) fn encode_place((authority, leaf): Place) -> Vec<u8> {
    Key::of(authority).u64(leaf.0).into_bytes()
}

pub(crate) fn decode_place(bytes: &[u8]) -> Result<Place, StoreError> {
    let mut parts = Parts::of(bytes);
    let place = parts.u32().zip(parts.u64()).filter(|_| bytes.len() == 12);
    place.map(|(authority, leaf)| (AuthorityNumber(authority), LeafIndex(leaf))).ok_or(StoreError::Damaged(None))
}
