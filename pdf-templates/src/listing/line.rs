//! Text in lines: filled one after the other, ended where a line may end, and anywhere where it may not.

use super::printable::printable;
use crate::error::RenderError;
use crate::fonts::Fonts;
use crate::line_break::{Break, between, is_wide};
use crate::paragraph::{Cell, shape};
use hezheng_core::page::phrase::Fragment;

/// A text's cells, each character with its glyph.
pub(super) fn cells(text: &str, fonts: &Fonts) -> Result<Vec<Cell>, RenderError> {
    shape(&[Fragment::words(text)], fonts, "listing")
}

/// The lines of a text, none wider than this.
pub(super) fn lines(text: &str, fonts: &Fonts, width_em: f64) -> Result<Vec<String>, RenderError> {
    let cells = cells(&printable(text, fonts), fonts)?;
    let mut lines = Vec::new();
    let mut rest = cells.as_slice();
    while !rest.is_empty() {
        let (line, others) = rest.split_at(end(rest, width_em));
        lines.push(line.iter().map(|cell| cell.character).collect::<String>().trim_end().to_owned());
        rest = others;
    }
    Ok(lines)
}

/// How many of these characters the next line has: one at least.
fn end(cells: &[Cell], width_em: f64) -> usize {
    let (mut seen_em, mut last) = (0.0, None);
    for (index, cell) in cells.iter().enumerate() {
        seen_em += cell.advance_em;
        // A space at a line's end is not seen.
        if seen_em > width_em + 1e-6 && cell.character != ' ' {
            return last.unwrap_or(index).max(1);
        }
        let next = cells.get(index + 1).map(|cell| cell.character);
        if next.is_none_or(|next| may_end(cell.character, next)) {
            last = Some(index + 1);
        }
    }
    cells.len()
}

fn may_end(before: char, after: char) -> bool {
    match (before, after) {
        (_, ' ') => false,
        // Names of files and folders.
        (' ' | '/' | '\\' | '_', _) => true,
        _ => between(before, after) == Break::Yes && (is_wide(before) || is_wide(after)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::Template;

    #[test]
    fn lines_end_where_they_may_and_long_words_anywhere() {
        let template = Template::built_in().unwrap();
        let fonts = Fonts::from_bytes(&template, Vec::new()).unwrap();
        let lines = |text: &str, width| lines(text, &fonts, width).unwrap();
        assert_eq!(lines("", 10.0), [""; 0]);
        assert_eq!(lines("核验报告", 2.0), ["核验", "报告"]);
        assert_eq!(lines("核验报告。", 4.0), ["核验报", "告。"], "a full stop never begins a line");
        assert_eq!(lines("one two", 2.0), ["one", "two"]);
        let name = "0123456789".repeat(10);
        let broken = lines(&name, 10.0);
        assert!(broken.len() > 3 && broken.concat() == name, "{broken:?}");
        assert_eq!(lines("证书/a_b", 0.1).concat(), "证书/a_b", "a line has a character at least");
    }
}
