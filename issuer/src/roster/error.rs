//! Why a file as a whole is no roster.

use std::fmt;
use std::io;

use crate::language::Lang;

use super::class_number::ClassNumber;
use super::column::Column;

/// A file that is no roster: which, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RosterError {
    /// The file's name as it was given.
    pub file: String,
    /// What is wrong with it.
    pub problem: FileProblem,
}

/// What is wrong with a file as a whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FileProblem {
    /// The system does not let it be read.
    CannotRead(io::ErrorKind),
    /// Larger than [`limits::FILE_BYTES`](super::limits::FILE_BYTES).
    TooLarge {
        /// Its size.
        bytes: u64,
    },
    /// Nothing in it.
    Empty,
    /// A file of some other kind.
    NotASpreadsheet,
    /// A web page or XML under the name of a workbook.
    WebPage,
    /// An Excel binary workbook, `.xlsb`.
    BinaryWorkbook,
    /// Encrypted with a password.
    Password,
    /// A workbook that cannot be read to its end.
    Damaged,
    /// It unpacks to more than any roster holds.
    TooMuchInside,
    /// Text in no encoding that rosters come in.
    Encoding {
        /// What it looks like.
        looks_like: &'static str,
    },
    /// A quotation mark that swallows the rows after it.
    OpenQuote {
        /// The row where it stands.
        row: u32,
    },
    /// No row that looks like a header.
    NoHeader,
    /// A header that lacks columns.
    MissingColumns {
        /// The sheet's name; empty for text files.
        sheet: String,
        /// The header's row.
        row: u32,
        /// What it lacks.
        missing: Vec<Column>,
    },
    /// More than one sheet with people in it, by name.
    SeveralRosters(Vec<String>),
    /// No sheet of the name that was asked for.
    NoSuchSheet {
        /// The name.
        wanted: String,
        /// The sheets that a person sees; none in a text file.
        sheets: Vec<String>,
    },
    /// Two class filing numbers; a roster is of one class.
    SeveralClasses {
        /// The first.
        first: Box<ClassNumber>,
        /// The second.
        second: Box<ClassNumber>,
    },
    /// A header and nobody below it.
    NoTrainees,
    /// More rows than [`limits::ROWS`](super::limits::ROWS); how many is not counted.
    TooManyRows,
    /// More people than [`limits::TRAINEES`](super::limits::TRAINEES).
    TooManyTrainees {
        /// How many.
        count: usize,
    },
}

impl FileProblem {
    /// A stable name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::CannotRead(_) => "cannot_read",
            Self::TooLarge { .. } => "file_too_large",
            Self::Empty => "file_empty",
            Self::NotASpreadsheet => "not_a_spreadsheet",
            Self::WebPage => "web_page",
            Self::BinaryWorkbook => "binary_workbook",
            Self::Password => "password_protected",
            Self::Damaged => "file_damaged",
            Self::TooMuchInside => "too_much_inside",
            Self::Encoding { .. } => "encoding_unknown",
            Self::OpenQuote { .. } => "open_quote",
            Self::NoHeader => "no_header",
            Self::MissingColumns { .. } => "missing_columns",
            Self::SeveralRosters(_) => "several_rosters",
            Self::NoSuchSheet { .. } => "no_such_sheet",
            Self::SeveralClasses { .. } => "several_classes",
            Self::NoTrainees => "no_trainees",
            Self::TooManyRows => "too_many_rows",
            Self::TooManyTrainees { .. } => "too_many_trainees",
        }
    }
}

impl fmt::Display for RosterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for RosterError {}
