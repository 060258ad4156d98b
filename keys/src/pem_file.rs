//! Keys as text in files: the labels of PEM (RFC 7468) that tell a private key from a public one, and no more of a file read
//! than a key has.

use crate::error::{KeyFileError, KeyFileProblem};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use zeroize::Zeroizing;

/// The label of a private key that a passphrase encrypts.
pub(crate) const ENCRYPTED_LABEL: &str = "ENCRYPTED PRIVATE KEY";
/// The label of a private key that nothing protects.
pub(crate) const PLAIN_LABEL: &str = "PRIVATE KEY";
/// The label of a public key.
pub(crate) const PUBLIC_LABEL: &str = "PUBLIC KEY";
/// A key file has some 500 bytes.
pub(crate) const FILE_BYTES: u64 = 16_384;

/// The text of a key file, read up to what any may have. What is not UTF-8 is not PEM.
pub(crate) fn read_text(path: &Path) -> Result<Zeroizing<String>, KeyFileError> {
    let at = |problem| KeyFileError::new(path, problem);
    let unreadable = |error| at(KeyFileProblem::Unreadable(error));
    let mut bytes = Zeroizing::new(Vec::new());
    File::open(path).map_err(unreadable)?.take(FILE_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > FILE_BYTES) {
        return Err(at(KeyFileProblem::TooLarge));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| at(KeyFileProblem::NotPem))?;
    Ok(Zeroizing::new(text.to_owned()))
}
