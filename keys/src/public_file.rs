//! The public half of a key as a file: SubjectPublicKeyInfo in PEM (RFC 8410 section 4, RFC 7468 section 13).

use crate::error::{KeyFileError, KeyFileProblem};
use crate::new_file::{self, ReadableBy};
use crate::pem_file::{ENCRYPTED_LABEL, PLAIN_LABEL, PUBLIC_LABEL, read_text};
use hezheng_core::key::PublicKey;
use pkcs8::der::pem::{self, LineEnding};
use pkcs8::spki::SubjectPublicKeyInfoRef;
use std::io;
use std::path::{Path, PathBuf};

/// `id-Ed25519` (RFC 8410 section 3).
pub(crate) const ED25519: pkcs8::ObjectIdentifier = pkcs8::ObjectIdentifier::new_unwrap("1.3.101.112");
/// The DER of every Ed25519 SubjectPublicKeyInfo, up to the 32 bytes of the key.
const PREFIX: [u8; 12] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00];

/// Writes a public key to a file that is not there yet, readable by everybody.
///
/// # Errors
/// Where there is such a file already, or it cannot be written.
pub fn write(path: &Path, key: &PublicKey) -> Result<(), KeyFileError> {
    let at = |problem| KeyFileError::new(path, problem);
    let pem = to_pem(key).map_err(at)?;
    new_file::create(path, pem.as_bytes(), ReadableBy::Everybody).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => at(KeyFileProblem::Exists),
        _ => at(KeyFileProblem::Unwritable(error)),
    })
}

/// Reads a public key from a file.
///
/// # Errors
/// Where it cannot be read or holds no usable Ed25519 public key.
pub fn read(path: &Path) -> Result<PublicKey, KeyFileError> {
    let pem = read_text(path)?;
    parse(&pem).map_err(|problem| KeyFileError::new(path, problem))
}

/// Reads a public key from PEM text.
///
/// # Errors
/// Where it is no usable Ed25519 public key.
pub fn parse(pem: &str) -> Result<PublicKey, KeyFileProblem> {
    let (label, der) = pem::decode_vec(pem.as_bytes()).map_err(|_| KeyFileProblem::NotPem)?;
    match label {
        PUBLIC_LABEL => {}
        ENCRYPTED_LABEL | PLAIN_LABEL => return Err(KeyFileProblem::PrivateHalf),
        other => return Err(KeyFileProblem::OtherLabel(other.to_owned())),
    }
    let info = SubjectPublicKeyInfoRef::try_from(der.as_slice()).map_err(|_| KeyFileProblem::Damaged)?;
    if info.algorithm.oid != ED25519 {
        return Err(KeyFileProblem::NotEd25519);
    }
    let bytes = info.subject_public_key.as_bytes().and_then(|bytes| bytes.try_into().ok());
    let key = PublicKey(bytes.filter(|_| info.algorithm.parameters.is_none()).ok_or(KeyFileProblem::Damaged)?);
    if key.is_usable() { Ok(key) } else { Err(KeyFileProblem::UnusableKey) }
}

/// The public key as PEM text.
///
/// # Errors
/// None that can happen; the encoder's signature has one.
pub fn to_pem(key: &PublicKey) -> Result<String, KeyFileProblem> {
    pem::encode_string(PUBLIC_LABEL, LineEnding::LF, &[&PREFIX[..], &key.0].concat())
        .map_err(|_| KeyFileProblem::Damaged)
}

/// Where the public half of a private key file lies: `NAME.pub.pem` beside `NAME.pem` or `NAME`.
#[must_use]
pub fn path_beside(private: &Path) -> PathBuf {
    match private.extension() {
        Some(extension) if extension == "pem" => private.with_extension("pub.pem"),
        _ => {
            let mut name = private.as_os_str().to_owned();
            name.push(".pub.pem");
            PathBuf::from(name)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PrivateKey, Signer};

    #[test]
    fn a_written_key_is_read_back_and_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.pub.pem");
        let key = PrivateKey::from_seed([1; 32]).public_key();
        write(&path, &key).unwrap();
        assert_eq!(read(&path).unwrap(), key);
        let other = PrivateKey::from_seed([2; 32]).public_key();
        assert!(matches!(write(&path, &other).unwrap_err().problem, KeyFileProblem::Exists));
        assert_eq!(read(&path).unwrap(), key);
    }

    #[test]
    fn the_name_beside_is_the_private_ones_with_pub() {
        for (private, public) in
            [("keys/a.pem", "keys/a.pub.pem"), ("keys/a", "keys/a.pub.pem"), ("a.b.key", "a.b.key.pub.pem")]
        {
            assert_eq!(path_beside(Path::new(private)), Path::new(public));
        }
    }

    #[test]
    fn each_wrong_text_has_its_own_name() {
        let mut small_order = [0; 32];
        small_order[0] = 1;
        assert!(matches!(parse(&to_pem(&PublicKey(small_order)).unwrap()), Err(KeyFileProblem::UnusableKey)));
        assert!(matches!(parse("hello"), Err(KeyFileProblem::NotPem)));
        assert!(matches!(parse(""), Err(KeyFileProblem::NotPem)));
        let labelled = |label, der: &[u8]| pem::encode_string(label, LineEnding::LF, der).unwrap();
        assert!(matches!(parse(&labelled("PRIVATE KEY", &[0x30, 0])), Err(KeyFileProblem::PrivateHalf)));
        assert!(matches!(parse(&labelled("CERTIFICATE", &[0x30, 0])), Err(KeyFileProblem::OtherLabel(_))));
        assert!(matches!(parse(&labelled(PUBLIC_LABEL, &[0x30, 0])), Err(KeyFileProblem::Damaged)));
        let mut x25519 = [&PREFIX[..], &[9; 32]].concat();
        x25519[8] = 0x6E;
        assert!(matches!(parse(&labelled(PUBLIC_LABEL, &x25519)), Err(KeyFileProblem::NotEd25519)));
    }
}
