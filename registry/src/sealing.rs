//! What keeps personal data unreadable in the store: sealing, and keyed look-ups, with a key that is not in the store.
//!
//! Full identity numbers and portraits are sealed with XChaCha20-Poly1305 under a random nonce, bound to the hash of the
//! statement they belong to. People are looked up by HMAC-SHA-256 of kind and number: without the key nobody can try all
//! identity numbers. Both keys are derived from one file (HKDF-SHA-256, RFC 5869).
//!
//! There may be several files while one takes another's place: the newest seals, each opens what it sealed, and a person is
//! looked for under each, until everything is sealed with the newest ([`reseal`](crate::reseal)).

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

/// The keys derived from a sealing key file, and from those whose place it takes.
pub(crate) struct SealingKey {
    newest: Keys,
    older: Vec<Keys>,
    /// How many keyed hashes were computed.
    #[cfg(test)]
    hashes: std::sync::atomic::AtomicU64,
}

/// The keys derived from one file.
struct Keys {
    cipher: Zeroizing<[u8; 32]>,
    people: Zeroizing<[u8; 32]>,
    unknown_codes: Zeroizing<[u8; 32]>,
    names: Zeroizing<[u8; 32]>,
    nodes: Zeroizing<[u8; 32]>,
}

/// Which of the keys something was sealed with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum SealedWith {
    Newest,
    Older,
}

/// Whom an identity document belongs to: HMAC of its kind and number. Equal for equal documents and nothing more.
#[derive(Clone, Copy)]
pub(crate) struct PersonKey(pub(crate) [u8; 32]);

impl PersonKey {
    /// Of nobody: what stands for a person whose data is kept no longer. No HMAC is known to be this.
    pub(crate) const GONE: Self = Self([0; 32]);
}

impl SealingKey {
    /// Reads a sealing key file.
    pub(crate) fn read(path: &Path) -> Result<Self, SealingError> {
        Ok(Self::of(Keys::read(path)?))
    }

    fn of(newest: Keys) -> Self {
        Self {
            newest,
            older: Vec::new(),
            #[cfg(test)]
            hashes: std::sync::atomic::AtomicU64::default(),
        }
    }

    /// The same, and this older key file opens too.
    pub(crate) fn and_older(mut self, path: &Path) -> Result<Self, SealingError> {
        self.older.push(Keys::read(path)?);
        Ok(self)
    }

    #[cfg(test)]
    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self::of(Keys::from_bytes(bytes))
    }

    /// Seals `plain`, bound to `context`, under a nonce that must be random: nonce, then ciphertext.
    pub(crate) fn seal(&self, nonce: [u8; NONCE_BYTES], context: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
        let payload = Payload { msg: plain, aad: context };
        let sealed = self.newest.aead().encrypt(&XNonce::from(nonce), payload).ok()?;
        Some([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what was sealed with one of these keys, bound to this context.
    pub(crate) fn open(&self, context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.open_and_tell(context, sealed).map(|(_, opened)| opened)
    }

    /// The same, and with which.
    pub(crate) fn open_and_tell(&self, context: &[u8], sealed: &[u8]) -> Option<(SealedWith, Zeroizing<Vec<u8>>)> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        let open = |keys: &Keys| {
            let payload = Payload { msg: sealed, aad: context };
            keys.aead().decrypt(&XNonce::from(*nonce), payload).ok().map(Zeroizing::new)
        };
        let newest = open(&self.newest).map(|opened| (SealedWith::Newest, opened));
        newest.or_else(|| self.older.iter().find_map(open).map(|opened| (SealedWith::Older, opened)))
    }

    /// The look-up key of the person with this document.
    pub(crate) fn person(&self, kind: IdKind, number: &str) -> PersonKey {
        self.person_under(&self.newest, kind, number)
    }

    /// Every look-up key that this person may have been entered under, the newest first.
    pub(crate) fn people(&self, kind: IdKind, number: &str) -> Vec<PersonKey> {
        std::iter::once(&self.newest).chain(&self.older).map(|keys| self.person_under(keys, kind, number)).collect()
    }

    /// Whether a look-up key is this person's. The work is the same whichever it is.
    pub(crate) fn is_person(&self, person: PersonKey, kind: IdKind, number: &str) -> bool {
        self.people(kind, number).into_iter().fold(false, |found, key| found | (key == person))
    }

    /// Whether two texts are equal, in a time that says nothing of where they differ.
    pub(crate) fn is_same_text(&self, one: &str, other: &str) -> bool {
        let hash = |text: &str| self.hash(&self.newest.names, &[text.as_bytes()]);
        hash(one).ct_eq(&hash(other)).into()
    }

    /// A number below `count` for what was asked for and may not be there: the same each time, and nobody can choose it.
    pub(crate) fn counter(&self, asked: &[&[u8]], count: u64) -> u64 {
        let mac = self.hash(&self.newest.unknown_codes, asked);
        mac.iter().take(8).fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte)) % count.max(1)
    }

    /// What nodes that share a store, and so this key, know each other's requests by.
    pub(crate) fn of_nodes(&self) -> [u8; 32] {
        of_nodes(&self.newest)
    }

    /// What tells this newest key from another, and says nothing else of it.
    pub(crate) fn mark(&self) -> String {
        to_hex(&hmac(&self.newest.nodes, &[b"which sealing key this is"]))
    }

    /// Whether another node says this: one that was started with the key that is about to take this one's place, too.
    pub(crate) fn is_of_nodes(&self, said: &[u8; 32]) -> bool {
        let known = std::iter::once(&self.newest).chain(&self.older);
        known.fold(false, |found, keys| found | bool::from(of_nodes(keys).ct_eq(said)))
    }

    fn person_under(&self, keys: &Keys, kind: IdKind, number: &str) -> PersonKey {
        PersonKey(self.hash(&keys.people, &[&kind.code().to_be_bytes(), number.as_bytes()]))
    }

    fn hash(&self, key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
        #[cfg(test)]
        self.hashes.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        hmac(key, parts)
    }

    /// How many keyed hashes were computed.
    #[cfg(test)]
    pub(crate) fn hashes(&self) -> u64 {
        self.hashes.load(std::sync::atomic::Ordering::SeqCst)
    }
}

impl Keys {
    fn read(path: &Path) -> Result<Self, SealingError> {
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
            names: derive("hezheng registry 1 names"),
            nodes: derive("hezheng registry 1 nodes"),
        }
    }

    fn aead(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(*self.cipher))
    }
}

fn of_nodes(keys: &Keys) -> [u8; 32] {
    hmac(&keys.nodes, &[b"a request that another node sends on"])
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
    fn an_older_key_opens_and_finds_and_seals_nothing() {
        let old = SealingKey::from_bytes(&[1; 32]);
        let sealed = old.seal([9; 24], b"statement", NUMBER.as_bytes()).unwrap();
        let mut both = SealingKey::from_bytes(&[2; 32]);
        both.older.push(Keys::from_bytes(&[1; 32]));
        let (with, opened) = both.open_and_tell(b"statement", &sealed).unwrap();
        assert_eq!((with, opened.as_slice()), (SealedWith::Older, NUMBER.as_bytes()));
        let (kind, person) = (IdKind::ResidentId, old.person(IdKind::ResidentId, NUMBER));
        assert_ne!(both.person(kind, NUMBER), person);
        assert_eq!(both.people(kind, NUMBER), [both.person(kind, NUMBER), person]);
        assert!(both.is_person(person, kind, NUMBER) && !both.is_person(person, kind, "another"));
        assert!(both.is_of_nodes(&old.of_nodes()) && both.is_of_nodes(&both.of_nodes()));
        assert!(!old.is_of_nodes(&both.of_nodes()));
        let again = both.seal([8; 24], b"statement", NUMBER.as_bytes()).unwrap();
        assert!(old.open(b"statement", &again).is_none());
        assert_eq!(both.open_and_tell(b"statement", &again).unwrap().0, SealedWith::Newest);
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
