//! Killed at every step: after every line of the journal, at every request.

use crate::school::{School, portrait, trainees};
use crate::twin::{Loss, Twin};
use hezheng_core::statement::UnverifiedStatement;
use hezheng_issuer::issue_error::IssueError;
use hezheng_issuer::registry_port::{Registration, RegistryError, Reserved};
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn a_connection_lost_at_any_request_is_gone_on_with() {
    for loss in [Loss::BeforeItArrives, Loss::AfterItIsDone] {
        // One reservation, three chunks.
        for at in 1..=4 {
            let (school, mut twin) = (School::new(), Twin { lose: Some((at, loss)), ..Twin::default() });
            let stopped = school.run(&mut twin, &trainees());
            assert!(matches!(stopped, Err(IssueError::Registry(RegistryError::Unavailable(_)))), "{loss:?} at {at}");
            twin.lose = None;
            let results = school.run(&mut twin, &trainees()).unwrap();
            assert!(results.iter().all(|row| row.result.is_issued()));
            school.check(&twin, &format!("{loss:?} at {at}"));
            assert_eq!(twin.last, 5, "numbers reserved and not used were used: {loss:?} at {at}");
        }
    }
}

/// What the registry has of the statements that the journal says are signed.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Arrived {
    /// All: it ended before the answers were entered.
    Signed,
    /// Those alone whose answers were entered: the request was never sent.
    Registered,
}

#[test]
fn a_run_killed_after_any_line_of_the_journal_is_gone_on_with() {
    let (school, mut twin) = (School::new(), Twin::default());
    school.run(&mut twin, &trainees()).unwrap();
    let whole = std::fs::read(school.journal()).unwrap();
    let lines = whole.iter().filter(|byte| **byte == b'\n').count();
    assert_eq!(lines, 2 + 2 * 5, "the journal says each step");
    let (mut kills, mut certificates) = (0, 0);
    // The school's disk remembers only so much: whole lines, and a torn one behind them.
    for kept in 0..=lines {
        for torn in [0, 7] {
            for arrived in [Arrived::Signed, Arrived::Registered] {
                let end: usize = whole.split_inclusive(|byte| *byte == b'\n').take(kept).map(<[u8]>::len).sum();
                let (other, mut registry) = (School::new(), Twin::default());
                replay(&whole[..end], arrived, &mut registry);
                write_journal(&other.journal(), &whole[..(end + torn).min(whole.len())]);
                other.open_journal().keep(&portrait()).unwrap();
                let results = other.run(&mut registry, &trainees()).unwrap();
                assert!(results.iter().all(|row| row.result.is_issued()));
                other.check(&registry, &format!("{kept} lines and {torn} bytes, {arrived:?}"));
                kills += 1;
                certificates += registry.certificates.len();
                let numbers: BTreeSet<_> = results.iter().map(|row| row.result.number().unwrap()).collect();
                assert_eq!(numbers.len(), trainees().len());
            }
        }
    }
    println!("{kills} kills, {} people each: {certificates} certificates, one each", trainees().len());
}

/// What the registry had done when the journal said so much.
fn replay(journal: &[u8], arrived: Arrived, twin: &mut Twin) {
    let lines = journal.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let events: Vec<serde_json::Value> = lines.map(|line| serde_json::from_slice(line).unwrap()).collect();
    let is_entered = |number: &serde_json::Value| {
        events.iter().any(|event| event["event"] == "registered" && event["number"] == *number)
    };
    for event in &events {
        let bytes = |key: &str| -> Vec<u8> {
            let hex = event[key].as_str().unwrap().as_bytes().chunks(2);
            hex.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
        };
        match event["event"].as_str().unwrap() {
            "reserved" => {
                let count = event["count"].as_u64().unwrap();
                twin.reservations.insert(bytes("id").try_into().unwrap(), Reserved { first: 1, count });
                twin.last = count;
            }
            "signed" if arrived == Arrived::Signed || is_entered(&event["number"]) => {
                let statement = bytes("statement");
                let decoded = UnverifiedStatement::decode(&statement).unwrap();
                let claims = decoded.unverified_claims();
                let is_holder = |trainee: &crate::school::Trainee| {
                    trainee.identity.tail() == claims.id_tail && trainee.name == claims.holder
                };
                let trainee = trainees().into_iter().find(is_holder).unwrap();
                let (identity, portrait) = (&trainee.identity, trainee.portrait.as_ref());
                twin.judge(Registration { statement: &statement, identity, portrait }).unwrap();
            }
            _ => {}
        }
    }
}

fn write_journal(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}
