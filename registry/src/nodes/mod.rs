//! The nodes that share a store: any number of processes, each with the whole HTTP interface.
//!
//! One is elected and writes ([`election`]). Every node answers readers itself, from a view that follows the store's
//! commits ([`following`]); what writes it sends on to the elected node, and gives its answer back ([`forwarding`]).
//! [`recovery`](crate::recovery) says what a node that dies at any moment leaves behind.

mod election;
mod following;
mod forwarding;
mod relay;
pub(crate) mod url;

use crate::authority::ServedAuthority;
use crate::clock::Clock;
use crate::store::postgres::Postgres;
use crate::view::Published;
pub(crate) use election::lead_or_wait;
pub(crate) use following::follow;
use forwarding::NodeClient;
pub(crate) use forwarding::{FORWARDED, REFRESH};
use hezheng_core::key::PublicKey;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::watch;
use url::NodeUrl;

/// The nodes as one of them sees them.
pub(crate) enum Nodes {
    /// The store is this process's own.
    Alone,
    /// The store is shared.
    Shared(Arc<Node>),
}

/// Who writes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Elected {
    /// This node.
    Here,
    /// That node.
    There(NodeUrl),
    /// Nobody, or nobody that this node knows of.
    Nobody,
}

/// This node among others.
pub(crate) struct Node {
    store: Arc<Postgres>,
    url: NodeUrl,
    published: Arc<Published>,
    served: Arc<[ServedAuthority]>,
    /// The root keys that the configuration pins.
    roots: Arc<[PublicKey]>,
    clock: Arc<dyn Clock>,
    /// Whether this node's sequencer runs. It counts only while the store has this node elected.
    leads: AtomicBool,
    /// The other node that is elected, as of the last look.
    other: watch::Sender<Option<NodeUrl>>,
    client: NodeClient,
}

/// What a node works with.
pub(crate) struct NodeParts {
    pub(crate) store: Arc<Postgres>,
    pub(crate) url: NodeUrl,
    pub(crate) published: Arc<Published>,
    pub(crate) served: Arc<[ServedAuthority]>,
    pub(crate) roots: Arc<[PublicKey]>,
    pub(crate) clock: Arc<dyn Clock>,
    /// Whether this node is elected and has made its first commit.
    pub(crate) leads: bool,
}

impl Node {
    pub(crate) fn new(parts: NodeParts) -> Self {
        let NodeParts { store, url, published, served, roots, clock, leads } = parts;
        let (leads, other, client) = (AtomicBool::new(leads), watch::Sender::new(None), forwarding::client());
        Self { store, url, published, served, roots, clock, leads, other, client }
    }

    fn is_elected(&self) -> bool {
        self.leads.load(Ordering::SeqCst) && self.store.is_elected()
    }
}

impl Nodes {
    /// Who writes, as far as this node knows.
    pub(crate) fn elected(&self) -> Elected {
        match self {
            Self::Alone => Elected::Here,
            Self::Shared(node) if node.is_elected() => Elected::Here,
            Self::Shared(node) => node.other.borrow().clone().map_or(Elected::Nobody, Elected::There),
        }
    }
}
