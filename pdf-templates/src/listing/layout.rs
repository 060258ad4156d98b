//! A listing laid out: every text and every box at its place, and what the texts are.

use crate::style::{Area, Colour};

/// A listing laid out.
pub(super) struct Layout {
    pub(super) texts: Vec<Text>,
    pub(super) strips: Vec<Strip>,
    pub(super) nodes: Vec<Node>,
    pub(super) pages: usize,
}

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paint {
    pub(super) size_pt: f64,
    pub(super) colour: Colour,
    pub(super) bold_pt: f64,
    pub(super) english: bool,
}

/// A line of text at its place.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) page: usize,
    pub(super) x_mm: f64,
    pub(super) baseline_mm: f64,
    pub(super) text: String,
    pub(super) paint: Paint,
    /// For the eye only: it was read already.
    pub(super) is_ornament: bool,
}

/// A coloured box, behind all text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Strip {
    pub(super) page: usize,
    pub(super) area: Area,
    pub(super) colour: Colour,
}

/// What the texts are, in the order of reading; a number is a text's place among them.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Title(String, Vec<usize>),
    Heading(String, Vec<usize>),
    Paragraph(Vec<usize>),
    List(Vec<[Vec<usize>; 2]>),
    Table { heads: Vec<Vec<usize>>, rows: Vec<Vec<Vec<usize>>> },
}
