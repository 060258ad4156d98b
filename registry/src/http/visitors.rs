//! Where a request at the trainee's door comes from, and whether too many came from there.

use crate::http::problem::{self, Problem};
use crate::service::Service;
use crate::visitors::OTHERS;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hezheng_core::ids::{parse_hex, to_hex};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

/// Says, between nodes that share a store, that the one that a request came to has counted its sender. Only who has the
/// sealing key can say it.
const COUNTED: HeaderName = HeaderName::from_static("hezheng-counted");

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

    #[test]
    fn a_household_is_64_bits_of_ipv6_or_one_ipv4_address() {
        let parse = |text: &str| text.parse::<IpAddr>().unwrap();
        assert_eq!(household(parse("2001:db8::1")), household(parse("2001:db8::ffff:1")));
        assert_ne!(household(parse("2001:db8::1")), household(parse("2001:db8:0:1::1")));
        assert_eq!(household(parse("::ffff:192.0.2.7")), parse("192.0.2.7"));
    }
}
