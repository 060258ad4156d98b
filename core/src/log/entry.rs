//! Log entries: what a leaf of an authority's log says (format.md section 3). No entry names a person.
//!
//! ```cddl
//! registration  = [ 1, time, bstr .size 8, bstr .size 32 ]
//! status-change = [ 2, time, status, [ 1*5000 leaf-index ], bstr .size 32 ]
//! bundle-change = [ 3, time, bstr .size 32 ]
//! ```

use crate::cbor::{Reader, Writer};
use crate::ids::{Hash, Kid, LeafIndex, StatementHash};
use crate::limits::STATUS_CHANGE_LEAVES;
use crate::malformed::{Field, Malformed};
use crate::status::Status;
use crate::time::Time;
use alloc::vec::Vec;

/// One entry of a log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Entry {
    /// A certificate was registered.
    Registration {
        /// When.
        time: Time,
        /// The institution's key.
        kid: Kid,
        /// Which certificate.
        statement: StatementHash,
    },
    /// Certificates changed their status.
    StatusChange {
        /// When.
        time: Time,
        /// The new status.
        status: Status,
        /// Whose registrations, ascending; 1 to 5,000.
        leaves: Vec<LeafIndex>,
        /// SHA-256 of the approved order's bytes.
        order: Hash,
    },
    /// Another trust bundle is in force.
    BundleChange {
        /// When.
        time: Time,
        /// SHA-256 of the bundle as published.
        bundle: Hash,
    },
}

impl Entry {
    /// Decodes an entry.
    ///
    /// # Errors
    /// The first rule of the format that the bytes break.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(bytes);
        let (length, kind) = (reader.array()?, reader.unsigned()?);
        let expected = match kind {
            1 => 4,
            2 => 5,
            3 => 3,
            _ => return Err(Malformed::Value(Field::EntryKind)),
        };
        if length != expected {
            return Err(Malformed::Value(Field::EntryKind));
        }
        let time = Time(reader.unsigned()?);
        let entry = match kind {
            1 => {
                let kid = Kid(reader.array_of()?);
                Self::Registration { time, kid, statement: StatementHash(Hash(reader.array_of()?)) }
            }
            2 => {
                let status = Status::from_code(reader.unsigned()?).ok_or(Malformed::Value(Field::Status))?;
                let leaves = decode_leaves(&mut reader)?;
                Self::StatusChange { time, status, leaves, order: Hash(reader.array_of()?) }
            }
            _ => Self::BundleChange { time, bundle: Hash(reader.array_of()?) },
        };
        reader.end()?;
        Ok(entry)
    }

    /// The entry as it is hashed.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        match self {
            Self::Registration { time, kid, statement } => {
                writer.array(4).unsigned(1).unsigned(time.0).bytes(&kid.0).bytes(&statement.0.0)
            }
            Self::StatusChange { time, status, leaves, order } => {
                writer.array(5).unsigned(2).unsigned(time.0).unsigned(status.code()).array(leaves.len());
                leaves.iter().for_each(|leaf| {
                    writer.unsigned(leaf.0);
                });
                writer.bytes(&order.0)
            }
            Self::BundleChange { time, bundle } => writer.array(3).unsigned(3).unsigned(time.0).bytes(&bundle.0),
        };
        writer.into_bytes()
    }

    /// When the entry entered the log.
    #[must_use]
    pub fn time(&self) -> Time {
        match self {
            Self::Registration { time, .. } | Self::StatusChange { time, .. } | Self::BundleChange { time, .. } => {
                *time
            }
        }
    }
}

fn decode_leaves(reader: &mut Reader<'_>) -> Result<Vec<LeafIndex>, Malformed> {
    let count = usize::try_from(reader.array()?).unwrap_or(usize::MAX);
    if count == 0 || count > STATUS_CHANGE_LEAVES {
        return Err(Malformed::Count(Field::Leaves));
    }
    let mut leaves: Vec<LeafIndex> = Vec::new();
    for _ in 0..count {
        let leaf = LeafIndex(reader.unsigned()?);
        if leaves.last().is_some_and(|last| *last >= leaf) {
            return Err(Malformed::Value(Field::Leaves));
        }
        leaves.push(leaf);
    }
    Ok(leaves)
}
