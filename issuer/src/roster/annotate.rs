//! A copy of a roster in which everything that was said of it stands where it belongs: refused cells red, cells to look at
//! amber, each with the sentence as its comment, people who did not pass grey; and a sheet with all sentences.
//!
//! Values are copied as values. Nothing is ever written as a formula, whatever it begins with. Identity numbers are as they
//! were typed: the copy is as personal as the roster.

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, Note, Workbook, Worksheet, XlsxError};

use crate::language::Lang;

use super::column::Column;
use super::error::{FileProblem, RosterError};
use super::header::Header;
use super::limits;
use super::outcome::Roster;
use super::sheet::{Cell, Row, Sheet};
use super::table;
use super::words;

/// Characters of a sheet's name, and those that it may not hold (Excel's rule).
const NAME_CHARS: usize = 31;
const NOT_IN_NAMES: [char; 8] = ['[', ']', ':', '*', '?', '/', '\\', '\''];
/// Widths of columns, in digits.
const WIDTHS: std::ops::RangeInclusive<usize> = 6..=48;

/// From here on a spreadsheet shows a number with an exponent.
const LONG_NUMBER: f64 = 1e11;

/// What is to be seen of a cell, the weightiest last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    None,
    Skipped,
    Warned,
    Refused,
}

/// What is said at one place.
struct Remark {
    row: u32,
    /// The column, from 0; none where it is about the row.
    column: Option<usize>,
    label: String,
    mark: Mark,
    sentence: String,
}

/// The bytes of an annotated `.xlsx`, of the sheet that [`read_sheet`](super::read_sheet) reads and what came of it.
///
/// # Errors
/// As of [`read_sheet`](super::read_sheet).
pub fn annotate(
    file_name: &str,
    bytes: &[u8],
    sheet: Option<&str>,
    roster: &Roster,
    lang: Lang,
) -> Result<Vec<u8>, RosterError> {
    let copy = |(sheet, header): (Sheet, Header)| {
        let remarks = remarks(&header, roster, lang);
        // What a spreadsheet has no room for can only come out of a file that is none.
        workbook(&sheet, &header, &remarks, roster, lang).map_err(|_| FileProblem::TooMuchInside)
    };
    table::find(file_name, bytes, sheet)
        .and_then(copy)
        .map_err(|problem| RosterError { file: file_name.into(), problem })
}

fn remarks(header: &Header, roster: &Roster, lang: Lang) -> Vec<Remark> {
    let place = |row: u32, label: &str| header.index_of(row, label);
    let refused = roster.refused.iter().map(|refusal| Remark {
        row: refusal.row,
        column: place(refusal.row, &refusal.column),
        label: refusal.column.clone(),
        mark: Mark::Refused,
        sentence: refusal.message(lang),
    });
    let held = roster.held.iter().map(|row| Remark {
        row: *row,
        column: None,
        label: String::new(),
        mark: Mark::Warned,
        sentence: words::held(lang).into(),
    });
    let warned = roster.warnings.iter().map(|warning| Remark {
        row: warning.row.unwrap_or_default(),
        column: warning.row.and_then(|row| place(row, &warning.column)),
        label: warning.column.clone(),
        mark: Mark::Warned,
        sentence: warning.message(lang),
    });
    let result = header.column(Column::Result);
    let skipped = roster.skipped.iter().map(|skipped| Remark {
        row: skipped.row,
        column: result.map(|(index, _)| index),
        label: result.map(|(_, label)| label.to_owned()).unwrap_or_default(),
        mark: Mark::Skipped,
        sentence: skipped.message(lang),
    });
    let mut remarks: Vec<Remark> = refused.chain(held).chain(warned).chain(skipped).collect();
    remarks.sort_by_key(|remark| (remark.row, std::cmp::Reverse(remark.mark)));
    remarks
}

fn workbook(
    sheet: &Sheet,
    header: &Header,
    remarks: &[Remark],
    roster: &Roster,
    lang: Lang,
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The same roster gives the same bytes, whenever it is checked.
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
    let summary_name = lang.choose("检查结果", "Check");
    let name = sheet_name(&sheet.name, lang);
    let name = if name == summary_name { format!("{name} 1") } else { name };
    copy(workbook.add_worksheet().set_name(name)?, sheet, header, remarks)?;
    summary(workbook.add_worksheet().set_name(summary_name)?, remarks, roster, lang)?;
    workbook.save_to_buffer()
}

/// The roster's sheet, marked.
fn copy(worksheet: &mut Worksheet, sheet: &Sheet, header: &Header, remarks: &[Remark]) -> Result<(), XlsxError> {
    let mut widths: Vec<usize> = Vec::new();
    for row in sheet.rows.iter().filter(|row| row.number <= limits::SHEET_ROWS) {
        let start = remarks.partition_point(|remark| remark.row < row.number);
        let of_row: Vec<&Remark> =
            remarks.get(start..).unwrap_or_default().iter().take_while(|remark| remark.row == row.number).collect();
        let is_skipped = of_row.iter().any(|remark| remark.mark == Mark::Skipped);
        let first = row.cells.iter().position(|cell| !cell.is_blank()).unwrap_or_default();
        let last = of_row.iter().filter_map(|remark| remark.column).max().unwrap_or_default();
        for index in 0..row.cells.len().max(last.saturating_add(1)) {
            let here: Vec<&&Remark> = of_row.iter().filter(|remark| remark.column.unwrap_or(first) == index).collect();
            let mark = here.iter().map(|remark| remark.mark).max().unwrap_or(Mark::None);
            let mark = if is_skipped { mark.max(Mark::Skipped) } else { mark };
            write(worksheet, row, index, mark)?;
            if !here.is_empty() {
                let sentences: Vec<&str> = here.iter().map(|remark| remark.sentence.as_str()).collect();
                note(worksheet, row.number, index, &sentences.join("\n"))?;
            }
            if widths.len() <= index {
                widths.resize(index + 1, 0);
            }
            // A title stands across columns and widens none.
            if let Some(width) = widths.get_mut(index).filter(|_| row.number >= header.row) {
                *width = (*width).max(digits_wide(&row.cell(index).text()));
            }
        }
    }
    for (index, width) in widths.into_iter().enumerate() {
        let width = width.saturating_add(2).clamp(*WIDTHS.start(), *WIDTHS.end());
        worksheet.set_column_width(column(index)?, u32::try_from(width).unwrap_or_default())?;
    }
    worksheet.set_freeze_panes(header.row.min(limits::SHEET_ROWS - 1), 0)?;
    Ok(())
}

fn write(worksheet: &mut Worksheet, row: &Row, index: usize, mark: Mark) -> Result<(), XlsxError> {
    let (at, column) = (row.number.saturating_sub(1), column(index)?);
    let format = format(mark);
    match row.cell(index) {
        Cell::Blank if mark == Mark::None => {}
        Cell::Blank => {
            worksheet.write_blank(at, column, &format)?;
        }
        // Shown as a spreadsheet would not by itself, 1.30102E+17: whoever typed it has to know it again.
        Cell::Number(number) if number.is_finite() && number.abs() >= LONG_NUMBER => {
            worksheet.write_number_with_format(at, column, *number, &format.set_num_format("0"))?;
        }
        Cell::Number(number) if number.is_finite() => {
            worksheet.write_number_with_format(at, column, *number, &format)?;
        }
        Cell::Date(date) => {
            let (year, month, day) = date.ymd();
            let (year, month, day) = (u16::try_from(year), u8::try_from(month), u8::try_from(day));
            if let (Ok(year), Ok(month), Ok(day)) = (year, month, day) {
                let date = ExcelDateTime::from_ymd(year, month, day)?;
                worksheet.write_datetime_with_format(at, column, date, &format.set_num_format("yyyy-mm-dd"))?;
            }
        }
        // The mark that keeps a text one where somebody edits it: =1+1 would become a formula.
        Cell::Text(text) if text.trim_start().starts_with(['=', '+', '-', '@']) => {
            worksheet.write_string_with_format(at, column, fitting(text), &format.set_quote_prefix())?;
        }
        cell => {
            worksheet.write_string_with_format(at, column, fitting(&cell.text()), &format)?;
        }
    }
    Ok(())
}

/// A comment, as large as its sentences need.
fn note(worksheet: &mut Worksheet, row: u32, index: usize, text: &str) -> Result<(), XlsxError> {
    const LINE_DIGITS: usize = 44;
    const LINE_PIXELS: u32 = 20;
    let lines: usize = text.lines().map(|line| digits_wide(line) / LINE_DIGITS + 1).sum();
    let height = LINE_PIXELS.saturating_mul(u32::try_from(lines + 1).unwrap_or(u32::MAX)).min(800);
    let note =
        Note::new(fitting(text)).add_author_prefix(false).set_author("hezheng").set_width(320).set_height(height);
    worksheet.insert_note(row.saturating_sub(1), column(index)?, &note)?;
    Ok(())
}

/// All sentences, one below the other, and what the colours mean.
fn summary(worksheet: &mut Worksheet, remarks: &[Remark], roster: &Roster, lang: Lang) -> Result<(), XlsxError> {
    let (accepted, refused, skipped) = (roster.accepted.len(), roster.refused_rows(), roster.skipped.len());
    let counts = lang.choose(
        format!("可以发证 {accepted} 人；拒绝 {refused} 行；未通过 {skipped} 人。"),
        format!("{accepted} can be issued; {refused} rows refused; {skipped} did not pass."),
    );
    let care = lang.choose(
        "本文件含有学员的姓名和证件号码，请像保管名册一样保管，用完删除。请改原名册，不要改这一份。",
        "This file holds names and identity numbers. Keep it as the roster is kept, and delete it after use. Mend the roster itself, not this copy.",
    );
    worksheet.write_string(0, 0, counts)?.write_string(1, 0, care)?;
    let title = Format::new().set_bold();
    let titles = [
        lang.choose("行", "Row"),
        lang.choose("列", "Column"),
        lang.choose("结果", "Result"),
        lang.choose("说明", "What to do"),
    ];
    for (index, text) in titles.into_iter().enumerate() {
        worksheet.write_string_with_format(3, column(index)?, text, &title)?;
    }
    let text = Format::new().set_text_wrap().set_quote_prefix();
    for (at, remark) in (4..).zip(remarks) {
        if remark.row > 0 {
            worksheet.write_number(at, 0, remark.row)?;
        }
        let result = match remark.mark {
            Mark::Refused => lang.choose("拒绝", "refused"),
            Mark::Skipped => lang.choose("未通过", "not passed"),
            Mark::Warned | Mark::None => lang.choose("提醒", "look"),
        };
        worksheet.write_string_with_format(at, 1, fitting(&remark.label), &Format::new().set_quote_prefix())?;
        worksheet.write_string_with_format(at, 2, result, &format(remark.mark))?;
        worksheet.write_string_with_format(at, 3, fitting(&remark.sentence), &text)?;
    }
    worksheet.set_column_width(1, 18)?.set_column_width(2, 12)?.set_column_width(3, 100)?;
    worksheet.set_freeze_panes(4, 0)?;
    Ok(())
}

/// Red, amber and grey, as spreadsheets themselves use them; the words are in the comments.
fn format(mark: Mark) -> Format {
    match mark {
        Mark::None => Format::new(),
        Mark::Skipped => Format::new().set_background_color(Color::RGB(0xD9_D9_D9)),
        Mark::Warned => Format::new().set_background_color(Color::RGB(0xFF_EB_9C)),
        Mark::Refused => Format::new().set_background_color(Color::RGB(0xFF_C7_CE)),
    }
}

/// As much of a text as a cell holds, which Excel counts in UTF-16.
fn fitting(text: &str) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > limits::CELL_CHARS
    });
    end.and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

fn column(index: usize) -> Result<u16, XlsxError> {
    u16::try_from(index).map_err(|_| XlsxError::RowColumnLimitError)
}

/// The sheet's name as Excel lets it be.
fn sheet_name(name: &str, lang: Lang) -> String {
    let name: String = name.chars().filter(|c| !NOT_IN_NAMES.contains(c) && !c.is_control()).take(NAME_CHARS).collect();
    if name.trim().is_empty() || name.encode_utf16().count() > NAME_CHARS {
        lang.choose("名册", "Roster").into()
    } else {
        name
    }
}

/// How many digits wide a text is shown: a hanzi takes two.
fn digits_wide(text: &str) -> usize {
    let widest = |line: &str| line.chars().take(limits::CELL_CHARS).map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    text.lines().map(widest).max().unwrap_or_default()
}
