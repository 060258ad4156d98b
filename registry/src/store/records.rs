//! The values of the tables, both ways; [`schema`](super::schema) shows each in CDDL.

use crate::sealing::PersonKey;
use crate::store::key::{Key, Parts};
use crate::store::{AuthorityNumber, Place, StoreError};
use hezheng_core::cbor::{CborError, Reader, Writer};
use hezheng_core::ids::{Hash, LeafIndex, StatementHash, TreeSize};
use hezheng_core::number::{CertificateNumber, Uscc};
use hezheng_core::status::Status;
use hezheng_core::status::order::Reason;
use hezheng_core::time::{Date, Time};

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

/// Where an authority's log stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Head {
    pub(crate) size: TreeSize,
    pub(crate) last_entry: Time,
    /// As-of of the last snapshot: every later entry has a later time.
    pub(crate) as_of: Time,
    /// Version of the bundle that the last bundle-change entry names; 0 before the first.
    pub(crate) bundle_version: u64,
    pub(crate) bundle_since: Time,
}

impl Head {
    pub(crate) const EMPTY: Self =
        Self { size: TreeSize(0), last_entry: Time(0), as_of: Time(0), bundle_version: 0, bundle_since: Time(0) };
}

impl Record for Head {
    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(5).unsigned(self.size.0).unsigned(self.last_entry.0).unsigned(self.as_of.0);
        writer.unsigned(self.bundle_version).unsigned(self.bundle_since.0);
        writer.into_bytes()
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CborError> {
        reader.tuple(5)?;
        Ok(Self {
            size: TreeSize(reader.unsigned()?),
            last_entry: Time(reader.unsigned()?),
            as_of: Time(reader.unsigned()?),
            bundle_version: reader.unsigned()?,
            bundle_since: Time(reader.unsigned()?),
        })
    }
}

/// A registered certificate, as it was answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct CertificateRecord {
    /// The registered statement, without receipt.
    pub(crate) registered: Vec<u8>,
    pub(crate) receipt: Vec<u8>,
    pub(crate) person: PersonKey,
    pub(crate) has_portrait: bool,
}

impl Record for CertificateRecord {
    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(4).bytes(&self.registered).bytes(&self.receipt).bytes(&self.person.0);
        writer.unsigned(self.has_portrait.into());
        writer.into_bytes()
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CborError> {
        reader.tuple(4)?;
        Ok(Self {
            registered: reader.bytes()?.into(),
            receipt: reader.bytes()?.into(),
            person: PersonKey(reader.array_of()?),
            has_portrait: reader.unsigned()? == 1,
        })
    }
}

/// What an order made of a certificate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct StatusRecord {
    pub(crate) status: Status,
    pub(crate) since: Time,
    pub(crate) reason: Reason,
    pub(crate) order: Hash,
}

impl Record for StatusRecord {
    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(4).unsigned(self.status.code()).unsigned(self.since.0);
        writer.unsigned(self.reason.code()).bytes(&self.order.0);
        writer.into_bytes()
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CborError> {
        reader.tuple(4)?;
        Ok(Self {
            status: Status::from_code(reader.unsigned()?).ok_or(CborError::Kind)?,
            since: Time(reader.unsigned()?),
            reason: Reason::from_code(reader.unsigned()?).ok_or(CborError::Kind)?,
            order: Hash(reader.array_of()?),
        })
    }
}

/// An order in force, and what was answered to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct OrderRecord {
    pub(crate) order: Vec<u8>,
    pub(crate) touched: u64,
    pub(crate) entries: Vec<LeafIndex>,
}

impl Record for OrderRecord {
    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(3).bytes(&self.order).unsigned(self.touched).array(self.entries.len());
        self.entries.iter().for_each(|leaf| {
            writer.unsigned(leaf.0);
        });
        writer.into_bytes()
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CborError> {
        reader.tuple(3)?;
        let (order, touched, count) = (reader.bytes()?.into(), reader.unsigned()?, reader.array()?);
        let entries = (0..count).map(|_| reader.unsigned().map(LeafIndex)).collect::<Result<_, _>>()?;
        Ok(Self { order, touched, entries })
    }
}

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

/// What became of a correction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CorrectionState {
    /// It waits for an order.
    Open,
    /// An order carried it out.
    CarriedOut,
    /// The institution withdrew it.
    Withdrawn,
}

impl CorrectionState {
    const ALL: [Self; 3] = [Self::Open, Self::CarriedOut, Self::Withdrawn];
}

/// A correction that was filed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct CorrectionRecord {
    pub(crate) state: CorrectionState,
    pub(crate) filed: Time,
    /// In that state since.
    pub(crate) since: Time,
    /// The new statement, bare.
    pub(crate) statement: Vec<u8>,
    pub(crate) person: PersonKey,
    pub(crate) has_portrait: bool,
    pub(crate) reason: Reason,
    /// The identity number and the portrait, sealed; where the correction is not open, nothing.
    pub(crate) sealed: Vec<u8>,
}

impl CorrectionRecord {
    /// What is sealed along: all else of the row.
    pub(crate) fn context(&self, replaces: &CertificateNumber) -> Vec<u8> {
        let unsealed = Self { sealed: Vec::new(), ..self.clone() };
        [replaces.as_str().as_bytes(), &unsealed.encode()].concat()
    }
}

impl Record for CorrectionRecord {
    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(8).unsigned(self.state as u64).unsigned(self.filed.0).unsigned(self.since.0);
        writer.bytes(&self.statement).bytes(&self.person.0).unsigned(self.has_portrait.into());
        writer.unsigned(self.reason.code()).bytes(&self.sealed);
        writer.into_bytes()
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CborError> {
        reader.tuple(8)?;
        let state = usize::try_from(reader.unsigned()?).ok();
        Ok(Self {
            state: state.and_then(|state| CorrectionState::ALL.get(state).copied()).ok_or(CborError::Kind)?,
            filed: Time(reader.unsigned()?),
            since: Time(reader.unsigned()?),
            statement: reader.bytes()?.into(),
            person: PersonKey(reader.array_of()?),
            has_portrait: reader.unsigned()? == 1,
            reason: Reason::from_code(reader.unsigned()?).ok_or(CborError::Kind)?,
            sealed: reader.bytes()?.into(),
        })
    }
}

/// Which correction took a certificate number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct CorrectionNumberRecord {
    pub(crate) replaces: CertificateNumber,
    pub(crate) statement: StatementHash,
    /// Nothing, sealed.
    pub(crate) sealed: Vec<u8>,
}

impl CorrectionNumberRecord {
    /// What is sealed along: all else of the row.
    pub(crate) fn context(&self, number: &CertificateNumber) -> Vec<u8> {
        [number.as_str().as_bytes(), self.replaces.as_str().as_bytes(), &self.statement.0.0].concat()
    }
}

impl Record for CorrectionNumberRecord {
    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(3).text(self.replaces.as_str()).bytes(&self.statement.0.0).bytes(&self.sealed);
        writer.into_bytes()
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CborError> {
        reader.tuple(3)?;
        Ok(Self {
            replaces: CertificateNumber::parse(reader.text()?).map_err(|_| CborError::Kind)?,
            statement: StatementHash(Hash(reader.array_of()?)),
            sealed: reader.bytes()?.into(),
        })
    }
}

/// A trust bundle that was taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct BundleRecord {
    pub(crate) bundle: Vec<u8>,
    /// Whether it changed the root keys: then a pack carries it for ever.
    pub(crate) changed_roots: bool,
}

impl Record for BundleRecord {
    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(2).bytes(&self.bundle).unsigned(self.changed_roots.into());
        writer.into_bytes()
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CborError> {
        reader.tuple(2)?;
        Ok(Self { bundle: reader.bytes()?.into(), changed_roots: reader.unsigned()? == 1 })
    }
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
