//! How often one address may ask at the trainee's door, in memory and of bounded size: guessing from one place ends here,
//! guessing at one certificate in the writer, from wherever it comes.

use crate::limits::{ADDRESSES, VISIT_SECS, VISITS_AN_HOUR, WRONG_VISITS_AN_HOUR};
use hezheng_core::time::Time;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

/// Everybody for whom there is no room any more.
pub(crate) const OTHERS: IpAddr = IpAddr::V6(Ipv6Addr::UNSPECIFIED);

/// Who asked, and how often in this hour.
#[derive(Debug, Default)]
pub(crate) struct Visitors(Mutex<HashMap<IpAddr, Visits>>);

#[derive(Clone, Copy, Debug)]
struct Visits {
    hour: u64,
    all: u32,
    wrong: u32,
}

impl Visitors {
    /// Counts a request as one that proves nothing, until it is known; `false`: too many came from there.
    pub(crate) fn comes(&self, from: IpAddr, now: Time) -> bool {
        let hour = now.0 / VISIT_SECS;
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= ADDRESSES && !held.contains_key(&from) {
            held.retain(|_, visits| visits.hour == hour);
        }
        let from = if held.len() >= ADDRESSES && !held.contains_key(&from) { OTHERS } else { from };
        let visits = held.entry(from).or_insert(Visits { hour, all: 0, wrong: 0 });
        if visits.hour != hour {
            *visits = Visits { hour, all: 0, wrong: 0 };
        }
        if visits.all >= VISITS_AN_HOUR || visits.wrong >= WRONG_VISITS_AN_HOUR {
            return false;
        }
        (visits.all, visits.wrong) = (visits.all + 1, visits.wrong + 1);
        true
    }

    /// It was no wrong one.
    pub(crate) fn was_right(&self, from: IpAddr, now: Time) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let from = if held.contains_key(&from) { from } else { OTHERS };
        if let Some(visits) = held.get_mut(&from).filter(|visits| visits.hour == now.0 / VISIT_SECS) {
            visits.wrong = visits.wrong.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const NOW: Time = Time(1_800_000_000 / VISIT_SECS * VISIT_SECS);

    fn from(n: u32) -> IpAddr {
        Ipv4Addr::from_bits(0x0A00_0000 + n).into()
    }

    #[test]
    fn thirty_wrong_ones_an_hour_are_taken_and_one_more_is_not() {
        let visitors = Visitors::default();
        for _ in 0..WRONG_VISITS_AN_HOUR {
            assert!(visitors.comes(from(1), NOW));
        }
        assert!(!visitors.comes(from(1), NOW));
        assert!(!visitors.comes(from(1), Time(NOW.0 + VISIT_SECS - 1)));
        assert!(visitors.comes(from(2), NOW));
        assert!(visitors.comes(from(1), Time(NOW.0 + VISIT_SECS)));
    }

    #[test]
    fn right_ones_are_counted_too_and_more_of_them_are_taken() {
        let visitors = Visitors::default();
        for _ in 0..VISITS_AN_HOUR {
            assert!(visitors.comes(from(1), NOW));
            visitors.was_right(from(1), NOW);
        }
        assert!(!visitors.comes(from(1), NOW));
    }

    #[test]
    fn more_addresses_than_are_kept_share_one_count_until_the_hour_is_over() {
        let visitors = Visitors::default();
        for n in 0..u32::try_from(ADDRESSES).unwrap() {
            assert!(visitors.comes(from(n), NOW));
        }
        let more = || visitors.comes(from(u32::MAX >> 8), NOW);
        assert_eq!((0..100).filter(|_| more()).count(), WRONG_VISITS_AN_HOUR as usize);
        assert!(visitors.comes(from(3), NOW), "who is known is counted as before");
        assert!(visitors.0.lock().unwrap().len() <= ADDRESSES + 1);
        assert!(visitors.comes(from(u32::MAX >> 8), Time(NOW.0 + VISIT_SECS)));
        assert!(visitors.0.lock().unwrap().len() <= 2);
    }
}
