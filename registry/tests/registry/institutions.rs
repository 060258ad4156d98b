//! An institution that is renamed or closed, and a key file that is lost: what goes on, what ends, and what is said of it; on
//! both stores.

use crate::bureau::{DAY, bundle, bundle_body, from, key};
use crate::correction::problem;
use crate::desk::{OFFICER_A, OFFICER_B, ended_class, filing, of_class, open_desk};
use crate::harness::{Place, Registry, School};
use crate::held::hold_without_class;
use crate::people::claims;
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::time::Time;
use hezheng_core::trust::bundle::{BundleBody, IssuingKey};
use hezheng_keys::Signer;
use hezheng_postgres_server::PostgresServer;
use hezheng_registry::Clock;
use serde_json::{Value, json};

const NEW_NAME: &str = "测试培训学校1（更名）";

/// Puts the next bundle in force, with this changed.
fn next_bundle(registry: &Registry, version: u64, change: &dyn Fn(&mut BundleBody)) {
    let mut body = bundle_body();
    body.version = version;
    change(&mut body);
    let answer = registry.put_bundle(&bundle(&body));
    assert_eq!(answer.status, 204, "{answer:?}");
}

/// Ends the first school's key, which is as lost as it is closed.
fn without_key(body: &mut BundleBody, until: Time) {
    body.institutions[0].keys[0].validity.until = Some(until);
}

fn flags(registry: &Registry) -> Vec<Value> {
    registry.done(OFFICER_A, "v1/flags/open", &json!({}))["flags"].as_array().unwrap().clone()
}

/// A class with one certificate of two people who passed, and a class that waits.
fn school_at_work(registry: &Registry) -> (School, Value, Value, (Vec<u8>, String)) {
    let school = School::new(1);
    open_desk(registry, &school);
    let class = ended_class(registry, "school 1", (1, 0..2), &[0, 1]);
    let (serial, _) = registry.reserved(&school, 2026, 10, 9);
    assert_eq!(serial, 1);
    let first = of_class(registry, &school, (&class, 0, serial));
    assert_eq!(registry.register(&school, &first.0, &first.1).status, 201);
    let mut waiting = filing(registry, 2, 10..12, 2);
    waiting["number"] = registry.done("school 1", "v1/classes", &waiting)["number"].clone();
    (school, class, waiting, first)
}

fn catalogue(registry: &Registry, standing: &str) {
    let mut entry = registry.client.get("/130100/v1/institutions").json()["institutions"][0].clone();
    entry["value"]["standing"] = json!(standing);
    registry.done(OFFICER_A, "v1/institutions", &json!({ "seen": entry["version"], "value": entry["value"] }));
}

fn renamed(registry: &Registry) {
    let (school, class, waiting, first) = school_at_work(registry);
    let today = registry.clock.now().shanghai_day();
    next_bundle(registry, 2, &|body| body.institutions[0].names.push((today, NEW_NAME.into())));

    // What was done under the old name stays so and goes on; what is new has the new one.
    let listed = registry.client.get("/130100/v1/institutions").json();
    assert_eq!(listed["institutions"][0]["name"], NEW_NAME);
    let mine = registry.done("school 1", "v1/classes/mine", &json!({}));
    let names: Vec<_> = mine["classes"].as_array().unwrap().iter().map(|one| one["institution"].clone()).collect();
    assert_eq!(names, ["测试培训学校1", "测试培训学校1"]);
    registry.done(OFFICER_A, "v1/classes/accept", &json!({ "number": waiting["number"] }));
    let second = of_class(registry, &school, (&class, 1, 2));
    let registered = registry.register(&school, &second.0, &second.1);
    assert_eq!((registered.status, &registry.online(&registered.body)["outcome"]), (201, &json!("valid")));
    let third = filing(registry, 3, 20..21, 1);
    let number = registry.done("school 1", "v1/classes", &third)["number"].clone();
    let shown = registry.done(OFFICER_A, "v1/classes/open", &json!({ "number": number }));
    assert_eq!(shown["class"]["institution"], NEW_NAME);

    // A certificate is of the name that the institution had on the day of issue; it is valid on every other day too.
    registry.clock.advance(DAY);
    let tomorrow = registry.clock.now().shanghai_day();
    next_bundle(registry, 3, &|body| {
        body.institutions[0].names.push((today, NEW_NAME.into()));
        body.institutions[0].names.push((tomorrow, "测试培训学校1（再更名）".into()));
    });
    let found = registry.done(OFFICER_A, "v1/search", &json!({ "institution": school.uscc.as_str() }));
    assert_eq!(found["certificates"].as_array().unwrap().len(), 2);
    assert!(found["certificates"].as_array().unwrap().iter().all(|one| one["institution"] == NEW_NAME), "{found}");
    let verdict = registry.online(&registry.register(&school, &first.0, &first.1).body);
    assert_eq!(verdict["outcome"], "valid");
}

fn closed(registry: &Registry) {
    let (school, class, waiting, first) = school_at_work(registry);
    catalogue(registry, "closed");

    // No new class, and none that waits becomes one; nothing is changed by asking.
    let trail = registry.done(OFFICER_A, "v1/audit", &json!({ "from": 0 }))["size"].clone();
    let refused = registry.act("school 1", "v1/classes", &filing(registry, 3, 20..21, 1));
    assert_eq!(refused.problem(), problem(422, "may_not_teach"));
    assert!(!refused.json()["title_zh"].as_str().unwrap().is_empty());
    let named = json!({ "number": waiting["number"] });
    let accepted = registry.act(OFFICER_A, "v1/classes/accept", &named);
    assert_eq!(accepted.problem(), problem(422, "may_not_teach"));
    let open = registry.done(OFFICER_A, "v1/classes/open", &json!({}));
    assert_eq!((&open["classes"][0]["number"], &open["classes"][0]["state"]), (&waiting["number"], &json!("waiting")));
    assert_eq!(registry.done(OFFICER_A, "v1/audit", &json!({ "from": 0 }))["size"], trail);

    // Who was trained in a class that was accepted gets the certificate: the bureau ends that by ending the key.
    let second = of_class(registry, &school, (&class, 1, 2));
    let registered = [&first, &second].map(|(statement, person)| registry.register(&school, statement, person));
    assert_eq!(registered.each_ref().map(|answer| answer.status), [200, 201]);
    let returned = json!({ "number": waiting["number"], "reason": "机构已关闭，请到其他机构报名" });
    assert_eq!(registry.done(OFFICER_A, "v1/classes/return", &returned)["certificates"], 0);
    hold_without_class(registry, 0);
    let held = held_certificate(registry, &school, 3);
    assert_eq!(registry.register(&school, &held.0, &held.1).status, 202);

    // What the key registered before its end stays valid.
    registry.clock.advance(60);
    let now = registry.clock.now();
    next_bundle(registry, 2, &|body| without_key(body, now));
    let ended = problem(403, "issuer_key_not_valid_now");
    let third = held_certificate(registry, &school, 4);
    assert_eq!(registry.register(&school, &third.0, &third.1).problem(), ended);
    assert_eq!(registry.reserve(&school, 2026, 1, 77).problem(), ended);
    assert_eq!(registry.act("school 1", "v1/classes/mine", &json!({})).problem(), ended);
    assert_eq!(registry.act("school 1", "v1/classes", &filing(registry, 3, 20..21, 1)).problem(), ended);
    let number = UnverifiedStatement::decode(&held.0).unwrap().unverified_number().as_str().to_owned();
    let approval = json!({ "number": number, "rules": ["class_required"] });
    assert_eq!(registry.act(OFFICER_B, "v1/held/approve", &approval).problem(), ended);
    assert_eq!(registry.done(OFFICER_B, "v1/held/open", &json!({}))["held"].as_array().unwrap().len(), 1);

    // What officers have of it they can still end: what waits, the class, its flags; and its certificates stay valid.
    registry.done(OFFICER_B, "v1/held/refuse", &json!({ "number": number, "reason": "机构已关闭" }));
    let back = json!({ "number": class["number"], "reason": "检查时无人上课" });
    assert_eq!(registry.done(OFFICER_A, "v1/classes/return", &back)["certificates"], 2);
    let raised = flags(registry);
    assert_eq!(raised.iter().filter(|one| one["flag"]["rule"] == "class_returned").count(), 2);
    for flag in &raised {
        let decision = json!({ "serial": flag["serial"], "verdict": "confirmed", "reason": "机构已关闭" });
        registry.done(OFFICER_B, "v1/flags/decide", &decision);
    }
    assert_eq!(flags(registry), Vec::<Value>::new());
    for certificate in &registered {
        let verdict = registry.online(&certificate.body);
        assert_eq!(verdict["outcome"], "valid", "{verdict}");
    }
    let found = registry.done(OFFICER_A, "v1/search", &json!({ "institution": school.uscc.as_str() }));
    assert_eq!(found["certificates"][0]["institution"], "测试培训学校1");
    let listed = registry.client.get("/130100/v1/institutions").json();
    assert_eq!(
        (&listed["institutions"][0]["value"]["standing"], &listed["institutions"][0]["keys"]),
        (&json!("closed"), &json!([]))
    );
}

/// A certificate that names no class, signed and not registered.
fn held_certificate(registry: &Registry, school: &School, serial: u64) -> (Vec<u8>, String) {
    let person = crate::people::identity_number(60 + serial);
    let claims = claims(&person, registry.clock.now().shanghai_day());
    (school.statement(&format!("13010020260001{serial:06}"), &claims), person)
}

/// The key ends with the next bundle, to the second; the new one has everything that is the institution's.
fn lost(registry: &Registry) {
    let (school, class, waiting, first) = school_at_work(registry);
    let before = registry.register(&school, &first.0, &first.1).body;
    let end = registry.clock.now().plus_secs(3_600);
    let new_key = key("school 1, its second key");
    let with_new = |body: &mut BundleBody| {
        without_key(body, end);
        body.institutions[0].keys.push(IssuingKey { key: new_key.public_key(), validity: from(registry.clock.now()) });
    };
    next_bundle(registry, 2, &with_new);

    // Until its last second it is good, for whoever found it too: a stolen key is ended at once.
    registry.clock.set(Time(end.0 - 1));
    let second = of_class(registry, &school, (&class, 1, 2));
    let registered = registry.register(&school, &second.0, &second.1);
    assert_eq!(registered.status, 201);
    registry.clock.set(end);
    let ended = problem(403, "issuer_key_not_valid_now");
    let named = json!({ "number": waiting["number"] });
    assert_eq!(registry.act("school 1", "v1/classes/withdraw", &named).problem(), ended);
    assert_eq!(registry.reserve(&school, 2026, 1, 77).problem(), ended);

    // What it signed until then stays valid, online and by the pack.
    for statement in [registered.body, before] {
        assert_eq!(registry.online(&statement)["outcome"], "valid");
        assert_eq!(registry.offline(&statement).outcome, hezheng_core::verify::Outcome::Valid);
    }
    // The new key goes on with the classes and the numbers that are the institution's.
    let label = "school 1, its second key";
    assert_eq!(registry.done(label, "v1/classes/mine", &json!({}))["classes"].as_array().unwrap().len(), 2);
    registry.done(label, "v1/classes/withdraw", &named);
    let school = School { key: key(label), ..school };
    let third = held_certificate(registry, &school, 3);
    assert_eq!(registry.register(&school, &third.0, &third.1).status, 201);
}

fn on_both_stores(season: &dyn Fn(&Registry)) {
    let place = Place::new();
    season(&place.start());
    drop(place);
    let mut place = Place::new();
    place.config.store = PostgresServer::shared().database().into();
    season(&place.start_node());
}

#[test]
fn an_institution_that_was_renamed_keeps_what_it_has_and_goes_on_under_its_new_name() {
    on_both_stores(&renamed);
}

#[test]
fn an_institution_that_was_closed_begins_nothing_and_its_certificates_stay() {
    on_both_stores(&closed);
}

#[test]
fn a_lost_key_ends_with_the_next_bundle_and_what_it_signed_stays_valid() {
    on_both_stores(&lost);
}
