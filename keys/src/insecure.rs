//! INSECURE keys for tests and demos: anybody can compute them. Not compiled into a production build.

use crate::PrivateKey;
use hezheng_core::ids::Hash;

/// The INSECURE private key of this label: the same on every machine, known to everybody.
#[must_use]
pub fn insecure_private_key(label: &str) -> PrivateKey {
    PrivateKey::from_seed(Hash::of(&[b"INSECURE hezheng test key\0", label.as_bytes()]).0)
}
