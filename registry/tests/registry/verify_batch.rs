use crate::bureau::{NOW, approved, order_body};
use crate::client::{Answer, base64};
use crate::harness::{Issued, Place, Registry, School, judge};
use crate::log_lines;
use hezheng_core::limits::STATEMENT_BYTES;
use hezheng_core::qr::PageAddress;
use hezheng_core::status::Status;
use serde_json::{Value, json};

const PATH: &str = "/130100/v1/verify/batch";

fn send(registry: &Registry, body: &[u8]) -> Answer {
    registry.client.send_binary("POST", PATH, "application/json", body)
}

fn batch(registry: &Registry, items: &[Value]) -> Answer {
    send(registry, json!(items).to_string().as_bytes())
}

fn qr_text(issued: &Issued) -> String {
    // A QR code carries no receipts.
    let bare = hezheng_core::statement::with_receipts(&issued.registered, &[]).unwrap();
    PageAddress::parse("https://zs.example.cn").unwrap().qr_text(&bare)
}

#[test]
fn each_item_gets_the_report_that_an_offline_verifier_with_this_evidence_writes_in_order() {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..3);
    let mut changed = issued[2].registered.clone();
    *changed.last_mut().unwrap() ^= 1;
    let statements =
        [&issued[1].registered, &changed, &issued[0].statement, &issued[0].registered, &b"nothing".to_vec()];
    let items: Vec<_> = statements.iter().map(|statement| json!({ "statement": base64(statement) })).collect();
    let answer = batch(&registry, &items);
    assert_eq!((answer.status, answer.header("cache-control")), (200, Some("no-store")), "{answer:?}");
    let pack = registry.pack();
    let reports = statements.map(|statement| judge(statement, &pack, NOW).to_json());
    assert_eq!(String::from_utf8(answer.body).unwrap(), format!("[{}]", reports.join(",")));
    let outcomes = answer_outcomes(&reports);
    assert_eq!(outcomes, ["valid", "invalid", "invalid", "valid", "invalid"]);
}

fn answer_outcomes(reports: &[String]) -> Vec<String> {
    let outcome = |report: &String| serde_json::from_str::<Value>(report).unwrap()["outcome"].as_str().unwrap().into();
    reports.iter().map(outcome).collect()
}

#[test]
fn a_qr_text_is_judged_with_its_host_and_its_digits_alone_without_one() {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..1);
    let text = qr_text(&issued[0]);
    let digits = text.split_once('#').unwrap().1;
    let reports = batch(&registry, &[json!({ "qr_text": text }), json!({ "qr_text": digits })]).json();
    assert_eq!((&reports[0]["outcome"], &reports[0]["host"]), (&json!("valid"), &json!("zs.example.cn")));
    assert_eq!((&reports[1]["outcome"], reports[1].get("host")), (&json!("valid"), None));
}

#[test]
fn what_only_the_log_knows_is_said_as_to_a_single_request() {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..1);
    assert_eq!(
        registry.order(&approved(&order_body(1, Status::Suspended, &[&issued[0].number]), "A", "B")).status,
        202
    );
    let reports = batch(&registry, &[json!({ "statement": base64(&issued[0].registered) })]).json();
    assert_eq!(reports[0]["reason"], "suspended");
    assert!(reports[0]["status_detail"]["since"].is_string());
    assert_eq!(reports[0], registry.online(&issued[0].registered));
}

#[test]
fn an_item_that_is_nothing_of_ours_is_malformed_and_stops_no_other() {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..1);
    let long = "1".repeat(4 * STATEMENT_BYTES);
    let items = ["not base64!", "", "AA"].map(|text| json!({ "statement": text }));
    let items = [&items[..], &[json!({ "qr_text": "https://pay.example/1" }), json!({ "qr_text": long })]].concat();
    let items = [&items[..], &[json!({ "qr_text": qr_text(&issued[0]) })]].concat();
    let reports = batch(&registry, &items).json();
    let reasons: Vec<&Value> = reports.as_array().unwrap().iter().map(|report| &report["reason"]).collect();
    assert_eq!(reasons[..5], [&json!("malformed"); 5]);
    assert_eq!(reasons[5], &Value::Null);
}

#[test]
fn a_request_verifies_one_to_500_certificates() {
    let place = Place::new();
    let registry = place.start();
    let items = |count: usize| vec![json!({ "qr_text": "1" }); count];
    assert_eq!(batch(&registry, &items(500)).json().as_array().unwrap().len(), 500);
    for count in [0, 501] {
        assert_eq!(batch(&registry, &items(count)).problem(), (422, "verify_count".into()), "{count}");
    }
}

#[test]
fn a_body_of_the_largest_size_is_taken_and_no_larger_one() {
    let place = Place::new();
    let registry = place.start();
    let body = |bytes: usize| {
        let shell = r#"[{"qr_text":""}]"#;
        shell.replace("\"\"", &format!("\"{}\"", "x".repeat(bytes - shell.len()))).into_bytes()
    };
    assert_eq!(body(100).len(), 100);
    assert_eq!(send(&registry, &body(2_097_152)).json()[0]["reason"], "malformed");
    assert_eq!(send(&registry, &body(2_097_153)).problem(), (413, "too_large".into()));
}

#[test]
fn a_body_of_another_form_is_refused_whole() {
    let place = Place::new();
    let registry = place.start();
    let bodies = [
        "",
        "{}",
        "[1]",
        r#"["1"]"#,
        r#"[{"qr_text":1}]"#,
        r#"[{"other":"1"}]"#,
        r#"[{"qr_text":"1","statement":""}]"#,
    ];
    for body in bodies {
        assert_eq!(send(&registry, body.as_bytes()).problem(), (400, "malformed".into()), "{body}");
    }
    let cose = registry.client.send_binary("POST", PATH, "application/cose", b"[]");
    assert_eq!(cose.problem(), (415, "content_type".into()));
}

#[test]
fn nothing_that_is_sent_is_in_a_log_line() {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(2), 0..1);
    let text = qr_text(&issued[0]);
    assert_eq!(batch(&registry, &[json!({ "qr_text": text })]).json()[0]["outcome"], "valid");
    assert_eq!(send(&registry, format!("[{{\"qr_text\": \"{text}\"").as_bytes()).status, 400);
    let lines = log_lines::all();
    assert!(lines.contains("/v1/verify/batch"), "the request itself is");
    let digits = &text[text.find('#').unwrap() + 1..][..40];
    assert!(!lines.contains(digits));
}
