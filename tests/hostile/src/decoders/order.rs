//! An order: whatever it says, only two officers of its bureau put it in force.

use super::payload_part;
use crate::World;
use crate::world::NOW;
use hezheng_core::ids::Kid;
use hezheng_core::status::order::{OrderDraft, UnverifiedOrder};

/// Panics where a promise is broken.
pub fn body(bytes: &[u8]) {
    let world = World::get();
    let Ok(order) = UnverifiedOrder::decode(bytes) else { return };
    let draft = OrderDraft::new(Kid([0; 8]), order.unverified_body()).expect("what is decoded can be drafted");
    let (unsigned, _) = bytes.split_at(bytes.len() - 64);
    assert!(unsigned.ends_with(payload_part(&draft.finish(&[0; 64]))), "an order has one encoding");
    if order.verify(world.trust.bundle().expect("a bundle is held"), NOW).is_ok() {
        assert_eq!(bytes, world.order, "an order that no two officers signed is in force");
    }
}
