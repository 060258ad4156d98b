//! One authority's log, from its first entry to its last, with everything that follows from it.

use super::bundles::InForce;
use super::finding::{Fault, Findings, Stopped};
use super::orders::{Orders, StatusChange};
use super::publication::{self, Checkpoint, Kept};
use super::registration::{Found, Judged, Registration};
use super::tree::{Logged, Tree};
use super::walk::{Walk, beginning_with};
use super::{Fsck, LogReport, Progress, decode_exact};
use crate::sealing::PersonKey;
use crate::store::key::Key;
use crate::store::load::{at, of_node};
use crate::store::records::CertificateRecord;
use crate::store::records::{Head, Record};
use crate::store::schema::{CERTIFICATES, CHECKPOINTS, COSIGNED, ENTRIES, HEADS, NODES, PERSONAL, SNAPSHOTS};
use crate::store::{AuthorityNumber, Load, LoadHolders};
use hezheng_core::ids::{Hash, LeafIndex, TreeSize};
use hezheng_core::log::Entry;
use hezheng_core::number::AuthorityCode;
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::status::snapshot::SnapshotBody;
use hezheng_core::time::{Date, Time};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Entries that are checked together: enough for all cores, and with portraits at their largest 50 MB.
const ENTRIES_AT_ONCE: u64 = 256;

/// The check of one log.
pub(super) struct LogCheck {
    authority: AuthorityNumber,
    code: Option<AuthorityCode>,
    size: TreeSize,
    checkpoint: Kept<Checkpoint>,
    cosigned: Kept<Checkpoint>,
    snapshot: Kept<SnapshotBody>,
    entries: Walk,
    certificates: Walk,
    personal: Walk,
    tree: Tree,
    orders: Orders,
    in_force: InForce,
    /// Whether every entry was read, and every bundle that they name: only then what follows from all of them is known.
    is_whole: bool,
    latest: Time,
    registrations: u64,
    /// Issued before this day, a certificate's personal data may be gone.
    kept_from: Option<Date>,
    /// Roots that receipts prove of the tree when it will have that size.
    promised: BTreeMap<u64, Vec<(LeafIndex, Hash)>>,
}

/// An entry that was read, and the bundle that was in force when it came.
struct Read {
    leaf: LeafIndex,
    in_force: InForce,
    what: What,
}

/// What an entry asks to be judged.
enum What {
    Registration(Registration),
    StatusChange(StatusChange),
    Nothing,
}

impl LogCheck {
    /// Checks the log, and gives what is in it.
    pub(super) fn run(fsck: &mut Fsck<'_>, authority: AuthorityNumber) -> Result<LogReport, Stopped> {
        let mut heads = Walk::over(HEADS, beginning_with(Key::of(authority)));
        let head = heads.value(fsck.read, &Key::of(authority).into_bytes(), &mut fsck.findings)?;
        heads.end(fsck.read, &mut fsck.findings)?;
        let mut log = Self::begin(fsck, authority, head.as_deref())?;
        let mut from = 0;
        while from < log.size.0 {
            let until = log.size.0.min(from + ENTRIES_AT_ONCE);
            log.check_some(fsck, from..until)?;
            (fsck.progress)(Progress { authority: authority_text(authority), entries: until, of: log.size.0 });
            from = until;
        }
        log.end(fsck, head)
    }

    fn begin(fsck: &mut Fsck<'_>, authority: AuthorityNumber, head: Option<&[u8]>) -> Result<Self, Stopped> {
        let code = AuthorityCode::parse(&authority_text(authority)).ok();
        let who = (authority, code.as_ref());
        let checkpoint = publication::checkpoint(fsck.read, who, &fsck.bundles, &mut fsck.findings)?;
        let cosigned = publication::cosigned(fsck.read, who, &fsck.bundles, &mut fsck.findings)?;
        let snapshot = publication::snapshot(fsck.read, who, &fsck.bundles, &mut fsck.findings)?;
        let last = fsck.read.last_entry(authority).unwrap_or_default().map_or(0, |last| last.0.saturating_add(1));
        // Entries without any tree are no log.
        let has_tree = fsck.read.get(NODES, &of_node(authority, 0, 0).into_bytes())?.is_some();
        let sizes = [
            head.and_then(decode_exact::<Head>).map(|head| head.size.0),
            checkpoint.good().map(|checkpoint| checkpoint.size.0),
            Some(last).filter(|_| has_tree),
        ];
        let all = || beginning_with(Key::of(authority));
        Ok(Self {
            authority,
            size: TreeSize(most_say(sizes)),
            checkpoint,
            cosigned,
            snapshot,
            entries: Walk::over(ENTRIES, all()),
            certificates: Walk::over(CERTIFICATES, all()),
            personal: Walk::over(PERSONAL, all()),
            tree: Tree::of(authority),
            orders: Orders::of(authority),
            in_force: InForce::default(),
            is_whole: true,
            latest: Time(0),
            registrations: 0,
            // A row that cannot be read is named with its own table.
            kept_from: fsck.read.retention(authority).unwrap_or_default(),
            promised: BTreeMap::new(),
            code,
        })
    }

    /// Checks some entries and what follows from each: the tree, then the registrations and their indexes, then the status
    /// changes, which are judged by the indexes.
    fn check_some(&mut self, fsck: &mut Fsck<'_>, leaves: std::ops::Range<u64>) -> Result<(), Stopped> {
        let (mut entries, mut roots) = (Vec::new(), BTreeMap::new());
        for leaf in leaves.map(LeafIndex) {
            let what = self.entry(fsck, leaf)?;
            entries.push(Read { leaf, in_force: self.in_force.clone(), what });
            if let Some(root) = self.tree.root() {
                self.compare_roots(fsck, leaf.0 + 1, root)?;
                roots.insert(leaf.0 + 1, root);
            }
        }
        let sealing = fsck.sealing;
        let judge = |entry: &Read| match &entry.what {
            What::Registration(one) => Some(one.judge(sealing, entry.in_force.trust.as_deref())),
            _ => None,
        };
        let judged: Vec<Option<Judged>> = entries.par_iter().map(judge).collect();
        let mut certificates = Vec::new();
        for (entry, judged) in entries.iter().zip(judged) {
            if let (What::Registration(one), Some(judged)) = (&entry.what, judged) {
                let found = self.take(fsck, (one, &entry.in_force), judged, &roots)?;
                certificates.extend(found.map(|found| ((self.authority, one.leaf), found)));
            }
        }
        fsck.index.check(fsck.read, &certificates, &mut fsck.findings)?;
        for entry in &entries {
            match &entry.what {
                What::StatusChange(change) => {
                    let mut trusts = fsck.bundles.since(fsck.read, &entry.in_force);
                    self.orders.change(fsck.read, change, &mut trusts, &mut fsck.findings)?;
                }
                _ => self.orders.end_group(&mut fsck.findings)?,
            }
            self.compare_snapshot(fsck, entry.leaf.0 + 1, entry.in_force.version)?;
        }
        Ok(())
    }

    /// Whether the personal data of a certificate was deleted because it is kept no longer: its person is gone from the row
    /// too, and it was issued before the day that the authority's retention names.
    fn is_kept_no_longer(&self, certificate: &[u8]) -> bool {
        let Ok(record) = CertificateRecord::decode(certificate) else { return false };
        let statement = UnverifiedStatement::decode(&record.registered);
        let is_due = statement
            .is_ok_and(|statement| self.kept_from.is_some_and(|from| statement.unverified_claims().issued < from));
        record.person == PersonKey::GONE && is_due
    }

    /// Reads one entry.
    fn entry(&mut self, fsck: &mut Fsck<'_>, leaf: LeafIndex) -> Result<What, Stopped> {
        let (read, findings) = (fsck.read, &mut fsck.findings);
        let key = at((self.authority, leaf)).into_bytes();
        let bytes = self.entries.wanted(read, &key, findings)?;
        let signed = self.checkpoint.good().map(|checkpoint| (checkpoint.size, checkpoint.root));
        let logged = self.tree.push(read, bytes.as_deref(), signed, findings)?;
        let Some(bytes) = bytes.filter(|_| logged == Logged::AsItIs) else {
            // What belongs to the entry that was there cannot be judged, and is not too many.
            self.is_whole = false;
            self.certificates.value(read, &key, findings)?;
            self.personal.value(read, &key, findings)?;
            return Ok(What::Nothing);
        };
        let Ok(entry) = Entry::decode(&bytes) else {
            self.is_whole = false;
            findings.add(ENTRIES, &key, Fault::Unreadable)?;
            return Ok(What::Nothing);
        };
        self.check_time(&key, (leaf, entry.time()), findings)?;
        match entry {
            Entry::Registration { time, kid, statement } => {
                self.registrations += 1;
                let certificate = self.certificates.wanted(read, &key, findings)?;
                let is_gone = certificate.as_deref().is_some_and(|certificate| self.is_kept_no_longer(certificate));
                let sealed = match is_gone {
                    true => self.personal.value(read, &key, findings)?,
                    false => self.personal.wanted(read, &key, findings)?,
                };
                let entry = bytes;
                Ok(What::Registration(Registration { leaf, entry, time, kid, statement, certificate, sealed }))
            }
            Entry::StatusChange { time, status, leaves, order } => {
                Ok(What::StatusChange(StatusChange { leaf, time, status, leaves, order }))
            }
            Entry::BundleChange { time, bundle } => {
                match fsck.bundles.come_into_force(read, (bundle, time), findings)? {
                    None => self.is_whole = false,
                    Some(next) => {
                        if next.version <= self.in_force.version {
                            findings.add(ENTRIES, &key, Fault::BundleWentBack)?;
                        }
                        self.in_force = next;
                    }
                }
                Ok(What::Nothing)
            }
        }
    }

    fn check_time(
        &mut self,
        key: &[u8],
        (leaf, time): (LeafIndex, Time),
        findings: &mut Findings,
    ) -> Result<(), Stopped> {
        if time < self.latest {
            findings.add(ENTRIES, key, Fault::TimeWentBack { latest: self.latest, time })?;
        }
        self.latest = self.latest.max(time);
        match self.snapshot.good() {
            Some(snapshot) if !snapshot.size.covers(leaf) && time <= snapshot.as_of => {
                findings.add(SNAPSHOTS, &Key::of(self.authority).into_bytes(), Fault::Overtaken(leaf))
            }
            _ => Ok(()),
        }
    }

    /// Where the tree has just the size that the checkpoint or a receipt speaks of.
    fn compare_roots(&mut self, fsck: &mut Fsck<'_>, size: u64, root: Hash) -> Result<(), Stopped> {
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

    fn other_tree(&self, fsck: &mut Fsck<'_>, leaf: LeafIndex, size: u64) -> Result<(), Stopped> {
        let key = at((self.authority, leaf)).into_bytes();
        fsck.findings.add(CERTIFICATES, &key, Fault::OtherTree { size })
    }

    /// Where the log has just the size that the snapshot speaks of.
    fn compare_snapshot(&self, fsck: &mut Fsck<'_>, size: u64, bundle_version: u64) -> Result<(), Stopped> {
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

    /// Takes what came of judging a registration; gives what the indexes must have of it.
    fn take(
        &mut self,
        fsck: &mut Fsck<'_>,
        (registration, in_force): (&Registration, &InForce),
        judged: Judged,
        roots: &BTreeMap<u64, Hash>,
    ) -> Result<Option<Found>, Stopped> {
        let key = at((self.authority, registration.leaf)).into_bytes();
        judged.sealed_with.into_iter().for_each(|with| fsck.needs_older(PERSONAL, with));
        for (table, fault) in judged.faults {
            fsck.findings.add(table, &key, fault)?;
        }
        if let Some(fault) = judged.refused
            && !Self::holds_later(fsck, registration, in_force)?
        {
            fsck.findings.add(CERTIFICATES, &key, fault)?;
        }
        let Some(found) = judged.found else { return Ok(None) };
        if let Some((size, root)) = found.receipt {
            if size > self.tree_size(roots) {
                self.promised.entry(size.0).or_default().push((registration.leaf, root));
            } else if roots.get(&size.0).is_some_and(|known| *known != root) {
                self.other_tree(fsck, registration.leaf, size.0)?;
            }
        }
        if !fsck.ranges.hold(fsck.read, &found.number, &found.uscc)? {
            fsck.findings.add(CERTIFICATES, &key, Fault::NumberNotReserved)?;
        }
        Ok(Some(found))
    }

    fn tree_size(&self, roots: &BTreeMap<u64, Hash>) -> TreeSize {
        TreeSize(roots.last_key_value().map_or(self.size.0, |(size, _)| *size))
    }

    /// Whether a registration that the trust in force does not explain holds under a later one.
    fn holds_later(fsck: &Fsck<'_>, registration: &Registration, in_force: &InForce) -> Result<bool, Stopped> {
        let mut trusts = fsck.bundles.since(fsck.read, in_force);
        while let Some(trust) = trusts()? {
            if registration.holds(&trust) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn end(mut self, fsck: &mut Fsck<'_>, head: Option<Vec<u8>>) -> Result<LogReport, Stopped> {
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

/// An authority's code, whatever it is.
pub(super) fn authority_text(authority: AuthorityNumber) -> String {
    format!("{:06}", authority.0)
}

/// The size that two of the three say: the head, the signed checkpoint, the entries. Where all differ the signed one counts,
/// and where nothing was signed the entries do.
fn most_say([head, signed, entries]: [Option<u64>; 3]) -> u64 {
    let agreed = if head.is_some() && (head == signed || head == entries) { head } else { signed };
    agreed.or(entries).unwrap_or_default()
}
