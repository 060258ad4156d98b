//! What an officer sees before signing: the registry's trust bundle, and how far its log had come.

use crate::failure::Failure;
use crate::http::Registry;
use crate::language::Lang;
use crate::{terminal, words};
use clap::Args;
use hezheng_core::ids::TreeSize;
use hezheng_core::key::PublicKey;
use hezheng_core::limits::{PACK_BYTES, SNAPSHOT_BYTES};
use hezheng_core::number::AuthorityCode;
use hezheng_core::time::Time;
use hezheng_core::trust::bundle::TrustBundle;
use hezheng_core::trust::pack::UnverifiedPack;
use hezheng_core::trust::{Trust, unverified_body};
use hezheng_core::verify::Evidence;
use hezheng_keys::public_file;
use std::path::PathBuf;

/// Where to look, and whom to trust about it.
#[derive(Args)]
pub(super) struct ViewArguments {
    /// 人社局的基础网址 The base URL of the authority's registry
    #[arg(long)]
    pub(super) registry: Option<String>,
    /// 固定的根公钥文件（可多次）A pinned root key's public half: what the registry says is then proved from it
    #[arg(long, requires = "registry")]
    pub(super) root: Vec<PathBuf>,
}

/// What the registry said.
pub(super) struct View {
    pub(super) bundle: TrustBundle,
    evidence: Evidence,
}

impl ViewArguments {
    /// Fetches what the registry says now; nothing where no registry is named.
    pub(super) fn fetch(&self, lang: Lang, now: Time) -> Result<Option<View>, Failure> {
        let Some(base) = &self.registry else { return Ok(None) };
        let registry = Registry::at(base, lang);
        let pack = registry.get("v1/pack", PACK_BYTES)?;
        let snapshot = registry.get("v1/snapshot", SNAPSHOT_BYTES)?;
        let unproved = || {
            Failure::new(lang.pick(
                format!("{base} 的名录不能由给定的根密钥证明，可能不是官方系统。请核对网址和根公钥文件。"),
                format!("the trust bundle of {base} is not proved by the root keys given, so this may be another system; check the address and the root key files"),
            ))
        };
        let mut pack = UnverifiedPack::decode(&pack).map_err(|_| unproved())?;
        pack.snapshots.push(&snapshot);
        let trust = self.trust(&pack, lang)?;
        let evidence = Evidence::collect(&trust, &pack.snapshots, now);
        let bundle = trust.bundle().cloned().ok_or_else(unproved)?;
        Ok(Some(View { bundle, evidence }))
    }

    fn trust(&self, pack: &UnverifiedPack<'_>, lang: Lang) -> Result<Trust, Failure> {
        if self.root.is_empty() {
            terminal::warn(lang.pick(
                "注意：未用 --root 固定根公钥，备案系统的说法未经证明。",
                "Note: no root key is pinned with --root; what the registry says is not proved.",
            ));
            let newest = pack.bundles.last().copied().unwrap_or_default();
            let roots = unverified_body(newest).map(|body| body.roots).unwrap_or_default();
            return Ok(Trust::follow(&roots, &[newest]));
        }
        let read = |path: &PathBuf| public_file::read(path).map_err(|error| words::keys::file(lang, &error));
        let roots = self.root.iter().map(read).collect::<Result<Vec<PublicKey>, Failure>>()?;
        Ok(Trust::follow(&roots, &pack.bundles))
    }
}

impl View {
    /// How far the log of this authority had come, as its latest snapshot says.
    pub(super) fn seen(&self, authority: &AuthorityCode, lang: Lang) -> Result<TreeSize, Failure> {
        let snapshot = self.evidence.snapshot(authority).ok_or_else(|| {
            Failure::new(lang.pick(
                format!("备案系统没有人社局 {authority} 的可用快照。请核对网址，或用 --seen 写明看到的日志条数。"),
                format!("the registry has no acceptable snapshot of authority {authority}; check the address, or say with --seen how far its log had come"),
            ))
        })?;
        Ok(snapshot.body().size)
    }
}
