//! Starting and stopping: from a configuration to a service that listens.

use crate::assets::Assets;
use crate::authority::ServedAuthority;
use crate::clock::Clock;
use crate::config::Config;
use crate::http;
use crate::recovery;
use crate::sequencer::{self, Queue, Sequencer};
use crate::service::Service;
use crate::settings::{Settings, SettingsError};
use crate::store::{Load, Store, StoreError};
use crate::view::{Published, View};
use hezheng_core::time::Time;
use hezheng_core::trust::bundle::ServiceUse;
use hezheng_core::trust::{BundleRefusal, Trust};
use std::future::Future;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;
use std::{fs, io};
use tokio::net::TcpListener;

/// After being told to stop, requests under way have so long to end.
const GRACE: Duration = Duration::from_secs(10);

/// Why the service does not start. `Display` says what is wrong, where, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The store.
    #[error("store in the configuration: {}: {error}", path.display())]
    Store {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        error: StoreError,
    },
    /// The trust bundle's file.
    #[error("trust_bundle in the configuration: {}: {problem}", path.display())]
    Bundle {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        problem: BundleProblem,
    },
    /// The stored bundles do not follow from the configured roots.
    #[error(
        "roots in the configuration: the trust bundles in the store were not signed by these root keys, so nothing in it can be trusted; name the root keys that the store was made with"
    )]
    Roots,
    /// An authority is not as the bundle has it.
    #[error("authority {code} in the configuration: {problem}")]
    Authority {
        /// Its code.
        code: String,
        /// What is wrong with it.
        problem: AuthorityProblem,
    },
    /// The address cannot be listened at.
    #[error(
        "listen = \"{address}\" in the configuration: {error}; stop the other program there, or choose another port"
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        error: io::Error,
    },
    /// No thread could be started.
    #[error("the writer's thread cannot be started ({0}); look at the limits of this machine")]
    Thread(#[source] io::Error),
}

/// Why an authority of the configuration cannot be served.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AuthorityProblem {
    /// It is not in the trust bundle.
    #[error("the trust bundle does not list it; ask the province to add it")]
    NotListed,
    /// A key of it is not in the trust bundle, or for another use.
    #[error("the trust bundle does not list {0} for this use; ask the province to enter it")]
    KeyNotListed(&'static str),
    /// Its base URL cannot be served.
    #[error("its base URL in the trust bundle has a path that cannot be served; ask the province to correct it")]
    Path,
    /// Its base URL is another's too.
    #[error("its base URL in the trust bundle has the same path as another authority's; serve it with another process")]
    SamePath,
}

/// What is wrong with the trust bundle that the configuration names.
#[derive(Debug, thiserror::Error)]
pub enum BundleProblem {
    /// It cannot be read.
    #[error("the file cannot be read ({0}); fetch the province's current trust bundle")]
    Unreadable(#[source] io::Error),
    /// It cannot be taken.
    #[error("the trust bundle cannot be taken ({}); fetch the province's current one, and check the root keys", refusal_words(*.0))]
    Refused(BundleRefusal),
}

/// A service that is bound to its address and not running yet.
pub struct Server {
    listener: TcpListener,
    app: axum::Router,
    writer: JoinHandle<()>,
}

impl Server {
    /// Opens everything, brings the store up to date and listens. Nothing is answered before [`Server::run`].
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub async fn bind(config: &Config, assets: Assets, clock: Arc<dyn Clock>) -> Result<Self, StartError> {
        let settings = Settings::resolve(config)?;
        let at_store = |error| StartError::Store { path: settings.store.clone(), error };
        let store = Arc::new(Store::open(&settings.store, &settings.sealing).map_err(at_store)?);
        let reading = store.read().map_err(at_store)?;
        let stored = reading.bundles().map_err(at_store)?;
        let trust = recovery::trust(&settings.roots, &stored).ok_or(StartError::Roots)?;
        let initial = newer_bundle(&settings.trust_bundle, &trust, clock.now())?;
        let served: Arc<[_]> = settings.served.into();
        for authority in served.iter() {
            recovery::check_log(&reading, authority.number).map_err(at_store)?;
        }
        let view = sequencer::stored_view(&reading, &served, trust, clock.now()).map_err(at_store)?;
        drop(reading);
        let mut sequencer = Sequencer {
            store: Arc::clone(&store),
            served: Arc::clone(&served),
            sealing: settings.sealing,
            timing: settings.timing,
            clock: Arc::clone(&clock),
            view,
        };
        let view = sequencer.start(initial).map_err(at_store)?;
        let mounts = mounts(&served, &view)?;
        let published = Arc::new(Published::new(view));
        let (queue, requests) = Queue::new();
        let writers_view = Arc::clone(&published);
        let writer = thread::Builder::new().name("registry writer".into());
        let service = Arc::new(Service {
            store,
            published,
            queue,
            served,
            clock,
            timing: settings.timing,
            roots: settings.roots,
            official_host: settings.official_host,
        });
        let address = settings.listen;
        let listener = TcpListener::bind(address).await.map_err(|error| StartError::Listen { address, error })?;
        let writer = writer.spawn(move || sequencer.run(&requests, &writers_view)).map_err(StartError::Thread)?;
        Ok(Self { listener, app: http::app(&service, &mounts, assets), writer })
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
        let (announce, announced) = tokio::sync::oneshot::channel();
        let serving = axum::serve(self.listener, self.app).with_graceful_shutdown(async move {
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
                // Every sender to the writer is gone now, so its thread ends and closes the store.
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

/// The bundle of the configuration, where it is newer than what the store leads to.
fn newer_bundle(path: &Path, trust: &Trust, now: Time) -> Result<Option<Vec<u8>>, StartError> {
    let problem = |problem| StartError::Bundle { path: path.to_owned(), problem };
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        // What was taken once is in the store: the file is needed for the first start only.
        Err(error) if trust.bundle().is_some() => {
            tracing::warn!(path = %path.display(), %error, "the configured trust bundle cannot be read; the stored one counts");
            return Ok(None);
        }
        Err(error) => return Err(problem(BundleProblem::Unreadable(error))),
    };
    if recovery::is_known(&bytes, trust) {
        return Ok(None);
    }
    let taken = trust.clone().take(&bytes, now);
    taken.map(|()| Some(bytes)).map_err(|refusal| problem(BundleProblem::Refused(refusal)))
}

/// Under which path each authority is served: that of its base URL. Its keys must be listed in the bundle.
fn mounts(served: &[ServedAuthority], view: &View) -> Result<Vec<http::Mount>, StartError> {
    let mut mounts: Vec<http::Mount> = Vec::new();
    for authority in served {
        let problem = |problem| StartError::Authority { code: authority.code.to_string(), problem };
        let bundle = view.trust.bundle().ok_or(StartError::Roots)?;
        let entry = bundle.authority(authority.code.as_str());
        let entry = entry.ok_or_else(|| problem(AuthorityProblem::NotListed))?;
        for (wanted, key) in [
            (ServiceUse::Countersign, "countersign_key"),
            (ServiceUse::Snapshot, "snapshot_key"),
            (ServiceUse::Log, "log_key"),
        ] {
            authority.listed(bundle, wanted).ok_or_else(|| problem(AuthorityProblem::KeyNotListed(key)))?;
        }
        let path = http::mount_path(&entry.base_url);
        let path = path.ok_or_else(|| problem(AuthorityProblem::Path))?;
        if mounts.iter().any(|mount| mount.path == path) {
            return Err(problem(AuthorityProblem::SamePath));
        }
        mounts.push(http::Mount { path, authority: authority.number });
    }
    Ok(mounts)
}

fn refusal_words(refusal: BundleRefusal) -> &'static str {
    match refusal {
        BundleRefusal::Malformed(_) => "it is damaged, or no trust bundle",
        BundleRefusal::UnknownRoot => "no root key named in roots signed it",
        BundleRefusal::BadSignature => "its signature is wrong",
        BundleRefusal::SecondRootMissing => "it changes the root keys without a second root key's signature",
        BundleRefusal::NotNewer => "the store has a newer one",
        BundleRefusal::Expired => "it has expired",
    }
}
