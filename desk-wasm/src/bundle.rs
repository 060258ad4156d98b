//! The next trust bundle, as far as a bureau prepares it: what the newest one says of the bureau, and a draft of what is to change.
//! What each change does to a bundle is decided where the province's book is kept (`hezheng_keys::authoring`), here tried on a book
//! made of the newest bundle.

use crate::desk::{Desk, trust};
use crate::problem;
use hezheng_core::ids::{Hash, Kid, to_hex};
use hezheng_core::number::{AuthorityCode, InstitutionNumber, Uscc};
use hezheng_core::time::{Date, Time};
use hezheng_core::trust::bundle::{BundleBody, OfficerRole, TrustBundle, Validity};
use hezheng_core::trust::pack::UnverifiedPack;
use hezheng_core::trust::unverified_body;
use hezheng_keys::authoring::{Book, BundleChange, Draft, DraftChange, parse_roles};
use hezheng_keys::holder::Counts;
use hezheng_keys::public_file;
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
impl Desk {
    /// What the newest bundle says of a bureau: `{"version", "issued", "expires", "institutions": [{"uscc", "name", "number", "keys":
    /// [{"kid", "counts", "from", "until"}]}], "officers": [{"staff_code", "orders", "approves", "kid", "counts", "from", "until"}]}`.
    ///
    /// # Errors
    /// `no_bundle`, or `draft_value` with the member that is not right.
    pub fn bundle_shown(&self, pack: &[u8], roots: &str, authority: &str, now: u64) -> Result<String, String> {
        let (bundle, _) = newest(pack, roots)?;
        let (body, code, now) = (bundle.body(), code(authority)?, Time(now));
        let institutions = body.institutions.iter().filter(|one| one.authority == code).map(|one| {
            let keys = one.keys.iter().map(|key| key_shown(key.key.kid(), &key.validity, now, json!({})));
            json!({
                "uscc": one.uscc.as_str(), "name": one.name_on(now.shanghai_day()), "number": one.number.as_str(),
                "keys": keys.collect::<Vec<_>>(),
            })
        });
        let officers = body.authorities.iter().filter(|one| one.code == code).flat_map(|one| &one.officer_keys);
        let officers = officers.map(|officer| {
            let has = |role: OfficerRole| officer.roles & role.bit() != 0;
            let more = json!({
                "staff_code": officer.staff_code, "orders": has(OfficerRole::Order), "approves": has(OfficerRole::Approve),
            });
            key_shown(officer.key.kid(), &officer.validity, now, more)
        });
        Ok(json!({
            "version": body.version, "issued": body.issued.0, "expires": body.expires.0,
            "institutions": institutions.collect::<Vec<_>>(), "officers": officers.collect::<Vec<_>>(),
        })
        .to_string())
    }

    /// What a draft would change of the newest bundle, each difference: `[{"kind": "entry" | "key" | "key_ends" | …}]`. `asked` is
    /// `{"authority", "changes": [{"do": "add-institution", "uscc", "name", "named_from", "number", "contact"} | {"do": "add-officer",
    /// "staff_code", "name"} | {"do": "add-issuer-key", "uscc", "pem"} | {"do": "add-officer-key", "staff_code", "pem", "may"} |
    /// {"do": "end-key", "kid"}]}`.
    ///
    /// # Errors
    /// Why the first change that cannot be asked for cannot.
    pub fn draft_changes(&self, asked: &str, pack: &[u8], roots: &str, now: u64) -> Result<String, String> {
        let (draft, bundle) = self.draft(asked, pack, roots, Time(now))?;
        let changes: Vec<Value> =
            tried(&draft, bundle.body())?.into_iter().map(|(change, book)| shown(&change, &book)).collect();
        Ok(Value::Array(changes).to_string())
    }

    /// The same draft, signed, as the file that the holder of a root key reads (`hezheng trust draft`).
    ///
    /// # Errors
    /// As of [`Desk::draft_changes`].
    pub fn sign_draft(&self, asked: &str, pack: &[u8], roots: &str, now: u64) -> Result<String, String> {
        let (draft, bundle) = self.draft(asked, pack, roots, Time(now))?;
        tried(&draft, bundle.body())?;
        draft.sign(&self.key).map_err(|error| problem::authoring(&error))
    }

    fn draft(&self, asked: &str, pack: &[u8], roots: &str, now: Time) -> Result<(Draft, TrustBundle), String> {
        let (bundle, from_sha256) = newest(pack, roots)?;
        let asked: Value = serde_json::from_str(asked).map_err(|_| wrong("changes"))?;
        let changes = asked.get("changes").and_then(Value::as_array).ok_or_else(|| wrong("changes"))?;
        let draft = Draft {
            authority: code(text(&asked, "authority")?)?,
            from_version: bundle.body().version,
            from_sha256,
            prepared: now,
            changes: changes.iter().map(change).collect::<Result<_, _>>()?,
        };
        Ok((draft, bundle))
    }
}

/// The newest bundle that a pack leads to, and the hash of its bytes.
fn newest(pack: &[u8], roots: &str) -> Result<(TrustBundle, Hash), String> {
    let none = || problem::code("no_bundle");
    let bundle = trust(pack, roots).and_then(|trust| trust.bundle().cloned()).ok_or_else(none)?;
    let pack = UnverifiedPack::decode(pack).map_err(|_| none())?;
    let is_it = |bytes: &&&[u8]| unverified_body(bytes).is_ok_and(|body| body == *bundle.body());
    let bytes = pack.bundles.iter().rfind(is_it).ok_or_else(none)?;
    Ok((bundle, Hash::of(&[bytes])))
}

/// Each difference, with the book in which everything of the draft is entered.
fn tried(draft: &Draft, body: &BundleBody) -> Result<Vec<(BundleChange, Book)>, String> {
    let book = Book::of_bundle(body);
    let next = draft.entered_in(&book, draft.prepared).map_err(|error| problem::authoring(&error))?;
    Ok(next.changes_since(&book, draft.prepared).into_iter().map(|change| (change, next.clone())).collect())
}

fn change(given: &Value) -> Result<DraftChange, String> {
    let owned = |name: &'static str| text(given, name).map(|text| text.trim().to_owned());
    let uscc = || Uscc::parse(text(given, "uscc")?.trim()).map_err(|_| wrong("uscc"));
    let public_key = || public_file::parse(text(given, "pem")?).map_err(|problem| problem::key_file(&problem));
    Ok(match text(given, "do")? {
        "add-institution" => DraftChange::AddInstitution {
            uscc: uscc()?,
            name: owned("name")?,
            named_from: Date::parse_iso(text(given, "named_from")?).ok_or_else(|| wrong("named_from"))?,
            number: InstitutionNumber::parse(&owned("number")?).map_err(|_| wrong("number"))?,
            contact: owned("contact")?,
        },
        "add-officer" => DraftChange::AddOfficer { staff_code: owned("staff_code")?, name: owned("name")? },
        "add-issuer-key" => DraftChange::AddIssuerKey { uscc: uscc()?, public_key: public_key()? },
        "add-officer-key" => DraftChange::AddOfficerKey {
            staff_code: owned("staff_code")?,
            public_key: public_key()?,
            may: parse_roles(text(given, "may")?).ok_or_else(|| wrong("may"))?,
        },
        "end-key" => {
            DraftChange::EndKey { kid: Kid::parse(text(given, "kid")?).ok_or_else(|| wrong("kid"))?, at: None }
        }
        _ => return Err(wrong("do")),
    })
}

fn shown(change: &BundleChange, book: &Book) -> Value {
    let held = |kind: &str, kid: Kid| {
        let record = book.key(kid).ok();
        let fingerprint = record.map(|record| record.public_key.fingerprint().to_string());
        json!({ "kind": kind, "kid": kid.to_string(), "holder": record.map(|record| &record.holder), "fingerprint": fingerprint })
    };
    match change {
        BundleChange::EntryComes(name, value) => json!({ "kind": "entry", "name": name, "value": value }),
        BundleChange::EntryDiffers(name, _, value) => json!({ "kind": "entry_differs", "name": name, "value": value }),
        BundleChange::KeyComes(kid) => held("key", *kid),
        BundleChange::KeyEnds(kid, _) => held("key_ends", *kid),
        BundleChange::KeyDistrusted(kid, _) => held("key_distrusted", *kid),
        BundleChange::RootComes(key) | BundleChange::RootGoes(key) => json!({ "kind": "root", "kid": to_hex(&key.0) }),
        BundleChange::WitnessComes(name, _) | BundleChange::WitnessGoes(name, _) => {
            json!({ "kind": "witness", "name": name })
        }
        BundleChange::Quorum(_, after) => json!({ "kind": "quorum", "value": after }),
    }
}

fn key_shown(kid: Kid, validity: &Validity, now: Time, mut more: Value) -> Value {
    if let Some(members) = more.as_object_mut() {
        members.insert("kid".into(), kid.to_string().into());
        members.insert("counts".into(), Counts::of(validity, now).code().into());
        members.insert("from".into(), validity.from.0.into());
        members.insert("until".into(), validity.until.map(|until| until.0).into());
    }
    more
}

fn code(text: &str) -> Result<AuthorityCode, String> {
    AuthorityCode::parse(text).map_err(|_| wrong("authority"))
}

fn text<'v>(value: &'v Value, name: &'static str) -> Result<&'v str, String> {
    value.get(name).and_then(Value::as_str).ok_or_else(|| wrong(name))
}

fn wrong(member: &str) -> String {
    json!({ "code": "draft_value", "member": member }).to_string()
}
