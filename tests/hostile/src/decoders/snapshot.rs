//! A revocation snapshot; its sets are unfolded only for whom we trust, so that the bytes are judged as signed, too.

use crate::World;
use crate::envelope;
use crate::world::{NOW, key, kid, snapshot};
use hezheng_core::cbor::{Reader, Writer};
use hezheng_core::ids::{LeafIndex, TreeSize};
use hezheng_core::status::index_set::IndexSet;
use hezheng_core::status::snapshot::Snapshot;

/// Panics where a promise is broken.
pub fn body(bytes: &[u8]) {
    let world = World::get();
    let bundle = world.trust.bundle().expect("a bundle is held");
    if let Ok(accepted) = Snapshot::accept(bytes, bundle, NOW) {
        assert_eq!(accepted.bytes(), world.snapshot, "a snapshot that was never signed counts");
    }
    let signed = envelope::signed(&envelope::protected(kid("snapshot0"), 65_003), bytes, &key("snapshot0"));
    if let Ok(accepted) = Snapshot::accept(&signed, bundle, NOW) {
        let body = accepted.body();
        assert_eq!(body.authority.as_str(), "130100", "a bureau speaks of its own log");
        let again = Snapshot::accept(&snapshot(body, "snapshot0"), bundle, NOW).expect("what counts can be drafted");
        assert_eq!(again.body(), body);
        assert_eq!(body.status(LeafIndex(body.size.0)), None, "a leaf past the tree has no status");
        let sets = body.sets.by_status();
        for (status, set) in sets {
            for (from, until) in set.runs() {
                assert!(from < until && *until <= body.size.0, "a run lies in the tree");
                assert_eq!(body.status(LeafIndex(*from)), Some(status));
            }
        }
    }
    let mut reader = Reader::new(bytes);
    if let Ok(set) = IndexSet::decode(&mut reader, TreeSize(1 << 40)) {
        let mut writer = Writer::new();
        set.encode(&mut writer);
        let best = writer.into_bytes();
        assert!(best.len() <= bytes.len() - reader.rest().len(), "an encoder takes the fewest bytes");
        assert_eq!(IndexSet::decode(&mut Reader::new(&best), TreeSize(1 << 40)), Ok(set));
    }
}
