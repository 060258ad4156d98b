//! What a verifier holds of a pack, checked once: the trust that its bundles lead to and the snapshots that count. A page, and
//! whoever judges many certificates, would check the same signatures for each of them anew.

use crate::key::PublicKey;
use crate::number::AuthorityCode;
use crate::status::snapshot::{Snapshot, SnapshotRefusal};
use crate::time::Time;
use crate::trust::Trust;
use crate::trust::pack::UnverifiedPack;
use crate::verify::Evidence;
use alloc::borrow::ToOwned;
use alloc::vec::Vec;

/// A pack as far as it could be proved. Bytes that are no pack are one with nothing in it: a verifier that holds nothing yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Held {
    trust: Trust,
    /// All of them, since another time may make another one count.
    snapshots: Vec<Vec<u8>>,
    doubted: Vec<AuthorityCode>,
    collected: Collected,
}

/// The evidence at some time.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Collected {
    evidence: Evidence,
    at: Time,
    /// A snapshot was from the future, and will count later.
    awaits_one: bool,
}

impl Held {
    /// What this pack proves, beginning at these root keys.
    #[must_use]
    pub fn new(roots: &[PublicKey], pack: &[u8], now: Time) -> Self {
        let pack = UnverifiedPack::decode(pack).unwrap_or_default();
        let trust = Trust::follow(roots, &pack.bundles);
        let snapshots: Vec<Vec<u8>> = pack.snapshots.into_iter().map(ToOwned::to_owned).collect();
        let collected = Collected::new(&trust, &snapshots, now);
        Self { trust, snapshots, doubted: Vec::new(), collected }
    }

    /// That the log of this authority contradicted itself ([`Evidence::doubt`]).
    pub fn doubt(&mut self, authority: AuthorityCode) {
        self.collected.evidence.doubt(authority.clone());
        self.doubted.push(authority);
    }

    /// Evidence and trust at this time, the same that [`Evidence::collect`] would give: time only ever makes a snapshot from the
    /// future count, so that they are collected again after one was, and where a clock was put back.
    pub fn at(&mut self, now: Time) -> (&Evidence, &Trust) {
        if now < self.collected.at || (self.collected.awaits_one && now != self.collected.at) {
            self.collected = Collected::new(&self.trust, &self.snapshots, now);
            for authority in &self.doubted {
                self.collected.evidence.doubt(authority.clone());
            }
        }
        (&self.collected.evidence, &self.trust)
    }
}

impl Collected {
    fn new(trust: &Trust, snapshots: &[Vec<u8>], at: Time) -> Self {
        let mut collected = Self { evidence: Evidence::none(), at, awaits_one: false };
        let Some(bundle) = trust.bundle() else { return collected };
        for bytes in snapshots {
            match Snapshot::accept(bytes, bundle, at) {
                Ok(snapshot) => {
                    collected.evidence.offer(snapshot);
                }
                Err(SnapshotRefusal::FromTheFuture) => collected.awaits_one = true,
                Err(_) => {}
            }
        }
        collected
    }
}
