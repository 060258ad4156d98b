use crate::bureau::DAY;
use crate::client::Answer;
use crate::harness::{Place, Registry, School};
use crate::people::identity_number;
use hezheng_core::statement::check_code::CheckCode;

fn ask(registry: &Registry, code: &str, identity_number: &str) -> Answer {
    let body = serde_json::json!({"code": code, "identity_number": identity_number}).to_string();
    registry.client.send_binary("POST", "/130100/v1/match", "application/json", body.as_bytes())
}

fn is_match(registry: &Registry, code: &str, identity_number: &str) -> bool {
    let answer = ask(registry, code, identity_number);
    assert_eq!(answer.status, 200, "{answer:?}");
    let json = answer.json();
    assert_eq!(json.as_object().unwrap().len(), 1);
    json["match"].as_bool().unwrap()
}

#[test]
fn the_holders_number_matches_as_people_type_it() {
    let place = Place::new();
    let registry = place.start();
    let person = (0..).find(|person| identity_number(*person).ends_with('X')).unwrap();
    let issued = registry.issue(&School::new(1), person..person + 1);
    let code = CheckCode::of(&issued[0].statement).to_string();
    let number = &issued[0].identity_number;
    for typed in [number.clone(), format!(" {} ", number.to_lowercase())] {
        assert!(is_match(&registry, &code, &typed));
    }
    assert!(!is_match(&registry, &code, &identity_number(person + 1)));
    assert!(!is_match(&registry, &code, "not a number"));
}

#[test]
fn five_wrong_a_day_and_ten_in_all_close_a_certificate_across_restarts_and_for_unknown_codes_alike() {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..1);
    drop(registry);
    let known = CheckCode::of(&issued[0].statement).to_string();
    let unknown = CheckCode::of(b"nothing").to_string();
    for day in 0..3 {
        place.clock.advance(day.min(1) * DAY);
        let registry = place.start();
        for code in [&known, &unknown] {
            for attempt in 0..5 {
                if day < 2 {
                    assert!(!is_match(&registry, code, &identity_number(9)), "day {day}, attempt {attempt}");
                }
            }
            let closed = ask(&registry, code, &identity_number(9));
            assert_eq!(closed.problem(), (429, "match_closed".into()));
        }
        // Closed is closed: the right number is not told either.
        assert_eq!(ask(&registry, &known, &issued[0].identity_number).status, 429);
    }
}

#[test]
fn right_numbers_are_not_counted() {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..1);
    let code = CheckCode::of(&issued[0].statement).to_string();
    for _ in 0..20 {
        assert!(is_match(&registry, &code, &issued[0].identity_number));
    }
}

#[test]
fn questions_asked_at_once_are_counted_one_by_one() {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..1);
    let code = CheckCode::of(&issued[0].statement).to_string();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let threads: Vec<_> = (1..17)
            .map(|n| {
                scope.spawn({
                    let (registry, code) = (&registry, &code);
                    move || ask(registry, code, &identity_number(n)).status
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 5);
}

#[test]
fn a_typing_error_in_the_code_is_said_at_once_and_not_counted() {
    let place = Place::new();
    let registry = place.start();
    for _ in 0..12 {
        assert_eq!(ask(&registry, "0000-0000-0000-1", &identity_number(1)).problem(), (400, "check_code".into()));
    }
}

#[test]
fn bodies_that_are_no_question_are_refused() {
    let place = Place::new();
    let registry = place.start();
    let post = |content_type: &str, body: &str| {
        registry.client.send_binary("POST", "/130100/v1/match", content_type, body.as_bytes()).problem()
    };
    for body in ["", "{}", "[]", r#"{"code":"x"}"#, r#"{"code":"x","identity_number":"y","more":1}"#] {
        assert_eq!(post("application/json", body), (400, "malformed".into()), "{body}");
    }
    assert_eq!(post("text/plain", "{}"), (415, "content_type".into()));
    assert_eq!(post("application/json", &" ".repeat(2_000)), (413, "too_large".into()));
}
