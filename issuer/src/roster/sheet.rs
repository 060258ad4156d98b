//! A sheet of cells, whatever file it came from.

use std::fmt;

use hezheng_core::time::Date;

/// A sheet: its rows in order, those without a cell left out.
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) rows: Vec<Row>,
    /// Whether it has more rows, which were not read ([`ROWS`](super::limits::ROWS)).
    pub(super) is_cut: bool,
}

/// A row as a person counts it, from 1; its cells from column A on.
pub(super) struct Row {
    pub(super) number: u32,
    pub(super) cells: Vec<Cell>,
}

/// What one cell holds.
#[derive(Clone, PartialEq)]
pub(super) enum Cell {
    Blank,
    Text(String),
    /// A number: 15 significant digits and no leading zeros are all that a spreadsheet keeps.
    Number(f64),
    /// A day formatted as one.
    Date(Date),
    /// A formula that failed, `#N/A`.
    Error(String),
}

/// A value as it stands in the sheet. It may be an identity number: `Debug` shows the last four characters only.
#[derive(Clone, PartialEq, Eq)]
pub struct Shown(String);

static BLANK: Cell = Cell::Blank;

impl Sheet {
    pub(super) fn is_blank(&self) -> bool {
        self.rows.iter().all(Row::is_blank)
    }
}

impl Row {
    pub(super) fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&BLANK)
    }

    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(Cell::is_blank)
    }

    /// The cells that hold something, from the left.
    pub(super) fn filled(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(|cell| !cell.is_blank())
    }
}

impl Cell {
    /// The cell of this text: blank where nothing shows, an error where a formula's error was saved as text.
    pub(super) fn of_text(text: &str) -> Self {
        const ERRORS: [&str; 8] = ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!"];
        let trimmed = text.trim();
        if trimmed.is_empty() {
            Self::Blank
        } else if ERRORS.contains(&trimmed) {
            Self::Error(trimmed.into())
        } else {
            Self::Text(text.into())
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) => super::clean::clean(text).is_empty(),
            other => *other == Self::Blank,
        }
    }

    /// The cell as text: a whole number without a decimal point, nothing for a blank.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Text(text) | Self::Error(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Date(date) => date.to_string(),
        }
    }
}

impl Shown {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The value, in full.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = self.0.char_indices().rev().nth(3).map_or(0, |(start, _)| start);
        write!(f, "…{}", self.0.get(start..).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_the_last_four_characters_only() {
        assert_eq!(format!("{:?}", Shown::new("13010220000229000X")), "…000X");
    }

    #[test]
    fn numbers_show_as_a_person_sees_them() {
        assert_eq!(Cell::Number(72.0).text(), "72");
        assert_eq!(Cell::Number(130_102_199_806_010_000.0).text(), "130102199806010000");
        assert_eq!(Cell::Number(72.5).text(), "72.5");
    }

    #[test]
    fn nothing_to_see_is_blank() {
        assert!(Cell::of_text("  ").is_blank());
        assert!(Cell::Text("\u{200B}\u{3000}".into()).is_blank());
        assert!(Cell::of_text(" #N/A ") == Cell::Error("#N/A".into()));
    }
}
