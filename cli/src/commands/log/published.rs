//! What an authority publishes of its log, fetched. Nothing is trusted for where it came from.

use super::finding::TileFault;
use crate::cannot_run::CannotRun;
use crate::registry_client::RegistryClient;
use hezheng_core::ids::Hash;
use hezheng_core::limits::{NOTE_BYTES, ORDER_BYTES, PACK_BYTES, SNAPSHOT_BYTES};
use hezheng_core::log::replay::Orders;
use hezheng_core::log::tile::{BUNDLE_BYTES, FULL_WIDTH, Tile};

/// Several times a full hash tile: one that is too long is a finding, as one that is too short is.
const HASH_TILE_BYTES: usize = 4 * FULL_WIDTH as usize * 32;

/// A log at the base URL of its authority.
#[derive(Clone, Copy, Debug)]
pub(super) struct Published<'r> {
    registry: &'r RegistryClient,
}

/// A tile's content, or what is wrong with it.
pub(super) type Served<T> = Result<Result<Vec<T>, TileFault>, CannotRun>;

impl<'r> Published<'r> {
    pub(super) fn at(registry: &'r RegistryClient) -> Self {
        Self { registry }
    }

    pub(super) fn pack(&self) -> Result<Vec<u8>, CannotRun> {
        let pack = self.registry.fetch("v1/pack", PACK_BYTES)?;
        pack.ok_or_else(|| CannotRun::BadAnswer(format!("{}/v1/pack", self.registry.base()), "404".into()))
    }

    pub(super) fn snapshot(&self) -> Result<Option<Vec<u8>>, CannotRun> {
        self.registry.fetch("v1/snapshot", SNAPSHOT_BYTES)
    }

    pub(super) fn checkpoint(&self) -> Result<Option<Vec<u8>>, CannotRun> {
        self.registry.fetch("checkpoint", NOTE_BYTES)
    }

    /// The entries of a bundle.
    pub(super) fn entries(&self, tile: &Tile) -> Served<Vec<u8>> {
        self.tile(tile, BUNDLE_BYTES, |tile, bytes| {
            let entries = tile.decode_entries(bytes).map_err(TileFault::Bad)?;
            Ok(entries.into_iter().map(<[u8]>::to_vec).collect())
        })
    }

    /// The hashes of a tile.
    pub(super) fn hashes(&self, tile: &Tile) -> Served<Hash> {
        self.tile(tile, HASH_TILE_BYTES, |tile, bytes| tile.decode_hashes(bytes).map_err(TileFault::Bad))
    }

    /// A partial tile may be gone once the full one is there (C2SP tlog-tiles, Partial Tiles): that begins with it.
    fn tile<T>(
        &self,
        tile: &Tile,
        limit: usize,
        decode: impl Fn(&Tile, &[u8]) -> Result<Vec<T>, TileFault>,
    ) -> Served<T> {
        if let Some(bytes) = self.registry.fetch(&tile.to_string(), limit)? {
            return Ok(decode(tile, &bytes));
        }
        let full = tile.filled();
        let bytes = if tile.is_full() { None } else { self.registry.fetch(&full.to_string(), limit)? };
        Ok(bytes.map_or(Err(TileFault::Missing), |bytes| {
            let mut content = decode(&full, &bytes)?;
            content.truncate(tile.width().into());
            Ok(content)
        }))
    }
}

impl Orders for Published<'_> {
    type Error = CannotRun;

    fn order(&self, hash: Hash) -> Result<Option<Vec<u8>>, CannotRun> {
        self.registry.fetch(&format!("v1/orders/{hash}"), ORDER_BYTES)
    }
}
