//! Orders: which certificates one touches, and its entries in the log (format.md section 6).

use crate::refusal::{Failed, OrderRule};
use crate::sequencer::batch::Batch;
use crate::store::records::{OrderRecord, StatusRecord};
use crate::store::{AuthorityNumber, Load};
use hezheng_core::ids::{Hash, LeafIndex};
use hezheng_core::limits::STATUS_CHANGE_LEAVES;
use hezheng_core::log::Entry;
use hezheng_core::status::order::{OrderBody, Selector, UnverifiedOrder};
use std::sync::Arc;

/// An order that came to an authority.
#[derive(Clone, Debug)]
pub(crate) struct OrderGiven {
    pub(crate) authority: AuthorityNumber,
    pub(crate) order: Vec<u8>,
}

impl Batch<'_> {
    pub(super) fn order(&mut self, given: &OrderGiven) -> Result<OrderRecord, Failed> {
        let authority = self.authority(given.authority).map_err(Failed::refused)?;
        let hash = Hash::of(&[&given.order]);
        if let Some(before) = self.writing.order(authority.number, hash)? {
            return Ok(before);
        }
        let order = UnverifiedOrder::decode(&given.order).map_err(Failed::refused)?;
        if order.unverified_body().authority != authority.code {
            return Err(Failed::refused(OrderRule::OtherAuthority));
        }
        let time = self.entry_time(authority.number).map_err(Failed::refused)?;
        let trust = Arc::clone(&self.view.trust);
        let bundle = Self::bundle(&trust, self.now).map_err(Failed::refused)?;
        let verified = order.verify(bundle, time).map_err(|rule| Failed::refused(OrderRule::Core(rule)))?;
        let body = verified.body();
        if self.writing.order_with_id(authority.number, body.id)?.is_some() {
            return Err(Failed::refused(OrderRule::IdTaken));
        }
        let leaves = self.touched(authority.number, body)?;

        // Everything is decided; from here on things are written.
        let mut entries = Vec::new();
        for leaves in leaves.chunks(STATUS_CHANGE_LEAVES) {
            let entry = Entry::StatusChange { time, status: body.status, leaves: leaves.to_vec(), order: hash };
            entries.push(self.append(authority.number, &entry)?);
        }
        for leaf in &leaves {
            let record = StatusRecord { status: body.status, since: time, reason: body.reason, order: hash };
            self.writing.put_status((authority.number, *leaf), &record);
        }
        let record = OrderRecord { order: given.order.clone(), touched: leaves.len() as u64, entries };
        self.writing.put_order(authority.number, (body.id, hash), &record);
        if !leaves.is_empty() {
            self.snapshot_is_due(authority.number);
        }
        Ok(record)
    }

    /// The leaves whose status the order changes, ascending. It may be none: then the order changes nothing.
    fn touched(&self, authority: AuthorityNumber, body: &OrderBody) -> Result<Vec<LeafIndex>, Failed> {
        let mut touched = Vec::new();
        for leaf in selected(&self.writing, authority, body)? {
            let current = self.writing.status((authority, leaf))?.map(|record| record.status).unwrap_or_default();
            if body.selector.changes(current, body.status) {
                touched.push(leaf);
            }
        }
        Ok(touched)
    }
}

/// The leaves that an order names, whatever their status, ascending.
pub(crate) fn selected(
    reading: &(impl Load + ?Sized),
    authority: AuthorityNumber,
    body: &OrderBody,
) -> Result<Vec<LeafIndex>, Failed> {
    let seen = body.seen.0;
    let mut leaves = match &body.selector {
        Selector::Numbers(numbers) => {
            let mut leaves = Vec::new();
            for number in numbers {
                let place = reading.place_of_number(number)?.filter(|place| place.0 == authority);
                let (_, leaf) = place.ok_or_else(|| Failed::refused(OrderRule::UnknownNumber(number.clone())))?;
                if !body.seen.covers(leaf) {
                    return Err(Failed::refused(OrderRule::NotSeen(number.clone())));
                }
                leaves.push(leaf);
            }
            leaves
        }
        Selector::Institution(uscc, from, until) => {
            reading.leaves_of_institution(authority, uscc, from.0..until.0.min(seen).max(from.0))?
        }
        Selector::ClassFiling(filing) => reading.leaves_of_class_filing(authority, filing, seen)?,
    };
    leaves.sort_unstable();
    leaves.dedup();
    Ok(leaves)
}
