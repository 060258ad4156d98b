//! A log's hash tiles, worked out from its entries, to be compared with those that it serves: the root that the entries
//! give, and the one that the served leaf hashes give, so that a changed entry and a changed tile can be told apart.

use crate::ids::{Hash, TreeSize};
use crate::log::frontier::Frontier;
use crate::log::tile::{Content, FULL_WIDTH, Level, TILE_HEIGHT, Tile};
use alloc::vec::Vec;

/// A hash as the entries give it, and as the served leaf hashes below it give it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Both {
    /// From the entries.
    pub entries: Hash,
    /// From the served tiles of level 0.
    pub tiles: Hash,
}

/// A tile of a level above the leaves that is to be compared with the served one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DueTile {
    /// Which.
    pub tile: Tile,
    hashes: Vec<Both>,
}

impl DueTile {
    /// The first place where the served tile has another hash. One that fits the served leaf hashes is no difference of its
    /// own: what is wrong lies below it and was found there.
    #[must_use]
    pub fn first_difference(&self, served: &[Hash]) -> Option<u16> {
        position(&self.hashes, |at, hash| {
            served.get(at).is_none_or(|served| *served != hash.entries && *served != hash.tiles)
        })
    }
}

/// The first place where served leaf hashes are not those of the entries.
#[must_use]
pub fn first_difference(leaves: &[Hash], served: &[Hash]) -> Option<u16> {
    position(leaves, |at, hash| served.get(at) != Some(hash))
}

fn position<T>(items: &[T], mut differs: impl FnMut(usize, &T) -> bool) -> Option<u16> {
    let found = items.iter().enumerate().find(|(at, item)| differs(*at, item));
    found.and_then(|(at, _)| u16::try_from(at).ok())
}

/// A tree that grows by an entry bundle at a time.
#[derive(Clone, Debug)]
pub struct Tiling {
    entries: Frontier,
    tiles: Frontier,
    /// For each level above the leaves, the hashes of the tile at its right edge.
    edges: Vec<Vec<Both>>,
    watched: Option<(TreeSize, Option<Both>)>,
}

impl Tiling {
    /// The empty tree; the root of the tree of `watched` leaves is remembered on the way.
    #[must_use]
    pub fn new(watched: Option<TreeSize>) -> Self {
        let mut tiling = Self {
            entries: Frontier::new(),
            tiles: Frontier::new(),
            edges: Level::all().skip(1).map(|_| Vec::new()).collect(),
            watched: watched.map(|size| (size, None)),
        };
        tiling.watch();
        tiling
    }

    /// Appends leaf hashes, and the hashes that are served in their place; gives the tiles above them that are full now.
    pub fn append(&mut self, leaves: &[Hash], served: &[Hash]) -> Vec<DueTile> {
        let mut due = Vec::new();
        for (leaf, served) in leaves.iter().zip(served) {
            let (mut from_entries, mut from_tiles) = (Vec::new(), Vec::new());
            let is_of_tile = |level: u32| level > 0 && level.is_multiple_of(TILE_HEIGHT);
            self.entries.push(*leaf, |level, index, hash| {
                if is_of_tile(level) {
                    from_entries.push((level / TILE_HEIGHT, index, *hash));
                }
            });
            self.tiles.push(*served, |level, _, hash| {
                if is_of_tile(level) {
                    from_tiles.push(*hash);
                }
            });
            for ((level, index, entries), tiles) in from_entries.into_iter().zip(from_tiles) {
                due.extend(self.grow(level, index, Both { entries, tiles }));
            }
            self.watch();
        }
        due
    }

    /// Adds a hash to the edge of a level, and gives the tile where it is full now.
    fn grow(&mut self, level: u32, index: u64, hash: Both) -> Option<DueTile> {
        let level = u8::try_from(level).ok().and_then(Level::new)?;
        let edge = self.edges.get_mut(usize::from(level.number()).checked_sub(1)?)?;
        edge.push(hash);
        if edge.len() < usize::from(FULL_WIDTH) {
            return None;
        }
        let tile = Tile::new(Content::Hashes(level), index / u64::from(FULL_WIDTH), FULL_WIDTH)?;
        Some(DueTile { tile, hashes: core::mem::take(edge) })
    }

    fn watch(&mut self) {
        if let Some((watched, None)) = self.watched
            && watched == self.size()
        {
            self.watched = Some((watched, Some(self.root())));
        }
    }

    /// How many leaves there are.
    #[must_use]
    pub fn size(&self) -> TreeSize {
        self.entries.size()
    }

    /// The root.
    #[must_use]
    pub fn root(&self) -> Both {
        Both { entries: self.entries.root(), tiles: self.tiles.root() }
    }

    /// The root that the tree had at the size watched; `None` where it did not come so far.
    #[must_use]
    pub fn watched_root(&self) -> Option<Both> {
        self.watched.and_then(|(_, root)| root)
    }

    /// The partial tiles of a tree of this size above the leaves.
    #[must_use]
    pub fn partial(&self) -> Vec<DueTile> {
        let edges = Level::all().skip(1).zip(&self.edges).filter(|(_, edge)| !edge.is_empty());
        let tiles = edges.filter_map(|(level, edge)| {
            let index = (self.size().0 >> level.height()) / u64::from(FULL_WIDTH);
            let tile = Tile::new(Content::Hashes(level), index, u16::try_from(edge.len()).ok()?)?;
            Some(DueTile { tile, hashes: edge.clone() })
        });
        tiles.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::tree::leaf_hash;
    use alloc::collections::BTreeMap;
    use alloc::string::ToString;

    fn leaves(count: u64) -> Vec<Hash> {
        (0..count).map(|at| leaf_hash(&at.to_be_bytes())).collect()
    }

    /// Every tile above the leaves, of a tree whose leaves are served like this.
    fn tiles(leaves: &[Hash], served: &[Hash]) -> (BTreeMap<alloc::string::String, DueTile>, Tiling) {
        let mut tiling = Tiling::new(Some(TreeSize(300)));
        let mut due = Vec::new();
        for (leaves, served) in leaves.chunks(256).zip(served.chunks(256)) {
            due.extend(tiling.append(leaves, served));
        }
        due.extend(tiling.partial());
        (due.into_iter().map(|due| (due.tile.to_string(), due)).collect(), tiling)
    }

    #[test]
    fn the_tiles_are_those_of_the_tree() {
        for (count, paths) in [
            (0, &[][..]),
            (255, &[]),
            (256, &["tile/1/000.p/1"]),
            (257, &["tile/1/000.p/1"]),
            (65_535, &["tile/1/000.p/255"]),
            (65_536, &["tile/1/000", "tile/2/000.p/1"]),
            (66_000, &["tile/1/000", "tile/1/001.p/1", "tile/2/000.p/1"]),
        ] {
            let leaves = leaves(count);
            let (due, tiling) = tiles(&leaves, &leaves);
            assert_eq!(due.keys().map(alloc::string::String::as_str).collect::<Vec<_>>(), paths, "{count}");
            let all = Level::all().skip(1).flat_map(|level| Tile::of_tree(Content::Hashes(level), TreeSize(count), 0));
            assert!(all.map(|tile| tile.to_string()).eq(due.keys().cloned()), "{count}");
            assert_eq!(tiling.watched_root().is_some(), count >= 300);
            assert_eq!(tiling.root().entries, tiling.root().tiles);
        }
    }

    #[test]
    fn hashes_above_the_leaves_are_roots_over_256() {
        let leaves = leaves(600);
        let (due, _) = tiles(&leaves, &leaves);
        let mut first = Frontier::new();
        leaves[..256].iter().for_each(|leaf| first.push(*leaf, |_, _, _| {}));
        let served = [first.root(), Hash([9; 32])];
        assert_eq!(due["tile/1/000.p/2"].first_difference(&served), Some(1));
        assert_eq!(due["tile/1/000.p/2"].first_difference(&served[..1]), Some(1));
        assert_eq!(due["tile/1/000.p/2"].first_difference(&[]), Some(0));
    }

    #[test]
    fn a_difference_below_is_not_told_again_above() {
        let (right, mut served) = (leaves(600), leaves(600));
        served[300] = Hash([7; 32]);
        assert_eq!(first_difference(&right[256..512], &served[256..512]), Some(44));
        assert_eq!(first_difference(&right[..256], &served[..256]), None);
        let (due, tiling) = tiles(&right, &served);
        let as_entries_give = tiles(&right, &right).0["tile/1/000.p/2"].hashes.clone();
        for hash in [|both: &Both| both.entries, |both: &Both| both.tiles] {
            let above: Vec<Hash> = due["tile/1/000.p/2"].hashes.iter().map(hash).collect();
            assert_eq!(due["tile/1/000.p/2"].first_difference(&above), None);
        }
        assert_eq!(due["tile/1/000.p/2"].hashes[0], as_entries_give[0]);
        assert_eq!(due["tile/1/000.p/2"].hashes[1].entries, as_entries_give[1].entries);
        assert_ne!(tiling.root().entries, tiling.root().tiles);
        assert_eq!(tiling.watched_root().map(|root| root.entries == root.tiles), Some(true));
    }
}
