//! What readers see without asking the store: the trust bundle in force, the newest snapshots, where each log stands.
//! The sequencer replaces it after each commit, never before; on other nodes, whoever follows the store.

use crate::store::AuthorityNumber;
use crate::store::port::CommitNumber;
use crate::store::records::Head;
use hezheng_core::ids::TreeSize;
use hezheng_core::number::AuthorityCode;
use hezheng_core::time::Time;
use hezheng_core::trust::Trust;
use hezheng_core::verify::Evidence;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// The state of one commit.
#[derive(Clone, Debug)]
pub(crate) struct View {
    /// Which commit.
    pub(crate) number: CommitNumber,
    pub(crate) trust: Arc<Trust>,
    pub(crate) evidence: Arc<Evidence>,
    pub(crate) heads: BTreeMap<AuthorityNumber, Head>,
    /// The signed checkpoint of each head.
    pub(crate) checkpoints: BTreeMap<AuthorityNumber, Arc<str>>,
    /// The newest checkpoint of each log that enough witnesses cosigned.
    pub(crate) cosigned: BTreeMap<AuthorityNumber, Arc<str>>,
}

impl View {
    /// The size of an authority's log.
    pub(crate) fn size(&self, authority: AuthorityNumber) -> TreeSize {
        self.heads.get(&authority).map_or(TreeSize(0), |head| head.size)
    }

    /// The checkpoint of an authority's log that is given out: where witnesses are to watch the logs, the newest that
    /// enough of them cosigned; otherwise, or before there is one, the newest.
    pub(crate) fn checkpoint(&self, authority: AuthorityNumber) -> Option<&Arc<str>> {
        let is_watched = self.trust.bundle().is_some_and(|bundle| bundle.body().witnesses.is_some());
        let cosigned = self.cosigned.get(&authority).filter(|_| is_watched);
        cosigned.or_else(|| self.checkpoints.get(&authority))
    }

    /// Whether an authority's snapshot speaks of its whole log and is younger than `max_age_secs`.
    pub(crate) fn is_fresh(&self, code: &AuthorityCode, now: Time, max_age_secs: u64) -> bool {
        self.evidence.snapshot(code).is_some_and(|snapshot| {
            let body = snapshot.body();
            body.size >= self.size(AuthorityNumber::of(code)) && now.secs_since(body.as_of) < max_age_secs
        })
    }
}

/// The newest view.
#[derive(Debug)]
pub(crate) struct Published(RwLock<Arc<View>>);

impl Published {
    pub(crate) fn new(view: View) -> Self {
        Self(RwLock::new(Arc::new(view)))
    }

    pub(crate) fn view(&self) -> Arc<View> {
        // A panic cannot leave half a view: it is replaced by one assignment.
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Publishes a view, unless that of a later commit is published already.
    pub(crate) fn replace(&self, view: View) {
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if view.number >= held.number {
            *held = Arc::new(view);
        }
    }
}
