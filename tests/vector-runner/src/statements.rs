//! statement: every byte of claims, headers, statement, registration and log entry.

use crate::case::{Summary, bytes, date, hash, list, sign, text, time};
use hezheng_core::ids::{Kid, LeafIndex, to_hex};
use hezheng_core::log::{Entry, tree::leaf_hash};
use hezheng_core::number::{CertificateNumber, IdKind, Uscc};
use hezheng_core::qr::PageAddress;
use hezheng_core::statement::check_code::CheckCode;
use hezheng_core::statement::{Claims, StatementDraft, UnverifiedStatement};
use serde_json::Value;

pub fn run(file: &Value, summary: &mut Summary) {
    for case in list(&file["statements"]) {
        let note = text(&case["note"]);
        if statement(case, text(&file["host"]), summary).is_none() {
            summary.check(note, false, "a step of it was refused");
        }
    }
    for case in list(&file["refuse"]) {
        let refused = UnverifiedStatement::decode(&bytes(&case["statement"])).is_err();
        summary.check(text(&case["note"]), refused, "was accepted");
    }
}

fn statement(case: &Value, host: &str, summary: &mut Summary) -> Option<()> {
    let note = text(&case["note"]);
    let mut same = |what: &str, found: &[u8], expected: &Value| {
        summary.equal(&format!("{note}, {what}"), &to_hex(found), &text(expected).to_owned());
    };
    let claims = claims(&case["claims"])?;
    let (kid, uscc) = (Kid::parse(text(&case["issuer_kid"]))?, Uscc::parse(text(&case["uscc"])).ok()?);
    let number = CertificateNumber::parse(text(&case["number"])).ok()?;
    let draft = StatementDraft::new(kid, &uscc, &number, &claims).ok()?;
    same("to be signed", &draft.to_be_signed(), &case["to_be_signed"]);
    let signature = sign(&case["issuer_seed"], &draft.to_be_signed());
    same("signature", &signature, &case["signature"]);
    let bytes_signed = draft.finish(&signature);
    same("statement", &bytes_signed, &case["statement"]);

    let statement = UnverifiedStatement::decode(&bytes_signed).ok()?;
    let verified = statement.verify_signature(&crate::case::public_of(&case["issuer_seed"]))?;
    same("hash", &verified.hash().0.0, &case["statement_hash"]);
    same(
        "claims read back",
        format!("{:?}", verified.claims()).as_bytes(),
        &Value::String(to_hex(format!("{claims:?}").as_bytes())),
    );
    let code = CheckCode::of(&verified.bare()).to_string();
    same("check code", code.as_bytes(), &Value::String(to_hex(text(&case["check_code"]).as_bytes())));

    let registry_kid = crate::case::public_of(&case["registry_seed"]).kid();
    let (registered_at, leaf) = (time(&case["registered_at"]), LeafIndex(case["leaf_index"].as_u64()?));
    let registration = verified.register(registry_kid, registered_at, leaf);
    same("countersignature to be signed", registration.to_be_signed(), &case["countersignature_to_be_signed"]);
    let registered = registration.finish(&sign(&case["registry_seed"], registration.to_be_signed()));
    same("registered", &registered, &case["registered"]);
    let qr_text = PageAddress::parse(&format!("https://{host}")).ok()?.qr_text(&registered);
    same("QR text", qr_text.as_bytes(), &Value::String(to_hex(text(&case["qr_text"]).as_bytes())));

    let entry = Entry::Registration { time: registered_at, kid, statement: verified.hash() }.encode();
    same("log entry", &entry, &case["log_entry"]);
    same("leaf hash", &leaf_hash(&entry).0, &case["leaf_hash"]);
    Some(())
}

fn claims(json: &Value) -> Option<Claims> {
    let optional_text = |value: &Value| value.as_str().map(str::to_owned);
    Some(Claims {
        holder: text(&json["name"]).into(),
        id_kind: IdKind::from_code(json["id_kind"].as_u64()?)?,
        id_tail: text(&json["id_last4"]).into(),
        programme: text(&json["programme"]).into(),
        training: (date(&json["training_from"]), date(&json["training_to"])),
        issued: date(&json["issued"]),
        class_hours: json["class_hours"].as_u64(),
        occupation_code: optional_text(&json["occupation_code"]),
        skill_level: json["skill_level"].as_u64(),
        class_filing: optional_text(&json["class_filing"]),
        portrait_sha256: json["portrait_sha256"].as_str().map(|_| hash(&json["portrait_sha256"])),
        number_scheme: json["number_scheme"].as_u64(),
    })
}
