//! The paces: how many certificates each institution registered, counted again from the log.

use super::institution_and_leaf;
use crate::fsck::Fsck;
use crate::fsck::finding::Stopped;
use crate::fsck::walk::Walk;
use crate::store::desk::{Pace, of_pace};
use crate::store::key::every_key;
use crate::store::load::at;
use crate::store::records::Record;
use crate::store::schema::{BY_INSTITUTION, ENTRIES, PACES};
use hezheng_core::log::Entry;
use hezheng_core::time::Date;
use std::collections::BTreeMap;

/// Entries whose times are asked for at once.
const ENTRIES_AT_ONCE: usize = 256;

impl Fsck<'_> {
    /// Counts again how many certificates each institution registered.
    pub(super) fn check_paces(&mut self) -> Result<(), Stopped> {
        let mut rows = Walk::over(BY_INSTITUTION, every_key());
        let mut paces: BTreeMap<Vec<u8>, Pace> = BTreeMap::new();
        loop {
            let mut found = Vec::new();
            while found.len() < ENTRIES_AT_ONCE
                && let Some((key, _)) = rows.next(self.read)?
            {
                // What is no key of the index was named with it.
                found.extend(institution_and_leaf(&key));
            }
            if found.is_empty() {
                break;
            }
            let keys: Vec<_> = found.iter().map(|(authority, _, leaf)| at((*authority, *leaf)).into_bytes()).collect();
            for ((authority, uscc, _), entry) in found.into_iter().zip(self.read.get_many(ENTRIES, &keys)?) {
                let Some(time) = entry.and_then(|entry| Entry::decode(&entry).ok()).map(|entry| entry.time()) else {
                    // Without the entry nothing can be counted, and the entry was named.
                    return Ok(());
                };
                let day: Date = time.shanghai_day();
                let key = of_pace(authority, &uscc, day.year()).into_bytes();
                let pace = Pace::one_more(paces.get(&key).copied(), day);
                paces.insert(key, pace);
            }
        }
        let mut rows = Walk::over(PACES, every_key());
        for (key, pace) in &paces {
            if let Some(value) = rows.wanted(self.read, key, &mut self.findings)? {
                self.findings.compare(PACES, key, (&value, &pace.encode()))?;
            }
        }
        rows.end(self.read, &mut self.findings)
    }
}
