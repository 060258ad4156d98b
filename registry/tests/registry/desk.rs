//! The desk from outside: a season of it over both stores, and what is refused there.

use crate::bureau::{DAY, NOW, SHIJIAZHUANG, key};
use crate::client::{Answer, SignedRequest};
use crate::correction::{Correction, order_for, problem, school_with_three};
use crate::harness::{Place, Registry, School, certificate_request};
use crate::people::{claims, identity_number};
use hezheng_core::ids::{Hash, to_hex};
use hezheng_core::statement::Claims;
use hezheng_core::time::{Date, Time};
use hezheng_keys::Signer;
use hezheng_postgres_server::PostgresServer;
use hezheng_registry::Clock;
use hezheng_registry::custody;
use hezheng_registry::fsck::FINDINGS;
use serde_json::{Value, json};

pub(crate) const OFFICER_A: &str = "officer A 130100";
pub(crate) const OFFICER_B: &str = "officer B 130100";

impl Registry {
    /// Asks something at the first bureau's desk, signed with the key of this label.
    pub(crate) fn act(&self, label: &str, path: &str, body: &Value) -> Answer {
        let (key, now) = (key(label), self.clock.now());
        let body = body.to_string().into_bytes();
        let request = SignedRequest::new(SHIJIAZHUANG, path, body, &key, now);
        SignedRequest { content_type: "application/json", ..request }.send(&self.client)
    }

    /// The same, where it must be done.
    pub(crate) fn done(&self, label: &str, path: &str, body: &Value) -> Value {
        let answer = self.act(label, path, body);
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        answer.json()
    }

    pub(crate) fn explained(&self, label: &str, statement: &[u8], identity_number: &str) -> Answer {
        let body = certificate_request(statement, identity_number, None);
        SignedRequest::new(SHIJIAZHUANG, "v1/certificates/explain", body, &key(label), self.clock.now())
            .send(&self.client)
    }
}

fn programme() -> Value {
    json!({
        "code": "BYS-5", "name": "保育师(测试)", "occupation_code": "4-10-01-03", "occupation_edition": 2022,
        "class_hours": 80, "levels": [4, 5], "subsidy_fen": 120_050, "from": "2026-01-01"
    })
}

fn entry(school: &School) -> Value {
    json!({
        "uscc": school.uscc.as_str(), "address": "测试路1号", "kind": "民办职业培训学校", "contact": "0311-00000000",
        "programmes": ["BYS-5"], "standing": "open"
    })
}

fn seen(seen: u64, value: Value) -> Value {
    json!({ "seen": seen, "value": value })
}

/// A class of these people, from tomorrow for so many days.
pub(crate) fn filing(registry: &Registry, id: u8, people: std::ops::Range<u64>, days: u64) -> Value {
    let first = Date(registry.clock.now().shanghai_day().0 + 1);
    let roster: Vec<Value> = people
        .map(|person| json!({ "name": "测试学员", "id_kind": 1, "id_number": identity_number(person) }))
        .collect();
    json!({
        "id": to_hex(&[id; 16]), "programme": "BYS-5", "first": first.to_string(),
        "last": Date(first.0 + days - 1).to_string(), "class_hours": 8 * days, "place": "测试楼201",
        "teachers": ["测试教师"], "plan": "第一天：理论\n第二天：实操", "salt": to_hex(&[7; 16]), "roster": roster
    })
}

/// Both catalogues have what a class of this school needs.
pub(crate) fn open_desk(registry: &Registry, school: &School) {
    registry.done(OFFICER_A, "v1/programmes", &seen(0, programme()));
    registry.done(OFFICER_B, "v1/institutions", &seen(0, entry(school)));
}

/// The certificate of somebody in a class, signed but not registered.
pub(crate) fn of_class(
    registry: &Registry,
    school: &School,
    (class, person, serial): (&Value, u64, u64),
) -> (Vec<u8>, String) {
    let today = registry.clock.now().shanghai_day();
    let date = |name: &str| Date::parse_iso(class[name].as_str().unwrap()).unwrap();
    let person = identity_number(person);
    let claims = Claims {
        class_filing: Some(class["number"].as_str().unwrap().into()),
        training: (date("first"), date("last")),
        class_hours: Some(8),
        ..claims(&person, today)
    };
    let number = match school.uscc == School::new(2).uscc {
        true => format!("13010020260002{serial:06}"),
        false => format!("13010020260001{serial:06}"),
    };
    (school.statement(&number, &claims), person)
}

/// Files a class, has it accepted and ended, and gives its facts.
pub(crate) fn ended_class(
    registry: &Registry,
    signer: &str,
    (id, people): (u8, std::ops::Range<u64>),
    passed: &[u64],
) -> Value {
    let mut class = filing(registry, id, people, 1);
    let filed = registry.done(signer, "v1/classes", &class);
    let number = filed["number"].clone();
    registry.done(OFFICER_B, "v1/classes/accept", &json!({ "number": number }));
    registry.clock.advance(DAY);
    registry.done(signer, "v1/classes/results", &json!({ "number": number, "passed": passed }));
    class["number"] = number;
    class
}

/// What the desk has in a season: one row at least in each of its tables.
pub(crate) fn desk_season(registry: &Registry, school: &School) {
    open_desk(registry, school);
    registry.done(OFFICER_A, "v1/policy", &seen(1, json!({ "rules": { "pace": { "severity": "flag", "limit": 1 } } })));
    let class = ended_class(registry, "school 2", (1, 30..33), &[0, 2]);
    let (serial, _) = registry.reserved(school, 2026, 5, 251);
    for (person, serial) in [(30, serial), (32, serial + 1)] {
        let (statement, person) = of_class(registry, school, (&class, person, serial));
        assert_eq!(registry.register(school, &statement, &person).status, 201);
    }
    // The second of a day is flagged, and decided; giving the class back flags both.
    let decision = json!({ "serial": 0, "verdict": "dismiss", "reason": "一班两人，属正常" });
    registry.done(OFFICER_B, "v1/flags/decide", &decision);
    let returned = json!({ "number": class["number"], "reason": "场地与备案不符" });
    assert_eq!(registry.done(OFFICER_A, "v1/classes/return", &returned)["certificates"], 2);
    let waiting = registry.done("school 2", "v1/classes", &filing(registry, 2, 40..42, 3));
    registry.done("school 2", "v1/classes/withdraw", &json!({ "number": waiting["number"] }));
    // One waits for an officer.
    crate::held::hold_without_class(registry, 2);
    let (statement, person) = registry.signed(school, 45..46).remove(0);
    assert_eq!(registry.register(school, &statement, &person).status, 202);
    registry.done(OFFICER_A, "v1/policy", &seen(3, json!({ "rules": { "pace": { "severity": "flag", "limit": 1 } } })));
}

/// The season at the desk, from the catalogue to the class that is given back.
fn season_of_a_class(registry: &Registry) {
    let school = School::new(1);
    let early = filing(registry, 1, 0..3, 1);
    assert_eq!(registry.act("school 1", "v1/classes", &early).problem(), problem(422, "programme_not_listed"));
    registry.done(OFFICER_A, "v1/programmes", &seen(0, programme()));
    assert_eq!(registry.act("school 1", "v1/classes", &early).problem(), problem(422, "may_not_teach"));
    registry.done(OFFICER_B, "v1/institutions", &seen(0, entry(&school)));

    // Filed, shown with its people masked, and accepted.
    let mut class = filing(registry, 1, 0..3, 1);
    let filed = registry.act("school 1", "v1/classes", &class);
    assert_eq!(filed.json()["number"], "130100-2026-000001");
    assert_eq!(filed.json()["people"], 3);
    assert_eq!(registry.act("school 1", "v1/classes", &class), filed, "the same again gets the same answer");
    class["number"] = filed.json()["number"].clone();
    let waiting = registry.done(OFFICER_A, "v1/classes/open", &json!({}));
    assert_eq!((&waiting["classes"][0]["state"], waiting["classes"].as_array().unwrap().len()), (&json!("waiting"), 1));
    let shown = registry.act(OFFICER_A, "v1/classes/open", &json!({ "number": class["number"] }));
    assert_eq!(shown.json()["roster"][2]["id_tail"], identity_number(2)[14..]);
    assert!(!String::from_utf8(shown.body).unwrap().contains(&identity_number(2)), "nobody is shown a full number");
    let named = json!({ "number": class["number"] });
    registry.done(OFFICER_A, "v1/classes/accept", &named);

    // Results wait for the last day, certificates for the results.
    let results = json!({ "number": class["number"], "passed": [0, 1] });
    assert_eq!(registry.act("school 1", "v1/classes/results", &results).problem(), problem(422, "class_not_ended"));
    registry.clock.advance(DAY);
    let (serial, _) = registry.reserved(&school, 2026, 10, 1);
    let good = of_class(registry, &school, (&class, 0, serial));
    assert_eq!(registry.register(&school, &good.0, &good.1).problem(), problem(422, "passed"));
    registry.done("school 1", "v1/classes/results", &results);

    // Explained, and nothing is changed by it; then issued.
    let failed = of_class(registry, &school, (&class, 2, serial + 1));
    let stranger = of_class(registry, &school, (&class, 9, serial + 2));
    let outcome = |signer: &str, (statement, person): &(Vec<u8>, String)| {
        let explained = registry.explained(signer, statement, person).json();
        (explained["outcome"].clone(), explained["refused_by"].clone())
    };
    assert_eq!(outcome("school 1", &good), (json!("registered"), json!(null)));
    assert_eq!(outcome(OFFICER_A, &failed), (json!("refused"), json!("passed")));
    assert_eq!(outcome(OFFICER_A, &stranger), (json!("refused"), json!("on_roster")));
    assert_eq!(registry.explained("school 2", &good.0, &good.1).problem(), problem(422, "other_signer"));
    assert_eq!(registry.register(&school, &good.0, &good.1).status, 201);
    assert_eq!(outcome("school 1", &good), (json!("already_registered"), json!(null)));
    assert_eq!(registry.register(&school, &failed.0, &failed.1).problem(), problem(422, "passed"));
    assert_eq!(registry.register(&school, &stranger.0, &stranger.1).problem(), problem(422, "on_roster"));
    let late = json!({ "number": class["number"], "passed": [0, 1, 2] });
    assert_eq!(registry.act("school 1", "v1/classes/results", &late).problem(), problem(409, "certificates_issued"));

    // A flag is raised with the certificate, and decided once.
    let policy = json!({ "rules": { "hours_against_dates": { "severity": "flag", "limit": 7 } } });
    registry.done(OFFICER_A, "v1/policy", &seen(0, policy));
    let second = of_class(registry, &school, (&class, 1, serial + 3));
    assert_eq!(registry.register(&school, &second.0, &second.1).status, 201);
    let flags = registry.done(OFFICER_A, "v1/flags/open", &json!({}));
    let rules: Vec<_> = flags["flags"].as_array().unwrap().iter().map(|flag| flag["flag"]["rule"].clone()).collect();
    assert_eq!(rules, ["hours_against_dates"]);
    let decision = |verdict: &str| json!({ "serial": 0, "verdict": verdict, "reason": "已核对课表" });
    let decided = registry.act(OFFICER_B, "v1/flags/decide", &decision("dismiss"));
    assert_eq!(registry.act(OFFICER_B, "v1/flags/decide", &decision("dismiss")), decided);
    assert_eq!(
        registry.act(OFFICER_A, "v1/flags/decide", &decision("confirmed")).problem(),
        problem(409, "flag_decided")
    );

    // Given back after certificates were issued: they stay as they are, and are flagged.
    let returned = json!({ "number": class["number"], "reason": "检查时无人上课" });
    assert_eq!(registry.done(OFFICER_A, "v1/classes/return", &returned)["certificates"], 2);
    let flags = registry.done(OFFICER_A, "v1/flags/open", &json!({}));
    let about = |index: usize| (flags["flags"][index]["flag"]["rule"].clone(), flags["flags"][index]["serial"].clone());
    assert_eq!((about(0), about(1)), ((json!("class_returned"), json!(1)), (json!("class_returned"), json!(2))));
    let registered = registry.register(&school, &good.0, &good.1);
    assert_eq!((registered.status, &registry.online(&registered.body)["outcome"]), (200, &json!("valid")));
    let again = json!({ "number": class["number"] });
    assert_eq!(registry.act(OFFICER_A, "v1/classes/accept", &again).problem(), problem(409, "class_state"));

    // Every act is in the audit trail, with a signature that anybody can check; nobody's number is.
    let trail = registry.act(OFFICER_A, "v1/audit", &json!({ "from": 0 }));
    let actions: Vec<_> = trail.json()["entries"].as_array().unwrap().iter().map(|one| one["entry"].clone()).collect();
    let names: Vec<_> = actions.iter().map(|entry| entry["action"].as_str().unwrap().to_owned()).collect();
    let expected = [
        "programme_changed",
        "institution_changed",
        "class_filed",
        "class_accepted",
        "results_filed",
        "policy_changed",
        "flag_decided",
        "class_returned",
    ];
    assert_eq!(names, expected);
    let (base, signature) = (&actions[7]["signature_base"], actions[7]["signature"].as_str().unwrap());
    let signature: [u8; 64] = hezheng_core::ids::parse_hex(signature).unwrap();
    assert!(key(OFFICER_A).public_key().has_signed(base.as_str().unwrap().as_bytes(), &signature));
    let content = Hash::of(&[returned.to_string().as_bytes()]).to_string();
    assert_eq!(actions[7]["content_sha256"], content);
    assert!(!String::from_utf8(trail.body).unwrap().contains("1301021990"));
}

#[test]
fn a_class_has_its_season_on_the_embedded_store() {
    let place = Place::new();
    season_of_a_class(&place.start());
    let report = custody::fsck(&place.config, None, FINDINGS, &mut |_| {}).unwrap();
    assert_eq!(report.findings, []);
}

#[test]
fn a_class_has_its_season_on_postgresql() {
    let mut place = Place::new();
    place.config.store = PostgresServer::shared().database().into();
    season_of_a_class(&place.start_node());
    let report = custody::fsck(&place.config, None, FINDINGS, &mut |_| {}).unwrap();
    assert_eq!(report.findings, []);
}

#[test]
fn what_is_wrong_with_a_filing_is_said_and_nothing_is_kept_of_it() {
    let place = Place::new();
    let registry = place.start();
    open_desk(&registry, &School::new(1));
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut class = filing(&registry, 1, 0..3, 2);
        change(&mut class);
        let answer = registry.act("school 1", "v1/classes", &class);
        (answer.problem(), answer.json()["rule"].as_str().unwrap_or_default().to_owned())
    };
    let today = registry.clock.now().shanghai_day();
    let said = |status, code: &str, rule: &str| (problem(status, code), rule.to_owned());
    assert_eq!(refused(&|class| class["first"] = json!(today.to_string())), said(422, "filed_too_late", "1 days"));
    assert_eq!(refused(&|class| class["last"] = json!(today.to_string())), said(422, "desk_value", "last"));
    assert_eq!(refused(&|class| class["teachers"] = json!([])), said(422, "desk_value", "teachers"));
    assert_eq!(refused(&|class| class["programme"] = json!("XXX")), said(422, "programme_not_listed", ""));
    assert_eq!(refused(&|class| class["colour"] = json!(1)), said(400, "malformed", ""));
    let twice = refused(&|class| class["roster"][2] = class["roster"][0].clone());
    assert_eq!(twice, said(422, "roster_twice", "row 3 is row 1"));
    let wrong = refused(&|class| class["roster"][1]["id_number"] = json!("130102199001010000"));
    assert_eq!(wrong, said(422, "roster_row", "id_number, row 2"));
    assert_eq!(registry.act(OFFICER_A, "v1/classes", &filing(&registry, 1, 0..3, 2)).status, 401);
    // Its id is free, and the first number too.
    let filed = registry.done("school 1", "v1/classes", &filing(&registry, 1, 0..3, 2));
    assert_eq!(filed["number"], "130100-2026-000001");
    let other = filing(&registry, 1, 0..2, 2);
    assert_eq!(registry.act("school 1", "v1/classes", &other).problem(), problem(409, "class_id_taken"));
}

#[test]
fn a_class_is_its_institutions_business_and_the_officers() {
    let place = Place::new();
    let registry = place.start();
    open_desk(&registry, &School::new(1));
    let number = registry.done("school 1", "v1/classes", &filing(&registry, 1, 0..3, 2))["number"].clone();
    let named = json!({ "number": number });
    for path in ["v1/classes/withdraw", "v1/classes/mine"] {
        assert_eq!(registry.act("school 2", path, &named).problem(), problem(404, "not_found"), "{path}");
    }
    assert_eq!(registry.act("school 1", "v1/classes/accept", &named).problem(), problem(403, "officer_key"));
    let other_bureau = registry.act("officer A 130200", "v1/classes/accept", &named);
    assert_eq!(other_bureau.problem(), problem(403, "officer_key"));
    let returned = json!({ "number": number, "reason": "花名册不全" });
    registry.done(OFFICER_A, "v1/classes/return", &returned);
    // It may be filed again in the place of the one that was given back.
    let mut again = filing(&registry, 2, 0..4, 2);
    again["replaces"] = number;
    let second = registry.done("school 1", "v1/classes", &again);
    let shown = registry.done("school 1", "v1/classes/mine", &json!({}));
    assert_eq!(shown["classes"].as_array().unwrap().len(), 2);
    let mut third = filing(&registry, 3, 0..4, 2);
    third["replaces"] = second["number"].clone();
    assert_eq!(registry.act("school 1", "v1/classes", &third).problem(), problem(409, "class_state"));
}

#[test]
fn of_two_officers_who_change_the_same_thing_the_second_is_told() {
    let place = Place::new();
    let registry = place.start();
    let first = seen(0, programme());
    let answer = registry.act(OFFICER_A, "v1/programmes", &first);
    assert_eq!(answer.json()["version"], 1);
    assert_eq!(registry.act(OFFICER_A, "v1/programmes", &first).json()["version"], 1, "an answer that was lost");
    let mut other = programme();
    other["class_hours"] = json!(90);
    let conflict = registry.act(OFFICER_B, "v1/programmes", &seen(0, other.clone()));
    assert_eq!((conflict.problem(), &conflict.json()["rule"]), (problem(409, "version_conflict"), &json!("version 1")));
    assert_eq!(registry.done(OFFICER_B, "v1/programmes", &seen(1, other))["version"], 2);
    let listed = registry.client.get("/130100/v1/programmes").json();
    assert_eq!(
        (&listed["programmes"][0]["version"], &listed["programmes"][0]["value"]["class_hours"]),
        (&json!(2), &json!(90))
    );
    assert_eq!(registry.client.get("/130200/v1/programmes").json()["programmes"], json!([]), "each bureau has its own");
}

#[test]
fn catalogues_are_open_and_run_nothing_in_a_spreadsheet() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    let mut hostile = entry(&school);
    hostile["address"] = json!("=cmd|'/c calc'!A1");
    registry.done(OFFICER_A, "v1/institutions", &seen(0, hostile));
    registry.done(OFFICER_A, "v1/programmes", &seen(0, programme()));
    let table = registry.client.get("/130100/v1/institutions.csv");
    assert_eq!(table.header("content-type"), Some("text/csv; charset=utf-8"));
    let text = String::from_utf8(table.body).unwrap();
    assert!(text.starts_with("\u{FEFF}\"统一社会信用代码\"") && text.contains(",\"'=cmd|'/c calc'!A1\","), "{text}");
    let programmes = String::from_utf8(registry.client.get("/130100/v1/programmes.csv").body).unwrap();
    assert!(
        programmes.contains("\"BYS-5\",\"保育师(测试)\",\"4-10-01-03\",\"2022\",\"80\",\"4、5\",\"1200.50\""),
        "{programmes}"
    );
    let listed = registry.client.get("/130100/v1/institutions").json();
    let shown = &listed["institutions"][0];
    assert_eq!((&shown["name"], shown["keys"].as_array().unwrap().len()), (&json!("测试培训学校1"), 1));
    // An institution that the trust bundle does not name has no place here, and one that is closed files no class.
    let stranger = entry(&School::new(3));
    let refused = registry.act(OFFICER_A, "v1/institutions", &seen(0, stranger));
    assert_eq!(refused.problem(), problem(422, "desk_value"));
    let mut closed = entry(&school);
    closed["standing"] = json!("closed");
    registry.done(OFFICER_A, "v1/institutions", &seen(1, closed));
    let refused = registry.act("school 1", "v1/classes", &filing(&registry, 1, 0..1, 1));
    assert_eq!(refused.problem(), problem(422, "may_not_teach"));
}

#[test]
fn a_policy_is_data_and_what_always_holds_is_not_its_to_say() {
    let place = Place::new();
    let registry = place.start();
    let by_default = registry.client.get("/130100/v1/policy").json();
    assert_eq!((&by_default["version"], &by_default["rules"][0]["rule"]), (&json!(0), &json!("class_required")));
    let fixed = json!({ "rules": { "already_issued": { "severity": "off" } } });
    assert_eq!(registry.act(OFFICER_A, "v1/policy", &seen(0, fixed)).problem(), problem(400, "malformed"));
    let odd = json!({ "rules": { "on_roster": { "severity": "flag", "limit": 1 } } });
    assert_eq!(registry.act(OFFICER_A, "v1/policy", &seen(0, odd)).problem(), problem(422, "policy_value"));
    let required = json!({ "rules": { "class_required": { "severity": "refuse" } } });
    registry.done(OFFICER_A, "v1/policy", &seen(0, required));
    let school = School::new(1);
    let signed = registry.signed(&school, 0..1).remove(0);
    assert_eq!(registry.register(&school, &signed.0, &signed.1).problem(), problem(422, "class_required"));
    drop(registry);
    let registry = place.start();
    assert_eq!(registry.register(&school, &signed.0, &signed.1).problem(), problem(422, "class_required"), "kept");
    registry.done(OFFICER_A, "v1/policy", &seen(1, json!({})));
    assert_eq!(registry.register(&school, &signed.0, &signed.1).status, 201);
    assert_eq!(place.clock.now(), Time(NOW.0));
}

#[test]
fn of_two_in_one_request_the_second_is_judged_with_the_first() {
    let place = Place::new();
    let registry = place.start();
    let one_a_day = json!({ "rules": { "pace": { "severity": "refuse", "limit": 1 } } });
    registry.done(OFFICER_A, "v1/policy", &seen(0, one_a_day));
    let school = School::new(1);
    let results = registry.batch(&school, &registry.signed(&school, 0..2));
    let mut statuses: Vec<u64> = results.iter().map(|(status, _)| *status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 422]);
    assert!(results.iter().any(|(_, content)| content == b"pace"), "{statuses:?}");
    registry.clock.advance(DAY);
    let tomorrow = registry.signed(&school, 2..3).remove(0);
    assert_eq!(registry.register(&school, &tomorrow.0, &tomorrow.1).status, 201);
}

#[test]
fn a_correction_that_a_rule_would_refuse_is_carried_out_and_flagged() {
    let place = Place::new();
    let registry = place.start();
    let (school, issued) = school_with_three(&registry);
    let required = json!({ "rules": { "class_required": { "severity": "refuse" } } });
    registry.done(OFFICER_A, "v1/policy", &seen(0, required));
    let correction = Correction::of(&school, &issued[0], 4);
    assert_eq!(registry.file(&school, &correction).status, 202);
    assert_eq!(registry.done(OFFICER_A, "v1/flags/open", &json!({}))["flags"], json!([]), "nothing is registered yet");
    assert_eq!(registry.approve(&order_for(&registry, &[&correction])).status, 202);
    let flags = registry.done(OFFICER_A, "v1/flags/open", &json!({}));
    assert_eq!(flags["flags"][0]["flag"]["rule"], "class_required");
    assert_eq!(flags["flags"].as_array().unwrap().len(), 1);
}
