//! What the texts in a book must be: as bundles allow them, and addresses and names of keys as those who use them need them.

use super::error::AuthoringError;
use hezheng_core::limits::{STAFF_CODE_CHARS, TEXT_CHARS};
use hezheng_core::log::note::is_key_name;
use hezheng_core::text::check_text;

/// A text as bundles allow it (format.md section 1).
pub(super) fn check(field: &'static str, text: &str) -> Result<(), AuthoringError> {
    check_text(text, 1, TEXT_CHARS).map_err(|error| AuthoringError::Text { field, error })
}

pub(super) fn check_staff_code(code: &str) -> Result<(), AuthoringError> {
    check_text(code, 1, STAFF_CODE_CHARS).map_err(|error| AuthoringError::Text { field: "staff code", error })
}

/// A base URL (format.md section 8): a path is appended after `/`.
pub(super) fn check_base_url(url: &str) -> Result<(), AuthoringError> {
    check("base URL", url)?;
    let refused = || AuthoringError::BaseUrl(url.to_owned());
    let (scheme, rest) = url.split_once("://").ok_or_else(refused)?;
    let authority = rest.split('/').next().unwrap_or_default();
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    let is_local = matches!(host, "127.0.0.1" | "localhost");
    let is_plain = url.bytes().all(|byte| byte.is_ascii_graphic() && !b"?#@\\\"<>".contains(&byte));
    let is_scheme = scheme == "https" || (scheme == "http" && is_local);
    if host.is_empty() || url.ends_with('/') || !is_plain || !is_scheme { Err(refused()) } else { Ok(()) }
}

/// An origin line, which is the key name of the log's signed notes too: no spaces and no plus sign (C2SP signed-note).
pub(super) fn check_log_origin(origin: &str) -> Result<(), AuthoringError> {
    check("log origin", origin)?;
    if origin.contains([' ', '+']) { Err(AuthoringError::LogOrigin(origin.to_owned())) } else { Ok(()) }
}

/// A witness's name, which is the key name of its signature lines (C2SP signed-note).
pub(super) fn check_witness_name(name: &str) -> Result<(), AuthoringError> {
    check("witness's name", name)?;
    if is_key_name(name) { Ok(()) } else { Err(AuthoringError::WitnessName(name.to_owned())) }
}
