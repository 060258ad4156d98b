//! Tiles (C2SP tlog-tiles): a log as static files. A tile holds up to 256 hashes of the tree; an entry bundle the entries
//! under a tile of level 0. A full one never changes; a partial one is what a tree of some size has at its right edge.
//!
//! ```text
//! path   = "tile/" (level / "entries") "/" index [ ".p/" width ]   ; index 1234067 is x001/x234/067; width 1..255
//! hashes = 1*256 hash
//! bundle = 1*256 ( uint16(length) entry )                          ; big-endian
//! ```

use crate::ids::{Hash, LeafIndex, TreeSize};
use crate::limits::LOG_ENTRY_BYTES;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// How many hashes or entries a full tile has.
pub const FULL_WIDTH: u16 = 256;
/// How many levels of the tree a tile spans.
pub const TILE_HEIGHT: u32 = 8;
/// The highest level that a tree of up to 2^64 - 1 entries has a tile of.
pub const TOP_LEVEL: u8 = 7;
/// The longest entry bundle.
pub const BUNDLE_BYTES: usize = FULL_WIDTH as usize * (2 + LOG_ENTRY_BYTES);
/// Bytes of a hash.
const HASH_BYTES: usize = 32;

/// What a tile holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Content {
    /// Entries.
    Entries,
    /// Hashes of complete subtrees of `256^level` leaves.
    Hashes(Level),
}

/// The level of a hash tile, 0 to [`TOP_LEVEL`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Level(u8);

impl Level {
    /// Of leaf hashes.
    pub const LEAVES: Self = Self(0);

    /// The level of this number; `None` above the highest that a tree can have.
    #[must_use]
    pub fn new(number: u8) -> Option<Self> {
        (number <= TOP_LEVEL).then_some(Self(number))
    }

    /// The number.
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }

    /// The level of the tree that the tile's hashes are at: each is the root over `2^height` leaves.
    #[must_use]
    pub fn height(self) -> u32 {
        u32::from(self.0) * TILE_HEIGHT
    }

    /// All levels, the leaves' first.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..=TOP_LEVEL).map(Self)
    }
}

/// Which tile: what it holds, its place among those, and how many hashes or entries it has.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Tile {
    content: Content,
    index: u64,
    width: u16,
}

/// Why text names no tile.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NoTilePath;

/// Why bytes are not the content of a tile.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BadTile {
    /// Not as many bytes as the tile's hashes have.
    Length {
        /// Bytes there are.
        bytes: usize,
        /// Bytes there must be.
        expected: usize,
    },
    /// The bytes end within this entry of the bundle, counted from 0.
    Truncated(u16),
    /// Bytes follow the last entry.
    Trailing,
}

impl Tile {
    /// A tile of this width at this place; `None` where no tree has one.
    #[must_use]
    pub fn new(content: Content, index: u64, width: u16) -> Option<Self> {
        let height = match content {
            Content::Entries => 0,
            Content::Hashes(level) => level.height(),
        };
        // The leaves under the last hash must have indices.
        let last = u128::from(index) * u128::from(FULL_WIDTH) + u128::from(width);
        let is_there = (1..=FULL_WIDTH).contains(&width) && last <= (u128::from(u64::MAX) + 1) >> height;
        is_there.then_some(Self { content, index, width })
    }

    /// What it holds.
    #[must_use]
    pub fn content(&self) -> Content {
        self.content
    }

    /// Its place among the tiles of its level, from 0.
    #[must_use]
    pub fn index(&self) -> u64 {
        self.index
    }

    /// How many hashes or entries it has.
    #[must_use]
    pub fn width(&self) -> u16 {
        self.width
    }

    /// Whether it never changes.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.width == FULL_WIDTH
    }

    /// The full tile at the same place: a log may have it and no longer this one.
    #[must_use]
    pub fn filled(&self) -> Self {
        Self { width: FULL_WIDTH, ..*self }
    }

    /// The first of its hashes or entries, counted over all of its level.
    #[must_use]
    pub fn first(&self) -> u64 {
        self.index.saturating_mul(FULL_WIDTH.into())
    }

    /// The tile of a tree of this size that holds this entry, or its leaf hash; `None` where the tree does not have it.
    #[must_use]
    pub fn of_leaf(content: Content, leaf: LeafIndex, size: TreeSize) -> Option<Self> {
        size.covers(leaf).then(|| at(content, leaf.0 / u64::from(FULL_WIDTH), size.0)).flatten()
    }

    /// The tiles of this content in a tree of this size, from the one with this index on: full ones, then a partial one
    /// where the size leaves one. None of a level that the tree does not reach.
    pub fn of_tree(content: Content, size: TreeSize, from: u64) -> impl Iterator<Item = Self> {
        let height = match content {
            Content::Entries => 0,
            Content::Hashes(level) => level.height(),
        };
        let hashes = size.0 >> height;
        (from..hashes.div_ceil(FULL_WIDTH.into())).filter_map(move |index| at(content, index, hashes))
    }

    /// Reads a path below a log's base URL.
    ///
    /// # Errors
    /// Where it is not the one way to write a tile's path.
    pub fn parse(path: &str) -> Result<Self, NoTilePath> {
        let (content, rest) = path.strip_prefix("tile/").and_then(|rest| rest.split_once('/')).ok_or(NoTilePath)?;
        let content = match content {
            "entries" => Content::Entries,
            level => {
                let number = parse_plain(level).and_then(|number| u8::try_from(number).ok());
                Content::Hashes(number.and_then(Level::new).ok_or(NoTilePath)?)
            }
        };
        let (index, width) = match rest.split_once(".p/") {
            None => (rest, FULL_WIDTH),
            Some((index, width)) => {
                let width = parse_plain(width).and_then(|width| u16::try_from(width).ok());
                (index, width.filter(|width| *width < FULL_WIDTH).ok_or(NoTilePath)?)
            }
        };
        let index = parse_index(index).ok_or(NoTilePath)?;
        Self::new(content, index, width).ok_or(NoTilePath)
    }

    /// The hashes in the bytes of this tile.
    ///
    /// # Errors
    /// Where they are not as many as its width says.
    pub fn decode_hashes(&self, bytes: &[u8]) -> Result<Vec<Hash>, BadTile> {
        let expected = usize::from(self.width) * HASH_BYTES;
        if bytes.len() != expected {
            return Err(BadTile::Length { bytes: bytes.len(), expected });
        }
        let (hashes, _) = bytes.as_chunks::<HASH_BYTES>();
        Ok(hashes.iter().map(|hash| Hash(*hash)).collect())
    }

    /// The entries in the bytes of this bundle; what an entry says is for [`Entry::decode`](crate::log::Entry::decode).
    ///
    /// # Errors
    /// Where they are not as many as its width says.
    pub fn decode_entries<'b>(&self, bytes: &'b [u8]) -> Result<Vec<&'b [u8]>, BadTile> {
        let mut rest = bytes;
        let mut entries = Vec::with_capacity(self.width.into());
        for number in 0..self.width {
            let (length, after) = rest.split_first_chunk::<2>().ok_or(BadTile::Truncated(number))?;
            let length = usize::from(u16::from_be_bytes(*length));
            let (entry, after) = after.split_at_checked(length).ok_or(BadTile::Truncated(number))?;
            entries.push(entry);
            rest = after;
        }
        if rest.is_empty() { Ok(entries) } else { Err(BadTile::Trailing) }
    }
}

/// The tile with this index where its level has so many hashes or entries.
fn at(content: Content, index: u64, count: u64) -> Option<Tile> {
    let left = count.checked_sub(index.checked_mul(FULL_WIDTH.into())?)?;
    Tile::new(content, index, u16::try_from(left).unwrap_or(FULL_WIDTH).min(FULL_WIDTH))
}

/// The path below the log's base URL.
impl fmt::Display for Tile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.content {
            Content::Entries => f.write_str("tile/entries/")?,
            Content::Hashes(level) => write!(f, "tile/{}/", level.0)?,
        }
        let mut divisor = 1_u64;
        while self.index / divisor >= 1_000 {
            divisor *= 1_000;
        }
        while divisor > 1 {
            write!(f, "x{:03}/", self.index / divisor % 1_000)?;
            divisor /= 1_000;
        }
        write!(f, "{:03}", self.index % 1_000)?;
        if self.is_full() { Ok(()) } else { write!(f, ".p/{}", self.width) }
    }
}

/// Writes the bytes of a hash tile.
#[must_use]
pub fn encode_hashes(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

/// Appends an entry to the bytes of an entry bundle; `None` where it is longer than a bundle can hold.
#[must_use]
pub fn push_entry(bundle: &mut Vec<u8>, entry: &[u8]) -> Option<()> {
    let length = u16::try_from(entry.len()).ok()?;
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(entry);
    Some(())
}

/// A decimal number without leading zeros.
fn parse_plain(text: &str) -> Option<u64> {
    crate::log::note::parse_decimal(text)
}

/// `x001/x234/067`: groups of three digits, all but the last after an `x`, the first not all zeros where there are more.
fn parse_index(text: &str) -> Option<u64> {
    let mut index = 0_u64;
    let mut parts = text.split('/').peekable();
    let is_long = text.contains('/');
    let mut is_first = true;
    while let Some(part) = parts.next() {
        let digits: String = match parts.peek() {
            Some(_) => part.strip_prefix('x')?.into(),
            None => part.into(),
        };
        if digits.len() != 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        if is_long && is_first && digits == "000" {
            return None;
        }
        is_first = false;
        index = index.checked_mul(1_000)?.checked_add(digits.parse().ok()?)?;
    }
    Some(index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    fn hashes(level: u8, index: u64, width: u16) -> Tile {
        Tile::new(Content::Hashes(Level::new(level).unwrap()), index, width).unwrap()
    }

    #[test]
    fn paths_are_those_of_the_specification() {
        for (path, tile) in [
            ("tile/0/x001/x234/067", hashes(0, 1_234_067, 256)),
            ("tile/0/x001/x234/067.p/5", hashes(0, 1_234_067, 5)),
            ("tile/1/000.p/1", hashes(1, 0, 1)),
            ("tile/2/999", hashes(2, 999, 256)),
            ("tile/2/x001/000", hashes(2, 1_000, 256)),
            ("tile/entries/x001/x234/067.p/255", Tile::new(Content::Entries, 1_234_067, 255).unwrap()),
            ("tile/entries/x072/x057/x594/x037/x927/935", Tile::new(Content::Entries, (1 << 56) - 1, 256).unwrap()),
        ] {
            assert_eq!(tile.to_string(), path);
            assert_eq!(Tile::parse(path), Ok(tile), "{path}");
        }
    }

    #[test]
    fn a_tile_has_one_path_and_no_other() {
        for path in [
            "",
            "tile/0/1",
            "tile/0/0001",
            "tile/0/x000/001",
            "tile/0/001/002",
            "tile/0/x001",
            "tile/0/x001/x002",
            "tile/0/001.p/0",
            "tile/0/001.p/256",
            "tile/0/001.p/05",
            "tile/0/001.p/",
            "tile/0/001.p/5.p/5",
            "tile/00/001",
            "tile/+1/001",
            "tile/8/000",
            "tile/63/000",
            "tile/data/000",
            "tile/7/001",
            "tile/7/x018/x446/x744/x073/x709/x551/615",
            "tile/entries/x072/x057/x594/x037/x927/936",
            "tile/0/x999/x999/x999/x999/x999/x999/999",
            "/tile/0/001",
            "tile/0/001/",
            "tile/0/0०1",
        ] {
            assert_eq!(Tile::parse(path), Err(NoTilePath), "{path}");
        }
    }

    #[test]
    fn a_tree_of_70000_has_the_tiles_that_the_specification_counts() {
        let tiles = |level| Tile::of_tree(Content::Hashes(Level::new(level).unwrap()), TreeSize(70_000), 0);
        let shape = |level| (tiles(level).filter(Tile::is_full).count(), tiles(level).find(|tile| !tile.is_full()));
        assert_eq!(shape(0), (273, Some(hashes(0, 273, 112))));
        assert_eq!(shape(1), (1, Some(hashes(1, 1, 17))));
        assert_eq!(shape(2), (0, Some(hashes(2, 0, 1))));
        assert_eq!(shape(3), (0, None));
        let entries: Vec<_> = Tile::of_tree(Content::Entries, TreeSize(70_000), 272).collect();
        assert_eq!(entries.iter().map(Tile::width).collect::<Vec<_>>(), [256, 112]);
        assert_eq!(entries[1].first(), 69_888);
    }

    #[test]
    fn a_tree_of_256_has_a_full_tile_and_one_hash_above_it() {
        let all = Level::all().flat_map(|level| Tile::of_tree(Content::Hashes(level), TreeSize(256), 0));
        assert_eq!(all.collect::<Vec<_>>(), [hashes(0, 0, 256), hashes(1, 0, 1)]);
        assert_eq!(Tile::of_tree(Content::Entries, TreeSize(0), 0).count(), 0);
    }

    #[test]
    fn the_largest_tree_has_tiles_too() {
        let top = Tile::of_tree(Content::Hashes(Level::new(TOP_LEVEL).unwrap()), TreeSize(u64::MAX), 0);
        assert_eq!(top.collect::<Vec<_>>(), [hashes(7, 0, 255)]);
        let last = Tile::of_leaf(Content::Entries, LeafIndex(u64::MAX - 1), TreeSize(u64::MAX)).unwrap();
        assert_eq!((last.width(), last.first()), (255, u64::MAX - 255));
        assert_eq!(Tile::of_leaf(Content::Entries, LeafIndex(5), TreeSize(5)), None);
    }

    #[test]
    fn bundles_hold_as_many_entries_as_their_width_says() {
        let mut bytes = Vec::new();
        for entry in [&b"one"[..], b"", &[7; LOG_ENTRY_BYTES]] {
            push_entry(&mut bytes, entry).unwrap();
        }
        assert_eq!(&bytes[..7], b"\x00\x03one\x00\x00");
        let bundle = |width| Tile::new(Content::Entries, 0, width).unwrap();
        assert_eq!(bundle(3).decode_entries(&bytes).unwrap(), [&b"one"[..], b"", &[7; LOG_ENTRY_BYTES]]);
        assert_eq!(bundle(2).decode_entries(&bytes), Err(BadTile::Trailing));
        assert_eq!(bundle(4).decode_entries(&bytes), Err(BadTile::Truncated(3)));
        assert_eq!(bundle(3).decode_entries(&bytes[..bytes.len() - 1]), Err(BadTile::Truncated(2)));
        assert_eq!(push_entry(&mut bytes, &[0; LOG_ENTRY_BYTES + 1]), None);
        assert_eq!(Tile::new(Content::Entries, 0, 0), None);
        assert_eq!(Tile::new(Content::Entries, 0, 257), None);
    }

    #[test]
    fn hash_tiles_have_the_length_of_their_width() {
        let two = [Hash([1; 32]), Hash([2; 32])];
        let bytes = encode_hashes(&two);
        assert_eq!(hashes(0, 0, 2).decode_hashes(&bytes).unwrap(), two);
        let wrong = hashes(0, 0, 3).decode_hashes(&bytes);
        assert_eq!(wrong, Err(BadTile::Length { bytes: 64, expected: 96 }));
        assert!(hashes(0, 0, 2).decode_hashes(&bytes[1..]).is_err());
    }
}
