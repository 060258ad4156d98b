//! An officer's orders: given, looked at, and approved by another. What an order may do is core's to judge, here and again at
//! the registry.

use crate::desk::{Desk, bundle};
use crate::problem;
use hezheng_core::ids::{Hash, Kid, LeafIndex, StatementHash, TreeSize, parse_hex};
use hezheng_core::limits::ORDER_LIFE_SECS;
use hezheng_core::number::{AuthorityCode, CertificateNumber, Uscc};
use hezheng_core::status::Status;
use hezheng_core::status::correction::order_id;
use hezheng_core::status::order::{OrderBody, OrderRefusal, Reason, Selector, UnverifiedOrder};
use hezheng_core::time::Time;
use hezheng_core::trust::bundle::TrustBundle;
use hezheng_keys::orders::{self, NAMED_ONE_BY_ONE, Note};
use hezheng_keys::random_bytes;
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;

/// An order that was signed, and the note that the bureau keeps beside it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Given {
    order: Vec<u8>,
    note: Option<String>,
}

#[wasm_bindgen]
impl Given {
    /// The order's bytes.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn order(&self) -> Vec<u8> {
        self.order.clone()
    }

    /// The note as it is kept (JSON); nothing where none was written.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn note(&self) -> Option<String> {
        self.note.clone()
    }
}

#[wasm_bindgen]
impl Desk {
    /// Signs an order: `{"status": "revoked" | "suspended" | "superseded" | "valid", "selector", "reason", "authority", "seen"?,
    /// "note"?, "corrections"?}`. The selector is `{"numbers": […]}`, `{"institution": uscc, "from", "until"}` or
    /// `{"class_filing"}`; `seen` the tree size of what the officer was shown, which only named certificates do without;
    /// `corrections` the hashes of the statements that an order to supersede carries out.
    ///
    /// # Errors
    /// `order` with the member that is not right, or `no_randomness`.
    pub fn give_order(&self, order: &str, now: u64) -> Result<Given, String> {
        let given: Value = serde_json::from_str(order).map_err(|_| wrong("order"))?;
        let text = |name: &'static str| given.get(name).and_then(Value::as_str).ok_or_else(|| wrong(name));
        let selector = given.get("selector").and_then(selector).ok_or_else(|| wrong("selector"))?;
        let seen = match (given.get("seen").and_then(Value::as_u64), &selector) {
            (Some(seen), _) => TreeSize(seen),
            (None, Selector::Numbers(_)) => NAMED_ONE_BY_ONE,
            (None, _) => return Err(wrong("seen")),
        };
        let randomness = |_| problem::code("no_randomness");
        let note = given.get("note").and_then(Value::as_str).filter(|note| !note.is_empty());
        let note = note.map(Note::salted).transpose().map_err(randomness)?;
        let body = OrderBody {
            id: match given.get("corrections") {
                None | Some(Value::Null) => random_bytes().map_err(randomness)?,
                Some(hashes) => order_id(&statements(hashes).ok_or_else(|| wrong("corrections"))?),
            },
            status: status(text("status")?).ok_or_else(|| wrong("status"))?,
            selector,
            reason: Reason::parse(text("reason")?).ok_or_else(|| wrong("reason"))?,
            ordered: Time(now),
            authority: AuthorityCode::parse(text("authority")?).map_err(|_| wrong("authority"))?,
            note: note.as_ref().map(Note::hash),
            seen,
        };
        let order = orders::sign(&body, &self.key).map_err(|_| wrong("order"))?;
        Ok(Given { order, note: note.as_ref().map(Note::to_json) })
    }

    /// Approves another officer's order; gives it with the approval. The bundle must find it in order then: it does not where
    /// both keys are one person's.
    ///
    /// # Errors
    /// `order` where it is none, `refused` with the rule that it breaks, `no_bundle`.
    pub fn approve_order(&self, order: &[u8], pack: &[u8], roots: &str, now: u64) -> Result<Vec<u8>, String> {
        let bundle = bundle(pack, roots)?;
        let given = UnverifiedOrder::decode(order).map_err(|_| wrong("order"))?;
        let approved = orders::approve(&given, &self.key, Time(now)).map_err(refused)?;
        let order = UnverifiedOrder::decode(&approved).map_err(|_| wrong("order"))?;
        order.verify(&bundle, Time(now)).map_err(refused)?;
        drop(order);
        Ok(approved)
    }
}

/// What an order says and how it stands by the bundle: `{"status", "selector", "reason", "ordered", "until", "authority", "seen",
/// "note", "id", "hash", "ordered_by", "approved_by", "refusal"}`. `refusal` is nothing where it could be carried out now, and
/// `approval_missing` where another officer is to approve.
///
/// # Errors
/// `order` where it is none, `no_bundle`.
#[wasm_bindgen]
pub fn read_order(order: &[u8], pack: &[u8], roots: &str, now: u64) -> Result<String, String> {
    let bundle = bundle(pack, roots)?;
    let order = UnverifiedOrder::decode(order).map_err(|_| wrong("order"))?;
    let body = order.unverified_body();
    let (ordered_by, approved_by) = order.unverified_kids();
    let refusal = order.verify(&bundle, Time(now)).err().map(OrderRefusal::code);
    let seen = (body.seen != NAMED_ONE_BY_ONE).then_some(body.seen.0);
    Ok(json!({
        "status": status_name(body.status), "selector": selector_shown(&body.selector), "reason": body.reason.name(),
        "ordered": body.ordered.0, "until": body.ordered.plus_secs(ORDER_LIFE_SECS).0,
        "authority": body.authority.as_str(), "seen": seen, "note": body.note.map(|note| note.to_string()),
        "id": hezheng_core::ids::to_hex(&body.id), "hash": order.hash().to_string(),
        "ordered_by": officer(&bundle, ordered_by), "approved_by": approved_by.map(|kid| officer(&bundle, kid)),
        "refusal": refusal,
    })
    .to_string())
}

fn wrong(member: &str) -> String {
    json!({ "code": "order", "member": member }).to_string()
}

fn refused(refusal: OrderRefusal) -> String {
    json!({ "code": "refused", "rule": refusal.code() }).to_string()
}

const STATUSES: [(Status, &str); 4] = [
    (Status::Valid, "valid"),
    (Status::Revoked, "revoked"),
    (Status::Suspended, "suspended"),
    (Status::Superseded, "superseded"),
];

fn status(name: &str) -> Option<Status> {
    STATUSES.iter().find(|(_, known)| *known == name).map(|(status, _)| *status)
}

fn status_name(status: Status) -> &'static str {
    STATUSES.iter().find(|(known, _)| *known == status).map_or("valid", |(_, name)| name)
}

fn selector(given: &Value) -> Option<Selector> {
    if let Some(numbers) = given.get("numbers") {
        let number = |number: &Value| CertificateNumber::parse(number.as_str()?).ok();
        let numbers: Vec<CertificateNumber> = numbers.as_array()?.iter().map(number).collect::<Option<_>>()?;
        return (!numbers.is_empty()).then_some(Selector::Numbers(numbers));
    }
    if let Some(class) = given.get("class_filing") {
        return class.as_str().filter(|class| !class.is_empty()).map(|class| Selector::ClassFiling(class.into()));
    }
    let leaf = |name: &str| given.get(name)?.as_u64();
    let uscc = Uscc::parse(given.get("institution")?.as_str()?).ok()?;
    let (from, until) = (leaf("from")?, leaf("until")?);
    (from < until).then_some(Selector::Institution(uscc, LeafIndex(from), LeafIndex(until)))
}

fn selector_shown(selector: &Selector) -> Value {
    match selector {
        Selector::Numbers(numbers) => {
            json!({ "numbers": numbers.iter().map(CertificateNumber::as_str).collect::<Vec<_>>() })
        }
        Selector::Institution(uscc, from, until) => {
            json!({ "institution": uscc.as_str(), "from": from.0, "until": until.0 })
        }
        Selector::ClassFiling(class) => json!({ "class_filing": class }),
    }
}

fn statements(hashes: &Value) -> Option<Vec<StatementHash>> {
    let hash = |hash: &Value| parse_hex(hash.as_str()?).map(|hash| StatementHash(Hash(hash)));
    hashes.as_array()?.iter().map(hash).collect()
}

fn officer(bundle: &TrustBundle, kid: Kid) -> Value {
    let staff_code = bundle.officer_key(kid).map(|(_, officer)| officer.staff_code.clone());
    json!({ "kid": kid.to_string(), "staff_code": staff_code })
}
