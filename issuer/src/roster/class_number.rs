//! The class filing number (开班备案号) that a roster carries: in a column, or said once for the class.

use hezheng_core::limits::CLASS_FILING_CHARS;
use hezheng_core::number::{IdKind, IdentityNumber};
use hezheng_core::text::check_text;

use super::clean::clean;
use super::rule::Rule;
use super::sheet::Cell;

/// From here on a spreadsheet no longer keeps every digit of a number.
const INEXACT: f64 = 1e15;

/// The class that a roster names, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClassNumber {
    /// The row in the sheet, as a person counts it.
    pub row: u32,
    /// The column, by its name in the sheet.
    pub column: String,
    /// The number.
    pub number: String,
}

impl ClassNumber {
    /// Where it stands and what it is, if it is not this one.
    #[must_use]
    pub fn other_than(&self, number: &str) -> Option<&Self> {
        (self.number != number).then_some(self)
    }
}

/// Reads a class filing number; `None` where nothing is written.
pub(super) fn read(cell: &Cell) -> Result<Option<String>, Rule> {
    let text = clean(&cell.text());
    match cell {
        Cell::Blank => return Ok(None),
        Cell::Number(number) if !(0.0..INEXACT).contains(number) || number.fract() != 0.0 => {
            return Err(Rule::ClassNumberStoredAsNumber);
        }
        // 2026-03 becomes a day where the column is not set to text.
        Cell::Date(_) => return Err(Rule::ClassNumberUnreadable),
        _ if text.is_empty() || super::course::is_nothing(&text) => return Ok(None),
        _ => {}
    }
    // It is printed on the certificate, where nobody's identity number may stand: columns do get exchanged.
    let is_identity = IdentityNumber::parse(IdKind::ResidentId, &text).is_ok();
    if is_identity || check_text(&text, 1, CLASS_FILING_CHARS).is_err() {
        return Err(Rule::ClassNumberUnreadable);
    }
    Ok(Some(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_stand() {
        for (cell, number) in [
            (Cell::Text(" 130102-2026-000012 ".into()), Ok(Some("130102-2026-000012".into()))),
            (Cell::Number(1_301_022_026.0), Ok(Some("1301022026".into()))),
            (Cell::Number(1_301_022_026_000_012.0), Err(Rule::ClassNumberStoredAsNumber)),
            (Cell::Number(2026.5), Err(Rule::ClassNumberStoredAsNumber)),
            (Cell::Text("班".repeat(CLASS_FILING_CHARS)), Ok(Some("班".repeat(CLASS_FILING_CHARS)))),
            (Cell::Text("班".repeat(CLASS_FILING_CHARS + 1)), Err(Rule::ClassNumberUnreadable)),
            (Cell::Text("13010220000229000X".into()), Err(Rule::ClassNumberUnreadable)),
            (Cell::Text("\u{E000}1".into()), Err(Rule::ClassNumberUnreadable)),
            (Cell::Text("无".into()), Ok(None)),
            (Cell::Blank, Ok(None)),
        ] {
            assert_eq!(read(&cell), number, "{}", cell.text());
        }
    }
}
