//! The border and the pale rosette behind the text: curves that are computed, not drawn by hand.

use core::cell::Cell;
use core::f64::consts::TAU;

use krilla::geom::{Path, Transform};
use krilla::graphic::Graphic;
use krilla::surface::Surface;

use crate::design::{Design, Frame, Watermark};
use crate::ink::{Outline, pt, stroke_with};
use crate::style::{Area, Colour, PageSize};

/// Between the outer fine lines, and between them and the band.
const LINE_GAP_MM: f64 = 0.9;
/// Cubic pieces of a thread's swing through one petal: a hundredth and a half of the swing off at most.
const PETAL_PIECES: u32 = 4;
/// How far a tile's curves run on into the next, so that no seam shows.
const OVERLAP: f64 = 0.02;

/// How the ornament is drawn: in full, or as what stands in for it ([`ornament`](crate::ornament)), which has the same
/// stamps in one another and next to nothing in them.
pub(crate) struct Pen {
    is_full: bool,
    strokes: Cell<u16>,
}

impl Pen {
    pub(crate) fn full() -> Self {
        Self { is_full: true, strokes: Cell::new(0) }
    }

    pub(crate) fn standing_in() -> Self {
        Self { is_full: false, strokes: Cell::new(0) }
    }

    /// Draws lines, or one short line, no two alike, so that no two stamps are.
    fn stroke(
        &self,
        surface: &mut Surface<'_>,
        (colour, width_pt): (Colour, f64),
        lines: impl FnOnce() -> Option<Path>,
    ) {
        stroke_with(surface, colour, width_pt, None);
        if self.is_full {
            return draw(surface, lines());
        }
        self.strokes.set(self.strokes.get().saturating_add(1));
        let mut line = Outline::default();
        line.move_to(0.0, 0.0);
        line.line_to(f64::from(self.strokes.get()), 1.0);
        draw(surface, line.finish());
    }

    /// How often a stamp is set.
    fn times(&self, count: u32) -> u32 {
        if self.is_full { count } else { count.min(1) }
    }
}

/// Draws rosette and border.
pub(crate) fn draw_ornament(surface: &mut Surface<'_>, pen: &Pen, design: &Design) {
    let Design { page, watermark, frame } = *design;
    if let Some(watermark) = watermark {
        draw_watermark(surface, pen, &watermark);
    }
    draw_frame(surface, pen, page, &frame);
}

/// Draws the border.
fn draw_frame(surface: &mut Surface<'_>, pen: &Pen, page: PageSize, frame: &Frame) {
    let band_edge_mm = frame.margin_mm + 2.0 * LINE_GAP_MM;
    let inner_edge_mm = band_edge_mm + frame.band_mm;
    draw_sides(surface, pen, page, frame, band_edge_mm);
    draw_corners(surface, pen, page, frame, band_edge_mm);
    for (inset_mm, weight) in [
        (frame.margin_mm, 2.2),
        (frame.margin_mm + LINE_GAP_MM, 1.0),
        (inner_edge_mm + LINE_GAP_MM, 1.0),
        (inner_edge_mm + 1.8 * LINE_GAP_MM, 1.0),
    ] {
        let ink = (frame.colour, frame.line_pt * weight);
        pen.stroke(surface, ink, || Outline::rectangle(inset(page, inset_mm)));
    }
}

/// Draws the rosette behind the text.
fn draw_watermark(surface: &mut Surface<'_>, pen: &Pen, watermark: &Watermark) {
    let Watermark { x_mm, y_mm, radius_mm, colour, thread_pt } = *watermark;
    for (outer, inner, petals, threads) in [(1.0, 0.62, 18, 9), (0.6, 0.34, 12, 8), (0.32, 0.12, 8, 6)] {
        let ring = Ring { outer_mm: outer * radius_mm, inner_mm: inner * radius_mm, petals, threads };
        let petal = stamp(surface, |surface| ring.draw_petal(surface, pen, (colour, thread_pt)));
        draw_around(surface, pen, &petal, petals, [x_mm, y_mm]);
    }
}

/// Threads that swing between two circles, `petals` times around.
struct Ring {
    outer_mm: f64,
    inner_mm: f64,
    petals: u32,
    threads: u32,
}

impl Ring {
    /// What repeats around the centre: each thread's stretch through one petal.
    fn draw_petal(&self, surface: &mut Surface<'_>, pen: &Pen, ink: (Colour, f64)) {
        pen.stroke(surface, ink, || self.petal());
    }

    fn petal(&self) -> Option<Path> {
        let turns = f64::from(self.petals);
        let (middle_mm, swing_mm) = ((self.outer_mm + self.inner_mm) / 2.0, (self.outer_mm - self.inner_mm) / 2.0);
        let mut threads = Outline::default();
        for thread in 0..self.threads {
            let phase = TAU * f64::from(thread) / f64::from(self.threads);
            let curve = move |t: f64| {
                let radius_mm = middle_mm + swing_mm * libm::cos(turns * t + phase);
                [radius_mm * libm::cos(t), radius_mm * libm::sin(t)]
            };
            trace(&mut threads, -OVERLAP / turns, (TAU + OVERLAP) / turns, PETAL_PIECES, curve);
        }
        threads.finish()
    }
}

fn draw_around(surface: &mut Surface<'_>, pen: &Pen, petal: &Graphic, petals: u32, [x_mm, y_mm]: [f64; 2]) {
    for index in 0..pen.times(petals) {
        let angle = TAU * f64::from(index) / f64::from(petals);
        let (sine, cosine) = (libm::sin(angle) as f32, libm::cos(angle) as f32);
        draw_placed(surface, petal, Transform::from_row(cosine, sine, -sine, cosine, pt(x_mm), pt(y_mm)));
    }
}

fn draw_sides(surface: &mut Surface<'_>, pen: &Pen, page: PageSize, frame: &Frame, band_edge_mm: f64) {
    let corner_mm = band_edge_mm + frame.band_mm;
    let middle_mm = band_edge_mm + frame.band_mm / 2.0;
    let tile = stamp(surface, |surface| draw_weave(surface, pen, frame));
    for (length_mm, across_mm, turned) in [
        (page.width_mm - 2.0 * corner_mm, page.height_mm, false),
        (page.height_mm - 2.0 * corner_mm, page.width_mm, true),
    ] {
        let waves = (length_mm / frame.wave_mm).round().max(1.0);
        let wave_mm = length_mm / waves;
        let stretch = (wave_mm / frame.wave_mm) as f32;
        let side = stamp(surface, |surface| {
            for wave in 0..pen.times(waves as u32) {
                let along = pt(f64::from(wave) * wave_mm);
                draw_placed(surface, &tile, Transform::from_row(stretch, 0.0, 0.0, 1.0, along, 0.0));
            }
        });
        for side_mm in [middle_mm, across_mm - middle_mm] {
            let placed = if turned {
                Transform::from_row(0.0, 1.0, -1.0, 0.0, pt(side_mm), pt(corner_mm))
            } else {
                Transform::from_translate(pt(corner_mm), pt(side_mm))
            };
            draw_placed(surface, &side, placed);
        }
    }
}

/// One wave of the band, around the level axis. Each side stretches it a little, so that whole waves fill it.
fn draw_weave(surface: &mut Surface<'_>, pen: &Pen, frame: &Frame) {
    for (colour, threads, share, waves, pieces) in
        [(frame.colour, frame.threads, 1.0, 1.0, 6), (frame.second_colour, frame.threads / 2, 0.5, 2.0, 10)]
    {
        let weave = Weave { threads, share, waves, pieces };
        pen.stroke(surface, (colour, frame.thread_pt), || weave.wave(frame));
    }
}

/// Threads that swing about the band's axis.
struct Weave {
    threads: u32,
    share: f64,
    waves: f64,
    pieces: u32,
}

impl Weave {
    fn wave(&self, frame: &Frame) -> Option<Path> {
        let reach_mm = (frame.band_mm / 2.0 - 0.25) * self.share;
        let waves = self.waves;
        let mut woven = Outline::default();
        for thread in 0..self.threads {
            let phase = TAU * f64::from(thread) / f64::from(self.threads);
            let curve = move |t: f64| {
                let angle = TAU * waves * t + phase;
                let height = 0.78 * libm::sin(angle) + 0.22 * libm::sin(2.0 * angle + phase);
                [frame.wave_mm * t, reach_mm * height]
            };
            trace(&mut woven, -OVERLAP, 1.0 + OVERLAP, self.pieces, curve);
        }
        woven.finish()
    }
}

fn draw_corners(surface: &mut Surface<'_>, pen: &Pen, page: PageSize, frame: &Frame, band_edge_mm: f64) {
    const PETALS: u32 = 8;
    let radius_mm = frame.band_mm / 2.0;
    let near_mm = band_edge_mm + radius_mm;
    let petal = stamp(surface, |surface| {
        for (colour, outer, inner) in [(frame.colour, 0.97, 0.3), (frame.second_colour, 0.62, 0.18)] {
            let ring = Ring { outer_mm: outer * radius_mm, inner_mm: inner * radius_mm, petals: PETALS, threads: 4 };
            ring.draw_petal(surface, pen, (colour, frame.thread_pt));
        }
    });
    let rosette = stamp(surface, |surface| draw_around(surface, pen, &petal, PETALS, [0.0, 0.0]));
    for x_mm in [near_mm, page.width_mm - near_mm] {
        for y_mm in [near_mm, page.height_mm - near_mm] {
            draw_placed(surface, &rosette, Transform::from_translate(pt(x_mm), pt(y_mm)));
        }
    }
}

/// Something drawn once and placed many times, or the same on every page: its stream is compressed once.
pub(crate) fn stamp(surface: &mut Surface<'_>, draw_it: impl FnOnce(&mut Surface<'_>)) -> Graphic {
    let mut builder = surface.stream_builder();
    let mut inner = builder.surface();
    draw_it(&mut inner);
    inner.finish();
    Graphic::new(builder.finish(), false)
}

fn draw_placed(surface: &mut Surface<'_>, graphic: &Graphic, placed: Transform) {
    surface.push_transform(&placed);
    surface.draw_graphic(graphic.clone());
    surface.pop();
}

fn draw(surface: &mut Surface<'_>, path: Option<Path>) {
    if let Some(path) = path {
        surface.draw_path(&path);
    }
}

fn inset(page: PageSize, by_mm: f64) -> Area {
    Area { x_mm: by_mm, y_mm: by_mm, width_mm: page.width_mm - 2.0 * by_mm, height_mm: page.height_mm - 2.0 * by_mm }
}

/// Adds a smooth curve through `curve(from..=to)`, in `steps` cubic pieces.
fn trace(outline: &mut Outline, from: f64, to: f64, steps: u32, curve: impl Fn(f64) -> [f64; 2]) {
    const NEAR: f64 = 1e-5;
    let step = (to - from) / f64::from(steps);
    let knot = |index: u32| {
        let t = from + step * f64::from(index);
        let ([ax, ay], [bx, by]) = (curve(t - NEAR), curve(t + NEAR));
        let reach = [(bx - ax) / (2.0 * NEAR) * step / 3.0, (by - ay) / (2.0 * NEAR) * step / 3.0];
        (curve(t), reach)
    };
    let mut start = knot(0);
    let ([x, y], _) = start;
    outline.move_to(x, y);
    for index in 1..=steps {
        let (([sx, sy], [srx, sry]), ([ex, ey], [erx, ery])) = (start, knot(index));
        outline.curve_to([sx + srx, sy + sry], [ex - erx, ey - ery], [ex, ey]);
        start = ([ex, ey], [erx, ery]);
    }
}
