//! Why somebody has no portrait: what is wrong with one photograph.

use std::io;

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
