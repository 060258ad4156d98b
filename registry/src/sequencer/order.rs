//! Orders: which certificates one touches, and its entries in the log (format.md section 6).

use crate::limits::PAIRS_AT_ONCE;
use crate::refusal::{CorrectionRefusal, Failed, OrderRule};
use crate::selection::selected;
use crate::sequencer::batch::Batch;
use crate::sequencer::register::Open;
use crate::store::records::{CorrectionState, OrderRecord, StatusRecord};
use crate::store::{AuthorityNumber, Load, StoreError};
use hezheng_core::ids::{Hash, LeafIndex};
use hezheng_core::limits::STATUS_CHANGE_LEAVES;
use hezheng_core::log::Entry;
use hezheng_core::number::CertificateNumber;
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::status::order::{OrderBody, Selector, UnverifiedOrder};
use hezheng_core::status::{Status, correction};
use hezheng_core::time::Time;
use std::collections::BTreeSet;
use std::sync::Arc;

/// An order that came to an authority.
#[derive(Clone, Debug)]
pub(crate) struct OrderGiven {
    pub(crate) authority: AuthorityNumber,
    pub(crate) order: Vec<u8>,
}

/// An order that is in force, and what it changes.
struct Decided<'o> {
    authority: AuthorityNumber,
    time: Time,
    body: &'o OrderBody,
    hash: Hash,
    leaves: Vec<LeafIndex>,
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
        let corrections = self.corrections_named(authority.number, body)?;
        let decided = Decided { authority: authority.number, time, body, hash, leaves };
        if corrections.is_empty() {
            self.change_statuses(&decided);
            return Ok(self.enter(&decided, &given.order)?);
        }
        // Registering may still be refused: then the statuses are taken back with all else.
        self.whole_or_not_at_all(|batch| {
            // First the statuses: the old certificates are not in the way of the new ones any more.
            batch.change_statuses(&decided);
            let mut record = None;
            batch.carry_out(authority.number, &corrections, |batch| {
                record = Some(batch.enter(&decided, &given.order)?);
                Ok(())
            })?;
            Ok(record.ok_or(StoreError::Damaged(None))?)
        })
    }

    fn change_statuses(&mut self, decided: &Decided<'_>) {
        let Decided { authority, time, body, hash, leaves } = decided;
        let record = StatusRecord { status: body.status, since: *time, reason: body.reason, order: *hash };
        leaves.iter().for_each(|leaf| self.writing.put_status((*authority, *leaf), &record));
    }

    /// Writes an order's entries, and the order itself.
    fn enter(&mut self, decided: &Decided<'_>, order: &[u8]) -> Result<OrderRecord, StoreError> {
        let Decided { authority, time, body, hash, leaves } = decided;
        let mut entries = Vec::new();
        for leaves in leaves.chunks(STATUS_CHANGE_LEAVES) {
            let leaves = leaves.to_vec();
            let entry = Entry::StatusChange { time: *time, status: body.status, leaves, order: *hash };
            entries.push(self.append(*authority, &entry)?);
        }
        let record = OrderRecord { order: order.into(), touched: leaves.len() as u64, entries };
        self.writing.put_order(*authority, (body.id, *hash), &record);
        if !leaves.is_empty() {
            self.snapshot_is_due(*authority);
        }
        Ok(record)
    }

    /// The corrections that an order carries out: those that wait for the certificates which it supersedes by number. It
    /// must say by its id that it does, and what is put in their places.
    fn corrections_named(&self, authority: AuthorityNumber, body: &OrderBody) -> Result<Vec<Open>, Failed> {
        let (Status::Superseded, Selector::Numbers(numbers)) = (body.status, &body.selector) else {
            return Ok(Vec::new());
        };
        let (mut seen, mut open, mut hashes) = (BTreeSet::new(), Vec::new(), Vec::new());
        for number in numbers.iter().filter(|number| seen.insert(*number)) {
            let Some(record) = self.writing.correction(authority, number)? else { continue };
            match record.state {
                // Nobody can have seen it: its id would be right by a collision that somebody made.
                CorrectionState::Open if record.filed > body.ordered => {
                    return Err(Failed::refused(OrderRule::CorrectionDiffers(number.clone())));
                }
                CorrectionState::Open => {}
                // The officers may have signed for what was withdrawn since.
                CorrectionState::Withdrawn if record.since >= body.ordered => {
                    return Err(Failed::refused(OrderRule::CorrectionWithdrawn(number.clone())));
                }
                CorrectionState::Withdrawn | CorrectionState::CarriedOut => continue,
            }
            let statement = UnverifiedStatement::decode(&record.statement).map_err(|_| StoreError::Damaged(None))?;
            hashes.push(statement.hash());
            open.push((number.clone(), record));
        }
        if let Some((first, _)) = open.first()
            && correction::order_id(&hashes) != body.id
        {
            return Err(Failed::refused(OrderRule::CorrectionDiffers(first.clone())));
        }
        for (number, _) in &open {
            self.check_in_force(authority, number, body)?;
        }
        Ok(open)
    }

    /// What is not in force any more is not replaced: the order would register a certificate and supersede none.
    fn check_in_force(
        &self,
        authority: AuthorityNumber,
        number: &CertificateNumber,
        body: &OrderBody,
    ) -> Result<(), Failed> {
        let place = self.writing.place_of_number(number)?.filter(|place| place.0 == authority);
        let place = place.ok_or(StoreError::Damaged(None))?;
        let current = self.writing.status(place)?.map(|record| record.status).unwrap_or_default();
        if body.selector.changes(current, body.status) {
            Ok(())
        } else {
            Err(Failed::refused(CorrectionRefusal::NotInForce(number.clone())))
        }
    }

    /// The leaves whose status the order changes, ascending. It may be none: then the order changes nothing.
    pub(super) fn touched(&self, authority: AuthorityNumber, body: &OrderBody) -> Result<Vec<LeafIndex>, Failed> {
        let mut touched = Vec::new();
        let selected = selected(&self.writing, authority, body)?;
        // An order may select tens of thousands: one question for each would keep everybody waiting.
        for leaves in selected.chunks(PAIRS_AT_ONCE) {
            self.writing.learn_statuses(authority, leaves)?;
        }
        for leaf in selected {
            let current = self.writing.status((authority, leaf))?.map(|record| record.status).unwrap_or_default();
            if body.selector.changes(current, body.status) {
                touched.push(leaf);
            }
        }
        Ok(touched)
    }
}
