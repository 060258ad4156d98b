//! The one connection that writes. Its session holds the advisory lock that makes this node the elected one: without the
//! session there is no lock, and without the lock there is nothing to write with.
//!
//! PostgreSQL ends the session of a node that has fallen silent (a machine without power, a network that is cut, a process
//! that was stopped), which frees the lock for another: so the session says something twice a second.

use crate::limits::{DATABASE_BEAT_MILLIS, DATABASE_SILENCE_MILLIS};
use crate::store::StoreError;
use crate::store::port::{Changes, CommitNumber, Promise, Table, Written};
use crate::store::postgres::LOCK;
use crate::store::postgres::database::{Database, answer};
use futures_util::future::join_all;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use tokio_postgres::Client;
use tokio_postgres::types::Type;

/// The connection that writes, once there is one.
pub(super) struct Writer {
    database: Arc<Database>,
    session: Mutex<Option<Session>>,
    /// Whether the newest session holds the lock. Apart from the session, which is held while it commits.
    elected: Mutex<Arc<AtomicBool>>,
}

struct Session {
    client: Arc<Client>,
    /// Becomes false when the connection ends.
    elected: Arc<AtomicBool>,
}

impl Writer {
    pub(super) fn new(database: Arc<Database>) -> Self {
        Self { database, session: Mutex::new(None), elected: Mutex::new(Arc::default()) }
    }

    /// Whether this process holds the lock, as far as is known without asking.
    pub(super) fn is_elected(&self) -> bool {
        self.elected.lock().unwrap_or_else(PoisonError::into_inner).load(Ordering::SeqCst)
    }

    /// Tries to take the lock; says whether this process holds it. The others learn where this node is reached.
    pub(super) fn campaign(&self, node_url: &str) -> Result<bool, StoreError> {
        let mut held = self.held();
        if held.as_ref().is_some_and(|session| session.client.is_closed()) {
            *held = None;
        }
        let session = match held.take() {
            Some(session) => session,
            None => self.database.wait(self.connect())?,
        };
        // Where this fails the session is dropped, and a lock that it may have got with it.
        let is_elected = session.is_elected() || self.database.wait(campaign_on(&session.client, node_url))?;
        if is_elected && !session.is_elected() {
            session.elected.store(true, Ordering::SeqCst);
            *self.elected.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&session.elected);
            self.database.later(beat(Arc::downgrade(&session.client)));
        }
        *held = Some(session);
        Ok(is_elected)
    }

    /// Commits, where this process holds the lock.
    pub(super) fn commit(
        &self,
        after: CommitNumber,
        number: CommitNumber,
        changes: &Changes,
    ) -> Result<(), StoreError> {
        self.with_lock(|client| self.database.wait(commit_on(client, (after, number), changes)))
    }

    /// Asks the session that holds the lock: where it answers, nobody else has written meanwhile.
    pub(super) fn confirm(&self) -> Result<(), StoreError> {
        self.with_lock(|client| self.database.wait(answer(client.batch_execute("select true"))))
    }

    /// Gives the lock back, and waits until it is: a session that merely ends has it for a moment longer.
    pub(super) fn resign(&self) {
        let Some(session) = self.held().take().filter(Session::is_elected) else { return };
        session.elected.store(false, Ordering::SeqCst);
        let unlocked = session.client.query_typed_one("select pg_advisory_unlock($1)", &[(&LOCK, Type::INT8)]);
        // Where this fails, the end of the session does it.
        let _ = self.database.wait(answer(unlocked));
    }

    /// Does this on the session that holds the lock. Where its outcome is not known, the session ends.
    fn with_lock<T>(&self, doing: impl FnOnce(&Client) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut held = self.held();
        let session = held.as_ref().filter(|session| session.is_elected()).ok_or(StoreError::NotElected)?;
        let done = doing(&session.client);
        if !matches!(done, Ok(_) | Err(StoreError::Overtaken | StoreError::Immutable(_))) {
            *held = None;
        }
        done
    }

    async fn connect(&self) -> Result<Session, StoreError> {
        let silence = DATABASE_SILENCE_MILLIS;
        let settings = format!(
            "-c synchronous_commit=on -c idle_session_timeout={silence} -c idle_in_transaction_session_timeout={silence}"
        );
        let elected = Arc::new(AtomicBool::new(false));
        let ended = Arc::clone(&elected);
        let client = self.database.connect(&settings, move || ended.store(false, Ordering::SeqCst)).await?;
        Ok(Session { client: Arc::new(client), elected })
    }

    fn held(&self) -> MutexGuard<'_, Option<Session>> {
        // A panic cannot leave half a session: it is replaced by one assignment.
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    fn is_elected(&self) -> bool {
        self.elected.load(Ordering::SeqCst) && !self.client.is_closed()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.elected.store(false, Ordering::SeqCst);
    }
}

async fn campaign_on(client: &Client, node_url: &str) -> Result<bool, StoreError> {
    let row = client.query_typed_one("select pg_try_advisory_lock($1)", &[(&LOCK, Type::INT8)]);
    if !answer(async { row.await?.try_get(0) }).await? {
        return Ok(false);
    }
    let sql = "insert into hezheng.elected (node_url, backend) values ($1, pg_backend_pid()) \
        on conflict (one) do update set node_url = excluded.node_url, backend = excluded.backend";
    answer(client.execute_typed(sql, &[(&node_url, Type::TEXT)])).await?;
    Ok(true)
}

/// Keeps the session from falling silent, as long as there is one.
async fn beat(session: Weak<Client>) {
    let every = Duration::from_millis(DATABASE_BEAT_MILLIS);
    loop {
        tokio::time::sleep(every).await;
        let Some(client) = session.upgrade().filter(|client| !client.is_closed()) else { return };
        // An error is noticed by whoever writes next. A database that is silent must not have the session outlive it here.
        let _ = tokio::time::timeout(every, client.batch_execute("select true")).await;
    }
}

/// The transaction of a commit: all of it sent at once, its end when everything before was done.
async fn commit_on(
    client: &Client,
    (after, number): (CommitNumber, CommitNumber),
    changes: &Changes,
) -> Result<(), StoreError> {
    let signed = |number: CommitNumber| i64::try_from(number.0).map_err(|_| StoreError::Damaged(None));
    let (after, number) = (signed(after)?, signed(number)?);
    let numbers = [(&after as &(dyn tokio_postgres::types::ToSql + Sync), Type::INT8), (&number, Type::INT8)];
    let sent = async {
        let (begun, advanced, written) = tokio::join!(
            biased;
            client.batch_execute("begin"),
            client.execute_typed("update hezheng.commits set number = $2 where number = $1", &numbers),
            join_all(changes.tables().map(|(table, pairs)| write(client, table, pairs)))
        );
        begun?;
        Ok((advanced? == 1, written.into_iter().collect::<Result<Vec<_>, _>>()?))
    };
    let (advanced, written) = answer(sent).await?;
    let refused = if advanced { changed(client, changes, &written).await? } else { Some(StoreError::Overtaken) };
    if let Some(refused) = refused {
        answer(client.batch_execute("rollback")).await?;
        return Err(refused);
    }
    answer(client.batch_execute("commit")).await
}

/// Writes what a commit writes into one table; says how many values it wrote.
async fn write(client: &Client, table: Table, pairs: &Written) -> Result<u64, tokio_postgres::Error> {
    let removed: Vec<_> = pairs.iter().filter(|(_, value)| value.is_none()).map(|(key, _)| key.as_slice()).collect();
    // What is immutable is not taken away: the commit is refused.
    if !removed.is_empty() && table.promise == Promise::Replaced {
        let sql = format!("delete from hezheng.{} where key = any($1::bytea[])", table.name);
        client.execute_typed(&sql, &[(&removed, Type::BYTEA_ARRAY)]).await?;
    }
    let (keys, values) = kept(pairs);
    if keys.is_empty() {
        return Ok(0);
    }
    let on_conflict = match table.promise {
        Promise::Immutable => "nothing",
        Promise::Replaced => "update set value = excluded.value",
    };
    let sql = format!(
        "insert into hezheng.{} (key, value) select * from unnest($1::bytea[], $2::bytea[]) on conflict (key) do {on_conflict}",
        table.name
    );
    client.execute_typed(&sql, &[(&keys, Type::BYTEA_ARRAY), (&values, Type::BYTEA_ARRAY)]).await
}

/// The values that are written.
fn kept(pairs: &Written) -> (Vec<&[u8]>, Vec<&[u8]>) {
    pairs.iter().filter_map(|(key, value)| Some((key.as_slice(), value.as_deref()?))).unzip()
}

/// The table in which something immutable would have changed. `written` counts what each table took; what it did not take
/// was there already, and must be the same.
async fn changed(client: &Client, changes: &Changes, written: &[u64]) -> Result<Option<StoreError>, StoreError> {
    for ((table, pairs), written) in changes.tables().zip(written) {
        if table.promise == Promise::Replaced || *written == pairs.len() as u64 {
            continue;
        }
        let sql = format!(
            "select exists (select from unnest($1::bytea[], $2::bytea[]) as offered (key, value) \
                join hezheng.{} as kept using (key) where kept.value <> offered.value)",
            table.name
        );
        if pairs.values().any(Option::is_none) {
            return Ok(Some(StoreError::Immutable(table.name)));
        }
        let (keys, values) = kept(pairs);
        let parameters =
            [(&keys as &(dyn tokio_postgres::types::ToSql + Sync), Type::BYTEA_ARRAY), (&values, Type::BYTEA_ARRAY)];
        let row = client.query_typed_one(&sql, &parameters);
        if answer(async { row.await?.try_get(0) }).await? {
            return Ok(Some(StoreError::Immutable(table.name)));
        }
    }
    Ok(None)
}
