//! One commit in the making: what is decided sees what was decided before it in the same commit.

use crate::authority::ServedAuthority;
use crate::chores::{ChoreStep, Done};
use crate::desk::policy::Policy;
use crate::refusal::{Failed, Refusal, Unavailable};
use crate::sealing::SealingKey;
use crate::sequencer::{Sequencer, SnapshotTiming};
use crate::store::records::{CertificateRecord, Head};
use crate::store::{AuthorityNumber, Load, Place, Store, StoreError, Writing};
use crate::view::View;
use hezheng_core::ids::LeafIndex;
use hezheng_core::limits::CLOCK_SKEW_SECS;
use hezheng_core::log::Entry;
use hezheng_core::time::Time;
use hezheng_core::trust::Trust;
use hezheng_core::trust::bundle::TrustBundle;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A commit in the making.
pub(super) struct Batch<'s> {
    pub(super) writing: Writing,
    store: &'s dyn Store,
    pub(super) served: &'s [ServedAuthority],
    pub(super) sealing: &'s SealingKey,
    pub(super) timing: SnapshotTiming,
    pub(super) now: Time,
    /// What will be true after this commit.
    pub(super) view: View,
    /// Certificates admitted in this commit that are still to be signed.
    pub(super) unsigned: BTreeMap<Place, CertificateRecord>,
    /// Authorities whose snapshot is made at the end of this commit.
    pub(super) due: BTreeSet<AuthorityNumber>,
    changed: BTreeSet<AuthorityNumber>,
    /// The policies that were asked for, as this commit has them.
    pub(super) policies: BTreeMap<AuthorityNumber, Arc<Policy>>,
    /// Where each log stood before this commit.
    pub(super) before: BTreeMap<AuthorityNumber, Head>,
}

impl<'s> Batch<'s> {
    pub(super) fn new(sequencer: &'s Sequencer, writing: Writing, now: Time) -> Self {
        Self {
            writing,
            store: sequencer.store.as_ref(),
            served: &sequencer.served,
            sealing: &sequencer.sealing,
            timing: sequencer.timing,
            now,
            view: sequencer.view.clone(),
            unsigned: BTreeMap::new(),
            due: BTreeSet::new(),
            changed: BTreeSet::new(),
            policies: BTreeMap::new(),
            before: sequencer.view.heads.clone(),
        }
    }

    /// Does what may be refused half way: then everything is as it was before.
    pub(super) fn whole_or_not_at_all<T>(
        &mut self,
        doing: impl FnOnce(&mut Self) -> Result<T, Failed>,
    ) -> Result<T, Failed> {
        let (written, heads) = (self.writing.written(), self.view.heads.clone());
        let (changed, due, unsigned) = (self.changed.clone(), self.due.clone(), self.unsigned.clone());
        let done = doing(self);
        if done.is_err() {
            self.writing.go_back_to(written);
            self.view.heads = heads;
            (self.changed, self.due, self.unsigned) = (changed, due, unsigned);
        }
        done
    }

    /// Makes everything durable, and gives what is true from then on; `None` where there was nothing to write.
    pub(super) fn finish(mut self) -> Result<Option<View>, StoreError> {
        for authority in std::mem::take(&mut self.changed) {
            let head = self.head(authority);
            self.writing.put_head(authority, &head);
        }
        if !self.writing.has_written() {
            return Ok(None);
        }
        self.view.number = self.writing.commit(self.store)?;
        Ok(Some(self.view))
    }

    pub(super) fn authority(&self, number: AuthorityNumber) -> Result<&'s ServedAuthority, Refusal> {
        let found = self.served.iter().find(|authority| authority.number == number);
        found.ok_or(Refusal::Unavailable(Unavailable::ServiceKey))
    }

    pub(super) fn head(&self, authority: AuthorityNumber) -> Head {
        self.view.heads.get(&authority).copied().unwrap_or(Head::EMPTY)
    }

    pub(super) fn replace_head(&mut self, authority: AuthorityNumber, head: Head) {
        self.view.heads.insert(authority, head);
        self.changed.insert(authority);
    }

    /// The bundle in force, where it is not expired.
    pub(super) fn bundle(trust: &Trust, now: Time) -> Result<&TrustBundle, Unavailable> {
        let bundle = trust.bundle().filter(|bundle| now < bundle.body().expires);
        bundle.ok_or(Unavailable::BundleExpired)
    }

    /// The time of the next entry: never before an earlier entry, and after the as-of of every snapshot so far, so that
    /// no later entry has a time at or before a snapshot's as-of. Where the clock was set back so far that verifiers
    /// would take the entry for one from the future, there is none.
    pub(super) fn entry_time(&self, authority: AuthorityNumber) -> Result<Time, Unavailable> {
        let head = self.head(authority);
        let after_snapshot = if head.as_of == Time(0) { Time(0) } else { head.as_of.plus_secs(1) };
        let time = self.now.max(head.last_entry).max(after_snapshot);
        if time > self.now.plus_secs(CLOCK_SKEW_SECS) { Err(Unavailable::ClockBehind) } else { Ok(time) }
    }

    /// Appends an entry to an authority's log.
    pub(super) fn append(&mut self, authority: AuthorityNumber, entry: &Entry) -> Result<LeafIndex, StoreError> {
        let mut head = self.head(authority);
        let leaf = self.writing.append(authority, head.size, &entry.encode())?;
        head.size.0 = head.size.0.saturating_add(1);
        head.last_entry = head.last_entry.max(entry.time());
        self.replace_head(authority, head);
        Ok(leaf)
    }

    /// One step of an operator's chore.
    pub(super) fn chore(&mut self, step: &ChoreStep) -> Result<(Done, Option<ChoreStep>), Failed> {
        let sealing = self.sealing;
        Ok(step.take(&mut self.writing, sealing)?)
    }

    /// The certificate at a place, admitted in this commit or before.
    pub(super) fn certificate(&self, place: Place) -> Result<CertificateRecord, Failed> {
        if let Some(record) = self.unsigned.get(&place) {
            return Ok(record.clone());
        }
        Ok(self.writing.certificate(place)?.ok_or(StoreError::Damaged(None))?)
    }
}
