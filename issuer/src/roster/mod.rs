//! Rosters as they arrive: a spreadsheet or text file in, people and refusals out.
//!
//! Nothing here opens a file but [`read_file`]; [`read`] takes a name and bytes, and says the same of the same bytes
//! on any machine. The steps, a file each: what the bytes are (`kind`), that reading them costs no more than a roster may
//! (`archive`, `binary`, `shared_strings`, `contained`), cells out of them (`workbook`, `delimited`),
//! which column is what and what is said once for a class (`header`, `label`, `class_values`), which rows are somebody's
//! (`row_kind`), and each of those judged by itself (`reading`) and against those above it (`judge`), with a file for
//! each thing that a cell can mean (`name`, `identity`, `dates`, `passing`, `course`, `class_number`). What people read
//! lies in `words`; `annotate` writes it into a copy of the sheet.

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

use header::{Header, HeaderSearch};
use sheet::Sheet;
use wanted::Wanted;

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
    find_table(file_name, bytes, sheet)
        .and_then(|(sheet, header)| judge::judge(&sheet, &header))
        .map_err(|problem| RosterError { file: file_name.into(), problem })
}

fn find_table(file_name: &str, bytes: &[u8], sheet: Option<&str>) -> Result<(Sheet, Header), FileProblem> {
    if u64::try_from(bytes.len()).map_or(true, |bytes| bytes > limits::FILE_BYTES) {
        return Err(FileProblem::TooLarge { bytes: bytes.len() as u64 });
    }
    let kind = FileKind::of(bytes)?;
    if kind != FileKind::Text {
        let wanted = sheet.map_or(Wanted::Seen, Wanted::Named);
        let sheets = |wanted| contained::contained(|| workbook::sheets(kind, bytes, wanted));
        return match (sheet, sheets(wanted)?) {
            (Some(name), none) if none.is_empty() => {
                let sheets = sheets(Wanted::Seen)?.into_iter().map(|sheet| sheet.name).collect();
                Err(FileProblem::NoSuchSheet { wanted: name.into(), sheets })
            }
            (_, sheets) => choose(sheets),
        };
    }
    if let Some(name) = sheet {
        return Err(FileProblem::NoSuchSheet { wanted: name.into(), sheets: Vec::new() });
    }
    delimited::sheets(bytes).and_then(choose).map_err(|problem| match problem {
        FileProblem::NoHeader if kind::is_workbook_name(file_name) => FileProblem::NotASpreadsheet,
        problem => problem,
    })
}

/// The one sheet that holds a roster. Sheets of explanations have no header; of two rosters none is taken for the other.
fn choose(sheets: Vec<Sheet>) -> Result<(Sheet, Header), FileProblem> {
    if sheets.iter().all(Sheet::is_blank) {
        return Err(FileProblem::Empty);
    }
    let mut rosters = Vec::new();
    let mut closest = FileProblem::NoHeader;
    for sheet in sheets {
        match header::find(&sheet) {
            HeaderSearch::Found(header) => rosters.push((sheet, header)),
            HeaderSearch::Incomplete { row, missing } if matches!(closest, FileProblem::NoHeader) => {
                closest = FileProblem::MissingColumns { sheet: sheet.name, row, missing };
            }
            HeaderSearch::Incomplete { .. } | HeaderSearch::Nothing => {}
        }
    }
    if rosters.len() > 1 {
        rosters.retain(|(sheet, header)| judge::has_people(sheet, header));
    }
    if rosters.len() > 1 {
        return Err(FileProblem::SeveralRosters(rosters.into_iter().map(|(sheet, _)| sheet.name).collect()));
    }
    rosters.pop().ok_or(closest)
}
