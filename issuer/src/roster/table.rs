//! Which sheet of a file holds the roster, and under which header.

use super::contained;
use super::delimited;
use super::error::FileProblem;
use super::header::{self, Header, HeaderSearch};
use super::judge;
use super::kind::{FileKind, is_workbook_name};
use super::limits;
use super::sheet::Sheet;
use super::wanted::Wanted;
use super::workbook;

/// The sheet that holds the roster, and its header.
pub(super) fn find(file_name: &str, bytes: &[u8], sheet: Option<&str>) -> Result<(Sheet, Header), FileProblem> {
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
        FileProblem::NoHeader if is_workbook_name(file_name) => FileProblem::NotASpreadsheet,
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
