//! The one writer. Requests that change something come through a bounded queue to one thread, which takes all that wait,
//! decides each by what the store knows, writes everything in one durable commit, and only then answers. Readers see a
//! commit when it is durable.
//!
//! Start at [`Sequencer::commit`]; [`recovery`](crate::recovery) says what a crash leaves behind at each step.

mod ask;
mod batch;
mod bundle;
mod checkpoint;
mod desk;
mod matching;
mod order;
mod publication;
mod queue;
mod register;
mod reserve;
mod snapshot;
mod snapshot_timing;
mod trainee;

use crate::authority::ServedAuthority;
use crate::clock::Clock;
use crate::metrics::Metrics;
use crate::recovery;
use crate::sealing::SealingKey;
use crate::store::{AuthorityNumber, Load, Read, Store, StoreError, Writing};
use crate::view::{Published, View};
use batch::Batch;
use hezheng_core::key::PublicKey;
use hezheng_core::time::Time;
use hezheng_core::trust::Trust;
use hezheng_core::verify::Evidence;
pub(crate) use queue::{Asked, Queue};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Instant;

pub(crate) use desk::{DeskAct, DeskAsk, FlagDecision};
pub(crate) use matching::MatchQuestion;
pub(crate) use order::OrderGiven;
pub(crate) use publication::Publication;
pub(crate) use register::{Filed, Filing, RegisterAsk, Registration, Withdrawal};
pub(crate) use reserve::{Reservation, Reserved};
pub(crate) use snapshot_timing::SnapshotTiming;
pub(crate) use trainee::{Act, By, Given, Proof, TraineeAsked};

/// What the writer owns.
pub(crate) struct Sequencer {
    pub(crate) store: Arc<dyn Store>,
    /// The root keys that the configuration pins.
    pub(crate) roots: Arc<[PublicKey]>,
    pub(crate) served: Arc<[ServedAuthority]>,
    pub(crate) sealing: Arc<SealingKey>,
    pub(crate) timing: SnapshotTiming,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) metrics: Arc<Metrics>,
    /// The state of the last commit.
    pub(crate) view: View,
}

/// What a commit is asked to do, beside requests.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Upkeep {
    /// At the start: log the bundle in force where that was not done, and make the snapshots that are missing.
    Start,
    /// Make the snapshots that are due.
    Usual,
}

/// Why the writer stopped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ended {
    /// Every sender is gone.
    NobodyAsks,
    /// Another process may write now.
    MayNotWrite,
}

impl Sequencer {
    /// The first commit: takes this bundle, logs the one in force where a log lacks it, makes the snapshots that are missing.
    pub(crate) fn start(&mut self, bundle: Option<Vec<u8>>) -> Result<View, StoreError> {
        let mut asked: Vec<Asked> =
            bundle.into_iter().map(|bundle| Asked::unheard(bundle, Asked::TakeBundle)).collect();
        self.commit(&mut asked, Upkeep::Start)?;
        Ok(self.view.clone())
    }

    /// Serves requests until every sender is gone, and for as long as this process may write.
    pub(crate) fn run(
        &mut self,
        requests: &Receiver<Asked>,
        published: &Published,
        may_write: impl Fn() -> bool,
    ) -> Ended {
        // As many requests as the last commit carried out are likely to come together again.
        let mut usual = 0;
        while may_write() {
            let Some(mut asked) = queue::collect(requests, usual) else { return Ended::NobodyAsks };
            // It shrinks slowly, so that one small commit does not make all that follow small.
            usual = asked.len().max(usual - usual.div_ceil(8));
            let begun = Instant::now();
            match self.commit(&mut asked, Upkeep::Usual) {
                Ok(view) => {
                    if view.is_some() {
                        self.metrics.committed(asked.len(), begun.elapsed());
                    }
                    view.into_iter().for_each(|view| published.replace(view));
                    asked.into_iter().for_each(Asked::answer);
                }
                Err(error) => {
                    self.metrics.failed();
                    tracing::error!(%error, requests = asked.len(), "nothing was committed");
                    asked.into_iter().for_each(Asked::answer_unavailable);
                }
            }
        }
        Ended::MayNotWrite
    }

    /// Decides and writes everything asked in one durable commit; gives the view that is true from then on, where
    /// something was written. On an error nothing was written, or it cannot be known: then nothing may be answered.
    pub(crate) fn commit(&mut self, asked: &mut [Asked], upkeep: Upkeep) -> Result<Option<View>, StoreError> {
        let now = self.clock.now();
        let writing = Writing::on(self.store.as_ref())?;
        if writing.number() != self.view.number {
            // Another writer committed, or the last commit's outcome was not known: what counts is what the store says.
            self.view = stored_view(&writing, &self.served, &self.roots, now)?;
        }
        let mut batch = Batch::new(self, writing, now);
        for asked in asked.iter_mut() {
            match asked {
                Asked::Reserve(ask) => ask.decide(|question| batch.reserve(question))?,
                Asked::TakeBundle(ask) => ask.decide(|bytes| batch.take_bundle(bytes))?,
                _ => {}
            }
        }
        if upkeep == Upkeep::Start {
            batch.log_bundle_where_missing()?;
            batch.begin_desks()?;
        }
        let mut registrations: Vec<_> = asked.iter_mut().filter_map(Asked::registration_mut).collect();
        batch.register_all(&mut registrations)?;
        for asked in asked.iter_mut() {
            match asked {
                Asked::FileCorrection(ask) => ask.decide(|filing| batch.file_correction(filing))?,
                Asked::WithdrawCorrection(ask) => ask.decide(|asked| batch.withdraw_correction(asked))?,
                Asked::Desk(ask) => ask.decide(|asked| batch.desk(asked))?,
                Asked::Explain(ask) => ask.decide(|asked| batch.explain(asked))?,
                Asked::Order(ask) => ask.decide(|order| batch.order(order))?,
                Asked::Match(ask) => ask.decide(|question| batch.match_person(question))?,
                Asked::Trainee(ask) => ask.decide(|asked| batch.trainee(asked))?,
                Asked::Refresh(ask) => ask.decide(|authority| batch.refresh(*authority))?,
                Asked::Publish(ask) => ask.decide(|publication| batch.publish(publication))?,
                Asked::Chore(ask) => ask.decide(|step| batch.chore(step))?,
                Asked::Ping(ask) => ask.decide(|()| Ok(()))?,
                _ => {}
            }
        }
        batch.make_snapshots_due()?;
        batch.make_checkpoints()?;
        let Some(after) = batch.finish()? else {
            // What was decided without writing is answered by the store as it is only if nobody else wrote meanwhile.
            self.store.confirm()?;
            return Ok(None);
        };
        self.view = after.clone();
        Ok(Some(after))
    }
}

/// The state in the store, under the trust that its bundles lead to from these roots.
pub(crate) fn stored_view(
    store: &dyn Read,
    served: &[ServedAuthority],
    roots: &[PublicKey],
    now: Time,
) -> Result<View, StoreError> {
    let trust = recovery::trust(roots, &store.bundles()?).ok_or(StoreError::OtherRoots)?;
    view_under(Arc::new(trust), store, served, now)
}

/// The state in the store, under this trust.
pub(crate) fn view_under(
    trust: Arc<Trust>,
    store: &dyn Read,
    served: &[ServedAuthority],
    now: Time,
) -> Result<View, StoreError> {
    let heads = served.iter().map(|served| Ok((served.number, store.head(served.number)?)));
    let heads = heads.collect::<Result<_, StoreError>>()?;
    let text = |(number, text): (AuthorityNumber, Option<String>)| text.map(|text| (number, text.into()));
    let of_each = |find: fn(&dyn Read, AuthorityNumber) -> Result<Option<String>, StoreError>| {
        let found = served.iter().map(|served| Ok((served.number, find(store, served.number)?)));
        found.filter_map(|found| found.map(text).transpose()).collect::<Result<BTreeMap<_, Arc<str>>, StoreError>>()
    };
    let checkpoints = of_each(|store, number| store.checkpoint(number))?;
    let cosigned = of_each(|store, number| store.cosigned(number))?;
    let evidence = Arc::new(evidence(store, served, &trust, now)?);
    Ok(View { number: store.number(), trust, evidence, heads, checkpoints, cosigned })
}

/// The stored snapshots that verifiers take now.
pub(crate) fn evidence(
    store: &dyn Read,
    served: &[ServedAuthority],
    trust: &Trust,
    now: Time,
) -> Result<Evidence, StoreError> {
    let stored = served.iter().map(|authority| store.snapshot(authority.number));
    let stored = stored.collect::<Result<Vec<_>, _>>()?;
    let snapshots: Vec<&[u8]> = stored.iter().flatten().map(Vec::as_slice).collect();
    Ok(Evidence::collect(trust, &snapshots, now))
}
