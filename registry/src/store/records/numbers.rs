//! Certificate numbers that were given away: who reserved which.

use super::Record;
use hezheng_core::cbor::{CborError, Reader, Writer};
use hezheng_core::number::Uscc;

/// Numbers that an institution reserved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ReservationRecord {
    pub(crate) authority: u32,
    pub(crate) institution: String,
    pub(crate) year: u64,
    pub(crate) first: u64,
    pub(crate) count: u64,
}

impl Record for ReservationRecord {
    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(5).unsigned(self.authority.into()).text(&self.institution).unsigned(self.year);
        writer.unsigned(self.first).unsigned(self.count);
        writer.into_bytes()
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CborError> {
        reader.tuple(5)?;
        Ok(Self {
            authority: u32::try_from(reader.unsigned()?).map_err(|_| CborError::Kind)?,
            institution: reader.text()?.into(),
            year: reader.unsigned()?,
            first: reader.unsigned()?,
            count: reader.unsigned()?,
        })
    }
}

/// A range of serials, and who reserved it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct RangeRecord {
    pub(crate) count: u64,
    pub(crate) uscc: Uscc,
}

impl Record for RangeRecord {
    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(2).unsigned(self.count).text(self.uscc.as_str());
        writer.into_bytes()
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CborError> {
        reader.tuple(2)?;
        Ok(Self { count: reader.unsigned()?, uscc: Uscc::parse(reader.text()?).map_err(|_| CborError::Kind)? })
    }
}
