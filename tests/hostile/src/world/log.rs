//! The log: eight leaves, the certificate's among them, a receipt for it and a checkpoint.

use super::certificate::{NUMBER, number};
use super::{LEAF, REGISTERED, SIZE, key, kid, public};
use hezheng_core::ids::{Hash, TreeSize};
use hezheng_core::log::checkpoint::CheckpointDraft;
use hezheng_core::log::receipt::{ReceiptDraft, ReceiptSubject};
use hezheng_core::log::{Entry, tree};
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::time::Time;
use hezheng_keys::Signer as _;

/// The leaves of the log, the certificate's among them.
#[must_use]
pub fn leaves(statement: &[u8]) -> Vec<Hash> {
    let statement = UnverifiedStatement::decode(statement).expect("it was drafted");
    let entry = Entry::Registration { time: REGISTERED, kid: statement.unverified_kid(), statement: statement.hash() };
    let other = |index: u64| tree::leaf_hash(&index.to_be_bytes());
    (0..SIZE.0).map(|index| if index == LEAF.0 { tree::leaf_hash(&entry.encode()) } else { other(index) }).collect()
}

struct Leaves<'l>(&'l [Hash]);

impl tree::Nodes for Leaves<'_> {
    type Error = std::convert::Infallible;

    fn node(&self, level: u32, index: u64) -> Result<Hash, Self::Error> {
        let width = 1_usize << level;
        let first = usize::try_from(index).expect("a small tree") * width;
        let mut row = self.0[first..first + width].to_vec();
        while row.len() > 1 {
            row = row.chunks(2).map(|pair| tree::node_hash(&pair[0], &pair[1])).collect();
        }
        Ok(row[0])
    }
}

/// The root of a tree of these leaves.
#[must_use]
pub fn root(leaves: &[Hash]) -> Hash {
    let Ok(root) = tree::root(&Leaves(leaves), TreeSize(leaves.len() as u64));
    root
}

/// A receipt for the certificate's leaf in a tree of these leaves, of this origin, by the key of this name.
#[must_use]
pub fn receipt(leaves: &[Hash], origin: &str, log: &str, time: Time) -> Vec<u8> {
    let Ok(proof) = tree::prove_inclusion(&Leaves(leaves), TreeSize(leaves.len() as u64), LEAF);
    let number = number(NUMBER);
    let subject = ReceiptSubject { origin, number: &number };
    let draft = ReceiptDraft::new(kid(log), subject, time, &proof.expect("the leaf is there"));
    draft.finish(&key(log).sign(draft.to_be_signed()))
}

/// A checkpoint of these leaves, by the key of this name.
#[must_use]
pub fn checkpoint(leaves: &[Hash], origin: &str, log: &str) -> String {
    let draft =
        CheckpointDraft::new(origin, TreeSize(leaves.len() as u64), &root(leaves)).expect("the origin is right");
    draft.finish(&public(log), &key(log).sign(draft.to_be_signed()))
}
