//! Reading cases and counting how they came out.

use hezheng_core::ids::{Hash, parse_hex};
use hezheng_core::key::PublicKey;
use hezheng_core::time::{Date, Time};
use serde_json::Value;

/// How many comparisons held, and what did not.
#[derive(Debug, Default)]
pub struct Summary {
    /// Comparisons that held.
    pub passed: usize,
    /// A sentence for each that did not.
    pub failures: Vec<String>,
}

impl Summary {
    /// Counts one comparison.
    pub fn check(&mut self, what: &str, holds: bool, detail: &str) {
        if holds {
            self.passed += 1;
        } else {
            self.failures.push(format!("{what}: {detail}"));
        }
    }

    /// Counts the comparison of two values.
    pub fn equal<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, found: &T, expected: &T) {
        self.check(what, found == expected, &format!("found {found:?}, expected {expected:?}"));
    }
}

/// The members of an array; none where it is no array.
pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// A text, empty where there is none.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Bytes written as hexadecimal digits.
pub fn bytes(value: &Value) -> Vec<u8> {
    let digits = text(value).as_bytes();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap_or("zz"), 16).unwrap_or(0))
        .collect()
}

/// 32 bytes written as hexadecimal digits.
pub fn hash(value: &Value) -> Hash {
    Hash::parse(text(value)).unwrap_or(Hash([0; 32]))
}

/// A public key written as hexadecimal digits.
pub fn public_key(value: &Value) -> PublicKey {
    PublicKey(hash(value).0)
}

/// A list of public keys.
pub fn public_keys(value: &Value) -> Vec<PublicKey> {
    list(value).iter().map(public_key).collect()
}

/// Seconds.
pub fn time(value: &Value) -> Time {
    Time(value.as_u64().unwrap_or_default())
}

/// A date written `YYYY-MM-DD`.
pub fn date(value: &Value) -> Date {
    Date::parse_iso(text(value)).unwrap_or_default()
}

/// A signature of an INSECURE test key, given by its seed.
pub fn sign(seed: &Value, message: &[u8]) -> [u8; 64] {
    use ed25519_dalek::Signer;
    let seed: [u8; 32] = parse_hex(text(seed)).unwrap_or_default();
    ed25519_dalek::SigningKey::from_bytes(&seed).sign(message).to_bytes()
}

/// The public key of a seed.
pub fn public_of(seed: &Value) -> PublicKey {
    let seed: [u8; 32] = parse_hex(text(seed)).unwrap_or_default();
    PublicKey(ed25519_dalek::SigningKey::from_bytes(&seed).verifying_key().to_bytes())
}
