use crate::bureau::NOW;
use crate::harness::{Place, School};
use crate::people::{claims, identity_number};
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::verify::{Outcome, Proof};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

#[test]
fn a_batch_registers_each_certificate_and_a_second_sending_gets_the_same_bytes() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    let certificates = registry.signed(&school, 0..120);
    let first = registry.batch(&school, &certificates);
    assert_eq!(first.len(), 120);
    for ((status, registered), (statement, _)) in first.iter().zip(&certificates) {
        assert_eq!(*status, 201);
        let report = registry.offline(registered);
        assert_eq!(report.outcome, Outcome::Valid);
        assert_eq!(report.evidence.registered.unwrap().proof, Proof::Proved);
        assert_eq!(UnverifiedStatement::decode(registered).unwrap().bare(), *statement);
    }
    let again = registry.batch(&school, &certificates);
    assert!(again.iter().all(|(status, _)| *status == 200));
    assert!(again.iter().map(|(_, bytes)| bytes).eq(first.iter().map(|(_, bytes)| bytes)));
    let alone = registry.register(&school, &certificates[7].0, &certificates[7].1);
    assert_eq!((alone.status, alone.body), (200, first[7].1.clone()));
}

#[test]
fn in_a_batch_each_certificate_has_a_result_of_its_own() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    let mut certificates = registry.signed(&school, 0..4);
    certificates[1].1 = identity_number(99);
    certificates[2].0[150] ^= 1;
    certificates.push((b"garbage".to_vec(), identity_number(5)));
    certificates.push(certificates[0].clone());
    let results = registry.batch(&school, &certificates);
    let statuses: Vec<u64> = results.iter().map(|(status, _)| *status).collect();
    assert_eq!(statuses[0].min(statuses[5]), 200, "{statuses:?}");
    assert_eq!(statuses[0].max(statuses[5]), 201, "{statuses:?}");
    assert_eq!(results[0].1, results[5].1);
    assert_eq!(results[1], (422, b"identity_tail".to_vec()));
    assert_eq!(statuses[2] / 100, 4);
    assert_eq!(results[3].0, 201);
    assert_eq!(results[4], (400, b"not_cbor".to_vec()));
}

#[test]
fn one_person_twice_in_a_batch_for_one_course_gets_one_certificate() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    let mut certificates = registry.signed(&school, 0..2);
    let person = identity_number(0);
    let number = UnverifiedStatement::decode(&certificates[1].0).unwrap().unverified_number().to_string();
    certificates[1] = (school.statement(&number, &claims(&person, NOW.shanghai_day())), person);
    let mut results = registry.batch(&school, &certificates);
    results.sort_by_key(|(status, _)| *status);
    assert_eq!((results[0].0, results[1].0, results[1].1.as_slice()), (201, 409, b"already_issued".as_slice()));
}

#[test]
fn a_batch_is_1_to_500_certificates() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    assert_eq!(registry.send_batch(&school, &[]).problem(), (400, "malformed".into()));
    let certificates = registry.signed(&school, 0..501);
    assert_eq!(registry.send_batch(&school, &certificates).problem(), (400, "malformed".into()));
    assert!(registry.batch(&school, &certificates[..500]).iter().all(|(status, _)| *status == 201));
}

#[test]
fn neighbours_in_a_batch_are_not_neighbours_in_the_log() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    let certificates = registry.signed(&school, 0..60);
    let results = registry.batch(&school, &certificates);
    let mut leaves = Vec::new();
    for (_, registered) in &results {
        let statement = UnverifiedStatement::decode(registered).unwrap();
        leaves.push((statement.hash(), statement.unverified_registration().unwrap().1));
    }
    assert!(!leaves.is_sorted_by_key(|(_, leaf)| *leaf));
    leaves.sort();
    assert!(leaves.is_sorted_by_key(|(_, leaf)| *leaf), "ordered by statement hash");
}

#[test]
fn who_announces_more_than_there_is_room_for_is_told_to_come_again_before_a_byte_is_read() {
    let place = Place::new();
    let registry = place.start();
    let begin = || {
        let mut stream = TcpStream::connect(registry.client.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        write!(
            stream,
            "POST /130100/v1/certificates/batch HTTP/1.1\r\nhost: x\r\ncontent-type: application/cbor\r\n\
             content-length: 33554432\r\nconnection: close\r\n\r\n"
        )
        .unwrap();
        stream
    };
    // Four of the largest batches are let in; they hold their room for as long as their bodies may still come.
    let held: Vec<TcpStream> = (0..4).map(|_| begin()).collect();
    let mut refused = String::new();
    while !refused.starts_with("HTTP/1.1 503") {
        refused.clear();
        let mut late = begin();
        late.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
        // One that came before the four does not get an answer: its body may still come.
        let _ = late.read_to_string(&mut refused);
    }
    assert!(refused.contains("retry-after: 1") && refused.contains(r#""code":"busy""#), "{refused}");
    drop(held);
    let school = School::new(1);
    let begun = Instant::now();
    while registry.send_batch(&school, &registry.signed(&school, 0..3)).status != 200 {
        assert!(begun.elapsed() < Duration::from_secs(60), "there is room again");
    }
}
