//! The book on a disk: a JSON file, with the bundles it led to in a folder `bundles/` beside it, each named by its version.
//!
//! A bundle's file is written before the book records it. A crash between the two leaves a bundle that was never said to
//! be made: the next one takes a version above it. A book that somebody else changed meanwhile is not written over.

use super::book::Book;
use super::error::AuthoringError;
use super::publish::{Outcome, SignedBundle};
use crate::new_file::{self, ReadableBy};
use hezheng_core::ids::Hash;
use hezheng_core::trust::Trust;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A book that was read from a file.
#[derive(Debug)]
pub struct BookFile {
    path: PathBuf,
    read: Hash,
    /// What it says; [`BookFile::save`] writes it back.
    pub book: Book,
}

/// A book or a bundle file that could not be read or written.
#[derive(Debug)]
pub struct BookFileError {
    /// Which file.
    pub path: PathBuf,
    /// Why.
    pub problem: BookFileProblem,
}

/// Why a book or a bundle file could not be read or written.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each says itself what it is")]
pub enum BookFileProblem {
    #[error("it exists already and is not overwritten; give another name")]
    Exists,
    #[error("there is no book; begin one with: hezheng trust init")]
    NoBook,
    #[error("it cannot be read ({0}); check the path and who may read it")]
    Unreadable(#[source] io::Error),
    #[error("it cannot be written ({0}); check the folder, its permissions and the space left")]
    Unwritable(#[source] io::Error),
    #[error("somebody else changed the book meanwhile, and that change would be lost; do this again")]
    ChangedMeanwhile,
    #[error(
        "a bundle awaits its second signature already; add it with: hezheng trust countersign, or delete that file"
    )]
    AwaitsSecondRoot,
    #[error("no bundle awaits a second signature; make one with: hezheng trust sign")]
    NothingAwaits,
    #[error("{0}")]
    Content(#[from] AuthoringError),
}

impl BookFile {
    /// Writes a new book to a file that is not there yet, readable by its owner only: it names persons.
    ///
    /// # Errors
    /// Where there is such a file already, or it cannot be written.
    pub fn create(path: &Path, book: Book) -> Result<Self, BookFileError> {
        let text = book.to_text();
        new_file::create(path, text.as_bytes(), ReadableBy::Owner).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => at(path, BookFileProblem::Exists),
            _ => at(path, BookFileProblem::Unwritable(error)),
        })?;
        Ok(Self { path: path.to_owned(), read: Hash::of(&[text.as_bytes()]), book })
    }

    /// Reads a book.
    ///
    /// # Errors
    /// Where there is none, or it contradicts itself.
    pub fn open(path: &Path) -> Result<Self, BookFileError> {
        let text = read_book(path)?;
        let book = Book::parse(&text).map_err(|error| at(path, BookFileProblem::Content(error)))?;
        Ok(Self { path: path.to_owned(), read: Hash::of(&[text.as_bytes()]), book })
    }

    /// Writes the book back.
    ///
    /// # Errors
    /// Where the file is no longer the one that was read, or cannot be written.
    pub fn save(&mut self) -> Result<(), BookFileError> {
        if Hash::of(&[read_book(&self.path)?.as_bytes()]) != self.read {
            return Err(at(&self.path, BookFileProblem::ChangedMeanwhile));
        }
        let text = self.book.to_text();
        new_file::replace(&self.path, text.as_bytes(), ReadableBy::Owner)
            .map_err(|error| at(&self.path, BookFileProblem::Unwritable(error)))?;
        self.read = Hash::of(&[text.as_bytes()]);
        Ok(())
    }

    /// The bytes of every bundle that the book records, in their order.
    ///
    /// # Errors
    /// Where one cannot be read.
    pub fn bundles(&self) -> Result<Vec<Vec<u8>>, BookFileError> {
        self.book.bundles.iter().map(|record| read_bundle(&self.bundle_path(record.version))).collect()
    }

    /// What verifiers trust that followed every bundle so far.
    ///
    /// # Errors
    /// Where a bundle's file is missing or another.
    pub fn trust(&self) -> Result<Trust, BookFileError> {
        self.book.trust(&self.bundles()?).map_err(|error| at(&self.path, BookFileProblem::Content(error)))
    }

    /// The version that the next bundle takes: above every one in the book and every file of one.
    ///
    /// # Errors
    /// Where the folder of bundles cannot be read.
    pub fn next_version(&self) -> Result<u64, BookFileError> {
        let recorded = self.book.bundles.iter().map(|record| record.version);
        let folder = self.folder();
        let mut on_disk = Vec::new();
        match fs::read_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(at(&folder, BookFileProblem::Unreadable(error))),
            Ok(entries) => {
                for entry in entries {
                    let entry = entry.map_err(|error| at(&folder, BookFileProblem::Unreadable(error)))?;
                    let name = entry.file_name();
                    on_disk.extend(name.to_str().and_then(|name| name.split('.').next()?.parse::<u64>().ok()));
                }
            }
        }
        Ok(recorded.chain(on_disk).max().unwrap_or(0).saturating_add(1))
    }

    /// Keeps what signing gave: a complete bundle in `bundles/NNNN.cbor` and in the book, one that awaits its second
    /// signature in [`BookFile::awaiting_path`] only. Says where.
    ///
    /// # Errors
    /// Where a bundle awaits its second signature already, or a file cannot be written.
    pub fn keep(&mut self, outcome: &Outcome) -> Result<PathBuf, BookFileError> {
        let awaiting = self.awaiting_path();
        if awaiting.exists() {
            return Err(at(&awaiting, BookFileProblem::AwaitsSecondRoot));
        }
        match outcome {
            Outcome::Complete(bundle) => self.keep_complete(bundle),
            Outcome::AwaitingSecondRoot(bytes) => {
                self.write_bundle(&awaiting, bytes)?;
                Ok(awaiting)
            }
        }
    }

    /// Keeps a bundle that has got its second signature, and puts away the one that awaited it.
    ///
    /// # Errors
    /// Where a file cannot be written.
    pub fn keep_countersigned(&mut self, bundle: &SignedBundle) -> Result<PathBuf, BookFileError> {
        let path = self.keep_complete(bundle)?;
        let awaiting = self.awaiting_path();
        fs::remove_file(&awaiting).map_err(|error| at(&awaiting, BookFileProblem::Unwritable(error)))?;
        Ok(path)
    }

    /// The bundle that awaits its second signature.
    ///
    /// # Errors
    /// Where there is none.
    pub fn awaiting(&self) -> Result<Vec<u8>, BookFileError> {
        let path = self.awaiting_path();
        if path.exists() { read_bundle(&path) } else { Err(at(&path, BookFileProblem::NothingAwaits)) }
    }

    /// Where a bundle lies that awaits its second signature.
    #[must_use]
    pub fn awaiting_path(&self) -> PathBuf {
        self.folder().join("awaiting-second-root.cbor")
    }

    /// Where the bundle of this version lies.
    #[must_use]
    pub fn bundle_path(&self, version: u64) -> PathBuf {
        self.folder().join(format!("{version:04}.cbor"))
    }

    fn keep_complete(&mut self, bundle: &SignedBundle) -> Result<PathBuf, BookFileError> {
        let path = self.bundle_path(bundle.record.version);
        self.write_bundle(&path, &bundle.bytes)?;
        self.book.bundles.push(bundle.record.clone());
        self.save()?;
        Ok(path)
    }

    fn write_bundle(&self, path: &Path, bytes: &[u8]) -> Result<(), BookFileError> {
        let folder = self.folder();
        fs::create_dir_all(&folder).map_err(|error| at(&folder, BookFileProblem::Unwritable(error)))?;
        new_file::create(path, bytes, ReadableBy::Everybody).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => at(path, BookFileProblem::Exists),
            _ => at(path, BookFileProblem::Unwritable(error)),
        })
    }

    fn folder(&self) -> PathBuf {
        self.path.parent().unwrap_or_else(|| Path::new("")).join("bundles")
    }
}

fn at(path: &Path, problem: BookFileProblem) -> BookFileError {
    BookFileError { path: path.to_owned(), problem }
}

fn read_book(path: &Path) -> Result<String, BookFileError> {
    fs::read_to_string(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => at(path, BookFileProblem::NoBook),
        _ => at(path, BookFileProblem::Unreadable(error)),
    })
}

fn read_bundle(path: &Path) -> Result<Vec<u8>, BookFileError> {
    fs::read(path).map_err(|error| at(path, BookFileProblem::Unreadable(error)))
}

impl fmt::Display for BookFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.problem)
    }
}

impl std::error::Error for BookFileError {}
