//! Several certificates in one request: each is judged by itself.

use crate::school::{School, trainees};
use crate::twin::Twin;
use hezheng_issuer::issue_error::IssueError;
use hezheng_issuer::language::Lang;
use hezheng_issuer::outcome::RowOutcome;
use hezheng_issuer::registry_port::RegistryError;
use std::collections::BTreeSet;

#[test]
fn a_chunk_is_one_request_and_two_writes_of_the_journal() {
    let (school, mut twin) = (School::new(), Twin::default());
    school.run(&mut twin, &trainees()).unwrap();
    assert_eq!((twin.requests, twin.largest), (1 + 3, 2), "a reservation, and three chunks of two at most");
    let journal = std::fs::read_to_string(school.journal()).unwrap();
    let events: Vec<serde_json::Value> = journal.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let words: Vec<&str> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    let chunk = ["signed", "signed", "registered", "registered"];
    let wanted = [&["reserving", "reserved"], &chunk[..], &chunk[..], &["signed", "registered"]].concat();
    assert_eq!(words, wanted);
}

#[test]
fn a_number_that_turns_out_to_be_taken_is_given_up_for_a_new_one_in_the_same_run() {
    let (school, mut twin) = (School::new(), Twin::default());
    // A copy of the journal is at work elsewhere and has used the same numbers.
    twin.taken = ["13010020260007000002", "13010020260007000005"].map(str::to_owned).into();
    let results = school.run(&mut twin, &trainees()).unwrap();
    assert!(results.iter().all(|row| matches!(row.result, RowOutcome::Issued { .. })), "{results:?}");
    school.check(&twin, "numbers taken");
    let numbers: BTreeSet<&str> = twin.certificates.keys().map(String::as_str).collect();
    assert!(numbers.contains("13010020260007000006") && numbers.contains("13010020260007000007"), "{numbers:?}");
    let again = school.run(&mut twin, &trainees()).unwrap();
    assert!(again.iter().all(|row| matches!(row.result, RowOutcome::AlreadyIssued { .. })));
}

#[test]
fn who_has_a_certificate_from_another_computer_gets_no_second_one() {
    let (one, other, mut twin) = (School::new(), School::new(), Twin::default());
    one.run(&mut twin, &trainees()[..2]).unwrap();
    let results = other.run(&mut twin, &trainees()).unwrap();
    let elsewhere = |outcome: &RowOutcome, wanted: &str| matches!(outcome, RowOutcome::IssuedElsewhere { number: Some(number) } if number == wanted);
    assert!(elsewhere(&results[0].result, "13010020260007000001"), "{results:?}");
    assert!(elsewhere(&results[1].result, "13010020260007000002"), "{results:?}");
    assert!(results[2..].iter().all(|row| matches!(row.result, RowOutcome::Issued { .. })));
    assert_eq!(twin.certificates.len(), 5);
}

#[test]
fn a_refusal_in_a_batch_is_said_in_the_registrys_words() {
    let (school, mut twin) = (School::new(), Twin::default());
    // Whatever is tried, all of them are another certificate's.
    twin.taken = (1..=20).map(|serial| format!("13010020260007{serial:06}")).collect();
    let results = school.run(&mut twin, &trainees()[..1]).unwrap();
    assert_eq!(results[0].message(Lang::En).unwrap(), "refused by the registry (number_taken): in words");
    assert_eq!(results.len(), 1, "it is said once, though it was tried twice");
}

#[test]
fn who_waits_for_an_officer_is_asked_for_again_with_the_same_statement_and_number() {
    let (school, mut twin) = (School::new(), Twin { holds: true, ..Twin::default() });
    let waits = |outcome: &RowOutcome, wanted: &str| {
        let RowOutcome::AwaitingApproval { number, rule } = outcome else { return false };
        number == wanted && rule.as_deref() == Some("pace")
    };
    for _ in 0..2 {
        let results = school.run(&mut twin, &trainees()[..2]).unwrap();
        assert!(waits(&results[0].result, "13010020260007000001") && waits(&results[1].result, "13010020260007000002"));
        let said = results[0].message(Lang::Zh).unwrap();
        assert!(said.contains("13010020260007000001") && said.contains("pace") && !results[0].result.is_issued());
        assert_eq!((twin.held.len(), twin.last), (2, 2), "no second number, and no second reservation");
    }
    // One is approved, the other refused.
    twin.holds = false;
    twin.held.clear();
    twin.disapproved.insert("13010020260007000002".into());
    let results = school.run(&mut twin, &trainees()[..2]).unwrap();
    assert!(matches!(&results[0].result, RowOutcome::Issued { number, .. } if number == "13010020260007000001"));
    assert!(matches!(&results[1].result, RowOutcome::Refused { code, .. } if code == "approval_refused"));
    // What an officer refused stays so, and is said; no number is used, until somebody says that it is applied for again.
    let results = school.run(&mut twin, &trainees()[..2]).unwrap();
    let said = results[1].message(Lang::Zh).unwrap();
    assert!(said.contains("13010020260007000002") && said.contains("--again"), "{said}");
    assert!(matches!(&results[1].result, RowOutcome::Declined(declined) if declined.number == "13010020260007000002"));
    assert_eq!(twin.last, 2);
    let results = school.run_again(&mut twin, &trainees()[..2]).unwrap();
    assert!(matches!(&results[1].result, RowOutcome::Issued { number, .. } if number == "13010020260007000003"));
}

#[test]
fn a_chunk_that_is_too_large_for_one_request_goes_in_several() {
    let (school, mut twin) = (School::new(), Twin { too_many: Some(2), ..Twin::default() });
    let results = school.run(&mut twin, &trainees()).unwrap();
    assert!(results.iter().all(|row| row.result.is_issued()));
    assert_eq!(twin.largest, 1);
    school.check(&twin, "in halves");
    let (school, mut twin) = (School::new(), Twin { too_many: Some(1), ..Twin::default() });
    let stopped = school.run(&mut twin, &trainees());
    assert!(
        matches!(&stopped, Err(IssueError::Registry(RegistryError::Refused { code, .. })) if code == "too_large"),
        "one that is too large by itself stops the run: {stopped:?}"
    );
}
