//! Private key files: PKCS#8 in PEM, encrypted with a passphrase (RFC 5958, RFC 7468 section 11, RFC 8018 PBES2 with
//! scrypt as in RFC 7914 section 7, AES-256-CBC), so that `openssl pkey -in FILE -passin …` reads them.

use crate::error::{KeyFileError, KeyFileProblem};
use crate::new_file::{self, ReadableBy};
use crate::passphrase::Passphrase;
use crate::pem_file::{ENCRYPTED_LABEL, FILE_BYTES, PLAIN_LABEL, PUBLIC_LABEL, read_text};
use crate::public_file::{self, ED25519};
use crate::signer::{PrivateKey, Signer, random_bytes};
use pkcs8::der::pem::{self, LineEnding};
use pkcs8::pkcs5::pbes2;
use pkcs8::pkcs5::{self, EncryptionScheme, scrypt};
use pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef};
use std::io;
use std::path::Path;
use zeroize::Zeroizing;

/// The DER of every Ed25519 PrivateKeyInfo of version 1, up to the 32 bytes of the seed (RFC 8410 section 7).
const PREFIX: [u8; 16] =
    [0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// scrypt's N = 2^14, r, p: 16 MiB and some 50 ms. OpenSSL 3.0 refuses more than 32 MiB.
const SCRYPT: (u8, u32, u32) = (14, 8, 1);
/// Memory that scrypt may ask for when reading (128 r N bytes): four doublings more than we write, and no crash by a
/// hostile file.
const SCRYPT_BYTES: u64 = 256 << 20;
/// scrypt's parallelization when reading: multiplies the time.
const SCRYPT_PARALLEL: u16 = 16;
/// PBKDF2's iterations when reading: some seconds.
const PBKDF2_ITERATIONS: u32 = 10_000_000;

/// Writes a private key to a file that is not there yet: mode 0600, durable when this returns.
///
/// # Errors
/// Where there is such a file already, or it cannot be written.
pub fn write(path: &Path, key: &PrivateKey, passphrase: &Passphrase) -> Result<(), KeyFileError> {
    let at = |problem| KeyFileError::new(path, problem);
    let pem = encrypt(key, passphrase).map_err(at)?;
    new_file::create(path, pem.as_bytes(), ReadableBy::Owner).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => at(KeyFileProblem::Exists),
        _ => at(KeyFileProblem::Unwritable(error)),
    })
}

/// Reads a private key from a file. AES-CBC does not notice every change, so where the public half lies beside it
/// ([`public_file::path_beside`]), the two are compared.
///
/// # Errors
/// Where it cannot be read, is no encrypted Ed25519 key, or the passphrase does not open it.
pub fn read(path: &Path, passphrase: &Passphrase) -> Result<PrivateKey, KeyFileError> {
    let at = |problem| KeyFileError::new(path, problem);
    let key = decrypt(&read_text(path)?, passphrase).map_err(at)?;
    let beside = public_file::path_beside(path);
    match public_file::read(&beside) {
        Ok(public) if public != key.public_key() => Err(at(KeyFileProblem::PublicHalfDiffers(beside))),
        // The public half is a convenience: without it, or with one that is damaged, the private key is still good.
        _ => Ok(key),
    }
}

/// Whether this is an encrypted private key file by its looks: to say so before anybody types a passphrase.
///
/// # Errors
/// Where it cannot be read or is something else.
pub fn check_kind(path: &Path) -> Result<(), KeyFileError> {
    open_pem(&read_text(path)?).map(|_| ()).map_err(|problem| KeyFileError::new(path, problem))
}

/// Whether others than its owner may read this file: worth a warning, not a refusal.
#[must_use]
pub fn is_open_to_others(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        path.metadata().is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

fn encrypt(key: &PrivateKey, passphrase: &Passphrase) -> Result<Zeroizing<String>, KeyFileProblem> {
    let mut der = Zeroizing::new([0; PREFIX.len() + 32]);
    for (to, from) in der.iter_mut().zip(PREFIX.iter().chain(key.seed().iter())) {
        *to = *from;
    }
    // None of these steps can fail with the constants above; `Damaged` says so as well as anything.
    let damaged = |_| KeyFileProblem::Damaged;
    let (log_n, r, p) = SCRYPT;
    let scrypt = scrypt::Params::new(log_n, r, p).map_err(|_| KeyFileProblem::Damaged)?;
    let (salt, iv): ([u8; 16], [u8; 16]) = (random_bytes()?, random_bytes()?);
    let scheme =
        pbes2::Parameters::generate_scrypt_aes256cbc(scrypt, &salt, iv).map_err(|_| KeyFileProblem::Damaged)?;
    let info = PrivateKeyInfoRef::try_from(der.as_slice()).map_err(|_| KeyFileProblem::Damaged)?;
    let document = info.encrypt_with_params(scheme, passphrase.as_bytes()).map_err(damaged)?;
    document.to_pem(ENCRYPTED_LABEL, LineEnding::LF).map_err(|_| KeyFileProblem::Damaged)
}

/// The DER within the PEM of an encrypted private key.
fn open_pem(pem: &str) -> Result<Zeroizing<Vec<u8>>, KeyFileProblem> {
    let (label, der) = pem::decode_vec(pem.as_bytes()).map_err(|_| KeyFileProblem::NotPem)?;
    let der = Zeroizing::new(der);
    match label {
        ENCRYPTED_LABEL => Ok(der),
        PLAIN_LABEL => Err(KeyFileProblem::NotEncrypted),
        PUBLIC_LABEL => Err(KeyFileProblem::PublicHalf),
        other => Err(KeyFileProblem::OtherLabel(other.to_owned())),
    }
}

/// The private key in the text of a key file. [`read`] also compares it with its public half, where that lies beside it.
///
/// # Errors
/// Where it is no encrypted Ed25519 key, or the passphrase does not open it.
pub fn decrypt(pem: &str, passphrase: &Passphrase) -> Result<PrivateKey, KeyFileProblem> {
    if u64::try_from(pem.len()).is_ok_and(|length| length > FILE_BYTES) {
        return Err(KeyFileProblem::TooLarge);
    }
    let der = open_pem(pem)?;
    let info = EncryptedPrivateKeyInfoRef::try_from(der.as_slice()).map_err(|error| match error {
        pkcs8::Error::Asn1(error) if matches!(error.kind(), pkcs8::der::ErrorKind::OidUnknown { .. }) => {
            KeyFileProblem::UnknownEncryption
        }
        _ => KeyFileProblem::Damaged,
    })?;
    check_cost(&info.encryption_algorithm)?;
    let plain = info.decrypt(passphrase.as_bytes()).map_err(|error| match error {
        pkcs8::Error::EncryptedPrivateKey(pkcs5::Error::DecryptFailed) | pkcs8::Error::Asn1(_) => {
            KeyFileProblem::WrongPassphrase
        }
        _ => KeyFileProblem::UnknownEncryption,
    })?;
    let info = PrivateKeyInfoRef::try_from(plain.as_bytes()).map_err(|_| KeyFileProblem::WrongPassphrase)?;
    if info.algorithm.oid != ED25519 {
        return Err(KeyFileProblem::NotEd25519);
    }
    // The key is an OCTET STRING within the OCTET STRING (RFC 8410 section 7).
    let seed = info.private_key.as_bytes().strip_prefix(&[0x04, 0x20]).and_then(|seed| seed.try_into().ok());
    let key = PrivateKey::from_seed(seed.ok_or(KeyFileProblem::Damaged)?);
    let public = info.public_key.and_then(|public| public.as_bytes());
    if public.is_some_and(|public| public != key.public_key().0) { Err(KeyFileProblem::Damaged) } else { Ok(key) }
}

/// A file says itself what it costs to open: this is where a hostile one is stopped.
fn check_cost(scheme: &EncryptionScheme) -> Result<(), KeyFileProblem> {
    let EncryptionScheme::Pbes2(scheme) = scheme else { return Err(KeyFileProblem::UnknownEncryption) };
    let is_affordable = match &scheme.kdf {
        pbes2::Kdf::Pbkdf2(params) => params.iteration_count <= PBKDF2_ITERATIONS,
        pbes2::Kdf::Scrypt(params) => {
            let block_bytes = 128 * u64::from(params.block_size);
            params.cost_parameter.checked_mul(block_bytes).is_some_and(|bytes| bytes <= SCRYPT_BYTES)
                && params.parallelization <= SCRYPT_PARALLEL
        }
        _ => return Err(KeyFileProblem::UnknownEncryption),
    };
    if is_affordable { Ok(()) } else { Err(KeyFileProblem::TooCostly) }
}
