//! What only this store does: many nodes, a schema, a database that breaks. What every store does is in
//! [`conformance`](crate::store::conformance).

use super::*;
use crate::store::schema::{ENTRIES, HEADS};
use crate::store::{port::Changes, schema};
use hezheng_postgres_server::PostgresServer;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// The store in this database.
fn open(url: &str) -> Postgres {
    Postgres::open(url.parse().unwrap()).unwrap()
}

/// The same, elected: an earlier session may take a moment to end.
pub(crate) fn elected(url: &str) -> Postgres {
    let store = open(url);
    until("it is elected", || store.campaign("http://node.test").unwrap());
    store
}

/// Waits until this holds.
fn until(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(60), "never: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn head(value: &[u8]) -> Changes {
    let mut changes = Changes::default();
    changes.put(HEADS, b"a".into(), value.into());
    changes
}

/// The process id of the session that holds the lock, in this server.
const HOLDER: &str = "select pid from pg_locks where locktype = 'advisory' and granted";

fn name(url: &str) -> &str {
    url.rsplit('/').next().unwrap()
}

#[test]
fn one_node_is_elected_and_the_others_learn_where_it_is() {
    let url = PostgresServer::shared().database();
    let (first, second) = (open(&url), open(&url));
    assert_eq!(first.standing().unwrap(), Standing { number: CommitNumber(0), elected: None });
    assert!(matches!(first.commit(CommitNumber(0), &head(b"1")), Err(StoreError::NotElected)));
    assert!(first.campaign("http://first.test").unwrap());
    assert!(first.campaign("http://first.test").unwrap(), "it stays elected");
    assert!(!second.campaign("http://second.test").unwrap());
    assert_eq!((first.is_elected(), second.is_elected()), (true, false));
    assert!(matches!(second.commit(CommitNumber(0), &head(b"1")), Err(StoreError::NotElected)));
    assert!(matches!(second.confirm(), Err(StoreError::NotElected)));
    first.commit(CommitNumber(0), &head(b"1")).unwrap();
    let standing = Standing { number: CommitNumber(1), elected: Some("http://first.test".into()) };
    assert_eq!(second.standing().unwrap(), standing);
    drop(first);
    until("the second is elected", || second.campaign("http://second.test").unwrap());
    assert_eq!(second.standing().unwrap().elected.unwrap(), "http://second.test");
}

#[test]
fn a_node_whose_session_ended_cannot_commit_and_another_can() {
    let server = PostgresServer::shared();
    let url = server.database();
    let (first, second) = (elected(&url), open(&url));
    let number = first.commit(CommitNumber(0), &head(b"1")).unwrap();
    let database = name(&url);
    server.sql(database, &format!("select pg_terminate_backend(pid) from ({HOLDER} and database = (select oid from pg_database where datname = '{database}')) held"));
    until("the second is elected", || second.campaign("http://second.test").unwrap());
    for refused in [first.commit(number, &head(b"2")).map(drop), first.confirm()] {
        assert!(matches!(refused, Err(StoreError::NotElected | StoreError::Database(_))), "{refused:?}");
    }
    assert!(!first.is_elected());
    second.commit(number, &head(b"3")).unwrap();
    // A broken connection of a reader is replaced at its next use.
    server.sql(database, &format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}' and pid <> pg_backend_pid()"));
    assert_eq!(first.read().unwrap().get(HEADS, b"a").unwrap().unwrap(), b"3");
}

#[test]
fn who_resigns_is_followed_at_once() {
    let url = PostgresServer::shared().database();
    let (first, second) = (elected(&url), open(&url));
    let number = first.commit(CommitNumber(0), &head(b"1")).unwrap();
    first.resign();
    assert!(!first.is_elected());
    assert!(second.campaign("http://second.test").unwrap());
    assert!(matches!(first.commit(number, &head(b"2")), Err(StoreError::NotElected)));
    assert!(!first.campaign("http://first.test").unwrap());
    second.commit(number, &head(b"2")).unwrap();
}

#[test]
fn a_program_that_is_run_once_waits_for_a_session_that_ends_and_for_no_other() {
    let url = PostgresServer::shared().database();
    let (first, second) = (elected(&url), open(&url));
    assert!(!second.campaign_once().unwrap());
    std::thread::scope(|scope| {
        scope.spawn(|| drop(first));
        assert!(second.campaign_once().unwrap());
    });
}

#[test]
fn an_elected_node_with_nothing_to_do_stays_elected() {
    let url = PostgresServer::shared().database();
    let store = elected(&url);
    let number = || store.standing().unwrap().elected;
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_millis(crate::limits::DATABASE_SILENCE_MILLIS + 1_000) {
        assert!(number().is_some());
    }
    store.confirm().unwrap();
}

#[test]
fn every_table_of_the_schema_is_there_and_every_column_is_explained() {
    let server = PostgresServer::shared();
    let url = server.database();
    drop(open(&url));
    drop(open(&url));
    let tables = server.sql(
        name(&url),
        "select table_name from information_schema.columns where table_schema = 'hezheng' and data_type = 'bytea' \
            and ((column_name = 'key') or (column_name = 'value' and is_nullable = 'NO')) \
            group by table_name having count(*) = 2",
    );
    let tables: BTreeSet<&str> = tables.lines().collect();
    assert_eq!(tables, schema::ALL.iter().map(|table| table.name).collect());
    let promises = "select relname, right(obj_description(oid), 10) from pg_class where relnamespace = 'hezheng'::regnamespace and relkind = 'r'";
    let promises = server.sql(name(&url), promises);
    for table in schema::ALL {
        let row = format!("{}|", table.name);
        let said = promises.lines().find_map(|line| line.strip_prefix(&row)).unwrap();
        assert!(said.ends_with(&format!("{:?}.", table.promise)), "{} is {:?}", table.name, table.promise);
    }
    let silent = "select relname, attname from pg_class join pg_attribute on attrelid = pg_class.oid \
        where relnamespace = 'hezheng'::regnamespace and relkind = 'r' and attnum > 0 \
            and (col_description(pg_class.oid, attnum) is null or obj_description(pg_class.oid) is null)";
    assert_eq!(server.sql(name(&url), silent), "");
}

#[test]
fn a_database_of_a_newer_program_is_refused() {
    let server = PostgresServer::shared();
    let url = server.database();
    drop(open(&url));
    server.sql(name(&url), "insert into hezheng.migrations (number) values (6)");
    let refused = Postgres::open(url.parse().unwrap()).err();
    assert!(matches!(refused, Some(StoreError::Newer { found: 6, known: 5 })), "{refused:?}");
}

#[test]
fn nodes_that_start_at_once_make_one_store() {
    let url = PostgresServer::shared().database();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| open(&url));
        }
    });
}

#[test]
fn a_password_is_asked_over_the_network_and_a_wrong_one_is_an_error_without_it() {
    let server = PostgresServer::shared();
    let url = server.database();
    let user = format!("{}_owner", name(&url));
    server.sql(
        name(&url),
        &format!("create role {user} login password 'right'; alter database {} owner to {user}", name(&url)),
    );
    let mut config: Config = format!("postgresql://{user}@127.0.0.1:{}/{}", server.port(), name(&url)).parse().unwrap();
    config.password("right");
    Postgres::open(config.clone()).map(drop).unwrap();
    config.password("wr0ng");
    let refused = Postgres::open(config).err().unwrap().to_string();
    assert!(refused.contains("password authentication failed") && !refused.contains("wr0ng"), "{refused}");
}

#[test]
fn a_database_that_says_nothing_is_an_error_in_bounded_time() {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("postgresql://nobody@{}/none", listener.local_addr().unwrap());
    let begun = Instant::now();
    let refused = Postgres::open(url.parse().unwrap()).err();
    assert!(matches!(refused, Some(StoreError::DatabaseSilent(_))), "{refused:?}");
    assert!(begun.elapsed() < Duration::from_secs(crate::limits::DATABASE_CONNECT_SECS + 2));
}

#[test]
fn more_readers_than_connections_wait_for_one() {
    let url = PostgresServer::shared().database();
    let store = open(&url);
    let held: Vec<_> = (0..crate::limits::DATABASE_READERS).map(|_| store.read().unwrap()).collect();
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| store.read().unwrap().get(ENTRIES, b"a").unwrap());
        drop(held.into_iter().next());
        assert_eq!(waiting.join().unwrap(), None);
    });
}
