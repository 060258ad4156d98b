use crate::bureau::{DAY, NOW, approved, bundle, bundle_body, key, order_body};
use crate::harness::{Place, School};
use crate::log_lines;
use crate::people::{claims, identity_number, portrait};
use hezheng_core::statement::Claims;
use hezheng_core::status::Status;
use hezheng_core::time::Time;
use hezheng_core::verify::{Outcome, Reason};
use hezheng_keys::{Signer, public_file};
use hezheng_registry::create_sealing_key;

/// Why it does not start.
fn refusal(place: &Place) -> String {
    match place.try_start() {
        Ok(_) => panic!("it started"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_restart_keeps_everything() {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..3);
    let order = approved(&order_body(1, Status::Revoked, &[&issued[1].number]), "A", "B");
    assert_eq!(registry.order(&order).status, 202);
    let pack = registry.pack();
    drop(registry);
    for _ in 0..3 {
        // Stopped between any two requests.
        drop(place.start());
    }
    let registry = place.start();
    assert_eq!(registry.pack(), pack);
    assert_eq!(registry.offline(&issued[0].registered).outcome, Outcome::Valid);
    assert_eq!(registry.offline(&issued[1].registered).reason, Some(Reason::Revoked));
    let more = registry.issue(&School::new(1), 3..5);
    assert_eq!(registry.offline(&more[1].registered).outcome, Outcome::Valid);
}

#[test]
fn another_sealing_key_refuses_to_start() {
    let place = Place::new();
    drop(place.start());
    std::fs::remove_file(&place.config.sealing_key_file).unwrap();
    create_sealing_key(&place.config.sealing_key_file).unwrap();
    let refusal = refusal(&place);
    assert!(refusal.contains("the sealing key is not the one this store was made with"), "{refusal}");
}

#[test]
fn two_registries_never_have_one_store() {
    let place = Place::new();
    let _running = place.start();
    let refusal = refusal(&place);
    assert!(refusal.contains("another process has the store open"), "{refusal}");
}

/// A database where nobody listens.
const DATABASE: &str = "postgresql://hezheng@127.0.0.1:1/registry";

#[test]
fn each_bad_value_is_one_clear_error() {
    for (change, expected) in [
        ((|place| place.config.listen = "nowhere".into()) as fn(&mut Place), "listen = \"nowhere\""),
        (|place| place.config.page_origin = "http://example.cn".into(), "page_origin = \"http://example.cn\""),
        (|place| place.config.next_update_secs = 604_801, "next_update_secs = \"604801\""),
        (|place| place.config.snapshot_interval_secs = 259_200, "snapshot_interval_secs = \"259200\""),
        (|place| place.config.snapshot_max_age_secs = 0, "snapshot_max_age_secs = \"0\""),
        (|place| place.config.roots.clear(), "roots = \"[]\""),
        (|place| place.config.roots[0] = place.folder.path().join("none.pem"), "roots in the configuration"),
        (|place| place.config.authorities.clear(), "authority = \"[]\""),
        (|place| place.config.authorities[0].code = "13010".into(), "code = \"13010\""),
        (|place| place.config.authorities[1].code = "130100".into(), "it is there twice"),
        (|place| place.config.authorities[0].log_key = "none.pem".into(), "log_key in the configuration: none.pem"),
        (|place| place.config.sealing_key_file = "none.key".into(), "sealing_key_file in the configuration: none.key"),
        (|place| place.config.passphrase_file = "none".into(), "passphrase_file in the configuration: none"),
        (|place| place.config.trust_bundle = "none.cose".into(), "trust_bundle in the configuration: none.cose"),
        (
            |place| place.config.store = "/none/registry.redb".to_owned().into(),
            "store in the configuration: /none/registry.redb",
        ),
        (|place| place.config.store = "mysql://host/registry".to_owned().into(), "store = \"mysql://host/registry\""),
        (|place| place.config.store = DATABASE.to_owned().into(), "node_url = \"\""),
        (
            |place| {
                place.config.store = DATABASE.to_owned().into();
                place.config.node_url = Some("http://127.0.0.1:8080".into());
            },
            "store in the configuration: postgresql://hezheng@127.0.0.1:1/registry: the database cannot be read",
        ),
        (
            |place| {
                place.config.store = DATABASE.to_owned().into();
                place.config.store_password_file = Some("none".into());
            },
            "store_password_file in the configuration: none",
        ),
        (|place| place.config.node_url = Some("http://127.0.0.1:8080".into()), "node_url = \"http://127.0.0.1:8080\""),
        (|place| place.config.store_password_file = Some("file".into()), "store_password_file = \"file\""),
    ] {
        let mut place = Place::new();
        change(&mut place);
        let refusal = refusal(&place);
        assert!(refusal.contains(expected), "{expected}: {refusal}");
    }
}

#[test]
fn keys_that_the_bundle_does_not_list_refuse_to_start() {
    let place = Place::new();
    let mut body = bundle_body();
    body.authorities[0].service_keys[0].uses = 5;
    std::fs::write(&place.config.trust_bundle, bundle(&body)).unwrap();
    let refusal = refusal(&place);
    assert!(refusal.contains("authority 130100") && refusal.contains("snapshot_key"), "{refusal}");
}

#[test]
fn an_authority_that_the_bundle_does_not_list_refuses_to_start() {
    let mut place = Place::new();
    place.config.authorities[1].code = "130300".into();
    let refusal = refusal(&place);
    assert!(refusal.contains("authority 130300") && refusal.contains("does not list it"), "{refusal}");
}

#[test]
fn a_newer_configured_bundle_is_taken_at_the_start_and_an_older_one_passed_over() {
    let place = Place::new();
    let older = std::fs::read(&place.config.trust_bundle).unwrap();
    drop(place.start());
    let mut body = bundle_body();
    body.version = 7;
    let newer = bundle(&body);
    std::fs::write(&place.config.trust_bundle, &newer).unwrap();
    assert_eq!(place.start().client.get("/130100/v1/trust-bundle").body, newer);
    std::fs::write(&place.config.trust_bundle, &older).unwrap();
    assert_eq!(place.start().client.get("/130100/v1/trust-bundle").body, newer);
    std::fs::remove_file(&place.config.trust_bundle).unwrap();
    assert_eq!(place.start().client.get("/130100/v1/trust-bundle").body, newer);
}

#[test]
fn other_root_keys_than_the_stores_refuse_to_start() {
    let mut place = Place::new();
    drop(place.start());
    let other = place.folder.path().join("other.pub.pem");
    public_file::write(&other, &key("stranger").public_key()).unwrap();
    place.config.roots = vec![other];
    let refusal = refusal(&place);
    assert!(refusal.contains("were not signed by these root keys"), "{refusal}");
}

#[test]
fn a_bundle_of_a_stranger_refuses_to_start() {
    let mut place = Place::new();
    let other = place.folder.path().join("other.pub.pem");
    public_file::write(&other, &key("stranger").public_key()).unwrap();
    place.config.roots = vec![other];
    assert!(refusal(&place).contains("no root key named in roots signed it"));
}

#[test]
fn an_authority_added_later_gets_a_log_of_its_own_with_the_bundle_in_it() {
    let mut place = Place::new();
    let second = place.config.authorities.pop().unwrap();
    let registry = place.start();
    registry.issue(&School::new(1), 0..1);
    drop(registry);
    place.config.authorities.push(second);
    let registry = place.start();
    let issued = registry.issue(&School::new(3), 1..2);
    assert_eq!(registry.offline(&issued[0].registered).outcome, Outcome::Valid);
}

#[test]
fn a_clock_far_behind_the_log_registers_nothing() {
    let place = Place::new();
    place.clock.set(Time(NOW.0 + DAY));
    let registry = place.start();
    registry.issue(&School::new(1), 0..1);
    registry.reserved(&School::new(1), 2026, 1, 99);
    let person = identity_number(7);
    let statement = School::new(1).statement("13010020260001000002", &claims(&person, NOW.shanghai_day()));
    place.clock.set(Time(NOW.0 + DAY - 301));
    let answer = registry.register(&School::new(1), &statement, &person);
    assert_eq!(answer.problem(), (503, "clock_behind".into()));
    place.clock.set(Time(NOW.0 + DAY - 299));
    assert_eq!(registry.register(&School::new(1), &statement, &person).status, 201);
}

#[test]
fn no_identity_number_or_portrait_is_in_the_store_file_or_in_any_log_line() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    let (person, (picture, hash)) = (identity_number(4_321), portrait());
    registry.reserved(&school, 2026, 1, 1);
    let claims = Claims { portrait_sha256: Some(hash), ..claims(&person, NOW.shanghai_day()) };
    let statement = school.statement("13010020260001000001", &claims);
    assert_eq!(registry.register_with(&school, &statement, &person, Some(&picture)).status, 201);
    let wrong = identity_number(4_322);
    let code = hezheng_core::statement::check_code::CheckCode::of(&statement);
    for number in [&person, &wrong] {
        let body = serde_json::json!({"code": code.to_string(), "identity_number": number}).to_string();
        registry.client.send_binary("POST", "/130100/v1/match", "application/json", body.as_bytes());
        registry.register(&school, &statement, number);
        registry.client.get(&format!("/130100/v1/lookup/{number}?code={number}"));
    }
    drop(registry);
    let store = std::fs::read(place.store_file()).unwrap();
    let holds = |needle: &[u8]| store.windows(needle.len()).any(|window| window == needle);
    assert!(holds("测试学员".as_bytes()), "the statement itself is there: the search works");
    // Neither the numbers nor what is in them: the body without the last four characters.
    for secret in [&person.as_bytes()[..14], &wrong.as_bytes()[..14], &picture[..], &[0x5A; 64]] {
        assert!(!holds(secret));
    }
    let lines = log_lines::all();
    assert!(lines.contains("/130100/v1/match"), "requests are logged");
    for number in [&person, &wrong] {
        assert!(!lines.contains(&number[..14]));
    }
}

#[cfg(unix)]
#[test]
fn the_store_is_readable_by_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    drop(place.start());
    assert_eq!(std::fs::metadata(place.store_file()).unwrap().permissions().mode() & 0o777, 0o600);
}
