//! The house's plain style: paper, colours and type. How far things stand apart is in `parts`.

use super::layout::Paint;
use super::{Look, Tone};
use crate::style::Colour;

pub(super) const PAGE_MM: [f64; 2] = [210.0, 297.0];
pub(super) const LEFT_MM: f64 = 16.0;
pub(super) const WIDTH_MM: f64 = 178.0;
pub(super) const TOP_MM: f64 = 17.0;
/// Nothing but the foot stands below.
pub(super) const BOTTOM_MM: f64 = 279.0;

pub(super) const DEEP: Colour = Colour([0x1F, 0x4E, 0x4B]);
const INK: Colour = Colour([0x22, 0x26, 0x26]);
pub(super) const FAINT: Colour = Colour([0x5E, 0x68, 0x67]);
pub(super) const HAIR: Colour = Colour([0xC9, 0xD3, 0xD1]);
pub(super) const ZEBRA: Colour = Colour([0xF6, 0xF8, 0xF7]);

/// A tone's colour for text, and for a box behind it. Text has 4.5 : 1 at least on its box.
pub(super) fn colours(tone: Tone) -> [Colour; 2] {
    match tone {
        Tone::Plain => [INK, Colour([0xF1, 0xF4, 0xF3])],
        Tone::Faint => [FAINT, Colour([0xF6, 0xF8, 0xF7])],
        Tone::Good => [Colour([0x1B, 0x6B, 0x43]), Colour([0xE9, 0xF4, 0xEE])],
        Tone::Bad => [Colour([0xA8, 0x1E, 0x1E]), Colour([0xFB, 0xEC, 0xEA])],
        Tone::Unsure => [Colour([0x8A, 0x55, 0x00]), Colour([0xFD, 0xF4, 0xE1])],
    }
}

pub(super) const fn paint(size_pt: f64, colour: Colour, bold_pt: f64) -> Paint {
    Paint { size_pt, colour, bold_pt, english: false }
}

const fn english(size_pt: f64, colour: Colour) -> Paint {
    Paint { size_pt, colour, bold_pt: 0.0, english: true }
}

pub(super) const TITLE: Paint = paint(21.0, DEEP, 0.45);
pub(super) const TITLE_ENGLISH: Paint = english(10.5, FAINT);
pub(super) const HEADING: Paint = paint(11.5, DEEP, 0.28);
pub(super) const HEADING_ENGLISH: Paint = english(8.0, FAINT);
pub(super) const BODY: Paint = paint(9.0, INK, 0.0);
pub(super) const BODY_ENGLISH: Paint = english(7.5, FAINT);
pub(super) const LABEL: Paint = paint(8.5, FAINT, 0.0);
pub(super) const LABEL_ENGLISH: Paint = english(6.5, FAINT);
const CELL: Paint = paint(8.5, INK, 0.0);
const SMALL: Paint = paint(6.5, FAINT, 0.0);
const SMALL_ENGLISH: Paint = english(6.5, FAINT);

/// How a text in a cell looks.
pub(super) fn look(look: Look) -> Paint {
    match look {
        Look::Strong(tone) => Paint { colour: colours(tone)[0], bold_pt: 0.2, ..CELL },
        Look::Normal => CELL,
        Look::Small => SMALL,
        Look::SmallEnglish => SMALL_ENGLISH,
    }
}
