//! The writer's thread of a node that shares its store: it stands for election until it is elected, and is the sequencer
//! for as long as it is.

use crate::limits::ELECTION_MILLIS;
use crate::nodes::Node;
use crate::sequencer::{Asked, Ended, Sequencer};
use crate::store::port::Store;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// Serves requests whenever this node is elected, until every sender is gone. `bundle` is the configured one, where it was
/// newer than the stored one.
pub(crate) fn lead_or_wait(node: &Node, sequencer: Sequencer, requests: &Receiver<Asked>, bundle: Option<&[u8]>) {
    until_nobody_asks(node, sequencer, requests, bundle);
    // A node that is stopped is followed by another at once.
    node.store.resign();
}

fn until_nobody_asks(node: &Node, mut sequencer: Sequencer, requests: &Receiver<Asked>, bundle: Option<&[u8]>) {
    loop {
        match node.store.campaign(&node.url.to_string()) {
            Ok(true) => {
                if lead(node, &mut sequencer, requests, bundle) == Ended::NobodyAsks {
                    return;
                }
            }
            Ok(false) => {}
            Err(error) => tracing::error!(%error, "this node cannot stand for election"),
        }
        node.leads.store(false, Ordering::SeqCst);
        if wait(requests) == Ended::NobodyAsks {
            return;
        }
    }
}

/// Is the sequencer for as long as this node is elected.
fn lead(node: &Node, sequencer: &mut Sequencer, requests: &Receiver<Asked>, bundle: Option<&[u8]>) -> Ended {
    // The first commit begins from what the store says: what other nodes committed meanwhile, or what became of a commit
    // of this node whose outcome it never learned.
    match sequencer.start(bundle.map(Vec::from)) {
        Ok(view) => node.published.replace(view),
        Err(error) => {
            tracing::error!(%error, "this node is elected and cannot begin to write");
            return Ended::MayNotWrite;
        }
    }
    tracing::info!("this node is the elected one now");
    node.leads.store(true, Ordering::SeqCst);
    let ended = sequencer.run(requests, &node.published, || node.store.is_elected());
    tracing::warn!("this node is not the elected one any more");
    ended
}

/// Waits until it is time to look again. What still comes here was meant for an elected node.
fn wait(requests: &Receiver<Asked>) -> Ended {
    let until = Instant::now() + Duration::from_millis(ELECTION_MILLIS);
    loop {
        match requests.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(asked) => asked.answer_unavailable(),
            Err(RecvTimeoutError::Timeout) => return Ended::MayNotWrite,
            Err(RecvTimeoutError::Disconnected) => return Ended::NobodyAsks,
        }
    }
}
