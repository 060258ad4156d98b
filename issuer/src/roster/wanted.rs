//! Which sheets of a workbook are read.

use super::clean::clean;

/// Which sheets are read.
#[derive(Clone, Copy)]
pub(super) enum Wanted<'a> {
    /// Those that a person sees on opening the workbook.
    Seen,
    /// The one of this name, hidden or not.
    Named(&'a str),
}

impl Wanted<'_> {
    pub(super) fn takes(self, name: &str, is_visible: bool) -> bool {
        match self {
            Self::Seen => is_visible,
            Self::Named(wanted) => clean(wanted) == clean(name),
        }
    }
}
