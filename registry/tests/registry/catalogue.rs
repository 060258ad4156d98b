//! Catalogues and policy as officers change them and as anybody reads them: what is refused changes nothing, every version is kept
//! with who made it, and the open pages say what the data says.

use crate::client::Answer;
use crate::correction::problem;
use crate::desk::{OFFICER_A, OFFICER_B};
use crate::harness::{Place, Registry, School};
use hezheng_postgres_server::PostgresServer;
use hezheng_registry::custody;
use hezheng_registry::fsck::FINDINGS;
use serde_json::{Value, json};

fn programme(hours: u64) -> Value {
    json!({
        "code": "HJ-4", "name": "焊工<b>(测试)", "occupation_code": "6-18-02-04", "occupation_edition": 2022,
        "class_hours": hours, "levels": [4], "subsidy_fen": 150_000, "from": "2026-01-01", "until": "2026-12-31"
    })
}

fn with(mut value: Value, name: &str, member: Value) -> Value {
    value[name] = member;
    value
}

fn change(registry: &Registry, officer: &str, path: &str, seen: u64, value: &Value) -> Answer {
    registry.act(officer, path, &json!({ "seen": seen, "value": value }))
}

/// What the answer refuses, and the member or rule that it names.
fn refused(answer: &Answer) -> (u64, String, String) {
    let (status, code) = answer.problem();
    (status.into(), code, answer.json()["rule"].as_str().unwrap_or_default().to_owned())
}

fn seasons(registry: &Registry) {
    // Of two officers who saw the same version, the second is told, and the first one's stays.
    assert_eq!(change(registry, OFFICER_A, "v1/programmes", 0, &programme(80)).status, 200);
    let second = change(registry, OFFICER_B, "v1/programmes", 0, &programme(120));
    assert_eq!(refused(&second), (409, "version_conflict".into(), "version 1".into()));
    for (name, value) in [
        ("until", json!("2025-12-31")),
        ("occupation_code", json!("6-18")),
        ("class_hours", json!(0)),
        ("subsidy_fen", json!(100_000_001_u64)),
        ("levels", json!([6])),
    ] {
        let wrong = change(registry, OFFICER_B, "v1/programmes", 1, &with(programme(80), name, value));
        assert_eq!(refused(&wrong), (422, "desk_value".into(), name.into()));
    }
    let listed = registry.client.get("/130100/v1/programmes").json();
    assert_eq!((&listed["version"], &listed["programmes"][0]["value"]), (&json!(1), &programme(80)), "nothing changed");
    assert_eq!(change(registry, OFFICER_B, "v1/programmes", 1, &programme(120)).status, 200);
    let listed = registry.client.get("/130100/v1/programmes").json();
    assert_eq!((&listed["version"], &listed["changed"]), (&json!(2), &listed["programmes"][0]["since"]));

    // A policy's numbers stay within what each rule says of itself.
    let rules = registry.client.get("/130100/v1/policy").json();
    let hours = rules["rules"].as_array().unwrap().iter().find(|rule| rule["rule"] == "hours_against_dates").unwrap();
    assert_eq!((&hours["least"], &hours["most"], &hours["default_limit"]), (&json!(1), &json!(24), &json!(10)));
    for (rule, setting) in [
        ("hours_against_dates", json!({ "severity": "flag", "limit": 25 })),
        ("issue_window", json!({ "severity": "flag", "limit": 3_651 })),
        ("never_taken", json!({ "severity": "off" })),
    ] {
        let policy = json!({ "rules": { rule: setting } });
        assert_eq!(
            refused(&change(registry, OFFICER_A, "v1/policy", 0, &policy)),
            (422, "policy_value".into(), rule.into())
        );
    }
    assert_eq!(registry.client.get("/130100/v1/policy").json()["version"], 0);
    let policies = [
        json!({ "rules": { "pace": { "severity": "approve", "limit": 40 } }, "notice_days": 1, "class_number": "{authority}-{year}-{serial}" }),
        json!({ "rules": {}, "notice_days": 7, "class_number": "{authority}-{year}-{serial}" }),
    ];
    assert_eq!(change(registry, OFFICER_A, "v1/policy", 0, &policies[0]).status, 200);
    assert_eq!(change(registry, OFFICER_B, "v1/policy", 1, &policies[1]).status, 200);

    // Every version, with who made it; to officers.
    let versions = registry.done(OFFICER_A, "v1/versions", &json!({ "policy": {} }));
    let said: Vec<_> = versions["versions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["version"].clone(), one["value"].clone()))
        .collect();
    assert_eq!(said, [(json!(2), policies[1].clone()), (json!(1), policies[0].clone())]);
    let makers: Vec<_> =
        versions["versions"].as_array().unwrap().iter().map(|one| one["by"]["staff_code"].clone()).collect();
    assert!(makers[0] != makers[1] && makers.iter().all(Value::is_string), "{makers:?}");
    let of_programme = registry.done(OFFICER_B, "v1/versions", &json!({ "programme": "HJ-4" }));
    assert_eq!(of_programme["versions"][1]["value"]["class_hours"], 80);
    assert_eq!(of_programme["versions"][1]["by"]["staff_code"], makers[1]);
    assert_eq!(registry.done(OFFICER_B, "v1/versions", &json!({ "institution": "nobody" }))["versions"], json!([]));
    assert_eq!(
        registry.act("school 1", "v1/versions", &json!({ "policy": {} })).problem(),
        problem(403, "officer_key")
    );
    assert_eq!(registry.act(OFFICER_A, "v1/versions", &json!({ "order": "x" })).problem(), problem(400, "malformed"));

    // The pages say it to anybody, in HTML that runs nothing.
    let school = School::new(1);
    let entry = json!({
        "uscc": school.uscc.as_str(), "address": "测试路\"1号", "kind": "民办职业培训学校", "contact": "0311-00000000",
        "programmes": ["HJ-4"], "standing": "suspended"
    });
    assert_eq!(change(registry, OFFICER_A, "v1/institutions", 0, &entry).status, 200);
    let page = registry.client.get("/130100/catalogue/programmes");
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    let policy = page.header("content-security-policy").unwrap().to_owned();
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-") && policy.contains("form-action 'self'"),
        "{policy}"
    );
    let text = String::from_utf8(page.body).unwrap();
    for said in ["焊工&lt;b&gt;(测试)", "HJ-4", "6-18-02-04", "1500.00 元", "2026-12-31", "石家庄测试局", "可开班"]
    {
        assert!(text.contains(said), "{said} in {text}");
    }
    assert!(!text.contains("<b>") && !text.contains("<script"), "{text}");
    let page = |path: &str| String::from_utf8(registry.client.get(path).body).unwrap();
    let institutions = page("/130100/catalogue/institutions");
    for said in ["测试培训学校1", "测试路&quot;1号", "焊工&lt;b&gt;(测试)（HJ-4）", "暂停"] {
        assert!(institutions.contains(said), "{said} in {institutions}");
    }
    assert!(
        page("/130100/catalogue/institutions?q=%E7%84%8A%E5%B7%A5").contains("测试培训学校1"),
        "found by what it teaches"
    );
    for path in ["/130100/catalogue/institutions?q=nobody", "/130200/catalogue/programmes"] {
        assert!(page(path).contains("没有符合的条目"), "{path}");
    }
    let long = format!("/130100/catalogue/programmes?q={}", "a".repeat(101));
    assert_eq!(registry.client.get(&long).problem(), (400, "malformed".into()));
    let all = page("/catalogue");
    assert!(
        all.contains("href=\"/130100/catalogue/programmes\"")
            && all.contains("href=\"/130200/catalogue/institutions\""),
        "{all}"
    );
}

#[test]
fn catalogues_are_changed_and_read_on_the_embedded_store() {
    let place = Place::new();
    seasons(&place.start());
    assert_eq!(custody::fsck(&place.config, None, FINDINGS, &mut |_| {}).unwrap().findings, []);
}

#[test]
fn catalogues_are_changed_and_read_on_postgresql() {
    let mut place = Place::new();
    place.config.store = PostgresServer::shared().database().into();
    seasons(&place.start_node());
    assert_eq!(custody::fsck(&place.config, None, FINDINGS, &mut |_| {}).unwrap().findings, []);
}
