//! Trust bundles: taking a newer one, and logging which is in force.

use crate::refusal::Failed;
use crate::sequencer::batch::Batch;
use crate::sequencer::evidence;
use crate::store::records::BundleRecord;
use crate::store::{Load, StoreError};
use hezheng_core::ids::Hash;
use hezheng_core::log::Entry;
use hezheng_core::trust::Trust;
use std::sync::Arc;

impl Batch<'_> {
    /// Takes a bundle by the rules of format.md section 5. One that was taken before is taken again: nothing happens.
    pub(super) fn take_bundle(&mut self, bytes: &[u8]) -> Result<(), Failed> {
        if self.writing.bundles()?.iter().any(|record| record.bundle == bytes) {
            return Ok(());
        }
        let mut next = Trust::clone(&self.view.trust);
        next.take(bytes, self.now).map_err(Failed::refused)?;
        for authority in self.served {
            self.entry_time(authority.number).map_err(Failed::refused)?;
        }

        // Everything is decided; from here on things are written.
        let version = next.bundle().map_or(0, |bundle| bundle.body().version);
        let record = BundleRecord { bundle: bytes.into(), changed_roots: next.roots() != self.view.trust.roots() };
        self.writing.put_bundle(version, &record);
        self.view.trust = Arc::new(next);
        // What was acceptable under the old bundle may not be under the new one.
        self.view.evidence = Arc::new(evidence(&self.writing, self.served, &self.view.trust, self.now)?);
        Ok(self.log_bundle_where_missing()?)
    }

    /// Logs the bundle in force, in each log whose last bundle is another. A log whose clock is behind gets it later: at
    /// the next start.
    pub(super) fn log_bundle_where_missing(&mut self) -> Result<(), StoreError> {
        let trust = Arc::clone(&self.view.trust);
        let Some(bundle) = trust.bundle() else { return Ok(()) };
        let version = bundle.body().version;
        for authority in self.served {
            if self.head(authority.number).bundle_version == version {
                continue;
            }
            let Ok(time) = self.entry_time(authority.number) else {
                tracing::error!(authority = %authority.code, "the clock is far behind the log: set it and start again");
                continue;
            };
            self.append(authority.number, &Entry::BundleChange { time, bundle: Hash::of(&[bundle.bytes()]) })?;
            let mut head = self.head(authority.number);
            (head.bundle_version, head.bundle_since) = (version, time);
            self.replace_head(authority.number, head);
            self.snapshot_is_due(authority.number);
        }
        Ok(())
    }
}
