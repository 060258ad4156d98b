//! What an officer says to find somebody by an identity number, or to read one in full: always with a reason.

use crate::desk::text::Text;
use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

/// Whose certificates are sought. It holds personal data and has no `Debug`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonSought {
    pub(crate) id_kind: u64,
    #[serde(deserialize_with = "secret")]
    pub(crate) id_number: Zeroizing<String>,
    pub(crate) reason: String,
    /// Random: the audit trail keeps the digest of the request, and without salt a number could be guessed from it.
    #[serde(rename = "salt")]
    _salt: Text<[u8; 16]>,
}

/// Whose identity number is read.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonRead {
    /// The certificate's.
    pub(crate) number: String,
    pub(crate) reason: String,
}

fn secret<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Zeroizing<String>, D::Error> {
    String::deserialize(deserializer).map(Zeroizing::new)
}
