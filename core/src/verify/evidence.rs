//! The snapshots that count: acceptable ones, for each authority the latest.

use crate::number::AuthorityCode;
use crate::status::snapshot::Snapshot;
use crate::time::Time;
use crate::trust::Trust;
use alloc::vec::Vec;

/// What a verifier knows of the status of certificates. "Nothing known" is an answer of its own, never "valid".
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Evidence {
    /// One for each authority, ascending: there are some dozens, and the library's maps would be a part of each phone's download.
    snapshots: Vec<Snapshot>,
    doubted: Vec<AuthorityCode>,
}

impl Evidence {
    /// No evidence at all.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// The snapshots among these that count now. What is not acceptable is as if it were not there.
    #[must_use]
    pub fn collect(trust: &Trust, snapshots: &[&[u8]], now: Time) -> Self {
        let mut evidence = Self::none();
        let Some(bundle) = trust.bundle() else { return evidence };
        for bytes in snapshots {
            if let Ok(snapshot) = Snapshot::accept(bytes, bundle, now) {
                evidence.offer(snapshot);
            }
        }
        evidence
    }

    /// Keeps this snapshot where it counts instead of the one held. Says whether it does.
    pub fn offer(&mut self, snapshot: Snapshot) -> bool {
        match self.place(&snapshot.body().authority) {
            Err(place) => self.snapshots.insert(place, snapshot),
            Ok(place) => match self.snapshots.get_mut(place) {
                Some(held) if snapshot.displaces(held) => *held = snapshot,
                _ => return false,
            },
        }
        true
    }

    /// That the log of this authority contradicted what it had shown before ([`memory`](crate::log::memory)): nothing that
    /// it vouches for is confirmed.
    pub fn doubt(&mut self, authority: AuthorityCode) {
        if let Err(place) = self.doubted.binary_search(&authority) {
            self.doubted.insert(place, authority);
        }
    }

    /// Whether its log contradicted itself.
    #[must_use]
    pub fn is_doubted(&self, authority: &AuthorityCode) -> bool {
        self.doubted.binary_search(authority).is_ok()
    }

    /// The snapshot of this authority.
    #[must_use]
    pub fn snapshot(&self, authority: &AuthorityCode) -> Option<&Snapshot> {
        self.place(authority).ok().and_then(|place| self.snapshots.get(place))
    }

    /// All snapshots, by authority.
    pub fn snapshots(&self) -> impl Iterator<Item = &Snapshot> {
        self.snapshots.iter()
    }

    /// Where the snapshot of this authority is, or belongs.
    fn place(&self, authority: &AuthorityCode) -> Result<usize, usize> {
        self.snapshots.binary_search_by(|snapshot| snapshot.body().authority.cmp(authority))
    }
}
