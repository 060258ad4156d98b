//! Registrations that wait for an officer: held, asked for again, approved, refused; the policy changed meanwhile; commits that
//! fail between; on both stores.

use crate::bureau::DAY;
use crate::client::Answer;
use crate::correction::{Correction, problem};
use crate::desk::{OFFICER_A, OFFICER_B};
use crate::harness::{Place, Registry, School};
use crate::people::{identity_number, portrait};
use hezheng_core::statement::UnverifiedStatement;
use hezheng_postgres_server::PostgresServer;
use hezheng_registry::Clock;
use hezheng_registry::chores::Due;
use hezheng_registry::custody;
use hezheng_registry::fsck::FINDINGS;
use hezheng_registry::{Fault, Memory};
use serde_json::{Value, json};

/// Puts a policy of these rules in force.
fn policy(registry: &Registry, seen: u64, rules: Value) {
    registry.done(OFFICER_A, "v1/policy", &json!({ "seen": seen, "value": { "rules": rules } }));
}

/// Certificates that name no class wait for an officer.
pub(crate) fn hold_without_class(registry: &Registry, seen: u64) {
    policy(registry, seen, json!({ "class_required": { "severity": "approve" } }));
}

fn number(statement: &[u8]) -> String {
    UnverifiedStatement::decode(statement).unwrap().unverified_number().as_str().to_owned()
}

fn approve(registry: &Registry, who: &str, statement: &[u8], rules: &[&str]) -> Answer {
    registry.act(who, "v1/held/approve", &json!({ "number": number(statement), "rules": rules }))
}

fn refuse(registry: &Registry, who: &str, statement: &[u8], reason: &str) -> Answer {
    registry.act(who, "v1/held/refuse", &json!({ "number": number(statement), "reason": reason }))
}

fn waiting(registry: &Registry) -> Vec<Value> {
    registry.done(OFFICER_A, "v1/held/open", &json!({}))["held"].as_array().unwrap().clone()
}

fn metric(registry: &Registry) -> String {
    let page = String::from_utf8(registry.client.get("/metrics").body).unwrap();
    let line = page.lines().find(|line| line.contains("what=\"held\"") && line.contains("130100")).unwrap();
    line.rsplit(' ').next().unwrap().into()
}

fn season(registry: &Registry) {
    let school = School::new(1);
    hold_without_class(registry, 0);
    let signed = registry.signed(&school, 0..4);
    let [first, second, third, fourth] = &signed[..] else { panic!() };

    // Held, with the rule and a sentence in both languages; the same again gets the same answer.
    let explained = registry.explained("school 1", &first.0, &first.1).json();
    assert_eq!(
        (&explained["outcome"], &explained["held_by"]),
        (&json!("awaiting_approval"), &json!(["class_required"]))
    );
    let held = registry.register(&school, &first.0, &first.1);
    assert_eq!(held.problem(), problem(202, "awaiting_approval"));
    assert_eq!(held.json()["rule"], "class_required");
    assert_eq!(held.json()["title_zh"], "证书等待人社局批准");
    assert_eq!(registry.register(&school, &first.0, &first.1).json(), held.json());
    assert_eq!(registry.explained("school 1", &first.0, &first.1).json()["outcome"], "awaiting_approval");
    // Another person, or another statement of the number, is told so.
    let other = registry.register(&school, &first.0, &second.1);
    assert_eq!(other.problem(), problem(409, "registered_differently"));
    let mut claims = UnverifiedStatement::decode(&first.0).unwrap().unverified_claims().clone();
    claims.class_hours = Some(81);
    let changed = school.statement(&number(&first.0), &claims);
    assert_eq!(registry.register(&school, &changed, &first.1).problem(), problem(409, "number_taken"));
    // A batch answers for each; nothing is in the log yet.
    let answers = registry.batch(&school, &signed);
    assert!(answers.iter().all(|(status, code)| *status == 202 && code == b"awaiting_approval"), "{answers:?}");
    assert_eq!(waiting(registry).len(), 4);
    assert_eq!(metric(registry), "4");
    let shown = waiting(registry).into_iter().find(|one| one["number"] == number(&first.0)).unwrap();
    assert_eq!(shown["rules"], json!([{ "rule": "class_required", "detail": "" }]));
    assert_eq!(shown["claims"]["id_tail"], first.1[14..]);
    assert!(!shown.to_string().contains(&first.1), "nobody is shown a full number");

    // Who may decide, and what must be named.
    assert_eq!(approve(registry, "school 1", &first.0, &["class_required"]).problem(), problem(403, "officer_key"));
    let elsewhere = approve(registry, "officer A 130200", &first.0, &["class_required"]);
    assert_eq!(elsewhere.problem(), problem(403, "officer_key"));
    let unnamed = approve(registry, OFFICER_A, &first.0, &[]);
    assert_eq!(
        (unnamed.problem(), unnamed.json()["rule"].clone()),
        (problem(409, "held_by_more"), json!("class_required"))
    );
    assert_eq!(refuse(registry, OFFICER_A, &first.0, "").problem(), problem(422, "desk_value"));
    let unknown = json!({ "number": "13010020260001999999", "rules": [] });
    assert_eq!(registry.act(OFFICER_A, "v1/held/approve", &unknown).problem(), problem(404, "not_found"));

    // Approved: registered as if it came now, and the same request gets the certificate.
    let approved = approve(registry, OFFICER_A, &first.0, &["class_required"]);
    assert_eq!(approved.json(), json!({ "number": number(&first.0), "state": "approved" }));
    assert_eq!(approve(registry, OFFICER_A, &first.0, &["class_required"]).json(), approved.json());
    assert_eq!(approve(registry, OFFICER_B, &first.0, &["class_required"]).problem(), problem(409, "held_state"));
    assert_eq!(refuse(registry, OFFICER_A, &first.0, "迟了").problem(), problem(409, "held_state"));
    let registered = registry.register(&school, &first.0, &first.1);
    assert_eq!((registered.status, &registry.online(&registered.body)["outcome"]), (200, &json!("valid")));
    assert_eq!(registry.register(&school, &first.0, &second.1).problem(), problem(409, "registered_differently"));
    let flags = registry.done(OFFICER_A, "v1/flags/open", &json!({}));
    assert_eq!(flags["flags"], json!([]), "what was approved is not flagged too");

    // Refused: the institution reads why, and the number stays taken.
    assert_eq!(refuse(registry, OFFICER_B, &second.0, "未见开班备案").status, 200);
    let refused = registry.register(&school, &second.0, &second.1);
    assert_eq!(
        (refused.problem(), refused.json()["reason"].clone()),
        (problem(422, "approval_refused"), json!("未见开班备案"))
    );
    let mut claims = UnverifiedStatement::decode(&second.0).unwrap().unverified_claims().clone();
    claims.class_hours = Some(82);
    let again = school.statement(&number(&second.0), &claims);
    assert_eq!(registry.register(&school, &again, &second.1).problem(), problem(409, "number_taken"));

    // The policy changed meanwhile: what waits goes on waiting, and is judged by the new one.
    policy(registry, 1, json!({ "class_required": { "severity": "refuse" } }));
    assert_eq!(registry.register(&school, &third.0, &third.1).problem(), problem(202, "awaiting_approval"));
    let not_now = approve(registry, OFFICER_A, &third.0, &["class_required"]);
    assert_eq!(not_now.problem(), problem(422, "class_required"));
    policy(registry, 2, json!({ "pace": { "severity": "approve", "limit": 1 } }));
    let more = approve(registry, OFFICER_A, &third.0, &["class_required"]);
    assert_eq!((more.problem(), more.json()["rule"].clone()), (problem(409, "held_by_more"), json!("pace")));
    assert_eq!(approve(registry, OFFICER_A, &third.0, &["class_required", "pace"]).status, 200);
    let trail = registry.done(OFFICER_A, "v1/audit", &json!({ "from": 0 }));
    let entries = trail["entries"].as_array().unwrap();
    let acts: Vec<_> = entries.iter().map(|one| one["entry"]["action"].as_str().unwrap().to_owned()).collect();
    assert_eq!(
        acts.iter().filter(|act| act.starts_with("held_")).collect::<Vec<_>>(),
        ["held_approved", "held_refused", "held_approved"]
    );
    assert_eq!(
        entries.iter().find(|one| one["entry"]["action"] == "held_refused").unwrap()["entry"]["reason"],
        "未见开班备案"
    );
    assert_eq!((waiting(registry).len(), metric(registry).as_str()), (1, "1"));
    assert_eq!(waiting(registry)[0]["number"], number(&fourth.0));
}

fn with_portrait(registry: &Registry) {
    let school = School::new(1);
    let (bytes, hash) = portrait();
    hold_without_class(registry, 3);
    let (serial, _) = registry.reserved(&school, 2026, 1, 77);
    let person = identity_number(50);
    let mut claims = crate::people::claims(&person, registry.clock.now().shanghai_day());
    claims.portrait_sha256 = Some(hash);
    let statement = school.statement(&format!("13010020260001{serial:06}"), &claims);
    let held = registry.register_with(&school, &statement, &person, Some(&bytes));
    assert_eq!(held.problem(), problem(202, "awaiting_approval"));
    assert_eq!(registry.register(&school, &statement, &person).problem(), problem(409, "registered_differently"));
    assert_eq!(approve(registry, OFFICER_A, &statement, &["class_required"]).status, 200);
    assert_eq!(registry.register_with(&school, &statement, &person, Some(&bytes)).status, 200);
}

fn is_clean(place: &Place) {
    let report = custody::fsck(&place.config, None, FINDINGS, &mut |_| {}).unwrap();
    assert_eq!(report.findings, []);
}

#[test]
fn what_waits_has_its_season_on_the_embedded_store() {
    let place = Place::new();
    let registry = place.start();
    season(&registry);
    with_portrait(&registry);
    drop(registry);
    is_clean(&place);
    assert_eq!(waiting(&place.start()).len(), 1, "it waits for longer than a registry runs");
}

#[test]
fn what_waits_has_its_season_on_postgresql() {
    let mut place = Place::new();
    place.config.store = PostgresServer::shared().database().into();
    let registry = place.start_node();
    season(&registry);
    with_portrait(&registry);
    drop(registry);
    is_clean(&place);
}

#[test]
fn a_correction_that_such_a_rule_finds_is_flagged_because_two_officers_look_at_it() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    let issued = registry.issue(&school, 0..1);
    hold_without_class(&registry, 0);
    let (serial, _) = registry.reserved(&school, 2026, 1, 9);
    let correction = Correction::of(&school, &issued[0], serial);
    assert_eq!(registry.file(&school, &correction).status, 202);
    assert!(waiting(&registry).is_empty());
    // Its number is not free for anything that would wait.
    let taken = registry.register(&school, &correction.statement, &issued[0].identity_number);
    assert_eq!(taken.problem(), problem(409, "correction_pending"));
}

#[test]
fn two_of_one_training_may_wait_and_one_alone_is_registered() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    hold_without_class(&registry, 0);
    let first = registry.signed(&school, 0..1).remove(0);
    let (serial, _) = registry.reserved(&school, 2026, 1, 9);
    let claims = UnverifiedStatement::decode(&first.0).unwrap().unverified_claims().clone();
    let second = school.statement(&format!("13010020260001{serial:06}"), &claims);
    let both = registry.batch(&school, &[first.clone(), (second.clone(), first.1.clone())]);
    assert!(both.iter().all(|(status, _)| *status == 202), "{both:?}");
    assert_eq!(approve(&registry, OFFICER_A, &first.0, &["class_required"]).status, 200);
    let twice = approve(&registry, OFFICER_A, &second, &["class_required"]);
    assert_eq!(twice.problem(), problem(409, "already_issued"));
    assert_eq!(waiting(&registry).len(), 1, "nothing was changed by an approval that was refused");
}

/// A commit that holds, approves or refuses is lost, or is there and reported failed: sent again it comes to the same.
#[test]
fn a_commit_that_fails_between_loses_nothing_and_does_nothing_twice() {
    for fault in [Fault::Lost, Fault::PersistedButReportedFailed] {
        let (place, memory) = (Place::new(), Memory::default());
        let registry = place.try_start_over(&memory).unwrap();
        let school = School::new(1);
        hold_without_class(&registry, 0);
        let signed = registry.signed(&school, 0..2);
        let failing = |act: &dyn Fn() -> Answer| {
            memory.fail_after(0, fault);
            assert_eq!(act().status, 503, "{fault:?}");
            act()
        };
        for (statement, person) in &signed {
            assert_eq!(
                failing(&|| registry.register(&school, statement, person)).problem(),
                problem(202, "awaiting_approval")
            );
        }
        assert_eq!(waiting(&registry).len(), 2, "{fault:?}");
        assert_eq!(failing(&|| approve(&registry, OFFICER_A, &signed[0].0, &["class_required"])).status, 200);
        assert_eq!(failing(&|| refuse(&registry, OFFICER_B, &signed[1].0, "不符")).status, 200);
        drop(registry);
        let registry = place.try_start_over(&memory).unwrap();
        assert_eq!(registry.register(&school, &signed[0].0, &signed[0].1).status, 200);
        let refused = registry.register(&school, &signed[1].0, &signed[1].1);
        assert_eq!(refused.problem(), problem(422, "approval_refused"));
        let trail = registry.done(OFFICER_A, "v1/audit", &json!({ "from": 0 }));
        assert_eq!(trail["size"], 3, "{fault:?}: the policy, the approval, the refusal, each once");
        crate::log_files::log_is_whole(&registry);
    }
}

/// What waited is forgotten with the certificates of its day, decided or not; its number stays taken, and what was approved is
/// a certificate.
fn forgotten(place: &mut Place, start: fn(&Place) -> Registry) {
    place.config.authorities[0].retention_days = Some(30);
    let registry = start(place);
    let school = School::new(1);
    hold_without_class(&registry, 0);
    let signed = registry.signed(&school, 0..3);
    assert!(registry.batch(&school, &signed).iter().all(|(status, _)| *status == 202));
    let [waits, refused, approved] = &signed[..] else { panic!() };
    assert_eq!(refuse(&registry, OFFICER_A, &refused.0, "未见开班备案").status, 200);
    assert_eq!(approve(&registry, OFFICER_A, &approved.0, &["class_required"]).status, 200);
    registry.clock.advance(31 * DAY);
    let newer = registry.signed(&school, 10..11).remove(0);
    assert_eq!(registry.register(&school, &newer.0, &newer.1).status, 202);

    let now = registry.clock.now();
    drop(registry);
    let purge = custody::purge(&place.config, "130100", None, now).unwrap();
    assert_eq!(purge.due, Due { certificates: 1, classes: 0, held: 2 });
    assert_eq!(purge.carry_out(&place.config, &mut |_| {}).unwrap().changed, 3);
    assert_eq!(custody::purge(&place.config, "130100", None, now).unwrap().due, Due::default());
    let registry = start(place);

    // Who asks again is told what became of it; nobody can decide it any more; the newer one waits on.
    let told = |(statement, person): &(Vec<u8>, String)| {
        let answer = registry.register(&school, statement, person);
        (answer.problem(), answer.json()["reason"].as_str().unwrap_or_default().to_owned())
    };
    let gone = problem(422, "approval_refused");
    assert_eq!(told(refused), (gone.clone(), "未见开班备案".into()));
    let (said, reason) = told(waits);
    assert_eq!(said, gone);
    assert!(reason.contains("保存期限") && reason.contains("not decided"), "{reason}");
    let late = approve(&registry, OFFICER_A, &waits.0, &["class_required"]);
    assert_eq!((late.problem(), late.json()["rule"].clone()), (problem(409, "held_state"), json!("lapsed")));
    assert_eq!(refuse(&registry, OFFICER_A, &waits.0, "迟了").problem(), problem(409, "held_state"));
    let mut claims = UnverifiedStatement::decode(&waits.0).unwrap().unverified_claims().clone();
    claims.class_hours = Some(81);
    let other = school.statement(&number(&waits.0), &claims);
    assert_eq!(registry.register(&school, &other, &waits.1).problem(), problem(409, "number_taken"));
    assert_eq!(waiting(&registry).len(), 1);
    drop(registry);
    is_clean(place);

    // With another sealing key in the old one's place it opens all the same.
    let old = std::mem::replace(&mut place.config.sealing_key_file, place.folder.path().join("newer.key"));
    hezheng_registry::create_sealing_key(&place.config.sealing_key_file).unwrap();
    place.config.old_sealing_key_files = vec![old];
    custody::reseal(&place.config, &mut |_| {}).unwrap();
    place.config.old_sealing_key_files.clear();
    is_clean(place);
}

#[test]
fn what_waited_is_forgotten_with_the_certificates_of_its_day_on_the_embedded_store() {
    let mut place = Place::new();
    forgotten(&mut place, Place::start);
    let (_, rows) = crate::fsck::tables(&place.store_file()).into_iter().find(|(name, _)| name == "held").unwrap();
    let with_statement = rows.iter().filter(|(_, row)| !String::from_utf8_lossy(row).contains("\"statement\":\"\""));
    assert_eq!(with_statement.count(), 2, "the approved one and the newer one");
}

#[test]
fn what_waited_is_forgotten_with_the_certificates_of_its_day_on_postgresql() {
    let mut place = Place::new();
    place.config.store = PostgresServer::shared().database().into();
    forgotten(&mut place, Place::start_node);
}
