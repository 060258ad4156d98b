//! Witnesses: who they are, and how many are asked for.

use crate::*;
use hezheng_core::ids::LeafIndex;
use hezheng_core::trust::bundle::Witnesses;

fn witness(name: &str) -> Holder {
    Holder::Witness { name: name.into() }
}

fn listed(book: &mut Book, bundles: &mut Vec<Vec<u8>>, now: Time) -> Option<Witnesses> {
    signed(book, bundles, &key(1), now);
    book.trust(bundles).unwrap().bundle().unwrap().body().witnesses.clone()
}

#[test]
fn a_bundle_lists_the_witnesses_in_force_and_how_many_are_asked_for() {
    let (mut book, mut bundles) = (book(), Vec::new());
    assert_eq!(listed(&mut book, &mut bundles, NOW), None);
    book.add_key(new_key(40, witness("witness-1.example")), NOW).unwrap();
    book.add_key(new_key(41, witness("witness-2.example")), NOW).unwrap();
    book.ask_witnesses(1).unwrap();
    let both = vec![("witness-1.example".into(), public(40)), ("witness-2.example".into(), public(41))];
    assert_eq!(listed(&mut book, &mut bundles, after(1)), Some(Witnesses { quorum: 1, witnesses: both }));
    book.end_key(key(40).kid(), after(2), after(2)).unwrap();
    let new = NewKey { from: after(2), ..new_key(42, witness("witness-1.example")) };
    book.add_key(new, after(2)).unwrap();
    let both = vec![("witness-2.example".into(), public(41)), ("witness-1.example".into(), public(42))];
    assert_eq!(listed(&mut book, &mut bundles, after(2)), Some(Witnesses { quorum: 1, witnesses: both }));
    assert_eq!(Book::parse(&book.to_text()), Ok(book));
}

#[test]
fn no_more_witnesses_are_asked_for_than_are_in_force() {
    let (mut book, mut bundles) = (book(), Vec::new());
    let too_large = |needed, witnesses| AuthoringError::QuorumTooLarge { needed, witnesses };
    assert_eq!(refused(book.ask_witnesses(1)), too_large(1, 0));
    assert_eq!(book.witness_quorum, None, "a refusal changes nothing");
    book.add_key(new_key(40, witness("witness-1.example")), NOW).unwrap();
    book.ask_witnesses(1).unwrap();
    assert_eq!(refused(book.ask_witnesses(2)), too_large(2, 1));
    book.end_key(key(40).kid(), NOW, NOW).unwrap();
    let trust = book.trust(&bundles).unwrap();
    assert_eq!(refused(sign(&book, &trust, &key(1), terms(1, NOW))), too_large(1, 0));
    assert!(Book::parse(&book.to_text()).is_ok(), "the book can still be put right");
    book.ask_witnesses(0).unwrap();
    assert_eq!(listed(&mut book, &mut bundles, NOW), None);
}

#[test]
fn a_witness_has_one_key_in_force_and_a_name_that_notes_can_bear() {
    let mut book = book();
    for name in ["", "a witness", "a+b"] {
        assert!(book.add_key(new_key(40, witness(name)), NOW).is_err(), "{name:?}");
    }
    assert_eq!(refused(book.add_key(new_key(40, witness("a b")), NOW)), AuthoringError::WitnessName("a b".into()));
    let nobody = NewKey { person: None, ..new_key(40, witness("a")) };
    assert_eq!(refused(book.add_key(nobody, NOW)), AuthoringError::PersonMissing);
    book.add_key(new_key(40, witness("a")), NOW).unwrap();
    let twice = refused(book.add_key(new_key(41, witness("a")), NOW));
    assert_eq!(twice, AuthoringError::WitnessKeyInForce { name: "a".into(), kid: key(40).kid() });
    let kid = key(40).kid();
    let distrusted = refused(book.distrust_key(kid, LeafIndex(1), NOW));
    assert_eq!(distrusted, AuthoringError::WitnessKeyNotDistrusted(kid));
}
