//! What there is of holders, and of those who ask about them: what is sealed, its readings, links, and wrong identity numbers.

use super::Record;
use hezheng_core::cbor::{CborError, Reader, Writer};
use hezheng_core::time::{Date, Time};

/// What is sealed: the full identity number, and the portrait if there is one. Not kept open anywhere.
pub(crate) fn encode_personal(identity_number: &str, portrait: Option<&[u8]>) -> zeroize::Zeroizing<Vec<u8>> {
    let mut writer = Writer::new();
    writer.array(1 + usize::from(portrait.is_some())).text(identity_number);
    if let Some(portrait) = portrait {
        writer.bytes(portrait);
    }
    zeroize::Zeroizing::new(writer.into_bytes())
}

/// What was sealed. It holds personal data and has no `Debug`.
pub(crate) struct Personal {
    pub(crate) identity_number: zeroize::Zeroizing<String>,
    pub(crate) portrait: Option<zeroize::Zeroizing<Vec<u8>>>,
}

/// Reads what [`encode_personal`] wrote.
pub(crate) fn decode_personal(opened: &[u8]) -> Result<Personal, CborError> {
    let mut reader = Reader::new(opened);
    let has_portrait = match reader.array()? {
        1 => false,
        2 => true,
        _ => return Err(CborError::Kind),
    };
    let identity_number = zeroize::Zeroizing::new(reader.text()?.to_owned());
    let portrait = if has_portrait { Some(zeroize::Zeroizing::new(reader.bytes()?.to_vec())) } else { None };
    reader.end()?;
    Ok(Personal { identity_number, portrait })
}

/// Wrong identity numbers that were given for one certificate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct MatchCount {
    pub(crate) day: Date,
    pub(crate) wrong_that_day: u64,
    pub(crate) wrong_in_all: u64,
}

impl Record for MatchCount {
    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(3).unsigned(self.day.0).unsigned(self.wrong_that_day).unsigned(self.wrong_in_all);
        writer.into_bytes()
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CborError> {
        reader.tuple(3)?;
        let (day, wrong_that_day, wrong_in_all) = (Date(reader.unsigned()?), reader.unsigned()?, reader.unsigned()?);
        Ok(Self { day, wrong_that_day, wrong_in_all })
    }
}

/// A link that a holder made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ShareRecord {
    pub(crate) purpose: String,
    pub(crate) made: Time,
    /// From then on it shows nothing.
    pub(crate) until: Time,
}

impl Record for ShareRecord {
    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(3).text(&self.purpose).unsigned(self.made.0).unsigned(self.until.0);
        writer.into_bytes()
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CborError> {
        reader.tuple(3)?;
        Ok(Self { purpose: reader.text()?.into(), made: Time(reader.unsigned()?), until: Time(reader.unsigned()?) })
    }
}

/// For what a full identity number or a portrait was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ReadingAct {
    /// Its holder, proved by name and number, was given the PDF.
    HoldersPdf,
}

/// A reading of a full identity number or a portrait.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct ReadingRecord {
    pub(crate) time: Time,
    pub(crate) act: ReadingAct,
}

impl Record for ReadingRecord {
    fn encode(&self) -> Vec<u8> {
        let ReadingAct::HoldersPdf = self.act;
        let mut writer = Writer::new();
        writer.array(2).unsigned(self.time.0).unsigned(1);
        writer.into_bytes()
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CborError> {
        reader.tuple(2)?;
        let time = Time(reader.unsigned()?);
        if reader.unsigned()? != 1 {
            return Err(CborError::Kind);
        }
        Ok(Self { time, act: ReadingAct::HoldersPdf })
    }
}
