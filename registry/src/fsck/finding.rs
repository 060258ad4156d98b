//! What is found wrong: in which table, in which row, and what. Written for whoever has to mend it; nothing in it is
//! personal data.

use crate::store::StoreError;
use crate::store::port::Table;
use hezheng_core::ids::LeafIndex;
use hezheng_core::status::order::OrderRefusal;
use hezheng_core::status::snapshot::SnapshotRefusal;
use hezheng_core::time::Time;
use hezheng_core::trust::BundleRefusal;
use std::fmt;

/// Something wrong with one row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The table.
    pub table: &'static str,
    /// The row's key in words.
    pub row: String,
    /// What is wrong.
    pub fault: Fault,
}

/// `entries, authority 130100, leaf 5: the row is missing`.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}: {}", self.table, self.row, self.fault)
    }
}

/// What is wrong with a row. `Display` says it in a sentence.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each says in its sentence what it is")]
pub enum Fault {
    #[error("the row is missing")]
    Missing,
    #[error("the row is too many: nothing in the log or in the other tables leads to it")]
    Excess,
    #[error("the value is not of the form that this table has")]
    Unreadable,
    #[error("the value is not what follows from the log: byte {byte} (from 0) is the first that differs")]
    Differs { byte: usize },
    #[error("it stands under another key than its own")]
    Misplaced,

    #[error("it is not the entry that was logged: its hash does not lead to the root that the tree has")]
    NotOfTree,
    #[error("its time, {time}, is before that of an earlier entry, {latest}")]
    TimeWentBack { latest: Time, time: Time },
    #[error("it puts an older trust bundle in force after a newer one")]
    BundleWentBack,

    #[error("no log key that the trust bundles list for the authority signed it")]
    NotSigned,
    #[error("not as many of the witnesses cosigned it as any trust bundle wants")]
    NotCosigned,
    #[error("it names another root than the log has at its size, {size}")]
    OtherRoot { size: u64 },
    #[error("it speaks of {size} entries and the log has {log}, although its key may still sign")]
    Lags { size: u64, log: u64 },

    #[error("it is another statement than the one whose hash the entry holds")]
    OtherStatement,
    #[error("the verification that everybody uses says {check}: {reason}")]
    Verification { check: &'static str, reason: &'static str },
    #[error("its receipt does not prove the registration")]
    NotProved,
    #[error("its receipt proves another tree than the log had at size {size}")]
    OtherTree { size: u64 },
    #[error("it does not belong to the person whose identity number was sealed")]
    OtherPerson,
    #[error("it says of the portrait what is not so")]
    PortraitMark,
    #[error("its number lies in no range that its institution reserved")]
    NumberNotReserved,
    #[error("it does not open with the sealing key and this statement")]
    NotSealed,
    #[error("the identity number in it is not that of the statement")]
    OtherIdentityNumber,
    #[error("the portrait in it is not the one that the statement names")]
    OtherPortrait,

    #[error("it does not follow from the pinned root keys and the bundles before it ({0:?})")]
    NotTrusted(BundleRefusal),
    #[error("no log says that it came into force")]
    NotLogged,

    #[error("the officers' word does not hold ({})", .0.code())]
    NotInForce(OrderRefusal),
    #[error("it is for another authority")]
    OtherAuthority,
    #[error("another order took its id")]
    IdTaken,
    #[error("it names a certificate that it must not touch, so that it should have been refused whole")]
    Refused,
    #[error("it says another status than the order behind it")]
    OtherStatus,
    #[error("it touches leaf {} where the order behind it does not, or leaves it out where it does", .0.0)]
    OtherLeaves(LeafIndex),
    #[error("the entries of its order do not stand together, or bear several times")]
    NotTogether,

    #[error("verifiers would not take it ({0:?})")]
    SnapshotRefused(SnapshotRefusal),
    #[error("it says another status of leaf {} than the log below its tree size", .0.0)]
    SnapshotDiffers(LeafIndex),
    #[error("it names bundle {says}, and the log below its tree size {log}")]
    SnapshotBundle { says: u64, log: u64 },
    #[error("leaf {} is not in it and has a time at or before its as-of", .0.0)]
    Overtaken(LeafIndex),
    #[error("it speaks of {size} entries and the log has {log}")]
    BeyondLog { size: u64, log: u64 },

    #[error("it begins where numbers are missing or given already: the next one is {next}")]
    NotNext { next: u64 },
    #[error("the same numbers were given by another reservation")]
    GivenTwice,
    #[error("the counts are beyond what is ever counted")]
    Count,

    #[error("the certificate that it replaces is not registered here")]
    NothingReplaced,
    #[error(
        "its state is not what the log bears out: carried out, the new certificate is registered and the old one superseded; otherwise the new one is not registered"
    )]
    CorrectionState,

    #[error("it says another thing than the acts in the audit trail lead to")]
    DeskState,
    #[error("the people on it are not those of the roster that was frozen")]
    OtherRoster,
    #[error("the certificate that it is about is not registered there")]
    NothingFlagged,
    #[error(
        "the certificate names a class that was not accepted by then, or whose roster its holder is not on, and no flag tells of it"
    )]
    NotOfClass,
}

impl Fault {
    /// The stable name, for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Excess => "excess",
            Self::Unreadable => "unreadable",
            Self::Differs { .. } => "differs",
            Self::Misplaced => "misplaced",
            Self::NotOfTree => "not_of_tree",
            Self::TimeWentBack { .. } => "time_went_back",
            Self::BundleWentBack => "bundle_went_back",
            Self::NotSigned => "not_signed",
            Self::NotCosigned => "not_cosigned",
            Self::OtherRoot { .. } => "other_root",
            Self::Lags { .. } => "lags",
            Self::OtherStatement => "other_statement",
            Self::Verification { .. } => "verification",
            Self::NotProved => "not_proved",
            Self::OtherTree { .. } => "other_tree",
            Self::OtherPerson => "other_person",
            Self::PortraitMark => "portrait_mark",
            Self::NumberNotReserved => "number_not_reserved",
            Self::NotSealed => "not_sealed",
            Self::OtherIdentityNumber => "other_identity_number",
            Self::OtherPortrait => "other_portrait",
            Self::NotTrusted(_) => "not_trusted",
            Self::NotLogged => "not_logged",
            Self::NotInForce(_) => "not_in_force",
            Self::OtherAuthority => "other_authority",
            Self::IdTaken => "id_taken",
            Self::Refused => "refused",
            Self::OtherStatus => "other_status",
            Self::OtherLeaves(_) => "other_leaves",
            Self::NotTogether => "not_together",
            Self::SnapshotRefused(_) => "snapshot_refused",
            Self::SnapshotDiffers(_) => "snapshot_differs",
            Self::SnapshotBundle { .. } => "snapshot_bundle",
            Self::Overtaken(_) => "overtaken",
            Self::BeyondLog { .. } => "beyond_log",
            Self::NotNext { .. } => "not_next",
            Self::GivenTwice => "given_twice",
            Self::Count => "count",
            Self::NothingReplaced => "nothing_replaced",
            Self::CorrectionState => "correction_state",
            Self::DeskState => "desk_state",
            Self::OtherRoster => "other_roster",
            Self::NothingFlagged => "nothing_flagged",
            Self::NotOfClass => "not_of_class",
        }
    }
}

/// Why no more is looked for.
pub(super) enum Stopped {
    /// As many findings as were asked for.
    Enough,
    /// The store does not answer.
    Store(StoreError),
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Findings, up to a limit.
pub(super) struct Findings {
    kept: Vec<Finding>,
    limit: usize,
}

impl Findings {
    pub(super) fn up_to(limit: usize) -> Self {
        Self { kept: Vec::new(), limit }
    }

    /// Keeps a finding on the row with this key; the last that is wanted stops the check.
    pub(super) fn add(&mut self, table: Table, key: &[u8], fault: Fault) -> Result<(), Stopped> {
        self.keep(Finding { table: table.name, row: super::row::words(table, key), fault })
    }

    pub(super) fn keep(&mut self, finding: Finding) -> Result<(), Stopped> {
        self.kept.push(finding);
        if self.kept.len() < self.limit { Ok(()) } else { Err(Stopped::Enough) }
    }

    /// Compares a value with what follows from elsewhere.
    pub(super) fn compare(&mut self, table: Table, key: &[u8], pair: (&[u8], &[u8])) -> Result<(), Stopped> {
        match first_difference(pair) {
            Some(byte) => self.add(table, key, Fault::Differs { byte }),
            None => Ok(()),
        }
    }

    pub(super) fn into_kept(self) -> Vec<Finding> {
        self.kept
    }
}

/// The first byte in which the two differ; where one begins with the other, the first that only one has.
fn first_difference((found, expected): (&[u8], &[u8])) -> Option<usize> {
    if found == expected {
        return None;
    }
    let differing = found.iter().zip(expected).position(|(found, expected)| found != expected);
    Some(differing.unwrap_or(found.len().min(expected.len())))
}
