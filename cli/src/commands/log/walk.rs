//! Walks over a log's tiles, first to last: entries to the replay, hashes compared with what the entries give. At any
//! moment a few bundles are held, however long the log is.

use super::finding::{Finding, TileFault};
use super::progress::Progress;
use super::published::Published;
use crate::cannot_run::CannotRun;
use hezheng_core::ids::{Hash, LeafIndex, TreeSize};
use hezheng_core::log::replay::Replay;
use hezheng_core::log::tile::{Content, Level, Tile};
use hezheng_core::log::tiling::{DueTile, Tiling, first_difference};
use hezheng_core::log::tree::leaf_hash;
use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// So many bundles are fetched at once: over a long line most of the time is waiting.
const FETCHERS: usize = 4;

/// A log being walked over.
pub(super) struct Walk<'a, 'b> {
    pub(super) published: Published<'a>,
    pub(super) replay: Replay<'b>,
    pub(super) tiling: Tiling,
    /// The entries to keep, by their place.
    pub(super) wanted: BTreeMap<LeafIndex, Option<Vec<u8>>>,
    pub(super) findings: Vec<Finding>,
    /// How many tiles and bundles were compared.
    pub(super) tiles: u64,
}

/// How far a walk came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Walked {
    /// To the end.
    Whole,
    /// Up to a bundle that is not there or is none: what follows cannot be replayed.
    Stopped,
}

/// An entry bundle and the leaf hashes beside it, as fetched.
struct Fetched {
    entries: Result<Vec<Vec<u8>>, TileFault>,
    leaves: Result<Vec<Hash>, TileFault>,
}

impl Walk<'_, '_> {
    /// Walks over the tree of this size.
    ///
    /// # Errors
    /// Where something cannot be fetched.
    pub(super) fn over(&mut self, size: TreeSize, progress: &mut Progress) -> Result<Walked, CannotRun> {
        let published = self.published;
        std::thread::scope(|scope| {
            // The fetchers take turns, so that bundles come in order however fast each is.
            let fetchers: Vec<Receiver<_>> = (0_u64..)
                .take(FETCHERS)
                .map(|first| {
                    let (sender, receiver) = sync_channel(1);
                    scope.spawn(move || fetch_every(published, size, first, &sender));
                    receiver
                })
                .collect();
            for (bundle, fetcher) in Tile::of_tree(Content::Entries, size, 0).zip(fetchers.iter().cycle()) {
                // A fetcher ends early only after it has sent why.
                let Ok(fetched) = fetcher.recv() else { return Ok(Walked::Stopped) };
                if self.bundle(&bundle, fetched?)? == Walked::Stopped {
                    return Ok(Walked::Stopped);
                }
                progress.reached(bundle.first() + u64::from(bundle.width()));
            }
            for due in self.tiling.partial() {
                self.compare(&due)?;
            }
            Ok(Walked::Whole)
        })
    }

    fn bundle(&mut self, bundle: &Tile, fetched: Fetched) -> Result<Walked, CannotRun> {
        self.tiles += 1;
        let entries = match fetched.entries {
            Ok(entries) => entries,
            Err(fault) => {
                self.findings.push(Finding::Tile(*bundle, fault));
                return Ok(Walked::Stopped);
            }
        };
        for (index, entry) in (bundle.first()..).zip(&entries) {
            if let Some(kept) = self.wanted.get_mut(&LeafIndex(index)) {
                *kept = Some(entry.clone());
            }
            self.replay.entry(entry, &self.published)?;
        }
        let leaves: Vec<Hash> = entries.iter().map(|entry| leaf_hash(entry)).collect();
        let Some(tile) = leaf_tile(bundle) else { return Ok(Walked::Whole) };
        self.tiles += 1;
        let due = match fetched.leaves {
            Err(fault) => {
                self.findings.push(Finding::Tile(tile, fault));
                self.tiling.append(&leaves, &leaves)
            }
            Ok(served) => {
                if let Some(at) = first_difference(&leaves, &served) {
                    self.findings.push(Finding::Hash(tile, at));
                }
                self.tiling.append(&leaves, &served)
            }
        };
        for due in due {
            self.compare(&due)?;
        }
        Ok(Walked::Whole)
    }

    fn compare(&mut self, due: &DueTile) -> Result<(), CannotRun> {
        self.tiles += 1;
        match self.published.hashes(&due.tile)? {
            Err(fault) => self.findings.push(Finding::Tile(due.tile, fault)),
            Ok(served) => {
                if let Some(at) = due.first_difference(&served) {
                    self.findings.push(Finding::Hash(due.tile, at));
                }
            }
        }
        Ok(())
    }
}

fn fetch_every(published: Published<'_>, size: TreeSize, first: u64, sender: &SyncSender<Result<Fetched, CannotRun>>) {
    for bundle in Tile::of_tree(Content::Entries, size, first).step_by(FETCHERS) {
        let fetched = fetch(published, &bundle);
        let is_last = fetched.is_err();
        // Nobody listens any more where the walk stopped.
        if sender.send(fetched).is_err() || is_last {
            return;
        }
    }
}

fn fetch(published: Published<'_>, bundle: &Tile) -> Result<Fetched, CannotRun> {
    let entries = published.entries(bundle)?;
    let leaves = match leaf_tile(bundle) {
        Some(tile) => published.hashes(&tile)?,
        None => Ok(Vec::new()),
    };
    Ok(Fetched { entries, leaves })
}

/// The tile of the leaf hashes of a bundle's entries.
fn leaf_tile(bundle: &Tile) -> Option<Tile> {
    Tile::new(Content::Hashes(Level::LEAVES), bundle.index(), bundle.width())
}
