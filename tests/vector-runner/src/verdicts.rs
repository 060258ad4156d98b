//! verify: whole verdicts.

use crate::case::{Summary, bytes, list, public_keys, text, time};
use hezheng_core::trust::Trust;
use hezheng_core::verify::{Evidence, Presented, Report, verify};
use serde_json::{Value, json};

fn report(case: &Value) -> Report {
    let bundles: Vec<Vec<u8>> = case["bundle"].as_str().map(|_| bytes(&case["bundle"])).into_iter().collect();
    let bundles: Vec<&[u8]> = bundles.iter().map(Vec::as_slice).collect();
    let snapshots: Vec<Vec<u8>> = list(&case["snapshots"]).iter().map(bytes).collect();
    let snapshots: Vec<&[u8]> = snapshots.iter().map(Vec::as_slice).collect();
    let (trust, now) = (Trust::follow(&public_keys(&case["trusted_roots"]), &bundles), time(&case["now"]));
    let evidence = Evidence::collect(&trust, &snapshots, now);
    verify(Presented::Statement(&bytes(&case["presented"])), &evidence, &trust, now)
}

pub fn reports(file: &Value) -> String {
    let lines = list(&file["cases"]).iter().map(|case| report(case).to_json());
    lines.collect::<Vec<_>>().join("\n")
}

pub fn run(file: &Value, summary: &mut Summary) {
    for case in list(&file["cases"]) {
        let report = serde_json::from_str(&report(case).to_json()).unwrap_or_default();
        compare(text(&case["note"]), &report, &case["expect"], summary);
    }
}

/// Compares a Report with what is expected of it: `outcome`, `reason`, each check, and of `evidence` and `certificate` what is there.
fn compare(note: &str, report: &Value, expect: &Value, summary: &mut Summary) {
    summary.equal(note, &report["outcome"], &expect["outcome"]);
    summary.equal(note, &report["reason"], &expect["reason"]);
    summary.equal(note, &report["checks"], &expect["checks"]);
    for (key, expected) in expect["evidence"].as_object().into_iter().flatten() {
        summary.equal(&format!("{note}, {key}"), &flat(&report["evidence"], key), expected);
    }
    match expect.get("certificate") {
        None => {}
        Some(Value::Null) => summary.check(note, report.get("certificate").is_none(), "claims are shown"),
        Some(expected) => summary.equal(note, &report["certificate"], expected),
    }
}

/// `evidence.bundle.version` under the name `bundle_version`, times as seconds.
fn flat(evidence: &Value, key: &str) -> Value {
    let Some((part, name)) = key.split_once('_') else { return Value::Null };
    match &evidence[part][name] {
        Value::String(text) => hezheng_core::time::Time::parse(text)
            .filter(|_| text.ends_with('Z'))
            .map_or(json!(text), |time| json!(time.0)),
        other => other.clone(),
    }
}
