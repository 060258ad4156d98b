use crate::bureau::{DAY, NOW, approved, of_school, order_body, ordered};
use crate::desk::OFFICER_A;
use crate::harness::{Place, Registry, School, judge};
use hezheng_core::cbor::Reader;
use hezheng_core::ids::{Hash, TreeSize};
use hezheng_core::number::AuthorityCode;
use hezheng_core::status::Status;
use hezheng_core::status::order::{OrderBody, Selector};
use hezheng_core::time::Time;
use hezheng_core::verify::{Outcome, Reason};
use serde_json::json;

/// Certificates touched, and the leaves of the entries.
fn carried_out(registry: &Registry, order: &[u8]) -> (u64, Vec<u64>) {
    let answer = registry.order(order);
    assert_eq!(answer.status, 202, "{answer:?}");
    let mut reader = Reader::new(&answer.body);
    let mut keys = reader.map().unwrap();
    assert_eq!(keys.next(&mut reader), Ok(Some(1)));
    let touched = reader.unsigned().unwrap();
    assert_eq!(keys.next(&mut reader), Ok(Some(2)));
    let count = reader.array().unwrap();
    (touched, (0..count).map(|_| reader.unsigned().unwrap()).collect())
}

fn reason(registry: &Registry, statement: &[u8]) -> Option<Reason> {
    registry.offline(statement).reason
}

#[test]
fn an_order_by_two_revokes_and_the_next_pack_says_so() {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..2);
    let before = registry.pack();
    let body = order_body(1, Status::Revoked, &[&issued[0].number]);
    let order = approved(&body, "A", "B");
    assert_eq!(carried_out(&registry, &order), (1, vec![3]));
    assert_eq!(reason(&registry, &issued[0].registered), Some(Reason::Revoked));
    assert_eq!(reason(&registry, &issued[1].registered), None);
    assert_eq!(judge(&issued[0].registered, &before, NOW).outcome, Outcome::Valid, "the old pack cannot know");
    let report = registry.online(&issued[0].registered);
    assert_eq!((&report["outcome"], &report["reason"]), (&"invalid".into(), &"revoked".into()));
    assert_eq!(report["status_detail"]["reason"], 1);
    assert_eq!(report["status_detail"]["since"], Time(NOW.0 + 1).to_string(), "after every snapshot so far");
}

#[test]
fn the_same_order_again_gets_the_first_answer_across_a_restart() {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..1);
    let order = approved(&order_body(1, Status::Revoked, &[&issued[0].number]), "A", "B");
    let first = registry.order(&order);
    drop(registry);
    // Long after an order could enter, its own bytes still get the first answer.
    place.clock.advance(30 * DAY);
    let registry = place.start();
    let again = registry.order(&order);
    assert_eq!((again.status, again.body), (202, first.body));
}

#[test]
fn an_id_is_taken_for_ever() {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..2);
    carried_out(&registry, &approved(&order_body(1, Status::Revoked, &[&issued[0].number]), "A", "B"));
    let other = approved(&order_body(1, Status::Revoked, &[&issued[1].number]), "A", "B");
    assert_eq!(registry.order(&other).problem(), (409, "order_id_taken".into()));
    assert_eq!(reason(&registry, &issued[1].registered), None);
}

#[test]
fn one_officer_alone_suspends_but_does_not_revoke() {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..1);
    let revoke = ordered(&order_body(1, Status::Revoked, &[&issued[0].number]), "A");
    assert_eq!(registry.order(&revoke).problem(), (403, "approval_missing".into()));
    assert_eq!(reason(&registry, &issued[0].registered), None);
    let suspend = ordered(&order_body(2, Status::Suspended, &[&issued[0].number]), "A");
    assert_eq!(carried_out(&registry, &suspend).0, 1);
    assert_eq!(reason(&registry, &issued[0].registered), Some(Reason::Suspended));
    let reinstate = approved(&order_body(3, Status::Valid, &[&issued[0].number]), "C", "B");
    assert_eq!(carried_out(&registry, &reinstate).0, 1);
    assert_eq!(reason(&registry, &issued[0].registered), None);
    assert_eq!(registry.online(&issued[0].registered).get("status_detail"), None);
}

#[test]
fn wrong_officers_are_refused_by_name_of_the_rule() {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..1);
    let body = order_body(1, Status::Revoked, &[&issued[0].number]);
    let elsewhere = OrderBody { authority: AuthorityCode::parse("130200").unwrap(), ..body.clone() };
    for (order, code) in [
        (approved(&body, "C", "C"), "same_person"),
        (approved(&body, "B", "A"), "officer_role"),
        (approved(&body, "C", "A"), "approver_role"),
        (approved(&body, "X", "B"), "unknown_officer"),
        (approved(&body, "A", "X"), "unknown_approver"),
        (approved(&elsewhere, "A", "B"), "other_authority"),
    ] {
        assert_eq!(registry.order(&order).problem(), (403, code.into()));
    }
    let mut changed = approved(&body, "A", "B");
    *changed.last_mut().unwrap() ^= 1;
    assert_eq!(registry.order(&changed).problem(), (403, "bad_signature".into()));
    assert_eq!(registry.order(b"no order").problem(), (400, "not_cbor".into()));
    assert_eq!(reason(&registry, &issued[0].registered), None);
}

#[test]
fn an_order_enters_within_seven_days_and_not_before_it_is_signed() {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..3);
    let late = |id: u8, n: usize| {
        let body = order_body(id, Status::Revoked, &[&issued[n].number]);
        approved(&body, "A", "B")
    };
    place.clock.set(Time(NOW.0 + 7 * DAY));
    assert_eq!(registry.order(&late(1, 0)).status, 202);
    place.clock.advance(1);
    assert_eq!(registry.order(&late(2, 1)).problem(), (422, "entered_too_late".into()));
    let ahead =
        OrderBody { ordered: Time(NOW.0 + 7 * DAY + 30), ..order_body(3, Status::Revoked, &[&issued[2].number]) };
    assert_eq!(registry.order(&approved(&ahead, "A", "B")).problem(), (422, "entered_before_signed".into()));
}

#[test]
fn one_number_that_is_not_this_authoritys_refuses_the_order_whole() {
    let place = Place::new();
    let registry = place.start();
    let ours = registry.issue(&School::new(1), 0..1);
    let theirs = registry.issue(&School::new(3), 1..2);
    for (id, number) in [(1, theirs[0].number.as_str()), (2, "13010020260001999999")] {
        let body = order_body(id, Status::Revoked, &[&ours[0].number, number]);
        let answer = registry.order(&approved(&body, "A", "B"));
        assert_eq!(answer.problem(), (422, "unknown_number".into()));
        assert_eq!(answer.json()["number"], number);
    }
    assert_eq!(reason(&registry, &ours[0].registered), None);
}

#[test]
fn a_number_at_or_above_what_the_officers_saw_refuses_the_order_whole() {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..2);
    // Leaves 1 and 2: the officers saw a tree of size 2.
    let numbers = [issued[0].number.as_str(), &issued[1].number];
    let body = OrderBody { seen: TreeSize(2), ..order_body(1, Status::Revoked, &numbers) };
    let answer = registry.order(&approved(&body, "A", "B"));
    assert_eq!(answer.problem(), (422, "not_seen".into()));
    assert_eq!(answer.json()["number"], issued[1].number);
    assert_eq!(reason(&registry, &issued[0].registered), None);
}

#[test]
fn an_institution_or_class_order_touches_what_its_status_allows_and_was_seen() {
    let place = Place::new();
    let mut registry = place.start();
    let policy = json!({ "rules": { "class_accepted": { "severity": "off" } } });
    assert_eq!(registry.act(OFFICER_A, "v1/policy", &json!({ "seen": 0, "value": policy })).status, 200);
    registry.class_filing = Some("测试班2026-01".into());
    let (one, two) = (School::new(1), School::new(2));
    let first = registry.issue(&one, 0..3);
    let second = registry.issue(&two, 3..4);
    carried_out(&registry, &approved(&order_body(1, Status::Revoked, &[&first[0].number]), "A", "B"));
    let by_school = OrderBody {
        selector: of_school(one.uscc, 0, 100),
        seen: TreeSize(3),
        ..order_body(2, Status::Suspended, &["13010020260001000001"])
    };
    // Leaf 1 is revoked, leaf 3 was not seen, leaf 4 is another school's: leaf 2 alone is touched.
    assert_eq!(carried_out(&registry, &approved(&by_school, "A", "B")).0, 1);
    assert_eq!(reason(&registry, &first[0].registered), Some(Reason::Revoked));
    assert_eq!(reason(&registry, &first[1].registered), Some(Reason::Suspended));
    assert_eq!(reason(&registry, &first[2].registered), None);
    let by_class = OrderBody {
        selector: Selector::ClassFiling("测试班2026-01".into()),
        ..order_body(3, Status::Valid, &["13010020260001000001"])
    };
    // What is revoked is reinstated by number only.
    assert_eq!(carried_out(&registry, &approved(&by_class, "A", "B")).0, 1);
    assert_eq!(reason(&registry, &first[0].registered), Some(Reason::Revoked));
    assert_eq!(reason(&registry, &first[1].registered), None);
    assert_eq!(reason(&registry, &second[0].registered), None);
}

#[test]
fn an_order_that_changes_nothing_is_kept_and_makes_no_entry() {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..1);
    let reinstate = approved(&order_body(1, Status::Valid, &[&issued[0].number]), "A", "B");
    assert_eq!(carried_out(&registry, &reinstate), (0, vec![]));
    assert_eq!(carried_out(&registry, &reinstate), (0, vec![]));
}

#[test]
fn orders_are_published_by_their_hash() {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..1);
    let order = approved(&order_body(1, Status::Revoked, &[&issued[0].number]), "A", "B");
    let path = format!("/130100/v1/orders/{}", Hash::of(&[&order]));
    assert_eq!(registry.client.get(&path).problem(), (404, "not_found".into()));
    carried_out(&registry, &order);
    let answer = registry.client.get(&path);
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/cose")));
    assert_eq!(answer.body, order);
    let elsewhere = path.replace("130100", "130200");
    assert_eq!(registry.client.get(&elsewhere).status, 404);
}
