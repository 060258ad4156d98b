//! The archive that a workbook is: its parts, and that unpacking it stays within bounds.

use std::io::{Cursor, Read, copy, sink};

use zip::ZipArchive;
use zip::result::ZipError;

use super::error::FileProblem;
use super::limits;

/// Unpacks everything once into nothing, counting: what an archive says of its own sizes need not be true.
pub(super) fn check_unpacked_size(bytes: &[u8]) -> Result<(), FileProblem> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| FileProblem::Damaged)?;
    if archive.len() > limits::ARCHIVE_PARTS {
        return Err(FileProblem::TooMuchInside);
    }
    let mut left = limits::UNPACKED_BYTES;
    for part in 0..archive.len() {
        let part = archive.by_index(part).map_err(|_| FileProblem::Damaged)?;
        let unpacked = copy(&mut part.take(left + 1), &mut sink()).map_err(|_| FileProblem::Damaged)?;
        left = left.checked_sub(unpacked).ok_or(FileProblem::TooMuchInside)?;
    }
    Ok(())
}

/// The text of a part, where there is such a part. Its size has been checked.
pub(super) fn part(bytes: &[u8], name: &str) -> Result<Option<String>, FileProblem> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| FileProblem::Damaged)?;
    let part = match archive.by_name(name) {
        Ok(part) => part,
        Err(ZipError::FileNotFound) => return Ok(None),
        Err(_) => return Err(FileProblem::Damaged),
    };
    let mut text = String::new();
    part.take(limits::UNPACKED_BYTES).read_to_string(&mut text).map_err(|_| FileProblem::Damaged)?;
    Ok(Some(text))
}
