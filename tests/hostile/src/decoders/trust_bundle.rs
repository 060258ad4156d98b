//! A trust bundle: whatever it says, only a trusted root key makes it count.

use super::payload_part;
use crate::World;
use crate::envelope;
use crate::world::{NOW, key, kid, public};
use hezheng_core::ids::Kid;
use hezheng_core::trust::{BundleDraft, BundleRefusal, Trust, unverified_body};

/// Panics where a promise is broken.
pub fn body(bytes: &[u8]) {
    let world = World::get();
    let roots = Trust::in_roots(&[public("root"), public("root2")]);
    match roots.after(bytes) {
        Ok(next) => assert_eq!(next.bundle().map(|held| held.body()), world.trust.bundle().map(|held| held.body())),
        Err(BundleRefusal::Malformed(_)) => {}
        Err(_) => drop(unverified_body(bytes).expect("what is refused for its signer can be read")),
    }
    assert!(world.trust.after(bytes).is_err(), "the bundle held is the newest that was ever signed");
    let mut held = world.trust.clone();
    assert!(held.take(bytes, NOW).is_err() && held == world.trust, "a refusal changes nothing");
    if let Ok(body) = unverified_body(bytes) {
        let draft = BundleDraft::new(Kid([0; 8]), &body).expect("what is decoded can be drafted").finish(&[0; 64]);
        let (unsigned, _) = bytes.split_at(bytes.len() - 64);
        assert!(unsigned.ends_with(payload_part(&draft)), "a bundle has one encoding");
    }
    // The same bytes as what a trusted root key says: its rules must hold against whoever holds that key.
    let signed = envelope::signed(&envelope::protected(kid("root"), 65_002), bytes, &key("root"));
    if let Ok(next) = Trust::in_roots(&[public("root")]).after(&signed) {
        let body = next.bundle().expect("it was taken").body();
        assert!(body.expires > body.issued && !next.roots().is_empty());
        let draft = BundleDraft::new(kid("root"), body).expect("what is taken can be drafted");
        assert_eq!(draft.finish(signed.last_chunk().expect("a signature")), signed, "a bundle has one encoding");
    }
}
