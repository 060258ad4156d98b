//! A log as the files that C2SP tlog-tiles names, made from what the store holds.

use crate::store::{AuthorityNumber, Load, Read, StoreError};
use hezheng_core::log::tile::{Content, Tile, encode_hashes, push_entry};

/// The bytes of a tile; `None` where the log does not have all of it.
pub(crate) fn tile(reading: &dyn Read, authority: AuthorityNumber, tile: &Tile) -> Result<Option<Vec<u8>>, StoreError> {
    let (first, width) = (tile.first(), usize::from(tile.width()));
    let range = first..first.saturating_add(u64::from(tile.width()));
    match tile.content() {
        Content::Entries => {
            let entries = reading.entries(authority, range)?;
            let mut bundle = Vec::new();
            for entry in &entries {
                push_entry(&mut bundle, entry).ok_or(StoreError::Damaged(None))?;
            }
            Ok((entries.len() == width).then_some(bundle))
        }
        Content::Hashes(level) => {
            let hashes = reading.nodes_of_level(authority, level.height(), range)?;
            Ok((hashes.len() == width).then(|| encode_hashes(&hashes)))
        }
    }
}
