//! The border and the pale rosette behind the text: curves that are computed, not drawn by hand.

use core::f64::consts::TAU;

use krilla::geom::{Path, Transform};
use krilla::graphic::Graphic;
use krilla::surface::Surface;

use crate::ink::{Outline, pt, stroke_with};
use crate::style::Area;
use crate::template::{Frame, PageSize, Watermark};

/// Between the outer fine lines, and between them and the band.
const LINE_GAP_MM: f64 = 0.9;
/// How far a tile's curves run on into the next, so that no seam shows.
const OVERLAP: f64 = 0.02;

/// Draws the border.
pub(crate) fn draw_frame(surface: &mut Surface<'_>, page: PageSize, frame: &Frame) {
    let band_edge_mm = frame.margin_mm + 2.0 * LINE_GAP_MM;
    let inner_edge_mm = band_edge_mm + frame.band_mm;
    draw_sides(surface, page, frame, band_edge_mm);
    draw_corners(surface, page, frame, band_edge_mm);
    for (inset_mm, weight) in [
        (frame.margin_mm, 2.2),
        (frame.margin_mm + LINE_GAP_MM, 1.0),
        (inner_edge_mm + LINE_GAP_MM, 1.0),
        (inner_edge_mm + 1.8 * LINE_GAP_MM, 1.0),
    ] {
        stroke_with(surface, frame.colour, frame.line_pt * weight, None);
        draw(surface, Outline::rectangle(inset(page, inset_mm)));
    }
}

/// Draws the rosette behind the text.
pub(crate) fn draw_watermark(surface: &mut Surface<'_>, watermark: &Watermark) {
    stroke_with(surface, watermark.colour, watermark.thread_pt, None);
    let Watermark { x_mm, y_mm, radius_mm, .. } = *watermark;
    for (outer, inner, petals, threads) in [(1.0, 0.62, 18.0, 9), (0.6, 0.34, 12.0, 8), (0.32, 0.12, 8.0, 6)] {
        for thread in 0..threads {
            let phase = TAU * f64::from(thread) / f64::from(threads);
            let radius = move |t: f64| {
                radius_mm * ((outer + inner) / 2.0 + (outer - inner) / 2.0 * libm::cos(petals * t + phase))
            };
            let curve = move |t: f64| [x_mm + radius(t) * libm::cos(t), y_mm + radius(t) * libm::sin(t)];
            draw(surface, trace(0.0, TAU, petals as u32 * 6, curve));
        }
    }
}

fn draw_sides(surface: &mut Surface<'_>, page: PageSize, frame: &Frame, band_edge_mm: f64) {
    let corner_mm = band_edge_mm + frame.band_mm;
    let middle_mm = band_edge_mm + frame.band_mm / 2.0;
    for (length_mm, across_mm, turned) in [
        (page.width_mm - 2.0 * corner_mm, page.height_mm, false),
        (page.height_mm - 2.0 * corner_mm, page.width_mm, true),
    ] {
        let waves = (length_mm / frame.wave_mm).round().max(1.0);
        let wave_mm = length_mm / waves;
        let tile = weave(surface, frame, wave_mm);
        for wave in 0..waves as u32 {
            let along_mm = corner_mm + f64::from(wave) * wave_mm;
            for side_mm in [middle_mm, across_mm - middle_mm] {
                let placed = if turned {
                    Transform::from_row(0.0, 1.0, -1.0, 0.0, pt(side_mm), pt(along_mm))
                } else {
                    Transform::from_translate(pt(along_mm), pt(side_mm))
                };
                draw_placed(surface, &tile, placed);
            }
        }
    }
}

/// One wave of the band, around the level axis.
fn weave(surface: &mut Surface<'_>, frame: &Frame, wave_mm: f64) -> Graphic {
    let reach_mm = frame.band_mm / 2.0 - 0.25;
    stamp(surface, |surface| {
        for (colour, threads, share, waves) in
            [(frame.colour, frame.threads, 1.0, 1.0), (frame.second_colour, frame.threads / 2, 0.5, 2.0)]
        {
            stroke_with(surface, colour, frame.thread_pt, None);
            for thread in 0..threads {
                let phase = TAU * f64::from(thread) / f64::from(threads);
                let curve = move |t: f64| {
                    let angle = TAU * waves * t + phase;
                    let height = 0.78 * libm::sin(angle) + 0.22 * libm::sin(2.0 * angle + phase);
                    [wave_mm * t, reach_mm * share * height]
                };
                draw(surface, trace(-OVERLAP, 1.0 + OVERLAP, 10, curve));
            }
        }
    })
}

fn draw_corners(surface: &mut Surface<'_>, page: PageSize, frame: &Frame, band_edge_mm: f64) {
    let radius_mm = frame.band_mm / 2.0;
    let rosette = stamp(surface, |surface| {
        for (colour, outer, inner, petals) in [(frame.colour, 0.97, 0.3, 8.0), (frame.second_colour, 0.62, 0.18, 8.0)] {
            stroke_with(surface, colour, frame.thread_pt, None);
            for thread in 0..4 {
                let phase = TAU * f64::from(thread) / 4.0;
                let radius = move |t: f64| {
                    radius_mm * ((outer + inner) / 2.0 + (outer - inner) / 2.0 * libm::cos(petals * t + phase))
                };
                let curve = move |t: f64| [radius(t) * libm::cos(t), radius(t) * libm::sin(t)];
                draw(surface, trace(0.0, TAU, petals as u32 * 6, curve));
            }
        }
    });
    let near_mm = band_edge_mm + radius_mm;
    for x_mm in [near_mm, page.width_mm - near_mm] {
        for y_mm in [near_mm, page.height_mm - near_mm] {
            draw_placed(surface, &rosette, Transform::from_translate(pt(x_mm), pt(y_mm)));
        }
    }
}

/// Something drawn once and placed many times.
fn stamp(surface: &mut Surface<'_>, draw_it: impl FnOnce(&mut Surface<'_>)) -> Graphic {
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

/// A smooth curve through `curve(from..=to)`, in `steps` cubic pieces.
fn trace(from: f64, to: f64, steps: u32, curve: impl Fn(f64) -> [f64; 2]) -> Option<Path> {
    const NEAR: f64 = 1e-5;
    let step = (to - from) / f64::from(steps);
    let reach = |t: f64| {
        let ([ax, ay], [bx, by]) = (curve(t - NEAR), curve(t + NEAR));
        [(bx - ax) / (2.0 * NEAR) * step / 3.0, (by - ay) / (2.0 * NEAR) * step / 3.0]
    };
    let mut outline = Outline::default();
    let [x, y] = curve(from);
    outline.move_to(x, y);
    for index in 0..steps {
        let (start, end) = (from + step * f64::from(index), from + step * f64::from(index + 1));
        let ([sx, sy], [srx, sry]) = (curve(start), reach(start));
        let ([ex, ey], [erx, ery]) = (curve(end), reach(end));
        outline.curve_to([sx + srx, sy + sry], [ex - erx, ey - ery], [ex, ey]);
    }
    outline.finish()
}
