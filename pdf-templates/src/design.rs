//! The ornament as a template says it: its border, and its watermark where it has one.

use serde::Deserialize;

use crate::style::{Colour, PRINT_MARGIN_MM, PageSize, check_line};
use crate::template_rule::{TemplateRule, within};

/// What the ornament is drawn by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Design {
    pub(crate) page: PageSize,
    pub(crate) watermark: Option<Watermark>,
    pub(crate) frame: Frame,
}

/// The border: a woven band between fine lines, a rosette at each corner.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Frame {
    /// From the paper's edge to the outermost line.
    pub(crate) margin_mm: f64,
    /// Width of the band.
    pub(crate) band_mm: f64,
    /// Length of one wave of the weave, about.
    pub(crate) wave_mm: f64,
    /// Threads in the weave.
    pub(crate) threads: u32,
    pub(crate) thread_pt: f64,
    pub(crate) line_pt: f64,
    pub(crate) colour: Colour,
    pub(crate) second_colour: Colour,
}

impl Frame {
    pub(crate) fn check(&self, page: PageSize) -> Result<(), TemplateRule> {
        if self.margin_mm.is_nan() || self.margin_mm < PRINT_MARGIN_MM {
            return Err(TemplateRule::OutsidePage);
        }
        within("band_mm", [self.band_mm], 2.0..=page.width_mm.min(page.height_mm) / 5.0)?;
        within("wave_mm", [self.wave_mm], 2.0..=100.0)?;
        within("threads", [f64::from(self.threads)], 2.0..=40.0)?;
        check_line("thread_pt", self.thread_pt)?;
        check_line("line_pt", self.line_pt)
    }
}

/// A pale rosette behind the text.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Watermark {
    pub(crate) x_mm: f64,
    pub(crate) y_mm: f64,
    pub(crate) radius_mm: f64,
    pub(crate) colour: Colour,
    pub(crate) thread_pt: f64,
}

impl Watermark {
    pub(crate) fn check(&self, page: PageSize) -> Result<(), TemplateRule> {
        within("x_mm", [self.x_mm], 0.0..=page.width_mm)?;
        within("y_mm", [self.y_mm], 0.0..=page.height_mm)?;
        within("radius_mm", [self.radius_mm], 5.0..=2_000.0)?;
        check_line("thread_pt", self.thread_pt)
    }
}
