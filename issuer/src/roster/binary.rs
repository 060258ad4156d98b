//! The stream of records that an `.xls` is ([MS-XLS] 2.1): that reading it takes no more room than a roster needs.
//!
//! calamine sets aside a cell for every place between the first and the last that a sheet names, and believes what the
//! sheet says of its own size. So the records are walked here first, without keeping any.
//!
//! BUG: a crafted directory could show this walk one stream and calamine another.

use std::io::{Cursor, Read};

use super::error::FileProblem;
use super::limits::{SHEETS, TEXT_BYTES, UNPACKED_BYTES, XLS_AREA, XLS_AREAS, XLS_COLUMNS};
use super::shared_strings;

/// What follows it is encrypted.
const FILE_PASS: u16 = 0x002F;
const DIMENSIONS: u16 = 0x0200;
const BOUND_SHEET: u16 = 0x0085;
const MUL_RK: u16 = 0x00BD;
const SHARED_STRINGS: u16 = 0x00FC;
const CONTINUE: u16 = 0x003C;
/// A cell that names a shared string.
const LABEL_SST: u16 = 0x00FD;
/// Records that put something into a cell: Formula, RString, LabelSst, Number, Label, BoolErr, RK, MulRk.
const CELLS: [u16; 8] = [0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E, MUL_RK];

/// Text in all cells together, as often as there are sheets: the sheets of a year's classes are a twentieth of it.
const XLS_TEXT_BYTES: u64 = 4 * TEXT_BYTES as u64;

/// The rows and columns, from 0, between which cells lie.
#[derive(Default)]
struct Area {
    rows: Option<(u64, u64)>,
    columns: Option<(u64, u64)>,
}

/// Walks all records of the workbook.
pub(super) fn check_records(bytes: &[u8]) -> Result<(), FileProblem> {
    let stream = workbook_stream(bytes)?;
    let (mut area, mut starts, mut sheets) = (Area::default(), Vec::new(), Vec::new());
    let (mut strings, mut named, mut is_in_strings) = (Vec::new(), Vec::new(), false);
    let mut at = 0;
    while let (Some(kind), Some(length)) = (u16_at(&stream, at), u16_at(&stream, at + 2)) {
        let Some(data) = stream.get(at + 4..at + 4 + usize::from(length)) else { break };
        starts.push(u64::try_from(at).unwrap_or(u64::MAX));
        match kind {
            FILE_PASS => return Err(FileProblem::Password),
            BOUND_SHEET => sheets.push(u32_at(data, 0).ok_or(FileProblem::Damaged)?),
            DIMENSIONS => area.take_dimensions(data)?,
            SHARED_STRINGS => strings = vec![data],
            CONTINUE if is_in_strings => strings.push(data),
            kind if CELLS.contains(&kind) => area.take(kind, data)?,
            _ => {}
        }
        if kind == LABEL_SST {
            named.push(u32_at(data, 6).and_then(|index| usize::try_from(index).ok()).ok_or(FileProblem::Damaged)?);
        }
        is_in_strings = kind == SHARED_STRINGS || is_in_strings && kind == CONTINUE;
        at += 4 + usize::from(length);
    }
    let count = u64::try_from(sheets.len()).unwrap_or(u64::MAX);
    if sheets.len() > SHEETS
        || count.saturating_mul(area.size()) > XLS_AREAS
        // Where several sheets began at one place, the cells there would be read for each of them.
        || count.saturating_mul(text_bytes(&strings, &named)?) > XLS_TEXT_BYTES
    {
        return Err(FileProblem::TooMuchInside);
    }
    // A sheet that began within a record would be read as other records than these.
    if sheets.into_iter().all(|start| starts.binary_search(&start).is_ok()) {
        Ok(())
    } else {
        Err(FileProblem::Damaged)
    }
}

/// What the shared strings take once every cell that names one has its own.
fn text_bytes(strings: &[&[u8]], named: &[usize]) -> Result<u64, FileProblem> {
    if strings.is_empty() {
        return Ok(0);
    }
    let sizes = shared_strings::sizes(strings).ok_or(FileProblem::Damaged)?;
    Ok(named.iter().filter_map(|index| sizes.get(*index)).sum())
}

fn workbook_stream(bytes: &[u8]) -> Result<Vec<u8>, FileProblem> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| FileProblem::Damaged)?;
    let name = ["/Workbook", "/Book"].into_iter().find(|name| file.is_stream(name));
    let stream = file.open_stream(name.ok_or(FileProblem::NotASpreadsheet)?).map_err(|_| FileProblem::Damaged)?;
    let mut records = Vec::new();
    stream.take(UNPACKED_BYTES).read_to_end(&mut records).map_err(|_| FileProblem::Damaged)?;
    Ok(records)
}

/// What a sheet says of its own size: first row, row after the last, first column, column after the last.
fn dimensions(data: &[u8]) -> Result<Area, FileProblem> {
    let (rows, columns) = if data.len() == 10 {
        ((u16_at(data, 0).map(u64::from), u16_at(data, 2).map(u64::from)), 4)
    } else {
        ((u32_at(data, 0), u32_at(data, 4)), 8)
    };
    match (rows, u16_at(data, columns), u16_at(data, columns + 2)) {
        ((Some(first_row), Some(end_row)), Some(first_column), Some(end_column)) => {
            let is_ordered = first_row <= end_row && first_column <= end_column;
            let area =
                Area { rows: Some((first_row, end_row)), columns: Some((first_column.into(), end_column.into())) };
            if is_ordered { Ok(area) } else { Err(FileProblem::Damaged) }
        }
        _ => Err(FileProblem::Damaged),
    }
}

impl Area {
    /// Takes in what a sheet says of itself.
    fn take_dimensions(&mut self, data: &[u8]) -> Result<(), FileProblem> {
        let said = dimensions(data)?;
        self.rows = union(self.rows, said.rows);
        self.columns = union(self.columns, said.columns);
        self.check()
    }

    /// Takes in the cells of a record, which begins with a row and a column; MulRk ends with its last column.
    fn take(&mut self, kind: u16, data: &[u8]) -> Result<(), FileProblem> {
        let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) else { return Err(FileProblem::Damaged) };
        let last =
            if kind == MUL_RK { data.len().checked_sub(2).and_then(|at| u16_at(data, at)) } else { Some(column) };
        let (row, column, last) = (u64::from(row), u64::from(column), u64::from(last.ok_or(FileProblem::Damaged)?));
        self.rows = union(self.rows, Some((row, row + 1)));
        self.columns = union(self.columns, Some((column, last + 1)));
        self.check()
    }

    /// How many cells lie in it.
    fn size(&self) -> u64 {
        let span = |span: Option<(u64, u64)>| span.map_or(0, |(first, end)| end.saturating_sub(first));
        span(self.rows).saturating_mul(span(self.columns))
    }

    fn check(&self) -> Result<(), FileProblem> {
        let columns_end = self.columns.map_or(0, |(_, end)| end);
        let is_small = columns_end <= XLS_COLUMNS && self.size() <= XLS_AREA;
        if is_small { Ok(()) } else { Err(FileProblem::TooMuchInside) }
    }
}

fn union(one: Option<(u64, u64)>, other: Option<(u64, u64)>) -> Option<(u64, u64)> {
    match (one, other) {
        (Some((first, end)), Some((other_first, other_end))) => Some((first.min(other_first), end.max(other_end))),
        (span, None) | (None, span) => span,
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(row: u16, column: u16) -> Vec<u8> {
        [row.to_le_bytes(), column.to_le_bytes(), [0; 2]].concat()
    }

    #[test]
    fn cells_far_apart_are_refused() {
        let mut area = Area::default();
        assert_eq!(area.take(0x0203, &cell(0, 0)), Ok(()));
        assert_eq!(area.take(0x0203, &cell(u16::MAX, 13)), Ok(()));
        assert_eq!(area.take(0x0203, &cell(0, 255)), Err(FileProblem::TooMuchInside));
        assert_eq!(Area::default().take(0x0203, &cell(0, 256)), Err(FileProblem::TooMuchInside));
        assert_eq!(Area::default().take(0x0203, &[0; 3]), Err(FileProblem::Damaged));
    }

    #[test]
    fn a_sheet_is_not_believed_about_its_size() {
        let dimensions = |rows: [u32; 2], columns: [u16; 2]| {
            Area::default().take_dimensions(
                &[rows.map(u32::to_le_bytes).concat(), columns.map(u16::to_le_bytes).concat(), vec![0; 2]].concat(),
            )
        };
        assert_eq!(dimensions([0, 0], [0, 0]), Ok(()));
        assert_eq!(dimensions([0, 500], [0, 14]), Ok(()));
        assert_eq!(dimensions([0, u32::MAX], [0, 14]), Err(FileProblem::TooMuchInside));
        assert_eq!(dimensions([5, 4], [0, 14]), Err(FileProblem::Damaged));
    }
}
