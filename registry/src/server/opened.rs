//! What is opened before anything is listened at: the store, the trust bundle, the writer, and the service over them.

use super::{AuthorityProblem, BundleProblem, StartError};
use crate::authority::ServedAuthority;
use crate::clock::Clock;
use crate::config::Config;
use crate::console::Counts;
#[cfg(unix)]
use crate::custody::{self, Control};
use crate::limits::{PAGES_AT_ONCE, VERIFY_BATCHES_AT_ONCE};
use crate::metrics::Metrics;
use crate::nodes::url::NodeUrl;
use crate::nodes::{self, Node, NodeParts, Nodes};
use crate::sequencer::{self, Queue, Sequencer};
use crate::service::Service;
use crate::settings::store::StoreSettings;
use crate::settings::{Settings, WitnessAddress};
use crate::status_list::StatusLists;
use crate::store::postgres::Postgres;
use crate::store::{self, Load, Store};
use crate::view::{Published, View};
use crate::visitors::Visitors;
use crate::{http, recovery};
use hezheng_core::log::note::is_key_name;
use hezheng_core::time::Time;
use hezheng_core::trust::Trust;
use hezheng_core::trust::bundle::ServiceUse;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Weak};
use tokio::sync::Semaphore;

/// What was opened, before anything is listened at or written to by requests.
pub(super) struct Opened {
    pub(super) listen: SocketAddr,
    pub(super) witnesses: Vec<WitnessAddress>,
    pub(super) service: Arc<Service>,
    pub(super) mounts: Vec<http::Mount>,
    /// Serves what comes through the queue, on a thread of its own.
    pub(super) write: Box<dyn FnOnce() + Send>,
    /// This node, where its store is shared.
    pub(super) node: Option<Weak<Node>>,
    /// Where backups of an embedded store are asked for.
    #[cfg(unix)]
    pub(super) control: Option<Control>,
}

impl Opened {
    pub(super) fn open(config: &Config, clock: Arc<dyn Clock>) -> Result<Self, StartError> {
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
    pub(super) fn open_over(
        memory: store::memory::Memory,
        config: &Config,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StartError> {
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

/// A registry that its keeper cannot ask registers all the same.
#[cfg(unix)]
fn listen_for_keeper(
    socket: std::path::PathBuf,
    (store, queue): (&Arc<dyn store::Store>, &Queue),
    mark: String,
) -> Option<Control> {
    let control = Control::bind(socket.clone(), Arc::clone(store), queue.clone(), mark);
    let failed = |error: std::io::Error| {
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
