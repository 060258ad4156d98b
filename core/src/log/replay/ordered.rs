//! The entries of one order, judged against it: whether it was in force, and whether it touches what it names.

use super::finding::{Fault, OrderFault};
use super::{Registrant, Replay};
use crate::ids::{Hash, LeafIndex};
use crate::number::{AuthorityCode, CertificateNumber};
use crate::status::Status;
use crate::status::order::{OrderBody, Selector, UnverifiedOrder};
use crate::time::Time;
use crate::trust::bundle::TrustBundle;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

/// An order whose entries are being read.
#[derive(Clone, Debug)]
pub(super) struct Ordered {
    hash: Hash,
    /// Its first entry, and the time that all of them must bear.
    first: (LeafIndex, Time),
    /// What it says; `None` where nobody has it or it is no order.
    said: Option<(OrderBody, Named)>,
    /// How many certificates of each institution it has touched.
    touched: BTreeMap<Registrant, usize>,
}

/// What a selector names, as far as the log tells.
#[derive(Clone, Debug)]
enum Named {
    /// So many certificates of each institution, with these numbers.
    Numbers(BTreeSet<CertificateNumber>, BTreeMap<Registrant, usize>),
    /// The registrations of these at an entry from..until.
    Institution(Vec<Registrant>, LeafIndex, LeafIndex),
    /// The log does not tell.
    Unknown,
}

impl Named {
    fn by(body: &OrderBody, bundle: &TrustBundle, authority: &AuthorityCode) -> Self {
        match &body.selector {
            Selector::Numbers(numbers) => {
                let numbers: BTreeSet<CertificateNumber> = numbers.iter().cloned().collect();
                let mut of_each = BTreeMap::new();
                for number in numbers.iter().filter(|number| number.authority() == authority.as_str()) {
                    *of_each.entry(Registrant::numbered(number.institution())).or_default() += 1;
                }
                Self::Numbers(numbers, of_each)
            }
            Selector::Institution(uscc, from, until) => {
                let entries = bundle.institutions(uscc).filter(|entry| entry.authority == *authority);
                Self::Institution(
                    entries.map(|entry| Registrant::numbered(entry.number.as_str())).collect(),
                    *from,
                    LeafIndex(until.0.min(body.seen.0)),
                )
            }
            Selector::ClassFiling(_) => Self::Unknown,
        }
    }
}

impl Ordered {
    pub(super) fn hash(&self) -> Hash {
        self.hash
    }
}

impl Replay<'_> {
    /// The first entry of an order.
    pub(super) fn begin_order(&mut self, leaf: LeafIndex, time: Time, hash: Hash, bytes: Option<&[u8]>) {
        let mut fault = |fault| self.findings.add(leaf, Fault::Order { order: hash, fault });
        if !self.orders.insert(hash) {
            fault(OrderFault::NotConsecutive);
        }
        let mut said = None;
        match bytes.filter(|bytes| Hash::of(&[bytes]) == hash).map(UnverifiedOrder::decode) {
            None => fault(OrderFault::Missing),
            Some(Err(rule)) => fault(OrderFault::Malformed(rule)),
            Some(Ok(order)) => {
                if let Err(refusal) = order.verify(self.scope.bundle, time) {
                    fault(OrderFault::NotInForce(refusal));
                }
                let body = order.unverified_body();
                if body.authority != self.scope.authority {
                    fault(OrderFault::OtherAuthority);
                }
                if self.order_ids.insert(body.id, hash).is_some_and(|before| before != hash) {
                    fault(OrderFault::IdTwice);
                }
                let is_anothers = |number: &CertificateNumber| number.authority() != self.scope.authority.as_str();
                if matches!(&body.selector, Selector::Numbers(numbers) if numbers.iter().any(is_anothers)) {
                    fault(OrderFault::NamesAnothers);
                }
                said = Some((body.clone(), Named::by(body, self.scope.bundle, &self.scope.authority)));
            }
        }
        self.ordered = Some(Ordered { hash, first: (leaf, time), said, touched: BTreeMap::new() });
    }

    /// One entry of the order at hand. Whatever is wrong with it, the statuses are what the log says.
    pub(super) fn change_statuses(&mut self, at: LeafIndex, (time, new): (Time, Status), leaves: &[LeafIndex]) {
        let Some(mut ordered) = self.ordered.take() else { return };
        let hash = ordered.hash;
        let mut faults = Vec::new();
        if time != ordered.first.1 {
            faults.push(OrderFault::SeveralTimes);
        }
        if let Some((body, _)) = ordered.said.as_ref().filter(|(body, _)| body.status != new) {
            faults.push(OrderFault::OtherStatus { ordered: body.status });
        }
        for leaf in leaves {
            let registrant = match self.registrant(*leaf) {
                None => {
                    self.findings.add(at, Fault::LeafNotBefore(*leaf));
                    continue;
                }
                Some(Registrant::NONE) => {
                    self.findings.add(at, Fault::NoRegistration(*leaf));
                    continue;
                }
                Some(registrant) => registrant,
            };
            if let Some((body, named)) = &ordered.said {
                let touched = ordered.touched.entry(registrant).or_default();
                *touched += 1;
                faults.extend(self.fault_of_leaf(*leaf, (body, new), named, (registrant, *touched)));
            }
            self.set_status(*leaf, new);
        }
        faults.into_iter().for_each(|fault| self.findings.add(at, Fault::Order { order: hash, fault }));
        self.ordered = Some(ordered);
    }

    fn fault_of_leaf(
        &self,
        leaf: LeafIndex,
        (body, new): (&OrderBody, Status),
        named: &Named,
        (registrant, touched): (Registrant, usize),
    ) -> Option<OrderFault> {
        if !body.seen.covers(leaf) {
            return Some(OrderFault::NotSeen(leaf));
        }
        let current = self.status(leaf);
        if !body.selector.changes(current, new) {
            return Some(OrderFault::NotChanged { leaf, current });
        }
        match named {
            Named::Numbers(numbers, of_each) => {
                let known = self.scope.certificates.get(&leaf);
                if known.is_some_and(|number| !numbers.contains(number)) {
                    return Some(OrderFault::NotNamed(leaf));
                }
                (touched > of_each.get(&registrant).copied().unwrap_or_default())
                    .then_some(OrderFault::MoreThanNamed(leaf))
            }
            Named::Institution(registrants, from, until) => {
                let is_named = registrants.contains(&registrant) && *from <= leaf && leaf < *until;
                (!is_named).then_some(OrderFault::NotNamed(leaf))
            }
            Named::Unknown => None,
        }
    }

    /// After the last entry of an order: whether it left out what it names. What it touched, it would not touch again, so
    /// whatever it would still change was left out.
    pub(super) fn end_order(&mut self) {
        let Some(ordered) = self.ordered.take() else { return };
        let Some((body, named)) = &ordered.said else { return };
        let (first, _) = ordered.first;
        let would_change = |leaf: &LeafIndex| body.selector.changes(self.status(*leaf), body.status);
        let (left_out, is_resolved): (Vec<LeafIndex>, bool) = match named {
            Named::Institution(registrants, from, until) => {
                let is_theirs =
                    |leaf: &LeafIndex| self.registrant(*leaf).is_some_and(|found| registrants.contains(&found));
                let range = (from.0..until.0.min(first.0)).map(LeafIndex);
                (range.filter(|leaf| is_theirs(leaf) && would_change(leaf)).collect(), true)
            }
            Named::Numbers(numbers, _) => {
                let known = self.scope.certificates.iter().filter(|(_, number)| numbers.contains(number));
                let known: Vec<LeafIndex> = known.map(|(leaf, _)| *leaf).collect();
                let is_resolved = known.len() == numbers.len();
                (known.into_iter().filter(|leaf| *leaf < first && would_change(leaf)).collect(), is_resolved)
            }
            Named::Unknown => (Vec::new(), false),
        };
        self.unresolved += u64::from(!is_resolved);
        for leaf in left_out {
            let fault = OrderFault::LeftOut(leaf);
            self.findings.add(first, Fault::Order { order: ordered.hash, fault });
        }
    }
}
