//! order: in force or not and why, the log entry, and which certificates are touched.

use crate::case::{Summary, bytes, list, public_keys, text, time};
use hezheng_core::ids::{LeafIndex, to_hex};
use hezheng_core::log::Entry;
use hezheng_core::number::Uscc;
use hezheng_core::status::Status;
use hezheng_core::status::order::{Selector, UnverifiedOrder};
use hezheng_core::trust::Trust;
use serde_json::Value;

pub fn run(file: &Value, summary: &mut Summary) {
    let bundle = bytes(&file["bundle"]);
    let trust = Trust::follow(&public_keys(&file["trusted_roots"]), &[&bundle]);
    let Some(bundle) = trust.bundle() else { return summary.check("the bundle", false, "was not taken") };
    for case in list(&file["cases"]) {
        let (note, raw, received) = (text(&case["note"]), bytes(&case["order"]), time(&case["received"]));
        let order = UnverifiedOrder::decode(&raw);
        let judged = match &order {
            Err(_) => Err("malformed"),
            Ok(order) => order.verify(bundle, received).map_err(|refusal| refusal.code()),
        };
        summary.equal(note, &judged.as_ref().err().copied(), &case["reason"].as_str());
        summary.equal(note, &Some(judged.is_ok()), &case["in_force"].as_bool());
        let Ok(order) = judged else { continue };
        summary.equal(note, &order.hash().to_string(), &text(&case["order_hash"]).to_owned());
        let Ok(Entry::StatusChange { leaves, .. }) = Entry::decode(&bytes(&case["log_entry"])) else {
            summary.check(note, false, "its log entry does not decode");
            continue;
        };
        let entry = Entry::StatusChange { time: received, status: order.body().status, leaves, order: order.hash() };
        summary.equal(note, &to_hex(&entry.encode()), &text(&case["log_entry"]).to_owned());
    }
    for case in list(&file["transitions"]) {
        let status = |key: &str| Status::from_code(case[key].as_u64().unwrap_or(99)).unwrap_or_default();
        let selector = match case["selector"].as_u64() {
            Some(1) => Some(Selector::Numbers(Vec::new())),
            Some(2) => Uscc::parse("91350100M000100Y43")
                .ok()
                .map(|uscc| Selector::Institution(uscc, LeafIndex(0), LeafIndex(1))),
            _ => Some(Selector::ClassFiling("1".into())),
        };
        let touched = selector.map(|selector| selector.changes(status("current"), status("new")));
        summary.equal(&case.to_string(), &touched, &case["touched"].as_bool());
    }
}
