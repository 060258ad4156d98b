//! The mark of a specimen: pale words across the page, under what it says.

use krilla::geom::Transform;
use krilla::surface::Surface;

use crate::error::RenderError;
use crate::fonts::Fonts;
use crate::ink::{SetText, in_points, pt};
use crate::paragraph::{fit, shape};
use crate::style::{Align, Area, Colour, PageSize, Style, Vertical};
use hezheng_core::page::phrase::Fragment;

/// What a specimen is called, in both languages: on its page, and as its document's title.
pub(crate) const SPECIMEN: &str = "样张 SPECIMEN";

/// Of the page's diagonal: the mark ends before the QR code, which would hide it.
const LENGTH: f64 = 0.52;

/// Draws the mark along the page's diagonal, as shapes: nobody copies it with the certificate's words.
pub(crate) fn draw_specimen_mark(surface: &mut Surface<'_>, fonts: &Fonts, page: PageSize) -> Result<(), RenderError> {
    let style = Style {
        size_pt: 150.0,
        min_size_pt: 10.0,
        colour: Colour([0xF2, 0xD2, 0xCC]),
        value_colour: None,
        bold_pt: 1.5,
        value_bold_pt: 0.0,
        letter_spacing_em: 0.1,
        line_height: 1.25,
        indent_em: 0.0,
        align: Align::Centre,
        vertical: Vertical::Middle,
    };
    let diagonal_mm = libm::sqrt(page.width_mm * page.width_mm + page.height_mm * page.height_mm);
    let (width_mm, height_mm) = (diagonal_mm * LENGTH, page.height_mm / 3.0);
    // One word, so that it stays on one line.
    let words = [Fragment { part: Some(0), ..Fragment::words(SPECIMEN) }];
    let cells = shape(&words, fonts, SPECIMEN)?;
    let lines = fit(&cells, in_points(width_mm), in_points(height_mm), &style, &[]).ok_or_else(|| {
        RenderError::DoesNotFit { element: SPECIMEN.into(), min_size_pt: style.min_size_pt.to_string() }
    })?;
    // The page's middle is the origin, and the text leans as the diagonal does.
    let area = Area { x_mm: -width_mm / 2.0, y_mm: -height_mm / 2.0, width_mm, height_mm };
    let (sine, cosine) = ((page.height_mm / diagonal_mm) as f32, (page.width_mm / diagonal_mm) as f32);
    let (x, y) = (pt(page.width_mm / 2.0), pt(page.height_mm / 2.0));
    surface.push_transform(&Transform::from_row(cosine, -sine, sine, cosine, x, y));
    let set = SetText { cells: &cells, lines: &lines, area, style: &style, language: None, as_shapes: true };
    let drawn = set.draw(surface, fonts);
    surface.pop();
    drawn
}
