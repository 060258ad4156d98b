//! Orders and statuses: behind every status change stands an order that was in force, it touched just what it names, and
//! the statuses are what the changes made. An outsider sees no numbers and no class filings in the log (core's `log`); here
//! they are known, so that each order's certificates are derived again.

mod kept;

use super::decode_exact;
use super::finding::{Fault, Findings, Stopped};
use crate::refusal::Failed;
use crate::selection::selected;
use crate::store::key::Key;
use crate::store::load::at;
use crate::store::port::Read;
use crate::store::records::{OrderRecord, Record, StatusRecord};
use crate::store::schema::{ENTRIES, ORDERS};
use crate::store::{AuthorityNumber, Load, Place, StoreError};
use hezheng_core::ids::{Hash, LeafIndex};
use hezheng_core::limits::STATUS_CHANGE_LEAVES;
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::status::Status;
use hezheng_core::status::index_set::IndexSet;
use hezheng_core::status::order::{OrderBody, OrderRefusal, Selector, UnverifiedOrder};
use hezheng_core::status::snapshot::StatusSets;
use hezheng_core::time::Time;
use hezheng_core::trust::Trust;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The orders of one authority's log, as far as it was read, and what they made.
pub(super) struct Orders {
    authority: AuthorityNumber,
    /// The order whose entries are being read.
    group: Option<Group>,
    logged: BTreeSet<Hash>,
    /// What each order made of what it touched; a status is kept as its place here.
    made: Vec<StatusRecord>,
    statuses: BTreeMap<LeafIndex, usize>,
}

/// A status change, as its entry says it.
pub(super) struct StatusChange {
    pub(super) leaf: LeafIndex,
    pub(super) time: Time,
    pub(super) status: Status,
    pub(super) leaves: Vec<LeafIndex>,
    pub(super) order: Hash,
}

/// The entries of one order.
struct Group {
    order: Hash,
    time: Time,
    /// The order as it is kept; `None` where it is missing or unreadable, which was said.
    kept: Option<(OrderRecord, OrderBody)>,
    /// The leaves that it should touch and no entry named yet.
    left: Option<Vec<LeafIndex>>,
    touched: u64,
    entries: Vec<LeafIndex>,
}

/// The trusts under which an order may have been judged, the likeliest first.
pub(super) type Trusts<'t> = &'t mut dyn FnMut() -> Result<Option<Arc<Trust>>, StoreError>;

impl Orders {
    pub(super) fn of(authority: AuthorityNumber) -> Self {
        let (logged, statuses) = (BTreeSet::new(), BTreeMap::new());
        Self { authority, group: None, logged, made: Vec::new(), statuses }
    }

    /// Replays a status change.
    pub(super) fn change(
        &mut self,
        read: &dyn Read,
        change: &StatusChange,
        trusts: Trusts<'_>,
        findings: &mut Findings,
    ) -> Result<(), Stopped> {
        let key = at((self.authority, change.leaf)).into_bytes();
        let mut group = match self.group.take_if(|group| group.order == change.order) {
            Some(group) => group,
            None => {
                self.end_group(findings)?;
                if !self.logged.insert(change.order) {
                    findings.add(ENTRIES, &key, Fault::NotTogether)?;
                }
                self.begin(read, change, trusts, findings)?
            }
        };
        if group.time != change.time {
            findings.add(ENTRIES, &key, Fault::NotTogether)?;
        }
        if group.kept.as_ref().is_some_and(|(_, body)| body.status != change.status) {
            findings.add(ENTRIES, &key, Fault::OtherStatus)?;
        }
        if let Some(left) = &mut group.left {
            let rest = left.split_off(left.len().min(STATUS_CHANGE_LEAVES));
            let expected = std::mem::replace(left, rest);
            if let Some(leaf) = first_difference(&expected, &change.leaves) {
                findings.add(ENTRIES, &key, Fault::OtherLeaves(leaf))?;
                group.left = None;
            }
        }
        group.touched += change.leaves.len() as u64;
        group.entries.push(change.leaf);
        let reason = group.kept.as_ref().map(|(_, body)| body.reason);
        if let Some(reason) = reason {
            let place = self.made.len();
            self.made.push(StatusRecord { status: change.status, since: change.time, reason, order: change.order });
            self.statuses.extend(change.leaves.iter().map(|leaf| (*leaf, place)));
        }
        self.group = Some(group);
        Ok(())
    }

    fn begin(
        &self,
        read: &dyn Read,
        change: &StatusChange,
        trusts: Trusts<'_>,
        findings: &mut Findings,
    ) -> Result<Group, Stopped> {
        let key = Key::of(self.authority).bytes(&change.order.0).into_bytes();
        let (time, order) = (change.time, change.order);
        let mut group = Group { order, time, kept: None, left: None, touched: 0, entries: Vec::new() };
        let Some(value) = read.get(ORDERS, &key)? else {
            findings.add(ORDERS, &key, Fault::Missing)?;
            return Ok(group);
        };
        let record = decode_exact::<OrderRecord>(&value).filter(|record| Hash::of(&[&record.order]) == order);
        let Some(record) = record else {
            findings.add(ORDERS, &key, Fault::Unreadable)?;
            return Ok(group);
        };
        let Ok(unverified) = UnverifiedOrder::decode(&record.order) else {
            findings.add(ORDERS, &key, Fault::Unreadable)?;
            return Ok(group);
        };
        if let Some(refusal) = refusal(&unverified, time, trusts)? {
            findings.add(ORDERS, &key, Fault::NotInForce(refusal))?;
        }
        let body = unverified.unverified_body().clone();
        group.left = self.named(read, change, &body, findings)?;
        group.kept = Some((record, body));
        Ok(group)
    }

    /// The leaves that the order should touch: what it names, where its new status changes the one that is.
    fn named(
        &self,
        read: &dyn Read,
        change: &StatusChange,
        body: &OrderBody,
        findings: &mut Findings,
    ) -> Result<Option<Vec<LeafIndex>>, Stopped> {
        let named = match selected(read, self.authority, body) {
            Ok(named) => named,
            Err(Failed::Store(StoreError::Damaged(_))) => return Ok(None),
            Err(Failed::Store(error)) => return Err(error.into()),
            Err(Failed::Refused(_)) => {
                let key = Key::of(self.authority).bytes(&change.order.0).into_bytes();
                findings.add(ORDERS, &key, Fault::Refused)?;
                return Ok(None);
            }
        };
        let mut touched = Vec::new();
        for leaf in named {
            // What was registered later was not there.
            let is_touched = leaf < change.leaf && body.selector.changes(self.status(leaf), body.status);
            if is_touched && names(read, (self.authority, leaf), &body.selector)? {
                touched.push(leaf);
            }
        }
        Ok(Some(touched))
    }

    /// Any other entry follows: the order at hand is carried out.
    pub(super) fn end_group(&mut self, findings: &mut Findings) -> Result<(), Stopped> {
        let Some(group) = self.group.take() else { return Ok(()) };
        let Some((kept, _)) = group.kept else { return Ok(()) };
        if let (Some(leaf), Some(last)) = (group.left.iter().flatten().next(), group.entries.last()) {
            let key = at((self.authority, *last)).into_bytes();
            findings.add(ENTRIES, &key, Fault::OtherLeaves(*leaf))?;
        }
        let expected = OrderRecord { touched: group.touched, entries: group.entries, order: kept.order.clone() };
        let key = Key::of(self.authority).bytes(&group.order.0).into_bytes();
        findings.compare(ORDERS, &key, (&kept.encode(), &expected.encode()))
    }

    fn status(&self, leaf: LeafIndex) -> Status {
        self.statuses.get(&leaf).and_then(|place| self.made.get(*place)).map(|made| made.status).unwrap_or_default()
    }

    /// The statuses as a snapshot has them.
    pub(super) fn sets(&self) -> StatusSets {
        let with = |wanted: Status| {
            let leaves = self.statuses.keys().filter(|leaf| self.status(**leaf) == wanted);
            IndexSet::from_indices(leaves.copied())
        };
        StatusSets {
            revoked: with(Status::Revoked),
            suspended: with(Status::Suspended),
            superseded: with(Status::Superseded),
        }
    }
}

/// Whether the certificate itself is one that the selector names: a row too many in an index makes none of it, and is said
/// when the indexes are done.
fn names(read: &dyn Read, place: Place, selector: &Selector) -> Result<bool, StoreError> {
    let record = match read.certificate(place) {
        Ok(record) => record,
        // The certificate was named.
        Err(StoreError::Damaged(_)) => return Ok(true),
        Err(error) => return Err(error),
    };
    let Some(record) = record else { return Ok(false) };
    let Ok(statement) = UnverifiedStatement::decode(&record.registered) else { return Ok(true) };
    Ok(match selector {
        Selector::Numbers(numbers) => numbers.contains(statement.unverified_number()),
        Selector::Institution(uscc, ..) => statement.unverified_uscc() == uscc,
        Selector::ClassFiling(filing) => statement.unverified_claims().class_filing.as_ref() == Some(filing),
    })
}

/// Why an order does not hold under any of these trusts: what the first says.
fn refusal(order: &UnverifiedOrder<'_>, time: Time, trusts: Trusts<'_>) -> Result<Option<OrderRefusal>, StoreError> {
    let mut first = None;
    while let Some(trust) = trusts()? {
        match trust.bundle().map(|bundle| order.verify(bundle, time).map(drop)) {
            Some(Ok(())) => return Ok(None),
            Some(Err(refusal)) => first = first.or(Some(refusal)),
            None => {}
        }
    }
    Ok(Some(first.unwrap_or(OrderRefusal::UnknownOfficer)))
}

/// The first leaf that one of the two has and the other has not.
fn first_difference(expected: &[LeafIndex], found: &[LeafIndex]) -> Option<LeafIndex> {
    let differing = expected.iter().zip(found).find(|(expected, found)| expected != found);
    let beyond = expected.len().min(found.len());
    let longer = if expected.len() > found.len() { expected } else { found };
    differing.map(|(expected, found)| *expected.min(found)).or_else(|| longer.get(beyond).copied())
}
