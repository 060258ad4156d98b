//! Keys: bound to a holder once and for ever.

use crate::*;
use hezheng_core::ids::{Kid, LeafIndex};

#[test]
fn a_key_that_was_ever_entered_is_refused_with_its_holder_and_day() {
    let mut book = book();
    book.end_key(key(20).kid(), after(1), NOW).unwrap();
    for holder in [service_holder(), officer_holder("A1001"), officer_holder("A1002"), issuer_holder()] {
        let refusal = refused(book.add_key(new_key(20, holder), after(50)));
        let AuthoringError::KeyUsed { known } = &refusal else { panic!("{refusal}") };
        assert_eq!((known.kid, known.entered), (key(20).kid(), NOW));
        assert_eq!(known.owner(), "officer A1001 王五 / 130100");
        assert!(refusal.to_string().contains("2026-05-21"), "{refusal}");
    }
    let root = refused(book.rotate_roots(&[keeper(10, "钱十")], &[], NOW));
    assert!(matches!(root, AuthoringError::KeyUsed { .. }), "a service key as a root: {root}");
    let service = refused(book.add_key(new_key(1, service_holder()), NOW));
    assert!(matches!(service, AuthoringError::KeyUsed { .. }), "a root key as a service key: {service}");
}

#[test]
fn two_keys_of_one_person_share_the_staff_code() {
    let (mut book, mut bundles) = (book(), Vec::new());
    book.add_key(new_key(22, officer_holder("A1001")), NOW).unwrap();
    signed(&mut book, &mut bundles, &key(1), NOW);
    let trust = book.trust(&bundles).unwrap();
    let staff_code = |seed| trust.bundle().unwrap().officer_key(key(seed).kid()).unwrap().1.staff_code.clone();
    assert_eq!((staff_code(20).as_str(), staff_code(22).as_str()), ("A1001", "A1001"));
    let other_name = NewKey { person: Some("周八".into()), ..new_key(23, officer_holder("A1001")) };
    assert!(matches!(refused(book.add_key(other_name, NOW)), AuthoringError::StaffCodeTaken { .. }));
}

#[test]
fn a_key_needs_a_holder_in_the_book_and_something_to_do() {
    let mut book = book();
    let unknown = refused(book.add_key(new_key(40, officer_holder("Z9")), NOW));
    assert!(matches!(unknown, AuthoringError::UnknownOfficer { .. }));
    let idle = Holder::Service { authority: code("130100"), uses: vec![] };
    assert_eq!(refused(book.add_key(new_key(40, idle), NOW)), AuthoringError::NoUse);
    let nobody = NewKey { person: None, ..new_key(40, service_holder()) };
    assert_eq!(refused(book.add_key(nobody, NOW)), AuthoringError::PersonMissing);
    let weak = NewKey { key: PublicKey([0; 32]), ..new_key(40, service_holder()) };
    assert_eq!(refused(book.add_key(weak, NOW)), AuthoringError::UnusableKey);
    let past = NewKey { from: Time(NOW.0 - 301), ..new_key(40, service_holder()) };
    assert!(matches!(refused(book.add_key(past, NOW)), AuthoringError::InThePast { .. }));
    let skewed = NewKey { from: Time(NOW.0 - 300), ..new_key(40, service_holder()) };
    assert!(book.add_key(skewed, NOW).is_ok());
}

#[test]
fn an_end_comes_nearer_only_and_never_lies_in_the_past() {
    let mut book = book();
    let kid = key(30).kid();
    assert!(matches!(refused(book.end_key(kid, Time(NOW.0 - 301), NOW)), AuthoringError::InThePast { .. }));
    book.end_key(kid, after(30), NOW).unwrap();
    for later in [after(30), after(31)] {
        assert_eq!(refused(book.end_key(kid, later, NOW)), AuthoringError::EndNotEarlier { current: after(30) });
    }
    book.end_key(kid, after(10), NOW).unwrap();
    assert_eq!(book.key(kid).unwrap().until, Some(after(10)));
    assert_eq!(refused(book.end_key(Kid([0; 8]), after(1), NOW)), AuthoringError::UnknownKey(Kid([0; 8])));
    assert_eq!(refused(book.end_key(key(1).kid(), after(1), NOW)), AuthoringError::IsRoot(key(1).kid()));
}

#[test]
fn a_stolen_key_is_cut_off_at_a_leaf_and_ends_at_once() {
    let mut book = book();
    let kid = key(30).kid();
    book.distrust_key(kid, LeafIndex(500), after(1)).unwrap();
    let record = book.key(kid).unwrap();
    assert_eq!((record.distrusted_from, record.until), (Some(500), Some(after(1))));
    for later in [500, 501] {
        let refusal = refused(book.distrust_key(kid, LeafIndex(later), after(2)));
        assert_eq!(refusal, AuthoringError::DistrustNotEarlier { current: 500 });
    }
    book.distrust_key(kid, LeafIndex(499), after(2)).unwrap();
    assert_eq!(book.key(kid).unwrap().until, Some(after(1)), "the end does not go back");
    let officer = key(20).kid();
    let refusal = refused(book.distrust_key(officer, LeafIndex(1), NOW));
    assert_eq!(refusal, AuthoringError::OfficerKeyNotDistrusted(officer));
}
