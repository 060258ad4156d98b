//! The tree: every node follows from the entries, and there are no others. Where a leaf's hash and its entry do not agree,
//! the signed root says which of the two was changed.

use super::finding::{Fault, Findings, Stopped};
use super::walk::Walk;
use crate::store::key::{Key, beginning_with};
use crate::store::load::{Load, of_node};
use crate::store::port::Read;
use crate::store::schema::{ENTRIES, NODES};
use crate::store::{AuthorityNumber, StoreError};
use hezheng_core::ids::{Hash, LeafIndex, TreeSize};
use hezheng_core::log::frontier::Frontier;
use hezheng_core::log::tree::{leaf_hash, prove_inclusion, root_from_inclusion};

/// The tree of one authority's log, as far as its entries were read.
pub(super) struct Tree {
    authority: AuthorityNumber,
    frontier: Frontier,
    /// A walk over each level that has nodes.
    levels: Vec<Walk>,
    /// Where an entry is missing and its leaf's hash too, nothing above it can be said.
    is_broken: bool,
}

/// Whether an entry is what was logged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Logged {
    AsItIs,
    Otherwise,
}

impl Tree {
    pub(super) fn of(authority: AuthorityNumber) -> Self {
        Self { authority, frontier: Frontier::new(), levels: Vec::new(), is_broken: false }
    }

    /// The root of what was read; `None` where it cannot be said.
    pub(super) fn root(&self) -> Option<Hash> {
        (!self.is_broken).then(|| self.frontier.root())
    }

    /// Appends an entry, and compares each node that it completes.
    pub(super) fn push(
        &mut self,
        read: &dyn Read,
        entry: Option<&[u8]>,
        signed: Option<(TreeSize, Hash)>,
        findings: &mut Findings,
    ) -> Result<Logged, Stopped> {
        let leaf = LeafIndex(self.frontier.size().0);
        let stored = self.stored(read, (0, leaf.0), findings)?;
        let derived = entry.map(leaf_hash);
        let (hash, logged) = match (derived, stored) {
            (Some(derived), Some(stored)) if derived == stored => (derived, Logged::AsItIs),
            (Some(derived), Some(stored)) => {
                if self.is_in_tree(read, leaf, (&stored, &derived), signed)? {
                    findings.add(ENTRIES, &self.key_of_entry(leaf), Fault::NotOfTree)?;
                    (stored, Logged::Otherwise)
                } else {
                    self.compare((0, leaf.0), &stored, &derived, findings)?;
                    (derived, Logged::AsItIs)
                }
            }
            (Some(derived), None) => (derived, Logged::AsItIs),
            (None, Some(stored)) => (stored, Logged::Otherwise),
            (None, None) => {
                self.is_broken = true;
                (Hash([0; 32]), Logged::Otherwise)
            }
        };
        let mut completed = Vec::new();
        self.frontier.push(hash, |level, index, hash| completed.push(((level, index), *hash)));
        for (node, derived) in completed.into_iter().skip(1) {
            let stored = self.stored(read, node, findings)?;
            if let Some(stored) = stored.filter(|stored| *stored != derived && !self.is_broken) {
                self.compare(node, &stored, &derived, findings)?;
            }
        }
        Ok(logged)
    }

    /// Ends the tree: there are no nodes but those that were compared.
    pub(super) fn end(&mut self, read: &dyn Read, findings: &mut Findings) -> Result<(), Stopped> {
        let above = self.levels.len();
        if above == 0 {
            return Walk::over(NODES, beginning_with(Key::of(self.authority))).end(read, findings);
        }
        for walk in &mut self.levels {
            walk.end(read, findings)?;
        }
        let end = beginning_with(Key::of(self.authority)).end;
        let level = u32::try_from(above).unwrap_or(u32::MAX);
        Walk::over(NODES, of_node(self.authority, level, 0).into_bytes()..end).end(read, findings)
    }

    fn key_of_entry(&self, leaf: LeafIndex) -> Vec<u8> {
        Key::of(self.authority).u64(leaf.0).into_bytes()
    }

    /// The hash that the store has for a node; that there is none is said.
    fn stored(
        &mut self,
        read: &dyn Read,
        (level, index): (u32, u64),
        findings: &mut Findings,
    ) -> Result<Option<Hash>, Stopped> {
        let (place, next) = (level as usize, level.saturating_add(1));
        if self.levels.len() == place {
            let all = beginning_with(Key::of(self.authority));
            let start = if level == 0 { all.start } else { of_node(self.authority, level, 0).into_bytes() };
            self.levels.push(Walk::over(NODES, start..of_node(self.authority, next, 0).into_bytes()));
        }
        let Some(walk) = self.levels.get_mut(place) else { return Ok(None) };
        let key = of_node(self.authority, level, index).into_bytes();
        let Some(value) = walk.wanted(read, &key, findings)? else { return Ok(None) };
        match <[u8; 32]>::try_from(value.as_slice()) {
            Ok(hash) => Ok(Some(Hash(hash))),
            Err(_) => {
                findings.add(NODES, &key, Fault::Unreadable)?;
                Ok(None)
            }
        }
    }

    fn compare(
        &self,
        (level, index): (u32, u64),
        stored: &Hash,
        derived: &Hash,
        findings: &mut Findings,
    ) -> Result<(), Stopped> {
        findings.compare(NODES, &of_node(self.authority, level, index).into_bytes(), (&stored.0, &derived.0))
    }

    /// Whether the stored hash of a leaf, and not the one that its entry gives, is in the signed tree. Where that cannot be
    /// said the tree is believed: it is immutable and twice there.
    fn is_in_tree(
        &self,
        read: &dyn Read,
        leaf: LeafIndex,
        (stored, derived): (&Hash, &Hash),
        signed: Option<(TreeSize, Hash)>,
    ) -> Result<bool, Stopped> {
        let Some((size, root)) = signed.filter(|(size, _)| size.covers(leaf)) else { return Ok(true) };
        let proof = match prove_inclusion(&read.nodes(self.authority), size, leaf) {
            Ok(proof) => proof,
            Err(StoreError::Damaged(_)) => None,
            Err(error) => return Err(error.into()),
        };
        let Some(proof) = proof else { return Ok(true) };
        let leads_to_root = |hash| root_from_inclusion(size, leaf, hash, &proof.path) == Some(root);
        Ok(leads_to_root(stored) || !leads_to_root(derived))
    }
}
