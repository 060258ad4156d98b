//! The right edge of a growing tree: what is needed to append leaves and to know the root after each, in some 64 hashes.

use crate::ids::{Hash, TreeSize};
use crate::log::tree::node_hash;
use alloc::vec::Vec;

/// The roots of the complete subtrees that a tree is made of, the largest first: one for each bit of its size.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Frontier {
    size: u64,
    complete: Vec<Hash>,
}

impl Frontier {
    /// The empty tree.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many leaves there are.
    #[must_use]
    pub fn size(&self) -> TreeSize {
        TreeSize(self.size)
    }

    /// Appends a leaf. `node` is given each subtree that is complete now, the leaf's first: the level of its root, its
    /// place among those of that level, and its hash.
    pub fn push(&mut self, leaf: Hash, mut node: impl FnMut(u32, u64, &Hash)) {
        let (mut hash, mut index, mut level) = (leaf, self.size, 0);
        node(level, index, &hash);
        while index & 1 == 1 {
            let Some(left) = self.complete.pop() else { break };
            hash = node_hash(&left, &hash);
            (index, level) = (index >> 1, level + 1);
            node(level, index, &hash);
        }
        self.complete.push(hash);
        self.size += 1;
    }

    /// The root of the tree (RFC 9162 section 2.1.1).
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut from_right = self.complete.iter().rev();
        let Some(last) = from_right.next() else { return Hash::of(&[]) };
        from_right.fold(*last, |right, left| node_hash(left, &right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::tree::{self, Nodes, leaf_hash};
    use alloc::collections::BTreeMap;

    struct Known(BTreeMap<(u32, u64), Hash>);

    impl Nodes for Known {
        type Error = (u32, u64);

        fn node(&self, level: u32, index: u64) -> Result<Hash, Self::Error> {
            self.0.get(&(level, index)).copied().ok_or((level, index))
        }
    }

    #[test]
    fn roots_and_nodes_are_those_of_the_tree() {
        let mut known = Known(BTreeMap::new());
        let mut frontier = Frontier::new();
        assert_eq!(Ok(frontier.root()), tree::root(&known, TreeSize(0)));
        for size in 1_u64..=600 {
            frontier.push(leaf_hash(&size.to_be_bytes()), |level, index, hash| {
                assert_eq!(known.0.insert((level, index), *hash), None, "a node is given once");
            });
            assert_eq!(frontier.size(), TreeSize(size));
            assert_eq!(Ok(frontier.root()), tree::root(&known, TreeSize(size)), "{size}");
        }
    }
}
