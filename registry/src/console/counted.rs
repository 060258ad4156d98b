//! What was counted of each log. What was registered never changes, so it is counted once and kept in memory, and each question
//! goes on from where the last one ended; a restart counts again.

use crate::store::AuthorityNumber;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// Month, institution, programme.
pub(super) type Group = (String, String, String);

/// What was counted so far of each log.
#[derive(Default, Debug)]
pub(crate) struct Counts(pub(super) Mutex<BTreeMap<AuthorityNumber, Counted>>);

#[derive(Clone, Default, Debug)]
pub(super) struct Counted {
    /// Leaves below this are in it.
    pub(super) until: u64,
    pub(super) registered: BTreeMap<Group, u64>,
}
