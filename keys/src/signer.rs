//! Who signs: the port, and the one key type behind it.

use ed25519_dalek::{Signer as _, SigningKey};
use hezheng_core::ids::Kid;
use hezheng_core::key::PublicKey;
use std::fmt;
use zeroize::Zeroizing;

/// Something that signs with an Ed25519 private key (RFC 8032): a key in memory, or one day a token or an HSM.
pub trait Signer: Send + Sync {
    /// The public half.
    fn public_key(&self) -> PublicKey;

    /// The kid of the public half.
    fn kid(&self) -> Kid {
        self.public_key().kid()
    }

    /// Signs these bytes.
    fn sign(&self, message: &[u8]) -> [u8; 64];
}

/// An Ed25519 private key in memory, wiped when dropped. It is not `Clone`, and `Debug` shows the kid only.
pub struct PrivateKey(SigningKey);

/// The operating system gave no random bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "the operating system gave no random bytes; a key made without them could be guessed; try again on a working system"
)]
pub struct NoRandomness;

/// Random bytes from the operating system: the only source of randomness in this crate.
///
/// # Errors
/// Where the operating system gives none.
pub fn random_bytes<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

impl PrivateKey {
    /// A new key from the operating system's randomness.
    ///
    /// # Errors
    /// Where the operating system gives no randomness.
    pub fn generate() -> Result<Self, NoRandomness> {
        let seed: Zeroizing<[u8; 32]> = Zeroizing::new(random_bytes()?);
        Ok(Self(SigningKey::from_bytes(&seed)))
    }

    /// The key of this seed (RFC 8032 section 5.1.5 calls it the private key).
    #[must_use]
    pub fn from_seed(seed: [u8; 32]) -> Self {
        let seed = Zeroizing::new(seed);
        Self(SigningKey::from_bytes(&seed))
    }

    /// The seed, for writing it into a file. Never leaves this crate.
    pub(crate) fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }
}

impl Signer for PrivateKey {
    fn public_key(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({}, redacted)", self.kid())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hezheng_core::ids::to_hex;

    #[test]
    fn a_signature_verifies_with_the_public_half_and_only_over_its_message() {
        let key = PrivateKey::from_seed([7; 32]);
        let signature = key.sign(b"message");
        assert!(key.public_key().has_signed(b"message", &signature));
        assert!(!key.public_key().has_signed(b"messagf", &signature));
    }

    #[test]
    fn debug_shows_nothing_of_the_seed() {
        let key = PrivateKey::from_seed([0xA5; 32]);
        let shown = format!("{key:?} {:#?}", Some(&key));
        assert!(shown.contains("redacted"), "{shown}");
        for secret in ["a5a5", "A5A5", "165, 165", &to_hex(&key.0.to_scalar_bytes())[..16]] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }

    #[test]
    fn two_generated_keys_differ() {
        assert_ne!(PrivateKey::generate().unwrap().public_key(), PrivateKey::generate().unwrap().public_key());
    }

    /// RFC 8032 section 7.1, test 1.
    #[test]
    fn a_seed_gives_the_public_key_of_the_standard() {
        let seed = hezheng_core::ids::parse_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        let public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
        assert_eq!(to_hex(&PrivateKey::from_seed(seed.unwrap()).public_key().0), public);
    }
}
