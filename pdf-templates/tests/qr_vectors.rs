//! The symbol versions that the format's vectors ask for.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use hezheng_pdf::qr_symbol::QrSymbol;
use serde_json::Value;

#[test]
fn every_text_of_the_vectors_has_the_smallest_symbol() {
    let vectors = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/qr.json");
    let vectors: Value = serde_json::from_str(&std::fs::read_to_string(vectors).unwrap()).unwrap();
    let cases = vectors["text"].as_array().unwrap();
    assert!(!cases.is_empty());
    for case in cases {
        let symbol = QrSymbol::encode(case["text"].as_str().unwrap()).unwrap();
        assert_eq!(Some(u64::from(symbol.version)), case["symbol_version_at_M"].as_u64(), "{}", case["host"]);
    }
}
