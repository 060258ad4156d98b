//! The sealing key taking another's place while the registry runs, and what is deleted when its time is over.

use crate::bureau::{DAY, SHIJIAZHUANG};
use crate::correction::Correction;
use crate::desk::{OFFICER_A, desk_season, ended_class, filing, of_class};
use crate::fsck::{tables, with_rows};
use crate::harness::{Issued, Place, Registry, School};
use crate::people::identity_number;
use hezheng_core::statement::check_code::CheckCode;
use hezheng_core::time::Date;
use hezheng_core::verify::Outcome;
use hezheng_postgres_server::PostgresServer;
use hezheng_registry::chores::{Done, Due};
use hezheng_registry::custody::{self, CustodyError};
use hezheng_registry::{Clock, Config, create_sealing_key};
use serde_json::json;

fn holders(registry: &Registry, path: &str, issued: &Issued) -> u16 {
    let body = json!({"number": issued.number, "name": "测试学员", "identity_number": issued.identity_number});
    let path = format!("/{SHIJIAZHUANG}/v1/me/{path}");
    registry.client.send_binary("POST", &path, "application/json", body.to_string().as_bytes()).status
}

fn is_match(registry: &Registry, issued: &Issued) -> bool {
    let code = CheckCode::of(&issued.statement).to_string();
    let body = json!({"code": code, "identity_number": issued.identity_number}).to_string();
    let path = format!("/{SHIJIAZHUANG}/v1/match");
    registry.client.send_binary("POST", &path, "application/json", body.as_bytes()).json()["match"] == true
}

/// What comes of registering the same training for the same person again, under the number of another reservation.
fn second_certificate(registry: &Registry, issued: &Issued, reservation: u8) -> (u16, String) {
    let school = School::new(1);
    let (serial, _) = registry.reserved(&school, issued.claims.issued.year(), 1, reservation);
    let statement = school.statement(&format!("{}{serial:06}", &issued.number[..14]), &issued.claims);
    registry.register(&school, &statement, &issued.identity_number).problem()
}

/// Puts a new sealing key in the place of the one in use, which still opens.
fn with_new_key(place: &mut Place) {
    let new = place.folder.path().join("sealing-2.key");
    create_sealing_key(&new).unwrap();
    let old = std::mem::replace(&mut place.config.sealing_key_file, new);
    place.config.old_sealing_key_files = vec![old];
}

fn fsck(place: &Place) -> hezheng_registry::fsck::Report {
    custody::fsck(&place.config, None, 9, &mut |_| {}).unwrap()
}

#[test]
fn a_new_sealing_key_takes_the_place_of_the_old_one_while_the_registry_runs() {
    let mut place = Place::new();
    let before = place.start().issue(&School::new(1), 0..3);
    with_new_key(&mut place);
    let registry = place.start();
    let newer = Config { sealing_key_file: place.folder.path().join("sealing-3.key"), ..place.config.clone() };
    create_sealing_key(&newer.sealing_key_file).unwrap();
    let refused = custody::reseal(&newer, &mut |_| {});
    assert!(
        matches!(refused, Err(CustodyError::Refused(why)) if why.contains("another key")),
        "it was not started anew"
    );
    let after = registry.issue(&School::new(1), 10..12);
    // Whoever was registered under the old key is known, and nobody gets a second certificate for one course.
    assert_eq!(second_certificate(&registry, &before[0], 40), (409, "already_issued".into()));
    for issued in before.iter().chain(&after) {
        assert_eq!((holders(&registry, "pdf", issued), is_match(&registry, issued)), (200, true));
    }
    let mut told = Vec::new();
    let done = custody::reseal(&place.config, &mut |done| told.push(done)).unwrap();
    // Three certificates, and what the desks of two authorities say of themselves.
    assert_eq!((done.changed, done.unopened), (5, 0));
    assert_eq!(told.last(), Some(&done));
    for issued in before.iter().chain(&after) {
        assert_eq!((holders(&registry, "pdf", issued), is_match(&registry, issued)), (200, true));
    }
    let second = custody::reseal(&place.config, &mut |_| {}).unwrap();
    assert_eq!(second.changed, 0, "what is done is passed over");
    drop(registry);

    place.config.old_sealing_key_files.clear();
    let registry = place.start();
    for issued in before.iter().chain(&after) {
        assert_eq!((holders(&registry, "pdf", issued), is_match(&registry, issued)), (200, true));
    }
    assert_eq!(second_certificate(&registry, &before[0], 41), (409, "already_issued".into()));
}

#[test]
fn fsck_says_how_many_rows_still_need_the_old_key_and_without_it_nothing_starts() {
    let mut place = Place::new();
    drop(place.start().issue(&School::new(1), 0..3));
    with_new_key(&mut place);
    let report = fsck(&place);
    assert!(report.findings.is_empty());
    assert_eq!(report.needs_older_key.get("personal"), Some(&3));
    let old = std::mem::take(&mut place.config.old_sealing_key_files);
    assert!(place.try_start().is_err());
    place.config.old_sealing_key_files = old;
    // No registry runs: this program does it.
    assert_eq!(custody::reseal(&place.config, &mut |_| {}).unwrap().changed, 5);
    assert!(fsck(&place).needs_older_key.is_empty());
    place.config.old_sealing_key_files.clear();
    assert!(fsck(&place).findings.is_empty());
}

#[test]
fn what_is_kept_no_longer_is_gone_and_log_and_verdicts_are_as_they_were() {
    let mut place = Place::new();
    place.config.authorities[0].retention_days = Some(30);
    let registry = place.start();
    let old = registry.issue(&School::new(1), 0..2);
    let report = json!({
        "number": old[0].number, "name": "测试学员", "identity_number": old[0].identity_number, "words": "没有参加过"
    });
    let path = format!("/{SHIJIAZHUANG}/v1/me/report");
    assert_eq!(
        registry.client.send_binary("POST", &path, "application/json", report.to_string().as_bytes()).status,
        200
    );
    registry.clock.advance(31 * DAY);
    let new = registry.issue(&School::new(1), 5..6);
    let now = registry.clock.now();
    let before = registry.client.get(&format!("/{SHIJIAZHUANG}/checkpoint")).body;

    let today = now.shanghai_day();
    let early = custody::purge(&place.config, SHIJIAZHUANG, Some(Date(today.0 - 29)), now);
    assert!(matches!(early, Err(CustodyError::TooEarly { latest }) if latest == Date(today.0 - 30)), "{early:?}");
    let other = custody::purge(&place.config, "139999", None, now);
    assert!(matches!(other, Err(CustodyError::NoAuthority(_))), "{other:?}");
    let unset = custody::purge(&place.config, "130200", None, now);
    assert!(matches!(unset, Err(CustodyError::NoRetention)), "{unset:?}");
    let purge = custody::purge(&place.config, SHIJIAZHUANG, None, now).unwrap();
    assert_eq!((purge.due, purge.before), (Due { certificates: 2, classes: 0, held: 0 }, Date(today.0 - 30)));
    assert_eq!(holders(&registry, "pdf", &old[0]), 200, "nothing is done before it is carried out");

    assert_eq!(purge.carry_out(&place.config, &mut |_| {}).unwrap().changed, 2);
    assert_eq!(custody::purge(&place.config, SHIJIAZHUANG, None, now).unwrap().due, Due::default());
    let flags = registry.done(OFFICER_A, "v1/flags/open", &json!({}));
    assert_eq!(
        (&flags["flags"][0]["flag"]["rule"], &flags["flags"][0]["words"]),
        (&json!("never_taken"), &json!(null))
    );
    for issued in &old {
        assert_eq!((holders(&registry, "pdf", issued), is_match(&registry, issued)), (403, false));
        assert_eq!(registry.offline(&issued.registered).outcome, Outcome::Valid);
    }
    assert_eq!(holders(&registry, "pdf", &new[0]), 200);
    let after = registry.client.get(&format!("/{SHIJIAZHUANG}/checkpoint")).body;
    assert_eq!(after, before, "no entry was touched");
    drop(registry);
    assert!(fsck(&place).findings.is_empty());
}

#[test]
fn a_purge_where_no_registry_runs_is_the_same_and_deletes_by_its_day_alone() {
    let place = Place::new();
    let registry = place.start();
    drop(registry.issue(&School::new(1), 0..2));
    let issued = registry.clock.now().shanghai_day();
    registry.clock.advance(DAY);
    let (clock, now) = (registry.clock.clone(), registry.clock.now());
    drop((registry, clock));
    let that_day = custody::purge(&place.config, SHIJIAZHUANG, Some(issued), now).unwrap();
    assert_eq!(that_day.due, Due::default(), "issued before it, not on it");
    let purge = custody::purge(&place.config, SHIJIAZHUANG, Some(Date(issued.0 + 1)), now).unwrap();
    assert_eq!(purge.due.certificates, 2);
    let done = purge.carry_out(&place.config, &mut |_| {}).unwrap();
    assert_eq!(done, Done { changed: 2, ..done });
    let stored = std::fs::read(place.store_file()).unwrap();
    let number = identity_number(0);
    assert!(!stored.windows(number.len()).any(|window| window == number.as_bytes()));
}

#[test]
fn fsck_names_what_is_wrong_with_what_holders_had_done_and_with_what_is_gone_too_early() {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..1);
    for (path, more) in
        [("report", json!({"words": "没有"})), ("share", json!({"purpose": "用途", "days": 9})), ("pdf", json!({}))]
    {
        let mut body =
            json!({"number": issued[0].number, "name": "测试学员", "identity_number": issued[0].identity_number});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let path = format!("/{SHIJIAZHUANG}/v1/me/{path}");
        let answer = registry.client.send_binary("POST", &path, "application/json", body.to_string().as_bytes());
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    registry.clock.advance(DAY);
    let now = registry.clock.now();
    drop(registry);
    let found = |table: &str, change: &dyn Fn(&mut Vec<u8>, &mut Vec<u8>)| {
        let (_, rows) = tables(&place.store_file()).into_iter().find(|(name, _)| name == table).unwrap();
        let (mut key, mut value) = rows[0].clone();
        change(&mut key, &mut value);
        let store = with_rows(&place, &[(table, vec![(key, value)])]);
        let report = custody::fsck(&place.config, Some(&store), 9, &mut |_| {}).unwrap();
        let findings: Vec<_> = report.findings.iter().map(|one| (one.table, one.fault.code())).collect();
        findings
    };
    let flip = |_: &mut Vec<u8>, value: &mut Vec<u8>| *value.last_mut().unwrap() ^= 1;
    let longer = |_: &mut Vec<u8>, value: &mut Vec<u8>| value.push(0);
    let of_another = |key: &mut Vec<u8>, _: &mut Vec<u8>| key[11] = 99;
    assert_eq!(found("objections", &flip), [("objections", "differs")]);
    assert_eq!(found("objections", &of_another), [("objections", "excess")]);
    assert_eq!(found("flags", &flip), [("flags", "not_sealed"), ("objections", "excess")]);
    for table in ["shares", "readings"] {
        assert_eq!(found(table, &longer), [(table, "unreadable")]);
        assert_eq!(found(table, &of_another), [(table, "excess")]);
    }

    let today = now.shanghai_day();
    let purge = custody::purge(&place.config, SHIJIAZHUANG, Some(today), now).unwrap();
    assert_eq!(purge.carry_out(&place.config, &mut |_| {}).unwrap().changed, 1);
    assert_eq!(found("retention", &|_, _| {}), []);
    // The last byte of the day: one earlier, and what is gone should still be there.
    let earlier = |_: &mut Vec<u8>, value: &mut Vec<u8>| *value.last_mut().unwrap() -= 1;
    assert_eq!(found("retention", &earlier), [("personal", "missing")]);
}

/// Every table with something sealed in it.
const SEALED: [&str; 11] = [
    "audit",
    "class_ids",
    "class_people",
    "classes",
    "correction_numbers",
    "corrections",
    "desk_heads",
    "documents",
    "flags",
    "held",
    "personal",
];

fn report(registry: &Registry, issued: &Issued) {
    let body = json!({
        "number": issued.number, "name": "测试学员", "identity_number": issued.identity_number, "words": "没有参加过"
    });
    let path = format!("/{SHIJIAZHUANG}/v1/me/report");
    let answer = registry.client.send_binary("POST", &path, "application/json", body.to_string().as_bytes());
    assert_eq!(answer.status, 200, "{answer:?}");
}

/// Everything that there is at a desk, once at least.
fn desk(registry: &Registry) {
    registry.done(OFFICER_A, "v1/policy", &json!({ "seen": 0, "value": {} }));
    desk_season(registry, &School::new(2));
}

/// A bureau with everything that is sealed, under its old key; then a new key takes its place while certificates are
/// registered, and the old key is taken away.
fn key_changes_under_load(place: &mut Place, start: fn(&Place) -> Registry) {
    let (first, second) = (School::new(1), School::new(2));
    let registry = start(place);
    desk(&registry);
    let issued = registry.issue(&first, 0..4);
    report(&registry, &issued[0]);
    let (serial, _) = registry.reserved(&first, 2026, 20, 252);
    assert_eq!(registry.file(&first, &Correction::of(&first, &issued[1], serial)).status, 202);
    let class = ended_class(&registry, "school 2", (9, 60..64), &[0, 1, 2]);
    let (serial, _) = registry.reserved(&second, 2026, 5, 253);
    drop(registry);

    with_new_key(place);
    let needed: Vec<&str> = fsck(place).needs_older_key.into_keys().collect();
    assert_eq!(needed, SEALED, "the old key sealed all of them");
    let registry = start(place);
    let in_class = |person: u64, serial: u64| of_class(&registry, &second, (&class, person, serial));
    let (statement, person) = in_class(60, serial);
    assert_eq!(registry.register(&second, &statement, &person).status, 201, "the roster is under the old key");
    let done = std::thread::scope(|scope| {
        let working = scope.spawn(|| {
            for part in 0..6 {
                registry.issue(&first, 100 + 5 * part..105 + 5 * part);
            }
        });
        let done = custody::reseal(&place.config, &mut |_| {}).unwrap();
        working.join().unwrap();
        done
    });
    assert!(done.changed > 20 && done.unopened == 0, "{done:?}");
    let (statement, person) = in_class(61, serial + 1);
    assert_eq!(registry.register(&second, &statement, &person).status, 201, "the roster is under the new key");
    let (statement, person) = in_class(70, serial + 2);
    assert_eq!(registry.register(&second, &statement, &person).problem(), (422, "on_roster".into()));
    drop(registry);
    assert!(fsck(place).needs_older_key.is_empty());

    // The old key is gone, and everything opens.
    let old = place.config.old_sealing_key_files.remove(0);
    std::fs::remove_file(old).unwrap();
    let registry = start(place);
    assert_eq!((holders(&registry, "pdf", &issued[0]), is_match(&registry, &issued[3])), (200, true));
    let flags = registry.done(OFFICER_A, "v1/flags/open", &json!({}));
    assert!(flags["flags"].as_array().unwrap().iter().any(|flag| flag["words"] == "没有参加过"), "{flags}");
    drop(registry);
    let report = fsck(place);
    assert_eq!((report.findings, report.needs_older_key.len()), (Vec::new(), 0));
}

#[test]
fn after_a_new_key_everything_opens_without_the_old_one_the_desk_too() {
    key_changes_under_load(&mut Place::new(), Place::start);
}

#[test]
fn after_a_new_key_everything_opens_without_the_old_one_on_postgresql() {
    let mut place = Place::new();
    place.config.store = PostgresServer::shared().database().into();
    place.config.control_socket = Some(place.folder.path().join("control"));
    key_changes_under_load(&mut place, Place::start_node);
}

#[test]
fn a_row_of_the_desk_that_no_key_opens_keeps_the_old_key_in_use_and_is_counted() {
    let mut place = Place::new();
    let registry = place.start();
    desk(&registry);
    drop(registry);
    let (_, rows) = tables(&place.store_file()).into_iter().find(|(name, _)| name == "audit").unwrap();
    let (key, mut value) = rows[0].clone();
    *value.last_mut().unwrap() ^= 1;
    let damaged = with_rows(&place, &[("audit", vec![(key, value)])]);
    with_new_key(&mut place);
    let sound = std::mem::replace(&mut place.config.store, damaged.into());
    assert_eq!(custody::reseal(&place.config, &mut |_| {}).unwrap().unopened, 1);
    let old = std::mem::take(&mut place.config.old_sealing_key_files);
    assert!(place.try_start().is_err(), "the old key is still needed");
    (place.config.store, place.config.old_sealing_key_files) = (sound, old);
}

#[test]
fn rosters_of_classes_that_ended_long_ago_are_deleted_and_classes_and_certificates_stay() {
    let mut place = Place::new();
    place.config.authorities[0].retention_days = Some(30);
    let registry = place.start();
    let school = School::new(2);
    desk(&registry);
    let class = ended_class(&registry, "school 2", (9, 60..64), &[0, 1, 2]);
    let (serial, _) = registry.reserved(&school, 2026, 5, 253);
    let (statement, person) = of_class(&registry, &school, (&class, 60, serial));
    let registered = registry.register(&school, &statement, &person);
    assert_eq!(registered.status, 201);
    registry.clock.advance(40 * DAY);
    let newer = registry.done("school 2", "v1/classes", &filing(&registry, 10, 80..83, 2));
    let (_, late) = (registry.clock.advance(DAY), registry.clock.now());

    let purge = custody::purge(&place.config, SHIJIAZHUANG, None, late).unwrap();
    // Two of the season, one of them withdrawn, and one more.
    assert_eq!(purge.due, Due { certificates: 3, classes: 3, held: 1 });
    assert_eq!(purge.carry_out(&place.config, &mut |_| {}).unwrap().changed, 7);
    assert_eq!(custody::purge(&place.config, SHIJIAZHUANG, None, late).unwrap().due, Due::default());
    let shown = |number: &serde_json::Value| {
        let shown = registry.done(OFFICER_A, "v1/classes/open", &json!({ "number": number }));
        let of_class = |name: &str| shown["class"][name].clone();
        (shown["roster"].as_array().unwrap().len(), of_class("salt"), of_class("people"), of_class("kept_from"))
    };
    let until = Date(late.shanghai_day().0 - 30).to_string();
    assert_eq!(shown(&class["number"]), (0, json!("0".repeat(32)), json!(4), json!(until)));
    assert_eq!(shown(&newer["number"]), (3, json!("07".repeat(16)), json!(3), json!(null)));
    assert_eq!(registry.offline(&registered.body).outcome, Outcome::Valid);
    // Nobody can be shown to have been on it, so that nothing more is issued of it.
    let (statement, person) = of_class(&registry, &school, (&class, 61, serial + 1));
    assert_eq!(registry.register(&school, &statement, &person).problem(), (422, "on_roster".into()));
    drop(registry);
    assert!(fsck(&place).findings.is_empty());
    let (_, rows) = tables(&place.store_file()).into_iter().find(|(name, _)| name == "class_people").unwrap();
    assert_eq!(rows.len(), 3, "of the newer class alone");
}
