//! The verifier for the browser: turns JavaScript's values into core's and back. It decides nothing, parses nothing, fetches
//! nothing and asks no clock. Start at [`Verifier`]; what a verdict means is in core's `verify`.
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
pub use pdf::pdf_statement;

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use hezheng_core::ids::{Hash, TreeSize};
use hezheng_core::json::Json;
use hezheng_core::key::PublicKey;
use hezheng_core::log::memory::{self, decode_proof};
use hezheng_core::log::witness::Seen;
use hezheng_core::number::AuthorityCode;
use hezheng_core::qr::parse_scanned;
use hezheng_core::statement::check_code::CheckCode;
use hezheng_core::time::Time;
use hezheng_core::trust::bundle::TrustBundle;
use hezheng_core::trust::pack::merge;
use hezheng_core::verify::{BundleView, Held, LogShown, Presented, SnapshotView, shown_by_receipt, verify};
use wasm_bindgen::prelude::wasm_bindgen;

/// A verifier that holds a pack, checked once, and judges what is presented at whatever time.
#[wasm_bindgen]
pub struct Verifier(Held);

#[wasm_bindgen]
impl Verifier {
    /// `doubted` are the codes of authorities whose log contradicted itself before this device ([`judge_log`]), with commas
    /// between.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(pack: &[u8], roots: &[u8], now: u64, doubted: Option<String>) -> Self {
        let mut held = Held::new(&root_keys(roots), pack, Time(now));
        for code in doubted.unwrap_or_default().split(',').filter_map(|code| AuthorityCode::parse(code).ok()) {
            held.doubt(code);
        }
        Self(held)
    }

    /// The Report (JSON, format.md section 7) on the text of a QR code. Never throws: what is no code of ours is `malformed`.
    #[must_use]
    pub fn verify_text(&mut self, presented: &str, now: u64) -> String {
        self.report(Presented::QrText(presented), Time(now))
    }

    /// The Report on the bytes of a statement, as a PDF embeds it.
    #[must_use]
    pub fn verify_statement(&mut self, presented: &[u8], now: u64) -> String {
        self.report(Presented::Statement(presented), Time(now))
    }

    /// What the pack proves by these root keys: versions and times, and the root keys trusted after its rotations with the
    /// fingerprints that people compare.
    #[must_use]
    pub fn describe(&mut self, now: u64) -> String {
        let (evidence, trust) = self.0.at(Time(now));
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
            json.name("fingerprints")
                .array(|json| trust.roots().iter().for_each(|root| json.string(&root.fingerprint())));
            if let Some(BundleView { version, issued, expires }) = bundle.map(Into::into) {
                json.name("bundle").object(|json| {
                    json.number("version", version);
                    json.shown("issued", &issued);
                    json.shown("expires", &expires);
                });
            }
        })
    }

    /// The tree that a registry's log signed in a receipt for this statement: `origin`, `size` and `root` on a line each.
    /// Nothing where the receipt does not prove the registration.
    #[must_use]
    pub fn tree_in_receipt(&mut self, statement: &[u8], receipt: &[u8], now: u64) -> Option<String> {
        let LogShown { origin, tree } = shown_by_receipt(statement, receipt, self.0.at(Time(now)), Time(now))?;
        Some(format!("{origin}\n{}\n{:?}", tree.size.0, tree.root))
    }
}

impl Verifier {
    fn report(&mut self, presented: Presented<'_>, now: Time) -> String {
        let (evidence, trust) = self.0.at(now);
        verify(presented, evidence, trust, now).to_json()
    }
}

/// What to hold of an offered pack beside the one held; it never goes back. Both may be empty.
#[wasm_bindgen]
#[must_use]
pub fn merge_packs(held: &[u8], offered: &[u8], roots: &[u8], now: u64) -> Vec<u8> {
    merge(&root_keys(roots), held, offered, Time(now))
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

fn root_keys(bytes: &[u8]) -> Vec<PublicKey> {
    bytes.chunks_exact(32).filter_map(|key| Some(PublicKey(key.try_into().ok()?))).collect()
}
