//! The snapshots that count: acceptable ones, for each authority the latest.

use crate::number::AuthorityCode;
use crate::status::snapshot::Snapshot;
use crate::time::Time;
use crate::trust::Trust;
use alloc::collections::{BTreeMap, BTreeSet};

/// What a verifier knows of the status of certificates. "Nothing known" is an answer of its own, never "valid".
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Evidence {
    snapshots: BTreeMap<AuthorityCode, Snapshot>,
    doubted: BTreeSet<AuthorityCode>,
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
        let authority = snapshot.body().authority.clone();
        let counts = self.snapshots.get(&authority).is_none_or(|held| snapshot.displaces(held));
        if counts {
            self.snapshots.insert(authority, snapshot);
        }
        counts
    }

    /// That the log of this authority contradicted what it had shown before ([`memory`](crate::log::memory)): nothing that
    /// it vouches for is confirmed.
    pub fn doubt(&mut self, authority: AuthorityCode) {
        self.doubted.insert(authority);
    }

    /// Whether its log contradicted itself.
    #[must_use]
    pub fn is_doubted(&self, authority: &AuthorityCode) -> bool {
        self.doubted.contains(authority)
    }

    /// The snapshot of this authority.
    #[must_use]
    pub fn snapshot(&self, authority: &AuthorityCode) -> Option<&Snapshot> {
        self.snapshots.get(authority)
    }

    /// All snapshots, by authority.
    pub fn snapshots(&self) -> impl Iterator<Item = &Snapshot> {
        self.snapshots.values()
    }
}
