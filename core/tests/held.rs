//! What is held is what would be collected anew, at whatever time it is asked for.
#![allow(clippy::unwrap_used, reason = "a vector that cannot be read fails the test")]

use hezheng_core::key::PublicKey;
use hezheng_core::number::AuthorityCode;
use hezheng_core::time::Time;
use hezheng_core::trust::Trust;
use hezheng_core::trust::pack::UnverifiedPack;
use hezheng_core::verify::{Evidence, Held};
use serde_json::Value;
use std::collections::BTreeSet;

const DAY_SECS: u64 = 86_400;

fn bytes(hex: &Value) -> Vec<u8> {
    let hex = hex.as_str().unwrap();
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn all(list: &Value) -> Vec<Vec<u8>> {
    list.as_array().unwrap().iter().map(bytes).collect()
}

#[test]
fn held_evidence_is_what_would_be_collected_whatever_the_clock_does() {
    let file: Value = serde_json::from_str(include_str!("../../tests/vectors/verify.json")).unwrap();
    let mut cases_that_time_changes = 0;
    for case in file["cases"].as_array().unwrap().iter().filter(|case| !case["bundle"].is_null()) {
        let roots: Vec<_> =
            all(&case["trusted_roots"]).into_iter().map(|key| PublicKey(key.try_into().unwrap())).collect();
        let (bundle, snapshots) = (bytes(&case["bundle"]), all(&case["snapshots"]));
        let snapshots: Vec<&[u8]> = snapshots.iter().map(Vec::as_slice).collect();
        let pack =
            UnverifiedPack { bundles: vec![&bundle], snapshots: snapshots.clone(), checkpoints: vec![] }.encode();
        let trust = Trust::follow(&roots, &[&bundle]);
        let doubted = AuthorityCode::parse("130100").unwrap();

        let now = case["now"].as_u64().unwrap();
        let mut held = Held::new(&roots, &pack, Time(now));
        held.doubt(doubted.clone());
        let mut counted = BTreeSet::new();
        let (after, before) = (|secs| now.saturating_add(secs), |secs| now.saturating_sub(secs));
        let (year, day) = (400 * DAY_SECS, DAY_SECS);
        for now in [now, now, 0, now, after(year), before(year), before(day), now, before(1), after(1)] {
            let mut anew = Evidence::collect(&trust, &snapshots, Time(now));
            counted.insert(anew.snapshots().count());
            anew.doubt(doubted.clone());
            assert_eq!(held.at(Time(now)), (&anew, &trust), "{} at {now}", case["note"]);
        }
        cases_that_time_changes += usize::from(counted.len() > 1);
    }
    assert!(cases_that_time_changes > 10, "{cases_that_time_changes}");
}

#[test]
fn what_is_no_pack_holds_nothing() {
    for bytes in [&b""[..], b"\x83\x80\x80\x80", b"no pack"] {
        let mut held = Held::new(&[PublicKey([7; 32])], bytes, Time(0));
        let (evidence, trust) = held.at(Time(1));
        assert!(trust.bundle().is_none() && evidence.snapshots().next().is_none());
    }
}
