//! A report of all results, for an office's files: .xlsx, .csv, .pdf or .json, by the end of its name.
//!
//! A cell is always text: what somebody wrote into a file's name must not become a formula in a spreadsheet.

use crate::cannot_run::CannotRun;
use crate::commands::verify::table::{COLUMNS, Exit, Table};
use crate::language::Lang;
use crate::report::{self, FontsUsed, REPORT_ROWS, Record};
use crate::times;
use crate::whole_file;
use hezheng_keys::PrivateKey;
use rust_xlsxwriter::{Color, Format, Workbook, XlsxError};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Characters across, about: as wide as the column's usual content.
const WIDTHS: [f64; COLUMNS.len()] =
    [38.0, 10.0, 30.0, 24.0, 12.0, 11.0, 24.0, 15.0, 15.0, 30.0, 24.0, 15.0, 20.0, 10.0, 20.0, 20.0];

/// The reports that are wanted.
pub(super) struct ReportFiles(Vec<ReportFile>);

/// One report.
pub(super) struct ReportFile {
    path: PathBuf,
    kind: Kind,
}

#[derive(Clone, Copy)]
enum Kind {
    Xlsx,
    Csv,
    Json,
    Pdf,
}

/// What a report says beside the results.
pub(super) struct Backing<'b> {
    /// What was judged by.
    pub(super) evidence: Value,
    /// Who signs the PDF.
    pub(super) key: Option<&'b PrivateKey>,
}

impl ReportFiles {
    /// Reports of these names; before anything is judged.
    ///
    /// # Errors
    /// A name whose end says nothing.
    pub(super) fn new(paths: &[PathBuf]) -> Result<Self, CannotRun> {
        let report = |path: &PathBuf| {
            let end = path.extension().map(|end| end.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
            let kind = match end.as_str() {
                "xlsx" => Kind::Xlsx,
                "csv" => Kind::Csv,
                "json" => Kind::Json,
                "pdf" => Kind::Pdf,
                _ => return Err(CannotRun::ReportKind(path.display().to_string())),
            };
            Ok(ReportFile { path: path.clone(), kind })
        };
        paths.iter().map(report).collect::<Result<_, _>>().map(Self)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Refuses what no PDF has room for, and a key with nothing to sign: before anything is judged.
    pub(super) fn check(&self, inputs: usize, sign_with: Option<&Path>) -> Result<(), CannotRun> {
        let pdf = self.0.iter().find(|report| matches!(report.kind, Kind::Pdf));
        match (pdf, sign_with) {
            (Some(report), _) if inputs > REPORT_ROWS => {
                Err(CannotRun::ReportTooLong(report.path.display().to_string(), REPORT_ROWS))
            }
            (None, Some(key)) => Err(CannotRun::NothingToSign(key.display().to_string())),
            _ => Ok(()),
        }
    }

    pub(super) fn files(&self) -> &[ReportFile] {
        &self.0
    }
}

impl ReportFile {
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes it, whole or not at all.
    pub(super) fn write(&self, table: &Table, backing: &Backing<'_>, language: Lang) -> Result<(), CannotRun> {
        let failed = |why: String| CannotRun::ReportNotWritten(self.path.display().to_string(), why);
        let bytes = match self.kind {
            Kind::Xlsx => xlsx(table, language).map_err(|error| failed(error.to_string()))?,
            Kind::Csv => csv(table, language).map_err(|error| failed(error.to_string()))?,
            Kind::Json => json_text(table, backing).into_bytes(),
            Kind::Pdf => with_record(table, backing, |record| report::pdf(record, backing.key)).map_err(failed)?,
        };
        whole_file::replace(&self.path, &bytes).map_err(|error| failed(error.to_string()))
    }
}

fn heading(table: &Table, language: Lang) -> String {
    let when = times::time(table.checked_at, language);
    let summary = table.summary();
    language.pick(
        format!("培训合格证书核验结果　核验于 {when}（北京时间）　{summary}"),
        format!("Verification of training certificates, checked at {when} (Beijing time). {summary}"),
    )
}

fn xlsx(table: &Table, language: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(language.pick("核验结果", "Results"))?;
    let head = Format::new().set_bold().set_background_color(Color::RGB(0xDD_E8_E5)).set_text_wrap();
    sheet.write_string_with_format(0, 0, heading(table, language), &Format::new().set_bold())?;
    for (column, (title, width)) in (0_u16..).zip(COLUMNS.iter().zip(WIDTHS)) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(1, column, title.pick(language), &head)?;
    }
    for (row, result) in (2_u32..).zip(&table.rows) {
        let colour = match result.exit {
            Exit::Valid => None,
            Exit::Invalid => Some(Color::RGB(0xF8_D7_D3)),
            Exit::Indeterminate | Exit::CouldNotRun => Some(Color::RGB(0xFB_EC_C8)),
        };
        for (column, cell) in (0_u16..).zip(&result.cells) {
            match (colour, column) {
                (Some(colour), 1 | 2) => {
                    sheet.write_string_with_format(row, column, cell, &Format::new().set_background_color(colour))?
                }
                _ => sheet.write_string(row, column, cell)?,
            };
        }
    }
    sheet.set_freeze_panes(2, 1)?;
    if let Some(last) = u32::try_from(table.rows.len()).ok().filter(|rows| *rows > 0) {
        sheet.autofilter(1, 0, last + 1, u16::try_from(COLUMNS.len() - 1).unwrap_or(0))?;
    }
    workbook.save_to_buffer()
}

/// UTF-8 with a byte order mark, which spreadsheets need.
fn csv(table: &Table, language: Lang) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xEF\xBB\xBF".to_vec());
    writer.write_record(COLUMNS.iter().map(|title| title.pick(language)))?;
    for row in &table.rows {
        writer.write_record(row.cells.iter().map(|cell| as_text(cell)))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// A spreadsheet takes a cell that begins so for a formula; an apostrophe before it makes it text.
fn as_text(cell: &str) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{cell}"),
        false => cell.into(),
    }
}

/// The record of the run (docs/PROGRAM.md).
fn json_text(table: &Table, backing: &Backing<'_>) -> String {
    with_record(table, backing, |record| format!("{:#}\n", record.json(FontsUsed::All)))
}

fn with_record<T>(table: &Table, backing: &Backing<'_>, work: impl FnOnce(&Record<'_>) -> T) -> T {
    let results: Vec<Value> = table.rows.iter().map(|row| row.json.clone()).collect();
    let counts = json!({
        "valid": table.count(Exit::Valid), "invalid": table.count(Exit::Invalid),
        "indeterminate": table.count(Exit::Indeterminate), "could_not_run": table.count(Exit::CouldNotRun),
    });
    let evidence = backing.evidence.clone();
    work(&Record { checked_at: table.checked_at, evidence, counts, results: &results })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_formula_is_text() {
        for cell in ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1"] {
            assert_eq!(as_text(cell), format!("'{cell}"));
        }
        assert_eq!(as_text("林晚秋.pdf"), "林晚秋.pdf");
    }
}
