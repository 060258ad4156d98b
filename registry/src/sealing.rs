//! What keeps personal data unreadable in the store: sealing, and keyed look-ups, with a key that is not in the store.
//!
//! Full identity numbers and portraits are sealed with XChaCha20-Poly1305 under a random nonce, bound to the hash of the
//! statement they belong to. People are looked up by HMAC-SHA-256 of kind and number: without the key nobody can try all
//! identity numbers. Both keys are derived from one file (HKDF-SHA-256, RFC 5869).

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hezheng_core::ids::{parse_hex, to_hex};
use hezheng_core::number::IdKind;
use hezheng_keys::new_file::{self, ReadableBy};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::path::Path;
use std::{fmt, fs, io};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

const NONCE_BYTES: usize = 24;

/// Why there is no sealing key.
#[derive(Debug, thiserror::Error)]
pub enum SealingError {
    /// The file cannot be read or written.
    #[error("the file cannot be read or written ({0}); check the path and its permissions")]
    File(#[from] io::Error),
    /// The file holds something else.
    #[error(
        "the file does not hold 64 hexadecimal digits; personal data sealed with another key cannot be read, so restore the right file from a backup"
    )]
    Content,
    /// Others may read the file.
    #[error("others may read the file (mode {0:03o}); take that away: chmod 600")]
    Open(u32),
    /// The operating system gave no random bytes.
    #[error(transparent)]
    Randomness(#[from] hezheng_keys::NoRandomness),
}

/// Makes a new sealing key and writes it to a file that must not exist yet: 32 random bytes in hexadecimal, mode 0600.
///
/// # Errors
/// Where the file exists or cannot be written, or there is no randomness.
pub fn create_sealing_key(path: &Path) -> Result<(), SealingError> {
    let bytes: Zeroizing<[u8; 32]> = Zeroizing::new(hezheng_keys::random_bytes()?);
    let text = Zeroizing::new(to_hex(bytes.as_slice()) + "\n");
    Ok(new_file::create(path, text.as_bytes(), ReadableBy::Owner)?)
}

/// The keys derived from a sealing key file.
pub(crate) struct SealingKey {
    cipher: Zeroizing<[u8; 32]>,
    people: Zeroizing<[u8; 32]>,
    unknown_codes: Zeroizing<[u8; 32]>,
}

/// Whom an identity document belongs to: HMAC of its kind and number. Equal for equal documents and nothing more.
#[derive(Clone, Copy)]
pub(crate) struct PersonKey(pub(crate) [u8; 32]);

impl SealingKey {
    /// Reads a sealing key file.
    pub(crate) fn read(path: &Path) -> Result<Self, SealingError> {
        check_mode(path)?;
        let text = Zeroizing::new(fs::read_to_string(path)?);
        let bytes = parse_hex::<32>(text.trim_end()).ok_or(SealingError::Content)?;
        Ok(Self::from_bytes(&Zeroizing::new(bytes)))
    }

    fn from_bytes(bytes: &[u8; 32]) -> Self {
        let hkdf = Hkdf::<Sha256>::new(None, bytes);
        let derive = |name: &str| {
            let mut key = Zeroizing::new([0; 32]);
            // The one error is a length above 8,160 bytes; a key left zero would not pass the store's check either.
            let _ = hkdf.expand(name.as_bytes(), key.as_mut_slice());
            key
        };
        Self {
            cipher: derive("hezheng registry 1 seal"),
            people: derive("hezheng registry 1 people"),
            unknown_codes: derive("hezheng registry 1 unknown codes"),
        }
    }

    /// Seals `plain`, bound to `context`, under a nonce that must be random: nonce, then ciphertext.
    pub(crate) fn seal(&self, nonce: [u8; NONCE_BYTES], context: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
        let payload = Payload { msg: plain, aad: context };
        let sealed = self.aead().encrypt(&XNonce::from(nonce), payload).ok()?;
        Some([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what was sealed with this key, bound to this context.
    pub(crate) fn open(&self, context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload { msg: sealed, aad: context };
        self.aead().decrypt(&XNonce::from(*nonce), payload).ok().map(Zeroizing::new)
    }

    fn aead(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(*self.cipher))
    }

    /// The look-up key of the person with this document.
    pub(crate) fn person(&self, kind: IdKind, number: &str) -> PersonKey {
        PersonKey(hmac(&self.people, &[&kind.code().to_be_bytes(), number.as_bytes()]))
    }

    /// A number below `count` for an unknown check code: the same each time, and nobody can choose it.
    pub(crate) fn unknown_code_counter(&self, code: u64, count: u64) -> u64 {
        let mac = hmac(&self.unknown_codes, &[&code.to_be_bytes()]);
        mac.iter().take(8).fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte)) % count.max(1)
    }
}

fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // RFC 2104: a key shorter than a block is filled up with zeros.
    let mut block = Zeroizing::new([0; 64]);
    block.iter_mut().zip(key).for_each(|(place, byte)| *place = *byte);
    let mut mac = Hmac::<Sha256>::new(&(*block).into());
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

#[cfg(unix)]
fn check_mode(path: &Path) -> Result<(), SealingError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path)?.permissions().mode() & 0o777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(SealingError::Open(mode)) }
}

#[cfg(not(unix))]
fn check_mode(_: &Path) -> Result<(), SealingError> {
    Ok(())
}

/// In constant time.
impl PartialEq for PersonKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for PersonKey {}

impl fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonKey(redacted)")
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBER: &str = "13010220000229000X";

    #[test]
    fn what_is_sealed_opens_with_its_key_and_context_only() {
        let key = SealingKey::from_bytes(&[1; 32]);
        let sealed = key.seal([9; 24], b"statement", NUMBER.as_bytes()).unwrap();
        assert!(!sealed.windows(4).any(|window| window == b"1301"));
        assert_eq!(key.open(b"statement", &sealed).unwrap().as_slice(), NUMBER.as_bytes());
        assert!(key.open(b"another", &sealed).is_none());
        assert!(SealingKey::from_bytes(&[2; 32]).open(b"statement", &sealed).is_none());
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(key.open(b"statement", &changed).is_none());
        }
        assert!(key.open(b"statement", &sealed[..23]).is_none());
    }

    #[test]
    fn a_person_is_found_by_kind_and_number_and_the_key() {
        let key = SealingKey::from_bytes(&[1; 32]);
        let person = key.person(IdKind::ResidentId, NUMBER);
        assert_eq!(person, key.person(IdKind::ResidentId, NUMBER));
        assert_ne!(person, key.person(IdKind::Passport, NUMBER));
        assert_ne!(person, SealingKey::from_bytes(&[2; 32]).person(IdKind::ResidentId, NUMBER));
    }

    #[test]
    fn debug_shows_neither_keys_nor_people() {
        let key = SealingKey::from_bytes(&[0xA5; 32]);
        assert_eq!(format!("{key:?}"), "SealingKey(redacted)");
        assert_eq!(format!("{:?}", key.person(IdKind::ResidentId, NUMBER)), "PersonKey(redacted)");
    }

    #[test]
    fn a_new_key_file_is_read_back_and_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sealing.key");
        create_sealing_key(&path).unwrap();
        let person = SealingKey::read(&path).unwrap().person(IdKind::ResidentId, NUMBER);
        assert!(matches!(create_sealing_key(&path), Err(SealingError::File(_))));
        assert_eq!(SealingKey::read(&path).unwrap().person(IdKind::ResidentId, NUMBER), person);
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sealing.key");
        create_sealing_key(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(SealingKey::read(&path), Err(SealingError::Open(0o640))));
    }
}
