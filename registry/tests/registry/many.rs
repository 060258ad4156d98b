//! An order for fifty thousand certificates: shown page by page, written, approved, carried out, published. How long each
//! takes and how much memory there is are printed (`cargo test -- --nocapture`) and not judged.

use crate::bureau::{NOW, approved, of_school, order_body, ordered};
use crate::client::base64;
use crate::correction::problem;
use crate::desk::{OFFICER_A, OFFICER_B};
use crate::harness::{Place, Registry, School};
use crate::people::{claims, identity_number};
use hezheng_core::ids::TreeSize;
use hezheng_core::status::Status;
use hezheng_core::status::order::OrderBody;
use hezheng_postgres_server::PostgresServer;
use hezheng_registry::{Clock, custody};
use serde_json::{Value, json};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

const CERTIFICATES: u64 = 50_000;
/// One order of this size at a time: beside another, a commit may take longer than the database allows.
static ALONE: Mutex<()> = Mutex::new(());

/// Prints what a step took.
fn timed<T>(what: &str, step: impl FnOnce() -> T) -> T {
    let began = Instant::now();
    let done = step();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let memory = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM: unknown");
    println!("{what}: {} ms, {memory}", began.elapsed().as_millis());
    done
}

/// Every page of a preview, each at most what a page shows; gives how many were shown in all.
fn paged(registry: &Registry, selector: &Value, first: &Value) -> u64 {
    let (mut shown, mut page) = (0, first.clone());
    loop {
        let on_page = page["certificates"].as_array().unwrap().len() as u64;
        assert!((1..=200).contains(&on_page), "{on_page}");
        assert_eq!((&page["selected"], &page["touched"]), (&json!(CERTIFICATES), &json!(CERTIFICATES)));
        shown += on_page;
        // Officers look at the first pages and at the last; between, every fiftieth is enough to see that pages go on.
        let Some(next) = page["next"].as_u64() else { return shown };
        assert_eq!(next, shown);
        if (2_000..CERTIFICATES - 2_000).contains(&shown) {
            shown = CERTIFICATES - 2_000;
        }
        let asked = json!({ "status": "revoked", "selector": selector, "seen": first["seen"], "skip": shown });
        page = registry.done(OFFICER_B, "v1/orders/preview", &asked);
    }
}

fn revoked_at_once(registry: &Registry) {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let school = School::new(1);
    timed("register 50,000", || {
        for from in (0..CERTIFICATES).step_by(500) {
            let signed = signed(registry, &school, from);
            let answers = registry.batch(&school, &signed);
            assert!(answers.iter().all(|(status, _)| *status == 201), "{:?}", answers.first());
        }
    });
    let selector = json!({ "institution": school.uscc.as_str(), "from": 0, "until": 1_000_000 });
    let asked = json!({ "status": "revoked", "selector": selector });
    let first = timed("preview, first page", || registry.done(OFFICER_A, "v1/orders/preview", &asked));
    let shown = timed("preview, pages", || paged(registry, &selector, &first));
    assert_eq!(shown, CERTIFICATES);

    let body = OrderBody {
        selector: of_school(school.uscc.clone(), 0, 1_000_000),
        seen: TreeSize(first["seen"].as_u64().unwrap()),
        ..order_body(1, Status::Revoked, &["13010020260001000001"])
    };
    let order = json!({ "order": base64(&ordered(&body, "A")) });
    let draft = timed("order filed", || registry.done(OFFICER_A, "v1/orders/drafts", &order));
    assert_eq!((&draft["state"], &draft["touched"]), (&json!("waiting"), &json!(CERTIFICATES)));
    let approval = json!({ "id": draft["id"], "seen": 1, "approved": base64(&approved(&body, "A", "B")) });
    let done =
        timed("order approved and carried out", || registry.done(OFFICER_B, "v1/orders/drafts/decide", &approval));
    assert_eq!((&done["state"], &done["touched"]), (&json!("carried_out"), &json!(CERTIFICATES)));

    // A registration after it is none of the order's.
    let after = registry.issue(&school, CERTIFICATES + 150..CERTIFICATES + 151);
    let pack = timed("snapshot and pack", || registry.pack());
    println!("pack: {} bytes", pack.len());
    assert_eq!(registry.offline(&after[0].registered).outcome, hezheng_core::verify::Outcome::Valid);
    let again = registry.act(
        OFFICER_A,
        "v1/orders/preview",
        &json!({ "status": "revoked", "selector": {
        "institution": school.uscc.as_str(), "from": 0, "until": first["seen"] } }),
    );
    assert_eq!(again.problem(), problem(422, "nothing_to_change"));
    let search = registry.done(OFFICER_A, "v1/search", &json!({ "status": "revoked" }));
    assert_eq!(search["certificates"].as_array().unwrap().len(), 100, "a page of them");
}

/// Five hundred certificates, each of another person.
fn signed(registry: &Registry, school: &School, from: u64) -> Vec<(Vec<u8>, String)> {
    let today = registry.clock.now().shanghai_day();
    let (first, count) = registry.reserved(school, today.year(), 500, u8::try_from(20 + from / 500).unwrap());
    let people = (from..from + count).map(identity_number);
    let sign = |(person, serial): (String, u64)| {
        let number = format!("13010020260001{serial:06}");
        (school.statement(&number, &claims(&person, today)), person)
    };
    people.zip(first..).map(sign).collect()
}

fn is_whole(place: &Place) {
    let report = timed("fsck", || custody::fsck(&place.config, None, 10, &mut |_| {}).unwrap());
    assert_eq!(report.findings, []);
}

#[test]
fn an_order_for_fifty_thousand_is_shown_page_by_page_and_carried_out_on_the_embedded_store() {
    let place = Place::new();
    revoked_at_once(&place.start());
    is_whole(&place);
}

#[test]
fn an_order_for_fifty_thousand_is_shown_page_by_page_and_carried_out_on_postgresql() {
    let mut place = Place::new();
    place.config.store = PostgresServer::shared().database().into();
    revoked_at_once(&place.start_node());
    is_whole(&place);
}

/// A selector of nothing makes no order, whichever way it names nothing.
#[test]
fn an_order_for_nothing_is_refused_before_it_is_signed_and_after() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    registry.issue(&school, 0..1);
    let other = School::new(2).uscc;
    let preview = |selector: Value| {
        let asked = json!({ "status": "revoked", "selector": selector });
        registry.act(OFFICER_A, "v1/orders/preview", &asked).problem()
    };
    let nothing = problem(422, "nothing_to_change");
    assert_eq!(preview(json!({ "institution": other.as_str(), "from": 0, "until": 1_000 })), nothing);
    assert_eq!(preview(json!({ "class_filing": "130100-2026-999999" })), nothing);
    let wrong = problem(422, "desk_value");
    assert_eq!(preview(json!({ "numbers": [] })), wrong);
    assert_eq!(preview(json!({ "class_filing": "" })), wrong);
    assert_eq!(preview(json!({ "institution": other.as_str(), "from": 5, "until": 5 })), wrong);
    let unknown = preview(json!({ "numbers": ["13010020260001999999"] }));
    assert_eq!(unknown, problem(422, "unknown_number"));
    // Signed all the same: nothing is taken, and nothing waits.
    let body = OrderBody {
        selector: of_school(other, 0, 1_000),
        seen: TreeSize(1),
        ordered: NOW,
        ..order_body(1, Status::Revoked, &["13010020260001000001"])
    };
    let filed = registry.act(OFFICER_A, "v1/orders/drafts", &json!({ "order": base64(&ordered(&body, "A")) }));
    assert_eq!(filed.problem(), nothing);
    let open = registry.done(OFFICER_B, "v1/orders/drafts/open", &json!({}));
    assert_eq!((&open["waiting"], &open["decided"]), (&json!([]), &json!([])));
    assert_eq!(registry.done(OFFICER_A, "v1/audit", &json!({ "from": 0 }))["size"], 0);
}
