//! One thing changed in what is served: found, and its place named.

use crate::bureau::{ENTERED, Log, Officers, START, order};
use crate::site::{Files, checkpoint, publish};
use crate::{audited, bureau};
use hezheng_core::ids::{Hash, LeafIndex, TreeSize};
use hezheng_core::log::Entry;
use hezheng_core::log::frontier::Frontier;
use hezheng_core::log::tree::leaf_hash;
use hezheng_core::status::Status;
use hezheng_core::status::index_set::IndexSet;
use serde_json::{Value, json};

fn finding(said: &crate::Said, code: &str) -> Value {
    let findings = said.json()["findings"].as_array().unwrap().clone();
    findings.iter().find(|finding| finding["code"] == code).cloned().unwrap_or_else(|| panic!("{code}: {said:?}"))
}

#[test]
fn one_byte_of_one_entry_is_found_wherever_it_is() {
    let files = publish(&Log::of(600));
    for (path, entry_bytes) in [("tile/entries/000", 300), ("tile/entries/001", 5_000), ("tile/entries/002.p/88", 77)] {
        let mut changed = files.clone();
        // Within the statement hash of some entry: its form stays right.
        let bytes = changed.get_mut(path).unwrap();
        let width = 2 + 49;
        let at = entry_bytes / width * width + 40;
        bytes[at] ^= 1;
        let said = audited(changed);
        assert_eq!(said.codes(), ["hash_differs", "root_differs"], "{path}: {said:?}");
        let found = finding(&said, "hash_differs");
        assert_eq!(found["tile"], path.replace("entries", "0"));
        assert!(finding(&said, "root_differs")["message"].as_str().unwrap().contains("entries were changed"));
    }
}

#[test]
fn the_entry_that_was_changed_is_named() {
    let log = Log::of(600);
    let mut changed = log.clone();
    let at = changed.entries[300].len() - 1;
    changed.entries[300][at] ^= 1;
    let mut files = publish(&log);
    files.insert("tile/entries/001".into(), publish(&changed)["tile/entries/001"].clone());
    let found = finding(&audited(files), "hash_differs");
    assert_eq!((&found["leaf"], &found["tile"]), (&json!(300), &json!("tile/0/001")));
}

#[test]
fn one_byte_of_one_hash_tile_is_found_on_every_level() {
    for (size, places) in [
        (600, &[("tile/0/000", 0), ("tile/0/001", 8_191), ("tile/0/002.p/88", 40), ("tile/1/000.p/2", 40)][..]),
        (65_600, &[("tile/1/000", 99), ("tile/2/000.p/1", 0)]),
    ] {
        let files = publish(&Log::of(size));
        for (path, place) in places {
            let mut changed = files.clone();
            changed.get_mut(*path).unwrap()[*place] ^= 0x80;
            let said = audited(changed);
            assert_eq!(said.codes(), ["hash_differs"], "{path}");
            let found = finding(&said, "hash_differs");
            assert_eq!(found["tile"], *path);
            assert!(found["message"].as_str().unwrap().contains(&format!("Hash {} of", place / 32)), "{found}");
        }
    }
}

#[test]
fn tiles_that_are_missing_or_of_another_length_are_named() {
    let files = publish(&Log::of(600));
    for path in ["tile/0/001", "tile/1/000.p/2", "tile/entries/001", "tile/entries/002.p/88"] {
        let without: Files = files.clone().into_iter().filter(|(known, _)| known != path).collect();
        assert_eq!(finding(&audited(without), "tile_missing")["tile"], path);
        let mut longer = files.clone();
        longer.get_mut(path).unwrap().push(0);
        assert_eq!(finding(&audited(longer), "tile_malformed")["tile"], path);
    }
}

#[test]
fn an_entry_that_was_dropped_is_found() {
    let log = Log::of(600);
    let mut files = publish(&log);
    let mut dropped = log.clone();
    dropped.entries.remove(300);
    let bundle = publish(&dropped)["tile/entries/001"].clone();
    // The bundle is as long as before, with the entries after the gap moved up; or it ends early.
    files.insert("tile/entries/001".into(), bundle.clone());
    let moved = audited(files.clone());
    assert_eq!(finding(&moved, "hash_differs")["leaf"], 300);
    files.insert("tile/entries/001".into(), bundle[..bundle.len() - 51].to_vec());
    let short = audited(files);
    assert_eq!(finding(&short, "tile_malformed")["leaf"], 511);
}

#[test]
fn an_order_that_is_missing_or_by_one_officer_is_found() {
    let log = Log::of(300);
    let (hash, files) = (*log.orders.keys().next().unwrap(), publish(&log));
    let without = files.into_iter().filter(|(path, _)| !path.starts_with("v1/orders/")).collect();
    let said = audited(without);
    assert_eq!(said.codes(), ["order_missing"]);
    let found = finding(&said, "order_missing");
    assert_eq!(found["leaf"], 299);
    assert!(found["message"].as_str().unwrap().contains(&hash.to_string()[..16]));

    let mut alone = Log::of(4);
    let order = order(2, Officers::One);
    let hash = Hash::of(&[&order]);
    alone.orders.insert(hash, order);
    let leaves = vec![LeafIndex(2), LeafIndex(3)];
    alone.enter(&Entry::StatusChange { time: ENTERED, status: Status::Revoked, leaves, order: hash });
    alone.snapshot.size = TreeSize(5);
    alone.snapshot.sets.revoked = IndexSet::from_runs(&[(2, 4)]);
    let said = audited(publish(&alone));
    assert_eq!(said.codes(), ["approval_missing"]);
    assert_eq!(finding(&said, "approval_missing")["leaf"], 4);
}

#[test]
fn a_time_that_goes_back_is_found() {
    let mut log = Log::of(4);
    log.register(START);
    log.snapshot.size = TreeSize(5);
    let said = audited(publish(&log));
    assert_eq!(said.codes(), ["time_went_back"]);
    assert_eq!(finding(&said, "time_went_back")["leaf"], 4);
}

#[test]
fn a_snapshot_that_leaves_a_revocation_out_is_found() {
    let mut log = Log::of(300);
    log.snapshot.sets.revoked = IndexSet::from_runs(&[(2, 3)]);
    let said = audited(publish(&log));
    assert_eq!(said.codes(), ["snapshot_differs"]);
    let found = finding(&said, "snapshot_differs");
    assert_eq!(found["leaf"], 3);
    assert!(found["message"].as_str().unwrap().contains("says \"valid\", and the log gives \"revoked\""));
}

#[test]
fn a_snapshot_that_a_later_entry_should_have_been_in_is_found() {
    let mut log = Log::of(300);
    log.register(ENTERED);
    let said = audited(publish(&log));
    assert_eq!(said.codes(), ["snapshot_overtaken"]);
    assert_eq!(finding(&said, "snapshot_overtaken")["leaf"], 300);
}

#[test]
fn a_checkpoint_of_another_tree_is_found() {
    let log = Log::of(300);
    let mut files = publish(&log);
    let mut frontier = Frontier::new();
    log.entries.iter().rev().for_each(|entry| frontier.push(leaf_hash(entry), |_, _, _| {}));
    files.insert("checkpoint".into(), checkpoint(TreeSize(300), &frontier.root()).into_bytes());
    assert_eq!(audited(files).codes(), ["root_differs"]);
}

#[test]
fn a_bundle_that_the_log_does_not_name_is_found() {
    let mut log = Log::of(5);
    let newer = hezheng_core::trust::bundle::BundleBody { version: 2, ..bureau::bundle_body() };
    log.bundle = bureau::signed(&newer);
    assert_eq!(audited(publish(&log)).codes(), ["bundle_not_logged"]);
}
