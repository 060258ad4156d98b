//! Several nodes over one PostgreSQL, in this process. `kill -9` and a database that goes away are in the tests of the
//! program.

use crate::bureau::{approved, bundle, bundle_body, order_body};
use crate::client::{Answer, SignedRequest};
use crate::correction::{Correction, order_for};
use crate::harness::{Issued, Place, Registry, School, reservation};
use crate::people::{claims, identity_number};
use hezheng_core::ids::Hash;
use hezheng_core::statement::check_code::CheckCode;
use hezheng_core::status::Status;
use hezheng_core::verify::Outcome;
use hezheng_postgres_server::PostgresServer;
use hezheng_registry::{Clock, create_sealing_key, custody};
use std::time::{Duration, Instant};

/// A place whose nodes share a database.
fn shared() -> Place {
    let mut place = Place::new();
    place.config.store = PostgresServer::shared().database().into();
    place
}

/// Two nodes, the first of them elected.
fn two() -> (Place, Registry, Registry) {
    let place = shared();
    let (first, second) = (place.start_node(), place.start_node());
    until_ready(&second);
    (place, first, second)
}

/// Longer than an election takes on any machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Waits until a node knows who is elected.
fn until_ready(node: &Registry) {
    let begun = Instant::now();
    while node.client.get("/health/ready").status != 200 {
        assert!(begun.elapsed() < PATIENCE, "{:?}", node.client.get("/health/ready"));
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Waits until a request that writes is taken through this node. A node that was there before the elected one changed may
/// name the last one for a moment: it is ready, and what it sends on comes back as 503, to be sent again.
fn until_it_writes(node: &Registry, school: &School) {
    let begun = Instant::now();
    loop {
        let reserved = node.reserve(school, 2026, 1, 250);
        if reserved.status == 200 {
            return;
        }
        assert_eq!(reserved.problem(), (503, "store".into()));
        assert!(begun.elapsed() < PATIENCE, "nobody was elected");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// What of an answer must not depend on which node gave it.
fn essence(answer: &Answer) -> (u16, Option<&str>, Option<&str>, Option<&str>, &[u8]) {
    let header = |name| answer.header(name);
    (answer.status, header("content-type"), header("cache-control"), header("retry-after"), &answer.body)
}

#[test]
fn a_certificate_registered_through_any_node_is_there_on_every_node() {
    let (_place, first, second) = two();
    let school = School::new(1);
    let issued = second.issue(&school, 0..2).into_iter().chain(first.issue(&school, 2..3)).collect::<Vec<_>>();
    for certificate in &issued {
        let again =
            [&first, &second].map(|node| node.register(&school, &certificate.statement, &certificate.identity_number));
        for answer in again {
            assert_eq!((answer.status, &answer.body), (200, &certificate.registered));
        }
        for node in [&first, &second] {
            assert_eq!(node.online(&certificate.registered)["outcome"], "valid");
            assert_eq!(node.offline(&certificate.registered).outcome, Outcome::Valid);
        }
    }
}

#[test]
fn an_order_a_bundle_and_a_match_take_effect_through_any_node() {
    let (place, first, second) = two();
    let school = School::new(1);
    let issued = second.issue(&school, 0..1).remove(0);
    let order = approved(&order_body(1, Status::Revoked, &[&issued.number]), "A", "B");
    let answer = second.order(&order);
    assert_eq!(answer.status, 202, "{answer:?}");
    assert_eq!(first.order(&order).body, answer.body);
    for node in [&second, &first] {
        assert_eq!(node.online(&issued.registered)["reason"], "revoked");
        assert_eq!(node.client.get(&format!("/130100/v1/orders/{}", Hash::of(&[&order]))).body, order);
    }
    let mut body = bundle_body();
    body.version = 7;
    place.clock.advance(1);
    assert_eq!(second.put_bundle(&bundle(&body)).status, 204);
    assert_eq!(first.pack(), second.pack());
    assert_eq!(second.client.get("/130100/v1/trust-bundle").body, bundle(&body));
    let code = CheckCode::of(&issued.statement).to_string();
    for wrong in 0..6 {
        let node = if wrong % 2 == 0 { &first } else { &second };
        let body = serde_json::json!({ "code": code, "identity_number": identity_number(99) }).to_string();
        let answer = node.client.send_binary("POST", "/130100/v1/match", "application/json", body.as_bytes());
        assert_eq!(answer.status, if wrong < 5 { 200 } else { 429 }, "they count together: {answer:?}");
    }
}

#[test]
fn an_answer_is_the_same_whichever_node_gives_it() {
    let (place, first, second) = two();
    let school = School::new(1);
    let now = place.clock.clone();
    let body = reservation(&school.uscc, 2026, 3, 1);
    let signed = |body: Vec<u8>| SignedRequest::new("130100", "v1/reservations", body, &school.key, now.now());
    let unsigned =
        |node: &Registry| node.client.send_binary("POST", "/130100/v1/reservations", "application/cbor", &body);
    let too_large =
        |node: &Registry| node.client.send_binary("POST", "/130100/v1/orders", "application/cose", &[0; 1_048_577]);
    let wrong_type = |node: &Registry| node.client.send_binary("PUT", "/130100/v1/trust-bundle", "text/plain", b"");
    let wrong_method =
        |node: &Registry| node.client.send_binary("POST", "/130100/v1/snapshot", "application/cose", b"");
    let good = |node: &Registry| signed(body.clone()).send(&node.client);
    type Ask<'a> = &'a dyn Fn(&Registry) -> Answer;
    let asks: [(Ask<'_>, u16); 5] =
        [(&unsigned, 401), (&too_large, 413), (&wrong_type, 415), (&wrong_method, 405), (&good, 200)];
    for (ask, status) in asks {
        let (by_second, by_first) = (ask(&second), ask(&first));
        assert_eq!(by_second.status, status);
        assert_eq!(essence(&by_second), essence(&by_first));
    }
}

#[test]
fn a_request_is_sent_on_once_and_never_in_a_circle() {
    let (place, first, second) = two();
    let school = School::new(1);
    let body = reservation(&school.uscc, 2026, 3, 1);
    let request = SignedRequest::new("130100", "v1/reservations", body, &school.key, place.clock.now());
    let mut marked = request.build(&second.client);
    marked.headers_mut().insert("hezheng-forwarded", "1".parse().unwrap());
    let refused = second.client.send(marked);
    assert_eq!((refused.problem(), refused.header("retry-after")), ((503, "store".into()), Some("1")));
    let mut marked = request.build(&first.client);
    marked.headers_mut().insert("hezheng-forwarded", "1".parse().unwrap());
    assert_eq!(first.client.send(marked).status, 200, "the elected node takes it");
    assert_eq!(first.client.send_binary("POST", "/nodes/refresh", "application/cbor", b"").status, 503);
}

#[test]
fn a_reader_of_any_node_gets_a_young_snapshot() {
    let (place, first, second) = two();
    let issued = first.issue(&School::new(1), 0..1).remove(0);
    place.clock.advance(61);
    let report = second.offline(&issued.registered);
    assert_eq!(report.evidence.snapshot.unwrap().as_of, place.clock.now());
}

#[test]
fn a_node_that_is_stopped_is_followed_by_another_at_once() {
    let (place, first, second) = two();
    let school = School::new(1);
    let issued = first.issue(&school, 0..1).remove(0);
    drop(first);
    let begun = Instant::now();
    let (person, number) = (identity_number(7), "13010020260001000002");
    let statement = school.statement(number, &claims(&person, place.clock.now().shanghai_day()));
    let answer = loop {
        let reserved = second.reserve(&school, 2026, 5, 9);
        let answer = if reserved.status == 200 { second.register(&school, &statement, &person) } else { reserved };
        if answer.status == 201 {
            break answer;
        }
        assert_eq!(answer.problem(), (503, "store".into()));
        assert!(begun.elapsed() < PATIENCE, "nobody was elected");
        std::thread::sleep(Duration::from_millis(10));
    };
    println!("took over after {:?}", begun.elapsed());
    assert_eq!(second.online(&answer.body)["outcome"], "valid");
    assert_eq!(second.register(&school, &issued.statement, &issued.identity_number).body, issued.registered);
    let third = place.start_node();
    until_ready(&third);
    assert_eq!(third.register(&school, &statement, &person).body, answer.body);
}

#[test]
fn a_node_with_other_keys_than_the_stores_refuses_to_start() {
    let (mut place, _first, _second) = two();
    let other = place.folder.path().join("other.key");
    hezheng_registry::create_sealing_key(&other).unwrap();
    place.config.sealing_key_file = other;
    place.config.node_url = Some("http://127.0.0.1:1".into());
    let refused = place.try_start().err().unwrap().to_string();
    assert!(refused.contains("the sealing key is not the one this store was made with"), "{refused}");
}

#[test]
fn a_node_that_lost_the_lock_answers_nothing_that_only_the_elected_one_may_say() {
    let place = shared();
    let node = place.start_node();
    let school = School::new(1);
    let issued = node.issue(&school, 0..1).remove(0);
    let again = || node.register(&school, &issued.statement, &issued.identity_number);
    assert_eq!(again().status, 200, "it needs no commit");
    assert_eq!(node.online(&issued.registered)["outcome"], "valid");
    let server = PostgresServer::shared();
    let database = place.config.store.to_string().rsplit('/').next().unwrap().to_owned();
    let advisory =
        "locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())";
    server.sql(&database, "create table enough ()");
    let somebody_else = std::thread::spawn({
        let database = database.clone();
        // Keeps the lock until it is told that it is enough.
        let sql = "select pg_advisory_lock(x'0068657a68656e67'::bit(64)::bigint); \
            do $$ begin while not exists (select from enough) loop perform pg_sleep(0.02); end loop; end $$";
        move || server.sql(&database, sql)
    });
    let locks = |which: &str| {
        let sql = format!("select application_name from pg_stat_activity join pg_locks using (pid) where {which}");
        server.sql(&database, &format!("{sql} and {advisory}"))
    };
    while locks("not granted") != "psql\n" {
        assert!(!somebody_else.is_finished());
    }
    // The session of the elected node ends while somebody else is next in the line for its lock.
    server.sql(&database, &format!("select pg_terminate_backend(pid) from pg_locks where granted and {advisory}"));
    while locks("granted") != "psql\n" {
        assert!(!somebody_else.is_finished());
    }
    assert_eq!(again().problem(), (503, "store".into()));
    assert_eq!(node.client.get("/health/ready").status, 503);
    assert_eq!(node.client.get("/130100/v1/trust-bundle").status, 200);
    assert_eq!(node.online(&issued.registered)["outcome"], "valid", "what is only read is answered");
    server.sql(&database, "insert into enough default values");
    somebody_else.join().unwrap();
    until_ready(&node);
    assert_eq!(again().body, issued.registered);
}

#[test]
fn a_correction_filed_at_one_node_is_carried_out_and_collected_at_any() {
    let (_place, first, second) = two();
    let school = School::new(1);
    let issued = second.issue(&school, 0..1).remove(0);
    let (serial, _) = second.reserved(&school, 2026, 1, 1);
    let correction = Correction::of(&school, &issued, serial);
    let filed = second.file(&school, &correction);
    assert_eq!(filed.status, 202, "{filed:?}");
    assert_eq!(essence(&first.file(&school, &correction)), essence(&filed));
    let order = approved(&order_for(&second, &[&correction]), "A", "B");
    assert_eq!(second.order(&order).status, 202);
    for node in [&first, &second] {
        let registered = node.file(&school, &correction);
        assert_eq!((registered.status, node.offline(&registered.body).outcome), (200, Outcome::Valid));
        assert_eq!(node.online(&issued.registered)["reason"], "superseded");
    }
}

#[test]
fn each_node_counts_who_asks_it_for_a_trainee_and_what_it_sends_on_is_not_counted_again() {
    let (_place, first, second) = two();
    let issued = second.issue(&School::new(1), 0..1).remove(0);
    let list = |node: &Registry, number: &str| {
        let body = serde_json::json!({"number": number, "name": "测试学员", "identity_number": issued.identity_number});
        node.client.send_binary("POST", "/130100/v1/me/list", "application/json", body.to_string().as_bytes())
    };
    assert_eq!(list(&second, &issued.number).body, list(&first, &issued.number).body);
    for serial in 0..30 {
        assert_eq!(list(&second, &format!("{}{:06}", &issued.number[..14], 900_000 + serial)).status, 403);
    }
    assert_eq!(list(&second, &issued.number).problem(), (429, "too_many_requests".into()));
    // All of them came to the first node from one address, that of the second.
    assert_eq!(list(&first, &issued.number).status, 200);
    // Nobody else can say of a request that it was counted.
    for _ in 0..30 {
        let number = format!("{}999999", &issued.number[..14]);
        let body = serde_json::json!({"number": number, "name": "测试学员", "identity_number": "x"}).to_string();
        let request = ureq::http::Request::builder().method("POST").uri(first.client.url("/130100/v1/me/list"));
        let request = request.header("content-type", "application/json").header("hezheng-counted", "00".repeat(32));
        first.client.send(request.body(body.into_bytes()).unwrap());
    }
    assert_eq!(list(&first, &issued.number).problem(), (429, "too_many_requests".into()));
}

#[test]
fn nodes_change_the_sealing_key_one_after_another_and_each_knows_everybody_all_along() {
    let mut place = shared();
    let (old, new) = (place.config.sealing_key_file.clone(), place.folder.path().join("sealing-2.key"));
    create_sealing_key(&new).unwrap();
    let school = School::new(1);
    // First each node learns to open what the other may seal soon; then one after another seals with it.
    place.config.old_sealing_key_files = vec![new.clone()];
    let (first, second) = (place.start_node(), place.start_node());
    until_ready(&second);
    let mut issued = second.issue(&school, 0..2);
    drop(second);
    place.config.sealing_key_file = new;
    place.config.old_sealing_key_files = vec![old.clone()];
    let second = place.start_node();
    until_ready(&second);
    issued.extend(second.issue(&school, 2..4));
    let all_known = |nodes: &[&Registry], issued: &[Issued]| {
        for (node, one) in nodes.iter().flat_map(|node| issued.iter().map(move |one| (node, one))) {
            let proof = serde_json::json!({
                "number": one.number, "name": "测试学员", "identity_number": one.identity_number
            });
            let answer =
                node.client.send_binary("POST", "/130100/v1/me/pdf", "application/json", proof.to_string().as_bytes());
            assert_eq!(answer.status, 200, "{answer:?}");
        }
    };
    all_known(&[&first, &second], &issued);
    drop(first);
    let first = place.start_node();
    until_it_writes(&first, &school);
    issued.extend(first.issue(&school, 4..6));
    until_it_writes(&second, &school);
    all_known(&[&first, &second], &issued);
    drop((first, second));
    assert_eq!(custody::reseal(&place.config, &mut |_| {}).unwrap().unopened, 0);
    place.config.old_sealing_key_files.clear();
    std::fs::remove_file(old).unwrap();
    let node = place.start_node();
    all_known(&[&node], &issued);
}
