//! `hezheng inspect`: every kind of object is named, shown with its words and dates, and never called valid.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so by panicking"
)]

mod support;

use serde_json::Value;
use support::{Desk, bytes, case, cases, qr_text};

fn inspect(desk: &Desk, input: &str) -> support::Said {
    desk.run(&["inspect", input, "--lang", "en"], b"")
}

#[test]
fn a_registered_statement_is_shown_with_its_fields_and_dates() {
    let case = case("plain");
    let desk = Desk::new(&case);
    for input in ["case.cose", &qr_text(&bytes(&case["presented"]))] {
        let said = inspect(&desk, input);
        assert_eq!(said.code, 0);
        for expected in [
            "Statement (certificate) that bears a registration, 286 bytes",
            "Nothing is verified here",
            "1: \"张三\" / name /",
            "5: 20594 / date of issue: 21 May 2026 /",
            "6: 1779328800 / time: 2026-05-21T02:00:00Z /",
            "-65537: 1234 / leaf index /",
            "<<{ / protected header /",
        ] {
            assert!(said.stdout.contains(expected), "{expected}\n{}", said.stdout);
        }
    }
}

#[test]
fn each_kind_of_object_is_named() {
    let case = case("plain");
    let desk = Desk::new(&case);
    desk.write("bundle", &bytes(&case["bundle"]));
    desk.write("snapshot", &bytes(&case["snapshots"][0]));
    let order =
        vectors("order.json").into_iter().find_map(|case| case["order"].as_str().map(|_| bytes(&case["order"])));
    desk.write("order", &order.unwrap());
    let receipt =
        vectors("receipt.json").into_iter().find_map(|case| case["receipt"].as_str().map(|_| bytes(&case["receipt"])));
    desk.write("receipt", &receipt.unwrap());
    for (file, name) in [
        ("pack.cbor", "Pack"),
        ("bundle", "Trust bundle"),
        ("snapshot", "Revocation snapshot"),
        ("order", "Order"),
        ("receipt", "Receipt"),
    ] {
        let said = inspect(&desk, file);
        assert!(said.code == 0 && said.stdout.starts_with(name), "{file}: {said:?}");
        assert!(said.stdout.contains("Nothing is verified here"));
    }
}

/// All cases of a file of vectors, whatever list they are in.
fn vectors(file: &str) -> Vec<Value> {
    let path = format!("{}/../tests/vectors/{file}", env!("CARGO_MANIFEST_DIR"));
    let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    file.as_object().unwrap().values().filter_map(Value::as_array).flatten().cloned().collect()
}

#[test]
fn every_presented_statement_that_is_cbor_is_shown() {
    let cases = cases();
    let desk = Desk::new(&cases[0]);
    for case in cases.iter().step_by(15) {
        desk.write("shown", &bytes(&case["presented"]));
        let said = inspect(&desk, "shown");
        assert!(said.code == 0 || said.stderr.contains("no object of this system"), "{}: {said:?}", case["note"]);
        assert!(!said.stdout.contains("Valid."));
    }
}

#[test]
fn what_is_no_object_is_refused_with_the_rule_it_breaks() {
    let desk = Desk::new(&case("plain"));
    desk.write("text", b"hello, this is text");
    let said = inspect(&desk, "text");
    assert_eq!((said.code, said.stdout.as_str()), (2, ""));
    assert!(said.stderr.contains("is no object of this system"), "{said:?}");
    assert_eq!(inspect(&desk, "nobody").code, 2);
}
