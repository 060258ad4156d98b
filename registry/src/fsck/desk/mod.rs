//! The desk: every row is what was sealed under its key; the audit trail is whole, and each of its entries bears the
//! signature of a key that a trust bundle lists; documents, classes and flags are those that the audit trail and the heads
//! speak of, in the states that it leads to; rosters are those that were frozen; paces are what the log counts; and who has
//! a certificate of a class was on its roster, unless the policy of then let it be. Each of these has its file.

mod audit;
mod classes;
mod flags;
mod of_classes;
mod paces;
mod rosters;

use super::finding::{Fault, Stopped};
use super::walk::Walk;
use super::{Fsck, decode_exact};
use crate::desk::audit::AuditEntry;
use crate::desk::class::Class;
use crate::store::AuthorityNumber;
use crate::store::desk::{DeskHead, DeskRow};
use crate::store::key::{Key, Parts, every_key};
use crate::store::port::Table;
use crate::store::schema::DESK_HEADS;
use hezheng_core::ids::LeafIndex;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use zeroize::Zeroizing;

/// What a row says, and its secret.
type Opened<T> = (T, Zeroizing<Vec<u8>>);
type Acts = Vec<(AuthorityNumber, AuditEntry)>;
type Classes = BTreeMap<(AuthorityNumber, String), Class>;
/// Certificates that a flag of a rule about classes is about.
type Flagged = BTreeSet<(AuthorityNumber, u64)>;

impl Fsck<'_> {
    /// Checks the tables of the desk.
    pub(super) fn check_desk(&mut self) -> Result<(), Stopped> {
        let heads = self.check_desk_heads()?;
        let acts = self.check_audit(&heads)?;
        self.check_documents(&acts)?;
        let classes = self.check_classes(&acts)?;
        self.check_rosters(&classes)?;
        let mut seen = self.check_flags(&heads, &acts)?;
        seen.extend(self.check_held(&heads, &acts)?);
        self.check_paces()?;
        self.check_of_classes(&classes, &seen)
    }

    /// What a row says, and its secret.
    pub(super) fn opened<T: DeserializeOwned>(
        &mut self,
        (table, key): (Table, &[u8]),
        value: &[u8],
    ) -> Result<Option<Opened<T>>, Stopped> {
        let row = decode_exact::<DeskRow>(value);
        let fault = match row.map(|row| (row.content::<T>(), row.open_and_tell(self.sealing, (table, key)))) {
            Some((Ok(content), Some((with, secret)))) => {
                self.needs_older(table, with);
                return Ok(Some((content, secret)));
            }
            Some((_, None)) => Fault::NotSealed,
            _ => Fault::Unreadable,
        };
        self.findings.add(table, key, fault)?;
        Ok(None)
    }

    /// The rows under these keys, in their order, which must be all that the table has.
    fn exactly<T: DeserializeOwned>(
        &mut self,
        table: Table,
        keys: impl IntoIterator<Item = Vec<u8>>,
    ) -> Result<Vec<Option<T>>, Stopped> {
        let (mut rows, mut found) = (Walk::over(table, every_key()), Vec::new());
        for key in keys {
            let value = rows.wanted(self.read, &key, &mut self.findings)?;
            found.push(match value {
                Some(value) => self.opened((table, &key), &value)?.map(|(content, _)| content),
                None => None,
            });
        }
        rows.end(self.read, &mut self.findings)?;
        Ok(found)
    }

    fn check_desk_heads(&mut self) -> Result<BTreeMap<AuthorityNumber, DeskHead>, Stopped> {
        let authorities = self.authorities()?;
        let keys = authorities.iter().map(|authority| Key::of(*authority).into_bytes());
        let heads = self.exactly::<DeskHead>(DESK_HEADS, keys)?;
        Ok(authorities.into_iter().zip(heads).filter_map(|(authority, head)| Some((authority, head?))).collect())
    }
}

/// An authority, a text and a leaf: what the keys of two indexes are.
fn institution_and_leaf(key: &[u8]) -> Option<(AuthorityNumber, String, LeafIndex)> {
    let mut parts = Parts::of(key);
    let found = (AuthorityNumber(parts.u32()?), parts.text()?.to_owned(), LeafIndex(parts.u64()?));
    parts.is_at_end().then_some(found)
}
