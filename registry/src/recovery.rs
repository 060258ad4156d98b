//! What a crash leaves behind, step by step, and how a start goes on from there.
//!
//! The writer does, for each commit:
//! 1. *Decides, in memory*: entries, tree nodes, records, orders, snapshots, checkpoints. It signs countersignatures,
//!    receipts, snapshots and checkpoints here, because a request sent again must get them byte for byte. A crash leaves
//!    nothing: the store is as before, nobody has seen a signature, the same leaf index will go to whatever comes next.
//! 2. *Commits*, atomically, and durably before the commit returns. A crash during it leaves either the state before
//!    (as 1) or the state after (as 3); redb decides by a checksum when it is opened, PostgreSQL by its log. Where the
//!    commit fails with an error instead, nothing is answered, and what is read next shows which of the two it was.
//! 3. *Publishes the view* that readers see. A crash leaves everything durable and nobody answered.
//! 4. *Answers.* A crash leaves some clients without their answer. They send the same bytes again and get the answer
//!    that was committed: certificates and corrections by statement hash, reservations by id, orders by hash, bundles by their
//!    bytes.
//!
//! A correction is a row of the store until an order carries it out. The new certificate's entry, record and keys, the old
//! one's status, the order with its entries, and the correction's new state are changes of one commit: there is no state
//! between. Where a rule is broken half way through deciding, what was decided for that order is taken back in memory
//! (`Batch::whole_or_not_at_all`), and the rest of the commit goes on without it.
//!
//! What institutions and officers do at the desk is one commit each time: what was changed, its entry in the audit trail, the
//! count of entries, and the flags that it raises. A certificate's flags are in the commit that registers it. Sent again, a
//! filing is known by its id, a decision by being what is in force already, a change of a catalogue or the policy by making
//! the version that is there.
//!
//! Witnesses see a checkpoint after step 3. One that has cosigned a checkpoint whose lines we then lose to a crash says so
//! when it is asked again, and cosigns the same or the next one.
//!
//! So nothing acknowledged is lost, no number is given twice (a reservation is durable before its answer), and no leaf
//! index is ever promised for two statements (no signature leaves before its entry is durable). There is no state outside
//! the store but the view, which is read from it.
//!
//! On a store that many nodes share ([`nodes`](crate::nodes)) the same holds, and besides:
//!
//! - *Elected, nothing committed yet.* A crash ends the session, and with it the advisory lock; the next node that looks is
//!   elected. Where the network or the machine is gone and nothing ends the session, PostgreSQL does after a few seconds of
//!   silence. The row that says where the elected node is reached may be the dead one's: it does not count without the lock.
//! - *Between deciding and committing.* As 1: what the dead node decided was in its memory.
//! - *While committing.* PostgreSQL finishes or undoes the transaction before its session ends, so before another node can
//!   be elected; that one begins from whichever it was. A node that lives on but lost the connection knows neither, answers
//!   nobody, and is not elected any more: the session that could have committed is the one that held the lock.
//! - *Deposed without knowing it.* What the node decided on a state that is not the last any more is refused by the
//!   compare-and-swap, if it still had a session to commit with, which it has not. What needs no commit (the same request
//!   again, a refusal) is answered only after that session has answered once more.
//! - *A request on its way to the elected node.* Whether it arrived nobody knows: the client gets 503 and sends the same
//!   bytes again, to whichever node, as in 4.
//! - *The database is gone.* Every node answers 503 where it must ask the store, and stands for election again when the
//!   database is back. A database that lost what it had acknowledged (a standby that lagged behind, a backup put back) has
//!   lost it for us too: docs/OPERATIONS.md says how to set one up that does not.
//!
//! Copies ([`custody`](crate::custody)) are no part of this: a backup only reads. It is filled under another name and moved
//! to its own when it is whole and durable; a crash before that leaves a file `.hezheng-partial-…`, which the next attempt
//! removes. A store being filled by a migration says so in its first commit, until the last: a crash between leaves what
//! nobody takes for a store ([`StoreError::HalfFilled`]).
//!
//! A start then: [`trust`] follows the bundles in the store from the configured roots, [`check_log`] looks whether each
//! head fits its log, and the first commit logs the bundle in force where a log lacks it (a new authority) and makes the
//! snapshots that are missing.

use crate::store::records::BundleRecord;
use crate::store::{AuthorityNumber, Load, Read, StoreError};
use hezheng_core::key::PublicKey;
use hezheng_core::trust::{Trust, unverified_body};

/// The trust that the stored bundles lead to, from these roots. `None`: they do not lead to the newest stored one.
pub(crate) fn trust(roots: &[PublicKey], stored: &[BundleRecord]) -> Option<Trust> {
    let bundles: Vec<&[u8]> = stored.iter().map(|record| record.bundle.as_slice()).collect();
    let trust = Trust::follow(roots, &bundles);
    match bundles.last() {
        Some(newest) if trust.bundle().is_none_or(|bundle| bundle.bytes() != *newest) => None,
        _ => Some(trust),
    }
}

/// Whether this bundle is of no higher version than the newest stored one: then a start passes over it.
pub(crate) fn is_known(bundle: &[u8], trust: &Trust) -> bool {
    let held = trust.bundle().map_or(0, |bundle| bundle.body().version);
    unverified_body(bundle).is_ok_and(|body| body.version <= held)
}

/// Whether an authority's head and the end of its log agree.
pub(crate) fn check_log(store: &dyn Read, authority: AuthorityNumber) -> Result<(), StoreError> {
    let last = store.last_entry(authority)?.map_or(0, |leaf| leaf.0.saturating_add(1));
    if store.head(authority)?.size.0 == last { Ok(()) } else { Err(StoreError::Damaged(None)) }
}
