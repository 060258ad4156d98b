use crate::bureau::{DAY, NOW, approved, bundle, bundle_body, bundle_by_two, key, order_body};
use crate::harness::{Place, School, judge, roots};
use hezheng_core::ids::LeafIndex;
use hezheng_core::number::AuthorityCode;
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::statement::check_code::CheckCode;
use hezheng_core::status::Status;
use hezheng_core::status::snapshot::{Snapshot, SnapshotBody};
use hezheng_core::time::Time;
use hezheng_core::trust::Trust;
use hezheng_core::trust::pack::UnverifiedPack;
use hezheng_core::verify::{Outcome, Reason};
use hezheng_keys::Signer;

/// The snapshot of an authority in a pack, and the version of the newest bundle.
fn snapshot(pack: &[u8], authority: &str, now: Time) -> (SnapshotBody, u64) {
    let pack = UnverifiedPack::decode(pack).unwrap();
    let trust = Trust::follow(&roots(), &pack.bundles);
    let bundle = trust.bundle().unwrap();
    let snapshots = pack.snapshots.iter().map(|bytes| Snapshot::accept(bytes, bundle, now).unwrap().body().clone());
    let code = AuthorityCode::parse(authority).unwrap();
    (snapshots.into_iter().find(|body| body.authority == code).unwrap(), bundle.body().version)
}

#[test]
fn the_pack_speaks_of_every_log_and_of_all_of_it() {
    let place = Place::new();
    let registry = place.start();
    let ours = registry.issue(&School::new(1), 0..2);
    let theirs = registry.issue(&School::new(3), 2..3);
    let pack = registry.pack();
    assert_eq!(snapshot(&pack, "130100", NOW).0.size.0, 3);
    assert_eq!(snapshot(&pack, "130200", NOW).0.size.0, 2);
    for certificate in ours.iter().chain(&theirs) {
        assert_eq!(judge(&certificate.registered, &pack, NOW).outcome, Outcome::Valid);
    }
}

#[test]
fn no_later_entry_has_a_time_at_or_before_as_of() {
    let place = Place::new();
    let registry = place.start();
    let mut last_as_of = Time(0);
    for person in 0..6 {
        // The clock stands still, goes on, and is set back.
        place.clock.set(Time([NOW.0, NOW.0, NOW.0 + 5, NOW.0 + 1, NOW.0 + 2, NOW.0 + 60][person as usize]));
        let issued = registry.issue(&School::new(1), person..person + 1);
        let statement = UnverifiedStatement::decode(&issued[0].registered).unwrap();
        let (time, leaf) = statement.unverified_registration().unwrap();
        assert!(time > last_as_of, "entry {leaf:?} at {time:?}, snapshot as of {last_as_of:?}");
        let (body, _) = snapshot(&registry.pack(), "130100", place.clock_now());
        assert!(body.as_of >= last_as_of && body.size.covers(leaf));
        last_as_of = body.as_of;
    }
}

impl Place {
    fn clock_now(&self) -> Time {
        hezheng_registry::Clock::now(&self.clock)
    }
}

#[test]
fn a_snapshot_is_at_most_a_minute_old_when_asked_for() {
    let place = Place::new();
    let registry = place.start();
    let as_of = |registry: &crate::harness::Registry| snapshot(&registry.pack(), "130100", place.clock_now()).0.as_of;
    assert_eq!(as_of(&registry), NOW);
    place.clock.set(Time(NOW.0 + 59));
    assert_eq!(as_of(&registry), NOW);
    place.clock.set(Time(NOW.0 + 60));
    assert_eq!(as_of(&registry), Time(NOW.0 + 60));
    let answer = registry.client.get("/130100/v1/snapshot");
    let mut trust = Trust::in_roots(&roots());
    trust.take(&registry.client.get("/130100/v1/trust-bundle").body, NOW).unwrap();
    let alone = Snapshot::accept(&answer.body, trust.bundle().unwrap(), place.clock_now()).unwrap();
    assert_eq!(alone.body().next_update, Time(NOW.0 + 60 + 259_200));
}

#[test]
fn a_new_bundle_is_logged_and_in_the_next_snapshot() {
    let place = Place::new();
    let registry = place.start();
    let mut body = bundle_body();
    body.version = 5;
    let newer = bundle(&body);
    assert_eq!(registry.put_bundle(&newer).status, 204);
    assert_eq!(registry.client.get("/130200/v1/trust-bundle").body, newer);
    let pack = registry.pack();
    let (state, version) = snapshot(&pack, "130100", place.clock_now());
    assert_eq!((state.bundle_version, version, state.size.0), (5, 5, 2));
    assert_eq!(registry.put_bundle(&newer).status, 204, "the same again changes nothing");
    assert_eq!(snapshot(&registry.pack(), "130100", place.clock_now()).0.size.0, 2);
    assert_eq!(UnverifiedPack::decode(&pack).unwrap().bundles.len(), 1, "no bundle changed the root keys");
}

#[test]
fn bundles_are_taken_by_the_rules_alone() {
    let place = Place::new();
    let registry = place.start();
    let change = |change: &dyn Fn(&mut hezheng_core::trust::bundle::BundleBody)| {
        let mut body = bundle_body();
        body.version = 2;
        change(&mut body);
        body
    };
    let not_newer = bundle(&change(&|body| (body.version, body.expires) = (1, Time(NOW.0 + DAY))));
    let expired = bundle(&change(&|body| body.expires = NOW));
    let rotated = change(&|body| body.roots = vec![key("root 1").public_key(), key("root 3").public_key()]);
    let mut damaged = bundle(&change(&|_| {}));
    *damaged.last_mut().unwrap() ^= 1;
    for (bytes, status, code) in [
        (not_newer, 409, "bundle_not_newer"),
        (expired, 422, "bundle_expired"),
        (bundle(&rotated), 403, "second_root_missing"),
        (damaged, 403, "bad_root_signature"),
        (b"no bundle".to_vec(), 400, "not_cbor"),
    ] {
        assert_eq!(registry.put_bundle(&bytes).problem(), (status, code.into()));
    }
    assert_eq!(snapshot(&registry.pack(), "130100", NOW).1, 1);
    assert_eq!(registry.put_bundle(&bundle_by_two(&rotated)).status, 204);
}

#[test]
fn a_pack_carries_every_bundle_that_changed_the_root_keys() {
    let place = Place::new();
    let registry = place.start();
    let mut rotated = bundle_body();
    (rotated.version, rotated.roots) = (2, vec![key("root 1").public_key(), key("root 3").public_key()]);
    assert_eq!(registry.put_bundle(&bundle_by_two(&rotated)).status, 204);
    for version in [3, 4] {
        rotated.version = version;
        assert_eq!(registry.put_bundle(&bundle(&rotated)).status, 204);
    }
    drop(registry);
    let registry = place.start();
    let pack = registry.pack();
    let versions = UnverifiedPack::decode(&pack).unwrap();
    let trust = Trust::follow(&roots(), &versions.bundles);
    assert_eq!((versions.bundles.len(), trust.bundle().unwrap().body().version), (2, 4));
    assert_eq!(trust.roots().len(), 2);
}

#[test]
fn the_online_check_compares_the_log_itself() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    let issued = registry.issue(&school, 0..1);
    assert_eq!(registry.online(&issued[0].registered)["outcome"], "valid");
    // A stolen service key countersigns a statement that was never registered, for a place that another has, and for
    // one that nothing has.
    let service = key("service 130100");
    let forged = school.statement("13010020260001000009", &issued[0].claims);
    let unverified = UnverifiedStatement::decode(&forged).unwrap();
    let verified = unverified.verify_signature(&school.key.public_key()).unwrap();
    for (leaf, offline) in [(LeafIndex(1), None), (LeafIndex(99), Some(Reason::StatusUnknown))] {
        let draft = verified.register(service.kid(), NOW, leaf);
        let countersigned = draft.finish(&service.sign(draft.to_be_signed()));
        assert_eq!(registry.offline(&countersigned).reason, offline, "offline it cannot be known");
        let report = registry.online(&countersigned);
        assert_eq!((&report["outcome"], &report["reason"]), (&"invalid".into(), &"bad_registration".into()));
        assert_eq!(report["checks"][4]["result"], "failed");
        assert_eq!(report["evidence"].get("registered"), None);
    }
}

#[test]
fn verify_never_fails_whatever_is_sent() {
    let place = Place::new();
    let registry = place.start();
    for body in [&b""[..], b"\xFF", &[0xD2; 1_000]] {
        assert_eq!(registry.online(body)["reason"], "malformed");
    }
    let school = School::new(1);
    let issued = registry.issue(&school, 0..1);
    let report = registry.online(&issued[0].statement);
    assert_eq!(report["reason"], "not_registered");
    let large = registry.client.send_binary("POST", "/130100/v1/verify", "application/cose", &[0; 20_000]);
    assert_eq!(large.problem(), (413, "too_large".into()));
}

#[test]
fn a_check_code_finds_the_same_report() {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..2);
    let code = CheckCode::of(&issued[1].statement).to_string();
    let typed = code.to_lowercase().replace('-', "%20");
    for code in [&code, &typed] {
        let answer = registry.client.get(&format!("/130100/v1/lookup?code={code}"));
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.json()["certificate"]["number"], issued[1].number);
        assert_eq!(answer.json()["evidence"]["registered"]["proof"], "proved");
        assert_eq!(answer.json(), registry.online(&issued[1].registered));
    }
    let elsewhere = registry.client.get(&format!("/130200/v1/lookup?code={code}"));
    assert_eq!(elsewhere.problem(), (404, "not_found".into()));
    let wrong = if code.ends_with('0') { "1" } else { "0" };
    let mistyped = format!("{}{wrong}", &code[..code.len() - 1]);
    for path in
        [format!("/130100/v1/lookup?code={mistyped}"), "/130100/v1/lookup".into(), "/130100/v1/lookup?code=".into()]
    {
        assert_eq!(registry.client.get(&path).problem(), (400, "check_code".into()));
    }
    let unknown = CheckCode::of(b"nothing");
    assert_eq!(registry.client.get(&format!("/130100/v1/lookup?code={unknown}")).problem(), (404, "not_found".into()));
}

#[test]
fn a_lookup_after_revocation_says_since_when_and_why() {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..1);
    let body = order_body(1, Status::Suspended, &[&issued[0].number]);
    assert_eq!(registry.order(&approved(&body, "A", "B")).status, 202);
    let code = CheckCode::of(&issued[0].statement);
    let report = registry.client.get(&format!("/130100/v1/lookup?code={code}")).json();
    // The snapshot made at the start is as of now, so every entry after it has a later time.
    assert_eq!(report["reason"], "suspended");
    assert_eq!(report["status_detail"], serde_json::json!({"since": Time(NOW.0 + 1).to_string(), "reason": 1}));
}
