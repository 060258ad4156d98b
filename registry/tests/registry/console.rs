//! What the bureau's console asks, over both stores: search, stories, orders on their way, identity numbers, notices, counts.

use crate::bureau::{DAY, NOW, approved, bundle, bundle_body, from, key, of_school, order_body, ordered};
use crate::client::base64;
use crate::correction::{Correction, order_for, problem, school_with_three};
use crate::desk::{OFFICER_A, OFFICER_B, desk_season};
use crate::harness::{Issued, Place, Registry, School};
use crate::people::identity_number;
use hezheng_core::ids::{Hash, TreeSize};
use hezheng_core::status::Status;
use hezheng_core::status::order::{OrderBody, Selector};
use hezheng_core::trust::bundle::OfficerKey;
use hezheng_keys::Signer;
use hezheng_postgres_server::PostgresServer;
use hezheng_registry::Clock;
use hezheng_registry::custody;
use hezheng_registry::fsck::FINDINGS;
use serde_json::{Value, json};

const OFFICER_C: &str = "officer C 130100";

fn revoking(registry: &Registry, id: u8, numbers: &[&str]) -> OrderBody {
    OrderBody { ordered: registry.clock.now(), ..order_body(id, Status::Revoked, numbers) }
}

fn filed(order: &[u8]) -> Value {
    json!({ "order": base64(order) })
}

fn numbers(shown: &Value) -> Vec<String> {
    let shown = shown["certificates"].as_array().unwrap().iter();
    shown.map(|one| one["number"].as_str().unwrap().to_owned()).collect()
}

/// A season at the console: found, read, revoked by two, reinstated, counted, published.
fn season(registry: &Registry) {
    let (school, issued) = school_with_three(registry);
    let [first, second, third] = &issued[..] else { panic!("three") };

    // Found by whatever is known of it, newest first.
    let found = |sought: Value| numbers(&registry.done(OFFICER_A, "v1/search", &sought));
    assert_eq!(found(json!({})), [third, second, first].map(|one| one.number.clone()));
    assert_eq!(found(json!({ "number": second.number })), vec![second.number.clone()]);
    assert_eq!(found(json!({ "name": "测试", "institution": school.uscc.as_str() })).len(), 3);
    assert_eq!(found(json!({ "name": "没有这个人" })), Vec::<String>::new());
    assert_eq!(found(json!({ "status": "revoked" })), Vec::<String>::new());
    assert_eq!(found(json!({ "class": "130100-2026-999999" })), Vec::<String>::new());
    let refused = registry.act(OFFICER_A, "v1/search", &json!({ "status": "lost" })).problem();
    assert_eq!(refused, problem(422, "desk_value"));
    assert_eq!(registry.act("school 1", "v1/search", &json!({})).problem(), problem(403, "officer_key"));

    by_person(registry, first);
    by_two(registry, &school, &issued);
    undone_by_another(registry, first);

    let story = registry.done(OFFICER_B, "v1/certificates/story", &json!({ "number": first.number }));
    let statuses: Vec<_> = story["orders"].as_array().unwrap().iter().map(|one| one["status"].clone()).collect();
    assert_eq!(statuses, ["suspended", "revoked", "valid"]);
    let last = &story["orders"][2];
    assert_eq!((&last["ordered_by"]["staff_code"], &last["approved_by"]["staff_code"]), (&json!("A"), &json!("B")));
    assert_eq!(story["acts"][0]["reason"], "投诉核实");
    assert_eq!((&story["status"]["status"], &story["certificate"]["status"]), (&json!("valid"), &json!("valid")));
    let unknown = registry.act(OFFICER_B, "v1/certificates/story", &json!({ "number": "13010020260001999999" }));
    assert_eq!(unknown.problem(), problem(404, "not_found"));

    let counts = registry.done(OFFICER_A, "v1/counts", &json!({}));
    assert_eq!(counts["counted"], counts["size"]);
    let group = &counts["groups"][0];
    assert_eq!((&group["month"], &group["registered"]), (&json!("2026-05"), &json!(3)));
    assert_eq!(group["now"], json!({ "revoked": 2 }));
}

/// An identity number finds its person's certificates, and can be read: with a reason, and never without a trace.
fn by_person(registry: &Registry, first: &Issued) {
    let sought = |reason: &str| json!({ "id_kind": 1, "id_number": first.identity_number, "reason": reason, "salt": "07".repeat(16) });
    let no_reason = registry.act(OFFICER_A, "v1/search/person", &sought(""));
    assert_eq!((no_reason.problem(), no_reason.json()["rule"].clone()), (problem(422, "desk_value"), json!("reason")));
    let found = registry.done(OFFICER_A, "v1/search/person", &sought("信访件第12号"));
    assert_eq!(numbers(&found), vec![first.number.clone()]);
    let stranger =
        json!({ "id_kind": 1, "id_number": identity_number(999), "reason": "核查", "salt": "07".repeat(16) });
    assert_eq!(numbers(&registry.done(OFFICER_A, "v1/search/person", &stranger)), Vec::<String>::new());

    let wanted = json!({ "number": first.number, "reason": "投诉核实" });
    assert_eq!(registry.act("school 1", "v1/certificates/person", &wanted).problem(), problem(403, "officer_key"));
    let read = registry.done(OFFICER_B, "v1/certificates/person", &wanted);
    assert_eq!(read["id_number"].as_str(), Some(first.identity_number.as_str()));

    let trail = registry.act(OFFICER_A, "v1/audit", &json!({ "from": 0 }));
    let text = String::from_utf8(trail.body.clone()).unwrap();
    assert!(!text.contains(&first.identity_number), "the trail names nobody by number");
    let entries: Vec<_> = trail.json()["entries"].as_array().unwrap().iter().map(|one| one["entry"].clone()).collect();
    let kept: Vec<_> = entries.iter().map(|entry| (entry["action"].clone(), entry["reason"].clone())).collect();
    let expected = [("person_sought", "信访件第12号"), ("person_sought", "核查"), ("person_read", "投诉核实")];
    assert_eq!(kept, expected.map(|(action, reason)| (json!(action), json!(reason))));
    assert_eq!(entries[2]["on"], first.number);
}

/// A suspension is carried out at once; a revocation waits for another person.
fn by_two(registry: &Registry, school: &School, issued: &[Issued]) {
    let numbers: Vec<&str> = issued.iter().map(|one| one.number.as_str()).collect();
    let suspension = OrderBody { status: Status::Suspended, ..revoking(registry, 1, &numbers[..1]) };
    let suspended = registry.done(OFFICER_A, "v1/orders/drafts", &filed(&ordered(&suspension, "A")));
    assert_eq!((&suspended["state"], &suspended["touched"]), (&json!("carried_out"), &json!(1)));

    // Shown before it is signed: which, and how many of them it changes.
    let selector = json!({ "institution": school.uscc.as_str(), "from": 0, "until": 1000 });
    let preview =
        registry.done(OFFICER_A, "v1/orders/preview", &json!({ "status": "suspended", "selector": selector }));
    assert_eq!((&preview["selected"], &preview["touched"]), (&json!(3), &json!(2)));
    assert_eq!(preview["now"], json!({ "suspended": 1, "valid": 2 }));
    assert_eq!(
        (&preview["certificates"][0]["changes"], &preview["certificates"][1]["changes"]),
        (&json!(false), &json!(true))
    );
    let empty = json!({ "status": "revoked", "selector": { "class_filing": "130100-2026-999999" } });
    let refused = registry.act(OFFICER_A, "v1/orders/preview", &empty);
    assert_eq!(refused.problem(), problem(422, "nothing_to_change"));

    let body = OrderBody {
        selector: of_school(school.uscc.clone(), 0, 1000),
        seen: TreeSize(preview["seen"].as_u64().unwrap()),
        ..revoking(registry, 2, &[])
    };
    let order = ordered(&body, "A");
    let other = registry.act(OFFICER_C, "v1/orders/drafts", &filed(&order));
    assert_eq!(other.problem(), problem(403, "other_officer"), "filed by who signed it");
    let waiting = registry.done(OFFICER_A, "v1/orders/drafts", &filed(&order));
    assert_eq!(
        (&waiting["state"], &waiting["version"], &waiting["touched"]),
        (&json!("waiting"), &json!(1), &json!(3))
    );
    assert_eq!(registry.done(OFFICER_A, "v1/orders/drafts", &filed(&order)), waiting, "the same again");
    let open = registry.done(OFFICER_B, "v1/orders/drafts/open", &json!({}));
    assert_eq!((open["waiting"].as_array().unwrap().len(), open["decided"].as_array().unwrap().len()), (1, 1));
    assert_eq!(open["waiting"][0]["selector"]["institution"], school.uscc.as_str());

    // One person cannot do both, whatever keys they hold; nor can an approval be of something else.
    let decide = |officer: &str, seen: u64, order: &[u8]| {
        let decision = json!({ "id": waiting["id"], "seen": seen, "approved": base64(order) });
        registry.act(officer, "v1/orders/drafts/decide", &decision)
    };
    assert_eq!(decide(OFFICER_A, 1, &approved(&body, "A", "A")).problem(), problem(403, "same_person"));
    assert_eq!(decide("officer A2 130100", 1, &approved(&body, "A", "A2")).problem(), problem(403, "same_person"));
    assert_eq!(decide(OFFICER_C, 1, &approved(&body, "A", "B")).problem(), problem(403, "other_officer"));
    let another = OrderBody { status: Status::Suspended, ..body.clone() };
    assert_eq!(decide(OFFICER_B, 1, &approved(&another, "A", "B")).problem(), problem(422, "desk_value"));
    assert_eq!(decide(OFFICER_B, 1, &order).problem(), problem(403, "other_officer"), "no approval in it");

    let both = approved(&body, "A", "B");
    let carried_out = decide(OFFICER_B, 1, &both);
    assert_eq!((carried_out.status, carried_out.json()["touched"].clone()), (200, json!(3)));
    assert_eq!(carried_out.json()["in_force"], Hash::of(&[&both]).to_string());
    assert_eq!(decide(OFFICER_B, 1, &both), carried_out, "the same again gets the same answer");
    assert_eq!(decide(OFFICER_C, 1, &approved(&body, "A", "C")).problem(), problem(409, "version_conflict"));
    assert_eq!(decide(OFFICER_C, 2, &approved(&body, "A", "C")).problem(), problem(409, "order_state"));
    assert_eq!(registry.online(&issued[1].registered)["outcome"], "invalid");

    // What undoes it is shown by its hash: just what it changed.
    let undone = json!({ "status": "valid", "selector": { "order": carried_out.json()["in_force"] } });
    let undone = registry.done(OFFICER_A, "v1/orders/preview", &undone);
    assert_eq!(
        (&undone["selected"], &undone["touched"], undone["now"]["revoked"].clone()),
        (&json!(3), &json!(3), json!(3))
    );
    let unknown = json!({ "status": "valid", "selector": { "order": "00".repeat(32) } });
    assert_eq!(registry.act(OFFICER_A, "v1/orders/preview", &unknown).problem(), problem(404, "not_found"));

    // Revoked already: a new order would change nothing, and is not taken.
    let again = registry.act(OFFICER_A, "v1/orders/drafts", &filed(&ordered(&revoking(registry, 3, &numbers), "A")));
    assert_eq!(again.problem(), problem(422, "nothing_to_change"));
}

/// A reinstatement is given back once, filed again, and approved.
fn undone_by_another(registry: &Registry, first: &Issued) {
    let undo = |id| OrderBody { status: Status::Valid, ..revoking(registry, id, &[&first.number]) };
    let waiting = registry.done(OFFICER_A, "v1/orders/drafts", &filed(&ordered(&undo(4), "A")));
    let back = |officer: &str, seen: u64, reason: &str| {
        let decision = json!({ "id": waiting["id"], "seen": seen, "reason": reason });
        registry.act(officer, "v1/orders/drafts/decide", &decision)
    };
    assert_eq!(back(OFFICER_B, 1, "").problem(), problem(422, "desk_value"));
    assert_eq!(back(OFFICER_B, 1, "请补充说明").json()["state"], "returned");
    assert_eq!(back(OFFICER_A, 1, "我来撤回").problem(), problem(409, "version_conflict"), "two at once: one is told");
    let approval = json!({ "id": waiting["id"], "seen": 2, "approved": base64(&approved(&undo(4), "A", "B")) });
    let late = registry.act(OFFICER_B, "v1/orders/drafts/decide", &approval);
    assert_eq!((late.problem(), late.json()["rule"].clone()), (problem(409, "order_state"), json!("returned")));

    let waiting = registry.done(OFFICER_A, "v1/orders/drafts", &filed(&ordered(&undo(5), "A")));
    let approval = json!({ "id": waiting["id"], "seen": 1, "approved": base64(&approved(&undo(5), "A", "B")) });
    assert_eq!(registry.done(OFFICER_B, "v1/orders/drafts/decide", &approval)["touched"], 1);
    assert_eq!(registry.online(&first.registered)["outcome"], "valid");
    let taken_back = ordered(&undo(6), "A");
    let none = registry.act(OFFICER_A, "v1/orders/drafts", &filed(&taken_back));
    assert_eq!(none.problem(), problem(422, "nothing_to_change"));
}

/// A second key of officer A's, as the bundle lists it.
fn with_second_key_of_a(registry: &Registry) {
    let mut body = bundle_body();
    body.version = 2;
    let second = OfficerKey {
        key: key("officer A2 130100").public_key(),
        validity: from(hezheng_core::time::Time(NOW.0 - DAY)),
        roles: 3,
        staff_code: "A".into(),
    };
    body.authorities[0].officer_keys.push(second);
    assert_eq!(registry.put_bundle(&bundle(&body)).status, 204);
}

#[test]
fn the_console_has_its_season_on_the_embedded_store() {
    let place = Place::new();
    let registry = place.start();
    with_second_key_of_a(&registry);
    season(&registry);
    drop(registry);
    assert_eq!(custody::fsck(&place.config, None, FINDINGS, &mut |_| {}).unwrap().findings, []);
}

#[test]
fn the_console_has_its_season_on_postgresql() {
    let mut place = Place::new();
    place.config.store = PostgresServer::shared().database().into();
    let registry = place.start_node();
    with_second_key_of_a(&registry);
    season(&registry);
    drop(registry);
    assert_eq!(custody::fsck(&place.config, None, FINDINGS, &mut |_| {}).unwrap().findings, []);
}

#[test]
fn a_list_too_long_for_a_page_is_shown_whole_page_by_page() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    registry.issue(&school, 0..450);
    let page = |skip: u64, seen: Value| {
        let selector = json!({ "institution": school.uscc.as_str(), "from": 0, "until": 100_000 });
        let asked = json!({ "status": "revoked", "selector": selector, "seen": seen, "skip": skip });
        registry.done(OFFICER_A, "v1/orders/preview", &asked)
    };
    let first = page(0, json!(null));
    let (mut all, mut next) = (numbers(&first), first["next"].clone());
    registry.issue(&school, 450..452);
    while let Some(skip) = next.as_u64() {
        let shown = page(skip, first["seen"].clone());
        assert_eq!(shown["selected"], 450, "what was registered meanwhile is not in it");
        all.extend(numbers(&shown));
        next = shown["next"].clone();
    }
    let distinct: std::collections::BTreeSet<_> = all.iter().collect();
    assert_eq!((all.len(), distinct.len()), (450, 450));
    let search = |below: Value| registry.done(OFFICER_A, "v1/search", &json!({ "below": below }));
    let (mut found, mut below) = (0, json!(null));
    loop {
        let shown = search(below);
        found += shown["certificates"].as_array().unwrap().len();
        below = shown["next"].clone();
        if below.is_null() {
            break;
        }
    }
    assert_eq!(found, 452);
}

#[test]
fn a_notice_is_masked_and_public_until_its_last_day() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(2);
    registry.done(OFFICER_A, "v1/policy", &json!({ "seen": 0, "value": {} }));
    desk_season(&registry, &school);
    let class = "130100-2026-000001";
    let asked = json!({ "class": class, "listed": "certificates" });
    let shown = registry.done(OFFICER_A, "v1/notices/preview", &asked);
    assert_eq!(shown["notice"]["people"].as_array().unwrap().len(), 2);
    assert_eq!((&shown["published"], &shown["notice"]["until"]), (&json!(0), &json!(null)));
    let workbook = registry.act(OFFICER_A, "v1/notices/file", &asked);
    assert_eq!((workbook.status, &workbook.body[..2]), (200, b"PK".as_slice()));

    let path = format!("/130100/v1/notices/{class}");
    assert_eq!(registry.client.get(&path).status, 404, "nothing is public before it is published");
    let until = |day: u64| hezheng_core::time::Date(day).to_string();
    let last = registry.clock.now().shanghai_day().0 + 6;
    let publish = |seen: u64, day: u64| {
        let asked = json!({ "seen": seen, "class": class, "listed": "certificates", "until": until(day) });
        registry.act(OFFICER_B, "v1/notices", &asked)
    };
    assert_eq!(publish(0, last - 7).problem(), problem(422, "desk_value"));
    assert_eq!(publish(0, last + 1_000).problem(), problem(422, "desk_value"));
    let published = publish(0, last);
    assert_eq!((published.status, &published.json()["version"]), (200, &json!(1)));
    assert_eq!(publish(0, last), published, "the same again");
    assert_eq!(publish(0, last + 1).problem(), problem(409, "version_conflict"));
    let page = registry.client.get(&path);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    let text = String::from_utf8(page.body).unwrap();
    assert!(text.contains("公示") && text.contains("13010020260002****"), "{text}");
    assert!(!text.contains("测试学员"), "whole names are not in it");
    registry.clock.advance(7 * DAY);
    assert_eq!(registry.client.get(&path).status, 404, "the day after its last");
}

#[test]
fn a_correction_is_shown_old_beside_new_and_carried_out_by_two() {
    let place = Place::new();
    let registry = place.start();
    let (school, issued) = school_with_three(&registry);
    let (serial, _) = registry.reserved(&school, 2026, 1, 77);
    let correction = Correction::of(&school, &issued[0], serial);
    assert_eq!(registry.file(&school, &correction).status, 202);
    let waiting = registry.done(OFFICER_B, "v1/corrections/waiting", &json!({}));
    let one = &waiting["corrections"][0];
    assert_eq!((&one["certificate"]["number"], &one["number"]), (&json!(issued[0].number), &json!(correction.number)));
    assert_eq!((&one["old"]["holder"], &one["new"]["holder"]), (&json!(issued[0].claims.holder), &json!("测试学员甲")));
    assert_eq!(one["statement_sha256"], correction.hash().0.to_string());

    let body = order_for(&registry, &[&correction]);
    let filed = registry.done(OFFICER_A, "v1/orders/drafts", &filed(&ordered(&body, "A")));
    let approval = json!({ "id": filed["id"], "seen": 1, "approved": base64(&approved(&body, "A", "B")) });
    assert_eq!(registry.done(OFFICER_B, "v1/orders/drafts/decide", &approval)["state"], "carried_out");
    let waiting = registry.done(OFFICER_B, "v1/corrections/waiting", &json!({}));
    assert_eq!(waiting["corrections"], json!([]));
    let story = registry.done(OFFICER_B, "v1/certificates/story", &json!({ "number": issued[0].number }));
    assert_eq!(story["corrections"]["replaced_by"]["state"], "carried_out");
    let story = registry.done(OFFICER_B, "v1/certificates/story", &json!({ "number": correction.number }));
    assert_eq!(story["corrections"]["replaces"], issued[0].number);
}

#[test]
fn an_order_of_too_long_ago_cannot_be_approved() {
    let place = Place::new();
    let registry = place.start();
    let (_, issued) = school_with_three(&registry);
    let body = revoking(&registry, 1, &[&issued[0].number]);
    assert!(matches!(body.selector, Selector::Numbers(_)));
    let waiting = registry.done(OFFICER_A, "v1/orders/drafts", &filed(&ordered(&body, "A")));
    let metrics = String::from_utf8(registry.client.get("/metrics").body).unwrap();
    assert!(metrics.contains("hezheng_desk_waiting{authority=\"130100\",what=\"orders\"} 1\n"), "{metrics}");
    registry.clock.advance(7 * DAY + 1);
    let open = registry.done(OFFICER_B, "v1/orders/drafts/open", &json!({}));
    assert_eq!(open["waiting"][0]["expired"], true);
    let approval = json!({ "id": waiting["id"], "seen": 1, "approved": base64(&approved(&body, "A", "B")) });
    let late = registry.act(OFFICER_B, "v1/orders/drafts/decide", &approval);
    assert_eq!(late.problem(), problem(422, "entered_too_late"));
    let back = json!({ "id": waiting["id"], "seen": 1, "reason": "已过期" });
    assert_eq!(registry.done(OFFICER_A, "v1/orders/drafts/decide", &back)["state"], "withdrawn");
    let again = registry.act(OFFICER_A, "v1/orders/drafts/open", &json!({ "id": waiting["id"] }));
    assert_eq!((again.status, &again.json()["order"]), (200, &json!(base64(&ordered(&body, "A")))));
}
