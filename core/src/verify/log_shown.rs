//! The tree that a log shows with a receipt: what a device remembers of it ([`memory`](crate::log::memory)).

use crate::log::entry::Entry;
use crate::log::receipt::UnverifiedReceipt;
use crate::log::tree::leaf_hash;
use crate::log::witness::Seen;
use crate::statement::UnverifiedStatement;
use crate::time::Time;
use crate::trust::Trust;
use crate::verify::{Evidence, Proof, checks};
use alloc::string::String;

/// A tree that the log of this origin signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogShown {
    /// The log's origin.
    pub origin: String,
    /// Size and root.
    pub tree: Seen,
}

/// The tree that a receipt shows for a registered statement; `None` where it does not prove the registration.
#[must_use]
pub fn shown_by_receipt(
    statement: &[u8],
    receipt: &[u8],
    (evidence, trust): (&Evidence, &Trust),
    now: Time,
) -> Option<LogShown> {
    let mut statement = UnverifiedStatement::decode(statement).ok()?;
    statement.receipts = alloc::vec![UnverifiedReceipt::decode(receipt).ok()?];
    let registered = checks::run(&statement, evidence, trust, now).evidence.registered?;
    if registered.proof != Proof::Proved {
        return None;
    }
    let entry = Entry::Registration { time: registered.time, kid: statement.kid, statement: statement.hash() };
    let receipt = statement.receipts.first()?;
    let (_, size) = receipt.unverified_place();
    let root = receipt.root_from(&leaf_hash(&entry.encode()))?;
    Some(LogShown { origin: receipt.origin.clone(), tree: Seen { size, root } })
}
