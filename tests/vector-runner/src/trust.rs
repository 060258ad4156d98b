//! bundle and snapshot.

use crate::case::{Summary, bytes, list, public_keys, text, time};
use hezheng_core::cbor::{Reader, Writer};
use hezheng_core::ids::{TreeSize, to_hex};
use hezheng_core::status::index_set::IndexSet;
use hezheng_core::status::snapshot::Snapshot;
use hezheng_core::trust::{BundleRefusal, Trust};
use hezheng_core::verify::Evidence;
use serde_json::{Value, json};

pub fn bundle(file: &Value, summary: &mut Summary) {
    for case in list(&file["cases"]) {
        let note = text(&case["note"]);
        let mut trust = Trust::in_roots(&public_keys(&case["trusted_roots"]));
        let taken = held(&trust, case, file).unwrap_or_else(|| {
            let taken = trust.take(&bytes(&case["candidate"]), time(&case["now"]));
            (taken, trust.clone())
        });
        let word = match taken.0 {
            Ok(()) => "taken",
            Err(BundleRefusal::Malformed(_)) => "malformed",
            Err(BundleRefusal::UnknownRoot) => "unknown_root",
            Err(BundleRefusal::BadSignature) => "bad_signature",
            Err(BundleRefusal::SecondRootMissing) => "second_root_missing",
            Err(BundleRefusal::NotNewer) => "not_newer",
            Err(BundleRefusal::Expired) => "expired",
        };
        summary.equal(note, &word, &text(&case["expect"]));
        let mut roots = public_keys(&case["roots_afterwards"]);
        roots.sort_unstable();
        summary.equal(note, &taken.1.roots().to_vec(), &roots);
    }
    for case in list(&file["chains"]) {
        let bundles: Vec<Vec<u8>> = list(&case["bundles"]).iter().map(bytes).collect();
        let bundles: Vec<&[u8]> = bundles.iter().map(Vec::as_slice).collect();
        let roots = public_keys(&case["trusted_roots"]);
        let held = case["held_version"].as_u64();
        let trust = match held {
            None => Trust::follow(&roots, &bundles),
            Some(version) => follow_from(&roots, version, &bundles),
        };
        let arrived = trust.bundle().map(|bundle| bundle.body().version);
        summary.equal(
            text(&case["note"]),
            &arrived.filter(|arrived| Some(*arrived) != held),
            &case["arrives_at"].as_u64(),
        );
        let mut expected = public_keys(&case["roots_afterwards"]);
        expected.sort_unstable();
        summary.equal(text(&case["note"]), &trust.roots().to_vec(), &expected);
    }
}

/// The vectors give the version held and not the bundle. Core holds bundles, so what would be refused as not newer is
/// offered to a verifier of the same roots, and its version compared here.
fn held(trust: &Trust, case: &Value, _: &Value) -> Option<(Result<(), BundleRefusal>, Trust)> {
    let version = case["held_version"].as_u64()?;
    let mut fresh = trust.clone();
    let taken = trust.after(&bytes(&case["candidate"])).and_then(|next| {
        let candidate = next.bundle().map(|bundle| bundle.body().version);
        if candidate.is_some_and(|candidate| candidate <= version) { Err(BundleRefusal::NotNewer) } else { Ok(()) }
    });
    let taken = taken.and_then(|()| fresh.take(&bytes(&case["candidate"]), time(&case["now"])));
    Some((taken, fresh))
}

fn follow_from(roots: &[hezheng_core::key::PublicKey], version: u64, bundles: &[&[u8]]) -> Trust {
    let newer: Vec<&[u8]> = bundles
        .iter()
        .copied()
        .filter(|bundle| hezheng_core::trust::unverified_body(bundle).is_ok_and(|body| body.version > version))
        .collect();
    Trust::follow(roots, &newer)
}

pub fn snapshot(file: &Value, summary: &mut Summary) {
    for case in list(&file["index_sets"]) {
        let (note, size) = (text(&case["note"]), TreeSize(case["tree_size"].as_u64().unwrap_or_default()));
        let runs: Vec<(u64, u64)> = list(&case["runs"])
            .iter()
            .map(|run| (run[0].as_u64().unwrap_or(0), run[1].as_u64().unwrap_or(0)))
            .collect();
        let set = IndexSet::from_runs(&runs);
        let mut writer = Writer::new();
        set.encode(&mut writer);
        summary.equal(note, &to_hex(&writer.into_bytes()), &text(&case["best"]).to_owned());
        for encoding in list(&case["also_decodes_from"]) {
            let decoded = IndexSet::decode(&mut Reader::new(&bytes(encoding)), size);
            summary.equal(note, &decoded.map(|set| set.runs().to_vec()), &Ok(runs.clone()));
        }
    }
    for case in list(&file["refuse_index_sets"]) {
        let size = TreeSize(case["tree_size"].as_u64().unwrap_or_default());
        let refused = IndexSet::decode(&mut Reader::new(&bytes(&case["index_set"])), size).is_err();
        summary.check(text(&case["note"]), refused, "was accepted");
    }
    let bundle = bytes(&file["bundle"]);
    let trust = Trust::follow(&public_keys(&file["trusted_roots"]), &[&bundle]);
    let Some(bundle) = trust.bundle() else { return summary.check("the bundle", false, "was not taken") };
    for case in list(&file["snapshots"]) {
        let note = text(&case["note"]);
        let found = Snapshot::accept(&bytes(&case["snapshot"]), bundle, time(&case["now"]));
        summary.equal(note, &Some(found.is_ok()), &case["accept"].as_bool());
        let Ok(snapshot) = found else { continue };
        let body = snapshot.body();
        let sets = [("1", &body.sets.revoked), ("2", &body.sets.suspended), ("3", &body.sets.superseded)];
        let sets: serde_json::Map<String, Value> = sets
            .into_iter()
            .filter(|(_, set)| !set.is_empty())
            .map(|(code, set)| (code.to_owned(), json!(set.runs())))
            .collect();
        let shown = json!({ "sets": sets, "as_of": body.as_of.0, "next_update": body.next_update.0, "tree_size": body.size.0, "bundle_version": body.bundle_version });
        for key in ["sets", "as_of", "next_update", "tree_size", "bundle_version"] {
            if !case[key].is_null() {
                summary.equal(&format!("{note}, {key}"), &shown[key], &case[key]);
            }
        }
    }
    for case in list(&file["floors"]) {
        let (held, offered) = (bytes(&case["held"]), bytes(&case["offered"]));
        let mut evidence = Evidence::collect(&trust, &[&held], time(&case["now"]));
        let takes = Snapshot::accept(&offered, bundle, time(&case["now"])).is_ok_and(|offered| evidence.offer(offered));
        summary.equal(text(&case["note"]), &Some(takes), &case["takes"].as_bool());
    }
}
