//! What a replay finds wrong, each at a place in the log. Words are for whoever shows them.

use crate::ids::{Hash, Kid, LeafIndex, TreeSize};
use crate::limits::FINDINGS;
use crate::malformed::Malformed;
use crate::status::Status;
use crate::status::order::OrderRefusal;
use crate::time::Time;
use alloc::vec::Vec;

/// Something wrong, and the entry where it shows; of a snapshot that says another status, the registration it says it of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The entry.
    pub leaf: LeafIndex,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with an entry, an order or a snapshot (format.md sections 3 and 6).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// The bytes are no entry.
    Malformed(Malformed),
    /// Its time is before that of an entry before it.
    TimeWentBack {
        /// The latest time before it.
        latest: Time,
        /// Its own.
        time: Time,
    },
    /// A registration for a key that no institution of this authority has.
    UnknownIssuer(Kid),
    /// A status change of an entry that is not before it.
    LeafNotBefore(LeafIndex),
    /// A status change of an entry that is no registration.
    NoRegistration(LeafIndex),
    /// A status change that this order lies behind.
    Order {
        /// The order's hash, as the entry names it.
        order: Hash,
        /// What is wrong with it.
        fault: OrderFault,
    },
    /// A snapshot that is signed by the authority.
    Snapshot {
        /// Its as-of time.
        as_of: Time,
        /// Its tree size.
        size: TreeSize,
        /// What is wrong with it.
        fault: SnapshotFault,
    },
}

/// What is wrong with an order, or with what the log makes of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OrderFault {
    /// Nobody has an order of this hash.
    Missing,
    /// The bytes are no order.
    Malformed(Malformed),
    /// The officers' word does not hold.
    NotInForce(OrderRefusal),
    /// It is for another authority.
    OtherAuthority,
    /// It says another status than the entry.
    OtherStatus {
        /// What the order says.
        ordered: Status,
    },
    /// Another order had its id before.
    IdTwice,
    /// Other entries stand between those of the order.
    NotConsecutive,
    /// Its entries bear several times.
    SeveralTimes,
    /// It names a certificate that another authority registers.
    NamesAnothers,
    /// This entry is at or above the tree size that the officers saw.
    NotSeen(LeafIndex),
    /// The order does not change a certificate that has this status.
    NotChanged {
        /// Whose.
        leaf: LeafIndex,
        /// The status it had.
        current: Status,
    },
    /// The order does not name this certificate.
    NotNamed(LeafIndex),
    /// It touches more certificates of one institution than it names.
    MoreThanNamed(LeafIndex),
    /// The order names this certificate and it was not changed.
    LeftOut(LeafIndex),
}

/// What is wrong with a snapshot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SnapshotFault {
    /// It says another status of this certificate than the log below its tree size.
    Differs {
        /// Whose.
        leaf: LeafIndex,
        /// What the snapshot says.
        says: Status,
        /// What the log gives.
        log: Status,
    },
    /// An entry above its tree size has a time at or before its as-of.
    Overtaken,
    /// It speaks of entries that the log does not have.
    BeyondLog,
}

/// Findings, up to a limit; of what is over it only the number is kept.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Findings {
    kept: Vec<Finding>,
    more: u64,
}

impl Findings {
    pub(super) fn add(&mut self, leaf: LeafIndex, fault: Fault) {
        if self.kept.len() < FINDINGS { self.kept.push(Finding { leaf, fault }) } else { self.more += 1 }
    }

    /// The first ones, in the order in which they were found.
    #[must_use]
    pub fn kept(&self) -> &[Finding] {
        &self.kept
    }

    /// How many more there were.
    #[must_use]
    pub fn more(&self) -> u64 {
        self.more
    }
}
