//! Rosters as they arrive: a spreadsheet or text file in, people and refusals out.
//!
//! Nothing here opens a file but [`read_file`]; [`read`] takes a name and bytes, and says the same of the same bytes
//! on any machine. The steps, a file each: what the bytes are (`kind`), that reading them costs no more than a roster may
//! (`archive`, `binary`, `shared_strings`, `contained`), cells out of them (`workbook`, `delimited`), which sheet is the
//! roster (`table`), which column is what and what is said once for a class (`header`, `label`, `class_values`), which rows
//! are somebody's (`row_kind`), and each of those judged by itself (`reading`) and against those above it (`judge`), with a
//! file for each thing that a cell can mean (`name`, `identity`, `dates`, `passing`, `course`, `class_number`). What people
//! read lies in `words`; `annotate` writes it into a copy of the sheet.

mod annotate;
mod archive;
mod binary;
mod cells;
mod class_number;
mod class_values;
mod clean;
mod column;
pub(crate) mod contained;
mod course;
mod dates;
mod delimited;
mod error;
mod header;
mod identity;
mod judge;
mod kind;
mod label;
pub mod limits;
mod name;
mod ods;
mod outcome;
mod passing;
mod preview;
mod printable;
mod reading;
mod report;
mod row_kind;
mod rule;
mod shared_strings;
mod sheet;
mod table;
mod unusual;
mod wanted;
mod words;
mod workbook;

use std::path::Path;

pub use annotate::annotate;
pub use class_number::ClassNumber;
pub use column::Column;
pub use error::{FileProblem, RosterError};
pub use kind::FileKind;
pub use outcome::{Refusal, Roster, Skipped, Trainee, Warning};
pub use passing::NotPassed;
pub use preview::RosterPreview;
pub use report::RosterReport;
pub use rule::{Notice, Rule};
pub use sheet::Shown;

/// Reads a roster from a file; of its sheets the one of this name, or else the only one with people in it.
///
/// # Errors
/// The file cannot be read, or [`read_sheet`] refuses it as a whole.
pub fn read_file(path: &Path, sheet: Option<&str>) -> Result<Roster, RosterError> {
    load(path).and_then(|(file, bytes)| read_sheet(&file, &bytes, sheet))
}

/// The name and the bytes of a roster's file.
///
/// # Errors
/// It cannot be read, or is larger than a roster is.
pub fn load(path: &Path) -> Result<(String, Vec<u8>), RosterError> {
    let file = path.display().to_string();
    let problem = |problem| RosterError { file: file.clone(), problem };
    let metadata = std::fs::metadata(path).map_err(|error| problem(FileProblem::CannotRead(error.kind())))?;
    if !metadata.is_file() {
        return Err(problem(FileProblem::CannotRead(std::io::ErrorKind::IsADirectory)));
    }
    if metadata.len() > limits::FILE_BYTES {
        return Err(problem(FileProblem::TooLarge { bytes: metadata.len() }));
    }
    let bytes = std::fs::read(path).map_err(|error| problem(FileProblem::CannotRead(error.kind())))?;
    Ok((file, bytes))
}

/// Reads a roster from the bytes of a file of this name.
///
/// # Errors
/// The file as a whole is not a roster; a row that is wrong is no error but a [`Refusal`].
pub fn read(file_name: &str, bytes: &[u8]) -> Result<Roster, RosterError> {
    read_sheet(file_name, bytes, None)
}

/// Reads a roster from one sheet of a file: the one of this name, hidden or not, or else the only one that is seen and has
/// people in it.
///
/// # Errors
/// As of [`read`]; and no sheet has this name, or several have people in them and none was named.
pub fn read_sheet(file_name: &str, bytes: &[u8], sheet: Option<&str>) -> Result<Roster, RosterError> {
    table::find(file_name, bytes, sheet)
        .and_then(|(sheet, header)| judge::judge(&sheet, &header))
        .map_err(|problem| RosterError { file: file_name.into(), problem })
}
