//! The store on PostgreSQL: one database, any number of nodes, of which one is elected to write
//! (docs/decisions/0005-postgresql-by-tokio-postgres.md).
//!
//! A [`Table`](crate::store::port::Table) is an SQL table of the same name in the schema `hezheng`. Readers have a pool of
//! connections ([`pool`]); a state is a transaction that sees one snapshot ([`reading`]). Whoever holds the advisory lock
//! writes, on the very session that holds it ([`writer`]).

mod database;
mod migration;
mod pool;
mod reading;
#[cfg(test)]
pub(super) mod tests;
mod writer;

use crate::limits::{DATABASE_SILENCE_MILLIS, FOLLOW_MILLIS};
use crate::store::StoreError;
use crate::store::port::{Changes, CommitNumber, Read, Store};
use database::{Database, answer};
use pool::Pool;
use reading::Reading;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_postgres::Config;
use tokio_postgres::types::Type;
use writer::Writer;

/// The advisory lock of the elected node: `hezheng` in ASCII.
const LOCK: i64 = 0x0068_657A_6865_6E67;

/// The store on PostgreSQL.
pub(crate) struct Postgres {
    pool: Arc<Pool>,
    writer: Writer,
}

/// What a node sees of the others.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Standing {
    /// The last commit.
    pub(crate) number: CommitNumber,
    /// Where the elected node is reached; none while nobody holds the lock.
    pub(crate) elected: Option<String>,
}

impl Postgres {
    /// Opens the store in this database, or makes it. Nothing can be committed before [`Postgres::campaign`] was won.
    pub(crate) fn open(config: Config) -> Result<Self, StoreError> {
        let database = Arc::new(Database::new(config)?);
        let migrating = async {
            let client = database.connect("", || {}).await?;
            migration::migrate(&client).await
        };
        database.wait(migrating)?;
        Ok(Self { pool: Pool::new(Arc::clone(&database)), writer: Writer::new(database) })
    }

    /// Opens the store in this database, which must be there; the database is not written to.
    pub(crate) fn open_existing(config: Config) -> Result<Self, StoreError> {
        let database = Arc::new(Database::new(config)?);
        let looking = async {
            let client = database.connect("", || {}).await?;
            migration::check(&client).await
        };
        database.wait(looking)?;
        Ok(Self { pool: Pool::new(Arc::clone(&database)), writer: Writer::new(database) })
    }

    /// Tries to be elected; says whether this node is. The others learn where it is reached.
    pub(crate) fn campaign(&self, node_url: &str) -> Result<bool, StoreError> {
        self.writer.campaign(node_url)
    }

    /// Takes the lock for a program that is run once, and that nobody sends anything to; `false`: another process has it. One
    /// that was killed keeps it for a moment, until PostgreSQL ends its silent session.
    pub(crate) fn campaign_once(&self) -> Result<bool, StoreError> {
        let until = Instant::now() + Duration::from_millis(DATABASE_SILENCE_MILLIS + 1_000);
        loop {
            let is_elected = self.campaign("")?;
            if is_elected || Instant::now() >= until {
                return Ok(is_elected);
            }
            std::thread::sleep(Duration::from_millis(FOLLOW_MILLIS));
        }
    }

    /// Whether this node is elected, as far as is known without asking. Only [`Store::confirm`] is sure.
    pub(crate) fn is_elected(&self) -> bool {
        self.writer.is_elected()
    }

    /// Where the store stands, and who is elected.
    pub(crate) fn standing(&self) -> Result<Standing, StoreError> {
        let sql = "select elected.node_url from hezheng.elected join pg_locks on pg_locks.pid = elected.backend \
            where locktype = 'advisory' and granted and objsubid = 1 \
                and (classid::bigint << 32) + objid::bigint = $1 \
                and database = (select oid from pg_database where datname = current_database())";
        let asking = async {
            let (transaction, number) = self.pool.begin().await?;
            let client = transaction.client().ok_or(StoreError::DatabaseSilent(0))?;
            let row = answer(client.query_typed_opt(sql, &[(&LOCK, Type::INT8)])).await?;
            let elected = row.map(|row| row.try_get(0)).transpose()?;
            Ok(Standing { number, elected })
        };
        self.pool.database.wait(asking)
    }
}

impl Store for Postgres {
    fn read(&self) -> Result<Box<dyn Read>, StoreError> {
        Ok(Box::new(Reading::begin(&self.pool)?))
    }

    fn commit(&self, after: CommitNumber, changes: &Changes) -> Result<CommitNumber, StoreError> {
        self.commit_as(after, after.next(), changes).map(|()| after.next())
    }

    fn commit_as(&self, after: CommitNumber, number: CommitNumber, changes: &Changes) -> Result<(), StoreError> {
        self.writer.commit(after, number, changes)
    }

    fn confirm(&self) -> Result<(), StoreError> {
        self.writer.confirm()
    }

    fn resign(&self) {
        self.writer.resign();
    }
}
