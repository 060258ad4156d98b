//! Counts of wrong identity numbers: each is of a certificate or of a counter that unknown check codes share, and within
//! what is ever counted. More cannot be said: nothing else in the store knows how often somebody was wrong.

use super::decode_exact;
use super::finding::{Fault, Findings, Stopped};
use super::walk::Walk;
use crate::limits::{SCHOOL_COUNTERS, UNKNOWN_CODE_COUNTERS, WRONG_A_DAY, WRONG_IN_ALL};
use crate::store::key::{Parts, every_key};
use crate::store::load::at;
use crate::store::port::Read;
use crate::store::records::MatchCount;
use crate::store::schema::{CERTIFICATES, MATCH_COUNTS};
use crate::store::{AuthorityNumber, StoreError};
use hezheng_core::ids::LeafIndex;

/// Checks the counts.
pub(super) fn check(read: &dyn Read, findings: &mut Findings) -> Result<(), Stopped> {
    let mut rows = Walk::over(MATCH_COUNTS, every_key());
    while let Some((key, value)) = rows.next(read)? {
        if !is_of_something(read, &key)? {
            findings.add(MATCH_COUNTS, &key, Fault::Excess)?;
        }
        match decode_exact::<MatchCount>(&value) {
            None => findings.add(MATCH_COUNTS, &key, Fault::Unreadable)?,
            Some(count) if !is_possible(count) => findings.add(MATCH_COUNTS, &key, Fault::Count)?,
            Some(_) => {}
        }
    }
    Ok(())
}

fn is_of_something(read: &dyn Read, key: &[u8]) -> Result<bool, StoreError> {
    let mut parts = Parts::of(key);
    let (Some(authority), Some(number), true) = (parts.u32(), parts.u64(), parts.is_at_end()) else { return Ok(false) };
    if authority == 0 {
        return Ok(number < UNKNOWN_CODE_COUNTERS + SCHOOL_COUNTERS);
    }
    let place = at((AuthorityNumber(authority), LeafIndex(number))).into_bytes();
    Ok(read.get(CERTIFICATES, &place)?.is_some())
}

fn is_possible(count: MatchCount) -> bool {
    (1..=WRONG_A_DAY).contains(&count.wrong_that_day)
        && (count.wrong_that_day..=WRONG_IN_ALL).contains(&count.wrong_in_all)
}
