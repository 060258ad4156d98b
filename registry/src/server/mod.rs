//! Starting and stopping: from a configuration to a service that listens.

mod opened;
mod start_error;

use crate::assets::Assets;
use crate::clock::Clock;
use crate::config::Config;
#[cfg(unix)]
use crate::custody::Control;
use crate::witnesses::Witnesses;
use crate::{http, nodes};
use opened::Opened;
pub use start_error::{AuthorityProblem, BundleProblem, StartError};
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use tokio::net::TcpListener;

/// After being told to stop, requests under way have so long to end.
const GRACE: Duration = Duration::from_secs(10);

/// A service that is bound to its address and not running yet.
pub struct Server {
    listener: TcpListener,
    app: axum::Router,
    writer: JoinHandle<()>,
    /// Dropped, it ends the thread that asks witnesses.
    witnesses: SyncSender<()>,
    /// Where backups are asked for.
    #[cfg(unix)]
    control: Option<Control>,
}

impl Server {
    /// Opens everything, brings the store up to date and listens. Nothing is answered before [`Server::run`].
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub async fn bind(config: &Config, assets: Assets, clock: Arc<dyn Clock>) -> Result<Self, StartError> {
        let config = config.clone();
        Self::listen(assets, move || Opened::open(&config, clock)).await
    }

    /// The same over the tests' store in memory.
    ///
    /// # Errors
    /// The first thing that is wrong.
    #[cfg(feature = "test-twin")]
    pub async fn bind_over(
        memory: &crate::store::memory::Memory,
        config: &Config,
        assets: Assets,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StartError> {
        let (config, memory) = (config.clone(), memory.clone());
        Self::listen(assets, move || Opened::open_over(memory, &config, clock)).await
    }

    async fn listen(
        assets: Assets,
        open: impl FnOnce() -> Result<Opened, StartError> + Send + 'static,
    ) -> Result<Self, StartError> {
        // Opening waits: for files, and for a database.
        let opened = tokio::task::spawn_blocking(open).await;
        let opened = opened.map_err(|panicked| StartError::Thread(io::Error::other(panicked)))??;
        let address = opened.listen;
        let listener = TcpListener::bind(address).await.map_err(|error| StartError::Listen { address, error })?;
        let thread = |name: &str| thread::Builder::new().name(name.into());
        if let Some(node) = opened.node {
            thread("registry follower").spawn(move || nodes::follow(&node)).map_err(StartError::Thread)?;
        }
        let writer = thread("registry writer").spawn(opened.write).map_err(StartError::Thread)?;
        let (stop, stopped) = sync_channel(0);
        let witnesses = Witnesses { addresses: opened.witnesses, service: Arc::clone(&opened.service) };
        thread("registry witnesses").spawn(move || witnesses.run(&stopped)).map_err(StartError::Thread)?;
        Ok(Self {
            listener,
            app: http::app(&opened.service, &opened.mounts, assets),
            writer,
            witnesses: stop,
            #[cfg(unix)]
            control: opened.control,
        })
    }

    /// The address that is listened at: with port 0 in the configuration, the port that was free.
    ///
    /// # Errors
    /// Where the operating system does not say.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until `shutdown` is done, lets requests under way end, and closes the store.
    ///
    /// # Errors
    /// Where listening fails.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
        #[cfg(unix)]
        let control = self.control.map(|control| tokio::spawn(control.run()));
        let (announce, announced) = tokio::sync::oneshot::channel();
        let serving = axum::serve(self.listener, self.app.into_make_service_with_connect_info::<SocketAddr>())
            .with_graceful_shutdown(async move {
                shutdown.await;
                let _ = announce.send(());
            });
        let grace_is_over = async {
            // An error means that serving ended without being told to stop: the other branch says why.
            if announced.await.is_ok() {
                tokio::time::sleep(GRACE).await;
            } else {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            ended = serving.into_future() => {
                ended?;
                #[cfg(unix)]
                if let Some(control) = control {
                    control.abort();
                    // Its end is that it was told to: the socket is gone then, and a backup under way stops.
                    let _ = control.await;
                }
                // Every sender to the writer is gone then, so its thread ends and closes the store.
                drop(self.witnesses);
                let _ = tokio::task::spawn_blocking(move || self.writer.join()).await;
            }
            () = grace_is_over => tracing::warn!("stopped with requests still under way"),
        }
        Ok(())
    }
}

/// Binds and runs.
///
/// # Errors
/// Why it does not start, or why listening failed.
pub async fn serve(
    config: &Config,
    assets: Assets,
    clock: Arc<dyn Clock>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), StartError> {
    let server = Server::bind(config, assets, clock).await?;
    let address = server.address().map_err(StartError::Thread)?;
    tracing::info!(%address, "the registry is ready");
    server.run(shutdown).await.map_err(|error| StartError::Listen { address, error })
}
