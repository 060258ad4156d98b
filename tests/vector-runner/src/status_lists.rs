//! statuslist: tokens read, those to refuse, and the same statuses packed again.

use crate::case::{Summary, bytes, list, public_key, public_of, sign, text, time};
use hezheng_core::ids::{LeafIndex, TreeSize};
use hezheng_core::status::Status;
use hezheng_core::status::index_set::IndexSet;
use hezheng_core::status::snapshot::StatusSets;
use hezheng_core::status::status_list::{
    PackedStatuses, StatusListDraft, StatusListRefusal, StatusListTerms, UnverifiedStatusList, VerifiedStatusList,
};
use hezheng_core::time::Time;
use serde_json::{Value, json};

pub fn run(file: &Value, summary: &mut Summary) {
    for case in list(&file["accept"]) {
        accepted(case, summary);
    }
    for case in list(&file["refuse"]) {
        summary.check(text(&case["note"]), verified(case, &bytes(&case["token"])).is_none(), "was accepted");
    }
}

fn verified(case: &Value, token: &[u8]) -> Option<VerifiedStatusList> {
    let list = UnverifiedStatusList::decode(token).ok()?;
    list.verify(&public_key(&case["public"]), text(&case["uri"]), time(&case["now"])).ok()
}

fn accepted(case: &Value, summary: &mut Summary) {
    let (note, token) = (text(&case["note"]), bytes(&case["token"]));
    let Some(list) = verified(case, &token) else { return summary.check(note, false, "was refused") };
    let statuses = list.statuses();
    if case["unpacked"].is_string() {
        summary.equal(note, &statuses.bytes(), &&*bytes(&case["unpacked"]));
    }
    let size = case["size"].as_u64().unwrap_or_default();
    let named = |index: u64| Status::from_code(case["status"][index.to_string()].as_u64().unwrap_or_default());
    let wrong = (0..size).filter(|index| statuses.status(*index) != named(*index)).count();
    summary.equal(note, &wrong, &0);
    let with = |status| IndexSet::from_indices((0..size).filter(|i| named(*i) == Some(status)).map(LeafIndex));
    let sets = StatusSets {
        revoked: with(Status::Revoked),
        suspended: with(Status::Suspended),
        superseded: with(Status::Superseded),
    };
    let packed = PackedStatuses::of(&sets, 0, TreeSize(size));
    summary.equal(note, &packed.bytes(), &statuses.bytes());
    summary.equal(note, &PackedStatuses::inflate(&packed.deflate()).as_ref(), &Ok(&packed));
    made_again(note, text(&case["uri"]), list.issued(), &packed, summary);
}

/// A list of the same statuses, signed by a key of ours, counts until it expires and at its own address.
fn made_again(note: &str, address: &str, issued: Time, packed: &PackedStatuses, summary: &mut Summary) {
    let seed = json!("01".repeat(32));
    let (key, expires) = (public_of(&seed), issued.plus_secs(86_400));
    let terms = StatusListTerms { address: address.into(), issued, expires, ttl_secs: 3_600 };
    let made =
        StatusListDraft::new(key.kid(), &terms, packed).map(|draft| draft.finish(&sign(&seed, &draft.to_be_signed())));
    let Ok(made) = made else { return summary.check(note, false, "was not made") };
    let Ok(read) = UnverifiedStatusList::decode(&made) else { return summary.check(note, false, "does not decode") };
    summary.equal(note, &read.unverified_kid(), &key.kid());
    let verified = |address: &str, now| read.verify(&key, address, now).map(|list| list.statuses().clone());
    summary.equal(note, &verified(address, Time(expires.0 - 1)).as_ref(), &Ok(packed));
    summary.equal(note, &verified(address, expires), &Err(StatusListRefusal::Expired));
    summary.equal(note, &verified("https://elsewhere.example", issued), &Err(StatusListRefusal::OtherAddress));
    let early = Time(issued.0 - 301);
    summary.equal(note, &verified(address, early), &Err(StatusListRefusal::FromTheFuture));
    summary.equal(note, &verified(address, Time(early.0 + 1)).as_ref(), &Ok(packed));
    let idle = StatusListTerms { ttl_secs: 0, ..terms };
    summary.check(note, StatusListDraft::new(key.kid(), &idle, packed).is_err(), "a ttl of 0 was laid out");
}
