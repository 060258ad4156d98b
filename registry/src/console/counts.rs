//! Counts of certificates by month, institution and programme: how many were registered, and how many of them are not valid now.

use super::counted::{Counted, Group};
use super::rows::{Row, rows, status_name};
use crate::limits::{COUNTED_AT_ONCE, SEARCH_ROWS};
use crate::refusal::{Failed, Unavailable};
use crate::service::Service;
use crate::store::{AuthorityNumber, Load, StoreError};
use hezheng_core::ids::LeafIndex;
use hezheng_core::number::Uscc;
use hezheng_core::status::Status;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::PoisonError;

impl Service {
    /// Counts some more of the log, and gives what is known; `counted` below `size` says that there is more to count.
    pub(crate) fn counts(&self, authority: AuthorityNumber) -> Result<Value, Failed> {
        let view = self.view();
        let bundle = view.trust.bundle().ok_or(Failed::refused(Unavailable::BundleExpired))?;
        let reading = self.store.read()?;
        let size = reading.head(authority)?.size.0;
        let mut held = self.counts.0.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = held.entry(authority).or_default();
        let end = size.min(counted.until.saturating_add(COUNTED_AT_ONCE));
        while counted.until < end {
            let until = end.min(counted.until.saturating_add(SEARCH_ROWS as u64));
            let leaves: Vec<LeafIndex> = (counted.until..until).map(LeafIndex).collect();
            for row in rows(reading.as_ref(), authority, &leaves)? {
                *counted.registered.entry(group(&row)?).or_default() += 1;
            }
            counted.until = until;
        }
        let Counted { until, registered } = counted.clone();
        drop(held);
        let changed: Vec<LeafIndex> = reading.statuses(authority)?.into_iter().map(|(leaf, _)| leaf).collect();
        let mut changes: BTreeMap<Group, BTreeMap<&str, u64>> = BTreeMap::new();
        for leaves in changed.chunks(SEARCH_ROWS) {
            for row in rows(reading.as_ref(), authority, leaves)? {
                if row.status() != Status::Valid && row.leaf.0 < until {
                    *changes.entry(group(&row)?).or_default().entry(status_name(row.status())).or_default() += 1;
                }
            }
        }
        let names = |uscc: &str| {
            let listed = Uscc::parse(uscc).ok().and_then(|uscc| bundle.institutions(&uscc).next().cloned());
            listed.map(|listed| listed.name_on(self.now().shanghai_day()).to_owned())
        };
        let groups: Vec<Value> = registered
            .iter()
            .map(|(key, registered)| {
                let (month, uscc, programme) = key;
                json!({
                    "month": month, "uscc": uscc, "institution": names(uscc), "programme": programme,
                    "registered": registered, "now": changes.get(key),
                })
            })
            .collect();
        Ok(json!({ "size": size, "counted": until, "groups": groups }))
    }
}

fn group(row: &Row) -> Result<Group, StoreError> {
    let statement = row.statement()?;
    let (time, _) = statement.unverified_registration().ok_or(StoreError::Damaged(None))?;
    let (year, month, _) = time.shanghai_day().ymd();
    let programme = statement.unverified_claims().programme.clone();
    Ok((format!("{year}-{month:02}"), statement.unverified_uscc().as_str().to_owned(), programme))
}
