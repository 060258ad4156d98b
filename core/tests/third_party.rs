//! Other people's vectors, in tests/vectors/third_party: a strict verifier of Ed25519, and proofs in Merkle trees.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so by panicking"
)]

use hezheng_core::ids::{Hash, LeafIndex, TreeSize};
use hezheng_core::key::PublicKey;
use hezheng_core::log::tree::{is_consistent, root_from_inclusion};
use serde_json::Value;

fn file(name: &str) -> Value {
    let path = format!("{}/../tests/vectors/third_party/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn hex(value: &Value) -> Vec<u8> {
    let digits = value.as_str().unwrap().as_bytes();
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

/// Whether the key signed the message; a key or signature of another length is none.
fn has_signed(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let (Ok(key), Ok(signature)) = (key.try_into(), signature.try_into()) else { return false };
    PublicKey(key).has_signed(message, signature)
}

#[test]
fn every_result_of_wycheproof_holds() {
    let mut judged = 0;
    for group in file("wycheproof/ed25519_test.json")["testGroups"].as_array().unwrap() {
        let key = hex(&group["publicKey"]["pk"]);
        for test in group["tests"].as_array().unwrap() {
            let found = has_signed(&key, &hex(&test["msg"]), &hex(&test["sig"]));
            assert_eq!(found, test["result"] == "valid", "{}: {}", test["tcId"], test["comment"]);
            judged += 1;
        }
    }
    assert_eq!(judged, 151);
}

#[test]
fn a_point_of_small_order_or_not_canonical_verifies_nothing() {
    const REFUSED: [&str; 5] =
        ["low_order_A", "low_order_R", "non_canonical_A", "non_canonical_R", "low_order_residue"];
    let cases = file("cctv-ed25519/ed25519vectors.json");
    let mut accepted = 0;
    for case in cases.as_array().unwrap() {
        let flags: Vec<&str> =
            case["flags"].as_array().into_iter().flatten().map(|flag| flag.as_str().unwrap()).collect();
        let is_strict = !flags.iter().any(|flag| REFUSED.contains(flag));
        let message = case["msg"].as_str().unwrap().as_bytes();
        let found = has_signed(&hex(&case["key"]), message, &hex(&case["sig"]));
        assert_eq!(found, is_strict, "{}: {flags:?}", case["number"]);
        accepted += usize::from(found);
    }
    assert!(accepted > 0 && cases.as_array().unwrap().len() == 914);
}

/// Bytes in base64; anything else in the text ends them.
fn base64(value: &Value) -> Vec<u8> {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut held, mut bytes) = (0_u32, 0, Vec::new());
    for digit in value.as_str().unwrap_or_default().chars().map_while(|c| ALPHABET.find(c)) {
        bits = bits << 6 | u32::try_from(digit).unwrap();
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xFF).unwrap());
        }
    }
    bytes
}

/// A hash; of another length it is none.
fn hash(value: &Value) -> Option<Hash> {
    base64(value).try_into().ok().map(Hash)
}

fn path(case: &Value) -> Option<Vec<Hash>> {
    case["proof"].as_array().into_iter().flatten().map(hash).collect()
}

#[test]
fn inclusion_proofs_of_transparency_dev_hold_or_do_not() {
    let cases = file("merkle/inclusion.json");
    for (name, case) in cases.as_object().unwrap() {
        let number = |key: &str| case[key].as_u64().unwrap();
        let proves = || {
            let (root, leaf, path) = (hash(&case["root"])?, hash(&case["leafHash"])?, path(case)?);
            let size = TreeSize(number("treeSize"));
            Some(root_from_inclusion(size, LeafIndex(number("leafIdx")), &leaf, &path)? == root)
        };
        assert_eq!(proves().unwrap_or(false), case["wantErr"] == false, "{name}");
    }
}

#[test]
fn consistency_proofs_of_transparency_dev_hold_or_do_not() {
    let cases = file("merkle/consistency.json");
    let mut judged = 0;
    for (name, case) in cases.as_object().unwrap() {
        let size = |key: &str| TreeSize(case[key].as_u64().unwrap());
        // Roots of another length cannot be written here; libraries differ on an empty tree (README of the vectors).
        let (Some(first), Some(second)) = (hash(&case["root1"]), hash(&case["root2"])) else { continue };
        if size("size1") == TreeSize(0) {
            continue;
        }
        let proves =
            path(case).is_some_and(|path| is_consistent((size("size1"), &first), (size("size2"), &second), &path));
        assert_eq!(proves, case["wantErr"] == false, "{name}");
        judged += 1;
    }
    assert!(judged >= 75, "{judged}");
}
