//! Books that somebody edited: what they would change of the past is refused.

use crate::*;

/// The refusal that signing gives after this edit of a book with one bundle.
fn after_edit(edit: impl FnOnce(&mut Book)) -> AuthoringError {
    let (mut book, mut bundles) = (book(), Vec::new());
    book.end_key(key(30).kid(), after(10), NOW).unwrap();
    signed(&mut book, &mut bundles, &key(1), NOW);
    edit(&mut book);
    let trust = book.trust(&bundles).unwrap();
    refused(sign(&book, &trust, &key(1), terms(2, after(1))))
}

fn record(book: &mut Book, seed: u8) -> &mut hezheng_keys::authoring::KeyRecord {
    book.keys.iter_mut().find(|record| record.kid == key(seed).kid()).unwrap()
}

#[test]
fn what_a_bundle_said_is_never_removed() {
    for seed in [10, 20, 30] {
        let refusal = after_edit(|book| book.keys.retain(|record| record.kid != key(seed).kid()));
        assert_eq!(refusal, AuthoringError::Removed(format!("key {}", key(seed).kid())));
    }
    assert!(matches!(after_edit(|book| book.institutions.clear()), AuthoringError::Removed(_)));
    assert!(matches!(after_edit(|book| book.authorities.clear()), AuthoringError::Removed(_)));
}

#[test]
fn a_key_does_not_get_back_what_was_taken_from_it() {
    let altered = |seed: u8| AuthoringError::Altered(format!("key {}", key(seed).kid()));
    assert_eq!(after_edit(|book| record(book, 30).until = None), altered(30));
    assert_eq!(after_edit(|book| record(book, 30).until = Some(after(11))), altered(30));
    assert_eq!(after_edit(|book| record(book, 10).from = Time(1)), altered(10));
    assert_eq!(after_edit(|book| record(book, 20).holder = officer_holder("A1002")), altered(20));
    let rename = |book: &mut Book| book.institutions[0].names[0].name = "别的学校".into();
    assert!(matches!(after_edit(rename), AuthoringError::Altered(_)));
}

#[test]
fn a_bundle_file_that_is_missing_or_another_is_noticed() {
    let (mut book, mut bundles) = (book(), Vec::new());
    signed(&mut book, &mut bundles, &key(1), NOW);
    assert_eq!(refused(book.trust(&[])), AuthoringError::BundleFile { version: 1 });
    bundles[0][100] ^= 1;
    assert_eq!(refused(book.trust(&bundles)), AuthoringError::BundleFile { version: 1 });
}

#[test]
fn a_book_comes_back_from_its_text_and_contradictions_are_named() {
    let book = book();
    let text = book.to_text();
    assert_eq!(Book::parse(&text).unwrap(), book);
    let parse = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        Book::parse(&text.replacen(from, to, 1)).unwrap_err()
    };
    assert!(matches!(parse("hezheng trust book 1", "hezheng trust book 2"), AuthoringError::BookFormat(_)));
    assert!(matches!(parse("\"province\"", "\"provinz\""), AuthoringError::UnreadableBook(_)));
    assert!(matches!(parse("\"countersign\"", "\"everything\""), AuthoringError::UnreadableBook(_)));
    assert!(matches!(parse("\"person\": \"王五\"", "\"person\": \"周八\""), AuthoringError::Contradiction(_)));
    let kid = key(30).kid().to_string();
    assert!(matches!(parse(&kid, "0000000000000000"), AuthoringError::Contradiction(_)));
    assert!(matches!(
        parse("\"staff_code\": \"A1002\"", "\"staff_code\": \"A1001\""),
        AuthoringError::Contradiction(_)
    ));
    assert!(matches!(Book::parse("{"), Err(AuthoringError::UnreadableBook(_))));
}
