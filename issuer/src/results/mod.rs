//! What a finished batch leaves beside its PDFs: a workbook of what came of each row, one archive to hand on, one file for
//! the print shop. Made anew by every run for the whole roster, each whole or not at all, so that a batch which was stopped
//! and gone on with ends with the same files as one that was not.

mod archive;
mod line;
mod print_file;
mod workbook;

use crate::issue::Issuing;
use crate::issue_error::IssueError;
use crate::language::Lang;
use crate::outcome::RowResult;
use crate::page_words;
use crate::plan::Plan;
use crate::roster::Roster;
use crate::whole_file::{replace_whole, sync_folder, write_with};
use hezheng_core::time::Date;
use hezheng_pdf::CombinedError;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub use line::{Line, lines};

/// One of the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ResultFile {
    /// What came of each row.
    Workbook,
    /// All PDFs, and the workbook.
    Archive,
    /// All pages in one PDF, for the print shop.
    Print,
}

/// Where the files go, and what they are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    folder: PathBuf,
    name: String,
    lang: Lang,
}

impl Place {
    /// Below the folder of the PDFs, named by the roster's file and the date of issue.
    #[must_use]
    pub fn below(folder: &Path, roster: &Path, issued: Date, lang: Lang) -> Self {
        let stem = roster.file_stem().unwrap_or_default().to_string_lossy();
        let name = format!("{stem}-{issued}");
        Self { folder: folder.join(&name), name, lang }
    }

    /// The path of a file.
    #[must_use]
    pub fn path(&self, file: ResultFile) -> PathBuf {
        let end = match file {
            ResultFile::Workbook => self.lang.choose("结果.xlsx", "results.xlsx"),
            ResultFile::Archive => self.lang.choose("证书.zip", "certificates.zip"),
            ResultFile::Print => self.lang.choose("打印.pdf", "print.pdf"),
        };
        self.folder.join(format!("{}-{end}", self.name))
    }
}

/// Why a file is not there. The certificates are.
#[derive(Debug)]
pub enum ResultsError {
    /// It could not be written.
    Write(PathBuf, io::Error),
    /// The workbook could not be made.
    Workbook(rust_xlsxwriter::XlsxError),
    /// The pages could not be put together.
    Pages(CombinedError),
    /// What was registered could not be read again.
    Issue(IssueError),
}

impl ResultsError {
    /// It in words: what happened and what to do.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let why = match self {
            Self::Write(path, error) => {
                let path = path.display();
                lang.choose(format!("写不了 {path}（{error}）"), format!("cannot write {path} ({error})"))
            }
            Self::Workbook(error) => lang.choose(
                format!("做不出结果表（{error}）"),
                format!("the workbook of results cannot be made ({error})"),
            ),
            Self::Pages(CombinedError::Page { number, problem }) => {
                format!("{number}{}{}", lang.choose("：", ": "), page_words::problem(lang, problem))
            }
            Self::Pages(error) => lang.choose(
                format!("做不出打印文件（{error}）"),
                format!("the file for printing cannot be made ({error})"),
            ),
            Self::Issue(error) => error.message(lang),
        };
        lang.choose(
            format!("证书都已签发并各有 PDF，但汇总文件不全：{why}。请检查磁盘后再运行一次，不会重发。"),
            format!("The certificates are issued, each with its PDF, but the files of the batch are not complete: {why}. Check the disk and run again; nothing is issued twice."),
        )
    }
}

/// Writes the wanted files of a batch that is finished; gives their paths.
///
/// # Errors
/// The first that could not be made. Those before it are there, whole.
pub fn write(
    run: &Issuing<'_>,
    plan: &Plan<'_>,
    roster: &Roster,
    done: &[RowResult],
    place: &Place,
    wanted: &[ResultFile],
) -> Result<Vec<PathBuf>, ResultsError> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    fs::create_dir_all(&place.folder).map_err(|error| ResultsError::Write(place.folder.clone(), error))?;
    let workbook = workbook::make(&lines(roster, done, place.lang), run.issued, place.lang);
    let workbook = workbook.map_err(ResultsError::Workbook)?;
    let pdfs: Vec<&Path> = done.iter().filter_map(|row| Some(row.result.printed()?.file.as_path())).collect();
    let mut written = Vec::new();
    for file in wanted {
        let path = place.path(*file);
        let result = match file {
            ResultFile::Workbook => replace_whole(&path, &workbook),
            ResultFile::Archive => {
                let table = place.path(ResultFile::Workbook);
                write_with(&path, |file| archive::write(file, &table, &workbook, &pdfs))
            }
            ResultFile::Print if pdfs.is_empty() => continue,
            ResultFile::Print => replace_whole(&path, &print_file::make(run, plan, done)?),
        };
        result.map_err(|error| ResultsError::Write(path.clone(), error))?;
        written.push(path);
    }
    sync_folder(&place.folder).map_err(|error| ResultsError::Write(place.folder.clone(), error))?;
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_named_by_roster_date_and_language() {
        let place = |lang| {
            Place::below(
                Path::new("证书"),
                Path::new("名册/保育师第一期.xlsx"),
                Date::from_ymd(2026, 11, 26).unwrap(),
                lang,
            )
        };
        let zh = place(Lang::Zh);
        assert_eq!(
            zh.path(ResultFile::Workbook),
            Path::new("证书/保育师第一期-2026-11-26/保育师第一期-2026-11-26-结果.xlsx")
        );
        assert!(zh.path(ResultFile::Print).ends_with("保育师第一期-2026-11-26-打印.pdf"));
        assert!(place(Lang::En).path(ResultFile::Archive).ends_with("保育师第一期-2026-11-26-certificates.zip"));
    }
}
