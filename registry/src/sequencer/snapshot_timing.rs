//! When snapshots are made, and how long they last: the configuration says it.

/// How often snapshots are made, and how long they last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct SnapshotTiming {
    /// One is made after so many seconds, asked for or not.
    pub(crate) interval_secs: u64,
    /// One that is asked for is at most so many seconds old.
    pub(crate) max_age_secs: u64,
    /// From as-of to next update.
    pub(crate) next_update_secs: u64,
}
