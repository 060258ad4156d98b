//! INSECURE keys for tests and demos: anybody can compute them. Not compiled into a production build.

use crate::PrivateKey;
use hezheng_core::ids::Hash;

/// The INSECURE private key of this label: the same on every machine, known to everybody.
#[must_use]
pub fn insecure_private_key(label: &str) -> PrivateKey {
    PrivateKey::from_seed(Hash::of(&[b"INSECURE hezheng test key\0", label.as_bytes()]).0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Passphrase, Signer, key_file};

    #[test]
    fn the_key_file_in_the_repository_is_the_insecure_key_of_its_label() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/test/INSECURE-root.pem");
        let passphrase = Passphrase::new("INSECURE".into()).unwrap();
        let key = key_file::read(path.as_ref(), &passphrase).unwrap();
        assert_eq!(key.public_key(), insecure_private_key("root").public_key());
    }

    #[test]
    fn labels_tell_keys_apart() {
        assert_ne!(insecure_private_key("root").public_key(), insecure_private_key("root2").public_key());
    }
}
