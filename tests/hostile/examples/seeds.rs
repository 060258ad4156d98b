//! Writes what the fuzzers begin with: for each decoder what the product itself makes, and what the vectors have that is to be
//! refused. `cargo run -p hezheng-hostile --example seeds -- FOLDER`; `cargo xtask fuzz` makes small corpora of them.

use hezheng_core::cbor::{Reader, Writer};
use hezheng_core::log::Entry;
use hezheng_core::qr::PageAddress;
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::status::status_list::PackedStatuses;
use hezheng_hostile::World;
use hezheng_hostile::world::{NUMBER, REGISTERED, SIZE, public, snapshot_body};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

#[path = "../tests/paper/mod.rs"]
mod paper;

/// Cases of one kind that are taken from a file of vectors.
const CASES: usize = 60;
/// A seed from the vectors is no longer: long ones say nothing that short ones do not.
const SEED_BYTES: usize = 2_048;

fn main() {
    let folder = std::env::args().nth(1).expect("usage: seeds FOLDER");
    let mut seeds = made();
    for (decoder, file, fields) in [
        ("cbor", "cbor", &["hex", "bytes"][..]),
        ("statement", "statement", &["statement", "registered", "bytes"]),
        ("statement", "verify", &["presented"]),
        ("trust_bundle", "bundle", &["bundle", "offered", "bytes"]),
        ("snapshot", "snapshot", &["snapshot", "encoding", "best", "bytes"]),
        ("receipt", "receipt", &["receipt"]),
        ("note", "checkpoint", &["checkpoint", "vkey"]),
        ("order", "order", &["order"]),
        ("status_list", "statuslist", &["token"]),
        ("qr", "qr", &["text", "digits", "qr"]),
        ("log_entry", "merkle", &["entry", "bytes"]),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../vectors/{file}.json"));
        let vectors: Value = serde_json::from_slice(&std::fs::read(path).expect("the vectors")).expect("JSON");
        let mut found = Vec::new();
        collect(&vectors, fields, &mut found);
        found.sort();
        found.dedup();
        found.retain(|seed| seed.len() <= SEED_BYTES);
        let step = found.len().div_ceil(CASES).max(1);
        seeds.entry(decoder).or_default().extend(found.into_iter().step_by(step));
    }
    for (decoder, seeds) in seeds {
        let folder = Path::new(&folder).join(decoder);
        std::fs::create_dir_all(&folder).expect("a folder");
        for (index, seed) in seeds.iter().enumerate() {
            std::fs::write(folder.join(format!("seed-{index:03}")), seed).expect("a file");
        }
        println!("{decoder}: {} seeds, {} bytes", seeds.len(), seeds.iter().map(Vec::len).sum::<usize>());
    }
}

/// The texts of these fields, wherever they stand: bytes where they are hexadecimal, otherwise as they are.
fn collect(value: &Value, fields: &[&str], found: &mut Vec<Vec<u8>>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, fields, found)),
        Value::Object(members) => {
            for (name, member) in members {
                match member.as_str().filter(|_| fields.contains(&name.as_str())) {
                    Some(text) => found.push(unhex(text).unwrap_or_else(|| text.into())),
                    None => collect(member, fields, found),
                }
            }
        }
        _ => {}
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) {
        return None;
    }
    text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

/// What the product makes.
fn made() -> BTreeMap<&'static str, Vec<Vec<u8>>> {
    let world = World::get();
    let address = PageAddress::parse("https://zs.example.cn").expect("an address");
    let statement = UnverifiedStatement::decode(&world.statement).expect("it was drafted");
    let entry = Entry::Registration { time: REGISTERED, kid: statement.unverified_kid(), statement: statement.hash() };
    let mut sets = Writer::new();
    snapshot_body().sets.revoked.encode(&mut sets);
    let vkey = hezheng_core::log::note::verifier_key(
        "witness.example.cn",
        hezheng_core::log::note::SignatureType::Cosignature,
        &public("witness"),
    );
    let request = hezheng_core::log::witness::encode_request(SIZE, &[world.leaves[0]], &world.checkpoint);
    let mut bundle = vec![2];
    let entry_bytes = entry.encode();
    for _ in 0..2 {
        let _ = hezheng_core::log::tile::push_entry(&mut bundle, &entry_bytes);
    }
    let page = paper::page();
    let portrait = include_bytes!("../../../pdf-templates/tests/pictures/portrait.jpg").to_vec();
    let pictures = hezheng_pdf::CertificatePage { portrait: Some(portrait), ..page.clone() };
    let (plain, pictures) = (paper::pdf(&page, &world.proved), paper::pdf(&pictures, &world.proved));
    BTreeMap::from([
        ("cbor", vec![world.proved.clone(), world.bundle.clone(), world.pack.clone()]),
        (
            "qr",
            vec![
                address.qr_text(&world.registered).into_bytes(),
                address.qr_text(&world.proved).into_bytes(),
                NUMBER.into(),
            ],
        ),
        ("statement", vec![world.statement.clone(), world.registered.clone(), world.proved.clone()]),
        ("trust_bundle", vec![world.bundle.clone(), payload(&world.bundle)]),
        ("pack", vec![world.pack.clone()]),
        ("snapshot", vec![world.snapshot.clone(), payload(&world.snapshot), sets.into_bytes()]),
        ("receipt", vec![world.receipt.clone()]),
        ("note", vec![world.checkpoint.clone().into_bytes(), request.into_bytes(), vkey.into_bytes()]),
        ("log_entry", vec![entry_bytes, bundle, b"tile/entries/000.p/5".to_vec()]),
        (
            "status_list",
            vec![
                world.status_list.clone(),
                payload(&world.status_list),
                PackedStatuses::of(&snapshot_body().sets, 0, SIZE).deflate(),
            ],
        ),
        ("bundle_draft", vec![world.draft.clone().into_bytes()]),
        ("order", vec![world.order.clone()]),
        ("pdf_attachment", vec![plain.clone()]),
        ("pdf_text", vec![plain.clone()]),
        ("pdf_picture", vec![plain, pictures]),
    ])
}

/// The payload of a COSE_Sign1.
fn payload(signed: &[u8]) -> Vec<u8> {
    let mut reader = Reader::new(signed);
    let header = reader.tag(18).and_then(|()| reader.tuple(4)).and_then(|()| reader.bytes().map(|_| ()));
    let payload = header.and_then(|()| reader.item().map(|_| ())).and_then(|()| reader.bytes());
    payload.expect("it was signed").to_vec()
}
