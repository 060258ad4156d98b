//! The trainee's door from outside.

use crate::bureau::{DAY, SHIJIAZHUANG};
use crate::client::{Answer, SignedRequest};
use crate::desk::{OFFICER_A, OFFICER_B};
use crate::harness::{Issued, Place, Registry, School, certificate_request};
use crate::people::{claims, identity_number, portrait};
use hezheng_core::statement::check_code::CheckCode;
use hezheng_core::verify::Outcome;
use hezheng_registry::Clock;
use serde_json::{Value, json};

const NAME: &str = "测试学员";

fn post(registry: &Registry, path: &str, body: &Value) -> Answer {
    let path = format!("/{SHIJIAZHUANG}/v1/{path}");
    registry.client.send_binary("POST", &path, "application/json", body.to_string().as_bytes())
}

fn proof(issued: &Issued) -> Value {
    json!({"number": issued.number, "name": NAME, "identity_number": issued.identity_number})
}

fn with(mut body: Value, members: Value) -> Value {
    body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    body
}

fn listed(registry: &Registry, issued: &Issued) -> Vec<Value> {
    let answer = post(registry, "me/list", &proof(issued));
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["certificates"].as_array().unwrap().clone()
}

#[test]
fn number_or_check_code_or_school_with_name_and_identity_number_give_the_pdf_that_verifies() {
    let place = Place::new();
    let registry = place.start();
    let issued = &registry.issue(&School::new(1), 0..1)[0];
    let code = CheckCode::of(&issued.statement).to_string();
    let uscc = School::new(1).uscc.to_string();
    let mut pdfs = Vec::new();
    for by in [
        json!({"number": issued.number}),
        json!({"code": code}),
        json!({"institution": uscc}),
        json!({"institution": "0001"}),
    ] {
        let body = with(by, json!({"name": NAME, "identity_number": issued.identity_number}));
        let answer = post(&registry, "me/pdf", &body);
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/pdf")), "{answer:?}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        pdfs.push(answer.body);
    }
    assert!(pdfs.iter().all(|pdf| *pdf == pdfs[0] && pdf.starts_with(b"%PDF")));
    let read = listed(&registry, issued)[0]["read"].as_array().unwrap().len();
    assert_eq!(read, 4, "each reading of what is sealed is recorded");
}

#[test]
fn whatever_is_wrong_the_answer_is_the_same_to_the_byte() {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..2);
    let unknown = format!("{}999999", &issued[0].number[..14]);
    let of =
        |number: &str, name: &str, identity: &str| json!({"number": number, "name": name, "identity_number": identity});
    let wrong = [
        of(&issued[0].number, "别人", &issued[0].identity_number),
        of(&issued[0].number, NAME, &issued[1].identity_number),
        of(&issued[0].number, NAME, "nonsense"),
        of(&unknown, NAME, &issued[0].identity_number),
        of(&unknown, NAME, "nonsense"),
        json!({"institution": "没有的学校", "name": NAME, "identity_number": issued[0].identity_number}),
        json!({"institution": "0002", "name": NAME, "identity_number": issued[0].identity_number}),
        json!({"institution": "0001", "name": "别人", "identity_number": issued[0].identity_number}),
        with(proof(&issued[0]), json!({"about": issued[1].number})),
        with(proof(&issued[0]), json!({"about": unknown})),
    ];
    let seen = |answer: Answer| {
        let headers: Vec<_> = answer.headers.into_iter().filter(|(name, _)| name != "date").collect();
        (answer.status, headers, answer.body)
    };
    let answers: Vec<_> = wrong.iter().map(|body| seen(post(&registry, "me/pdf", body))).collect();
    assert_eq!(answers[0].0, 403);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
}

#[test]
fn five_wrong_a_day_close_a_certificate_for_known_and_unknown_numbers_and_for_matching_too() {
    let place = Place::new();
    let registry = place.start();
    let issued = &registry.issue(&School::new(1), 0..1)[0];
    for number in [issued.number.clone(), format!("{}999999", &issued.number[..14])] {
        let body = json!({"number": number, "name": "别人", "identity_number": issued.identity_number});
        for _ in 0..5 {
            assert_eq!(post(&registry, "me/list", &body).problem(), (403, "not_proved".into()));
        }
        let closed = post(&registry, "me/list", &body);
        assert_eq!(closed.problem(), (429, "match_closed".into()));
        assert_eq!(closed.header("retry-after"), Some("86400"));
    }
    assert_eq!(post(&registry, "me/list", &proof(issued)).status, 429, "closed is closed");
    let code = CheckCode::of(&issued.statement).to_string();
    let matched = post(&registry, "match", &json!({"code": code, "identity_number": issued.identity_number}));
    assert_eq!(matched.status, 429, "one count for both doors");
    registry.clock.advance(DAY);
    assert_eq!(post(&registry, "me/list", &proof(issued)).status, 200);
}

#[test]
fn who_names_a_school_is_shut_out_for_the_day_and_not_for_ever() {
    let place = Place::new();
    let registry = place.start();
    let issued = &registry.issue(&School::new(1), 0..1)[0];
    let body = |identity: &str| json!({"institution": "0001", "name": NAME, "identity_number": identity});
    for day in 0..3 {
        for attempt in 0..5 {
            // Another identity number each time, as somebody would guess who knows a name.
            let guess = identity_number(100 + day * 5 + attempt);
            assert_eq!(post(&registry, "me/list", &body(&guess)).status, 403);
        }
        assert_eq!(post(&registry, "me/list", &body(&issued.identity_number)).status, 429);
        registry.clock.advance(DAY);
    }
    assert_eq!(post(&registry, "me/list", &body(&issued.identity_number)).status, 200);
}

#[test]
fn an_address_that_proves_nothing_thirty_times_is_told_to_come_again_and_others_are_not() {
    let mut place = Place::new();
    place.config.client_address_header = Some("x-forwarded-for".into());
    let registry = place.start();
    let issued = &registry.issue(&School::new(1), 0..1)[0];
    let path = format!("/{SHIJIAZHUANG}/v1/me/list");
    let from = |address: &str, body: &Value| {
        let request = ureq::http::Request::builder().method("POST").uri(registry.client.url(&path));
        let request = request.header("content-type", "application/json").header("x-forwarded-for", address);
        registry.client.send(request.body(body.to_string().into_bytes()).unwrap())
    };
    for serial in 0..30 {
        let number = format!("{}{:06}", &issued.number[..14], 900_000 + serial);
        let wrong = json!({"number": number, "name": NAME, "identity_number": issued.identity_number});
        // What comes before the last comma anybody may have written.
        assert_eq!(from(&format!("198.51.100.{serial}, 192.0.2.1"), &wrong).status, 403);
    }
    let refused = from("192.0.2.1", &proof(issued));
    assert_eq!(refused.problem(), (429, "too_many_requests".into()));
    assert_eq!(refused.header("retry-after"), Some("3600"));
    assert_eq!(from("192.0.2.2", &proof(issued)).status, 200);
    registry.clock.advance(3_600);
    assert_eq!(from("192.0.2.1", &proof(issued)).status, 200);
}

#[test]
fn the_list_is_of_everything_in_that_persons_name_and_each_verifies() {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..2);
    let person = &issued[0];
    let school = School::new(2);
    let today = registry.clock.now().shanghai_day();
    let (serial, _) = registry.reserved(&school, today.year(), 1, 9);
    let mut other = claims(&person.identity_number, today);
    other.programme = "养老护理员(测试)".into();
    let (photo, hash) = portrait();
    other.portrait_sha256 = Some(hash);
    let statement = school.statement(&format!("{SHIJIAZHUANG}{}0002{serial:06}", today.year()), &other);
    let body = certificate_request(&statement, &person.identity_number, Some(&photo));
    let now = registry.clock.now();
    let answer = SignedRequest::new(SHIJIAZHUANG, "v1/certificates", body, &school.key, now).send(&registry.client);
    assert_eq!(answer.status, 201, "{answer:?}");

    let list = listed(&registry, person);
    let programmes: Vec<_> = list.iter().map(|one| one["programme"].as_str().unwrap()).collect();
    assert_eq!(programmes, ["保育师(测试)", "养老护理员(测试)"]);
    for one in &list {
        let qr = hezheng_core::qr::parse_qr_text(one["qr_text"].as_str().unwrap()).unwrap();
        assert_eq!(registry.offline(&qr.statement).outcome, Outcome::Valid);
        assert!(!one.to_string().contains(&person.identity_number), "no identity number is in a list");
    }
    let unlike = listed(&registry, &issued[1]);
    assert_eq!(unlike.len(), 1);
}

#[test]
fn what_was_never_taken_is_reported_once_and_is_a_flag_that_officers_alone_read_and_decide() {
    let place = Place::new();
    let registry = place.start();
    let issued = &registry.issue(&School::new(1), 0..1)[0];
    let words = format!("我没有参加过这个培训，身份证{}，也没有去过这所学校。", issued.identity_number);
    let first = post(&registry, "me/report", &with(proof(issued), json!({"words": words})));
    assert_eq!(first.status, 200, "{first:?}");
    registry.clock.advance(60);
    let again = post(&registry, "me/report", &with(proof(issued), json!({"words": "别的"})));
    assert_eq!(again.body, first.body, "the first one stands");
    let own = &listed(&registry, issued)[0];
    assert_eq!((&own["reported"], &own["decided"]), (&first.json()["reported"], &Value::Null));
    let long = "长".repeat(501);
    assert_eq!(post(&registry, "me/report", &with(proof(issued), json!({"words": long}))).status, 400);

    assert_eq!(registry.act("school 1", "v1/flags/open", &json!({})).problem(), (403, "officer_key".into()));
    let shown = registry.done(OFFICER_A, "v1/flags/open", &json!({}));
    assert_eq!(shown["flags"].as_array().unwrap().len(), 1, "{shown}");
    let flag = &shown["flags"][0]["flag"];
    assert_eq!((&flag["certificate"], &flag["rule"]), (&json!(issued.number), &json!("never_taken")));
    assert_eq!(flag["raised"], first.json()["reported"]);
    let covered = words.replace(&issued.identity_number[..14], &"*".repeat(14));
    assert_eq!(shown["flags"][0]["words"], covered, "the number in it is covered");
    let decision = json!({ "serial": 0, "verdict": "confirmed", "reason": "学校无法说明" });
    registry.done(OFFICER_B, "v1/flags/decide", &decision);
    assert_eq!(registry.done(OFFICER_A, "v1/flags/open", &json!({}))["flags"], json!([]));
    assert_eq!(listed(&registry, issued)[0]["decided"], "confirmed");
    assert_eq!(post(&registry, "me/report", &proof(issued)).body, first.body, "and still stands once it is decided");
    drop(registry);
    let stored = std::fs::read(place.store_file()).unwrap();
    assert!(!stored.windows(30).any(|window| window == &words.as_bytes()[..30]), "it is sealed");
}

#[test]
fn a_link_shows_its_certificate_until_it_is_over_or_taken_back() {
    let place = Place::new();
    let registry = place.start();
    let issued = &registry.issue(&School::new(1), 0..1)[0];
    let share = |purpose: &str, days: u64| {
        post(&registry, "me/share", &with(proof(issued), json!({"purpose": purpose, "days": days})))
    };
    let open = |token: &str| post(&registry, "shared", &json!({"token": token}));
    let made = share("应聘测试公司", 7);
    assert_eq!(made.status, 200, "{made:?}");
    let token = made.json()["token"].as_str().unwrap().to_owned();
    let shown = open(&token);
    assert_eq!(shown.json()["purpose"], "应聘测试公司");
    let qr_text = shown.json()["qr_text"].as_str().unwrap().to_owned();
    let statement = hezheng_core::qr::parse_qr_text(&qr_text).unwrap().statement;
    assert_eq!(registry.offline(&statement).outcome, Outcome::Valid);
    assert!(!String::from_utf8_lossy(&shown.body).contains(&issued.identity_number));

    let last = if token.ends_with('0') { '1' } else { '0' };
    let guess = format!("{}{last}", &token[..47]);
    assert_eq!(open(&guess).problem(), (404, "not_found".into()));
    assert_eq!(open("").problem(), (404, "not_found".into()));
    registry.clock.advance(7 * DAY - 1);
    assert_eq!(open(&token).status, 200);
    registry.clock.advance(1);
    assert_eq!(open(&token).problem(), (404, "not_found".into()));

    let token = share("再次", 1).json()["token"].as_str().unwrap().to_owned();
    let shares = listed(&registry, issued)[0]["shares"].clone();
    assert_eq!(shares.as_array().unwrap().len(), 1, "what is over is not listed");
    let back = json!({"share": shares[0]["share"]});
    assert_eq!(post(&registry, "me/unshare", &with(proof(issued), back)).status, 204);
    assert_eq!(open(&token).problem(), (404, "not_found".into()));

    for (purpose, days) in [("", 7), ("用途", 0), ("用途", 366), (&*"长".repeat(41), 7)] {
        assert_eq!(share(purpose, days).problem(), (400, "malformed".into()), "{purpose} {days}");
    }
    assert_eq!(share(&"长".repeat(40), 365).status, 200);
    for _ in 1..20 {
        assert_eq!(share("用途", 1).status, 200);
    }
    assert_eq!(share("用途", 1).problem(), (409, "too_many_shares".into()));
}

#[test]
fn requests_of_another_form_are_refused_and_nothing_is_counted() {
    let place = Place::new();
    let registry = place.start();
    let issued = &registry.issue(&School::new(1), 0..1)[0];
    for (path, body) in [
        ("me/pdf", json!({"name": NAME, "identity_number": "1"})),
        ("me/pdf", with(proof(issued), json!({"code": "0"}))),
        ("me/pdf", with(proof(issued), json!({"words": "x"}))),
        ("me/list", with(proof(issued), json!({"more": 1}))),
        ("me/list", with(proof(issued), json!({"about": issued.number}))),
        ("me/share", with(proof(issued), json!({"purpose": "x"}))),
        ("me/unshare", with(proof(issued), json!({"share": "x"}))),
        ("me/report", with(proof(issued), json!({"days": 1}))),
    ] {
        assert_eq!(post(&registry, path, &body).problem(), (400, "malformed".into()), "{path} {body}");
    }
    let typed = json!({"number": "1234", "name": NAME, "identity_number": "1"});
    for _ in 0..12 {
        assert_eq!(post(&registry, "me/list", &typed).problem(), (400, "certificate_number".into()));
    }
    assert_eq!(listed(&registry, issued).len(), 1);
}
