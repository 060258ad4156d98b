//! Tables as spreadsheets read them: CSV (RFC 4180) in UTF-8 with a byte order mark. A cell that a spreadsheet would take
//! for a formula has an apostrophe before it, so that opening a list runs nothing.

/// A table in the making.
pub(crate) struct Csv(String);

impl Csv {
    pub(crate) fn new(heading: &[&str]) -> Self {
        let mut csv = Self("\u{FEFF}".into());
        csv.row(heading);
        csv
    }

    pub(crate) fn row<T: AsRef<str>>(&mut self, cells: &[T]) {
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell.as_ref())).collect();
        self.0.push_str(&cells.join(","));
        self.0.push_str("\r\n");
    }

    pub(crate) fn into_text(self) -> String {
        self.0
    }
}

/// What begins a formula, in the forms that a Chinese keyboard has too; and what some programs skip before one.
const BEGINNINGS: [char; 11] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'];

fn quoted(cell: &str) -> String {
    format!("\"{}\"", guarded(cell).replace('"', "\"\""))
}

/// A cell that no spreadsheet takes for a formula.
pub(crate) fn guarded(cell: &str) -> String {
    let guard = if cell.trim_start_matches(' ').starts_with(BEGINNINGS) { "'" } else { "" };
    format!("{guard}{cell}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_looks_like_a_formula_is_text() {
        for cell in ["=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "＝1", "\t=1", " =1"] {
            assert_eq!(quoted(cell), format!("\"'{cell}\""));
        }
        for cell in ["保育师", "2026-01-01", "", "a=b"] {
            assert_eq!(quoted(cell), format!("\"{cell}\""));
        }
    }

    #[test]
    fn commas_quotes_and_line_ends_stay_within_their_cell() {
        let mut csv = Csv::new(&["名称"]);
        csv.row(&["甲,\"乙\"\n丙", "丁"]);
        assert_eq!(csv.into_text(), "\u{FEFF}\"名称\"\r\n\"甲,\"\"乙\"\"\n丙\",\"丁\"\r\n");
    }
}
