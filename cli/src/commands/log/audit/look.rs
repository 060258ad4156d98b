//! The walk over the tree of a checkpoint, and what it comes to: the root, the snapshots, the certificates, what was seen before.

use super::Audit;
use crate::cannot_run::CannotRun;
use crate::commands::log::certificates::{Given, Promised};
use crate::commands::log::finding::{Changed, Finding};
use crate::commands::log::progress::Progress;
use crate::commands::log::seen::Seen;
use crate::commands::log::walk::{Walk, Walked};
use crate::verifier::Verifier;
use hezheng_core::ids::Hash;
use hezheng_core::log::checkpoint::VerifiedCheckpoint;
use hezheng_core::log::replay::{Replay, Scope};
use hezheng_core::log::tiling::Tiling;
use hezheng_core::status::snapshot::SnapshotBody;
use hezheng_core::trust::bundle::Authority;
use hezheng_core::trust::pack::UnverifiedPack;

/// One checkpoint, and what it is compared with.
pub(super) struct Look<'a> {
    pub(super) note: &'a [u8],
    pub(super) verified: VerifiedCheckpoint,
    pub(super) authority: &'a Authority,
    pub(super) seen: Option<Seen>,
    /// The bundles that were the newest before and after the checkpoint was fetched.
    pub(super) published_bundles: [Option<Hash>; 2],
}

impl<'a> Audit<'a> {
    /// Walks over the tree of the checkpoint and compares it with what is known.
    pub(super) fn look(
        &mut self,
        look: &Look<'a>,
        snapshots: Vec<SnapshotBody>,
        (given, pack): (&[Given], &UnverifiedPack<'_>),
    ) -> Result<(), CannotRun> {
        let size = look.verified.size();
        let verifier = Verifier::new(self.roots, &pack.encode(), "", self.now)?;
        let (promised, mut wrong) = Promised::sort(given, &verifier, &look.authority.code);
        let numbers = promised.iter().filter_map(|one| Some((one.leaf(), one.number()?)));
        let scope =
            Scope { bundle: self.bundle, authority: look.authority.code.clone(), certificates: numbers.collect() };
        let seen = look.seen.as_ref().and_then(Seen::checkpoint);
        let mut walk = Walk {
            published: self.published,
            replay: Replay::new(scope, snapshots),
            tiling: Tiling::new(seen.map(VerifiedCheckpoint::size)),
            wanted: promised.iter().map(|one| (one.leaf(), None)).collect(),
            findings: Vec::new(),
            tiles: 0,
        };
        let walked = walk.over(size, &mut Progress::over(size.0, self.language))?;
        let Walk { replay, tiling, wanted, findings, tiles, .. } = walk;
        let conclusion = match walked {
            Walked::Whole => replay.finish(),
            Walked::Stopped => replay.stop(),
        };
        self.audited.findings.extend(findings);
        self.audited.findings.extend(conclusion.findings.kept().iter().copied().map(Finding::Replay));
        wrong.extend(promised.iter().filter_map(|one| one.judge(size, &wanted)));
        self.audited.findings.extend(wrong);
        (self.audited.more, self.audited.tiles) = (conclusion.findings.more(), tiles);
        (self.audited.certificates, self.audited.seen) = (given.len(), seen.map(VerifiedCheckpoint::size));
        if walked == Walked::Whole {
            if !look.published_bundles.contains(&conclusion.bundle) || conclusion.bundle.is_none() {
                self.find(Finding::BundleNotLogged);
            }
            self.compare_root(look, &tiling);
        }
        self.compare_with_seen(look, &tiling, walked)?;
        self.audited.conclusion = Some(conclusion);
        Ok(())
    }

    fn compare_root(&mut self, look: &Look<'_>, tiling: &Tiling) {
        let root = tiling.root();
        if root.entries == look.verified.root() {
            return;
        }
        let changed = if root.tiles == look.verified.root() { Changed::Entries } else { Changed::Unknown };
        self.find(Finding::Root(changed));
    }

    /// Compares the tree with the one seen last, and keeps the checkpoint where it goes on from that.
    fn compare_with_seen(&mut self, look: &Look<'_>, tiling: &Tiling, walked: Walked) -> Result<(), CannotRun> {
        let Some(state) = &look.seen else { return Ok(()) };
        let (size, root) = (look.verified.size(), tiling.root());
        if let Some(seen) = state.checkpoint() {
            let is_same =
                tiling.watched_root().is_some_and(|root| root.entries == seen.root() || root.tiles == seen.root());
            let contradiction = if seen.size() > size {
                Some(Finding::Shrunk(seen.size(), size))
            } else if tiling.watched_root().is_some() && !is_same {
                Some(Finding::Forked(seen.size()))
            } else {
                None
            };
            if let Some(finding) = contradiction {
                self.find(finding);
                self.audited.contradiction = Some(state.keep_contradiction(look.note)?);
                return Ok(());
            }
        }
        // What was not proved to be the signed tree is not what the next one is compared with.
        let is_proved = [root.entries, root.tiles].contains(&look.verified.root());
        if walked == Walked::Whole && is_proved {
            state.keep(look.note, &look.verified, look.authority)?;
            self.audited.kept = Some(state.path().into());
        }
        Ok(())
    }
}
