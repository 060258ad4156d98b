//! The built program against every case of verify.json: the same report to the letter, and the exit code.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so by panicking"
)]

mod support;

use serde_json::{Value, json};
use support::{Desk, bytes, cases};

#[test]
fn the_program_gives_the_expected_report_for_every_case() {
    let cases = cases();
    assert!(cases.len() > 250, "verify.json has lost cases");
    let failures: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|worker| {
                let mine = cases.iter().skip(worker).step_by(4);
                scope.spawn(move || mine.filter_map(|case| judged(case).err()).collect::<Vec<_>>())
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn judged(case: &Value) -> Result<(), String> {
    let mut desk = Desk::new(case);
    if case["trusted_roots"] == json!([]) {
        // Without any root key the program refuses to run; with one that proves nothing it says what the case says.
        let refused = desk.verify(&["case.cose"], &["--json"]);
        assert_eq!((refused.code, &refused.one()["error"]["code"]), (2, &json!("no_roots")));
        desk.pin(&unrelated_key());
    }
    let said = desk.verify(&["case.cose"], &["--json"]);
    let (report, expect) = (said.one(), &case["expect"]);
    let code = match expect["outcome"].as_str() {
        Some("valid") => 0,
        Some("invalid") => 1,
        _ => 3,
    };
    let mut failure = Vec::new();
    let mut equal = |what: &str, found: &Value, expected: &Value| {
        if found != expected {
            failure.push(format!("{}, {what}: found {found}, expected {expected}", case["note"]));
        }
    };
    equal("exit code", &json!(said.code), &json!(code));
    equal("input", &report["input"], &json!("case.cose"));
    for part in ["outcome", "reason", "checks"] {
        equal(part, &report[part], &expect[part]);
    }
    for (key, expected) in expect["evidence"].as_object().into_iter().flatten() {
        equal(key, &flat(&report["evidence"], key), expected);
    }
    match expect.get("certificate") {
        None => {}
        Some(expected) => equal("certificate", &report["certificate"], expected),
    }
    if failure.is_empty() { Ok(()) } else { Err(failure.join("\n")) }
}

/// A public key that signed nothing in these cases: another kind of key than a root.
fn unrelated_key() -> Vec<u8> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/keys.json");
    let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    bytes(&file["keys"][0]["public"])
}

/// `evidence.bundle.version` under the name `bundle_version`, times as seconds.
fn flat(evidence: &Value, key: &str) -> Value {
    let (part, name) = key.split_once('_').unwrap();
    match &evidence[part][name] {
        Value::String(text) => hezheng_core::time::Time::parse(text)
            .filter(|_| text.ends_with('Z'))
            .map_or(json!(text), |time| json!(time.0)),
        other => other.clone(),
    }
}
