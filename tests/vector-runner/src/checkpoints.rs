//! checkpoint: checkpoints made and read, those to refuse, and who cosigned.

use crate::case::{Summary, bytes, hash, list, public_key, public_of, sign, text};
use hezheng_core::ids::{TreeSize, to_hex};
use hezheng_core::log::checkpoint::{CheckpointDraft, UnverifiedCheckpoint, VerifiedCheckpoint};
use hezheng_core::log::cosignature::{Cosignature, CosignatureDraft, Cosigner};
use hezheng_core::log::note::{KeyId, SignatureType, parse_verifier_key, verifier_key};
use hezheng_core::time::Time;
use hezheng_core::trust::bundle::Witnesses;
use serde_json::Value;

pub fn run(file: &Value, summary: &mut Summary) {
    for case in list(&file["accept"]) {
        accepted(case, summary);
    }
    for case in list(&file["refuse"]) {
        summary.check(text(&case["note"]), verified(case).is_none(), "was accepted");
    }
    for case in list(&file["cosigned"]) {
        let note = text(&case["note"]);
        let witnesses = list(&case["witnesses"]).iter().map(|pair| (text(&pair[0]).to_owned(), public_key(&pair[1])));
        let witnesses = Witnesses { quorum: 0, witnesses: witnesses.collect() };
        let count = UnverifiedCheckpoint::decode(text(&case["checkpoint"]).as_bytes())
            .map(|checkpoint| checkpoint.cosigned_by(&witnesses));
        summary.equal(note, &count.ok(), &case["cosigned_by"].as_u64());
    }
}

fn verified(case: &Value) -> Option<VerifiedCheckpoint> {
    let checkpoint = UnverifiedCheckpoint::decode(text(&case["checkpoint"]).as_bytes()).ok()?;
    checkpoint.verify(text(&case["origin"]), &public_key(&case["public"])).ok()
}

fn accepted(case: &Value, summary: &mut Summary) {
    let (origin, key, whole) = (text(&case["origin"]), public_key(&case["public"]), text(&case["checkpoint"]));
    let what = format!("checkpoint of {}", case["size"]);
    summary.equal(&what, &public_of(&case["seed"]), &key);
    let id = KeyId::of(origin, SignatureType::Ed25519, &key);
    summary.equal(&what, &id.0.to_vec(), &bytes(&case["key_id"]));
    let vkey = verifier_key(origin, SignatureType::Ed25519, &key);
    summary.equal(&what, &vkey.as_str(), &text(&case["vkey"]));
    summary.equal(&what, &parse_verifier_key(&vkey, SignatureType::Ed25519), &Ok((origin, key)));
    let (size, root) = (TreeSize(case["size"].as_u64().unwrap_or_default()), hash(&case["root"]));
    let Some(checkpoint) = verified(case) else { return summary.check(&what, false, "was refused") };
    summary.equal(&what, &(checkpoint.size(), checkpoint.root()), &(size, root));
    // What the note adds to the three lines and the log's signature is not for the draft to make.
    if case["note"].is_null() {
        let made = CheckpointDraft::new(origin, size, &root)
            .map(|draft| draft.finish(&key, &sign(&case["seed"], draft.to_be_signed())));
        summary.equal(&what, &made, &Ok(whole.to_owned()));
    }
    cosigned(&what, case, &checkpoint, summary);
}

/// A cosignature made over the checkpoint is found by those who look for it, and by nobody else.
fn cosigned(what: &str, case: &Value, checkpoint: &VerifiedCheckpoint, summary: &mut Summary) {
    let draft = CosignatureDraft::new(checkpoint, Time(1_779_760_800));
    let witness = Cosigner { name: "witness-1.example.cn", key: public_of(&case["seed"]) };
    let line = draft.finish(&witness, &sign(&case["seed"], draft.to_be_signed()));
    let found = Cosignature::verify(line.as_bytes(), checkpoint, &witness);
    summary.equal(what, &found.map(|found| found.map(|found| found.line().to_owned())), &Ok(Some(line.clone())));
    let stranger = Cosigner { name: "witness-2.example.cn", ..witness };
    summary.equal(what, &Cosignature::verify(line.as_bytes(), checkpoint, &stranger), &Ok(None));
    let whole = format!("{}{line}", text(&case["checkpoint"]));
    let at = UnverifiedCheckpoint::decode(whole.as_bytes()).map(|checkpoint| checkpoint.cosigned_at(&witness));
    summary.equal(&to_hex(whole.as_bytes()), &at, &Ok(Some(Time(1_779_760_800))));
}
