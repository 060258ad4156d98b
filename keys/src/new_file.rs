//! Files that appear whole or not at all: written beside their place, made durable, then moved there in one step. A crash
//! before the move leaves a file whose name begins with `.hezheng-`, a crash after it the whole file.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Who may read a new file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReadableBy {
    /// Its owner: mode 0600 from the first byte.
    Owner,
    /// Everybody: mode 0644.
    Everybody,
}

/// Writes a file that must not be there yet.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] where there is one, which is left as it is; else why it could not be written.
pub fn create(path: &Path, bytes: &[u8], readable_by: ReadableBy) -> io::Result<()> {
    if path.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let file = staged(path, bytes, readable_by)?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    sync_folder(path)
}

/// Writes a file in place of the one there, if any.
///
/// # Errors
/// Why it could not be written; then the old one is still there.
pub fn replace(path: &Path, bytes: &[u8], readable_by: ReadableBy) -> io::Result<()> {
    let file = staged(path, bytes, readable_by)?;
    file.persist(path).map_err(|error| error.error)?;
    sync_folder(path)
}

fn staged(path: &Path, bytes: &[u8], readable_by: ReadableBy) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".hezheng-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = if readable_by == ReadableBy::Owner { 0o600 } else { 0o644 };
        builder.permissions(std::fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = readable_by;
    let mut file = builder.tempfile_in(folder_of(path))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// A new name is durable once its folder is (fsync(2)). Windows has no such call and needs none.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder_of(path))?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_created_once_and_replaced_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        create(&path, b"first", ReadableBy::Owner).unwrap();
        assert_eq!(create(&path, b"second", ReadableBy::Owner).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&path).unwrap(), b"first");
        replace(&path, b"third", ReadableBy::Everybody).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"third");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[cfg(unix)]
    #[test]
    fn a_dangling_link_is_not_written_through() {
        let folder = tempfile::tempdir().unwrap();
        let (link, elsewhere) = (folder.path().join("link"), folder.path().join("elsewhere"));
        std::os::unix::fs::symlink(&elsewhere, &link).unwrap();
        assert_eq!(create(&link, b"x", ReadableBy::Owner).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert!(!elsewhere.exists());
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_a_secret_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        create(&path, b"secret", ReadableBy::Owner).unwrap();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
}
