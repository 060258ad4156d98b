//! Why photographs cannot be taken from a folder or ZIP file as a whole.

use std::fmt;
use std::io;

use crate::language::Lang;

/// A folder or ZIP file that photographs cannot be taken from: which, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PortraitsError {
    /// The folder or file as it was given.
    pub place: String,
    /// What is wrong with it.
    pub problem: PlaceProblem,
}

/// What is wrong with a folder or ZIP file as a whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PlaceProblem {
    /// The system does not let it be read.
    CannotRead(io::ErrorKind),
    /// A file that is no ZIP file: what it is instead, where that is known.
    NotAZip(&'static str),
    /// A ZIP file larger than [`limits::ARCHIVE_BYTES`](super::limits::ARCHIVE_BYTES).
    TooLarge {
        /// Its size.
        bytes: u64,
    },
    /// A ZIP file that cannot be read.
    Damaged,
    /// Packed by a method that is not known here.
    Packing {
        /// One file that is.
        file: String,
    },
    /// Encrypted with a password.
    Password,
    /// It unpacks to more than photographs can be.
    TooMuchInside,
    /// More files than [`limits::FILES`](super::limits::FILES).
    TooManyFiles,
    /// Not one of its files belongs to anybody on the roster.
    Nobodys {
        /// How many there are.
        files: usize,
        /// The first, if any.
        example: Option<String>,
    },
}

impl PortraitsError {
    /// A stable name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.problem {
            PlaceProblem::CannotRead(_) => "portraits_cannot_be_read",
            PlaceProblem::NotAZip(_) => "portraits_not_a_zip",
            PlaceProblem::TooLarge { .. } => "portraits_too_large",
            PlaceProblem::Damaged => "portraits_damaged",
            PlaceProblem::Packing { .. } => "portraits_packing",
            PlaceProblem::Password => "portraits_password",
            PlaceProblem::TooMuchInside => "portraits_too_much_inside",
            PlaceProblem::TooManyFiles => "portraits_too_many_files",
            PlaceProblem::Nobodys { .. } => "portraits_of_nobody",
        }
    }
}

impl fmt::Display for PortraitsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for PortraitsError {}
