//! After the last entry of a log: the statuses, orders and ids that are kept are those that it led to.

use super::{Orders, refusal};
use crate::fsck::bundles::{Bundles, InForce};
use crate::fsck::decode_exact;
use crate::fsck::finding::{Fault, Findings, Stopped};
use crate::fsck::walk::Walk;
use crate::store::key::{Key, Parts, beginning_with};
use crate::store::load::at;
use crate::store::port::Read;
use crate::store::records::{OrderRecord, Record};
use crate::store::schema::{ORDER_IDS, ORDERS, STATUSES};
use hezheng_core::ids::Hash;
use hezheng_core::number::AuthorityCode;
use hezheng_core::status::order::{OrderRefusal, UnverifiedOrder};

impl Orders {
    /// After the last entry: the statuses are those that were replayed.
    pub(in crate::fsck) fn check_statuses(&self, read: &dyn Read, findings: &mut Findings) -> Result<(), Stopped> {
        let mut rows = Walk::over(STATUSES, beginning_with(Key::of(self.authority)));
        for (leaf, place) in &self.statuses {
            let key = at((self.authority, *leaf)).into_bytes();
            let Some((value, made)) = rows.wanted(read, &key, findings)?.zip(self.made.get(*place)) else { continue };
            findings.compare(STATUSES, &key, (&value, &made.encode()))?;
        }
        rows.end(read, findings)
    }

    /// After the last entry: the orders that are kept are those of the log, and such as changed nothing; each has its id.
    pub(in crate::fsck) fn check_kept(
        &self,
        read: &dyn Read,
        (code, bundles): (Option<&AuthorityCode>, &Bundles),
        findings: &mut Findings,
    ) -> Result<u64, Stopped> {
        let mut rows = Walk::over(ORDERS, beginning_with(Key::of(self.authority)));
        let (mut orders, mut ids) = (0, 0);
        while let Some((key, value)) = rows.next(read)? {
            let hash = key.get(4..).and_then(|hash| hash.try_into().ok()).map(Hash);
            let record = decode_exact::<OrderRecord>(&value);
            let order = record.as_ref().and_then(|record| UnverifiedOrder::decode(&record.order).ok());
            let Some(((record, order), hash)) = record.as_ref().zip(order).zip(hash) else {
                if !hash.is_some_and(|hash| self.logged.contains(&hash)) {
                    findings.add(ORDERS, &key, Fault::Unreadable)?;
                }
                continue;
            };
            orders += 1;
            if order.hash() != hash {
                if !self.logged.contains(&hash) {
                    findings.add(ORDERS, &key, Fault::Misplaced)?;
                }
                continue;
            }
            if Some(&order.unverified_body().authority) != code {
                findings.add(ORDERS, &key, Fault::OtherAuthority)?;
            }
            if !self.logged.contains(&hash) {
                self.check_without_entries(read, (&key, record), (&order, bundles), findings)?;
            }
            ids += u64::from(self.check_id(read, (&key, hash), &order.unverified_body().id, findings)?);
        }
        self.check_ids(read, ids, findings)?;
        Ok(orders)
    }

    /// An order that changed nothing has no entry, so that nobody knows when it came: what depends on that is not judged.
    fn check_without_entries(
        &self,
        read: &dyn Read,
        (key, record): (&[u8], &OrderRecord),
        (order, bundles): (&UnverifiedOrder<'_>, &Bundles),
        findings: &mut Findings,
    ) -> Result<(), Stopped> {
        if record.touched != 0 || !record.entries.is_empty() {
            return findings.add(ORDERS, key, Fault::Excess);
        }
        let mut trusts = bundles.since(read, &InForce::default());
        let refused = refusal(order, order.unverified_body().ordered, &mut trusts)?;
        match refused {
            None
            | Some(
                OrderRefusal::EnteredBeforeSigned | OrderRefusal::EnteredTooLate | OrderRefusal::KeyNotValidAtEntry,
            ) => Ok(()),
            Some(refusal) => findings.add(ORDERS, key, Fault::NotInForce(refusal)),
        }
    }

    fn check_id(
        &self,
        read: &dyn Read,
        (key, hash): (&[u8], Hash),
        id: &[u8; 16],
        findings: &mut Findings,
    ) -> Result<bool, Stopped> {
        let id = Key::of(self.authority).bytes(id).into_bytes();
        match read.get(ORDER_IDS, &id)? {
            None => findings.add(ORDER_IDS, &id, Fault::Missing).map(|()| false),
            Some(found) if found == hash.0 => Ok(true),
            // Two orders, or a changed row: the row is right where it names the other order.
            Some(found) if read.get(ORDERS, &[key.get(..4).unwrap_or_default(), &found].concat())?.is_some() => {
                findings.add(ORDERS, key, Fault::IdTaken).map(|()| false)
            }
            Some(found) => findings.compare(ORDER_IDS, &id, (&found, &hash.0)).map(|()| true),
        }
    }

    /// Where there are more ids than orders, says which.
    fn check_ids(&self, read: &dyn Read, known: u64, findings: &mut Findings) -> Result<(), Stopped> {
        let all = beginning_with(Key::of(self.authority));
        let (mut rows, mut count) = (Walk::over(ORDER_IDS, all.clone()), 0);
        while rows.next(read)?.is_some() {
            count += 1;
        }
        if count <= known {
            return Ok(());
        }
        let mut rows = Walk::over(ORDER_IDS, all);
        while let Some((key, hash)) = rows.next(read)? {
            let order = [key.get(..4).unwrap_or_default(), &hash].concat();
            let Some(value) = read.get(ORDERS, &order)? else {
                if self.made.is_empty() || hash.len() != 32 {
                    findings.add(ORDER_IDS, &key, Fault::Excess)?;
                } else if !self.logged.iter().any(|logged| logged.0 == hash.as_slice()) {
                    findings.add(ORDERS, &order, Fault::Missing)?;
                }
                continue;
            };
            let record = decode_exact::<OrderRecord>(&value);
            let order = record.as_ref().and_then(|record| UnverifiedOrder::decode(&record.order).ok());
            let mut parts = Parts::of(&key);
            let id = parts.u32().and_then(|_| parts.array::<16>()).filter(|_| parts.is_at_end());
            if order.is_some_and(|order| Some(order.unverified_body().id) != id) {
                findings.add(ORDER_IDS, &key, Fault::Excess)?;
            }
        }
        Ok(())
    }
}
