//! A row of the desk: JSON, what is secret beside it, and a seal over both for one place.

use crate::sealing::{SealedWith, SealingKey};
use crate::store::StoreError;
use crate::store::port::Table;
use crate::store::records::Record;
use hezheng_core::cbor::{CborError, Reader, Writer};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

/// A row: what it says, and its seal.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct DeskRow {
    content: Vec<u8>,
    seal: Vec<u8>,
}

impl DeskRow {
    /// Seals a row under a random nonce; the secret can be read with the sealing key only.
    pub(crate) fn seal(
        (sealing, nonce): (&SealingKey, [u8; 24]),
        (table, key): (Table, &[u8]),
        content: &impl Serialize,
        secret: &[u8],
    ) -> Option<Self> {
        let content = serde_json::to_vec(content).ok()?;
        let seal = sealing.seal(nonce, &context(table, key, &content), secret)?;
        Some(Self { content, seal })
    }

    /// The secret; `None`: it is not the row that was sealed under this key.
    pub(crate) fn open(&self, sealing: &SealingKey, place: (Table, &[u8])) -> Option<Zeroizing<Vec<u8>>> {
        self.open_and_tell(sealing, place).map(|(_, secret)| secret)
    }

    /// The same, and with which sealing key it was sealed.
    pub(crate) fn open_and_tell(
        &self,
        sealing: &SealingKey,
        (table, key): (Table, &[u8]),
    ) -> Option<(SealedWith, Zeroizing<Vec<u8>>)> {
        sealing.open_and_tell(&context(table, key, &self.content), &self.seal)
    }

    /// The same content sealed anew, for a place of this key, with this secret.
    pub(crate) fn sealed_again(
        &self,
        (sealing, nonce): (&SealingKey, [u8; 24]),
        (table, key): (Table, &[u8]),
        secret: &[u8],
    ) -> Option<Self> {
        let seal = sealing.seal(nonce, &context(table, key, &self.content), secret)?;
        Some(Self { content: self.content.clone(), seal })
    }

    pub(crate) fn content<T: DeserializeOwned>(&self) -> Result<T, StoreError> {
        serde_json::from_slice(&self.content).map_err(|_| StoreError::Damaged(None))
    }
}

/// What is sealed along: a row is good in its own place only.
fn context(table: Table, key: &[u8], content: &[u8]) -> Vec<u8> {
    let mut context = Writer::new();
    context.array(3).text(table.name).bytes(key).bytes(content);
    context.into_bytes()
}

impl Record for DeskRow {
    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(2).bytes(&self.content).bytes(&self.seal);
        writer.into_bytes()
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CborError> {
        reader.tuple(2)?;
        Ok(Self { content: reader.bytes()?.into(), seal: reader.bytes()?.into() })
    }
}
