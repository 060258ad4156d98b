//! `hezheng verify --registry` and `hezheng pack fetch`, against a registry that answers what a test tells it to.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so by panicking"
)]

mod support;

use hezheng_postgres_server::free_address;
use serde_json::{Value, json};
use support::http::Registry;
use support::{Desk, bytes, case, cases, pack};

fn registry(pack: Vec<u8>, status: u16, word: &Value) -> Registry {
    Registry::start(vec![("/v1/pack", 200, pack), ("/v1/verify", status, word.to_string().into_bytes())])
}

fn ask(desk: &Desk, registry: &Registry, more: &[&str]) -> support::Said {
    let arguments = [vec!["verify", "case.cose", "--registry", &registry.url], desk.judging(), more.to_vec()].concat();
    desk.run(&arguments, b"")
}

fn valid() -> Value {
    json!({ "outcome": "valid", "reason": null, "checks": [], "evidence": {}, "checked_at": "2026-06-10T02:00:00Z" })
}

#[test]
fn both_verdicts_are_shown_and_the_registry_gets_the_registered_statement() {
    let case = case("plain");
    let desk = Desk::new(&case);
    let registry = registry(pack(&case), 200, &valid());
    let said = ask(&desk, &registry, &["--json"]);
    let line = said.one();
    assert_eq!((said.code, &line["outcome"], &line["registry"]), (0, &json!("valid"), &valid()));
    assert_eq!(line["device"]["outcome"], "valid");
    assert_eq!(registry.bodies.lock().unwrap().last(), Some(&bytes(&case["presented"])));
}

#[test]
fn the_registrys_word_never_makes_valid_what_this_device_finds_invalid_or_unsure() {
    for outcome in ["invalid", "indeterminate"] {
        let judged =
            |case: &&Value| case["expect"]["outcome"] == outcome && case["presented"].as_str().unwrap().len() > 500;
        for case in cases().iter().filter(judged).filter(|case| case["trusted_roots"] != json!([])).step_by(20) {
            let desk = Desk::new(case);
            let said = ask(&desk, &registry(pack(case), 200, &valid()), &["--json"]);
            assert_eq!(said.one()["outcome"], outcome, "{}", case["note"]);
            assert_eq!(said.code, if outcome == "invalid" { 1 } else { 3 });
        }
    }
}

#[test]
fn a_worse_word_of_the_registry_counts() {
    let case = case("plain");
    let desk = Desk::new(&case);
    let revoked = json!({ "outcome": "invalid", "reason": "revoked", "checks": [], "evidence": {},
        "status_detail": { "since": "2026-06-10T01:00:00Z", "reason": "sold" }, "checked_at": "2026-06-10T02:00:00Z" });
    let said = ask(&desk, &registry(pack(&case), 200, &revoked), &["--json"]);
    assert_eq!((said.code, &said.one()["reason"]), (1, &json!("revoked")));
    let said = ask(&desk, &registry(pack(&case), 200, &revoked), &["--lang", "en"]);
    let first = said.stdout.lines().next().unwrap();
    assert!(first.starts_with("✗ Not valid: the registry's answer"), "{}", said.stdout);
    assert!(said.stdout.contains("certificate was sold"), "{}", said.stdout);
}

#[test]
fn an_answer_that_is_no_report_could_not_be_checked() {
    let case = case("plain");
    let desk = Desk::new(&case);
    for (status, word) in [(200, json!({ "outcome": "perhaps" })), (503, json!({ "code": "busy" })), (302, json!(null))]
    {
        let said = ask(&desk, &registry(pack(&case), status, &word), &["--json"]);
        assert_eq!((said.code, &said.one()["error"]["code"]), (2, &json!("bad_answer")), "{status}");
    }
}

#[test]
fn without_a_connection_nothing_could_be_checked() {
    let desk = Desk::new(&case("plain"));
    let free = free_address();
    let url = format!("http://{free}/130100");
    let arguments = [vec!["verify", "case.cose", "--registry", &url, "--json"], desk.judging()].concat();
    let said = desk.run(&arguments, b"");
    assert_eq!((said.code, &said.one()["error"]["code"]), (2, &json!("no_connection")));
}

fn fetch(desk: &Desk, registry: &Registry) -> support::Said {
    let arguments =
        [vec!["pack", "fetch", &registry.url, "--out", "kept.cbor", "--lang", "en"], desk.judging()].concat();
    desk.run(&arguments, b"")
}

#[test]
fn a_pack_is_fetched_verified_and_kept() {
    let case = case("plain");
    let desk = Desk::new(&case);
    let said = fetch(&desk, &registry(pack(&case), 200, &valid()));
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.stdout.contains("version 12") && said.stdout.contains("hezheng verify"), "{}", said.stdout);
    let arguments = [vec!["verify", "case.cose", "--pack", "kept.cbor"], desk.judging()].concat();
    assert_eq!(desk.run(&arguments, b"").code, 0);
    let names: Vec<_> = std::fs::read_dir(desk.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().ends_with(".new")), "{names:?}");
}

#[test]
fn a_pack_that_no_pinned_root_key_proves_is_refused_and_changes_nothing() {
    let (good, forged) = (case("plain"), case("bundle signed by a root that is not trusted"));
    let desk = Desk::new(&good);
    for offered in [pack(&forged), b"<html>".to_vec(), Vec::new()] {
        let said = fetch(&desk, &registry(offered.clone(), 200, &valid()));
        assert_eq!((said.code, said.stdout.as_str()), (2, ""), "{offered:?}");
        assert!(!said.stderr.contains("hezheng pack fetch"), "no advice to do what was just done: {said:?}");
        assert!(!desk.path("kept.cbor").exists());
    }
    assert_eq!(fetch(&desk, &registry(pack(&good), 200, &valid())).code, 0);
    let kept = std::fs::read(desk.path("kept.cbor")).unwrap();
    assert_eq!(fetch(&desk, &registry(pack(&forged), 200, &valid())).code, 2);
    assert_eq!(std::fs::read(desk.path("kept.cbor")).unwrap(), kept);
}

#[test]
fn an_older_pack_never_replaces_a_newer_one() {
    let case = case("plain");
    let desk = Desk::new(&case);
    let mut poorer = case.clone();
    poorer["snapshots"] = json!([]);
    assert_eq!(fetch(&desk, &registry(pack(&case), 200, &valid())).code, 0);
    let kept = std::fs::read(desk.path("kept.cbor")).unwrap();
    let said = fetch(&desk, &registry(pack(&poorer), 200, &valid()));
    assert_eq!(said.code, 0);
    assert!(said.stdout.contains("nothing newer"), "{}", said.stdout);
    assert_eq!(std::fs::read(desk.path("kept.cbor")).unwrap(), kept);
}

#[test]
fn a_file_that_is_no_pack_of_ours_is_not_overwritten() {
    let case = case("plain");
    let desk = Desk::new(&case);
    desk.write("kept.cbor", b"somebody's work");
    let said = fetch(&desk, &registry(pack(&case), 200, &valid()));
    assert_eq!(said.code, 2);
    assert_eq!(std::fs::read(desk.path("kept.cbor")).unwrap(), b"somebody's work");
}
