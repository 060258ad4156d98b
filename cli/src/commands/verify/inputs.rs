//! What is to be judged: inputs as they were given, and the certificates that lie in the folders among them.

use crate::cannot_run::CannotRun;
use std::fs;
use std::path::Path;

/// The ends of the names of files that may be certificates, or show one.
const ENDS: [&str; 5] = ["pdf", "png", "jpg", "jpeg", "cose"];
/// Folders within folders that are looked into.
const DEPTH: usize = 16;
/// Files that are judged in one run.
const FILES: usize = 1_000_000;

/// What is to be judged, in order.
pub(super) struct Inputs {
    /// Each input; those of a folder are files, by name.
    pub(super) files: Vec<String>,
    /// Whether a folder was given: then there may be very many.
    pub(super) has_folder: bool,
}

impl Inputs {
    /// Looks into the folders among these.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub(super) fn find(given: &[String]) -> Result<Self, CannotRun> {
        let mut inputs = Self { files: Vec::new(), has_folder: false };
        for input in given {
            if !Path::new(input).is_dir() {
                inputs.files.push(input.clone());
                continue;
            }
            inputs.has_folder = true;
            let before = inputs.files.len();
            look_into(Path::new(input), DEPTH, &mut inputs.files)
                .map_err(|error| CannotRun::Unreadable(input.clone(), error.to_string()))?;
            if inputs.files.len() == before {
                // Judged like the others, it is said to hold nothing.
                inputs.files.push(input.clone());
            }
        }
        Ok(inputs)
    }
}

impl Inputs {
    /// These but for the files that will be written: a report that lies beside the certificates is none.
    pub(super) fn without<'p>(mut self, written: impl Iterator<Item = &'p Path>) -> Self {
        let written: Vec<_> = written.filter_map(|path| path.canonicalize().ok()).collect();
        if self.has_folder && !written.is_empty() {
            self.files.retain(|file| !Path::new(file).canonicalize().is_ok_and(|file| written.contains(&file)));
        }
        self
    }
}

/// Names in order, so that two runs say the same; a link to a folder is not followed, so that none goes round.
fn look_into(folder: &Path, depth: usize, files: &mut Vec<String>) -> std::io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (path, kind) = (entry.path(), entry.file_type()?);
        if kind.is_dir() && depth > 0 {
            look_into(&path, depth - 1, files)?;
        } else if !kind.is_dir() && is_to_be_judged(&path) && files.len() < FILES {
            files.push(path.to_string_lossy().into_owned());
        }
    }
    Ok(())
}

fn is_to_be_judged(path: &Path) -> bool {
    let end = path.extension().map(|end| end.to_string_lossy().to_ascii_lowercase());
    end.is_some_and(|end| ENDS.contains(&end.as_str()))
}
