//! The root keys that are pinned: from `--root`, else from the user's configuration, never from a pack.

use crate::cannot_run::{BadRoot, CannotRun};
use crate::input::read_file;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hezheng_core::key::PublicKey;
use std::path::{Path, PathBuf};

/// A file of public keys has some 120 bytes for each.
const FILE_BYTES: u64 = 65_536;
/// The DER of an Ed25519 SubjectPublicKeyInfo before its 32 bytes (RFC 8410 section 4).
const PREFIX: [u8; 12] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00];
const BEGIN: &str = "-----BEGIN PUBLIC KEY-----";
const END: &str = "-----END PUBLIC KEY-----";

/// The root keys in these files; without any, those of the folder `roots` of the configuration.
///
/// # Errors
/// Where a file holds no root key, or there is none at all.
pub(crate) fn pinned(files: &[PathBuf], configuration: Option<&Path>) -> Result<Vec<PublicKey>, CannotRun> {
    let folder = configuration.map(|folder| folder.join("roots"));
    let files = if files.is_empty() { folder.as_deref().map(in_folder).unwrap_or_default() } else { files.to_vec() };
    let mut roots = Vec::new();
    for file in files {
        let name = file.display().to_string();
        let text = String::from_utf8(read_file(&name, FILE_BYTES)?);
        let text = text.map_err(|_| CannotRun::BadRoot(name.clone(), BadRoot::NoPublicKey))?;
        roots.extend(parse_pem(&text).map_err(|why| CannotRun::BadRoot(name, why))?);
    }
    if roots.is_empty() {
        return Err(CannotRun::NoRoots(folder.map(|folder| folder.display().to_string())));
    }
    Ok(roots)
}

/// Where the user's configuration lies: `$XDG_CONFIG_HOME/hezheng`, else `~/.config/hezheng`.
#[must_use]
pub(crate) fn configuration() -> Option<PathBuf> {
    let folder = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    // A relative XDG_CONFIG_HOME is to be ignored, says the XDG Base Directory specification.
    folder("XDG_CONFIG_HOME")
        .or_else(|| folder("HOME").map(|home| home.join(".config")))
        .map(|base| base.join("hezheng"))
}

fn in_folder(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut files: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|extension| extension == "pem")).collect();
    files.sort();
    files
}

/// Reads every public key in PEM (RFC 7468) of this text: at least one, and nothing but Ed25519 keys.
///
/// # Errors
/// What is wrong with the text.
pub(crate) fn parse_pem(text: &str) -> Result<Vec<PublicKey>, BadRoot> {
    if text.contains("PRIVATE KEY-----") {
        return Err(BadRoot::Private);
    }
    let blocks = text.split(BEGIN).skip(1).map(|rest| rest.split_once(END).map(|(body, _)| body));
    let keys: Vec<_> = blocks.map(|body| parse_body(body.ok_or(BadRoot::NoPublicKey)?)).collect::<Result<_, _>>()?;
    if keys.is_empty() { Err(BadRoot::NoPublicKey) } else { Ok(keys) }
}

fn parse_body(body: &str) -> Result<PublicKey, BadRoot> {
    let base64: String = body.split_ascii_whitespace().collect();
    let der = STANDARD.decode(base64).map_err(|_| BadRoot::NoPublicKey)?;
    let key = der.strip_prefix(&PREFIX).and_then(|key| key.try_into().ok()).ok_or(BadRoot::OtherKind)?;
    Some(PublicKey(key)).filter(PublicKey::is_usable).ok_or(BadRoot::Unusable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pem(der: &[u8]) -> String {
        format!("# whose it is\n{BEGIN}\n{}\n{END}\n", STANDARD.encode(der))
    }

    #[test]
    fn keys_of_another_kind_and_keys_that_verify_nothing_are_refused() {
        let weak = [&PREFIX[..], &[0; 32]].concat();
        assert_eq!(parse_pem(&pem(&weak)), Err(BadRoot::Unusable));
        assert_eq!(parse_pem(&pem(&[0x30; 91])), Err(BadRoot::OtherKind));
        assert_eq!(parse_pem(&pem(&[&weak[..], &[0]].concat())), Err(BadRoot::OtherKind));
        assert_eq!(parse_pem("no PEM here"), Err(BadRoot::NoPublicKey));
        assert_eq!(parse_pem("-----BEGIN ENCRYPTED PRIVATE KEY-----"), Err(BadRoot::Private));
    }
}
