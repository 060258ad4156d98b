//! Sheets out of a workbook. `.xlsx` is read cell by cell and costs what it holds; `.xls` is walked first (`binary`).

use std::io::Cursor;

use calamine::{
    Data, DataRef, Dimensions, ExcelDateTime, Range, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsx, XlsxError,
};
use hezheng_core::time::Date;

use super::archive;
use super::binary;
use super::cells::{Cells, MERGED_COLUMNS, MergedDown, Room, text_cell};
use super::error::FileProblem;
use super::kind::FileKind;
use super::limits::SHEETS;
use super::ods;
use super::sheet::{Cell, Sheet};
use super::wanted::Wanted;

/// The sheets that are wanted, in the workbook's order.
pub(super) fn sheets(kind: FileKind, bytes: &[u8], wanted: Wanted<'_>) -> Result<Vec<Sheet>, FileProblem> {
    match kind {
        FileKind::Xlsx => xlsx(bytes, wanted),
        FileKind::Xls => xls(bytes, wanted),
        FileKind::Ods => ods::sheets(bytes, wanted),
        FileKind::Text => Ok(Vec::new()),
    }
}

fn xlsx(bytes: &[u8], wanted: Wanted<'_>) -> Result<Vec<Sheet>, FileProblem> {
    archive::check_unpacked_size(bytes)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| xlsx_problem(&error))?;
    let (mut sheets, mut room) = (Vec::new(), Room::new());
    for name in names(&workbook, wanted)? {
        let mut cells = Cells::default();
        let mut reader = workbook.worksheet_cells_reader(&name).map_err(|error| xlsx_problem(&error))?;
        while let Some(cell) = reader.next_cell().map_err(|error| xlsx_problem(&error))? {
            cells.put(&mut room, cell.get_position(), value_ref(cell.get_value()))?;
            if cells.is_cut() {
                break;
            }
        }
        drop(reader);
        // Looking for merged cells takes another pass over the sheet, and one that is cut off is no roster.
        let merged = if cells.is_cut() {
            Vec::new()
        } else {
            workbook.merge_cells_by_sheet_name(&name).map_err(|error| xlsx_problem(&error))?
        };
        sheets.push(cells.into_sheet(name, &merged_down(&merged), &mut room)?);
    }
    Ok(sheets)
}

fn xls(bytes: &[u8], wanted: Wanted<'_>) -> Result<Vec<Sheet>, FileProblem> {
    binary::check_records(bytes)?;
    let problem = |error| match error {
        XlsError::Password => FileProblem::Password,
        _ => FileProblem::Damaged,
    };
    let mut workbook: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(problem)?;
    let (mut sheets, mut room) = (Vec::new(), Room::new());
    for name in names(&workbook, wanted)? {
        let range = workbook.worksheet_range(&name).map_err(problem)?;
        let merged = workbook.merge_cells_by_sheet_name(&name).unwrap_or_default();
        sheets.push(cells_of(&range, &mut room)?.into_sheet(name, &merged_down(&merged), &mut room)?);
    }
    Ok(sheets)
}

fn names<'a>(workbook: &impl Reader<Cursor<&'a [u8]>>, wanted: Wanted<'_>) -> Result<Vec<String>, FileProblem> {
    let is_taken = |sheet: &&calamine::Sheet| {
        sheet.typ == SheetType::WorkSheet && wanted.takes(&sheet.name, sheet.visible == SheetVisible::Visible)
    };
    let names: Vec<_> = workbook.sheets_metadata().iter().filter(is_taken).map(|sheet| sheet.name.clone()).collect();
    if names.len() > SHEETS { Err(FileProblem::TooMuchInside) } else { Ok(names) }
}

fn cells_of(range: &Range<Data>, room: &mut Room) -> Result<Cells, FileProblem> {
    let mut cells = Cells::default();
    let (first_row, first_column) = range.start().unwrap_or_default();
    for (row, column, data) in range.used_cells() {
        let (row, column) = (u32::try_from(row).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX));
        cells.put(room, (first_row.saturating_add(row), first_column.saturating_add(column)), value(data))?;
        if cells.is_cut() {
            break;
        }
    }
    Ok(cells)
}

fn merged_down(regions: &[Dimensions]) -> Vec<MergedDown> {
    let is_narrow = |region: &&Dimensions| region.end.1.saturating_sub(region.start.1) < MERGED_COLUMNS;
    let down =
        |region: &Dimensions| MergedDown { column: region.start.1, first_row: region.start.0, last_row: region.end.0 };
    regions.iter().filter(is_narrow).map(down).collect()
}

fn xlsx_problem(error: &XlsxError) -> FileProblem {
    match error {
        XlsxError::Password => FileProblem::Password,
        _ => FileProblem::Damaged,
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

/// A date cell; a number where it is no day from 1970 on.
fn day(moment: &ExcelDateTime) -> Cell {
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    match Date::from_ymd(year.into(), month.into(), day.into()) {
        Some(date) if moment.is_datetime() => Cell::Date(date),
        _ => Cell::Number(moment.as_f64()),
    }
}
