//! Connections to the database: how they are made, and waiting for them in bounded time.
//!
//! The store is asked by threads that may wait; the client is asynchronous. It runs on a small runtime of its own, so
//! that a connection that breaks is noticed at once, whatever the service's own threads do.

use crate::limits::{DATABASE_CONNECT_SECS, DATABASE_SECS};
use crate::store::StoreError;
use std::future::Future;
use std::time::Duration;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::time::timeout;
use tokio_postgres::{Client, Config, NoTls};

/// How every session is set. Each question here is by key: a table whose statistics are old must not be read whole.
const SESSION: &str = "-c enable_seqscan=off -c jit=off";

/// A database, and the runtime that its connections live on.
pub(super) struct Database {
    config: Config,
    /// `None` only while it is dropped.
    runtime: Option<Runtime>,
    handle: Handle,
}

impl Database {
    pub(super) fn new(config: Config) -> Result<Self, StoreError> {
        let mut runtime = Builder::new_multi_thread();
        let runtime = runtime.worker_threads(1).thread_name("registry database").enable_all().build()?;
        let handle = runtime.handle().clone();
        Ok(Self { config, runtime: Some(runtime), handle })
    }

    /// Waits for an answer of the database. Not to be called by asynchronous code, which must not wait.
    pub(super) fn wait<T>(&self, asking: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
        self.handle.block_on(asking)
    }

    /// Does this some time, without anybody waiting for it.
    pub(super) fn later(&self, doing: impl Future<Output = ()> + Send + 'static) {
        self.handle.spawn(doing);
    }

    /// Opens a connection. `settings` are as PostgreSQL's `options`; `ended` is called when it has broken or was closed.
    pub(super) async fn connect(
        &self,
        settings: &str,
        ended: impl FnOnce() + Send + 'static,
    ) -> Result<Client, StoreError> {
        let mut config = self.config.clone();
        let given = config.get_options().unwrap_or_default();
        let statement = DATABASE_SECS * 1_000;
        let options =
            format!("{given} {SESSION} -c statement_timeout={statement} -c lock_timeout={statement} {settings}");
        config.options(options).application_name("hezheng registry");
        let allowed = Duration::from_secs(DATABASE_CONNECT_SECS);
        config.connect_timeout(allowed).tcp_user_timeout(allowed);
        let connecting = timeout(allowed, config.connect(NoTls)).await;
        let (client, connection) = connecting.map_err(|_| StoreError::DatabaseSilent(DATABASE_CONNECT_SECS))??;
        self.handle.spawn(async move {
            if let Err(error) = connection.await {
                tracing::warn!(error = %StoreError::from(error), "a connection to the database broke");
            }
            ended();
        });
        Ok(client)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // Not waited for: this may happen on a thread of another runtime.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// An answer of the database, in bounded time: PostgreSQL bounds its own statements, this bounds a PostgreSQL, or a
/// network, that says nothing at all.
pub(super) async fn answer<T>(asking: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, StoreError> {
    answer_within(DATABASE_SECS + 1, asking).await
}

/// The same for what may take as long as this.
pub(super) async fn answer_within<T>(
    secs: u64,
    asking: impl Future<Output = Result<T, tokio_postgres::Error>>,
) -> Result<T, StoreError> {
    let answer = timeout(Duration::from_secs(secs), asking).await;
    Ok(answer.map_err(|_| StoreError::DatabaseSilent(secs))??)
}
