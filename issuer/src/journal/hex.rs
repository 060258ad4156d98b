//! Bytes as the journal writes them: hexadecimal.

use hezheng_core::ids::to_hex;

/// Bytes as the journal writes them.
#[must_use]
pub(crate) fn hex(bytes: &[u8]) -> String {
    to_hex(bytes)
}

pub(super) fn from_hex(hex: &str) -> Option<Vec<u8>> {
    let pairs = hex.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2)?, 16).ok())
        .collect()
}

pub(super) fn is_hex(text: &str) -> bool {
    text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
