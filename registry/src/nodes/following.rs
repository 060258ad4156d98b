//! Following: how a node that does not write learns what the elected one committed, and which node that is.

use crate::limits::FOLLOW_MILLIS;
use crate::nodes::url::NodeUrl;
use crate::nodes::{Node, Nodes};
use crate::sequencer::{stored_view, view_under};
use crate::store::key::Key;
use crate::store::{Read, Store, StoreError, schema};
use crate::view::View;
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

/// Looks again and again, until the node is gone.
pub(crate) fn follow(node: &Weak<Node>) {
    while let Some(node) = node.upgrade() {
        node.look();
        drop(node);
        thread::sleep(Duration::from_millis(FOLLOW_MILLIS));
    }
}

impl Nodes {
    /// Looks now: what was committed before this was called is in the view afterwards, where the store answers.
    pub(crate) async fn look(&self) {
        if let Self::Shared(node) = self {
            let node = Arc::clone(node);
            // It only ever fails by a panic, which its thread has reported.
            let _ = tokio::task::spawn_blocking(move || node.look()).await;
        }
    }
}

impl Node {
    /// Brings the view up to date, unless this node's own sequencer does.
    fn look(&self) {
        if self.is_elected() {
            return;
        }
        let other = self.learn().unwrap_or_else(|error| {
            tracing::error!(%error, "this node cannot follow the store");
            None
        });
        self.other.send_if_modified(|known| {
            let is_new = *known != other;
            if is_new {
                tracing::info!(elected = %other.as_ref().map_or("nobody".into(), NodeUrl::to_string), "election");
                *known = other;
            }
            is_new
        });
    }

    /// Reads what was committed since the last look; gives the elected node.
    fn learn(&self) -> Result<Option<NodeUrl>, StoreError> {
        let standing = self.store.standing()?;
        let held = self.published.view();
        if standing.number != held.number {
            self.published.replace(self.view_after(&held, self.store.read()?.as_ref())?);
        }
        // This node's own address: it is elected and has not begun to write, or was until a moment ago.
        Ok(standing.elected.as_deref().and_then(NodeUrl::parse).filter(|url| *url != self.url))
    }

    /// The view of a later commit. Trust bundles are large: they are read only where there is a newer one.
    fn view_after(&self, held: &View, reading: &dyn Read) -> Result<View, StoreError> {
        let version = held.trust.bundle().map_or(0, |bundle| bundle.body().version);
        let newer = Key::default().u64(version.saturating_add(1)).into_bytes();
        if reading.last(schema::BUNDLES, &newer..&[u8::MAX; 8])?.is_some() {
            return stored_view(reading, &self.served, &self.roots, self.clock.now());
        }
        view_under(Arc::clone(&held.trust), reading, &self.served, self.clock.now())
    }
}
