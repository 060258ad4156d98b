//! The sealing key taking another's place while the registry runs, and what is deleted when its time is over.

use crate::bureau::{DAY, SHIJIAZHUANG};
use crate::fsck::{tables, with_rows};
use crate::harness::{Issued, Place, Registry, School};
use crate::people::identity_number;
use hezheng_core::statement::check_code::CheckCode;
use hezheng_core::time::Date;
use hezheng_core::verify::Outcome;
use hezheng_registry::chores::Done;
use hezheng_registry::custody::{self, CustodyError};
use hezheng_registry::{Clock, create_sealing_key};
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
    let after = registry.issue(&School::new(1), 10..12);
    // Whoever was registered under the old key is known, and nobody gets a second certificate for one course.
    assert_eq!(second_certificate(&registry, &before[0], 40), (409, "already_issued".into()));
    for issued in before.iter().chain(&after) {
        assert_eq!((holders(&registry, "pdf", issued), is_match(&registry, issued)), (200, true));
    }
    let mut told = Vec::new();
    let done = custody::reseal(&place.config, &mut |done| told.push(done)).unwrap();
    assert_eq!((done.changed, done.unopened), (3, 0));
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
    assert_eq!(custody::reseal(&place.config, &mut |_| {}).unwrap().changed, 3);
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
    let report = json!({"number": old[0].number, "name": "测试学员", "identity_number": old[0].identity_number});
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
    assert_eq!((purge.certificates, purge.before), (2, Date(today.0 - 30)));
    assert_eq!(holders(&registry, "pdf", &old[0]), 200, "nothing is done before it is carried out");

    assert_eq!(purge.carry_out(&place.config, &mut |_| {}).unwrap().changed, 2);
    assert_eq!(custody::purge(&place.config, SHIJIAZHUANG, None, now).unwrap().certificates, 0);
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
    assert_eq!(that_day.certificates, 0, "issued before it, not on it");
    let purge = custody::purge(&place.config, SHIJIAZHUANG, Some(Date(issued.0 + 1)), now).unwrap();
    assert_eq!(purge.certificates, 2);
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
    assert_eq!(found("objections", &flip), [("objections", "not_sealed")]);
    for table in ["objections", "shares", "readings"] {
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
