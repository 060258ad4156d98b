//! A port for a server that is started later, or again and again.

use std::collections::BTreeSet;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::ops::Range;
use std::sync::Mutex;

/// Below those that systems give to outgoing connections (Linux from 32,768, others from 49,152): between being found and
/// being used, and while its server is down, no connection gets it.
const PORTS: Range<u16> = 20_000..32_000;

static CHOSEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());

/// An address of 127.0.0.1 where nobody listens, chosen at random, so that programs side by side hardly choose the same; this one
/// never chooses one twice.
#[must_use]
pub fn free_address() -> SocketAddr {
    loop {
        let random = RandomState::new().hash_one(std::process::id());
        let port = PORTS.start + (random % u64::from(PORTS.end - PORTS.start)) as u16;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        if TcpListener::bind(address).is_ok() && CHOSEN.lock().unwrap().insert(port) {
            return address;
        }
    }
}
