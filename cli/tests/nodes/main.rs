//! The program as several nodes over one PostgreSQL: what is left when the elected one is killed, when it freezes, and when
//! the database goes away for a while. Every certificate that was acknowledged is there afterwards, at its place in a log
//! that was never forked.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so by panicking"
)]

#[allow(dead_code, reason = "the tests of faults use the rest of it")]
mod bureau;
#[allow(dead_code, reason = "the tests of faults use the rest of it")]
mod load;
mod log;
#[allow(dead_code, reason = "the tests of faults use the rest of it")]
mod node;
mod rounds;
mod season;

#[path = "../../../registry/tests/registry/client.rs"]
#[allow(dead_code, reason = "the registry's tests use the rest of it")]
mod client;
#[path = "../../../registry/tests/registry/people.rs"]
#[allow(dead_code, reason = "the registry's tests use the rest of it")]
mod people;

use bureau::Bureau;
use hezheng_postgres_server::PostgresServer;
use load::Load;
use log::check_log;
use node::Node;
use rounds::rounds;
use std::time::{Duration, Instant};

/// Within so much time of the elected node's death another must have written.
const TAKEOVER: Duration = Duration::from_secs(5);

/// A bureau, its database, and nodes that know who is elected.
fn running(server: &PostgresServer, nodes: usize) -> (Bureau, Vec<Node>) {
    let bureau = Bureau::new(server.database());
    let nodes: Vec<Node> = (0..nodes).map(|_| bureau.start_node()).collect();
    nodes.iter().for_each(Node::until_ready);
    (bureau, nodes)
}

#[test]
fn whenever_the_elected_node_is_killed_under_load_another_takes_over_and_nothing_acknowledged_is_lost() {
    let server = PostgresServer::shared();
    let (bureau, mut nodes) = running(server, 3);
    let load = Load::begin(&bureau, nodes.iter().map(|node| node.client.clone()).collect());
    for round in 0..rounds(3) {
        load.until_acknowledged(load.acknowledged() + 20);
        let elected = bureau.elected(server, &nodes);
        nodes[elected].kill();
        let killed = Instant::now();
        load.until_acknowledged_after(killed);
        println!("round {round}: the first certificate was registered {:?} after kill -9", killed.elapsed());
        assert!(killed.elapsed() < TAKEOVER);
        nodes[elected].start_again();
    }
    nodes.iter().for_each(Node::until_ready);
    let acknowledged = load.end();
    println!("{} certificates were acknowledged", acknowledged.len());
    check_log(&bureau, server, &acknowledged, &nodes);
}

#[test]
fn an_elected_node_that_freezes_is_replaced_and_says_nothing_false_when_it_goes_on() {
    let server = PostgresServer::shared();
    let (bureau, nodes) = running(server, 2);
    let load = Load::begin(&bureau, nodes.iter().map(|node| node.client.clone()).collect());
    load.until_acknowledged(20);
    let elected = bureau.elected(server, &nodes);
    nodes[elected].freeze();
    let frozen = Instant::now();
    load.until_acknowledged_after(frozen);
    println!("the first certificate was registered {:?} after the elected node froze", frozen.elapsed());
    assert!(frozen.elapsed() < TAKEOVER);
    assert_ne!(bureau.elected(server, &nodes), elected);
    nodes[elected].go_on();
    load.until_acknowledged(load.acknowledged() + 20);
    nodes.iter().for_each(Node::until_ready);
    let acknowledged = load.end();
    check_log(&bureau, server, &acknowledged, &nodes);
}

#[test]
fn while_the_database_is_stopped_or_has_crashed_nothing_is_acknowledged_and_afterwards_all_goes_on() {
    let mut server = PostgresServer::start();
    let (bureau, nodes) = running(&server, 2);
    let load = Load::begin(&bureau, nodes.iter().map(|node| node.client.clone()).collect());
    for goes in [PostgresServer::stop, PostgresServer::crash] {
        load.until_acknowledged(load.acknowledged() + 20);
        goes(&mut server);
        let (stopped, before) = (Instant::now(), load.acknowledged());
        for node in &nodes {
            // Whoever was elected learns within a moment that it is not.
            node.until_unready();
            let refused = load.try_once(&node.client);
            assert_eq!((refused.problem(), refused.header("retry-after")), ((503, "store".into()), Some("1")));
            assert!(stopped.elapsed() < Duration::from_secs(20));
            assert_eq!(node.client.get("/130100/v1/trust-bundle").status, 200, "what needs no store is answered");
        }
        // Answers that were under way when it stopped.
        let answered = load.acknowledged();
        assert!(answered <= before + load::CLIENTS, "{before} {answered}");
        server.start_again();
        let started = Instant::now();
        load.until_acknowledged(answered + 20);
        println!("20 certificates were registered {:?} after the database was back", started.elapsed());
    }
    nodes.iter().for_each(Node::until_ready);
    let acknowledged = load.end();
    check_log(&bureau, &server, &acknowledged, &nodes);
}
