//! One audit, from what is fetched to what is found. It runs beside a growing log: it judges the tree of one checkpoint.

mod look;
mod signed;

use super::finding::Finding;
use super::published::Published;
use super::seen::{Seen, default_path};
use super::{AuditArguments, certificates};
use crate::cannot_run::CannotRun;
use crate::language::Lang;
use crate::registry_client::RegistryClient;
use crate::{clock, roots};
use hezheng_core::ids::{Hash, TreeSize};
use hezheng_core::key::PublicKey;
use hezheng_core::log::replay::Conclusion;
use hezheng_core::number::AuthorityCode;
use hezheng_core::time::Time;
use hezheng_core::trust::Trust;
use hezheng_core::trust::bundle::TrustBundle;
use hezheng_core::trust::pack::UnverifiedPack;
use look::Look;
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

impl<'a> Audit<'a> {
    fn find(&mut self, finding: Finding) {
        self.audited.findings.push(finding);
    }
}
