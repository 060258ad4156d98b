//! Cells out of a workbook.
//!
//! BUG: an `.ods` that names a cell far down and far right makes the library set aside room for every cell between, up
//! to 3 GB. `.xlsx` is read cell by cell and costs what it holds; `.xls` is walked first (`binary`).

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{
    Data, DataRef, Dimensions, ExcelDateTime, Ods, OdsError, Range, Reader, SheetType, SheetVisible, Xls, XlsError,
    Xlsx, XlsxError,
};
use hezheng_core::time::Date;

use super::archive;
use super::binary;
use super::error::FileProblem;
use super::kind::FileKind;
use super::limits::{CELL_CHARS, CELLS, COLUMNS};
use super::sheet::{Cell, Row, Sheet};

/// The sheets that a person sees on opening the workbook.
pub(super) fn sheets(kind: FileKind, bytes: &[u8]) -> Result<Vec<Sheet>, FileProblem> {
    match kind {
        FileKind::Xlsx => xlsx(bytes),
        FileKind::Xls => xls(bytes),
        FileKind::Ods => ods(bytes),
        FileKind::Text => Ok(Vec::new()),
    }
}

fn xlsx(bytes: &[u8]) -> Result<Vec<Sheet>, FileProblem> {
    archive::check_unpacked_size(bytes)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| xlsx_problem(&error))?;
    let mut sheets = Vec::new();
    for name in visible(&workbook) {
        let merged = workbook.merge_cells_by_sheet_name(&name).map_err(|error| xlsx_problem(&error))?;
        let mut cells = Cells::default();
        let mut reader = workbook.worksheet_cells_reader(&name).map_err(|error| xlsx_problem(&error))?;
        while let Some(cell) = reader.next_cell().map_err(|error| xlsx_problem(&error))? {
            cells.put(cell.get_position(), value_ref(cell.get_value()))?;
        }
        sheets.push(cells.into_sheet(name, &merged));
    }
    Ok(sheets)
}

fn xls(bytes: &[u8]) -> Result<Vec<Sheet>, FileProblem> {
    binary::check_records(bytes)?;
    let problem = |error| match error {
        XlsError::Password => FileProblem::Password,
        _ => FileProblem::Damaged,
    };
    let mut workbook: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(problem)?;
    let mut sheets = Vec::new();
    for name in visible(&workbook) {
        let range = workbook.worksheet_range(&name).map_err(problem)?;
        let merged = workbook.merge_cells_by_sheet_name(&name).unwrap_or_default();
        sheets.push(Cells::of(&range)?.into_sheet(name, &merged));
    }
    Ok(sheets)
}

fn ods(bytes: &[u8]) -> Result<Vec<Sheet>, FileProblem> {
    archive::check_unpacked_size(bytes)?;
    let problem = |error| match error {
        OdsError::Password => FileProblem::Password,
        _ => FileProblem::Damaged,
    };
    let mut workbook: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(problem)?;
    let mut sheets = Vec::new();
    for name in visible(&workbook) {
        let range = workbook.worksheet_range(&name).map_err(problem)?;
        sheets.push(Cells::of(&range)?.into_sheet(name, &[]));
    }
    Ok(sheets)
}

fn visible<'a>(workbook: &impl Reader<Cursor<&'a [u8]>>) -> Vec<String> {
    let is_seen =
        |sheet: &&calamine::Sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet;
    workbook.sheets_metadata().iter().filter(is_seen).map(|sheet| sheet.name.clone()).collect()
}

fn xlsx_problem(error: &XlsxError) -> FileProblem {
    match error {
        XlsxError::Password => FileProblem::Password,
        _ => FileProblem::Damaged,
    }
}

/// Cells by row and column, both from 0.
#[derive(Default)]
struct Cells {
    rows: BTreeMap<u32, BTreeMap<usize, Cell>>,
    count: usize,
}

impl Cells {
    fn of(range: &Range<Data>) -> Result<Self, FileProblem> {
        let mut cells = Self::default();
        let (first_row, first_column) = range.start().unwrap_or_default();
        for (row, column, data) in range.used_cells() {
            let (row, column) = (u32::try_from(row).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX));
            cells.put((first_row.saturating_add(row), first_column.saturating_add(column)), value(data))?;
        }
        Ok(cells)
    }

    fn put(&mut self, (row, column): (u32, u32), cell: Cell) -> Result<(), FileProblem> {
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if cell == Cell::Blank || column >= COLUMNS {
            return Ok(());
        }
        self.count += 1;
        if self.count > CELLS {
            return Err(FileProblem::TooMuchInside);
        }
        self.rows.entry(row).or_default().insert(column, cell);
        Ok(())
    }

    /// A cell merged down over several rows says the same of each of them: a course written once for a class.
    fn spread_down(&mut self, merged: &[Dimensions]) {
        for region in merged.iter().filter(|region| region.start.1 == region.end.1 && region.start.0 < region.end.0) {
            let column = usize::try_from(region.start.1).unwrap_or(usize::MAX);
            let Some(cell) = self.rows.get(&region.start.0).and_then(|row| row.get(&column)).cloned() else { continue };
            for (_, row) in self.rows.range_mut(region.start.0 + 1..=region.end.0) {
                row.entry(column).or_insert_with(|| cell.clone());
            }
        }
    }

    fn into_sheet(mut self, name: String, merged: &[Dimensions]) -> Sheet {
        self.spread_down(merged);
        let rows = self
            .rows
            .into_iter()
            .map(|(number, mut cells)| {
                let width = cells.last_key_value().map_or(0, |(column, _)| column + 1);
                let cells = (0..width).map(|column| cells.remove(&column).unwrap_or(Cell::Blank)).collect();
                Row { number: number.saturating_add(1), cells }
            })
            .collect();
        Sheet { name, rows }
    }
}

fn value(data: &Data) -> Cell {
    match data {
        Data::Empty => Cell::Blank,
        Data::String(text) => text_cell(text),
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Float(number) => Cell::Number(*number),
        Data::Bool(is_true) => text_cell(if *is_true { "TRUE" } else { "FALSE" }),
        Data::DateTime(moment) => day(moment),
        Data::DateTimeIso(text) | Data::DurationIso(text) => text_cell(text),
        Data::Error(error) => Cell::Error(error.to_string()),
    }
}

fn value_ref(data: &DataRef<'_>) -> Cell {
    match data {
        DataRef::SharedString(text) => text_cell(text),
        other => value(&Data::from(other.clone())),
    }
}

fn text_cell(text: &str) -> Cell {
    let end = text.char_indices().nth(CELL_CHARS).map_or(text.len(), |(end, _)| end);
    Cell::of_text(text.get(..end).unwrap_or_default())
}

/// A date cell; a number where it is no day from 1970 on.
fn day(moment: &ExcelDateTime) -> Cell {
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    match Date::from_ymd(year.into(), month.into(), day.into()) {
        Some(date) if moment.is_datetime() => Cell::Date(date),
        _ => Cell::Number(moment.as_f64()),
    }
}
