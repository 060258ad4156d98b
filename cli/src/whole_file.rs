//! Writes a file whole or not at all: whoever reads it, and a crash at any moment, finds the old content or the new.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Replaces the content of a file, durably.
///
/// # Errors
/// Where it cannot be written; then the file is as it was.
pub(crate) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let mut beside = std::ffi::OsString::from(".");
    beside.push(name);
    beside.push(format!(".{}.new", std::process::id()));
    let beside = folder.join(beside);
    write_and_rename(&beside, path, content).inspect_err(|_| remove(&beside))?;
    // The new name is durable once the folder is. Not every system can do that to a folder, and the file is whole anyway.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(())
}

fn write_and_rename(beside: &PathBuf, path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(beside)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(beside, path)
}

/// What is left over is in nobody's way but the next run's of the same process id.
fn remove(beside: &Path) {
    let _ = fs::remove_file(beside);
}
