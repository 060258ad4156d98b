//! Starting and stopping: from a configuration to a service that listens.

use crate::assets::Assets;
use crate::authority::ServedAuthority;
use crate::clock::Clock;
use crate::config::{Config, StoreAddress};
use crate::console::Counts;
#[cfg(unix)]
use crate::custody::{self, Control};
use crate::http;
use crate::http::visitors::Visitors;
use crate::limits::{PAGES_AT_ONCE, VERIFY_BATCHES_AT_ONCE};
use crate::metrics::Metrics;
use crate::nodes::{self, Node, NodeParts, Nodes};
use crate::recovery;
use crate::sequencer::{self, Queue, Sequencer};
use crate::service::Service;
use crate::settings::{Settings, SettingsError, WitnessAddress};
use crate::status_list::StatusLists;
use crate::store::postgres::Postgres;
use crate::store::{self, Load, Store, StoreError};
use crate::store_settings::{NodeUrl, StoreSettings};
use crate::view::{Published, View};
use crate::witnesses::Witnesses;
use hezheng_core::log::note::is_key_name;
use hezheng_core::time::Time;
use hezheng_core::trust::bundle::ServiceUse;
use hezheng_core::trust::{BundleRefusal, Trust};
use std::future::Future;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Weak};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use std::{fs, io};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// After being told to stop, requests under way have so long to end.
const GRACE: Duration = Duration::from_secs(10);

/// Why the service does not start. `Display` says what is wrong, where, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The store.
    #[error("store in the configuration: {address}: {error}")]
    Store {
        /// Where it is.
        address: StoreAddress,
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
    /// Its log origin cannot name a key of signed notes.
    #[error(
        "its log origin in the trust bundle cannot name a key (C2SP signed notes: no spaces, no plus sign); ask the province to correct it"
    )]
    LogOrigin,
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
    /// Dropped, it ends the thread that asks witnesses.
    witnesses: SyncSender<()>,
    /// Where backups are asked for.
    #[cfg(unix)]
    control: Option<Control>,
}

/// What was opened, before anything is listened at or written to by requests.
struct Opened {
    listen: SocketAddr,
    witnesses: Vec<WitnessAddress>,
    service: Arc<Service>,
    mounts: Vec<http::Mount>,
    /// Serves what comes through the queue, on a thread of its own.
    write: Box<dyn FnOnce() + Send>,
    /// This node, where its store is shared.
    node: Option<Weak<Node>>,
    /// Where backups of an embedded store are asked for.
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
        memory: &store::memory::Memory,
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

impl Opened {
    fn open(config: &Config, clock: Arc<dyn Clock>) -> Result<Self, StartError> {
        let settings = Settings::resolve(config)?;
        let at_store = |error| StartError::Store { address: config.store.clone(), error };
        let (store, shared): (Arc<dyn Store>, _) = match &settings.store {
            StoreSettings::File(path) => (store::open(path, &settings.sealing).map_err(at_store)?, None),
            StoreSettings::Shared(shared) => {
                let store = store::open_shared(shared, &settings.sealing).map_err(at_store)?;
                (Arc::clone(&store) as _, Some((store, shared.node_url.clone())))
            }
        };
        Self::over(store, shared, config, settings, clock)
    }

    #[cfg(feature = "test-twin")]
    fn open_over(memory: store::memory::Memory, config: &Config, clock: Arc<dyn Clock>) -> Result<Self, StartError> {
        let settings = Settings::resolve(config)?;
        let checked = store::check_or_begin(&memory, &settings.sealing);
        checked.map_err(|error| StartError::Store { address: config.store.clone(), error })?;
        Self::over(Arc::new(memory), None, config, settings, clock)
    }

    /// Opens everything else over a store, which may be shared under this node's URL.
    fn over(
        store: Arc<dyn Store>,
        shared: Option<(Arc<Postgres>, NodeUrl)>,
        config: &Config,
        settings: Settings,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StartError> {
        let at_store = |error| StartError::Store { address: config.store.clone(), error };
        let reading = store.read().map_err(at_store)?;
        let stored = reading.bundles().map_err(at_store)?;
        let roots: Arc<[_]> = settings.roots.into();
        let trust = recovery::trust(&roots, &stored).ok_or(StartError::Roots)?;
        let initial = newer_bundle(&settings.trust_bundle, &trust, clock.now())?;
        let served: Arc<[_]> = settings.served.into();
        for authority in served.iter() {
            recovery::check_log(reading.as_ref(), authority.number).map_err(at_store)?;
        }
        let view = sequencer::stored_view(reading.as_ref(), &served, &roots, clock.now()).map_err(at_store)?;
        drop(reading);
        let metrics = Arc::new(Metrics::default());
        let sealing = Arc::new(settings.sealing);
        let mut sequencer = Sequencer {
            store: Arc::clone(&store),
            roots: Arc::clone(&roots),
            served: Arc::clone(&served),
            sealing: Arc::clone(&sealing),
            timing: settings.timing,
            clock: Arc::clone(&clock),
            metrics: Arc::clone(&metrics),
            view: view.clone(),
        };
        let leads = shared.as_ref().is_none_or(|(store, _)| store.is_elected());
        let view = if leads { sequencer.start(initial.clone()).map_err(at_store)? } else { view };
        let mounts = mounts(&served, &view)?;
        let published = Arc::new(Published::new(view));
        let (queue, requests) = Queue::new();
        let writers_view = Arc::clone(&published);
        let (nodes, node, write): (_, _, Box<dyn FnOnce() + Send>) = match shared {
            None => {
                let write = move || {
                    sequencer.run(&requests, &writers_view, || true);
                };
                (Nodes::Alone, None, Box::new(write))
            }
            Some((store, url)) => {
                let (served, roots, clock) = (Arc::clone(&served), Arc::clone(&roots), Arc::clone(&clock));
                let node =
                    Arc::new(Node::new(NodeParts { store, url, published: writers_view, served, roots, clock, leads }));
                let (weak, writer) = (Arc::downgrade(&node), Arc::clone(&node));
                let write = move || nodes::lead_or_wait(&writer, sequencer, &requests, initial.as_deref());
                (Nodes::Shared(node), Some(weak), Box::new(write))
            }
        };
        #[cfg(unix)]
        let control = custody::socket_of_config(config)
            .and_then(|socket| listen_for_keeper(socket, (&store, &queue), sealing.mark()));
        let service = Arc::new(Service {
            store,
            published,
            queue,
            nodes,
            served,
            clock,
            timing: settings.timing,
            roots,
            official_host: settings.official_host,
            status_lists: StatusLists::default(),
            counts: Counts::default(),
            metrics,
            verifying: Arc::new(Semaphore::new(VERIFY_BATCHES_AT_ONCE)),
            sealing,
            page: settings.page,
            papers: settings.papers,
            pages_at_once: Semaphore::new(PAGES_AT_ONCE),
            visitors: Visitors::default(),
            client_address_header: settings.client_address_header,
        });
        Ok(Self {
            listen: settings.listen,
            witnesses: settings.witnesses,
            service,
            mounts,
            write,
            node,
            #[cfg(unix)]
            control,
        })
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

/// A registry that its keeper cannot ask registers all the same.
#[cfg(unix)]
fn listen_for_keeper(
    socket: PathBuf,
    (store, queue): (&Arc<dyn store::Store>, &Queue),
    mark: String,
) -> Option<Control> {
    let control = Control::bind(socket.clone(), Arc::clone(store), queue.clone(), mark);
    let failed = |error: io::Error| {
        tracing::warn!(socket = %socket.display(), %error, "nobody can ask for a backup while this registry runs: its control socket cannot be made");
    };
    control.map_err(failed).ok()
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
        if !is_key_name(&entry.log_origin) {
            return Err(problem(AuthorityProblem::LogOrigin));
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
