//! What the entries come to, held against what was signed of them and what the store says of the log: roots, snapshot, head.

use super::{LogCheck, authority_text};
use crate::fsck::finding::{Fault, Findings, Stopped};
use crate::fsck::publication::{Checkpoint, Kept};
use crate::fsck::{Fsck, LogReport, decode_exact};
use crate::store::key::Key;
use crate::store::load::at;
use crate::store::records::{Head, Record};
use crate::store::schema::{CERTIFICATES, CHECKPOINTS, COSIGNED, HEADS, SNAPSHOTS};
use hezheng_core::ids::{Hash, LeafIndex};
use hezheng_core::time::Time;

impl LogCheck {
    /// Where the tree has just the size that the checkpoint or a receipt speaks of.
    pub(super) fn compare_roots(&mut self, fsck: &mut Fsck<'_>, size: u64, root: Hash) -> Result<(), Stopped> {
        for (table, kept) in [(CHECKPOINTS, &self.checkpoint), (COSIGNED, &self.cosigned)] {
            let signed = kept.good().filter(|checkpoint| checkpoint.size.0 == size);
            if signed.is_some_and(|checkpoint| checkpoint.root != root) {
                fsck.findings.add(table, &Key::of(self.authority).into_bytes(), Fault::OtherRoot { size })?;
            }
        }
        for (leaf, promised) in self.promised.remove(&size).unwrap_or_default() {
            if promised != root {
                self.other_tree(fsck, leaf, size)?;
            }
        }
        Ok(())
    }

    pub(super) fn other_tree(&self, fsck: &mut Fsck<'_>, leaf: LeafIndex, size: u64) -> Result<(), Stopped> {
        let key = at((self.authority, leaf)).into_bytes();
        fsck.findings.add(CERTIFICATES, &key, Fault::OtherTree { size })
    }

    /// Where the log has just the size that the snapshot speaks of.
    pub(super) fn compare_snapshot(&self, fsck: &mut Fsck<'_>, size: u64, bundle_version: u64) -> Result<(), Stopped> {
        let wanted = self.snapshot.good().filter(|snapshot| snapshot.size.0 == size && self.is_whole);
        let Some(snapshot) = wanted else { return Ok(()) };
        let key = Key::of(self.authority).into_bytes();
        let expected = self.orders.sets();
        for ((_, said), (_, log)) in snapshot.sets.by_status().into_iter().zip(expected.by_status()) {
            let differing = said.runs().iter().zip(log.runs()).find(|(said, log)| said != log);
            let shorter = said.runs().len().min(log.runs().len());
            let more = said.runs().get(shorter).or_else(|| log.runs().get(shorter));
            // Up to the first run that differs the two are the same.
            let first =
                differing.map(|(said, log)| if said.0 == log.0 { said.1.min(log.1) } else { said.0.min(log.0) });
            if let Some(leaf) = first.or(more.map(|run| run.0)) {
                return fsck.findings.add(SNAPSHOTS, &key, Fault::SnapshotDiffers(LeafIndex(leaf)));
            }
        }
        if snapshot.bundle_version != bundle_version {
            let fault = Fault::SnapshotBundle { says: snapshot.bundle_version, log: bundle_version };
            return fsck.findings.add(SNAPSHOTS, &key, fault);
        }
        Ok(())
    }

    pub(super) fn end(mut self, fsck: &mut Fsck<'_>, head: Option<Vec<u8>>) -> Result<LogReport, Stopped> {
        let read = fsck.read;
        for (size, leaf) in self.promised.iter().flat_map(|(size, all)| all.iter().map(|(leaf, _)| (*size, *leaf))) {
            self.other_tree(fsck, leaf, size)?;
        }
        let findings = &mut fsck.findings;
        self.orders.end_group(findings)?;
        self.entries.end(read, findings)?;
        self.certificates.end(read, findings)?;
        self.personal.end(read, findings)?;
        let root = self.tree.root();
        self.tree.end(read, findings)?;
        let who = (self.authority, self.code.as_ref());
        Checkpoint::check_whole(
            read,
            who,
            &self.checkpoint,
            (self.size, self.latest),
            (&fsck.bundles, &mut fsck.findings),
        )?;
        let findings = &mut fsck.findings;
        let key = Key::of(self.authority).into_bytes();
        if let Some(cosigned) = self.cosigned.good().filter(|cosigned| cosigned.size > self.size) {
            let fault = Fault::BeyondLog { size: cosigned.size.0, log: self.size.0 };
            findings.add(COSIGNED, &key, fault)?;
        }
        if let Some(snapshot) = self.snapshot.good().filter(|snapshot| snapshot.size > self.size) {
            findings.add(SNAPSHOTS, &key, Fault::BeyondLog { size: snapshot.size.0, log: self.size.0 })?;
        }
        self.check_head(&key, head.as_deref(), findings)?;
        let mut orders = 0;
        if self.is_whole {
            self.orders.check_statuses(read, findings)?;
            orders = self.orders.check_kept(read, (self.code.as_ref(), &fsck.bundles), findings)?;
        }
        fsck.is_whole &= self.is_whole;
        Ok(LogReport {
            authority: authority_text(self.authority),
            entries: self.size.0,
            registrations: self.registrations,
            orders,
            root,
        })
    }

    fn check_head(&self, key: &[u8], head: Option<&[u8]>, findings: &mut Findings) -> Result<(), Stopped> {
        let Some(value) = head else {
            return if self.size.0 > 0 { findings.add(HEADS, key, Fault::Missing) } else { Ok(()) };
        };
        let Some(head) = decode_exact::<Head>(value) else { return findings.add(HEADS, key, Fault::Unreadable) };
        if self.size.0 == 0 {
            return findings.add(HEADS, key, Fault::Excess);
        }
        let as_of = match &self.snapshot {
            Kept::Good(snapshot) => snapshot.as_of,
            // One that is missing or damaged is said where it should be.
            Kept::Useless => head.as_of,
            Kept::Absent if head.as_of == Time(0) => Time(0),
            Kept::Absent => return findings.add(SNAPSHOTS, key, Fault::Missing),
        };
        let derived = Head {
            size: self.size,
            last_entry: self.latest,
            as_of,
            bundle_version: self.in_force.version,
            bundle_since: self.in_force.since,
        };
        let expected = if self.is_whole { derived } else { Head { size: self.size, ..head } };
        findings.compare(HEADS, key, (value, &expected.encode()))
    }
}
