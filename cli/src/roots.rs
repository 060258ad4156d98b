//! The root keys that are pinned: from `--root`, else from the user's configuration, never from a pack.

use crate::cannot_run::{BadRoot, CannotRun};
use crate::input::read_file;
use hezheng_core::key::PublicKey;
use hezheng_keys::{KeyFileProblem, public_file};
use std::path::{Path, PathBuf};

/// A public key's file has some 120 bytes.
const FILE_BYTES: u64 = 65_536;

/// Root keys that are trusted, and where they came from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Pinned {
    /// The keys.
    pub(crate) keys: Vec<PublicKey>,
    /// Their files.
    pub(crate) files: Vec<PathBuf>,
}

/// The root keys in these files; without any, those of the folder `roots` of the configuration.
///
/// # Errors
/// Where a file holds no root key, or there is none at all.
pub(crate) fn pinned(files: &[PathBuf], configuration: Option<&Path>) -> Result<Pinned, CannotRun> {
    let folder = configuration.map(|folder| folder.join("roots"));
    let files = if files.is_empty() { folder.as_deref().map(in_folder).unwrap_or_default() } else { files.to_vec() };
    let mut keys = Vec::new();
    for file in &files {
        let (name, read) = read(file)?;
        keys.push(read.map_err(|bad| CannotRun::BadRoot(name, bad))?);
    }
    if keys.is_empty() {
        return Err(CannotRun::NoRoots(folder.map(|folder| folder.display().to_string())));
    }
    Ok(Pinned { keys, files })
}

/// The public key in a file, of whoever signed something.
///
/// # Errors
/// Where it holds none.
pub(crate) fn public_key(file: &Path) -> Result<PublicKey, CannotRun> {
    let (name, read) = read(file)?;
    read.map_err(|bad| CannotRun::BadPublicKey(name, bad))
}

fn read(file: &Path) -> Result<(String, Result<PublicKey, BadRoot>), CannotRun> {
    let name = file.display().to_string();
    let text = String::from_utf8(read_file(&name, FILE_BYTES)?).map_err(|_| BadRoot::NoPublicKey);
    let key = text.and_then(|text| public_file::parse(&text).map_err(|problem| bad(&problem)));
    Ok((name, key))
}

/// Where the user's configuration lies: `$XDG_CONFIG_HOME/hezheng`, else `~/.config/hezheng`; on Windows `%APPDATA%\hezheng`.
#[must_use]
pub(crate) fn configuration() -> Option<PathBuf> {
    let folder = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    // A relative XDG_CONFIG_HOME is to be ignored, says the XDG Base Directory specification.
    folder("XDG_CONFIG_HOME")
        .or_else(|| folder("APPDATA").filter(|_| cfg!(windows)))
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

fn bad(problem: &KeyFileProblem) -> BadRoot {
    match problem {
        KeyFileProblem::PrivateHalf => BadRoot::Private,
        KeyFileProblem::NotEd25519 => BadRoot::OtherKind,
        KeyFileProblem::UnusableKey => BadRoot::Unusable,
        _ => BadRoot::NoPublicKey,
    }
}
