//! What the service can do, without HTTP: questions to readers are answered here, questions to the writer are passed on.

mod corrections;

use crate::authority::ServedAuthority;
use crate::clock::Clock;
use crate::console::Counts;
use crate::log_files;
use crate::metrics::Metrics;
use crate::nodes::{Elected, Nodes};
use crate::paper::Paper;
use crate::refusal::{Failed, Refusal, Unavailable};
use crate::sealing::SealingKey;
use crate::sequencer::{Asked, Queue, SnapshotTiming};
use crate::status_list::StatusLists;
use crate::store::{AuthorityNumber, Load, Place, Read, Store, StoreError};
use crate::view::{Published, View};
use crate::visitors::Visitors;
use crate::warnings::{Warning, warnings};
use axum::http::HeaderName;
use hezheng_core::ids::{Hash, TreeSize};
use hezheng_core::key::PublicKey;
use hezheng_core::log::receipt::{ReceiptDraft, ReceiptSubject};
use hezheng_core::log::tile::Tile;
use hezheng_core::log::tree;
use hezheng_core::number::AuthorityCode;
use hezheng_core::qr::PageAddress;
use hezheng_core::statement::check_code::CheckCode;
use hezheng_core::statement::{UnverifiedStatement, with_receipts};
use hezheng_core::status::Status;
use hezheng_core::time::Time;
use hezheng_core::trust::bundle::{Authority, ServiceUse};
use hezheng_core::trust::pack::UnverifiedPack;
use hezheng_core::verify::{Presented, Report, StatusDetail, verify};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// The service.
pub(crate) struct Service {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) published: Arc<Published>,
    pub(crate) queue: Queue,
    pub(crate) nodes: Nodes,
    pub(crate) served: Arc<[ServedAuthority]>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) timing: SnapshotTiming,
    /// The root keys that the configuration pins.
    pub(crate) roots: Arc<[PublicKey]>,
    pub(crate) official_host: String,
    pub(crate) status_lists: StatusLists,
    /// What was counted of each log.
    pub(crate) counts: Counts,
    pub(crate) metrics: Arc<Metrics>,
    /// Room for batches that are verified at once.
    pub(crate) verifying: Arc<Semaphore>,
    pub(crate) sealing: Arc<SealingKey>,
    /// The page that QR codes name.
    pub(crate) page: PageAddress,
    pub(crate) papers: BTreeMap<AuthorityNumber, Paper>,
    /// Turns at making pages.
    pub(crate) pages_at_once: Semaphore,
    pub(crate) visitors: Visitors,
    /// Which header says where a request comes from.
    pub(crate) client_address_header: Option<HeaderName>,
}

impl Service {
    pub(crate) fn now(&self) -> Time {
        self.clock.now()
    }

    pub(crate) fn view(&self) -> Arc<View> {
        self.published.view()
    }

    /// An authority's entry in the bundle in force.
    pub(crate) fn listed(&self, view: &View, number: AuthorityNumber) -> Option<Authority> {
        let served = self.served.iter().find(|authority| authority.number == number)?;
        view.trust.bundle()?.authority(served.code.as_str()).cloned()
    }

    /// The newest view, after snapshots were made that speak of the whole of each log and are young. Where one cannot be
    /// made the view says so by its age; that is no error.
    pub(crate) async fn fresh_view(&self) -> Arc<View> {
        self.nodes.look().await;
        for authority in self.served.iter() {
            if !self.view().is_fresh(&authority.code, self.now(), self.timing.max_age_secs)
                && let Err(refusal) = self.refresh(authority.number).await
            {
                tracing::warn!(authority = %authority.code, ?refusal, "the snapshot was not refreshed");
            }
        }
        self.view()
    }

    /// Has a snapshot made where the last is not fresh: here, or by the node that is elected.
    async fn refresh(&self, authority: AuthorityNumber) -> Result<(), Refusal> {
        if self.nodes.elected() == Elected::Here {
            return self.queue.ask(authority, Asked::Refresh).await;
        }
        self.nodes.refresh().await?;
        self.nodes.look().await;
        Ok(())
    }

    /// The pack: every bundle that changed the root keys, the newest, and the snapshots of all authorities served.
    pub(crate) fn pack(&self, view: &View) -> Result<Vec<u8>, Failed> {
        let newest = view.trust.bundle().ok_or(Failed::refused(Unavailable::BundleExpired))?;
        let stored = self.store.read()?.bundles()?;
        let earlier = stored.iter().filter(|record| record.changed_roots && record.bundle != newest.bytes());
        let bundles = earlier.map(|record| record.bundle.as_slice()).chain([newest.bytes()]).collect();
        let snapshots = view.evidence.snapshots().map(|snapshot| snapshot.bytes()).collect();
        let checkpoints =
            self.served.iter().filter_map(|served| view.checkpoint(served.number)).map(Arc::as_ref).collect();
        Ok(UnverifiedPack { bundles, snapshots, checkpoints }.encode())
    }

    /// Judges what is presented by the newest evidence and by the log itself. What is presented together is judged at one time.
    pub(crate) fn verify(&self, presented: Presented<'_>, view: &View, now: Time) -> Result<Report, Failed> {
        let mut report = verify(presented, &view.evidence, &view.trust, now);
        let Some((code, leaf)) = report.leaf_to_compare() else { return Ok(report) };
        let code = AuthorityCode::parse(&code).ok();
        let served = self.served.iter().find(|authority| Some(&authority.code) == code.as_ref());
        let Some(authority) = served else { return Ok(report) };
        let (reading, place) = (self.store.read()?, (authority.number, leaf));
        report = report.compared_with_log(reading.entry(place)?.as_deref());
        if report.evidence.registered.is_some() {
            report.status_detail = status_detail(reading.as_ref(), place)?;
        }
        Ok(report)
    }

    /// Judges the certificate with this check code, with its receipt; `None`: this authority has none with it.
    pub(crate) fn lookup(
        &self,
        authority: AuthorityNumber,
        code: CheckCode,
        view: &View,
    ) -> Result<Option<Report>, Failed> {
        let reading = self.store.read()?;
        let place = reading.place_of_check_code(code)?.filter(|place| place.0 == authority);
        let Some(place) = place else { return Ok(None) };
        let record = reading.certificate(place)?.ok_or(StoreError::Damaged(None))?;
        let statement = with_receipts(&record.registered, &[&record.receipt]).map_err(|_| StoreError::Damaged(None))?;
        drop(reading);
        self.verify(Presented::Statement(&statement), view, self.now()).map(Some)
    }

    /// A new receipt for this statement, against the newest checkpoint; `None`: it is not in this authority's log.
    pub(crate) fn receipt(&self, authority: AuthorityNumber, statement: &[u8]) -> Result<Option<Vec<u8>>, Failed> {
        let statement = UnverifiedStatement::decode(statement).map_err(Failed::refused)?;
        let reading = self.store.read()?;
        let place = reading.place_of_statement(statement.hash())?.filter(|place| place.0 == authority);
        let (Some(place), Some(served)) = (place, self.served.iter().find(|served| served.number == authority)) else {
            return Ok(None);
        };
        let (view, head) = (self.view(), reading.head(authority)?);
        let time = self.now().max(head.last_entry);
        let bundle = view.trust.bundle().ok_or(Failed::refused(Unavailable::BundleExpired))?;
        let (listed, signer) = served.usable(bundle, ServiceUse::Log, time).map_err(Failed::refused)?;
        let proof = tree::prove_inclusion(&reading.nodes(authority), head.size, place.1)?;
        let proof = proof.ok_or(StoreError::Damaged(None))?;
        let subject = ReceiptSubject { origin: &listed.log_origin, number: statement.unverified_number() };
        let draft = ReceiptDraft::new(signer.kid(), subject, time, &proof);
        Ok(Some(draft.finish(&signer.sign(draft.to_be_signed()))))
    }

    /// The proof that the tree of the first `new` leaves begins with that of the first `old`; `None`: there are not so many,
    /// or the first is not the smaller one.
    pub(crate) fn consistency(
        &self,
        authority: AuthorityNumber,
        old: TreeSize,
        new: TreeSize,
    ) -> Result<Option<Vec<Hash>>, Failed> {
        let reading = self.store.read()?;
        let has_both = TreeSize(1) <= old && old < new && new <= reading.head(authority)?.size;
        let proof = has_both.then(|| tree::prove_consistency(&reading.nodes(authority), old, new));
        Ok(proof.transpose()?)
    }

    /// An order in force, as it was signed.
    pub(crate) fn order(&self, authority: AuthorityNumber, hash: Hash) -> Result<Option<Vec<u8>>, Failed> {
        Ok(self.store.read()?.order(authority, hash)?.map(|record| record.order))
    }

    /// The checkpoint of an authority's log that is given out.
    pub(crate) fn checkpoint(&self, authority: AuthorityNumber) -> Option<Arc<str>> {
        self.view().checkpoint(authority).cloned()
    }

    /// A tile of an authority's log; `None`: the log does not have it.
    pub(crate) fn tile(&self, authority: AuthorityNumber, tile: &Tile) -> Result<Option<Vec<u8>>, Failed> {
        Ok(log_files::tile(self.store.read()?.as_ref(), authority, tile)?)
    }

    /// A shard of an authority's Token Status List; `None`: there is no such shard yet.
    pub(crate) fn status_list(
        &self,
        authority: AuthorityNumber,
        shard: u64,
        view: &View,
    ) -> Result<Option<Vec<u8>>, Failed> {
        let served = self.served.iter().find(|served| served.number == authority);
        let snapshot = served.and_then(|served| view.evidence.snapshot(&served.code));
        let (Some(served), Some(snapshot), Some(bundle)) = (served, snapshot, view.trust.bundle()) else {
            return Ok(None);
        };
        self.status_lists.list(served, (snapshot, shard, self.timing.max_age_secs), bundle)
    }

    /// What to see to before it stops working.
    pub(crate) fn warnings(&self) -> Vec<Warning> {
        warnings(&self.view(), &self.served, self.timing, self.now())
    }

    /// Whether requests can be answered fully now.
    pub(crate) async fn is_ready(&self) -> Result<(), Refusal> {
        let (view, now) = (self.view(), self.now());
        let bundle = view.trust.bundle().filter(|bundle| now < bundle.body().expires);
        let bundle = bundle.ok_or(Unavailable::BundleExpired)?;
        for authority in self.served.iter() {
            for wanted in [ServiceUse::Countersign, ServiceUse::Snapshot, ServiceUse::Log] {
                authority.usable(bundle, wanted, now)?;
            }
            let snapshot = view.evidence.snapshot(&authority.code);
            if snapshot.is_none_or(|snapshot| now > snapshot.body().next_update) {
                return Err(Unavailable::Snapshot.into());
            }
        }
        match self.nodes.elected() {
            Elected::Here => self.queue.ask((), Asked::Ping).await,
            Elected::There(_) => Ok(()),
            Elected::Nobody => Err(Unavailable::Store.into()),
        }
    }
}

/// Since when and why a status is what it is, where it is not valid.
fn status_detail(reading: &dyn Read, place: Place) -> Result<Option<StatusDetail>, StoreError> {
    let record = reading.status(place)?.filter(|record| record.status != Status::Valid);
    Ok(record.map(|record| StatusDetail { since: record.since, reason: record.reason }))
}
