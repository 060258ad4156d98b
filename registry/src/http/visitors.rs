//! How often one address may ask at the trainee's door, in memory and of bounded size: guessing from one place ends here,
//! guessing at one certificate in the writer, from wherever it comes.

use crate::http::problem::{self, Problem};
use crate::limits::{ADDRESSES, VISIT_SECS, VISITS_AN_HOUR, WRONG_VISITS_AN_HOUR};
use crate::service::Service;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hezheng_core::ids::{parse_hex, to_hex};
use hezheng_core::time::Time;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

/// Says, between nodes that share a store, that the one that a request came to has counted its sender. Only who has the
/// sealing key can say it.
const COUNTED: HeaderName = HeaderName::from_static("hezheng-counted");

/// Everybody for whom there is no room any more.
const OTHERS: IpAddr = IpAddr::V6(Ipv6Addr::UNSPECIFIED);

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
    fn comes(&self, from: IpAddr, now: Time) -> bool {
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
    fn was_right(&self, from: IpAddr, now: Time) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let from = if held.contains_key(&from) { from } else { OTHERS };
        if let Some(visits) = held.get_mut(&from).filter(|visits| visits.hour == now.0 / VISIT_SECS) {
            visits.wrong = visits.wrong.saturating_sub(1);
        }
    }
}

/// Lets a request of a trainee in, or says that too many came from its address.
pub(super) async fn count(State(service): State<Arc<Service>>, mut request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/v1/me/") || was_counted(&service, &request) {
        return next.run(request).await;
    }
    let (from, now) = (address(&service, &request), service.now());
    if !service.visitors.comes(from, now) {
        return Problem::of(problem::TOO_MANY_REQUESTS).into_response();
    }
    if let Ok(word) = HeaderValue::from_str(&to_hex(&service.sealing.of_nodes())) {
        request.headers_mut().insert(COUNTED, word);
    }
    let answer = next.run(request).await;
    if ![StatusCode::FORBIDDEN, StatusCode::TOO_MANY_REQUESTS].contains(&answer.status()) {
        service.visitors.was_right(from, now);
    }
    answer
}

fn was_counted(service: &Service, request: &Request) -> bool {
    let said = request.headers().get(COUNTED).and_then(|value| parse_hex::<32>(value.to_str().ok()?));
    said.is_some_and(|said| service.sealing.is_of_nodes(&said))
}

/// Where a request comes from: what the proxy in front says, where the configuration names one; otherwise who connected.
fn address(service: &Service, request: &Request) -> IpAddr {
    let connected = request.extensions().get::<ConnectInfo<SocketAddr>>().map_or(OTHERS, |from| from.0.ip());
    let header =
        service.client_address_header.as_ref().and_then(|name| request.headers().get_all(name).iter().next_back());
    // The last one is what our own proxy appended; all before it, whoever asked may have written.
    let said = header.and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
    household(said.unwrap_or(connected))
}

/// One household or company is given 64 bits of IPv6 addresses, and may use a new one for each request.
fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        address => address,
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

    #[test]
    fn a_household_is_64_bits_of_ipv6_or_one_ipv4_address() {
        let parse = |text: &str| text.parse::<IpAddr>().unwrap();
        assert_eq!(household(parse("2001:db8::1")), household(parse("2001:db8::ffff:1")));
        assert_ne!(household(parse("2001:db8::1")), household(parse("2001:db8:0:1::1")));
        assert_eq!(household(parse("::ffff:192.0.2.7")), parse("192.0.2.7"));
    }
}
