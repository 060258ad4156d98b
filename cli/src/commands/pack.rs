//! `hezheng pack fetch`: gets what is needed for checking offline, keeps of it what the pinned root keys prove, and never
//! goes back: the file is this verifier's memory (core's `trust::pack::merge`).

use crate::cannot_run::CannotRun;
use crate::input::read_file;
use crate::language::Lang;
use crate::registry_client::RegistryClient;
use crate::{clock, roots, times, whole_file};
use hezheng_core::key::PublicKey;
use hezheng_core::limits::PACK_BYTES;
use hezheng_core::time::Time;
use hezheng_core::trust::pack::{UnverifiedPack, merge};
use hezheng_core::trust::{BundleRefusal, Trust};
use hezheng_core::verify::Evidence;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// What is done with packs.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum PackCommand {
    /// 取得 Fetch the newest pack, verify it and keep it in a file; a newer one that is there already stays
    Fetch(FetchArguments),
}

/// Arguments of `pack fetch`.
#[derive(clap::Args, Debug)]
pub(crate) struct FetchArguments {
    /// The base URL of the authority's registry
    url: String,
    /// Where to keep the pack
    #[arg(long, value_name = "FILE")]
    out: String,
    /// Public root key to trust (PEM); default: those in ~/.config/hezheng/roots
    #[arg(long, value_name = "FILE")]
    root: Vec<PathBuf>,
    /// Judge as of this time: RFC 3339 or Unix seconds
    #[arg(long, value_name = "TIME")]
    now: Option<String>,
}

/// Runs the command.
#[must_use]
pub(crate) fn run(command: &PackCommand, language: Lang) -> ExitCode {
    let PackCommand::Fetch(args) = command;
    let (said, code) = match fetch(args, language) {
        Ok(said) => (said, 0),
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{}", error.message(language));
            (String::new(), 2)
        }
    };
    let _ = std::io::stdout().write_all(said.as_bytes());
    ExitCode::from(code)
}

fn fetch(args: &FetchArguments, language: Lang) -> Result<String, CannotRun> {
    let now = match &args.now {
        Some(text) => Time::parse(text).ok_or_else(|| CannotRun::BadTime(text.clone()))?,
        None => clock::now(),
    };
    let registry = RegistryClient::new(&args.url)?;
    let roots = roots::pinned(&args.root, roots::configuration().as_deref())?.keys;
    let held = match read_file(&args.out, PACK_BYTES as u64) {
        Ok(held) => held,
        Err(CannotRun::NotFound(_)) => Vec::new(),
        Err(error) => return Err(error),
    };
    // Before anything is fetched: a file that is not ours is not overwritten.
    if !held.is_empty() && proved(&roots, &held).is_none() {
        return Err(CannotRun::OtherFile(args.out.clone()));
    }
    let offered = registry.fetch_pack()?;
    let kept = keep(&roots, &held, &offered, registry.base(), now)?;
    if kept != held {
        let path = PathBuf::from(&args.out);
        whole_file::replace(&path, &kept)
            .map_err(|error| CannotRun::Unwritable(args.out.clone(), error.to_string()))?;
    }
    Ok(summary(&roots, &kept, kept == held, args, now, language))
}

/// What to keep of an offer beside what is held.
///
/// # Errors
/// Where nothing in the offer is proved by these root keys, or its newest bundle has expired.
pub(crate) fn keep(
    roots: &[PublicKey],
    held: &[u8],
    offered: &[u8],
    source: &str,
    now: Time,
) -> Result<Vec<u8>, CannotRun> {
    let now = not_before_what_was_seen(roots, held, now);
    let pack = UnverifiedPack::decode(offered).map_err(|_| CannotRun::BadPack(source.into()))?;
    let mut trust = proved(roots, held).unwrap_or_else(|| Trust::in_roots(roots));
    let mut is_proved = false;
    for bundle in &pack.bundles {
        match trust.after(bundle) {
            Ok(next) => (trust, is_proved) = (next, true),
            // Signed by a root key that is trusted: that is judged before the version.
            Err(BundleRefusal::NotNewer) => is_proved = true,
            Err(_) => {}
        }
    }
    if !is_proved {
        return Err(CannotRun::UnprovedPack(source.into()));
    }
    let kept = merge(roots, held, offered, now);
    if proved(roots, &kept).is_none() { Err(CannotRun::ExpiredPack(source.into())) } else { Ok(kept) }
}

/// The trust that a pack leads to, where these root keys prove anything in it.
fn proved(roots: &[PublicKey], pack: &[u8]) -> Option<Trust> {
    let pack = UnverifiedPack::decode(pack).ok()?;
    Some(Trust::follow(roots, &pack.bundles)).filter(|trust| trust.bundle().is_some())
}

/// A verifier with memory never goes back in time either: what it holds was made before now.
fn not_before_what_was_seen(roots: &[PublicKey], held: &[u8], now: Time) -> Time {
    let Some(trust) = proved(roots, held) else { return now };
    let pack = UnverifiedPack::decode(held).unwrap_or_default();
    // What was kept was acceptable when it was taken, whatever this clock says today.
    let evidence = Evidence::collect(&trust, &pack.snapshots, Time(u64::MAX));
    let seen =
        evidence.snapshots().map(|snapshot| snapshot.body().as_of).chain(trust.bundle().map(|b| b.body().issued));
    seen.fold(now, Time::max)
}

fn summary(
    roots: &[PublicKey],
    kept: &[u8],
    is_unchanged: bool,
    args: &FetchArguments,
    now: Time,
    language: Lang,
) -> String {
    let mut out = String::new();
    let pack = UnverifiedPack::decode(kept).unwrap_or_default();
    let trust = Trust::follow(roots, &pack.bundles);
    let now = not_before_what_was_seen(roots, kept, now);
    let time = |time| times::time(time, language);
    let dated = |then| {
        let age = times::age(then, now, language);
        language.pick(format!("{}（{age}）", time(then)), format!("{} ({age})", time(then)))
    };
    let done = if is_unchanged {
        language.pick("已是最新，文件未改动", "nothing newer was offered; the file was not changed")
    } else {
        language.pick("已核验并保存", "verified and kept")
    };
    let _ = writeln!(out, "{}{}{done}", args.out, language.pick("：", ": "));
    if let Some(bundle) = trust.bundle().map(|bundle| bundle.body()) {
        let (issued, expires) = (dated(bundle.issued), time(bundle.expires));
        let _ = match language {
            Lang::Zh => writeln!(
                out,
                "  机构名录  第 {} 版，发布于 {issued}，有效至 {expires}；机构 {} 家",
                bundle.version,
                bundle.institutions.len()
            ),
            Lang::En => writeln!(
                out,
                "  List of institutions  version {}, issued {issued}, valid until {expires}; institutions: {}",
                bundle.version,
                bundle.institutions.len()
            ),
        };
    }
    let evidence = Evidence::collect(&trust, &pack.snapshots, now);
    for snapshot in evidence.snapshots().map(|snapshot| snapshot.body()) {
        let name = trust.bundle().and_then(|bundle| bundle.authority(snapshot.authority.as_str()));
        let name = name.map_or(snapshot.authority.as_str(), |authority| &authority.name);
        let (as_of, next) = (dated(snapshot.as_of), time(snapshot.next_update));
        let _ = match language {
            Lang::Zh => writeln!(out, "  吊销信息  {name}，截至 {as_of}，应于 {next} 前更新"),
            Lang::En => writeln!(out, "  Revocation data  {name}, as of {as_of}, due again by {next}"),
        };
    }
    if evidence.snapshots().next().is_none() {
        let none = language.pick(
            "  没有可用的吊销信息：核验结果只能是“无法确认”。请稍后再取。",
            "  There is no usable revocation data: nothing can be confirmed with this pack. Fetch again later.",
        );
        let _ = writeln!(out, "{none}");
    }
    let next = language.pick("离线核验：", "To check offline:");
    let input = language.pick("证书.pdf", "CERTIFICATE.pdf");
    let root: String = args.root.iter().map(|root| format!(" --root {}", root.display())).collect();
    let _ = writeln!(out, "{next} hezheng verify {input} --pack {}{root}", args.out);
    out
}
