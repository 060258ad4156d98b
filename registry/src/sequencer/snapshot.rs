//! Snapshots: what verifiers keep of each certificate's status (format.md section 6).
//!
//! As-of is now, never before that of the snapshot before it and never before the bundle in force was logged. From then
//! on every entry has a later time ([`Batch::entry_time`]), so that no later entry has a time at or before as-of.

use crate::authority::ServedAuthority;
use crate::refusal::Failed;
use crate::sequencer::batch::Batch;
use crate::store::{AuthorityNumber, Load, StoreError};
use hezheng_core::status::Status;
use hezheng_core::status::index_set::IndexSet;
use hezheng_core::status::snapshot::{Snapshot, SnapshotBody, SnapshotDraft, StatusSets};
use hezheng_core::trust::bundle::ServiceUse;
use std::sync::Arc;

impl Batch<'_> {
    /// Has a snapshot made in this commit.
    pub(super) fn snapshot_is_due(&mut self, authority: AuthorityNumber) {
        self.due.insert(authority);
    }

    /// Has a snapshot made where the last does not speak of the whole log or is too old.
    pub(super) fn refresh(&mut self, authority: AuthorityNumber) -> Result<(), Failed> {
        let authority = self.authority(authority).map_err(Failed::refused)?;
        if !self.has_snapshot(authority, self.timing.max_age_secs, Coverage::WholeLog) {
            self.snapshot_is_due(authority.number);
        }
        Ok(())
    }

    /// Makes the snapshots that are due: after what happened in this commit, or because time has passed.
    pub(super) fn make_snapshots_due(&mut self) -> Result<(), StoreError> {
        for authority in self.served {
            let is_due = self.due.contains(&authority.number)
                || !self.has_snapshot(authority, self.timing.interval_secs, Coverage::Any);
            if is_due {
                self.make_snapshot(authority)?;
            }
        }
        Ok(())
    }

    fn has_snapshot(&self, authority: &ServedAuthority, max_age_secs: u64, coverage: Coverage) -> bool {
        let size = self.head(authority.number).size;
        self.view.evidence.snapshot(&authority.code).is_some_and(|held| {
            let covers = coverage == Coverage::Any || held.body().size >= size;
            covers && self.now.secs_since(held.body().as_of) < max_age_secs
        })
    }

    /// Makes a snapshot; none where verifiers would not take it instead of the one held.
    fn make_snapshot(&mut self, authority: &ServedAuthority) -> Result<(), StoreError> {
        let trust = Arc::clone(&self.view.trust);
        let Some(bundle) = trust.bundle() else { return Ok(()) };
        let mut head = self.head(authority.number);
        let as_of = self.now.max(head.as_of).max(head.bundle_since);
        let Ok((_, signer)) = authority.usable(bundle, ServiceUse::Snapshot, as_of) else {
            tracing::error!(authority = %authority.code, "no snapshot: the trust bundle does not let its key sign one now");
            return Ok(());
        };
        let body = SnapshotBody {
            authority: authority.code.clone(),
            as_of,
            next_update: as_of.plus_secs(self.timing.next_update_secs),
            size: head.size,
            bundle_version: head.bundle_version,
            sets: self.status_sets(authority.number)?,
        };
        let draft = SnapshotDraft::new(signer.kid(), &body);
        let bytes = draft.finish(&signer.sign(&draft.to_be_signed()));
        let made = match Snapshot::accept(&bytes, bundle, self.now) {
            Ok(made) => made,
            Err(refusal) => {
                tracing::error!(authority = %authority.code, ?refusal, "no snapshot: verifiers would not take it");
                return Ok(());
            }
        };
        if Arc::make_mut(&mut self.view.evidence).offer(made) {
            self.writing.put_snapshot(authority.number, &bytes);
            head.as_of = as_of;
            self.replace_head(authority.number, head);
        }
        Ok(())
    }

    fn status_sets(&self, authority: AuthorityNumber) -> Result<StatusSets, StoreError> {
        let statuses = self.writing.statuses(authority)?;
        let with = |wanted: Status| {
            IndexSet::from_indices(statuses.iter().filter(|(_, record)| record.status == wanted).map(|(leaf, _)| *leaf))
        };
        Ok(StatusSets {
            revoked: with(Status::Revoked),
            suspended: with(Status::Suspended),
            superseded: with(Status::Superseded),
        })
    }
}

/// What a snapshot must speak of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Coverage {
    WholeLog,
    Any,
}
