//! What a crash leaves behind, step by step, and how a start goes on from there.
//!
//! The writer does, for each commit:
//! 1. *Decides and writes into an unfinished transaction*: entries, tree nodes, records, orders, snapshots. It signs
//!    countersignatures, receipts and snapshots here, in memory, because a request sent again must get them byte for byte.
//!    A crash leaves nothing: the store is as before, nobody has seen a signature, the same leaf index will go to
//!    whatever comes next.
//! 2. *Commits*, atomically, and durably before the commit returns. A crash during it leaves either the state before
//!    (as 1) or the state after (as 3); redb decides by a checksum when it is opened. Where the commit fails with an
//!    error instead, nothing is answered and redb writes no more: the next start finds which of the two it was.
//! 3. *Publishes the view* that readers see. A crash leaves everything durable and nobody answered.
//! 4. *Answers.* A crash leaves some clients without their answer. They send the same bytes again and get the answer
//!    that was committed: certificates by statement hash, reservations by id, orders by hash, bundles by their bytes.
//!
//! So nothing acknowledged is lost, no number is given twice (a reservation is durable before its answer), and no leaf
//! index is ever promised for two statements (no signature leaves before its entry is durable). There is no state outside
//! the store but the view, which is read from it.
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
