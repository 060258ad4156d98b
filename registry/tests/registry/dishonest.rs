//! What a server with its keys and without scruples writes: a log that is well signed and says what it must not. The tree,
//! the checkpoint and the snapshot fit the entries, so that nothing but the meaning is wrong.

use crate::bureau::{NOW, SHIJIAZHUANG, approved, bundle, bundle_body, key, order_body};
use crate::fsck::{tables, with_rows};
use crate::harness::{Place, School};
use hezheng_core::ids::{Hash, LeafIndex, TreeSize};
use hezheng_core::log::checkpoint::CheckpointDraft;
use hezheng_core::log::frontier::Frontier;
use hezheng_core::log::{Entry, tree::leaf_hash};
use hezheng_core::number::AuthorityCode;
use hezheng_core::status::Status;
use hezheng_core::status::index_set::IndexSet;
use hezheng_core::status::snapshot::{SnapshotBody, SnapshotDraft, StatusSets};
use hezheng_core::time::Time;
use hezheng_keys::Signer;
use hezheng_registry::custody;
use hezheng_registry::fsck::FINDINGS;
use std::path::Path;

const AUTHORITY: u32 = 130_100;

/// Leaf 0: the first bundle. 1, 2, 3: certificates. 4: the first is revoked. 5: the second and third are. 6: the second
/// bundle.
fn honest() -> Place {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..3);
    let first = approved(&order_body(1, Status::Revoked, &[&issued[0].number]), "A", "B");
    let second = approved(&order_body(2, Status::Revoked, &[&issued[1].number, &issued[2].number]), "A", "B");
    assert_eq!((registry.order(&first).status, registry.order(&second).status), (202, 202));
    let mut body = bundle_body();
    body.version = 2;
    assert_eq!(registry.put_bundle(&bundle(&body)).status, 204);
    drop(registry);
    place
}

/// The first finding in a store whose log is rewritten like this, and signed anew.
fn rewritten(place: &Place, rewrite: impl FnOnce(&mut Vec<Entry>)) -> String {
    let stored = tables(&place.store_file()).into_iter().find(|(name, _)| name == "entries").unwrap().1;
    let ours = stored.into_iter().filter(|(key, _)| key.starts_with(&AUTHORITY.to_be_bytes()));
    let mut entries: Vec<Entry> = ours.map(|(_, entry)| Entry::decode(&entry).unwrap()).collect();
    rewrite(&mut entries);
    let (mut frontier, mut nodes) = (Frontier::new(), Vec::new());
    for entry in &entries {
        frontier.push(leaf_hash(&entry.encode()), |level, index, hash| {
            nodes.push((place_of(level.to_be_bytes().as_slice(), index), hash.0.to_vec()));
        });
    }
    let signer = key(&format!("service {SHIJIAZHUANG}"));
    let draft = CheckpointDraft::new("registry.test/130100", frontier.size(), &frontier.root()).unwrap();
    let checkpoint = draft.finish(&signer.public_key(), &signer.sign(draft.to_be_signed()));
    let entries = entries.iter().zip(0..).map(|(entry, leaf)| (place_of(&[], leaf), entry.encode())).collect();
    let at = with_rows(
        place,
        &[
            ("entries", entries),
            ("nodes", nodes),
            ("checkpoints", vec![(AUTHORITY.to_be_bytes().to_vec(), checkpoint.into_bytes())]),
        ],
    );
    first(place, &at)
}

fn place_of(level: &[u8], index: u64) -> Vec<u8> {
    [&AUTHORITY.to_be_bytes()[..], level, &index.to_be_bytes()].concat()
}

fn first(place: &Place, store: &Path) -> String {
    let report = custody::fsck(&place.config, Some(store), FINDINGS, &mut |_| {}).unwrap();
    report.findings.first().map(ToString::to_string).unwrap_or_default()
}

fn change(entry: &mut Entry, change: impl FnOnce(&mut Time, &mut Status, &mut Vec<LeafIndex>, &mut Hash)) {
    let Entry::StatusChange { time, status, leaves, order } = entry else { panic!("{entry:?}") };
    change(time, status, leaves, order);
}

#[test]
fn the_honest_log_is_clean_rewritten_as_it_was() {
    assert_eq!(rewritten(&honest(), |_| {}), "");
}

#[test]
fn status_changes_that_no_order_stands_behind_are_found() {
    let place = honest();
    let entry = |leaf: u64, says: &str| format!("entries, authority 130100, leaf {leaf}: {says}");
    let leaves = |leaf: u64| {
        format!("it touches leaf {leaf} where the order behind it does not, or leaves it out where it does")
    };
    let said = rewritten(&place, |entries| change(&mut entries[4], |_, _, leaves, _| *leaves = vec![LeafIndex(2)]));
    assert_eq!(said, entry(4, &leaves(1)), "another certificate");
    let said = rewritten(&place, |entries| change(&mut entries[5], |_, _, leaves, _| leaves.truncate(1)));
    assert_eq!(said, entry(5, &leaves(3)), "one fewer");
    let said = rewritten(&place, |entries| change(&mut entries[4], |_, _, leaves, _| leaves.push(LeafIndex(3))));
    assert_eq!(said, entry(4, &leaves(3)), "one more");
    let said = rewritten(&place, |entries| change(&mut entries[4], |_, status, _, _| *status = Status::Suspended));
    assert_eq!(said, entry(4, "it says another status than the order behind it"));
    let said = rewritten(&place, |entries| change(&mut entries[4], |_, _, _, order| *order = Hash([7; 32])));
    assert_eq!(said, format!("orders, authority 130100, order {}: the row is missing", Hash([7; 32])));
    let said = rewritten(&place, |entries| {
        let mut again = entries[5].clone();
        change(&mut entries[5], |_, _, leaves, _| leaves.truncate(1));
        change(&mut again, |_, _, leaves, _| *leaves = vec![LeafIndex(3)]);
        let between = entries[4].clone();
        entries.splice(4..7, [entries[5].clone(), between, again]);
    });
    assert_eq!(said, entry(4, &leaves(3)), "what stands apart is left out where it should stand");
}

#[test]
fn an_order_that_officers_did_not_sign_in_time_is_found() {
    let place = honest();
    let late = Time(NOW.0 + 7 * 86_400 + 1);
    let said = rewritten(&place, |entries| {
        change(&mut entries[5], |time, _, _, _| *time = late);
        let Entry::BundleChange { time, .. } = &mut entries[6] else { panic!("{entries:?}") };
        *time = late;
    });
    assert!(said.starts_with("orders, authority 130100, order ") && said.ends_with("(entered_too_late)"), "{said}");
}

#[test]
fn times_and_bundles_that_go_back_are_found() {
    let place = honest();
    let said = rewritten(&place, |entries| change(&mut entries[4], |time, _, _, _| time.0 = NOW.0 - 1));
    assert!(said.starts_with("entries, authority 130100, leaf 4: its time, "), "{said}");
    assert!(said.contains("is before that of an earlier entry"), "{said}");
    let said = rewritten(&place, |entries| {
        let (Entry::BundleChange { bundle: old, .. }, last) = (entries[0].clone(), entries.last_mut().unwrap()) else {
            panic!("{entries:?}")
        };
        let Entry::BundleChange { bundle, .. } = last else { panic!("{last:?}") };
        *bundle = old;
    });
    assert_eq!(said, "entries, authority 130100, leaf 6: it puts an older trust bundle in force after a newer one");
}

#[test]
fn a_snapshot_that_hides_or_invents_is_found() {
    let place = honest();
    let head = tables(&place.store_file()).into_iter().find(|(name, _)| name == "heads").unwrap().1[0].1.clone();
    let mut head = hezheng_core::cbor::Reader::new(&head);
    head.tuple(5).unwrap();
    let (size, _, as_of) = (head.unsigned().unwrap(), head.unsigned().unwrap(), Time(head.unsigned().unwrap()));
    let revoked = |leaves: &[u64]| IndexSet::from_indices(leaves.iter().map(|leaf| LeafIndex(*leaf)));
    let honest = SnapshotBody {
        authority: AuthorityCode::parse(SHIJIAZHUANG).unwrap(),
        as_of,
        next_update: as_of.plus_secs(259_200),
        size: TreeSize(size),
        bundle_version: 2,
        sets: StatusSets { revoked: revoked(&[1, 2, 3]), ..StatusSets::default() },
    };
    let said = |body: SnapshotBody| {
        let signer = key(&format!("service {SHIJIAZHUANG}"));
        let draft = SnapshotDraft::new(signer.kid(), &body);
        let snapshot = draft.finish(&signer.sign(&draft.to_be_signed()));
        first(&place, &with_rows(&place, &[("snapshots", vec![(AUTHORITY.to_be_bytes().to_vec(), snapshot)])]))
    };
    assert_eq!(said(honest.clone()), "");
    let with = |sets| SnapshotBody { sets, ..honest.clone() };
    for (body, says) in [
        (
            with(StatusSets { revoked: revoked(&[1, 3]), ..StatusSets::default() }),
            "it says another status of leaf 2 than the log below its tree size",
        ),
        (
            with(StatusSets { revoked: revoked(&[1, 2, 3]), suspended: revoked(&[0]), ..StatusSets::default() }),
            "it says another status of leaf 0 than the log below its tree size",
        ),
        (SnapshotBody { bundle_version: 1, ..honest.clone() }, "it names bundle 1, and the log below its tree size 2"),
        (
            SnapshotBody { size: TreeSize(4), sets: StatusSets::default(), bundle_version: 1, ..honest.clone() },
            "leaf 4 is not in it and has a time at or before its as-of",
        ),
        (SnapshotBody { size: TreeSize(size + 1), ..honest.clone() }, "it speaks of 8 entries and the log has 7"),
    ] {
        assert_eq!(said(body), format!("snapshots, authority 130100: {says}"));
    }
}
