//! A person's key, opened: whose it is, and the signing of requests.

use crate::problem;
use crate::read::roster;
use hezheng_core::ids::{Kid, parse_hex};
use hezheng_core::key::PublicKey;
use hezheng_core::time::{Date, Time};
use hezheng_core::trust::Trust;
use hezheng_core::trust::bundle::{TrustBundle, Validity};
use hezheng_core::trust::pack::UnverifiedPack;
use hezheng_issuer::class::{self, ClassFacts};
use hezheng_issuer::class_run::ClassRun;
use hezheng_issuer::signed_request;
use hezheng_keys::holder::{Bureau, Counts, Holder};
use hezheng_keys::{Passphrase, PrivateKey, Signer, key_file};
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

/// A key file that was opened. `free()` wipes the key.
#[wasm_bindgen]
pub struct Desk {
    pub(crate) key: PrivateKey,
    pub(crate) run: Option<ClassRun>,
}

#[wasm_bindgen]
impl Desk {
    /// Opens a key file (PEM) with its passphrase.
    ///
    /// # Errors
    /// The code of what is wrong with it: `wrong_passphrase`, `public_half`, `not_encrypted`, `not_pem`, `damaged`, …
    pub fn open(pem: Vec<u8>, passphrase: String) -> Result<Desk, String> {
        let (pem, passphrase) = (Zeroizing::new(pem), Passphrase::new(passphrase));
        let passphrase = passphrase.map_err(|problem| problem::key_file(&problem))?;
        let text = std::str::from_utf8(&pem).map_err(|_| problem::code("not_pem"))?;
        let key = key_file::decrypt(text, &passphrase).map_err(|problem| problem::key_file(&problem))?;
        Ok(Self { key, run: None })
    }

    /// The key's id.
    #[must_use]
    pub fn kid(&self) -> String {
        self.key.kid().to_string()
    }

    /// Whose key it is, by a pack and the root keys pinned (a JSON array of 64 hexadecimal digits each):
    /// `{"state": "known" | "unknown" | "no_bundle" | "bundle_expired", "bundle", "holder"}`. It grants nothing.
    #[must_use]
    pub fn look(&self, pack: &[u8], roots: &str, now: u64) -> String {
        let (now, kid) = (Time(now), self.key.kid());
        let trust = trust(pack, roots);
        let Some(bundle) = trust.as_ref().and_then(Trust::bundle) else {
            return json!({ "state": "no_bundle" }).to_string();
        };
        let body = bundle.body();
        let holder = Holder::of(bundle, kid, now);
        let state = match () {
            () if holder == Holder::Nobody => "unknown",
            () if now >= body.expires => "bundle_expired",
            () => "known",
        };
        json!({
            "state": state, "kid": kid.to_string(), "holder": shown(&holder, now),
            "bundle": { "version": body.version, "issued": body.issued.0, "expires": body.expires.0 },
        })
        .to_string()
    }

    /// The headers that sign a POST of `body` to this address, as the program's own requests are (RFC 9421).
    #[must_use]
    pub fn sign_request(&self, url: &str, content_type: &str, body: &[u8], now: u64) -> String {
        let headers = signed_request::sign(url, content_type, body, Time(now), &self.key);
        json!({
            "content-digest": headers.content_digest,
            "signature-input": headers.signature_input,
            "signature": headers.signature,
        })
        .to_string()
    }

    /// The body that files a class with everybody on a roster (`v1/classes`). `facts`: `{"replaces"?, "programme", "first"?,
    /// "last"?, "class_hours"?, "place", "teachers", "plan"}`, days as 2026-05-21; what is left out is as the roster says.
    ///
    /// # Errors
    /// The facts are not these, or why the class is not filed.
    pub fn file_class(
        &self,
        facts: &str,
        file_name: &str,
        bytes: &[u8],
        sheet: Option<String>,
    ) -> Result<Vec<u8>, String> {
        let facts = class_facts(facts).ok_or_else(|| problem::code("facts"))?;
        let roster = roster(file_name, bytes, sheet.as_deref())?;
        let filing = class::filing(&facts, &roster, &self.key).map_err(|problem| problem::class(&problem))?;
        Ok(filing.to_string().into_bytes())
    }

    /// The body that files who passed (`v1/classes/results`), by a roster with results; `shown` is what `v1/classes/mine` says
    /// of the class.
    ///
    /// # Errors
    /// Why it is not filed.
    pub fn class_results(
        &self,
        shown: &str,
        file_name: &str,
        bytes: &[u8],
        sheet: Option<String>,
    ) -> Result<Vec<u8>, String> {
        let understood = || problem::code("answer_not_understood");
        let shown: Value = serde_json::from_str(shown).map_err(|_| understood())?;
        let number = shown.pointer("/class/number").and_then(Value::as_str).ok_or_else(understood)?;
        let filed = shown.get("roster").and_then(Value::as_array).ok_or_else(understood)?;
        let roster = roster(file_name, bytes, sheet.as_deref())?;
        let results = class::results(number, &roster, filed).map_err(|problem| problem::class(&problem))?;
        Ok(results.to_string().into_bytes())
    }
}

/// The trust that a pack leads to from these root keys; `None` where they are no root keys.
pub(crate) fn trust(pack: &[u8], roots: &str) -> Option<Trust> {
    let roots = root_keys(roots)?;
    let pack = UnverifiedPack::decode(pack).unwrap_or_default();
    Some(Trust::follow(&roots, &pack.bundles))
}

/// The bundle that a pack leads to.
pub(crate) fn bundle(pack: &[u8], roots: &str) -> Result<TrustBundle, String> {
    trust(pack, roots).and_then(|trust| trust.bundle().cloned()).ok_or_else(|| problem::code("no_bundle"))
}

pub(crate) fn root_keys(roots: &str) -> Option<Vec<PublicKey>> {
    let roots: Vec<String> = serde_json::from_str(roots).ok()?;
    roots.iter().map(|root| parse_hex(root).map(PublicKey)).collect()
}

fn class_facts(facts: &str) -> Option<ClassFacts> {
    let facts: Value = serde_json::from_str(facts).ok()?;
    let text = |name: &str| facts.get(name).and_then(Value::as_str).map(str::to_owned);
    let day = |name: &str| match text(name) {
        None => Some(None),
        Some(day) => Date::parse_iso(&day).map(Some),
    };
    let hours = match facts.get("class_hours") {
        None | Some(Value::Null) => None,
        Some(hours) => Some(u32::try_from(hours.as_u64()?).ok()?),
    };
    let teachers = facts.get("teachers")?.as_array()?;
    Some(ClassFacts {
        replaces: text("replaces"),
        programme: text("programme")?,
        first: day("first")?,
        last: day("last")?,
        class_hours: hours,
        place: text("place")?,
        teachers: teachers.iter().map(|teacher| teacher.as_str().map(str::to_owned)).collect::<Option<_>>()?,
        plan: text("plan").unwrap_or_default(),
    })
}

fn shown(holder: &Holder, now: Time) -> Value {
    match holder {
        Holder::Institution { name, uscc, number, authority, validity, keys } => {
            let key = |(kid, validity): &(Kid, Validity)| {
                let mut shown = validity_shown(validity, now);
                if let Some(members) = shown.as_object_mut() {
                    members.insert("kid".into(), kid.to_string().into());
                }
                shown
            };
            json!({
                "kind": "institution", "name": name, "uscc": uscc.as_str(), "number": number.as_str(),
                "authority": bureau(authority), "key": validity_shown(validity, now),
                "keys": keys.iter().map(key).collect::<Vec<_>>(),
            })
        }
        Holder::Officer { staff_code, authority, validity, orders, approves } => json!({
            "kind": "officer", "staff_code": staff_code, "authority": bureau(authority),
            "key": validity_shown(validity, now), "orders": orders, "approves": approves,
        }),
        Holder::Nobody => Value::Null,
    }
}

fn bureau(bureau: &Bureau) -> Value {
    json!({ "code": bureau.code.as_str(), "name": bureau.name, "base_url": bureau.base_url })
}

fn validity_shown(validity: &Validity, now: Time) -> Value {
    json!({
        "counts": Counts::of(validity, now).code(), "from": validity.from.0,
        "until": validity.until.map(|until| until.0),
    })
}
