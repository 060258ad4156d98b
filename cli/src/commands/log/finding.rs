//! What an audit finds wrong: what core's replay finds, and what is wrong with what was fetched. Words are in `words::log`.

use hezheng_core::Malformed;
use hezheng_core::ids::{LeafIndex, TreeSize};
use hezheng_core::log::replay::{self, Fault, OrderFault, SnapshotFault};
use hezheng_core::log::tile::{BadTile, Tile};
use hezheng_core::status::snapshot::SnapshotRefusal;
use hezheng_core::time::Time;
use hezheng_core::verify::Reason;

/// Something that is not as it must be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Finding {
    /// There is no checkpoint.
    NoCheckpoint,
    /// What is served as checkpoint is none.
    BadCheckpoint(Malformed),
    /// The checkpoint is of a log that no authority in the bundle has.
    UnknownLog(String),
    /// The checkpoint is of another log than that of the authority with this address; whose it should be.
    OtherLog(String, String),
    /// No key of the log signed its checkpoint.
    UnsignedCheckpoint,
    /// The key that signed the checkpoint is ended or distrusted.
    CheckpointKeyEnded,
    /// Fewer witnesses cosigned than the bundle asks for: how many did, how many must.
    Quorum(u64, u64),
    /// There is no snapshot.
    NoSnapshot,
    /// What is served as snapshot is not acceptable.
    BadSnapshot(SnapshotRefusal),
    /// The snapshot served is another authority's.
    OthersSnapshot,
    /// The snapshot was due again at this time.
    StaleSnapshot(Time),
    /// The snapshot names a version of the trust bundle that was never published; the newest.
    SnapshotBundle(u64, u64),
    /// The log does not name the trust bundle in force as its last.
    BundleNotLogged,
    /// A tile is not there or is no tile.
    Tile(Tile, TileFault),
    /// A hash of this tile is not what the entries give: its place in the tile.
    Hash(Tile, u16),
    /// The root that the checkpoint signs is not the one that the entries give; what was changed.
    Root(Changed),
    /// The log has fewer entries than when it was last seen: then, and now.
    Shrunk(TreeSize, TreeSize),
    /// The log's first entries, so many, are not those that were last seen.
    Forked(TreeSize),
    /// A certificate, as it was named.
    Certificate(String, CertificateFault),
    /// What the replay found.
    Replay(replay::Finding),
}

/// What is wrong with a tile.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum TileFault {
    /// It is not there.
    Missing,
    /// The bytes are not what its width says.
    Bad(BadTile),
}

/// What was changed where entries, tiles and checkpoint do not agree.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Changed {
    /// The leaf hashes served give the signed root: entries.
    Entries,
    /// Neither they nor the entries do.
    Unknown,
}

/// What is wrong with a certificate, or with what the log says of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CertificateFault {
    /// It does not prove that this authority promised to register it; why, where the verdict says.
    NotPromised(Option<Reason>),
    /// Its promise is of another authority's log.
    OtherLog,
    /// It was promised this place, and the log has no such place yet.
    Beyond(LeafIndex),
    /// It was promised this place, and the log has something else there.
    OtherEntry(LeafIndex),
}

impl Finding {
    /// The stable code, for machines.
    #[must_use]
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::NoCheckpoint => "no_checkpoint",
            Self::BadCheckpoint(_) => "bad_checkpoint",
            Self::UnknownLog(_) => "unknown_log",
            Self::OtherLog(..) => "other_log",
            Self::UnsignedCheckpoint => "checkpoint_not_signed",
            Self::CheckpointKeyEnded => "checkpoint_key_ended",
            Self::Quorum(..) => "witnesses_missing",
            Self::NoSnapshot => "no_snapshot",
            Self::BadSnapshot(_) => "bad_snapshot",
            Self::OthersSnapshot => "others_snapshot",
            Self::StaleSnapshot(_) => "snapshot_stale",
            Self::SnapshotBundle(..) => "snapshot_bundle",
            Self::BundleNotLogged => "bundle_not_logged",
            Self::Tile(_, TileFault::Missing) => "tile_missing",
            Self::Tile(_, TileFault::Bad(_)) => "tile_malformed",
            Self::Hash(..) => "hash_differs",
            Self::Root(_) => "root_differs",
            Self::Shrunk(..) => "log_shrunk",
            Self::Forked(_) => "history_changed",
            Self::Certificate(_, CertificateFault::NotPromised(_)) => "certificate_not_promised",
            Self::Certificate(_, CertificateFault::OtherLog) => "certificate_of_another_log",
            Self::Certificate(_, CertificateFault::Beyond(_)) => "certificate_not_logged",
            Self::Certificate(_, CertificateFault::OtherEntry(_)) => "certificate_displaced",
            Self::Replay(finding) => code(&finding.fault),
        }
    }

    /// The entry where it shows.
    #[must_use]
    pub(crate) fn leaf(&self) -> Option<LeafIndex> {
        match self {
            Self::Replay(finding) => Some(finding.leaf),
            Self::Certificate(_, CertificateFault::Beyond(leaf) | CertificateFault::OtherEntry(leaf)) => Some(*leaf),
            Self::Hash(tile, at) => {
                let leaves = tile.first().saturating_add(u64::from(*at));
                matches!(tile.content(), hezheng_core::log::tile::Content::Hashes(level) if level.number() == 0)
                    .then_some(LeafIndex(leaves))
            }
            Self::Tile(tile, TileFault::Bad(BadTile::Truncated(at))) => {
                Some(LeafIndex(tile.first().saturating_add(u64::from(*at))))
            }
            _ => None,
        }
    }

    /// The tile where it shows.
    #[must_use]
    pub(crate) fn tile(&self) -> Option<Tile> {
        match self {
            Self::Tile(tile, _) | Self::Hash(tile, _) => Some(*tile),
            _ => None,
        }
    }
}

fn code(fault: &Fault) -> &'static str {
    match fault {
        Fault::Malformed(_) => "entry_malformed",
        Fault::TimeWentBack { .. } => "time_went_back",
        Fault::UnknownIssuer(_) => "unknown_issuer",
        Fault::LeafNotBefore(_) => "leaf_not_before",
        Fault::NoRegistration(_) => "no_registration",
        Fault::Order { fault, .. } => match fault {
            OrderFault::Missing => "order_missing",
            OrderFault::Malformed(_) => "order_malformed",
            // The words of why are those of the problem documents.
            OrderFault::NotInForce(refusal) => refusal.code(),
            OrderFault::OtherAuthority => "order_of_another_authority",
            OrderFault::OtherStatus { .. } => "order_other_status",
            OrderFault::IdTwice => "order_id_twice",
            OrderFault::NotConsecutive => "order_not_consecutive",
            OrderFault::SeveralTimes => "order_several_times",
            OrderFault::NamesAnothers => "order_names_anothers",
            OrderFault::NotSeen(_) => "order_not_seen",
            OrderFault::NotChanged { .. } => "order_no_change",
            OrderFault::NotNamed(_) => "order_not_named",
            OrderFault::MoreThanNamed(_) => "order_more_than_named",
            OrderFault::LeftOut(_) => "order_left_out",
        },
        Fault::Snapshot { fault, .. } => match fault {
            SnapshotFault::Differs { .. } => "snapshot_differs",
            SnapshotFault::Overtaken => "snapshot_overtaken",
            SnapshotFault::BeyondLog => "snapshot_beyond_log",
        },
    }
}
