//! Drawing in millimetres: points, outlines, colours, and set text with its tags.

use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point, Rect, Size};
use krilla::paint::{Fill, LineCap, LineJoin, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{ContentTag, Identifier, SpanTag};
use krilla::text::{GlyphId, KrillaGlyph};

use crate::error::RenderError;
use crate::fonts::Fonts;
use crate::origin::Origin;
use crate::paragraph::{Cell, Lines};
use crate::style::{Align, Area, Colour, Style, Vertical};

/// Points in a millimetre.
const PT_PER_MM: f64 = 72.0 / 25.4;
/// From the middle of a line of Chinese characters down to its baseline.
const MIDDLE_TO_BASELINE_EM: f64 = 0.37;
/// Letters set wider apart than this look like words of their own to a text extractor, which is told otherwise.
const SPACED_OUT_EM: f64 = 0.05;

/// Millimetres in points, in steps of a hundredth: small files, and the same digits everywhere.
pub(crate) fn pt(mm: f64) -> f32 {
    hundredths(mm * PT_PER_MM)
}

fn hundredths(points: f64) -> f32 {
    ((points * 100.0).round() / 100.0) as f32
}

pub(crate) fn in_points(mm: f64) -> f64 {
    mm * PT_PER_MM
}

pub(crate) fn size(width_mm: f64, height_mm: f64) -> Option<Size> {
    Size::from_wh(pt(width_mm), pt(height_mm))
}

pub(crate) fn rect(area: Area) -> Option<Rect> {
    Rect::from_xywh(pt(area.x_mm), pt(area.y_mm), pt(area.width_mm), pt(area.height_mm))
}

/// An outline, in millimetres.
#[derive(Default)]
pub(crate) struct Outline(PathBuilder);

impl Outline {
    pub(crate) fn move_to(&mut self, x_mm: f64, y_mm: f64) {
        self.0.move_to(pt(x_mm), pt(y_mm));
    }

    pub(crate) fn line_to(&mut self, x_mm: f64, y_mm: f64) {
        self.0.line_to(pt(x_mm), pt(y_mm));
    }

    pub(crate) fn curve_to(&mut self, first: [f64; 2], second: [f64; 2], end: [f64; 2]) {
        let ([ax, ay], [bx, by], [x, y]) = (first, second, end);
        self.0.cubic_to(pt(ax), pt(ay), pt(bx), pt(by), pt(x), pt(y));
    }

    pub(crate) fn close(&mut self) {
        self.0.close();
    }

    pub(crate) fn rectangle(area: Area) -> Option<Path> {
        let mut builder = PathBuilder::new();
        builder.push_rect(rect(area)?);
        builder.finish()
    }

    pub(crate) fn finish(self) -> Option<Path> {
        self.0.finish()
    }
}

pub(crate) fn fill_with(surface: &mut Surface<'_>, colour: Colour) {
    surface.set_stroke(None);
    surface.set_fill(Some(Fill { paint: rgb_of(colour).into(), ..Fill::default() }));
}

/// Lines of this colour and width, dashed where a dash is given.
pub(crate) fn stroke_with(surface: &mut Surface<'_>, colour: Colour, width_pt: f64, dash_pt: Option<[f64; 2]>) {
    surface.set_fill(None);
    surface.set_stroke(Some(stroke(colour, width_pt, dash_pt)));
}

fn stroke(colour: Colour, width_pt: f64, dash_pt: Option<[f64; 2]>) -> Stroke {
    Stroke {
        paint: rgb_of(colour).into(),
        width: hundredths(width_pt),
        line_cap: LineCap::Butt,
        line_join: LineJoin::Round,
        dash: dash_pt.map(|dash| StrokeDash { array: dash.map(hundredths).to_vec(), offset: 0.0 }),
        ..Stroke::default()
    }
}

fn rgb_of(Colour([red, green, blue]): Colour) -> rgb::Color {
    rgb::Color::new(red, green, blue)
}

/// Draws characters one after the other from where their baseline starts, in this size, colour and thickness.
pub(crate) fn draw_cells(
    surface: &mut Surface<'_>,
    fonts: &Fonts,
    cells: &[Cell],
    [x_mm, y_mm]: [f64; 2],
    (size_pt, colour, bold_pt): (f64, Colour, f64),
) -> Result<(), RenderError> {
    let mut x_pt = in_points(x_mm);
    for run in cells.chunk_by(|a, b| a.font == b.font) {
        fill_with(surface, colour);
        if bold_pt > 0.0 {
            surface.set_stroke(Some(stroke(colour, bold_pt, None)));
        }
        let start = [x_pt, in_points(y_mm)];
        x_pt += draw_run(surface, fonts, run, start, (size_pt, 0.0, false))?;
    }
    surface.set_stroke(None);
    Ok(())
}

/// What cells have in common that are drawn as one: their font, whose subset of it, and whether they are a value.
fn setting(cell: &Cell) -> (usize, Origin, bool) {
    (cell.font, cell.origin, cell.field.is_some())
}

/// Draws characters of one setting with the ink that was set; gives how wide they are.
fn draw_run(
    surface: &mut Surface<'_>,
    fonts: &Fonts,
    run: &[Cell],
    [x_pt, y_pt]: [f64; 2],
    (size_pt, letter_spacing_em, as_shapes): (f64, f64, bool),
) -> Result<f64, RenderError> {
    let Some((font, origin, _)) = run.first().map(setting) else { return Ok(0.0) };
    let font = fonts.font(font).map_err(|error| RenderError::Pdf(error.to_string()))?;
    let font = if as_shapes { font.shapes() } else { font.text(origin) }.clone();
    let mut text = String::new();
    let mut glyphs = Vec::with_capacity(run.len());
    let mut run_em = 0.0;
    for cell in run {
        let from = text.len();
        text.push(cell.character);
        let advance_em = cell.advance_em + letter_spacing_em;
        let glyph = GlyphId::new(cell.glyph);
        glyphs.push(KrillaGlyph::new(glyph, advance_em as f32, 0.0, 0.0, 0.0, from..text.len(), None));
        run_em += advance_em;
    }
    let start = Point::from_xy(hundredths(x_pt), hundredths(y_pt));
    surface.draw_glyphs(start, &glyphs, font, &text, size_pt as f32, as_shapes);
    Ok(run_em * size_pt)
}

/// Text set in a box.
pub(crate) struct SetText<'a> {
    pub(crate) cells: &'a [Cell],
    pub(crate) lines: &'a Lines,
    pub(crate) area: Area,
    pub(crate) style: &'a Style,
    /// Where it is not the page's.
    pub(crate) language: Option<&'a str>,
    /// Not as text that can be selected: for the eye only.
    pub(crate) as_shapes: bool,
}

impl SetText<'_> {
    /// Draws line after line, each under a tag of its own.
    pub(crate) fn draw_tagged(&self, surface: &mut Surface<'_>, fonts: &Fonts) -> Result<Vec<Identifier>, RenderError> {
        let mut identifiers = Vec::new();
        for (line, start) in self.lines.lines.iter().zip(self.line_starts()) {
            let cells = self.cells.get(line.cells.clone()).unwrap_or_default();
            let text: String = cells.iter().map(|cell| cell.character).collect();
            let spaced_out = self.style.letter_spacing_em > SPACED_OUT_EM;
            let actual_text = spaced_out.then_some(text.trim_end());
            let span = SpanTag::empty().with_lang(self.language).with_actual_text(actual_text);
            identifiers.push(surface.start_tagged(ContentTag::Span(span)));
            let drawn = self.draw_line(surface, fonts, cells, start);
            surface.end_tagged();
            drawn?;
        }
        Ok(identifiers)
    }

    /// Draws inside a tag that the caller has begun.
    pub(crate) fn draw(&self, surface: &mut Surface<'_>, fonts: &Fonts) -> Result<(), RenderError> {
        for (line, start) in self.lines.lines.iter().zip(self.line_starts()) {
            let cells = self.cells.get(line.cells.clone()).unwrap_or_default();
            self.draw_line(surface, fonts, cells, start)?;
        }
        Ok(())
    }

    /// Where each line's baseline starts, in points.
    fn line_starts(&self) -> Vec<[f64; 2]> {
        let size_pt = self.lines.size_pt;
        let line_pt = size_pt * self.style.line_height;
        let spare_pt = in_points(self.area.height_mm) - line_pt * self.lines.lines.len() as f64;
        let top_pt = in_points(self.area.y_mm)
            + match self.style.vertical {
                Vertical::Top => 0.0,
                Vertical::Middle => spare_pt / 2.0,
                Vertical::Bottom => spare_pt,
            };
        let start = |(index, line): (usize, &crate::paragraph::Line)| {
            let spare_pt = in_points(self.area.width_mm) - (line.width_em + line.indent_em) * size_pt;
            let shift_pt = match self.style.align {
                Align::Left => 0.0,
                Align::Centre => spare_pt / 2.0,
                Align::Right => spare_pt,
            };
            let middle_pt = top_pt + line_pt * (index as f64 + 0.5);
            let x_pt = in_points(self.area.x_mm) + shift_pt + line.indent_em * size_pt;
            [x_pt, middle_pt + MIDDLE_TO_BASELINE_EM * size_pt]
        };
        self.lines.lines.iter().enumerate().map(start).collect()
    }

    fn draw_line(
        &self,
        surface: &mut Surface<'_>,
        fonts: &Fonts,
        cells: &[Cell],
        [mut x_pt, y_pt]: [f64; 2],
    ) -> Result<(), RenderError> {
        let size_pt = self.lines.size_pt;
        for run in cells.chunk_by(|a, b| setting(a) == setting(b)) {
            let Some(first) = run.first() else { continue };
            self.set_ink(surface, first.field.is_some(), first.font);
            let how = (size_pt, self.style.letter_spacing_em, self.as_shapes);
            x_pt += draw_run(surface, fonts, run, [x_pt, y_pt], how)?;
        }
        surface.set_stroke(None);
        Ok(())
    }

    fn set_ink(&self, surface: &mut Surface<'_>, is_value: bool, font: usize) {
        let (colour, bold_pt) = match (is_value, self.style.value_colour) {
            (true, Some(colour)) => (colour, self.style.value_bold_pt),
            (true, None) => (self.style.colour, self.style.value_bold_pt.max(self.style.bold_pt)),
            (false, _) => (self.style.colour, self.style.bold_pt),
        };
        fill_with(surface, colour);
        // The outline is for the size wished for; on smaller text it would fill the counters.
        let mut bold_pt = bold_pt * self.lines.size_pt / self.style.size_pt;
        if font > 0 {
            // Fallback fonts have the characters of many strokes, which thick lines turn black.
            bold_pt *= 0.3;
        }
        if bold_pt > 0.0 {
            surface.set_stroke(Some(stroke(colour, bold_pt, None)));
        }
    }
}
