//! The Merkle tree of RFC 9162 section 2.1, SHA-256: leaf hashes, roots, inclusion and consistency proofs.

use crate::ids::{Hash, LeafIndex, TreeSize};
use alloc::vec::Vec;

/// The hash of a leaf: `SHA-256(0x00 || entry)`.
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Hash::of(&[&[0], entry])
}

/// The hash of an inner node: `SHA-256(0x01 || left || right)`.
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Hash::of(&[&[1], &left.0, &right.0])
}

/// Gives the hashes of complete subtrees. The promise: a hash once given never changes.
pub trait Nodes {
    /// Why a hash could not be read.
    type Error;

    /// The root of the complete subtree of `2^level` leaves that begins at leaf `index * 2^level`.
    ///
    /// # Errors
    /// Where the store cannot read it, or does not hold it.
    fn node(&self, level: u32, index: u64) -> Result<Hash, Self::Error>;
}

/// That a leaf is in a tree: the path from it to the root (RFC 9162 section 2.1.3).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Inclusion {
    /// The tree's size.
    pub size: TreeSize,
    /// The tree's root.
    pub root: Hash,
    /// The leaf's place.
    pub leaf: LeafIndex,
    /// The sibling hashes, lowest first.
    pub path: Vec<Hash>,
}

/// The root of the tree of the first `size` leaves.
///
/// # Errors
/// What `nodes` answers.
pub fn root<N: Nodes>(nodes: &N, size: TreeSize) -> Result<Hash, N::Error> {
    range(nodes, 0, size.0)
}

/// The proof that this leaf is in the tree of the first `size` leaves; `None` where the tree does not have it.
///
/// # Errors
/// What `nodes` answers.
pub fn prove_inclusion<N: Nodes>(nodes: &N, size: TreeSize, leaf: LeafIndex) -> Result<Option<Inclusion>, N::Error> {
    if !size.covers(leaf) {
        return Ok(None);
    }
    let (mut from, mut count, mut path) = (0, size.0, Vec::new());
    while count > 1 {
        let left = split(count);
        if leaf.0 - from < left {
            path.push(range(nodes, from + left, count - left)?);
            count = left;
        } else {
            path.push(range(nodes, from, left)?);
            (from, count) = (from + left, count - left);
        }
    }
    path.reverse();
    Ok(Some(Inclusion { size, root: root(nodes, size)?, leaf, path }))
}

/// The proof that the tree of the first `second` leaves begins with the tree of the first `first` (RFC 9162 section 2.1.4.1).
///
/// # Errors
/// What `nodes` answers.
pub fn prove_consistency<N: Nodes>(nodes: &N, first: TreeSize, second: TreeSize) -> Result<Vec<Hash>, N::Error> {
    let (mut from, mut count, mut wanted, mut path) = (0, second.0, first.0, Vec::new());
    if wanted == 0 || wanted >= count {
        return Ok(path);
    }
    let mut is_whole = true;
    while wanted < count {
        let left = split(count);
        if wanted <= left {
            path.push(range(nodes, from + left, count - left)?);
            count = left;
        } else {
            path.push(range(nodes, from, left)?);
            (from, count, wanted, is_whole) = (from + left, count - left, wanted - left, false);
        }
    }
    if !is_whole {
        path.push(range(nodes, from, count)?);
    }
    path.reverse();
    Ok(path)
}

/// The hash of the tree over `count` leaves from `from` on, which begins at a multiple of its largest complete subtree.
fn range<N: Nodes>(nodes: &N, from: u64, count: u64) -> Result<Hash, N::Error> {
    if count == 0 {
        return Ok(Hash::of(&[]));
    }
    if count.is_power_of_two() {
        let level = count.trailing_zeros();
        return nodes.node(level, from >> level);
    }
    let left = split(count);
    Ok(node_hash(&range(nodes, from, left)?, &range(nodes, from + left, count - left)?))
}

/// The largest power of two below `count`, which is 2 or more.
fn split(count: u64) -> u64 {
    1 << (count.saturating_sub(1) | 1).ilog2()
}

/// The root that this leaf and path lead to, `None` where the path does not fit the place (RFC 9162 section 2.1.3.2).
#[must_use]
pub fn root_from_inclusion(size: TreeSize, leaf: LeafIndex, leaf_hash: &Hash, path: &[Hash]) -> Option<Hash> {
    let (mut node, mut last) = (leaf.0, size.0.checked_sub(1).filter(|last| leaf.0 <= *last)?);
    let mut hash = *leaf_hash;
    for sibling in path {
        if last == 0 {
            return None;
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            while node & 1 == 0 && node != 0 {
                (node, last) = (node >> 1, last >> 1);
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    (last == 0).then_some(hash)
}

/// Whether the second tree begins with the first (RFC 9162 section 2.1.4.2). Of an empty first tree only the empty path says so.
#[must_use]
pub fn is_consistent(first: (TreeSize, &Hash), second: (TreeSize, &Hash), path: &[Hash]) -> bool {
    let ((TreeSize(size_1), root_1), (TreeSize(size_2), root_2)) = (first, second);
    if size_1 > size_2 {
        return false;
    }
    if size_1 == size_2 || size_1 == 0 {
        return path.is_empty() && (size_1 != size_2 || root_1 == root_2) && (size_1 != 0 || *root_1 == Hash::of(&[]));
    }
    let mut path = path.iter();
    let (mut node, mut last) = (size_1 - 1, size_2 - 1);
    while node & 1 == 1 {
        (node, last) = (node >> 1, last >> 1);
    }
    let start = if node == 0 { Some(root_1) } else { path.next() };
    let Some(start) = start else { return false };
    let (mut from_first, mut from_second) = (*start, *start);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            from_first = node_hash(sibling, &from_first);
            from_second = node_hash(sibling, &from_second);
            while node & 1 == 0 && node != 0 {
                (node, last) = (node >> 1, last >> 1);
            }
        } else {
            from_second = node_hash(&from_second, sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    last == 0 && from_first == *root_1 && from_second == *root_2
}
