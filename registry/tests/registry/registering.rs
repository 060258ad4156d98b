use crate::bureau::{DAY, NOW, bundle, bundle_body};
use crate::client::SignedRequest;
use crate::harness::{Place, Registry, School, certificate_request};
use crate::people::{claims, identity_number, portrait};
use hezheng_core::ids::LeafIndex;
use hezheng_core::statement::{Claims, UnverifiedStatement, with_receipts};
use hezheng_core::status::Status;
use hezheng_core::time::{Date, Time};
use hezheng_core::verify::{Outcome, Proof};

fn today() -> Date {
    NOW.shanghai_day()
}

/// Registers a statement of school 1 with number serial 1, after changing its claims.
fn register_changed(registry: &Registry, serial: u32, change: impl FnOnce(&mut Claims)) -> (u16, String) {
    let (school, person) = (School::new(1), identity_number(1));
    let mut claims = claims(&person, today());
    change(&mut claims);
    let statement = school.statement(&format!("13010020260001{serial:06}"), &claims);
    registry.register(&school, &statement, &person).problem()
}

#[test]
fn a_registered_certificate_is_valid_offline_and_proved() {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..3);
    for certificate in &issued {
        let report = registry.offline(&certificate.registered);
        assert_eq!((report.outcome, report.reason), (Outcome::Valid, None));
        assert_eq!(report.evidence.registered.unwrap().proof, Proof::Proved);
        let qr = with_receipts(&certificate.registered, &[]).unwrap();
        let report = registry.offline(&qr);
        assert_eq!(report.outcome, Outcome::Valid);
        assert_eq!(report.evidence.registered.unwrap().proof, Proof::Promised);
    }
    // Leaf 0 is the bundle.
    let places: Vec<_> = issued
        .iter()
        .map(|c| UnverifiedStatement::decode(&c.registered).unwrap().unverified_registration().unwrap().1)
        .collect();
    assert_eq!(places, [1, 2, 3].map(LeafIndex));
}

#[test]
fn the_same_request_again_gets_the_same_bytes_even_after_a_restart() {
    let place = Place::new();
    let school = School::new(1);
    let issued = place.start().issue(&school, 0..2);
    place.clock.advance(100);
    let registry = place.start();
    registry.issue(&school, 2..4);
    for certificate in issued {
        let again = registry.register(&school, &certificate.statement, &certificate.identity_number);
        assert_eq!(again.status, 200);
        assert_eq!(again.body, certificate.registered);
    }
}

#[test]
fn the_same_request_is_answered_after_the_key_has_ended() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    let issued = registry.issue(&school, 0..1);
    let mut body = bundle_body();
    (body.version, body.institutions[0].keys[0].validity.until) = (2, Some(Time(NOW.0 + 10)));
    assert_eq!(registry.put_bundle(&bundle(&body)).status, 204);
    place.clock.advance(10);
    let again = registry.register(&school, &issued[0].statement, &issued[0].identity_number);
    assert_eq!((again.status, &again.body), (200, &issued[0].registered));
    let refused = registry.reserve(&school, 2026, 1, 9);
    assert_eq!(refused.problem(), (403, "issuer_key_not_valid_now".into()));
}

#[test]
fn a_registered_statement_with_another_identity_number_or_portrait_is_refused() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    registry.reserved(&school, 2026, 1, 1);
    let (person, (picture, hash)) = (identity_number(1), portrait());
    let claims = Claims { portrait_sha256: Some(hash), ..claims(&person, today()) };
    let statement = school.statement("13010020260001000001", &claims);
    let first = registry.register_with(&school, &statement, &person, Some(&picture));
    assert_eq!(first.status, 201, "{first:?}");
    assert_eq!(registry.register_with(&school, &statement, &person, Some(&picture)).body, first.body);
    let other = identity_number(2);
    for (person, picture) in [(&person, None), (&other, Some(&picture[..])), (&person, Some(&[1][..]))] {
        let answer = registry.register_with(&school, &statement, person, picture);
        assert_eq!(answer.problem(), (409, "registered_differently".into()));
    }
}

#[test]
fn a_taken_number_is_refused() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    let issued = registry.issue(&school, 0..1);
    let other = identity_number(5);
    let statement = school.statement(&issued[0].number, &claims(&other, today()));
    assert_eq!(registry.register(&school, &statement, &other).problem(), (409, "number_taken".into()));
}

#[test]
fn a_number_that_was_not_reserved_by_the_institution_is_refused() {
    let place = Place::new();
    let registry = place.start();
    let (one, two, person) = (School::new(1), School::new(2), identity_number(1));
    registry.reserved(&one, 2026, 2, 1);
    let statement = one.statement("13010020260001000003", &claims(&person, today()));
    assert_eq!(registry.register(&one, &statement, &person).problem(), (422, "number_not_reserved".into()));
    let statement = two.statement("13010020260001000001", &claims(&person, today()));
    assert_eq!(registry.register(&two, &statement, &person).problem(), (422, "number_institution".into()));
}

#[test]
fn a_number_of_another_authority_is_refused() {
    let place = Place::new();
    let registry = place.start();
    let (school, person) = (School::new(1), identity_number(1));
    let statement = school.statement("13020020260001000001", &claims(&person, today()));
    assert_eq!(registry.register(&school, &statement, &person).problem(), (422, "number_authority".into()));
}

#[test]
fn a_school_of_another_authority_is_sent_there() {
    let place = Place::new();
    let registry = place.start();
    let person = identity_number(1);
    let school = School { authority: "130100", ..School::new(3) };
    let statement = school.statement("13010020260003000001", &claims(&person, today()));
    assert_eq!(registry.register(&school, &statement, &person).problem(), (403, "other_authority".into()));
}

#[test]
fn the_year_of_the_number_must_be_the_year_of_issue() {
    let place = Place::new();
    let registry = place.start();
    let (school, person) = (School::new(1), identity_number(1));
    registry.reserved(&school, 2025, 1, 1);
    let statement = school.statement("13010020250001000001", &claims(&person, today()));
    assert_eq!(registry.register(&school, &statement, &person).problem(), (422, "number_year".into()));
}

#[test]
fn a_date_of_issue_to_come_is_refused_until_that_day_in_shanghai() {
    let place = Place::new();
    let registry = place.start();
    registry.reserved(&School::new(1), 2026, 1, 1);
    let tomorrow = |claims: &mut Claims| claims.issued = Date(today().0 + 1);
    // The last second of today in Shanghai, and the first of tomorrow.
    let midnight = (today().0 + 1) * DAY - 8 * 3_600;
    place.clock.set(Time(midnight - 1));
    assert_eq!(register_changed(&registry, 1, tomorrow), (422, "issued_in_future".into()));
    place.clock.set(Time(midnight));
    let (school, person) = (School::new(1), identity_number(1));
    let statement = school.statement("13010020260001000001", &claims(&person, Date(today().0 + 1)));
    assert_eq!(registry.register(&school, &statement, &person).status, 201);
}

#[test]
fn the_identity_number_must_be_right_and_end_as_the_certificate_says() {
    let place = Place::new();
    let registry = place.start();
    let (school, person) = (School::new(1), identity_number(1));
    registry.reserved(&school, 2026, 1, 1);
    let statement = school.statement("13010020260001000001", &claims(&person, today()));
    let mut wrong = person.clone();
    wrong.replace_range(0..1, "2");
    let answer = registry.register(&school, &statement, &wrong);
    assert_eq!(answer.problem(), (422, "identity_number".into()));
    assert!(!String::from_utf8_lossy(&answer.body).contains(&wrong[..6]), "no problem repeats what was sent");
    let other = (2..).map(identity_number).find(|other| other[14..] != person[14..]).unwrap();
    assert_eq!(registry.register(&school, &statement, &other).problem(), (422, "identity_tail".into()));
}

#[test]
fn a_portrait_must_be_the_one_that_the_certificate_names() {
    let place = Place::new();
    let registry = place.start();
    let (school, person, (picture, hash)) = (School::new(1), identity_number(1), portrait());
    registry.reserved(&school, 2026, 1, 1);
    let without = school.statement("13010020260001000001", &claims(&person, today()));
    let named = Claims { portrait_sha256: Some(hash), ..claims(&person, today()) };
    let with = school.statement("13010020260001000001", &named);
    for (statement, picture, code) in [
        (&without, picture.clone(), "portrait"),
        (&with, vec![1, 2, 3], "portrait"),
        (&with, vec![0; 204_801], "portrait_size"),
    ] {
        let answer = registry.register_with(&school, statement, &person, Some(&picture));
        assert_eq!(answer.problem(), (422, code.into()));
    }
}

#[test]
fn a_second_certificate_for_the_same_training_is_refused_and_names_the_first_to_its_institution_alone() {
    let place = Place::new();
    let registry = place.start();
    let (one, two) = (School::new(1), School::new(2));
    let issued = registry.issue(&one, 1..2);
    registry.reserved(&one, 2026, 5, 1);
    registry.reserved(&two, 2026, 5, 1);
    let person = identity_number(1);
    let again = one.statement("13010020260001000003", &claims(&person, today()));
    let answer = registry.register(&one, &again, &person);
    assert_eq!(answer.problem(), (409, "already_issued".into()));
    assert_eq!(answer.json()["number"], issued[0].number);
    let elsewhere = two.statement("13010020260002000001", &claims(&person, today()));
    let answer = registry.register(&two, &elsewhere, &person);
    assert_eq!(answer.problem(), (409, "already_issued".into()));
    assert_eq!(answer.json().get("number"), None);
    let other_training = Claims { programme: "育婴员(测试)".into(), ..claims(&person, today()) };
    let statement = one.statement("13010020260001000003", &other_training);
    assert_eq!(registry.register(&one, &statement, &person).status, 201);
}

#[test]
fn once_superseded_a_certificate_can_be_issued_again() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    let issued = registry.issue(&school, 1..2);
    registry.reserved(&school, 2026, 5, 1);
    let again = school.statement("13010020260001000002", &claims(&identity_number(1), today()));
    assert_eq!(registry.register(&school, &again, &identity_number(1)).code(), "already_issued");
    let body = crate::bureau::order_body(1, Status::Superseded, &[&issued[0].number]);
    assert_eq!(registry.order(&crate::bureau::approved(&body, "A", "B")).status, 202);
    assert_eq!(registry.register(&school, &again, &identity_number(1)).status, 201);
}

#[test]
fn a_statement_that_its_key_did_not_sign_is_refused() {
    let place = Place::new();
    let registry = place.start();
    let (school, person) = (School::new(1), identity_number(1));
    registry.reserved(&school, 2026, 1, 1);
    let mut statement = school.statement("13010020260001000001", &claims(&person, today()));
    *statement.last_mut().unwrap() ^= 1;
    let answer = registry.register(&school, &statement, &person);
    assert_eq!(answer.problem(), (422, "bad_statement_signature".into()));
}

#[test]
fn a_statement_of_another_key_than_the_request_is_refused() {
    let place = Place::new();
    let registry = place.start();
    let (one, two, person) = (School::new(1), School::new(2), identity_number(1));
    let statement = two.statement("13010020260002000001", &claims(&person, today()));
    assert_eq!(registry.register(&one, &statement, &person).problem(), (422, "other_signer".into()));
}

#[test]
fn a_statement_that_is_registered_already_must_come_bare() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    let issued = registry.issue(&school, 1..2);
    let answer = registry.register(&school, &issued[0].registered, &issued[0].identity_number);
    assert_eq!(answer.problem(), (422, "not_bare".into()));
}

#[test]
fn a_distrusted_key_registers_nothing_more() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    let issued = registry.issue(&school, 0..1);
    let mut body = bundle_body();
    (body.version, body.institutions[0].keys[0].validity.distrusted_from) = (2, Some(LeafIndex(2)));
    assert_eq!(registry.put_bundle(&bundle(&body)).status, 204);
    assert_eq!(registry.reserve(&school, 2026, 1, 9).problem(), (403, "issuer_key_distrusted".into()));
    assert_eq!(registry.offline(&issued[0].registered).outcome, Outcome::Valid, "registered before: stays valid");
}

/// The statement with these bytes of its body changed; its form is judged before its signature.
fn with_dates(statement: &[u8], before: &[u8], after: &[u8]) -> Vec<u8> {
    let at = statement.windows(before.len()).position(|bytes| bytes == before).unwrap();
    [&statement[..at], after, &statement[at + before.len()..]].concat()
}

#[test]
fn dates_in_the_wrong_order_have_codes_of_their_own() {
    let place = Place::new();
    let registry = place.start();
    let (school, person) = (School::new(1), identity_number(1));
    let claims = claims(&person, today());
    let statement = school.statement("13010020260001000001", &claims);
    // Days of these years are two bytes after 0x19: `4: [ first, last ]` and `5: issued`.
    let day = |date: Date| [&[0x19][..], &u16::try_from(date.0).unwrap().to_be_bytes()].concat();
    let (first, last) = (day(claims.training.0), day(claims.training.1));
    let training = |from: &[u8], to: &[u8]| [&[0x04, 0x82], from, to].concat();
    let issued = |date: Date| [&[0x05][..], &day(date)].concat();
    let before_its_end = issued(Date(claims.training.1.0 - 1));
    for (before, after, code) in [
        (training(&first, &last), training(&last, &first), "training_reversed"),
        (issued(claims.issued), before_its_end, "issued_before_training_ended"),
    ] {
        let wrong = with_dates(&statement, &before, &after);
        assert_eq!(registry.register(&school, &wrong, &person).problem(), (422, code.into()));
    }
}

#[test]
fn a_body_that_is_no_certificate_request_is_refused() {
    let place = Place::new();
    let registry = place.start();
    let (school, person) = (School::new(1), identity_number(1));
    let good = certificate_request(&school.statement("13010020260001000001", &claims(&person, today())), &person, None);
    let cut = good[..good.len() - 1].to_vec();
    let trailing = [&good[..], &[0]].concat();
    for (body, code) in [
        (vec![], "truncated"),
        (cut, "truncated"),
        (vec![0xA0], "malformed"),
        (trailing, "not_cbor"),
        (vec![0xFF; 100], "not_cbor"),
        (br#"{"statement": 1}"#.to_vec(), "not_cbor"),
        (certificate_request(&[1, 2, 3], &person, None), "not_cbor"),
    ] {
        let request = SignedRequest::new("130100", "v1/certificates", body, &school.key, NOW);
        assert_eq!(request.send(&registry.client).problem(), (400, code.into()));
    }
    let large = SignedRequest::new("130100", "v1/certificates", vec![0; 300_000], &school.key, NOW);
    assert_eq!(large.send(&registry.client).problem(), (413, "too_large".into()));
}

#[test]
fn many_at_once_get_places_of_their_own_and_only_one_wins_a_number() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    registry.reserved(&school, 2026, 100, 1);
    let answers: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..24_u64)
            .map(|n| {
                let (registry, school) = (&registry, &school);
                scope.spawn(move || {
                    // Two people for each number.
                    let person = identity_number(n);
                    let number = format!("13010020260001{:06}", n / 2 + 1);
                    let statement = school.statement(&number, &claims(&person, today()));
                    registry.register(school, &statement, &person)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let registered: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert_eq!(registered.len(), 12);
    assert!(answers.iter().filter(|answer| answer.status != 201).all(|answer| answer.code() == "number_taken"));
    let mut leaves: Vec<u64> = registered
        .iter()
        .map(|answer| UnverifiedStatement::decode(&answer.body).unwrap().unverified_registration().unwrap().1.0)
        .collect();
    leaves.sort_unstable();
    assert_eq!(leaves, (1..=12).collect::<Vec<_>>());
    for answer in registered {
        assert_eq!(registry.offline(&answer.body).outcome, Outcome::Valid);
    }
}
