//! Bringing the database to the newest layout. Migrations are added, never edited.

use crate::limits::DATABASE_MIGRATION_SECS;
use crate::store::StoreError;
use crate::store::postgres::LOCK;
use crate::store::postgres::database::{answer, answer_within};
use tokio_postgres::Client;
use tokio_postgres::types::Type;

/// The migrations, in their order: number 1 is the first.
const MIGRATIONS: [&str; 5] = [
    include_str!("migrations/0001-tables.sql"),
    include_str!("migrations/0002-corrections.sql"),
    include_str!("migrations/0003-desk.sql"),
    include_str!("migrations/0004-holders.sql"),
    include_str!("migrations/0005-held.sql"),
];

/// How long one migration may take.
const MILLIS: u64 = DATABASE_MIGRATION_SECS * 1_000;

/// Applies the migrations that are missing: all of them in one transaction, and one node at a time.
pub(super) async fn migrate(client: &Client) -> Result<(), StoreError> {
    answer(client.batch_execute("begin")).await?;
    // Other nodes wait here for the one that migrates, and a large table takes its time.
    let patience = format!("set local statement_timeout = {MILLIS}; set local lock_timeout = {MILLIS}");
    answer(client.batch_execute(&patience)).await?;
    // Another key than that of the elected node, which holds its lock for as long as it lives.
    answer_within(
        DATABASE_MIGRATION_SECS + 1,
        client.query_typed("select pg_advisory_xact_lock($1)", &[(&(LOCK + 1), Type::INT8)]),
    )
    .await?;
    let found = applied(client).await?;
    let known = MIGRATIONS.len() as u64;
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for (number, sql) in (1_i32..).zip(MIGRATIONS).skip_while(|(number, _)| i64::from(*number) <= found as i64) {
        answer_within(DATABASE_MIGRATION_SECS + 1, client.batch_execute(sql)).await?;
        let insert = "insert into hezheng.migrations (number) values ($1)";
        answer(client.execute_typed(insert, &[(&number, Type::INT4)])).await?;
    }
    answer(client.batch_execute("commit")).await
}

/// Whether there is a store that this program knows.
pub(super) async fn check(client: &Client) -> Result<(), StoreError> {
    let known = MIGRATIONS.len() as u64;
    match applied(client).await? {
        0 => Err(StoreError::Missing),
        found if found > known => Err(StoreError::Newer { found, known }),
        _ => Ok(()),
    }
}

/// The highest migration that was applied; 0: none.
async fn applied(client: &Client) -> Result<u64, StoreError> {
    let there = client.query_typed_one("select to_regclass('hezheng.migrations') is not null", &[]);
    if !answer(async { there.await?.try_get(0) }).await? {
        return Ok(0);
    }
    let highest = client.query_typed_one("select coalesce(max(number), 0) from hezheng.migrations", &[]);
    let highest: i32 = answer(async { highest.await?.try_get(0) }).await?;
    u64::try_from(highest).map_err(|_| StoreError::Damaged(None))
}
