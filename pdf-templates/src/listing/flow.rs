//! Writing from the top of the first page to the foot of the last: what does not fit together begins the next page.

use super::Words;
use super::layout::{Layout, Node, Paint, Strip, Text};
use super::line::lines;
use super::plain_style::{BOTTOM_MM, TOP_MM};
use crate::error::RenderError;
use crate::fonts::Fonts;
use crate::style::{Area, Colour};

/// Millimetres in a point.
const MM_PER_PT: f64 = 25.4 / 72.0;
/// From one line to the next.
const LINE_HEIGHT: f64 = 1.32;
/// From the top of a line to its baseline.
const BASELINE: f64 = 1.02;

/// The pages so far.
pub(super) struct Flow<'f> {
    fonts: &'f Fonts,
    page: usize,
    y_mm: f64,
    /// The lowest that anything of what is kept together came.
    lowest_mm: f64,
    layout: Layout,
}

/// How far pages had come.
#[derive(Clone, Copy)]
struct Mark {
    page: usize,
    y_mm: f64,
    lowest_mm: f64,
    texts: usize,
    strips: usize,
    nodes: usize,
}

impl<'f> Flow<'f> {
    pub(super) fn new(fonts: &'f Fonts) -> Self {
        let layout = Layout { texts: Vec::new(), strips: Vec::new(), nodes: Vec::new(), pages: 1 };
        Self { fonts, page: 0, y_mm: TOP_MM, lowest_mm: TOP_MM, layout }
    }

    pub(super) fn end(mut self) -> Layout {
        self.layout.pages = self.page + 1;
        self.layout
    }

    pub(super) fn y_mm(&self) -> f64 {
        self.y_mm
    }

    pub(super) fn space(&mut self, mm: f64) {
        self.back_to(self.y_mm + mm);
    }

    pub(super) fn back_to(&mut self, y_mm: f64) {
        self.y_mm = y_mm;
        self.lowest_mm = self.lowest_mm.max(y_mm);
    }

    /// Sets a text in lines, and gives their numbers.
    pub(super) fn text(
        &mut self,
        text: &str,
        paint: Paint,
        x_mm: f64,
        width_mm: f64,
    ) -> Result<Vec<usize>, RenderError> {
        let mut numbers = Vec::new();
        for line in lines(text, self.fonts, width_mm / (paint.size_pt * MM_PER_PT))? {
            let baseline_mm = self.y_mm + paint.size_pt * BASELINE * MM_PER_PT;
            numbers.push(self.layout.texts.len());
            let page = self.page;
            self.layout.texts.push(Text { page, x_mm, baseline_mm, text: line, paint, is_ornament: false });
            self.space(paint.size_pt * LINE_HEIGHT * MM_PER_PT);
        }
        Ok(numbers)
    }

    /// Sets a text and its English under it.
    pub(super) fn words(
        &mut self,
        words: &Words,
        [zh, en]: [Paint; 2],
        x_mm: f64,
        width_mm: f64,
    ) -> Result<Vec<usize>, RenderError> {
        let mut numbers = self.text(&words.zh, zh, x_mm, width_mm)?;
        numbers.extend(self.text(&words.en, en, x_mm, width_mm)?);
        Ok(numbers)
    }

    pub(super) fn strip(&mut self, area: Area, colour: Colour) {
        self.layout.strips.push(Strip { page: self.page, area, colour });
    }

    pub(super) fn node(&mut self, node: Node) {
        self.layout.nodes.push(node);
    }

    /// These texts are for the eye only.
    pub(super) fn ornament(&mut self, numbers: &[Vec<usize>]) {
        for number in numbers.iter().flatten() {
            if let Some(text) = self.layout.texts.get_mut(*number) {
                text.is_ornament = true;
            }
        }
    }

    /// Does something again on a new page where it does not fit on this one.
    pub(super) fn keep_together<T>(
        &mut self,
        work: impl FnMut(&mut Self) -> Result<T, RenderError>,
    ) -> Result<T, RenderError> {
        self.keep_together_under(|_| Ok(()), work)
    }

    /// The same, the new page beginning with `first`.
    pub(super) fn keep_together_under<T>(
        &mut self,
        first: impl FnOnce(&mut Self) -> Result<(), RenderError>,
        mut work: impl FnMut(&mut Self) -> Result<T, RenderError>,
    ) -> Result<T, RenderError> {
        let mark = self.mark();
        self.lowest_mm = self.y_mm;
        let done = work(self)?;
        if self.lowest_mm <= BOTTOM_MM {
            return Ok(done);
        }
        self.rewind(mark);
        (self.page, self.y_mm) = (mark.page + 1, TOP_MM);
        first(self)?;
        self.lowest_mm = self.y_mm;
        let done = work(self)?;
        if self.lowest_mm <= BOTTOM_MM {
            Ok(done)
        } else {
            Err(RenderError::DoesNotFit { element: "listing".into(), min_size_pt: "6.5".into() })
        }
    }

    fn mark(&self) -> Mark {
        let Layout { texts, strips, nodes, .. } = &self.layout;
        let (texts, strips, nodes) = (texts.len(), strips.len(), nodes.len());
        Mark { page: self.page, y_mm: self.y_mm, lowest_mm: self.lowest_mm, texts, strips, nodes }
    }

    fn rewind(&mut self, mark: Mark) {
        (self.page, self.y_mm, self.lowest_mm) = (mark.page, mark.y_mm, mark.lowest_mm);
        self.layout.texts.truncate(mark.texts);
        self.layout.strips.truncate(mark.strips);
        self.layout.nodes.truncate(mark.nodes);
    }
}
