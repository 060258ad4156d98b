//! Entries of a log, alone and in the bundles that a log serves.

use hezheng_core::log::Entry;
use hezheng_core::log::tile::{Content, FULL_WIDTH, Tile, encode_hashes, push_entry};

/// Panics where a promise is broken.
pub fn body(bytes: &[u8]) {
    if let Ok(entry) = Entry::decode(bytes) {
        assert_eq!(entry.encode(), bytes, "an entry has one encoding");
    }
    if let Some(tile) = std::str::from_utf8(bytes).ok().and_then(|path| Tile::parse(path).ok()) {
        assert_eq!(tile.to_string().as_bytes(), bytes, "a tile has one path");
    }
    // The first byte is the width of a tile, the rest what a log serves as its content.
    let Some((width, content)) = bytes.split_first() else { return };
    let width = if *width == 0 { FULL_WIDTH } else { u16::from(*width) };
    if let Some(hashes) = Tile::new(Content::Entries, 0, width).and_then(|tile| tile.decode_entries(content).ok()) {
        let mut again = Vec::new();
        assert!(hashes.iter().all(|entry| push_entry(&mut again, entry).is_some()));
        assert_eq!((hashes.len(), again.as_slice()), (usize::from(width), content), "entries have one encoding");
    }
    let level = Content::Hashes(hezheng_core::log::tile::Level::LEAVES);
    if let Some(hashes) = Tile::new(level, 0, width).and_then(|tile| tile.decode_hashes(content).ok()) {
        assert_eq!(encode_hashes(&hashes), content, "hashes have one encoding");
    }
}
