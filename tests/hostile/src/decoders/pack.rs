//! A pack, and the memory that one is merged into.

use super::check_report;
use crate::World;
use crate::world::{NOW, public};
use hezheng_core::trust::Trust;
use hezheng_core::trust::pack::{UnverifiedPack, merge};
use hezheng_core::verify::{Evidence, Presented, verify};

/// Panics where a promise is broken.
pub fn body(bytes: &[u8]) {
    let world = World::get();
    let roots = [public("root"), public("root2")];
    if let Ok(pack) = UnverifiedPack::decode(bytes) {
        assert!(bytes.is_empty() || pack.encode() == bytes, "a pack has one encoding");
        let trust = Trust::follow(&roots, &pack.bundles);
        let evidence = Evidence::collect(&trust, &pack.snapshots, NOW);
        let report = verify(Presented::Statement(&world.registered), &evidence, &trust, NOW);
        check_report(&report, world);
    }
    let kept = merge(&roots, &world.pack, bytes, NOW);
    let kept = UnverifiedPack::decode(&kept).expect("what is kept is a pack");
    // Nothing newer was ever signed: whatever is offered, what counts stays as it was.
    assert_eq!((kept.bundles, kept.snapshots), (vec![&world.bundle[..]], vec![&world.snapshot[..]]));
    let taken = merge(&roots, &[], bytes, NOW);
    let taken = UnverifiedPack::decode(&taken).expect("what is kept is a pack");
    assert!(taken.bundles.iter().all(|bundle| *bundle == world.bundle), "a bundle of somebody else was kept");
    assert!(taken.snapshots.iter().all(|snapshot| *snapshot == world.snapshot));
}
