//! Signing, and root keys that change: proved as verifiers prove it, from the keys they pinned.

use crate::*;
use hezheng_core::trust::{BundleRefusal, Trust};
use hezheng_keys::authoring::countersign;

fn follow<'b>(pinned: &[PublicKey], bundles: impl IntoIterator<Item = &'b Vec<u8>>) -> Trust {
    Trust::follow(pinned, &bundles.into_iter().map(Vec::as_slice).collect::<Vec<_>>())
}

#[test]
fn only_a_trusted_root_signs_and_each_bundle_is_newer() {
    let (mut book, mut bundles) = (book(), Vec::new());
    let trust = book.trust(&bundles).unwrap();
    let stranger = refused(sign(&book, &trust, &key(3), terms(1, NOW)));
    assert_eq!(stranger, AuthoringError::NotTrustedRoot(key(3).kid()));
    let first = signed(&mut book, &mut bundles, &key(1), NOW);
    assert_eq!((first.record.version, first.record.expires, first.record.changed_roots), (1, after(90), false));
    let trust = book.trust(&bundles).unwrap();
    let earlier = Time(NOW.0 - 1);
    let behind = refused(sign(&book, &trust, &key(1), terms(2, earlier)));
    assert_eq!(behind, AuthoringError::ClockBehind { last: NOW, now: earlier });
    assert!(sign(&book, &trust, &key(1), terms(2, NOW)).is_ok());
    let same_version = refused(sign(&book, &trust, &key(1), terms(1, after(1))));
    assert_eq!(same_version, AuthoringError::OwnOutput(BundleRefusal::NotNewer));
    signed(&mut book, &mut bundles, &key(2), after(1));
}

#[test]
fn a_bundle_lives_one_to_a_hundred_days() {
    let book = book();
    let trust = book.trust(&[]).unwrap();
    for (days, lives) in [(0, false), (1, true), (100, true), (101, false), (u64::MAX, false)] {
        let result = sign(&book, &trust, &key(1), Terms { version: 1, now: NOW, days });
        assert_eq!(result.is_ok(), lives, "{days} days");
        if let Err(refusal) = result {
            assert_eq!(refusal, AuthoringError::Lifetime(days));
        }
    }
}

#[test]
fn rotated_roots_are_followed_from_the_old_pinned_ones_after_the_second_signature() {
    let (mut book, mut bundles) = (book(), Vec::new());
    signed(&mut book, &mut bundles, &key(1), NOW);
    book.rotate_roots(&[keeper(3, "钱十")], &[key(1).kid()], after(1)).unwrap();
    let trust = book.trust(&bundles).unwrap();
    let outcome = sign(&book, &trust, &key(1), terms(2, after(1))).unwrap();
    let Outcome::AwaitingSecondRoot(awaiting) = outcome else { panic!("one signature was enough") };
    assert_eq!(trust.after(&awaiting).unwrap_err(), BundleRefusal::SecondRootMissing);

    for (root, refusal) in [
        (1, AuthoringError::SameRootTwice(key(1).kid())),
        (3, AuthoringError::NotTrustedRoot(key(3).kid())),
        (4, AuthoringError::NotTrustedRoot(key(4).kid())),
    ] {
        assert_eq!(refused(countersign(&book, &trust, &awaiting, &key(root), after(2))), refusal);
    }
    let mut changed = book.clone();
    changed.end_key(key(30).kid(), after(9), after(1)).unwrap();
    let refusal = refused(countersign(&changed, &trust, &awaiting, &key(2), after(2)));
    assert_eq!(refusal, AuthoringError::BookChangedSince);

    let rotated = countersign(&book, &trust, &awaiting, &key(2), after(2)).unwrap();
    assert!(rotated.record.changed_roots);
    book.bundles.push(rotated.record.clone());
    bundles.push(rotated.bytes);
    signed(&mut book, &mut bundles, &key(3), after(3));
    signed(&mut book, &mut bundles, &key(2), after(4));

    let packed: Vec<u64> = book.bundles_for_pack().map(|record| record.version).collect();
    assert_eq!(packed, [2, 4], "the one that changed the roots, and the newest");
    let old = follow(&[public(1), public(2)], [&bundles[1], &bundles[3]]);
    assert_eq!(old.bundle().unwrap().body().version, 4);
    let mut expected = [public(2), public(3)];
    expected.sort_unstable();
    assert_eq!(old.roots(), expected);
    let skipped = follow(&[public(1), public(2)], [&bundles[3]]);
    assert!(skipped.bundle().is_none(), "the change of roots cannot be skipped: root 2 alone does not prove it");

    let trust = book.trust(&bundles).unwrap();
    let gone = refused(sign(&book, &trust, &key(1), terms(5, after(5))));
    assert_eq!(gone, AuthoringError::NotTrustedRoot(key(1).kid()));
}

#[test]
fn a_province_with_one_root_rotates_it_alone() {
    let mut book = Book::init("示例省", &[keeper(1, "张三")], NOW).unwrap();
    let mut bundles = Vec::new();
    signed(&mut book, &mut bundles, &key(1), NOW);
    let none_left = refused(book.rotate_roots(&[], &[key(1).kid()], after(1)));
    assert_eq!(none_left, AuthoringError::NoRootLeft);
    book.rotate_roots(&[keeper(2, "李四")], &[key(1).kid()], after(1)).unwrap();
    assert!(signed(&mut book, &mut bundles, &key(1), after(1)).record.changed_roots);
    let back = refused(book.rotate_roots(&[keeper(1, "张三")], &[], after(2)));
    assert!(matches!(back, AuthoringError::KeyUsed { .. }), "a root that went does not come back");
    assert_eq!(refused(book.rotate_roots(&[], &[key(1).kid()], after(2))), AuthoringError::NotRoot(key(1).kid()));
    assert_eq!(follow(&[public(1)], &bundles).roots(), [public(2)]);
}

#[test]
fn a_bundle_that_needs_no_second_signature_takes_none() {
    let (mut book, bundles) = (book(), Vec::new());
    let trust = book.trust(&bundles).unwrap();
    let complete = signed(&mut book, &mut Vec::new(), &key(1), NOW);
    let refusal = refused(countersign(&book, &trust, &complete.bytes, &key(2), after(1)));
    assert_eq!(refusal, AuthoringError::NoSecondNeeded);
    assert!(matches!(refused(countersign(&book, &trust, b"x", &key(2), NOW)), AuthoringError::NotABundle(_)));
}
