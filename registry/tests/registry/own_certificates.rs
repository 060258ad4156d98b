//! An institution sees its own certificates, where each stands, and has the PDF of each; nobody else's.

use crate::bureau::{order_body, ordered};
use crate::correction::problem;
use crate::desk::OFFICER_A;
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
