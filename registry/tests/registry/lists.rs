//! Lists at the desk, page by page: what is decided meanwhile moves nothing out of sight. And the audit trail: who acted and
//! why, and what one is looking for in it.

use crate::bureau::DAY;
use crate::correction::{Correction, problem};
use crate::desk::{OFFICER_A, OFFICER_B, filing, open_desk};
use crate::harness::{Place, Registry, School};
use crate::held::hold_without_class;
use serde_json::{Value, json};

/// All of a list, two at a time; `between` happens after each page, to what it showed.
fn all(registry: &Registry, (who, path, member): (&str, &str, &str), between: &dyn Fn(&Value)) -> Vec<Value> {
    let (mut found, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = registry.done(who, path, &json!({ "after": after, "limit": 2 }));
        let shown = page[member].as_array().unwrap();
        assert!(shown.len() <= 2 && (page["more"] != 0) == page["next"].is_string(), "{page}");
        found.extend(shown.iter().cloned());
        if page["next"].is_null() {
            return found;
        }
        after = page["next"].clone();
        between(shown.last().unwrap());
    }
}

fn distinct(found: &[Value], name: &str) -> usize {
    found.iter().map(|one| one.pointer(name).unwrap().to_string()).collect::<std::collections::BTreeSet<_>>().len()
}

fn lists(registry: &Registry) {
    let school = School::new(1);
    open_desk(registry, &school);
    for id in 0..5 {
        registry.done("school 1", "v1/classes", &filing(registry, id, u64::from(id)..u64::from(id) + 1, 2));
        registry.clock.advance(60);
    }
    let accept =
        |class: &Value| drop(registry.done(OFFICER_A, "v1/classes/accept", &json!({ "number": class["number"] })));
    let mine = all(registry, ("school 1", "v1/classes/mine", "classes"), &|_| {});
    let classes = all(registry, (OFFICER_A, "v1/classes/open", "classes"), &accept);
    assert_eq!((classes.len(), distinct(&classes, "/number"), mine.len()), (5, 5, 5));
    let newest_first: Vec<_> = classes.iter().map(|class| class["number"].clone()).collect();
    assert!(newest_first.is_sorted_by(|a, b| a.as_str() > b.as_str()), "{newest_first:?}");

    let flag = json!({ "rules": { "class_required": { "severity": "flag" } } });
    registry.done(OFFICER_A, "v1/policy", &json!({ "seen": 0, "value": flag }));
    let issued = registry.issue(&school, 20..25);
    let decide = |flag: &Value| {
        let decision = json!({ "serial": flag["serial"], "verdict": "dismiss", "reason": "已核对" });
        registry.done(OFFICER_B, "v1/flags/decide", &decision);
    };
    let flags = all(registry, (OFFICER_A, "v1/flags/open", "flags"), &decide);
    assert_eq!((flags.len(), distinct(&flags, "/serial")), (5, 5));

    for (index, one) in issued.iter().enumerate() {
        let (serial, _) = registry.reserved(&school, 2026, 1, 200 + u8::try_from(index).unwrap());
        assert_eq!(registry.file(&school, &Correction::of(&school, one, serial)).status, 202);
    }
    let corrections = all(registry, (OFFICER_A, "v1/corrections/waiting", "corrections"), &|_| {});
    assert_eq!((corrections.len(), distinct(&corrections, "/certificate/number")), (5, 5));

    hold_without_class(registry, 1);
    for (statement, person) in registry.signed(&school, 40..45) {
        assert_eq!(registry.register(&school, &statement, &person).status, 202);
        registry.clock.advance(1);
    }
    let refuse = |one: &Value| {
        let refusal = json!({ "number": one["number"], "reason": "不符" });
        registry.done(OFFICER_B, "v1/held/refuse", &refusal);
    };
    let held = all(registry, (OFFICER_A, "v1/held/open", "held"), &refuse);
    assert_eq!((held.len(), distinct(&held, "/number")), (5, 5));
    assert!(held.is_sorted_by(|a, b| a["held"].as_str() <= b["held"].as_str()), "oldest first");

    for path in ["v1/classes/open", "v1/flags/open", "v1/corrections/waiting", "v1/held/open"] {
        for wrong in [json!({ "after": "x" }), json!({ "limit": 0 }), json!({ "limit": 501 })] {
            assert_eq!(registry.act(OFFICER_A, path, &wrong).problem(), problem(422, "desk_value"), "{path} {wrong}");
        }
    }
}

#[test]
fn what_waits_is_shown_page_by_page_and_what_is_decided_meanwhile_hides_nothing() {
    lists(&Place::new().start());
}

#[test]
fn what_waits_is_shown_page_by_page_on_postgresql() {
    let mut place = Place::new();
    place.config.store = hezheng_postgres_server::PostgresServer::shared().database().into();
    lists(&place.start_node());
}

#[test]
fn the_audit_trail_says_who_and_why_and_finds_what_is_sought() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    open_desk(&registry, &school);
    let number = registry.done("school 1", "v1/classes", &filing(&registry, 1, 0..1, 2))["number"].clone();
    let back = json!({ "number": number, "reason": "花名册不全" });
    registry.done(OFFICER_B, "v1/classes/return", &back);
    let flag = json!({ "rules": { "class_required": { "severity": "flag" } } });
    registry.done(OFFICER_A, "v1/policy", &json!({ "seen": 0, "value": flag }));
    registry.issue(&school, 20..21);
    registry.clock.advance(DAY);
    let decision = json!({ "serial": 0, "verdict": "confirmed", "reason": "未见开班备案" });
    registry.done(OFFICER_B, "v1/flags/decide", &decision);

    let page = |wanted: Value| registry.done(OFFICER_A, "v1/audit", &wanted);
    let whole = page(json!({}));
    let by: Vec<_> = whole["entries"].as_array().unwrap().iter().map(|one| one["by"].clone()).collect();
    let names: Vec<_> = by.iter().map(|by| (by["name"].as_str().unwrap(), by["staff_code"].as_str())).collect();
    let (bureau, school) = ("石家庄测试局", "测试培训学校1");
    let expected = [
        (bureau, Some("A")),
        (bureau, Some("B")),
        (school, None),
        (bureau, Some("B")),
        (bureau, Some("A")),
        (bureau, Some("B")),
    ];
    assert_eq!(names, expected);
    assert_eq!((&whole["size"], &whole["next"]), (&json!(6), &json!(null)));

    let found = |wanted: Value| -> Vec<(String, Value)> {
        let page = page(wanted);
        let entries = page["entries"].as_array().unwrap().iter().map(|one| one["entry"].clone());
        entries.map(|entry| (entry["action"].as_str().unwrap().to_owned(), entry["reason"].clone())).collect()
    };
    let (decided, returned) =
        (("flag_decided".to_owned(), json!("未见开班备案")), ("class_returned".to_owned(), json!("花名册不全")));
    assert_eq!(found(json!({ "action": "flag_decided" })), std::slice::from_ref(&decided));
    assert_eq!(found(json!({ "by": "B", "below": 100 }))[..2], [decided, returned.clone()], "newest first");
    assert_eq!(found(json!({ "on": number }))[1], returned);
    assert_eq!(found(json!({ "by": "C" })), []);
    assert_eq!(found(json!({ "from": 5 })).len(), 1);
    let below = page(json!({ "below": 2 }));
    assert_eq!((below["entries"].as_array().unwrap().len(), &below["entries"][0]["serial"]), (2, &json!(1)));
    let both = registry.act(OFFICER_A, "v1/audit", &json!({ "from": 1, "below": 2 }));
    assert_eq!(both.problem(), problem(422, "desk_value"));
    assert_eq!(registry.act("school 1", "v1/audit", &json!({})).problem(), problem(403, "officer_key"));
}

#[test]
fn a_long_audit_trail_is_read_page_by_page_from_either_end() {
    let place = Place::new();
    let registry = place.start();
    for seen in 0..205 {
        let policy = json!({ "notice_days": 1 + seen % 2 });
        registry.done(OFFICER_A, "v1/policy", &json!({ "seen": seen, "value": policy }));
    }
    let serials = |page: &Value| -> Vec<u64> {
        page["entries"].as_array().unwrap().iter().map(|one| one["serial"].as_u64().unwrap()).collect()
    };
    let first = registry.done(OFFICER_A, "v1/audit", &json!({ "from": 0 }));
    let rest = registry.done(OFFICER_A, "v1/audit", &json!({ "from": first["next"] }));
    assert_eq!([serials(&first), serials(&rest)].concat(), (0..205).collect::<Vec<_>>());
    let newest = registry.done(OFFICER_A, "v1/audit", &json!({ "below": 1_000_000, "action": "policy_changed" }));
    let oldest = registry.done(OFFICER_A, "v1/audit", &json!({ "below": newest["next"] }));
    assert_eq!([serials(&newest), serials(&oldest)].concat(), (0..205).rev().collect::<Vec<_>>());
    assert!(oldest["next"].is_null() && rest["next"].is_null());
}
