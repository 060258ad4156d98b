//! A log's tree for tests: checkpoints that the log signed, and proofs between them. Keys are INSECURE: fixed seeds.

use hezheng_core::ids::{Hash, TreeSize};
use hezheng_core::key::PublicKey;
use hezheng_core::log::checkpoint::{CheckpointDraft, UnverifiedCheckpoint, VerifiedCheckpoint};
use hezheng_core::log::frontier::Frontier;
use hezheng_core::log::tree::{Nodes, leaf_hash, prove_consistency};
use hezheng_core::log::witness::encode_request;
use hezheng_keys::{PrivateKey, Signer};
use std::collections::BTreeMap;

pub(crate) const ORIGIN: &str = "zs.example.cn/130100";

pub(crate) fn log_key() -> PrivateKey {
    PrivateKey::from_seed([2; 32])
}

pub(crate) fn public(key: &PrivateKey) -> PublicKey {
    key.public_key()
}

/// A log of so many entries; another history has other entries from some place on.
pub(crate) struct Tree {
    nodes: BTreeMap<(u32, u64), Hash>,
    roots: Vec<Hash>,
}

impl Nodes for Tree {
    type Error = ();

    fn node(&self, level: u32, index: u64) -> Result<Hash, ()> {
        self.nodes.get(&(level, index)).copied().ok_or(())
    }
}

impl Tree {
    pub(crate) fn of(size: u64, other_from: u64) -> Self {
        let (mut frontier, mut nodes) = (Frontier::new(), BTreeMap::new());
        let mut roots = vec![frontier.root()];
        for at in 0..size {
            let entry = if at < other_from { format!("entry {at}") } else { format!("other {at}") };
            frontier.push(leaf_hash(entry.as_bytes()), |level, index, hash| {
                nodes.insert((level, index), *hash);
            });
            roots.push(frontier.root());
        }
        Self { nodes, roots }
    }

    /// The checkpoint of the tree of this size, signed by this key under this origin.
    pub(crate) fn signed(&self, size: u64, origin: &str, key: &PrivateKey) -> String {
        let root = &self.roots[usize::try_from(size).unwrap()];
        let draft = CheckpointDraft::new(origin, TreeSize(size), root).unwrap();
        draft.finish(&key.public_key(), &key.sign(draft.to_be_signed()))
    }

    pub(crate) fn checkpoint(&self, size: u64) -> String {
        self.signed(size, ORIGIN, &log_key())
    }

    pub(crate) fn verified(&self, size: u64) -> VerifiedCheckpoint {
        let note = self.checkpoint(size);
        UnverifiedCheckpoint::decode(note.as_bytes()).unwrap().verify(ORIGIN, &public(&log_key())).unwrap()
    }

    /// A request to cosign the tree of size `to` after that of size `from`.
    pub(crate) fn request(&self, from: u64, to: u64) -> String {
        let proof = prove_consistency(self, TreeSize(from), TreeSize(to)).unwrap();
        encode_request(TreeSize(from), &proof, &self.checkpoint(to))
    }
}
