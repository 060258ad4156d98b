//! Rosters as they arrive: a spreadsheet or text file in, people and refusals out.
//!
//! Nothing here opens a file but [`read_file`]; [`read`] takes a name and bytes, and says the same of the same bytes
//! on any machine. The steps, a file each: what the bytes are (`kind`), that reading them costs no more than a roster may
//! (`archive`, `binary`, `contained`), cells out of them (`workbook`, `delimited`),
//! which column is what (`header`, `label`), and each row judged by itself and against those above it (`judge`), with a file for
//! each thing that a cell can mean (`name`, `identity`, `dates`, `passing`, `course`). What people read lies in `words`.

mod archive;
mod binary;
mod clean;
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
mod outcome;
mod passing;
mod printable;
mod report;
mod rule;
mod sheet;
mod words;
mod workbook;

use std::path::Path;

pub use error::{FileProblem, RosterError};
pub use header::Column;
pub use kind::FileKind;
pub use outcome::{Refusal, Roster, Skipped, Trainee, Warning};
pub use passing::NotPassed;
pub use report::RosterReport;
pub use rule::{Notice, Rule};
pub use sheet::Shown;
pub use words::Lang;

use header::{Header, HeaderSearch};
use sheet::Sheet;

/// Reads a roster from a file.
///
/// # Errors
/// The file cannot be read, or [`read`] refuses it as a whole.
pub fn read_file(path: &Path) -> Result<Roster, RosterError> {
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
    read(&file, &bytes)
}

/// Reads a roster from the bytes of a file of this name.
///
/// # Errors
/// The file as a whole is not a roster; a row that is wrong is no error but a [`Refusal`].
pub fn read(file_name: &str, bytes: &[u8]) -> Result<Roster, RosterError> {
    find_table(file_name, bytes)
        .and_then(|(sheet, header)| judge::judge(&sheet, &header))
        .map_err(|problem| RosterError { file: file_name.into(), problem })
}

fn find_table(file_name: &str, bytes: &[u8]) -> Result<(Sheet, Header), FileProblem> {
    if u64::try_from(bytes.len()).map_or(true, |bytes| bytes > limits::FILE_BYTES) {
        return Err(FileProblem::TooLarge { bytes: bytes.len() as u64 });
    }
    let kind = FileKind::of(bytes)?;
    if kind != FileKind::Text {
        return choose(contained::contained(|| workbook::sheets(kind, bytes))?);
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
