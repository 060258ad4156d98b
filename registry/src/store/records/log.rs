//! What a log is kept with: where it stands, its certificates, what orders made of them, the orders, and the trust bundles.

use super::Record;
use crate::sealing::PersonKey;
use hezheng_core::cbor::{CborError, Reader, Writer};
use hezheng_core::ids::{Hash, LeafIndex, TreeSize};
use hezheng_core::status::Status;
use hezheng_core::status::order::Reason;
use hezheng_core::time::Time;

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
