//! core for the browser. It converts between JavaScript's values and core's, and delegates; it decides nothing, holds
//! nothing and asks no clock. Start at [`verify_text`]; what a verdict means is in core's `verify`.
//!
//! Root keys are given as their 32 bytes, one after another; a pack is the file of format.md section 8, and no bytes at
//! all are a verifier that holds nothing yet. Times are Unix seconds.
//!
//! It is built twice: without the feature `pdf` it is what every visit fetches (`cargo xtask page` says how large).

#![cfg_attr(all(target_arch = "wasm32", not(feature = "pdf")), no_std)]

extern crate alloc;

#[cfg(feature = "pdf")]
mod pdf;
#[cfg(all(target_arch = "wasm32", not(feature = "pdf")))]
mod runtime;
#[cfg(feature = "pdf")]
pub use pdf::{pdf_statement, verify_pdf};

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use hezheng_core::json::Json;
use hezheng_core::key::PublicKey;
use hezheng_core::qr::parse_scanned;
use hezheng_core::statement::check_code::CheckCode;
use hezheng_core::time::Time;
use hezheng_core::trust::Trust;
use hezheng_core::trust::bundle::TrustBundle;
use hezheng_core::trust::pack::{UnverifiedPack, merge};
use hezheng_core::verify::{BundleView, Evidence, Presented, SnapshotView, verify};
use wasm_bindgen::prelude::wasm_bindgen;

/// The Report (JSON, format.md section 7) on the text of a QR code. Never throws: what is no code of ours is `malformed`.
#[wasm_bindgen]
#[must_use]
pub fn verify_text(presented: &str, pack: &[u8], roots: &[u8], now: u64) -> String {
    report(Presented::QrText(presented), pack, roots, now)
}

/// The Report on the bytes of a statement, as a PDF embeds it.
#[wasm_bindgen]
#[must_use]
pub fn verify_statement(presented: &[u8], pack: &[u8], roots: &[u8], now: u64) -> String {
    report(Presented::Statement(presented), pack, roots, now)
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
    let (trust, evidence) = held(pack, roots, now);
    Json::object_of(|json| {
        let bundle = trust.bundle().map(TrustBundle::body);
        json.name("authorities").array(|json| {
            for authority in bundle.iter().flat_map(|bundle| &bundle.authorities) {
                json.object(|json| {
                    json.member("code", authority.code.as_str());
                    json.member("name", &authority.name);
                    json.member("base_url", &authority.base_url);
                });
            }
        });
        json.name("snapshots").array(|json| {
            for snapshot in evidence.snapshots() {
                let SnapshotView { authority, as_of, next_update, size } = snapshot.body().into();
                json.object(|json| {
                    json.member("authority", authority.as_str());
                    json.shown("as_of", &as_of);
                    json.shown("next_update", &next_update);
                    json.number("tree_size", size.0);
                });
            }
        });
        json.name("roots").array(|json| trust.roots().iter().for_each(|root| json.string(&format!("{root:?}"))));
        json.name("fingerprints").array(|json| trust.roots().iter().for_each(|root| json.string(&root.fingerprint())));
        if let Some(BundleView { version, issued, expires }) = bundle.map(Into::into) {
            json.name("bundle").object(|json| {
                json.number("version", version);
                json.shown("issued", &issued);
                json.shown("expires", &expires);
            });
        }
    })
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

fn report(presented: Presented<'_>, pack: &[u8], roots: &[u8], now: u64) -> String {
    let (trust, evidence) = held(pack, roots, now);
    verify(presented, &evidence, &trust, Time(now)).to_json()
}

fn held(pack: &[u8], roots: &[u8], now: u64) -> (Trust, Evidence) {
    let pack = UnverifiedPack::decode(pack).unwrap_or_default();
    let trust = Trust::follow(&root_keys(roots), &pack.bundles);
    let evidence = Evidence::collect(&trust, &pack.snapshots, Time(now));
    (trust, evidence)
}

fn root_keys(bytes: &[u8]) -> Vec<PublicKey> {
    bytes.chunks_exact(32).filter_map(|key| Some(PublicKey(key.try_into().ok()?))).collect()
}
