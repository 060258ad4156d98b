//! What is left when a commit fails: the fault table. Each kind of request fails twice, once with nothing written and once
//! with everything written and an error reported all the same. The client is told to come again, and when it does
//! everything is as if nothing had happened: nothing acknowledged is lost, no number or leaf is given twice, no fork.

use crate::bureau::{approved, bundle, bundle_body, order_body};
use crate::correction::Correction;
use crate::harness::{Place, Registry, School};
use crate::log_files::log_is_whole;
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::status::Status;
use hezheng_core::verify::{Outcome, Reason};
use hezheng_registry::{Fault, Memory};

/// A kind of request that writes.
struct Row {
    what: &'static str,
    /// Sends it, and gives the status and the body.
    send: fn(&Registry, &Season) -> (u16, Vec<u8>),
    /// The status when it works.
    works: u16,
    /// The status when it worked before.
    worked_before: u16,
}

/// What was there before the fault.
struct Season {
    school: School,
    /// Registered before.
    issued: Vec<Vec<u8>>,
    /// Signed, and registered by the row.
    signed: Vec<(Vec<u8>, String)>,
    number: String,
    /// Filed by the row.
    correction: Correction,
}

const TABLE: [Row; 8] = [
    Row { what: "reservation", send: |r, s| at(r.reserve(&s.school, 2026, 7, 3)), works: 200, worked_before: 200 },
    Row {
        what: "registration",
        send: |r, s| at(r.register(&s.school, &s.signed[0].0, &s.signed[0].1)),
        works: 201,
        worked_before: 200,
    },
    Row { what: "batch", send: |r, s| at(r.send_batch(&s.school, &s.signed)), works: 200, worked_before: 200 },
    Row { what: "correction", send: |r, s| at(r.file(&s.school, &s.correction)), works: 202, worked_before: 202 },
    Row {
        what: "order",
        send: |r, s| at(r.order(&approved(&order_body(1, Status::Revoked, &[&s.number]), "A", "B"))),
        works: 202,
        worked_before: 202,
    },
    Row {
        what: "trust bundle",
        send: |r, _| {
            let mut body = bundle_body();
            body.version = 2;
            at(r.put_bundle(&bundle(&body)))
        },
        works: 204,
        worked_before: 204,
    },
    Row {
        what: "wrong identity number",
        send: |r, _| {
            let body = br#"{"code": "0000-0000-0000-0", "identity_number": "11010120000101000X"}"#;
            at(r.client.send_binary("POST", "/130100/v1/match", "application/json", body))
        },
        works: 200,
        worked_before: 200,
    },
    Row {
        what: "snapshot",
        // A snapshot that cannot be made is no refusal: the last one is given, and says its age.
        send: |r, _| {
            r.clock.advance(100);
            let answer = r.client.get("/130100/v1/snapshot");
            (answer.status, Vec::new())
        },
        works: 200,
        worked_before: 200,
    },
];

fn at(answer: crate::client::Answer) -> (u16, Vec<u8>) {
    (answer.status, answer.body)
}

fn season(registry: &Registry) -> Season {
    let school = School::new(1);
    let issued = registry.issue(&school, 0..3);
    let signed = registry.signed(&school, 3..8);
    let number = issued[1].number.clone();
    let (serial, _) = registry.reserved(&school, 2026, 1, 9);
    let correction = Correction::of(&school, &issued[2], serial);
    Season { correction, school, issued: issued.into_iter().map(|one| one.registered).collect(), signed, number }
}

fn play(row: &Row, fault: Fault) {
    let (place, memory) = (Place::new(), Memory::default());
    let registry = place.try_start_over(&memory).unwrap();
    let season = season(&registry);
    let before = memory.failed();
    memory.fail_after(0, fault);
    let (status, _) = (row.send)(&registry, &season);
    assert_eq!(memory.failed(), before + 1, "{}: the fault met no commit", row.what);
    let is_snapshot = row.what == "snapshot";
    assert_eq!(status, if is_snapshot { 200 } else { 503 }, "{}: {fault:?}", row.what);

    // Others are not held up, and the log is whole, whatever became of the commit.
    let others = registry.issue(&season.school, 20..22);
    log_is_whole(&registry);
    let again = (row.send)(&registry, &season);
    let expected = if fault == Fault::Lost { row.works } else { row.worked_before };
    assert_eq!(again.0, expected, "{}: {fault:?}, sent again", row.what);
    let once_more = (row.send)(&registry, &season);
    assert_eq!(once_more.0, row.worked_before, "{}: {fault:?}, sent once more", row.what);
    if row.works == row.worked_before && row.what != "batch" {
        assert_eq!(once_more.1, again.1, "{}: {fault:?}: another answer", row.what);
    }
    everything_is_there(&registry, &season, others.iter().map(|one| &one.registered), row);
    drop(registry);
    let registry = place.try_start_over(&memory).unwrap();
    everything_is_there(&registry, &season, others.iter().map(|one| &one.registered), row);
    log_is_whole(&registry);
}

fn everything_is_there<'o>(
    registry: &Registry,
    season: &'o Season,
    others: impl Iterator<Item = &'o Vec<u8>>,
    row: &Row,
) {
    let mut leaves = Vec::new();
    for registered in season.issued.iter().chain(others) {
        let statement = UnverifiedStatement::decode(registered).unwrap();
        let is_revoked = row.what == "order" && statement.unverified_number().as_str() == season.number;
        let report = registry.offline(registered);
        let expected = if is_revoked { Outcome::Invalid } else { Outcome::Valid };
        assert_eq!(report.outcome, expected, "{}: {:?}", row.what, report.reason);
        assert_eq!(report.reason, is_revoked.then_some(Reason::Revoked));
        assert_eq!(registry.online(registered)["outcome"], if is_revoked { "invalid" } else { "valid" });
        leaves.push(statement.unverified_registration().unwrap().1);
    }
    leaves.sort();
    leaves.dedup();
    assert_eq!(leaves.len(), 5, "a leaf was given twice");
}

#[test]
fn every_durable_write_may_be_lost_or_persisted_and_reported_failed() {
    for row in &TABLE {
        for fault in [Fault::Lost, Fault::PersistedButReportedFailed] {
            play(row, fault);
            println!("{:<24} {fault:?}: nothing lost, nothing twice, no fork", row.what);
        }
    }
}

#[test]
fn a_start_whose_commits_fail_starts_the_next_time() {
    for fault in [Fault::Lost, Fault::PersistedButReportedFailed] {
        // The first commit makes the store, the second logs the bundle and makes the first snapshots.
        for successes in 0..2 {
            let (place, memory) = (Place::new(), Memory::default());
            memory.fail_after(successes, fault);
            assert!(place.try_start_over(&memory).is_err(), "{fault:?} after {successes}");
            let registry = place.try_start_over(&memory).unwrap();
            registry.issue(&School::new(1), 0..2);
            log_is_whole(&registry);
        }
    }
}
