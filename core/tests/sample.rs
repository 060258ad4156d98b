//! The sample of docs/examples is the first certificate of the vectors, so that examples are judged on what is tested.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use hezheng_core::qr::PageAddress;
use hezheng_core::trust::pack::UnverifiedPack;
use serde_json::Value;
use std::path::Path;

fn bytes(hex: &Value) -> Vec<u8> {
    let digits = hex.as_str().unwrap().as_bytes();
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/examples/sample").join(name)).unwrap()
}

#[test]
fn the_sample_of_the_examples_is_the_plain_certificate_of_the_vectors() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/verify.json");
    let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let case = file["cases"].as_array().unwrap().iter().find(|case| case["note"] == "plain").unwrap();
    let statement = bytes(&case["presented"]);
    assert_eq!(sample("certificate.cose"), statement);
    let text = PageAddress::parse("https://zs.example.cn").unwrap().qr_text(&statement);
    assert_eq!(sample("certificate.txt"), format!("{text}\n").into_bytes());
    let root = case["trusted_roots"][0].as_str().unwrap();
    assert_eq!(sample("root.hex"), format!("{root}\n").into_bytes());
    let bundle = bytes(&case["bundle"]);
    let snapshots: Vec<Vec<u8>> = case["snapshots"].as_array().unwrap().iter().map(bytes).collect();
    let snapshots = snapshots.iter().map(Vec::as_slice).collect();
    assert_eq!(sample("pack.cbor"), UnverifiedPack { bundles: vec![&bundle], snapshots, checkpoints: vec![] }.encode());
}
