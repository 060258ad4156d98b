//! A writer of small .xlsx files, for sheets that are easier to read in a test than in a spreadsheet.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What a cell is to hold.
#[derive(Clone, Copy)]
pub(crate) enum Cell<'a> {
    /// A text; none at all where empty.
    Text(&'a str),
    /// A number, as the file spells it.
    Number(&'a str),
    /// A day, as a spreadsheet counts it, formatted as a date.
    Day(u32),
    /// A formula's error.
    Error(&'a str),
}

/// A sheet to write.
#[derive(Default)]
pub(crate) struct Sheet<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// `hidden` or nothing.
    pub(crate) state: &'a str,
    /// Its rows, from the first.
    pub(crate) rows: Vec<Vec<Cell<'a>>>,
    /// Merged regions, as `A1:B2`.
    pub(crate) merged: Vec<&'a str>,
}

/// The bytes of a workbook.
pub(crate) fn xlsx(sheets: &[Sheet<'_>]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: &str, xml: &str| {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{xml}").as_bytes()).unwrap();
    };
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    part("[Content_Types].xml", &format!("<Types xmlns=\"{PACKAGE}/content-types\"/>"));
    part(
        "_rels/.rels",
        &format!(
            "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"r\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    let (mut list, mut relations) = (String::new(), String::new());
    for (number, sheet) in (1..).zip(sheets) {
        let state = if sheet.state.is_empty() { String::new() } else { format!(" state=\"{}\"", sheet.state) };
        write!(list, "<sheet name=\"{}\" sheetId=\"{number}\" r:id=\"r{number}\"{state}/>", sheet.name).unwrap();
        write!(
            relations,
            "<Relationship Id=\"r{number}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
        )
        .unwrap();
        part(
            &format!("xl/worksheets/sheet{number}.xml"),
            &format!("<worksheet xmlns=\"{MAIN}\">{}</worksheet>", body(sheet)),
        );
    }
    write!(relations, "<Relationship Id=\"s\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/>").unwrap();
    part(
        "xl/workbook.xml",
        &format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{list}</sheets></workbook>"),
    );
    part(
        "xl/_rels/workbook.xml.rels",
        &format!("<Relationships xmlns=\"{PACKAGE}/relationships\">{relations}</Relationships>"),
    );
    // Format 14 is the built-in date.
    part(
        "xl/styles.xml",
        &format!(
            "<styleSheet xmlns=\"{MAIN}\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
        ),
    );
    zip.finish().unwrap().into_inner()
}

/// The bytes of an OpenDocument spreadsheet with one sheet; texts of the form 2026-03-01 become date cells.
pub(crate) fn ods(rows: &[&[&str]]) -> Vec<u8> {
    let mut table = String::new();
    for row in rows {
        table.push_str("<table:table-row>");
        for text in *row {
            let is_date = text.len() == 10 && text.starts_with("20") && text.contains('-');
            let value = if is_date {
                format!("office:value-type=\"date\" office:date-value=\"{text}\"")
            } else {
                "office:value-type=\"string\"".into()
            };
            write!(table, "<table:table-cell {value}><text:p>{text}</text:p></table:table-cell>").unwrap();
        }
        table.push_str("</table:table-row>");
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet".into()),
        (
            "META-INF/manifest.xml",
            "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>".into(),
        ),
        (
            "content.xml",
            format!(
                "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet><table:table table:name=\"名册\">{table}</table:table></office:spreadsheet></office:body></office:document-content>"
            ),
        ),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn body(sheet: &Sheet<'_>) -> String {
    let mut body = String::from("<sheetData>");
    for (number, row) in (1..).zip(&sheet.rows) {
        write!(body, "<row r=\"{number}\">").unwrap();
        for (column, cell) in ('A'..='Z').zip(row) {
            match cell {
                Cell::Text("") => Ok(()),
                Cell::Text(text) => {
                    write!(body, "<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
                }
                Cell::Number(text) => write!(body, "<c r=\"{column}{number}\"><v>{text}</v></c>"),
                Cell::Day(day) => write!(body, "<c r=\"{column}{number}\" s=\"1\"><v>{day}</v></c>"),
                Cell::Error(text) => write!(body, "<c r=\"{column}{number}\" t=\"e\"><v>{text}</v></c>"),
            }
            .unwrap();
        }
        body.push_str("</row>");
    }
    body.push_str("</sheetData>");
    if !sheet.merged.is_empty() {
        write!(body, "<mergeCells count=\"{}\">", sheet.merged.len()).unwrap();
        for region in &sheet.merged {
            write!(body, "<mergeCell ref=\"{region}\"/>").unwrap();
        }
        body.push_str("</mergeCells>");
    }
    body
}
