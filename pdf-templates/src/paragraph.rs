//! From words to lines: a glyph for every character, then the largest size at which the lines fit their box.

use hezheng_core::page::field::Field;
use hezheng_core::page::phrase::Fragment;
use std::ops::Range;

use crate::error::RenderError;
use crate::fonts::Fonts;
use crate::line_break::{Break, at_space, between, is_punctuation, is_wide};
use crate::origin::Origin;
use crate::style::Style;

/// A character with its glyph.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    pub(crate) character: char,
    /// Which of the template's fonts has it.
    pub(crate) font: usize,
    /// Which subset of it.
    pub(crate) origin: Origin,
    pub(crate) glyph: u32,
    pub(crate) advance_em: f64,
    /// The field that says it; `None` for words of the template.
    pub(crate) field: Option<Field>,
    /// The optional part that it belongs to.
    part: Option<usize>,
}

/// Text broken into lines at one size.
#[derive(Clone, Debug)]
pub(crate) struct Lines {
    pub(crate) size_pt: f64,
    pub(crate) lines: Vec<Line>,
}

/// A line: its cells, a last space included, and how wide they look.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) cells: Range<usize>,
    pub(crate) width_em: f64,
    pub(crate) indent_em: f64,
}

/// Finds a glyph for every character, in the first font that has one.
pub(crate) fn shape(fragments: &[Fragment], fonts: &Fonts, element: &str) -> Result<Vec<Cell>, RenderError> {
    let mut cells = Vec::new();
    let mut glyphs = fonts.glyphs();
    for Fragment { text, field, part } in fragments {
        let place = || field.map_or_else(|| element.to_owned(), |field| field.name().to_owned());
        let origin = Origin::of(*field, text);
        for character in text.chars() {
            let found = glyphs.find(character);
            let (font, glyph, advance_em) =
                found.map_err(|problem| RenderError::Character { place: place(), problem })?;
            cells.push(Cell { character, font, origin, glyph, advance_em, field: *field, part: *part });
        }
    }
    Ok(cells)
}

/// Sizes are tried in these steps.
const SIZE_STEP_PT: f64 = 0.25;
/// A size this much smaller is still taken where its lines are more even.
const EVENNESS_SHRINK: f64 = 0.9;

/// The lines of a text in a box; `None` where it does not fit even at the smallest size. First it is made smaller with
/// every field and every optional part on one line but for fields that may break; only then may any of them break.
pub(crate) fn fit(cells: &[Cell], width_pt: f64, height_pt: f64, style: &Style, may_break: &[Field]) -> Option<Lines> {
    let whole_fields = Breaker { cells, style, may_break, any_field: false };
    let any_field = Breaker { any_field: true, ..whole_fields };
    whole_fields.best(width_pt, height_pt).or_else(|| any_field.best(width_pt, height_pt))
}

#[derive(Clone, Copy)]
struct Breaker<'a> {
    cells: &'a [Cell],
    style: &'a Style,
    may_break: &'a [Field],
    any_field: bool,
}

impl Breaker<'_> {
    fn best(self, width_pt: f64, height_pt: f64) -> Option<Lines> {
        let mut best: Option<(f64, Lines)> = None;
        let mut largest_pt = None;
        let mut size_pt = self.style.size_pt;
        while size_pt >= self.style.min_size_pt.max(largest_pt.unwrap_or(0.0) * EVENNESS_SHRINK) {
            let room = (height_pt / (size_pt * self.style.line_height) + 1e-6).floor();
            let lines = self.lines(width_pt / size_pt).filter(|lines| lines.len() as f64 <= room);
            if let Some(lines) = lines {
                let largest = *largest_pt.get_or_insert(size_pt);
                let cost = unevenness(&lines, width_pt / size_pt) + 4.0 * (1.0 - size_pt / largest);
                if best.as_ref().is_none_or(|(least, _)| cost < *least - 1e-9) {
                    best = Some((cost, Lines { size_pt, lines }));
                }
            }
            size_pt -= SIZE_STEP_PT;
        }
        best.map(|(_, lines)| lines)
    }

    /// Fills line after line; `None` where something that may not be broken is wider than a line.
    fn lines(self, width_em: f64) -> Option<Vec<Line>> {
        let mut lines = Vec::new();
        let mut start = 0;
        while start < self.cells.len() {
            let indent_em = if lines.is_empty() { self.style.indent_em } else { 0.0 };
            let line = self.line(start, width_em - indent_em, indent_em)?;
            start = line.cells.end;
            lines.push(line);
        }
        Some(lines)
    }

    fn line(self, start: usize, room_em: f64, indent_em: f64) -> Option<Line> {
        let mut advance_em = 0.0;
        let mut seen_em = 0.0;
        let mut longest = None;
        for (index, cell) in self.cells.iter().enumerate().skip(start) {
            advance_em += cell.advance_em;
            if cell.character != ' ' {
                seen_em = advance_em;
            }
            if seen_em > room_em + 1e-6 {
                return longest;
            }
            if self.may_end_after(index) {
                longest = Some(Line { cells: start..index + 1, width_em: seen_em, indent_em });
            }
            advance_em += self.style.letter_spacing_em;
        }
        longest
    }

    fn may_end_after(self, index: usize) -> bool {
        let (Some(cell), Some(next)) = (self.cells.get(index), self.cells.get(index + 1)) else {
            return true;
        };
        if next.character == ' ' {
            return false;
        }
        let within_a_field = cell.field.is_some() && cell.field == next.field;
        let field_may_break = self.any_field || self.is_long_and_may_break(cell.field);
        let within_a_part = cell.part.is_some() && cell.part == next.part;
        if (within_a_field && !field_may_break) || (within_a_part && !self.any_field) {
            return false;
        }
        if cell.field.is_none() && next.field.is_none() && !self.any_field && self.is_in_short_clause(index) {
            return false;
        }
        if !self.any_field && self.is_lone_before_space(index) {
            return false;
        }
        let before = index.checked_sub(1).and_then(|before| self.cells.get(before));
        match (cell.character, before) {
            (' ', _) if !within_a_field => true,
            (' ', Some(before)) => at_space(before.character, next.character) == Break::Yes,
            (' ', None) => false,
            (character, _) => between(character, next.character) == Break::Yes,
        }
    }
}

impl Breaker<'_> {
    /// Whether a field may go on in the next line and is long enough for that to look right.
    fn is_long_and_may_break(self, field: Option<Field>) -> bool {
        const SHORT: usize = 12;
        field.is_some_and(|field| self.may_break.contains(&field))
            && self.cells.iter().filter(|cell| cell.field == field).count() > SHORT
    }

    /// Whether a line that ends here would end with a single character of the template's that leads what follows, as
    /// 于 leads a date.
    fn is_lone_before_space(self, index: usize) -> bool {
        let at = |back: usize| index.checked_sub(back).and_then(|index| self.cells.get(index));
        let is_word = |cell: &Cell| cell.field.is_none() && is_wide(cell.character) && !is_punctuation(cell.character);
        let is_space = self.cells.get(index).is_some_and(|cell| cell.character == ' ' && cell.field.is_none());
        is_space && at(1).is_some_and(is_word) && !at(2).is_some_and(is_word)
    }

    /// Whether the template's words around a cell are a few characters between spaces, punctuation and fields: a
    /// word or two that look best together.
    fn is_in_short_clause(self, index: usize) -> bool {
        const SHORT: usize = 5;
        let is_word = |cell: &&Cell| cell.field.is_none() && is_wide(cell.character) && !is_punctuation(cell.character);
        let (before, from) = self.cells.split_at(index.min(self.cells.len()));
        let count = before.iter().rev().take_while(is_word).count() + from.iter().take_while(is_word).count();
        from.first().as_ref().is_some_and(is_word) && count <= SHORT
    }
}

/// How ragged lines look: the squares of the gaps at their ends, and a last line of a few characters.
fn unevenness(lines: &[Line], width_em: f64) -> f64 {
    let Some((last, others)) = lines.split_last() else { return 0.0 };
    let gap = |line: &Line| 1.0 - (line.width_em + line.indent_em) / width_em;
    let stub = if !others.is_empty() && last.width_em < 6.0 { 1.0 } else { 0.0 };
    others.iter().map(|line| gap(line) * gap(line)).sum::<f64>() * 2.0 + stub
}
