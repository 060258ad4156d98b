//! One authority's log, from its first entry to its last, with everything that follows from it.

mod compare;
mod entry;

use super::bundles::InForce;
use super::finding::{Fault, Stopped};
use super::orders::Orders;
use super::publication::{self, Checkpoint, Kept};
use super::registration::{Found, Judged, Registration};
use super::tree::Tree;
use super::walk::Walk;
use super::{Fsck, LogReport, Progress, decode_exact};
use crate::store::key::{Key, beginning_with};
use crate::store::load::{at, of_node};
use crate::store::records::Head;
use crate::store::schema::{CERTIFICATES, ENTRIES, HEADS, NODES, PERSONAL};
use crate::store::{AuthorityNumber, Load, LoadHolders};
use entry::{Read, What};
use hezheng_core::ids::{Hash, LeafIndex, TreeSize};
use hezheng_core::number::AuthorityCode;
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
