//! Replaying a log as an outsider: every entry, every order behind a status change, and every snapshot, judged from what
//! the log publishes and a trust bundle (format.md sections 3 and 6). Whether the entries are those of the signed tree is
//! for [`Frontier`](crate::log::frontier::Frontier) and tiles.
//!
//! The log names no certificate number and no class filing. Of an order by number or class filing therefore only so much
//! is checked: signatures, roles, times, transitions, what the officers saw, and for numbers how many of each institution;
//! exactly which certificates, where the caller knows their numbers. [`Conclusion::unresolved`] counts such orders.
//!
//! A replay keeps two bytes for each entry, and the statuses that are not valid.

mod finding;
mod ordered;

pub use finding::{Fault, Finding, Findings, OrderFault, SnapshotFault};

use crate::ids::{Hash, Kid, LeafIndex, TreeSize};
use crate::log::Entry;
use crate::number::{AuthorityCode, CertificateNumber};
use crate::status::Status;
use crate::status::index_set::IndexSet;
use crate::status::snapshot::{SnapshotBody, StatusSets};
use crate::time::Time;
use crate::trust::bundle::TrustBundle;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use ordered::Ordered;

/// Gives orders by their hash, as they were published.
pub trait Orders {
    /// Why it could not be said whether there is one.
    type Error;

    /// The order with this hash; `None` where there is none.
    ///
    /// # Errors
    /// Where that cannot be said.
    fn order(&self, hash: Hash) -> Result<Option<Vec<u8>>, Self::Error>;
}

/// Whose log is replayed, and by what it is judged. The bundle is the newest: what it lists was never taken out of it.
#[derive(Clone, Debug)]
pub struct Scope<'b> {
    /// The newest trust bundle.
    pub bundle: &'b TrustBundle,
    /// The authority whose log it is.
    pub authority: AuthorityCode,
    /// The certificates whose numbers the caller knows, by the place where they are registered.
    pub certificates: BTreeMap<LeafIndex, CertificateNumber>,
}

/// Who an entry is a registration of: the number of an institution at this authority.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Registrant(u16);

impl Registrant {
    /// No registration.
    const NONE: Self = Self(u16::MAX);
    /// A registration by a key that is no institution's of this authority.
    const UNKNOWN: Self = Self(u16::MAX - 1);

    /// The institution with this number of four digits.
    fn numbered(number: &str) -> Self {
        number.parse().map_or(Self::UNKNOWN, Self)
    }
}

/// A log being replayed.
#[derive(Clone, Debug)]
pub struct Replay<'b> {
    scope: Scope<'b>,
    /// For each entry.
    registrants: Vec<Registrant>,
    /// The institutions' keys at this authority.
    issuers: BTreeMap<Kid, Registrant>,
    /// What is not valid.
    statuses: BTreeMap<LeafIndex, Status>,
    latest: Time,
    bundle_change: Option<Hash>,
    /// The order whose entries are being read.
    ordered: Option<Ordered>,
    order_ids: BTreeMap<[u8; 16], Hash>,
    orders: BTreeSet<Hash>,
    unresolved: u64,
    snapshots: Vec<SnapshotBody>,
    findings: Findings,
}

/// What came of a replay.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conclusion {
    /// How many entries there were.
    pub size: TreeSize,
    /// How many of them are registrations.
    pub registrations: u64,
    /// How many orders are behind status changes.
    pub orders: u64,
    /// How many of those orders name certificates by what the log does not say: number or class filing.
    pub unresolved: u64,
    /// The trust bundle that the log names last.
    pub bundle: Option<Hash>,
    /// The statuses in the end.
    pub sets: StatusSets,
    /// What is wrong.
    pub findings: Findings,
}

impl<'b> Replay<'b> {
    /// A replay from the log's first entry on, that compares these snapshots of this authority on its way.
    #[must_use]
    pub fn new(scope: Scope<'b>, snapshots: Vec<SnapshotBody>) -> Self {
        let institutions = scope.bundle.body().institutions.iter();
        let issuers = institutions.filter(|institution| institution.authority == scope.authority).flat_map(|entry| {
            let registrant = Registrant::numbered(entry.number.as_str());
            entry.keys.iter().map(move |key| (key.key.kid(), registrant))
        });
        Self {
            issuers: issuers.collect(),
            registrants: Vec::new(),
            statuses: BTreeMap::new(),
            latest: Time(0),
            bundle_change: None,
            ordered: None,
            order_ids: BTreeMap::new(),
            orders: BTreeSet::new(),
            unresolved: 0,
            snapshots: snapshots.into_iter().filter(|snapshot| snapshot.authority == scope.authority).collect(),
            findings: Findings::default(),
            scope,
        }
    }

    /// How many entries were replayed.
    #[must_use]
    pub fn size(&self) -> TreeSize {
        TreeSize(self.registrants.len() as u64)
    }

    /// What is wrong so far.
    #[must_use]
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// Replays the next entry.
    ///
    /// # Errors
    /// Where `orders` cannot say whether there is an order; then nothing was replayed.
    pub fn entry<O: Orders>(&mut self, bytes: &[u8], orders: &O) -> Result<(), O::Error> {
        let entry = Entry::decode(bytes);
        let continues = match (&entry, &self.ordered) {
            (Ok(Entry::StatusChange { order, .. }), Some(ordered)) => ordered.hash() == *order,
            _ => false,
        };
        let begun = match &entry {
            Ok(Entry::StatusChange { order, .. }) if !continues => Some((*order, orders.order(*order)?)),
            _ => None,
        };
        let leaf = LeafIndex(self.size().0);
        self.compare_snapshots();
        if !continues {
            self.end_order();
        }
        let registrant = match entry {
            Err(rule) => {
                self.findings.add(leaf, Fault::Malformed(rule));
                Registrant::NONE
            }
            Ok(entry) => {
                self.check_time(leaf, entry.time());
                self.replay(leaf, &entry, begun)
            }
        };
        self.registrants.push(registrant);
        Ok(())
    }

    /// Ends the replay: the log has no more entries.
    #[must_use]
    pub fn finish(mut self) -> Conclusion {
        self.compare_snapshots();
        self.end_order();
        let size = self.size();
        for snapshot in &self.snapshots {
            if snapshot.size > size {
                let fault = SnapshotFault::BeyondLog;
                let fault = Fault::Snapshot { as_of: snapshot.as_of, size: snapshot.size, fault };
                self.findings.add(LeafIndex(size.0), fault);
            }
        }
        self.conclude()
    }

    /// Ends the replay early: what comes after is not known, so nothing is said of what would be missing.
    #[must_use]
    pub fn stop(self) -> Conclusion {
        self.conclude()
    }

    fn conclude(self) -> Conclusion {
        let registrations = self.registrants.iter().filter(|registrant| **registrant != Registrant::NONE).count();
        Conclusion {
            size: self.size(),
            registrations: registrations as u64,
            orders: self.orders.len() as u64,
            unresolved: self.unresolved,
            bundle: self.bundle_change,
            sets: self.sets(),
            findings: self.findings,
        }
    }

    fn check_time(&mut self, leaf: LeafIndex, time: Time) {
        if time < self.latest {
            self.findings.add(leaf, Fault::TimeWentBack { latest: self.latest, time });
        }
        self.latest = self.latest.max(time);
        for snapshot in &self.snapshots {
            if !snapshot.size.covers(leaf) && time <= snapshot.as_of {
                let fault = SnapshotFault::Overtaken;
                let fault = Fault::Snapshot { as_of: snapshot.as_of, size: snapshot.size, fault };
                self.findings.add(leaf, fault);
            }
        }
    }

    fn replay(&mut self, leaf: LeafIndex, entry: &Entry, begun: Option<(Hash, Option<Vec<u8>>)>) -> Registrant {
        match entry {
            Entry::Registration { kid, .. } => {
                let registrant = self.issuers.get(kid).copied().unwrap_or(Registrant::UNKNOWN);
                if registrant == Registrant::UNKNOWN {
                    self.findings.add(leaf, Fault::UnknownIssuer(*kid));
                }
                registrant
            }
            Entry::BundleChange { bundle, .. } => {
                self.bundle_change = Some(*bundle);
                Registrant::NONE
            }
            Entry::StatusChange { time, status, leaves, .. } => {
                if let Some((hash, bytes)) = begun {
                    self.begin_order(leaf, *time, hash, bytes.as_deref());
                }
                self.change_statuses(leaf, (*time, *status), leaves);
                Registrant::NONE
            }
        }
    }

    fn registrant(&self, leaf: LeafIndex) -> Option<Registrant> {
        self.registrants.get(usize::try_from(leaf.0).ok()?).copied()
    }

    fn status(&self, leaf: LeafIndex) -> Status {
        self.statuses.get(&leaf).copied().unwrap_or_default()
    }

    fn set_status(&mut self, leaf: LeafIndex, status: Status) {
        if status == Status::Valid {
            self.statuses.remove(&leaf);
        } else {
            self.statuses.insert(leaf, status);
        }
    }

    fn sets(&self) -> StatusSets {
        let with = |wanted| {
            let leaves = self.statuses.iter().filter(move |(_, status)| **status == wanted);
            IndexSet::from_indices(leaves.map(|(leaf, _)| *leaf))
        };
        StatusSets {
            revoked: with(Status::Revoked),
            suspended: with(Status::Suspended),
            superseded: with(Status::Superseded),
        }
    }

    /// Compares the snapshots whose tree is just what was replayed.
    fn compare_snapshots(&mut self) {
        let size = self.size();
        if !self.snapshots.iter().any(|snapshot| snapshot.size == size) {
            return;
        }
        let sets = self.sets();
        for snapshot in self.snapshots.iter().filter(|snapshot| snapshot.size == size && snapshot.sets != sets) {
            let pairs = snapshot.sets.by_status().into_iter().zip(sets.by_status());
            let Some(leaf) = pairs.filter_map(|((_, said), (_, log))| said.first_difference(log)).min() else {
                continue;
            };
            let (says, log) = (snapshot.status(leaf).unwrap_or_default(), self.status(leaf));
            let fault = SnapshotFault::Differs { leaf, says, log };
            self.findings.add(leaf, Fault::Snapshot { as_of: snapshot.as_of, size, fault });
        }
    }
}
