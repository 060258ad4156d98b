//! Corrections that were filed, and the certificate numbers that they took.

use super::Record;
use crate::sealing::PersonKey;
use hezheng_core::cbor::{CborError, Reader, Writer};
use hezheng_core::ids::{Hash, StatementHash};
use hezheng_core::number::CertificateNumber;
use hezheng_core::status::order::Reason;
use hezheng_core::time::Time;

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
