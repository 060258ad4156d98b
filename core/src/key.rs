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
        self.point().is_some_and(|key| !key.is_weak())
    }

    /// `VerifyingKey::from_bytes` takes some non-canonical encodings.
    fn point(&self) -> Option<VerifyingKey> {
        VerifyingKey::from_bytes(&self.0).ok().filter(|_| self.is_canonical())
    }

    /// RFC 8032 section 5.1.3: y, all but the highest bit, is below p = 2^255 - 19; and where x is 0, which is so for y = 1 and
    /// y = p - 1 alone, that bit, the sign of x, is 0. Encoding the point again would tell the same, and takes as long as a tenth
    /// of a signature.
    fn is_canonical(&self) -> bool {
        let [lowest, middle @ .., highest] = &self.0;
        let is_all = |byte: u8| middle.iter().all(|other| *other == byte);
        let below_p = *lowest < 0xED || !is_all(0xFF) || highest & 0x7F != 0x7F;
        let x_is_zero = (*lowest == 1 && is_all(0) && highest & 0x7F == 0)
            || (*lowest == 0xEC && is_all(0xFF) && highest & 0x7F == 0x7F);
        below_p && !(x_is_zero && highest & 0x80 != 0)
    }

    /// Decodes it, for whoever verifies more than one signature with it.
    pub(crate) fn decode(&self) -> DecodedKey {
        DecodedKey(self.point())
    }

    /// Whether this is a signature of `message`, strictly ([`DecodedKey::has_signed`]).
    #[must_use]
    pub fn has_signed(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.decode().has_signed(message, signature)
    }
}

/// A key as the point of the curve that it is the canonical encoding of, if it is one.
#[derive(Clone, Debug)]
pub(crate) struct DecodedKey(Option<VerifyingKey>);

impl DecodedKey {
    /// Whether this is a signature of `message`, strictly: canonical S, A and R, neither A nor R of small order, and the
    /// cofactorless equation (RFC 8032 section 5.1.7 and what ed25519-dalek's `verify_strict` adds).
    pub(crate) fn has_signed(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let Self(Some(key)) = self else { return false };
        key.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
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

    /// The rule by its definition, over the encodings around each limit.
    #[test]
    fn a_canonical_encoding_is_one_that_the_point_is_encoded_in() {
        let mut compared = [0, 0];
        for (middle, highest) in [(0, 0), (0, 0x80), (0xFF, 0x7F), (0xFF, 0xFF), (0xFF, 0x7E), (0xFF, 0xFE), (0, 0x7F)]
        {
            for lowest in 0..=0xFF {
                let mut bytes = [middle; 32];
                (bytes[0], bytes[31]) = (lowest, highest);
                let Ok(key) = VerifyingKey::from_bytes(&bytes) else { continue };
                let is_canonical = key.to_edwards().compress().to_bytes() == bytes;
                assert_eq!(PublicKey(bytes).is_canonical(), is_canonical, "{bytes:02x?}");
                compared[usize::from(is_canonical)] += 1;
            }
        }
        assert!(compared[0] > 10 && compared[1] > 500, "{compared:?}");
    }

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
