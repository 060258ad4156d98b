//! Corrections: a new certificate takes an old one's place by one order, both at once or neither.

use crate::bureau::{DAY, NOW, bundle, bundle_body, key, order_body, ordered};
use crate::client::SignedRequest;
use crate::correction::{Correction, order_for, problem, school_with_three, school_with_two_filed};
use crate::harness::{Place, School};
use crate::log_files::log_is_whole;
use crate::people::{claims, identity_number, portrait};
use hezheng_core::cbor::Writer;
use hezheng_core::ids::{Hash, TreeSize};
use hezheng_core::statement::{Claims, UnverifiedStatement};
use hezheng_core::status::Status;
use hezheng_core::status::order::OrderBody;
use hezheng_core::time::Time;
use hezheng_core::verify::{Outcome, Proof, Reason as Why};
use hezheng_registry::{Clock, Fault, Memory};

#[test]
fn a_correction_waits_and_is_carried_out_by_one_order() {
    let place = Place::new();
    let registry = place.start();
    let (school, issued) = school_with_three(&registry);
    let correction = Correction::of(&school, &issued[1], 4);
    let filed = registry.file(&school, &correction);
    assert_eq!(filed.status, 202, "{filed:?}");
    place.clock.advance(10);
    assert_eq!(registry.file(&school, &correction), filed, "the same again gets the same answer");
    assert_eq!(registry.collect(&school, &correction).status, 202);
    assert_eq!(registry.why(&issued[1].registered), None);

    let shown = registry.shown(&[]);
    assert_eq!(shown, registry.shown(&[&correction.replaces]));
    let (replaced, statement, reason, since) = &shown[0];
    assert_eq!((shown.len(), statement, *reason, *since), (1, &correction.statement, 6, NOW.0));
    assert_eq!(UnverifiedStatement::decode(replaced).unwrap().unverified_number().as_str(), correction.replaces);

    let order = order_for(&registry, &[&correction]);
    let answer = registry.approve(&order);
    assert_eq!(answer.status, 202, "{answer:?}");
    // Leaf 0 is the bundle, 1 to 3 are certificates: 4 is the new one, and its order follows.
    let mut expected = Writer::new();
    expected.map(2).integer(1).unsigned(1).integer(2).array(1).unsigned(5);
    assert_eq!(answer.body, expected.into_bytes());
    assert_eq!(registry.approve(&order), answer, "the same order gets the first answer");

    let collected = registry.collect(&school, &correction);
    assert_eq!((collected.status, registry.file(&school, &correction).body), (200, collected.body.clone()));
    let again = registry.register(&school, &correction.statement, &correction.identity_number);
    assert_eq!((again.status, again.body), (200, collected.body.clone()));
    let report = registry.offline(&collected.body);
    assert_eq!((report.outcome, report.evidence.registered.unwrap().proof), (Outcome::Valid, Proof::Proved));
    assert_eq!(registry.why(&issued[1].registered), Some(Why::Superseded));
    assert_eq!(registry.online(&issued[1].registered)["reason"], "superseded");
    assert_eq!(registry.online(&collected.body)["outcome"], "valid");
    assert!(registry.shown(&[]).is_empty());
    assert_eq!(registry.withdraw(&school, &correction).problem(), problem(409, "correction_carried_out"));
    log_is_whole(&registry);
    drop(registry);
    assert_eq!(place.start().collect(&school, &correction).body, collected.body, "after a restart too");
}

#[test]
fn an_order_that_names_other_statements_or_none_changes_nothing() {
    let place = Place::new();
    let registry = place.start();
    let (school, issued, [first, second]) = school_with_two_filed(&registry);
    let swapped = Correction::changed(&school, &issued[0], 4, |claims| claims.holder = "测试学员乙".into());
    let differs = problem(409, "correction_differs");
    let any_id = order_body(9, Status::Superseded, &[&first.replaces]);
    let both = [first.replaces.as_str(), &second.replaces];
    let of_one = OrderBody { id: order_for(&registry, &[&first]).id, ..order_body(0, Status::Superseded, &both) };
    let reversed =
        OrderBody { id: order_for(&registry, &[&second, &first]).id, ..order_for(&registry, &[&first, &second]) };
    for order in [order_for(&registry, &[&swapped]), any_id, of_one, reversed] {
        let answer = registry.approve(&order);
        assert_eq!(answer.problem(), differs);
        assert_eq!(answer.json()["number"], first.replaces);
    }
    assert_eq!(
        registry.order(&ordered(&order_for(&registry, &[&first]), "A")).problem(),
        problem(403, "approval_missing")
    );
    for old in &issued {
        assert_eq!(registry.why(&old.registered), None);
    }
    // Without corrections an order goes on as ever, and may stand beside one.
    assert_eq!(registry.approve(&order_body(8, Status::Superseded, &[&issued[2].number])).status, 202);
    assert_eq!(registry.approve(&order_for(&registry, &[&first, &second])).status, 202);
    for old in &issued {
        assert_eq!(registry.why(&old.registered), Some(Why::Superseded));
    }
    log_is_whole(&registry);
}

#[test]
fn where_one_new_certificate_breaks_a_rule_the_order_changes_nothing_at_all() {
    let place = Place::new();
    let registry = place.start();
    let (school, issued) = school_with_three(&registry);
    let first = Correction::of(&school, &issued[0], 4);
    // The second one's new certificate is of another course, which the person is issued meanwhile.
    let second = Correction::changed(&school, &issued[1], 5, |claims| claims.programme = "育婴员(测试)".into());
    assert_eq!(registry.file(&school, &first).status, 202);
    assert_eq!(registry.file(&school, &second).status, 202);
    let (serial, _) = registry.reserved(&school, 2026, 1, 2);
    let other = Claims { programme: "育婴员(测试)".into(), ..issued[1].claims.clone() };
    let other = school.statement(&format!("13010020260001{serial:06}"), &other);
    assert_eq!(registry.register(&school, &other, &issued[1].identity_number).status, 201);

    let size = || registry.online(&issued[0].registered)["evidence"]["snapshot"]["tree_size"].clone();
    let before = size();
    let answer = registry.approve(&order_for(&registry, &[&first, &second]));
    assert_eq!(answer.problem(), problem(409, "already_issued"));
    assert_eq!(answer.json()["number"], second.replaces, "it says whose correction it is");
    assert_eq!(size(), before, "no entry was written");
    assert_eq!(registry.collect(&school, &first).status, 202);
    for old in &issued {
        assert_eq!(registry.why(&old.registered), None);
    }
    assert_eq!(registry.approve(&order_for(&registry, &[&first])).status, 202);
    log_is_whole(&registry);
    drop(registry);
    place.start();
}

#[test]
fn a_key_distrusted_meanwhile_or_an_old_certificate_revoked_meanwhile_stops_the_order() {
    let place = Place::new();
    let registry = place.start();
    let (school, issued, [first, second]) = school_with_two_filed(&registry);
    assert_eq!(registry.approve(&order_body(7, Status::Revoked, &[&second.replaces])).status, 202);
    place.clock.advance(1);
    let answer = registry.approve(&order_for(&registry, &[&first, &second]));
    assert_eq!(answer.problem(), problem(409, "not_in_force"));
    assert_eq!(answer.json()["number"], second.replaces);

    let mut body = bundle_body();
    body.version = 2;
    body.institutions[0].keys[0].validity.distrusted_from = Some(hezheng_core::ids::LeafIndex(100));
    assert_eq!(registry.put_bundle(&bundle(&body)).status, 204);
    let answer = registry.approve(&order_for(&registry, &[&first]));
    assert_eq!(answer.problem(), problem(403, "issuer_key_distrusted"));
    assert_eq!(registry.file(&school, &first).status, 202, "what was filed is answered, whatever became of the key");
    assert_eq!(registry.why(&issued[0].registered), None);
    log_is_whole(&registry);
}

#[test]
fn a_suspended_certificate_can_be_corrected_and_a_portrait_comes_along() {
    let place = Place::new();
    let registry = place.start();
    let (school, issued) = school_with_three(&registry);
    assert_eq!(registry.order(&ordered(&order_body(1, Status::Suspended, &[&issued[0].number]), "A")).status, 202);
    place.clock.advance(1);
    let (picture, hash) = portrait();
    let mut correction = Correction::changed(&school, &issued[0], 4, |claims| claims.portrait_sha256 = Some(hash));
    correction.portrait = Some(picture);
    assert_eq!(registry.file(&school, &correction).status, 202);
    let other = Correction { portrait: None, ..Correction::of(&school, &issued[0], 4) };
    assert_eq!(registry.file(&school, &other).problem(), problem(409, "correction_pending"));
    assert_eq!(registry.approve(&order_for(&registry, &[&correction])).status, 202);
    assert_eq!(registry.offline(&registry.collect(&school, &correction).body).outcome, Outcome::Valid);
    assert_eq!(registry.file(&school, &correction).status, 200);
}

#[test]
fn a_filing_is_judged_by_the_rules_of_a_registration_and_some_of_its_own() {
    let place = Place::new();
    let registry = place.start();
    let (school, issued) = school_with_three(&registry);
    let others = registry.issue(&School::new(2), 3..4);
    let old = &issued[0];
    let good = || Correction::of(&school, old, 4);
    let cases = [
        (Correction { identity_number: identity_number(50), ..good() }, 422, "identity_tail"),
        (Correction { identity_number: "1".into(), ..good() }, 422, "identity_number"),
        (Correction { portrait: Some(vec![1]), ..good() }, 422, "portrait"),
        (Correction::of(&school, old, 1), 409, "number_taken"),
        (Correction::of(&school, old, 900), 422, "number_not_reserved"),
        (Correction::changed(&school, old, 4, |claims| claims.issued.0 += 1), 422, "issued_in_future"),
        (Correction { replaces: others[0].number.clone(), ..good() }, 422, "not_own_certificate"),
        (Correction { replaces: "13010020260001000099".into(), ..good() }, 422, "not_own_certificate"),
        (Correction { replaces: "13020020260003000001".into(), ..good() }, 422, "not_own_certificate"),
        // Another certificate of this person stands in the way; only the one that is replaced does not.
        (Correction { replaces: issued[1].number.clone(), ..good() }, 409, "already_issued"),
        (Correction { statement: issued[1].registered.clone(), ..good() }, 422, "not_bare"),
    ];
    for (correction, status, code) in cases {
        let answer = registry.file(&school, &correction);
        assert_eq!(answer.problem(), problem(status, code));
    }
    let neighbour = School::new(2);
    let request = SignedRequest::new("130100", "v1/corrections", good().request(), &neighbour.key, NOW);
    assert_eq!(request.send(&registry.client).problem(), problem(422, "other_signer"));
    assert_eq!(registry.approve(&order_body(1, Status::Revoked, &[&old.number])).status, 202);
    assert_eq!(registry.file(&school, &good()).problem(), problem(409, "not_in_force"));
    assert!(registry.shown(&[]).is_empty(), "what was refused left nothing behind");
}

#[test]
fn the_number_of_a_correction_is_taken_and_its_certificate_registered_by_an_order_only() {
    let place = Place::new();
    let registry = place.start();
    let (school, issued) = school_with_three(&registry);
    let correction = Correction::of(&school, &issued[0], 4);
    assert_eq!(registry.file(&school, &correction).status, 202);
    let pending = problem(409, "correction_pending");
    let alone = registry.register(&school, &correction.statement, &correction.identity_number);
    assert_eq!(
        (alone.problem(), alone.json()["number"].as_str()),
        (pending.clone(), Some(correction.replaces.as_str()))
    );
    let batch = [(correction.statement.clone(), correction.identity_number.clone())];
    assert_eq!(registry.batch(&school, &batch), [(409, b"correction_pending".to_vec())]);

    let person = identity_number(30);
    let stranger = school.statement(&correction.number, &claims(&person, NOW.shanghai_day()));
    assert_eq!(registry.register(&school, &stranger, &person).problem(), problem(409, "number_taken"));
    let second = Correction::of(&school, &issued[1], 4);
    assert_eq!(registry.file(&school, &second).problem(), problem(409, "number_taken"));
    let another = Correction::of(&school, &issued[0], 5);
    assert_eq!(registry.file(&school, &another).problem(), pending);
    let differently = Correction { identity_number: identity_number(30), ..Correction::of(&school, &issued[0], 4) };
    assert_eq!(registry.file(&school, &differently).problem(), problem(409, "registered_differently"));

    // What waits is nobody else's business.
    let neighbour = School::new(2);
    let theirs = registry.issue(&neighbour, 40..41).remove(0);
    let (serial, _) = registry.reserved(&neighbour, 2026, 1, 9);
    let foreign = Correction { replaces: correction.replaces.clone(), ..Correction::of(&neighbour, &theirs, serial) };
    assert_eq!(registry.file(&neighbour, &foreign).problem(), problem(422, "not_own_certificate"));
    assert_eq!(registry.withdraw(&School::new(2), &correction).problem(), problem(403, "issuer_mismatch"));
    assert_eq!(registry.withdraw(&school, &another).problem(), problem(404, "not_found"));
    assert_eq!(registry.collect(&School::new(2), &correction).problem(), problem(404, "not_found"));
    assert_eq!(registry.withdraw(&school, &correction).status, 204);
    assert_eq!(registry.withdraw(&school, &correction).status, 204);
    let withdrawn = problem(409, "correction_withdrawn");
    assert_eq!(registry.file(&school, &correction).problem(), withdrawn);
    assert_eq!(registry.collect(&school, &correction).problem(), withdrawn);
    let number_taken = problem(409, "number_taken");
    assert_eq!(registry.file(&school, &second).problem(), number_taken, "a number stays taken");
    assert_eq!(registry.register(&school, &correction.statement, &correction.identity_number).problem(), number_taken);
    assert_eq!(registry.file(&school, &another).status, 202);
}

#[test]
fn an_order_given_before_a_withdrawal_supersedes_nothing() {
    let place = Place::new();
    let registry = place.start();
    let (school, issued) = school_with_three(&registry);
    let correction = Correction::of(&school, &issued[0], 4);
    assert_eq!(registry.file(&school, &correction).status, 202);
    let order = order_for(&registry, &[&correction]);
    place.clock.advance(60);
    let late = order_for(&registry, &[&correction]);
    assert_eq!(registry.withdraw(&school, &correction).status, 204);
    for order in [order, late] {
        let answer = registry.approve(&order);
        assert_eq!(answer.problem(), problem(409, "correction_withdrawn"));
        assert_eq!(answer.json()["number"], correction.replaces);
    }
    assert_eq!(registry.why(&issued[0].registered), None);
    place.clock.advance(1);
    let order = OrderBody { ordered: place.clock.now(), ..order_body(3, Status::Superseded, &[&correction.replaces]) };
    assert_eq!(registry.approve(&order).status, 202, "whoever ordered later saw that there is no correction");
}

#[test]
fn an_order_given_before_a_correction_was_filed_cannot_be_for_it() {
    let place = Place::new();
    let registry = place.start();
    let (school, issued) = school_with_three(&registry);
    let correction = Correction::of(&school, &issued[0], 4);
    place.clock.advance(60);
    assert_eq!(registry.file(&school, &correction).status, 202);
    let at = |time: u64| OrderBody { ordered: Time(time), ..order_for(&registry, &[&correction]) };
    let filed = place.clock.now().0;
    assert_eq!(registry.approve(&at(filed - 1)).problem(), problem(409, "correction_differs"));
    assert_eq!(registry.approve(&at(filed)).status, 202);
}

#[test]
fn officers_of_this_authority_are_shown_corrections_and_nobody_else() {
    let place = Place::new();
    let registry = place.start();
    let (school, issued) = school_with_three(&registry);
    let correction = Correction::of(&school, &issued[0], 4);
    assert_eq!(registry.file(&school, &correction).status, 202);
    for who in ["officer A 130100", "officer B 130100", "officer C 130100"] {
        let answer = registry.show(who, &[]);
        assert_eq!(answer.status, 200);
        let shown = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(shown.contains("测试学员甲") && !shown.contains(&correction.identity_number), "names and tails only");
    }
    for who in ["officer A 130200", "school 1", "service 130100", "stranger"] {
        assert_eq!(registry.show(who, &[]).problem(), problem(403, "officer_key"), "{who}");
    }
    assert_eq!(registry.shown(&[&issued[1].number]), []);
    let unsigned = registry.client.send_binary("POST", "/130100/v1/corrections/open", "application/cbor", &[0x80]);
    assert_eq!(unsigned.problem(), problem(401, "signature_malformed"));
    let officer = key("officer A 130100");
    let wrong = SignedRequest::new("130100", "v1/corrections", correction.request(), &officer, NOW);
    assert_eq!(wrong.send(&registry.client).problem(), problem(401, "signature_key"), "an officer files nothing");
    let mut body = bundle_body();
    (body.version, body.authorities[0].officer_keys[0].validity.until) = (2, Some(NOW));
    place.clock.advance(1);
    assert_eq!(registry.put_bundle(&bundle(&body)).status, 204);
    assert_eq!(registry.show("officer A 130100", &[]).problem(), problem(403, "officer_key"), "a key that has ended");
}

#[test]
fn a_correction_outlives_its_day_and_the_order_its_week_only() {
    let place = Place::new();
    let registry = place.start();
    let (school, issued) = school_with_three(&registry);
    let correction = Correction::of(&school, &issued[0], 4);
    assert_eq!(registry.file(&school, &correction).status, 202);
    let order = order_for(&registry, &[&correction]);
    place.clock.advance(7 * DAY + 1);
    assert_eq!(registry.approve(&order).problem(), problem(422, "entered_too_late"));
    assert_eq!(registry.approve(&order_for(&registry, &[&correction])).status, 202);
    let unseen = Correction::of(&school, &issued[1], 5);
    assert_eq!(registry.file(&school, &unseen).status, 202);
    let blind = OrderBody { seen: TreeSize(2), ..order_for(&registry, &[&unseen]) };
    assert_eq!(registry.approve(&blind).problem(), problem(422, "not_seen"));
}

#[test]
fn a_fault_at_any_commit_leaves_both_or_neither() {
    for fault in [Fault::Lost, Fault::PersistedButReportedFailed] {
        let (place, memory) = (Place::new(), Memory::default());
        let registry = place.try_start_over(&memory).unwrap();
        let (school, issued) = school_with_three(&registry);
        let correction = Correction::of(&school, &issued[0], 4);
        let old = &issued[0].registered;

        memory.fail_after(0, fault);
        assert_eq!(registry.file(&school, &correction).status, 503);
        assert_eq!(registry.file(&school, &correction).status, 202, "{fault:?}");
        let order = order_for(&registry, &[&correction]);
        memory.fail_after(0, fault);
        assert_eq!(registry.approve(&order).status, 503);
        // Whoever comes next has the writer look at what became of it.
        registry.issue(&school, 20..21);
        let (collected, why) = (registry.collect(&school, &correction), registry.why(old));
        match fault {
            Fault::Lost => assert_eq!((collected.status, why), (202, None)),
            Fault::PersistedButReportedFailed => assert_eq!((collected.status, why), (200, Some(Why::Superseded))),
        }
        assert_eq!(registry.approve(&order).status, 202, "{fault:?}, sent again");
        drop(registry);
        let registry = place.try_start_over(&memory).unwrap();
        assert_eq!(registry.collect(&school, &correction).status, 200);
        assert_eq!(registry.why(old), Some(Why::Superseded));
        memory.fail_after(0, fault);
        let second = Correction::of(&school, &issued[1], 5);
        assert_eq!(registry.file(&school, &second).status, 503);
        assert_eq!(registry.file(&school, &second).status, 202);
        memory.fail_after(0, fault);
        assert_eq!(registry.withdraw(&school, &second).status, 503);
        assert_eq!(registry.withdraw(&school, &second).status, 204);
        log_is_whole(&registry);
    }
}

#[test]
fn a_hash_of_something_else_names_nothing() {
    let place = Place::new();
    let registry = place.start();
    let (school, issued) = school_with_three(&registry);
    let correction = Correction::of(&school, &issued[0], 4);
    let mut body = Writer::new();
    body.map(2).integer(1).text(&correction.replaces).integer(2).bytes(&Hash::of(&[b"x"]).0);
    let body = body.into_bytes();
    assert_eq!(registry.file(&school, &correction).status, 202);
    for path in ["v1/corrections/collect", "v1/corrections/withdraw"] {
        assert_eq!(registry.send_signed(&school, path, body.clone()).problem(), problem(404, "not_found"));
        let truncated = body[..20].to_vec();
        assert_eq!(registry.send_signed(&school, path, truncated).problem(), problem(400, "truncated"));
    }
}
