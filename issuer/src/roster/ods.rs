//! Sheets out of an OpenDocument spreadsheet (OASIS OpenDocument 1.3, part 3), read from its content.xml as it comes.
//!
//! Read here, because a library that sets aside room for every cell between the first and the last takes gigabytes for a
//! file of some hundred bytes that names a cell far down and far right. Repeated rows and cells cost what they hold: a blank
//! one nothing, however often.

use std::collections::BTreeSet;

use hezheng_core::time::Date;
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};

use super::archive;
use super::cells::{Cells, MERGED_COLUMNS, MergedDown, Room, text_cell};
use super::error::FileProblem;
use super::limits::{CELL_CHARS, SHEETS};
use super::sheet::{Cell, Sheet};
use super::wanted::Wanted;

/// The sheets of the spreadsheet.
pub(super) fn sheets(bytes: &[u8], wanted: Wanted<'_>) -> Result<Vec<Sheet>, FileProblem> {
    archive::check_unpacked_size(bytes)?;
    if archive::part(bytes, "META-INF/manifest.xml")?.is_some_and(|manifest| manifest.contains("encryption-data")) {
        return Err(FileProblem::Password);
    }
    let is_spreadsheet = archive::part(bytes, "mimetype")?
        .is_some_and(|kind| kind.starts_with("application/vnd.oasis.opendocument.spreadsheet"));
    if !is_spreadsheet {
        return Err(FileProblem::NotASpreadsheet);
    }
    let content = archive::part(bytes, "content.xml")?.ok_or(FileProblem::Damaged)?;
    Content::new(&content, wanted).sheets()
}

/// The content being read, and what was read so far.
struct Content<'a> {
    reader: Reader<&'a [u8]>,
    wanted: Wanted<'a>,
    room: Room,
    sheets: Vec<Sheet>,
    /// Names of the table styles that hide a sheet.
    hiding: BTreeSet<String>,
}

/// A sheet being read.
struct Table {
    cells: Cells,
    merged: Vec<MergedDown>,
    row: u32,
}

/// A cell as the row names it: how often, and over how many rows and columns it is merged.
struct Named {
    cell: Cell,
    column: u32,
    times: u32,
    merged_rows: u32,
    merged_columns: u32,
}

impl<'a> Content<'a> {
    fn new(content: &'a str, wanted: Wanted<'a>) -> Self {
        let mut reader = Reader::from_str(content);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, wanted, room: Room::new(), sheets: Vec::new(), hiding: BTreeSet::new() }
    }

    fn sheets(mut self) -> Result<Vec<Sheet>, FileProblem> {
        let mut style = String::new();
        loop {
            match self.next()? {
                Event::Eof => return Ok(self.sheets),
                Event::Start(start) => match start.name().into_inner() {
                    "style:style" => style = attribute(&start, "style:name")?.unwrap_or_default(),
                    "style:table-properties" if attribute(&start, "table:display")?.as_deref() == Some("false") => {
                        self.hiding.insert(style.clone());
                    }
                    "table:table" => self.table(&start)?,
                    _ => {}
                },
                _ => {}
            }
        }
    }

    fn next(&mut self) -> Result<Event<'a>, FileProblem> {
        self.reader.read_event().map_err(|_| FileProblem::Damaged)
    }

    /// Reads one table to its end; a table within a cell of it is part of that cell.
    fn table(&mut self, start: &BytesStart<'_>) -> Result<(), FileProblem> {
        let name = attribute(start, "table:name")?.unwrap_or_default();
        let is_hidden = attribute(start, "table:style-name")?.is_some_and(|style| self.hiding.contains(&style));
        let is_wanted = self.wanted.takes(&name, !is_hidden);
        if is_wanted && self.sheets.len() >= SHEETS {
            return Err(FileProblem::TooMuchInside);
        }
        let mut table = Table { cells: Cells::default(), merged: Vec::new(), row: 0 };
        loop {
            match self.next()? {
                Event::Eof => return Err(FileProblem::Damaged),
                Event::Start(start) if start.name().into_inner() == "table:table-row" => {
                    self.row(&start, &mut table)?
                }
                Event::End(end) if end.name().into_inner() == "table:table" => break,
                _ => {}
            }
        }
        if is_wanted {
            self.sheets.push(table.cells.into_sheet(name, &table.merged, &mut self.room)?);
        }
        Ok(())
    }

    fn row(&mut self, start: &BytesStart<'_>, table: &mut Table) -> Result<(), FileProblem> {
        let times = count(start, "table:number-rows-repeated")?;
        let (mut filled, mut column) = (Vec::new(), 0_u32);
        loop {
            match self.next()? {
                Event::Eof => return Err(FileProblem::Damaged),
                Event::Start(start)
                    if ["table:table-cell", "table:covered-table-cell"].contains(&start.name().into_inner()) =>
                {
                    let named = self.cell(&start, column)?;
                    column = column.saturating_add(named.times);
                    if named.cell != Cell::Blank {
                        filled.push(named);
                    }
                }
                Event::End(end) if end.name().into_inner() == "table:table-row" => break,
                _ => {}
            }
        }
        if !filled.is_empty() {
            self.put_rows(times, &filled, table)?;
        }
        table.row = table.row.saturating_add(times);
        Ok(())
    }

    fn put_rows(&mut self, times: u32, filled: &[Named], table: &mut Table) -> Result<(), FileProblem> {
        for row in table.row..table.row.saturating_add(times) {
            if table.cells.is_cut() {
                return Ok(());
            }
            for named in filled {
                for column in named.column..named.column.saturating_add(named.times) {
                    if usize::try_from(column).is_ok_and(|column| column >= super::limits::COLUMNS) {
                        break;
                    }
                    table.cells.put(&mut self.room, (row, column), named.cell.clone())?;
                }
            }
        }
        let merged = filled.iter().filter(|named| named.merged_rows > 1 && named.merged_columns <= MERGED_COLUMNS);
        table.merged.extend(merged.map(|named| MergedDown {
            column: named.column,
            first_row: table.row,
            last_row: table.row.saturating_add(named.merged_rows - 1),
        }));
        Ok(())
    }

    /// Reads one cell to its end.
    fn cell(&mut self, start: &BytesStart<'_>, column: u32) -> Result<Named, FileProblem> {
        self.room.visit()?;
        let text = self.text(start.name().into_inner())?;
        let value = |name: &str| attribute(start, name);
        let cell = match value("office:value-type")?.as_deref() {
            _ if value("calcext:value-type")?.as_deref() == Some("error") => {
                Cell::Error(text.trim().chars().take(ERROR_CHARS).collect())
            }
            Some("float" | "percentage" | "currency") => match value("office:value")?.map(|number| number.parse()) {
                Some(Ok(number)) => Cell::Number(number),
                _ => text_cell(&text),
            },
            Some("date") => {
                let written = value("office:date-value")?.unwrap_or(text);
                written.get(..10).and_then(Date::parse_iso).map_or_else(|| text_cell(&written), Cell::Date)
            }
            Some("boolean") => {
                text_cell(if value("office:boolean-value")?.as_deref() == Some("true") { "TRUE" } else { "FALSE" })
            }
            _ if text.is_empty() => text_cell(&value("office:string-value")?.unwrap_or_default()),
            _ => text_cell(&text),
        };
        let merged_rows = count(start, "table:number-rows-spanned")?;
        let merged_columns = count(start, "table:number-columns-spanned")?;
        Ok(Named { cell, column, times: count(start, "table:number-columns-repeated")?, merged_rows, merged_columns })
    }

    /// The paragraphs of a cell, without the comments that hang on it, to the end of the element of this name.
    fn text(&mut self, element: &str) -> Result<String, FileProblem> {
        let (mut text, mut depth, mut paragraphs, mut asides) = (String::new(), 0_u32, 0_u32, 0_u32);
        loop {
            let event = self.next()?;
            let is_open = text.len() < 4 * CELL_CHARS && paragraphs > 0 && asides == 0;
            match event {
                Event::Eof => return Err(FileProblem::Damaged),
                Event::Start(start) => match start.name().into_inner() {
                    "office:annotation" => asides += 1,
                    "text:p" => {
                        if paragraphs == 0 && asides == 0 && !text.is_empty() {
                            text.push('\n');
                        }
                        paragraphs += 1;
                    }
                    "text:s" if is_open => {
                        let spaces = usize::try_from(count(&start, "text:c")?).unwrap_or(usize::MAX);
                        text.extend(std::iter::repeat_n(' ', spaces.min(CELL_CHARS)));
                    }
                    "text:tab" if is_open => text.push('\t'),
                    "text:line-break" if is_open => text.push('\n'),
                    name if name == element => depth += 1,
                    _ => {}
                },
                Event::End(end) => match end.name().into_inner() {
                    "office:annotation" => asides = asides.saturating_sub(1),
                    "text:p" => paragraphs = paragraphs.saturating_sub(1),
                    name if name == element && depth == 0 => return Ok(text),
                    name if name == element => depth -= 1,
                    _ => {}
                },
                Event::Text(written) if is_open => text.push_str(&written.xml10_content()),
                Event::CData(written) if is_open => text.push_str(&written.xml10_content()),
                Event::GeneralRef(reference) if is_open => match reference.resolve_char_ref() {
                    Ok(Some(c)) => text.push(c),
                    Ok(None) => text.push_str(resolve_xml_entity(&reference).ok_or(FileProblem::Damaged)?),
                    Err(_) => return Err(FileProblem::Damaged),
                },
                _ => {}
            }
        }
    }
}

/// `#NAME?`, `Err:502`: no formula's error is longer.
const ERROR_CHARS: usize = 12;

fn attribute(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, FileProblem> {
    let attribute = start.try_get_attribute(name).map_err(|_| FileProblem::Damaged)?;
    attribute
        .map(|attribute| attribute.normalized_value(XmlVersion::Implicit1_0).map(std::borrow::Cow::into_owned))
        .transpose()
        .map_err(|_| FileProblem::Damaged)
}

/// How often, or over how many: 1 where nothing is said.
fn count(start: &BytesStart<'_>, name: &str) -> Result<u32, FileProblem> {
    let written = attribute(start, name)?;
    written.map_or(Ok(1), |number| number.trim().parse().map_err(|_| FileProblem::Damaged))
}
