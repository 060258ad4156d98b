//! One audit, from what is fetched to what is found. It runs beside a growing log: it judges the tree of one checkpoint.

use super::AuditArguments;
use super::certificates::{self, Given, Promised};
use super::finding::{Changed, Finding};
use super::progress::Progress;
use super::published::Published;
use super::seen::{Seen, default_path};
use super::walk::{Walk, Walked};
use crate::cannot_run::CannotRun;
use crate::language::Lang;
use crate::registry_client::RegistryClient;
use crate::verifier::Verifier;
use crate::{clock, roots};
use hezheng_core::ids::{Hash, TreeSize};
use hezheng_core::key::PublicKey;
use hezheng_core::log::checkpoint::{UnverifiedCheckpoint, VerifiedCheckpoint};
use hezheng_core::log::note::{SignatureType, verifier_key};
use hezheng_core::log::replay::{Conclusion, Replay, Scope};
use hezheng_core::log::tiling::Tiling;
use hezheng_core::number::AuthorityCode;
use hezheng_core::status::snapshot::{Snapshot, SnapshotBody};
use hezheng_core::time::Time;
use hezheng_core::trust::Trust;
use hezheng_core::trust::bundle::{Authority, ServiceUse, TrustBundle};
use hezheng_core::trust::pack::UnverifiedPack;
use std::path::PathBuf;

/// What came of an audit. What is absent was not come to.
#[derive(Debug, Default)]
pub(super) struct Audited {
    /// Whose log: name and code.
    pub(super) authority: Option<(String, AuthorityCode)>,
    pub(super) origin: Option<String>,
    /// The key that signed the checkpoint, as C2SP writes it.
    pub(super) vkey: Option<String>,
    /// Size and root that the checkpoint signs.
    pub(super) tree: Option<(TreeSize, Hash)>,
    /// How many witnesses cosigned, and how many must have.
    pub(super) witnesses: Option<(u64, u64)>,
    /// As-of and tree size of the snapshots compared.
    pub(super) snapshots: Vec<(Time, TreeSize)>,
    /// The size that was seen last.
    pub(super) seen: Option<TreeSize>,
    pub(super) conclusion: Option<Conclusion>,
    /// How many tiles and bundles were compared.
    pub(super) tiles: u64,
    /// How many certificates were looked for.
    pub(super) certificates: usize,
    /// Where the checkpoint is kept for the next time.
    pub(super) kept: Option<PathBuf>,
    /// Where a checkpoint is kept that contradicts the one seen before.
    pub(super) contradiction: Option<PathBuf>,
    pub(super) findings: Vec<Finding>,
    /// How many findings there were beyond those that are kept.
    pub(super) more: u64,
}

impl Audited {
    pub(super) fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }
}

/// What was fetched.
struct Fetched {
    /// Before the checkpoint and after it.
    packs: [Vec<u8>; 2],
    snapshot: Option<Vec<u8>>,
    checkpoint: Option<Vec<u8>>,
}

impl Fetched {
    /// What changes while one looks is fetched in the order in which one leads to the other: the entries that a snapshot
    /// speaks of are under any later checkpoint, and the keys in them in any later bundle.
    fn from(published: &Published<'_>) -> Result<Self, CannotRun> {
        let before = published.pack()?;
        let snapshot = published.snapshot()?;
        let checkpoint = published.checkpoint()?;
        Ok(Self { packs: [before, published.pack()?], snapshot, checkpoint })
    }
}

/// Runs an audit.
///
/// # Errors
/// Where it could not be run, whatever the log may be.
pub(super) fn audit(arguments: &AuditArguments, language: Lang) -> Result<Audited, CannotRun> {
    let now = match &arguments.now {
        Some(text) => Time::parse(text).ok_or_else(|| CannotRun::BadTime(text.clone()))?,
        None => clock::now(),
    };
    let registry = RegistryClient::new(&arguments.url)?;
    let roots = roots::pinned(&arguments.root, roots::configuration().as_deref())?.keys;
    let given = certificates::read(&arguments.certificates)?;
    let published = Published::at(&registry);
    let fetched = Fetched::from(&published)?;
    let unusable = || CannotRun::BadPack(registry.base().into());
    let [before, after] = &fetched.packs;
    let before = UnverifiedPack::decode(before).map_err(|_| unusable())?;
    let after = UnverifiedPack::decode(after).map_err(|_| unusable())?;
    let both = UnverifiedPack { bundles: [&*before.bundles, &after.bundles].concat(), ..UnverifiedPack::default() };
    let trust = Trust::follow(&roots, &both.bundles);
    let bundle = trust.bundle().ok_or_else(|| CannotRun::UnprovedPack(registry.base().into()))?;
    if now >= bundle.body().expires {
        return Err(CannotRun::ExpiredPack(registry.base().into()));
    }
    let mut audit = Audit { published, bundle, roots: &roots, now, language, audited: Audited::default() };
    let Some((note, checkpoint)) = audit.checkpoint(fetched.checkpoint.as_deref()) else { return Ok(audit.audited) };
    let Some(authority) = audit.authority(&checkpoint, registry.base()) else { return Ok(audit.audited) };
    let Some(verified) = audit.verified(&checkpoint, authority) else { return Ok(audit.audited) };
    audit.check_witnesses(&checkpoint);
    let snapshots = audit.snapshots(fetched.snapshot.as_deref(), &before, authority);
    let state = arguments.state.clone().or_else(|| default_path(&authority.log_origin));
    let seen = state.map(|path| Seen::load(&path, authority)).transpose()?;
    let look = Look { note, verified, authority, seen, published_bundles: [last(&before), last(&after)] };
    audit.look(&look, snapshots, (&given, &both))?;
    Ok(audit.audited)
}

/// The hash of the newest bundle of a pack.
fn last(pack: &UnverifiedPack<'_>) -> Option<Hash> {
    pack.bundles.last().map(|bundle| Hash::of(&[bundle]))
}

/// An audit under way.
struct Audit<'a> {
    published: Published<'a>,
    bundle: &'a TrustBundle,
    roots: &'a [PublicKey],
    now: Time,
    language: Lang,
    audited: Audited,
}

/// One checkpoint, and what it is compared with.
struct Look<'a> {
    note: &'a [u8],
    verified: VerifiedCheckpoint,
    authority: &'a Authority,
    seen: Option<Seen>,
    /// The bundles that were the newest before and after the checkpoint was fetched.
    published_bundles: [Option<Hash>; 2],
}

impl<'a> Audit<'a> {
    fn find(&mut self, finding: Finding) {
        self.audited.findings.push(finding);
    }

    fn checkpoint<'n>(&mut self, note: Option<&'n [u8]>) -> Option<(&'n [u8], UnverifiedCheckpoint<'n>)> {
        match note.map(|note| (note, UnverifiedCheckpoint::decode(note))) {
            Some((note, Ok(checkpoint))) => return Some((note, checkpoint)),
            Some((_, Err(rule))) => self.find(Finding::BadCheckpoint(rule)),
            None => self.find(Finding::NoCheckpoint),
        }
        None
    }

    /// Whose log this is: the authority with this origin, which must be the one with this address where there is one. A
    /// mirror has an address that no bundle lists.
    fn authority(&mut self, checkpoint: &UnverifiedCheckpoint<'_>, base: &str) -> Option<&'a Authority> {
        let origin = checkpoint.unverified_origin();
        let authorities = &self.bundle.body().authorities;
        let of_address = authorities.iter().find(|authority| authority.base_url == base);
        let of_origin = authorities.iter().find(|authority| authority.log_origin == origin);
        let Some(authority) = of_origin else {
            self.find(Finding::UnknownLog(origin.into()));
            return None;
        };
        if let Some(other) = of_address.filter(|other| other.code != authority.code) {
            self.find(Finding::OtherLog(origin.into(), other.log_origin.clone()));
            return None;
        }
        self.audited.authority = Some((authority.name.clone(), authority.code.clone()));
        self.audited.origin = Some(origin.into());
        Some(authority)
    }

    fn verified(&mut self, checkpoint: &UnverifiedCheckpoint<'_>, authority: &Authority) -> Option<VerifiedCheckpoint> {
        let keys = authority.service_keys.iter().filter(|key| key.uses & ServiceUse::Log.bit() != 0);
        let mut signed =
            keys.filter_map(|key| Some((key, checkpoint.verify(&authority.log_origin, &key.key).ok()?))).peekable();
        let Some((key, verified)) = signed.peek().cloned() else {
            self.find(Finding::UnsignedCheckpoint);
            return None;
        };
        self.audited.vkey = Some(verifier_key(&authority.log_origin, SignatureType::Ed25519, &key.key));
        // A checkpoint bears no time: whoever signs the newest one must be who signs now.
        let counts = |validity: &hezheng_core::trust::bundle::Validity| {
            validity.holds_at(self.now) && validity.distrusted_from.is_none()
        };
        if !signed.any(|(key, _)| counts(&key.validity)) {
            self.find(Finding::CheckpointKeyEnded);
        }
        self.audited.tree = Some((verified.size(), verified.root()));
        Some(verified)
    }

    fn check_witnesses(&mut self, checkpoint: &UnverifiedCheckpoint<'_>) {
        let Some(witnesses) = &self.bundle.body().witnesses else { return };
        let (cosigned, quorum) = (checkpoint.cosigned_by(witnesses), witnesses.quorum);
        self.audited.witnesses = Some((cosigned, quorum));
        if cosigned < quorum {
            self.find(Finding::Quorum(cosigned, quorum));
        }
    }

    /// The snapshots of this authority that are to be compared: the one it serves, and the one in its pack.
    fn snapshots(
        &mut self,
        served: Option<&[u8]>,
        pack: &UnverifiedPack<'_>,
        authority: &Authority,
    ) -> Vec<SnapshotBody> {
        let mut snapshots = Vec::new();
        match served.map(|bytes| Snapshot::accept(bytes, self.bundle, self.now)) {
            None => self.find(Finding::NoSnapshot),
            Some(Err(refusal)) => self.find(Finding::BadSnapshot(refusal)),
            Some(Ok(snapshot)) if snapshot.body().authority != authority.code => self.find(Finding::OthersSnapshot),
            Some(Ok(snapshot)) => snapshots.push(snapshot.body().clone()),
        }
        if let Some(next_update) = snapshots.first().map(|snapshot| snapshot.next_update)
            && self.now > next_update
        {
            self.find(Finding::StaleSnapshot(next_update));
        }
        let packed = pack.snapshots.iter().filter_map(|bytes| Snapshot::accept(bytes, self.bundle, self.now).ok());
        for snapshot in packed.map(|snapshot| snapshot.body().clone()) {
            if snapshot.authority == authority.code && !snapshots.contains(&snapshot) {
                snapshots.push(snapshot);
            }
        }
        let newest = self.bundle.body().version;
        if let Some(version) = snapshots.iter().map(|snapshot| snapshot.bundle_version).find(|named| *named > newest) {
            self.find(Finding::SnapshotBundle(version, newest));
        }
        self.audited.snapshots = snapshots.iter().map(|snapshot| (snapshot.as_of, snapshot.size)).collect();
        snapshots
    }

    /// Walks over the tree of the checkpoint and compares it with what is known.
    fn look(
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
