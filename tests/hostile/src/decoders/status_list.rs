//! A Token Status List; its list is unfolded only for whom we trust, so that the bytes are judged as signed, too.

use crate::World;
use crate::envelope;
use crate::world::{NOW, STATUS_LIST, key, kid, public};
use hezheng_core::status::status_list::{PackedStatuses, SHARD_LEAVES, UnverifiedStatusList};

/// Panics where a promise is broken.
pub fn body(bytes: &[u8]) {
    let world = World::get();
    if let Ok(list) = UnverifiedStatusList::decode(bytes)
        && list.verify(&public("snapshot0"), STATUS_LIST, NOW).is_ok()
    {
        assert_eq!(bytes, world.status_list, "a status list that was never signed counts");
    }
    let signed = envelope::signed(&envelope::status_list_protected(kid("snapshot0")), bytes, &key("snapshot0"));
    if let Ok(list) = UnverifiedStatusList::decode(&signed)
        && let Ok(verified) = list.verify(&public("snapshot0"), STATUS_LIST, NOW)
    {
        check(verified.statuses());
    }
    if let Ok(statuses) = PackedStatuses::inflate(bytes) {
        check(&statuses);
    }
}

fn check(statuses: &PackedStatuses) {
    let count = u64::try_from(statuses.bytes().len()).expect("a small list") * 4;
    assert!(count <= SHARD_LEAVES, "a list is no longer than a shard");
    assert!(statuses.status(count).is_none() && (count == 0 || statuses.status(count - 1).is_some()));
    if count <= 4_096 {
        assert_eq!(PackedStatuses::inflate(&statuses.deflate()).as_ref(), Ok(statuses));
    }
}
