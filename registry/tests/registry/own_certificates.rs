//! An institution sees its own certificates, where each stands, and has the PDF of each; nobody else's.

use crate::bureau::{order_body, ordered};
use crate::correction::problem;
use crate::desk::{OFFICER_A, OFFICER_B, ended_class, of_class, open_desk};
use crate::harness::{Place, School};
use crate::people::identity_number;
use hezheng_core::status::Status;
use hezheng_core::status::order::OrderBody;
use hezheng_registry::Clock;
use serde_json::json;

#[test]
fn an_institution_sees_its_own_certificates_and_where_each_stands() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    let issued = registry.issue(&school, 0..3);
    registry.issue(&School::new(2), 10..12);
    let suspended =
        OrderBody { ordered: registry.clock.now(), ..order_body(1, Status::Suspended, &[&issued[1].number]) };
    assert_eq!(registry.order(&ordered(&suspended, "A")).status, 202);

    let answer = registry.act("school 1", "v1/certificates/mine", &json!({}));
    let listed = answer.json();
    let certificates = listed["certificates"].as_array().unwrap();
    let numbers: Vec<_> = certificates.iter().map(|one| one["number"].as_str().unwrap()).collect();
    let newest_first: Vec<_> = issued.iter().rev().map(|one| one.number.as_str()).collect();
    assert_eq!(numbers, newest_first);
    let statuses: Vec<_> = certificates.iter().map(|one| one["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["valid", "suspended", "valid"]);
    assert_eq!(certificates[1]["id_tail"], identity_number(1)[14..]);
    let said = String::from_utf8(answer.body).unwrap();
    assert!(!said.contains(&identity_number(1)), "nobody is shown a full number");

    // The page before the last one shown.
    let before = json!({ "before": certificates[1]["leaf"] });
    let rest = registry.act("school 1", "v1/certificates/mine", &before).json();
    assert_eq!((&rest["certificates"][0]["number"], rest["more"].as_u64()), (&json!(issued[0].number), Some(0)));
    let of_a_class = json!({ "class": "130100-2026-000001" });
    let none = registry.act("school 1", "v1/certificates/mine", &of_a_class).json();
    assert_eq!(none["certificates"], json!([]));
    let officer = registry.act(OFFICER_A, "v1/certificates/mine", &json!({})).problem();
    assert_eq!(officer, problem(401, "signature_key"));
}

#[test]
fn of_its_class_an_institution_is_told_what_waits_and_what_was_refused_and_nobody_else_is() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    open_desk(&registry, &school);
    let class = ended_class(&registry, "school 1", (1, 0..4), &[0, 1, 2, 3]);
    let rules = json!({ "rules": { "hours_against_dates": { "severity": "approve", "limit": 7 } } });
    registry.done(OFFICER_A, "v1/policy", &json!({ "seen": 0, "value": rules }));
    let (serial, _) = registry.reserved(&school, 2026, 4, 9);
    let sent: Vec<_> = (0..3).map(|at| of_class(&registry, &school, (&class, at, serial + at))).collect();
    for (statement, identity) in &sent {
        assert_eq!(registry.register(&school, statement, identity).problem(), problem(202, "awaiting_approval"));
    }
    let number = |at: usize| format!("13010020260001{:06}", serial + at as u64);
    registry.clock.advance(60);
    let refusal = json!({ "number": number(0), "reason": "未见考勤" });
    registry.done(OFFICER_B, "v1/held/refuse", &refusal);
    let approval = json!({ "number": number(1), "rules": ["hours_against_dates"] });
    registry.done(OFFICER_B, "v1/held/approve", &approval);

    let wanted = json!({ "class": class["number"] });
    let said = registry.act("school 1", "v1/certificates/mine", &wanted);
    let listed = said.json();
    assert_eq!(listed["certificates"].as_array().unwrap().len(), 1, "the approved one");
    let held = listed["held"].as_array().unwrap();
    let states: Vec<_> = held.iter().map(|one| (&one["number"], &one["state"], &one["reason"])).collect();
    let (waiting, refused) = (json!("waiting"), json!("refused"));
    // The newest last, by when it was sent or decided.
    let expected = [(&json!(number(2)), &waiting, &json!(null)), (&json!(number(0)), &refused, &json!("未见考勤"))];
    assert_eq!(states, expected);
    assert_eq!((&held[1]["id_kind"], &held[1]["id_tail"]), (&json!(1), &json!(sent[0].1[14..])));
    assert!(held.iter().all(|one| one["holder"].is_string() && one["since"].is_string()));
    assert!(!String::from_utf8(said.body).unwrap().contains(&sent[0].1), "nobody is shown a full number");

    // Without a class, or further down the list, there is none; of another institution's class nothing.
    for asked in [json!({}), json!({ "class": class["number"], "before": 99 })] {
        assert_eq!(registry.done("school 1", "v1/certificates/mine", &asked)["held"], json!(null));
    }
    let theirs = registry.done("school 2", "v1/certificates/mine", &wanted);
    assert_eq!((&theirs["certificates"], &theirs["held"]), (&json!([]), &json!([])));
}

#[test]
fn the_pdf_of_a_certificate_is_for_its_institution() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    let issued = registry.issue(&school, 0..1);
    let wanted = json!({ "number": issued[0].number });
    let pdf = registry.act("school 1", "v1/certificates/pdf", &wanted);
    assert_eq!((pdf.status, pdf.header("content-type")), (200, Some("application/pdf")), "{:?}", pdf.problem());
    assert!(pdf.body.starts_with(b"%PDF-") && pdf.body.len() > 10_000);
    assert_eq!(pdf.header("cache-control"), Some("no-store"));
    assert_eq!(registry.act("school 1", "v1/certificates/pdf", &wanted).body, pdf.body, "the same bytes each time");
    for (signer, number) in
        [("school 2", issued[0].number.as_str()), ("school 1", "13010020260001999999"), ("school 1", "1")]
    {
        let answer = registry.act(signer, "v1/certificates/pdf", &json!({ "number": number }));
        assert_eq!(answer.problem(), problem(404, "not_found"), "{signer} {number}");
    }
}

#[test]
fn what_no_font_has_is_said_before_a_class_is_filed() {
    let place = Place::new();
    let registry = place.start();
    let texts = json!({ "texts": ["林晚秋", "李\u{323B0}", "保育师"] });
    let said = registry.act("school 1", "v1/classes/printable", &texts);
    assert_eq!(said.json(), json!({ "unprintable": [{ "index": 1, "character": "\u{323B0}" }] }));
}
