//! The connections of readers: kept, lent, and replaced where they broke.

use crate::limits::{DATABASE_READERS, DATABASE_SECS};
use crate::store::StoreError;
use crate::store::port::CommitNumber;
use crate::store::postgres::database::{Database, answer};
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_postgres::Client;

/// A state is one commit's: a transaction that sees one snapshot. It writes nothing.
const BEGIN: &str = "begin transaction isolation level repeatable read read only";
/// PostgreSQL ends the transaction of a reader that was forgotten.
const SETTINGS: &str = "-c idle_in_transaction_session_timeout=60000";

/// The connections of readers.
pub(super) struct Pool {
    pub(super) database: Arc<Database>,
    idle: Mutex<Vec<Client>>,
    permits: Arc<Semaphore>,
}

/// A connection that is lent.
struct Lent {
    client: Client,
    permit: OwnedSemaphorePermit,
}

/// A transaction on a connection that is lent. Dropped, it ends, and the connection goes back.
pub(super) struct Transaction {
    pool: Arc<Pool>,
    /// `None` only while it is dropped.
    lent: Option<Lent>,
}

impl Pool {
    pub(super) fn new(database: Arc<Database>) -> Arc<Self> {
        Arc::new(Self { database, idle: Mutex::new(Vec::new()), permits: Arc::new(Semaphore::new(DATABASE_READERS)) })
    }

    /// Begins a transaction, and says which commit it sees.
    pub(super) async fn begin(self: &Arc<Self>) -> Result<(Transaction, CommitNumber), StoreError> {
        let waiting = Arc::clone(&self.permits).acquire_owned();
        let waited = tokio::time::timeout(Duration::from_secs(DATABASE_SECS), waiting).await;
        let permit = waited.ok().and_then(Result::ok).ok_or(StoreError::DatabaseSilent(DATABASE_SECS))?;
        // A connection may have broken since it was last used: then the next one counts, at last a new one.
        while let Some(client) = self.take_idle() {
            if let Ok(number) = begin_on(&client).await {
                return Ok((self.lend(client, permit), number));
            }
        }
        let client = self.database.connect(SETTINGS, || {}).await?;
        let number = begin_on(&client).await?;
        Ok((self.lend(client, permit), number))
    }

    fn lend(self: &Arc<Self>, client: Client, permit: OwnedSemaphorePermit) -> Transaction {
        Transaction { pool: Arc::clone(self), lent: Some(Lent { client, permit }) }
    }

    fn take_idle(&self) -> Option<Client> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn give_back(&self, client: Client) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(client);
    }
}

async fn begin_on(client: &Client) -> Result<CommitNumber, StoreError> {
    let asking = async {
        let (begun, row) = tokio::join!(
            biased;
            client.batch_execute(BEGIN),
            client.query_typed_one("select number from hezheng.commits", &[])
        );
        begun.and(row)?.try_get(0)
    };
    let number: i64 = answer(asking).await?;
    u64::try_from(number).map(CommitNumber).map_err(|_| StoreError::Damaged(None))
}

impl Transaction {
    /// The connection; none only while this is dropped.
    pub(super) fn client(&self) -> Option<&impl Deref<Target = Client>> {
        self.lent.as_ref()
    }
}

impl Deref for Lent {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        let Some(Lent { client, permit }) = self.lent.take() else { return };
        let pool = Arc::clone(&self.pool);
        self.pool.database.later(async move {
            // What does not end its transaction in time is closed instead.
            if answer(client.batch_execute("rollback")).await.is_ok() {
                pool.give_back(client);
            }
            drop(permit);
        });
    }
}
