//! Public keys and strict verification (format.md section 1). The private halves are never in this crate.

use crate::cbor::Writer;
use crate::ids::{Hash, Kid, to_hex};
use core::fmt;
use ed25519_dalek::{Signature, VerifyingKey};

/// COSE algorithm -19: Ed25519 (RFC 9864). Format 1 has no other.
pub const ALGORITHM: i64 = -19;

/// An Ed25519 public key as it was read: 32 bytes that may turn out to be no point of the curve.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey(pub [u8; 32]);

impl PublicKey {
    /// The first 8 bytes of the COSE Key Thumbprint (RFC 9679, SHA-256).
    #[must_use]
    pub fn kid(&self) -> Kid {
        let Hash([a, b, c, d, e, f, g, h, ..]) = Hash::of(&[&self.cose_key()]);
        Kid([a, b, c, d, e, f, g, h])
    }

    /// The COSE_Key that the thumbprint is over: `{1: 1, -1: 6, -2: x}`.
    #[must_use]
    pub fn cose_key(&self) -> alloc::vec::Vec<u8> {
        let mut writer = Writer::new();
        writer.map(3).integer(1).integer(1).integer(-1).integer(6).integer(-2).bytes(&self.0);
        writer.into_bytes()
    }

    /// What people compare: SHA-256 of the 32 bytes, in hexadecimal.
    #[must_use]
    pub fn fingerprint(&self) -> alloc::string::String {
        to_hex(&Hash::of(&[&self.0]).0)
    }

    /// Whether these bytes are a key that signatures can be verified with: the canonical encoding of a point that is
    /// not of small order.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.decoded().is_some_and(|key| !key.is_weak())
    }

    /// `VerifyingKey::from_bytes` takes some non-canonical encodings, so the decoded point is encoded again and compared.
    fn decoded(&self) -> Option<VerifyingKey> {
        let key = VerifyingKey::from_bytes(&self.0).ok()?;
        (key.to_edwards().compress().to_bytes() == self.0).then_some(key)
    }

    /// Whether this is a signature of `message`, strictly: canonical S, A and R, neither A nor R of small order, and the
    /// cofactorless equation (RFC 8032 section 5.1.7 and what ed25519-dalek's `verify_strict` adds).
    #[must_use]
    pub fn has_signed(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.decoded().is_some_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_hex(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_order_and_non_canonical_keys_verify_nothing() {
        let mut identity = [0; 32];
        identity[0] = 1;
        // y = p + 1 encodes the same point as y = 1.
        let mut non_canonical = [0xFF; 32];
        (non_canonical[0], non_canonical[31]) = (0xEE, 0x7F);
        for key in [identity, non_canonical, [0xFF; 32]] {
            assert!(!PublicKey(key).is_usable());
            let mut signature = [0; 64];
            signature[..32].copy_from_slice(&identity);
            assert!(!PublicKey(key).has_signed(b"anything", &signature));
        }
    }
}
