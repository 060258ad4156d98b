//! core for the browser. It converts between JavaScript's values and core's, and delegates; it decides nothing, holds
//! nothing and asks no clock. Start at [`verify_text`]; what a verdict means is in core's `verify`.
//!
//! Root keys are given as their 32 bytes, one after another; a pack is the file of format.md section 8, and no bytes at
//! all are a verifier that holds nothing yet. Times are Unix seconds. `doubted` are the codes of authorities whose log
//! contradicted itself before this device ([`judge_log`]), with commas between.

use hezheng_core::ids::{Hash, TreeSize};
use hezheng_core::key::PublicKey;
use hezheng_core::log::memory::{self, decode_proof};
use hezheng_core::log::witness::Seen;
use hezheng_core::number::AuthorityCode;
use hezheng_core::page::artifact::{Artifact, Found};
use hezheng_core::page::wording::Wording;
use hezheng_core::qr::parse_scanned;
use hezheng_core::statement::check_code::CheckCode;
use hezheng_core::time::Time;
use hezheng_core::trust::Trust;
use hezheng_core::trust::pack::{UnverifiedPack, merge};
use hezheng_core::verify::{BundleView, Evidence, LogShown, Presented, SnapshotView, shown_by_receipt, verify};
use serde_json::json;
use wasm_bindgen::prelude::wasm_bindgen;

/// The Report (JSON, format.md section 7) on the text of a QR code. Never throws: what is no code of ours is `malformed`.
#[wasm_bindgen]
#[must_use]
pub fn verify_text(presented: &str, pack: &[u8], roots: &[u8], now: u64, doubted: Option<String>) -> String {
    report(Presented::QrText(presented), pack, roots, now, doubted)
}

/// The Report on the bytes of a statement, as a PDF embeds it.
#[wasm_bindgen]
#[must_use]
pub fn verify_statement(presented: &[u8], pack: &[u8], roots: &[u8], now: u64, doubted: Option<String>) -> String {
    report(Presented::Statement(presented), pack, roots, now, doubted)
}

/// The Report on a PDF file, as its reader found it: `artifact` is the JSON of core's `Artifact`, `wordings` an array of templates
/// in words. Where there is nothing to judge: `{"nothing": "no_code" | "several_codes"}`.
///
/// # Errors
/// `malformed` where one of the two is not the JSON it should be.
#[wasm_bindgen]
pub fn verify_pdf(
    artifact: &str,
    wordings: &str,
    pack: &[u8],
    roots: &[u8],
    now: u64,
    doubted: Option<String>,
) -> Result<String, String> {
    let malformed = |_| "malformed".to_owned();
    let artifact: Artifact = serde_json::from_str(artifact).map_err(malformed)?;
    let wordings: Vec<Wording> = serde_json::from_str(wordings).map_err(malformed)?;
    let (trust, evidence) = held(pack, roots, now, doubted);
    Ok(match artifact.verify(&evidence, &trust, &wordings, Time(now)) {
        Ok(report) => serde_json::to_string(&report).unwrap_or_default(),
        Err(nothing) => json!({ "nothing": nothing.code() }).to_string(),
    })
}

/// The statement that [`verify_pdf`] judges in a PDF file, for sending it to the registry when a person asks for that.
///
/// # Errors
/// `malformed` where there is none.
#[wasm_bindgen]
pub fn pdf_statement(artifact: &str) -> Result<Vec<u8>, String> {
    let artifact: Option<Artifact> = serde_json::from_str(artifact).ok();
    match artifact.and_then(|artifact| artifact.find().ok()) {
        Some((Found::Statement(statement), _)) => Ok(statement),
        Some((Found::QrText(text), _)) => statement_bytes(&text),
        Some((Found::NotOurs, _)) | None => Err("malformed".to_owned()),
    }
}

/// What to hold of an offered pack beside the one held; it never goes back. Both may be empty.
#[wasm_bindgen]
#[must_use]
pub fn merge_packs(held: &[u8], offered: &[u8], roots: &[u8], now: u64) -> Vec<u8> {
    merge(&root_keys(roots), held, offered, Time(now))
}

/// What a pack proves, as JSON: the bundle, its authorities, the snapshots that count, and the root keys it leads to.
#[wasm_bindgen]
#[must_use]
pub fn describe_pack(pack: &[u8], roots: &[u8], now: u64) -> String {
    let (trust, evidence) = held(pack, roots, now, None);
    let bundle = trust.bundle().map(|bundle| {
        let BundleView { version, issued, expires } = bundle.body().into();
        json!({ "version": version, "issued": issued.to_string(), "expires": expires.to_string() })
    });
    let authorities = trust.bundle().map_or(&[][..], |bundle| &bundle.body().authorities).iter().map(
        |authority| json!({ "code": authority.code.as_str(), "name": authority.name, "base_url": authority.base_url }),
    );
    let snapshots = evidence.snapshots().map(|snapshot| {
        let SnapshotView { authority, as_of, next_update, size } = snapshot.body().into();
        json!({ "authority": authority.as_str(), "as_of": as_of.to_string(), "next_update": next_update.to_string(), "tree_size": size.0 })
    });
    let mut described = json!({
        "authorities": authorities.collect::<Vec<_>>(),
        "snapshots": snapshots.collect::<Vec<_>>(),
        "roots": trust.roots().iter().map(|root| format!("{root:?}")).collect::<Vec<_>>(),
        "fingerprints": trust.roots().iter().map(PublicKey::fingerprint).collect::<Vec<_>>(),
    });
    if let (Some(bundle), Some(members)) = (bundle, described.as_object_mut()) {
        members.insert("bundle".into(), bundle);
    }
    described.to_string()
}

/// The statement in the text of a QR code, for sending it to the registry when a person asks for that.
///
/// # Errors
/// `malformed` where the text is no code of ours.
#[wasm_bindgen]
pub fn statement_bytes(presented: &str) -> Result<Vec<u8>, String> {
    parse_scanned(presented).map(|(_, statement)| statement).map_err(|_| "malformed".to_owned())
}

/// A check code that a person typed, as it is printed; nothing where its check character shows a typing error.
#[wasm_bindgen]
#[must_use]
pub fn check_code(typed: &str) -> Option<String> {
    CheckCode::parse(typed).ok().map(|code| code.to_string())
}

/// The tree that a registry's log signed in a receipt for this statement: `origin`, `size` and `root` on a line each. Nothing
/// where the receipt does not prove the registration.
#[wasm_bindgen]
#[must_use]
pub fn tree_in_receipt(statement: &[u8], receipt: &[u8], pack: &[u8], roots: &[u8], now: u64) -> Option<String> {
    let (trust, evidence) = held(pack, roots, now, None);
    let LogShown { origin, tree } = shown_by_receipt(statement, receipt, (&evidence, &trust), Time(now))?;
    Some(format!("{origin}\n{}\n{:?}", tree.size.0, tree.root))
}

/// How a tree that a log showed stands to the one that this device remembers of it: the standing's code, `contradiction` or
/// nothing, and the size and root to remember from now on, on a line each. A remembered size of 0: none. `proof` is the
/// registry's, empty where it has none. Nothing where a root is no 32 bytes.
#[wasm_bindgen]
#[must_use]
pub fn judge_log(
    remembered_size: u64,
    remembered_root: &[u8],
    shown_size: u64,
    shown_root: &[u8],
    proof: &[u8],
) -> Option<String> {
    let seen = |size, root: &[u8]| Some(Seen { size: TreeSize(size), root: Hash(root.try_into().ok()?) });
    let remembered = if remembered_size == 0 { None } else { Some(seen(remembered_size, remembered_root)?) };
    let (standing, keep) = memory::judge(remembered.as_ref(), &seen(shown_size, shown_root)?, &decode_proof(proof));
    let grave = if standing.is_contradiction() { "contradiction" } else { "" };
    Some(format!("{}\n{grave}\n{}\n{:?}", standing.code(), keep.size.0, keep.root))
}

fn report(presented: Presented<'_>, pack: &[u8], roots: &[u8], now: u64, doubted: Option<String>) -> String {
    let (trust, evidence) = held(pack, roots, now, doubted);
    serde_json::to_string(&verify(presented, &evidence, &trust, Time(now))).unwrap_or_default()
}

fn held(pack: &[u8], roots: &[u8], now: u64, doubted: Option<String>) -> (Trust, Evidence) {
    let pack = UnverifiedPack::decode(pack).unwrap_or_default();
    let trust = Trust::follow(&root_keys(roots), &pack.bundles);
    let mut evidence = Evidence::collect(&trust, &pack.snapshots, Time(now));
    for code in doubted.unwrap_or_default().split(',').filter_map(|code| AuthorityCode::parse(code).ok()) {
        evidence.doubt(code);
    }
    (trust, evidence)
}

fn root_keys(bytes: &[u8]) -> Vec<PublicKey> {
    bytes.chunks_exact(32).filter_map(|key| Some(PublicKey(key.try_into().ok()?))).collect()
}
