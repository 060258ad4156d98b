//! What is wrong with photographs: with one of them, or with the folder or ZIP file as a whole.

use std::fmt;
use std::io;

use super::words;
use crate::language::Lang;

/// Why somebody has no portrait. The row is refused for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PhotographProblem {
    /// There is none, and it is required.
    Missing,
    /// Several files are this person's.
    Several(Vec<String>),
    /// The file is named by this person's number and somebody else's name.
    NamedOtherwise {
        /// The other's name.
        name: String,
    },
    /// The file can be several people's by its name.
    OfSeveral,
    /// The system does not let it be read.
    CannotRead(io::ErrorKind),
    /// Larger than [`limits::PHOTOGRAPH_BYTES`](super::limits::PHOTOGRAPH_BYTES).
    TooLarge {
        /// Its size.
        bytes: u64,
    },
    /// Neither JPEG nor PNG: what it is instead, where that is known.
    OtherKind(&'static str),
    /// It cannot be decoded, or not to its end.
    Damaged,
    /// More than [`limits::PIXELS`](super::limits::PIXELS).
    TooManyPixels {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// Fewer than [`limits::SMALLEST`](super::limits::SMALLEST).
    TooSmall {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// Outside [`limits::SHAPES`](super::limits::SHAPES).
    Shape {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
}

impl PhotographProblem {
    /// A stable name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "portrait_missing",
            Self::Several(_) => "portrait_several_files",
            Self::NamedOtherwise { .. } => "portrait_of_other_name",
            Self::OfSeveral => "portrait_of_several_people",
            Self::CannotRead(_) => "portrait_cannot_be_read",
            Self::TooLarge { .. } => "portrait_file_too_large",
            Self::OtherKind(_) => "portrait_not_jpeg_or_png",
            Self::Damaged => "portrait_damaged",
            Self::TooManyPixels { .. } => "portrait_too_many_pixels",
            Self::TooSmall { .. } => "portrait_too_small",
            Self::Shape { .. } => "portrait_shape",
        }
    }
}

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
    /// What happened and what to do.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        words::place(self, lang)
    }

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
