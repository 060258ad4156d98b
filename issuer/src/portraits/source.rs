//! Where photographs lie: the files of a folder and the folders in it, or those of a ZIP file. Nothing is unpacked to disk, so
//! that it does not matter which paths a ZIP file says.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::{Path, PathBuf};

use zip::ZipArchive;
use zip::result::ZipError;

use super::error::PlaceProblem;
use super::limits::{ARCHIVE_BYTES, DEPTH, FILES, PHOTOGRAPH_BYTES, RATIO_FREE_BYTES, UNPACKED_BYTES, UNPACKED_RATIO};
use super::photograph_problem::PhotographProblem;

/// The files of a folder or ZIP file, by name.
pub(super) struct Source {
    kind: Kind,
    /// Each file's own name, without its folder.
    names: Vec<String>,
}

enum Kind {
    Folder(Vec<PathBuf>),
    Zip(Box<Packed>),
}

struct Packed {
    archive: ZipArchive<BufReader<File>>,
    /// The place of each file in the archive, and its name.
    places: Vec<(usize, String)>,
    /// How much may still be unpacked: what an archive says of its own sizes need not be true.
    left: u64,
}

/// Why one file could not be read.
pub(super) enum ReadError {
    /// It is that file's fault.
    Photograph(PhotographProblem),
    /// It is everything's.
    Place(PlaceProblem),
}

impl Source {
    /// Lists the files, reading none.
    pub(super) fn open(path: &Path) -> Result<Self, PlaceProblem> {
        let unreadable = |error: std::io::Error| PlaceProblem::CannotRead(error.kind());
        let metadata = std::fs::metadata(path).map_err(unreadable)?;
        if metadata.is_dir() {
            return Self::of_folder(path);
        }
        if metadata.len() > ARCHIVE_BYTES {
            return Err(PlaceProblem::TooLarge { bytes: metadata.len() });
        }
        Self::of_zip(File::open(path).map_err(unreadable)?)
    }

    /// The names of the files, in an order that does not depend on the machine.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// The bytes of the file at this place among the names.
    pub(super) fn read(&mut self, place: usize) -> Result<Vec<u8>, ReadError> {
        match &mut self.kind {
            Kind::Folder(paths) => read_file(paths.get(place).map(PathBuf::as_path).unwrap_or(Path::new(""))),
            Kind::Zip(packed) => packed.read(place),
        }
    }

    fn of_folder(path: &Path) -> Result<Self, PlaceProblem> {
        let mut files = Vec::new();
        let mut folders = VecDeque::from([(path.to_path_buf(), 0)]);
        while let Some((folder, depth)) = folders.pop_front() {
            let unreadable = |error: std::io::Error| PlaceProblem::CannotRead(error.kind());
            for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
                let entry = entry.map_err(unreadable)?;
                let name = entry.file_name().to_string_lossy().into_owned();
                if is_of_a_system(&name) {
                    continue;
                }
                // A link to a folder is not followed: it may lead back here.
                if entry.file_type().map_err(unreadable)?.is_dir() {
                    if depth < DEPTH {
                        folders.push_back((entry.path(), depth + 1));
                    }
                } else {
                    files.push((name, entry.path()));
                }
                if files.len() + folders.len() > FILES {
                    return Err(PlaceProblem::TooManyFiles);
                }
            }
        }
        files.sort();
        let (names, paths) = files.into_iter().unzip();
        Ok(Self { kind: Kind::Folder(paths), names })
    }

    fn of_zip(mut file: File) -> Result<Self, PlaceProblem> {
        let mut head = [0; 6];
        let begun = file.read(&mut head).and_then(|count| file.rewind().map(|()| count));
        let begun = begun.map_err(|error| PlaceProblem::CannotRead(error.kind()))?;
        let head = head.get(..begun).unwrap_or_default();
        if !head.starts_with(b"PK") {
            return Err(PlaceProblem::NotAZip(match head {
                [b'R', b'a', b'r', b'!', ..] => "RAR",
                [b'7', b'z', 0xBC, 0xAF, ..] => "7z",
                _ => "",
            }));
        }
        let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|_| PlaceProblem::Damaged)?;
        if archive.len() > FILES {
            return Err(PlaceProblem::TooManyFiles);
        }
        let (mut files, mut total) = (Vec::new(), 0_u64);
        for place in 0..archive.len() {
            let entry = archive.by_index_raw(place).map_err(|_| PlaceProblem::Damaged)?;
            let path = decoded(entry.name_raw());
            let parts = || path.split(['/', '\\']);
            if entry.is_dir() || path.ends_with(['/', '\\']) || parts().any(is_of_a_system) {
                continue;
            }
            if entry.encrypted() {
                return Err(PlaceProblem::Password);
            }
            total = total.saturating_add(entry.size());
            let is_bomb = entry.size() > RATIO_FREE_BYTES && entry.size() / UNPACKED_RATIO > entry.compressed_size();
            if is_bomb || total > UNPACKED_BYTES {
                return Err(PlaceProblem::TooMuchInside);
            }
            let name = parts().next_back().unwrap_or_default().to_owned();
            files.push((name, place));
        }
        files.sort();
        let names = files.iter().map(|(name, _): &(String, usize)| name.clone()).collect();
        let places = files.into_iter().map(|(name, place)| (place, name)).collect();
        Ok(Self { kind: Kind::Zip(Box::new(Packed { archive, places, left: UNPACKED_BYTES })), names })
    }
}

impl Packed {
    fn read(&mut self, place: usize) -> Result<Vec<u8>, ReadError> {
        let damaged = ReadError::Photograph(PhotographProblem::Damaged);
        let Some((place, file)) = self.places.get(place) else { return Err(damaged) };
        let entry = match self.archive.by_index(*place) {
            Ok(entry) => entry,
            Err(ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_)) => {
                return Err(ReadError::Place(PlaceProblem::Packing { file: file.clone() }));
            }
            Err(_) => return Err(damaged),
        };
        let (said, packed) = (entry.size(), entry.compressed_size());
        let mut bytes = Vec::new();
        let read = entry.take(PHOTOGRAPH_BYTES + 1).read_to_end(&mut bytes);
        let unpacked = bytes.len() as u64;
        let ratio_is_true = unpacked <= RATIO_FREE_BYTES || unpacked / UNPACKED_RATIO <= packed;
        self.left = match self.left.checked_sub(unpacked) {
            Some(left) if ratio_is_true => left,
            _ => return Err(ReadError::Place(PlaceProblem::TooMuchInside)),
        };
        if unpacked > PHOTOGRAPH_BYTES {
            return Err(ReadError::Photograph(PhotographProblem::TooLarge { bytes: said.max(unpacked) }));
        }
        read.map(|_| bytes).map_err(|_| damaged)
    }
}

fn read_file(path: &Path) -> Result<Vec<u8>, ReadError> {
    let unreadable = |error: std::io::Error| ReadError::Photograph(PhotographProblem::CannotRead(error.kind()));
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(ReadError::Photograph(PhotographProblem::OtherKind("")));
    }
    if metadata.len() > PHOTOGRAPH_BYTES {
        return Err(ReadError::Photograph(PhotographProblem::TooLarge { bytes: metadata.len() }));
    }
    std::fs::read(path).map_err(unreadable)
}

/// A file name as Chinese Windows packs it, where it is not UTF-8.
fn decoded(name: &[u8]) -> String {
    match std::str::from_utf8(name) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(name).0.into_owned(),
    }
}

/// What macOS and Windows leave beside people's files.
fn is_of_a_system(name: &str) -> bool {
    name == "__MACOSX"
        || name.starts_with("._")
        || [".DS_Store", "Thumbs.db", "desktop.ini"].iter().any(|of_system| name.eq_ignore_ascii_case(of_system))
}
