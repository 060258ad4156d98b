//! What is not text: portrait, seal, QR symbol, lines. Where there is no picture, its place is shown and named.

use krilla::Data;
use krilla::geom::{Path, Transform};
use krilla::image::Image;
use krilla::surface::Surface;

use crate::bitmap::Bitmap;
use crate::element::{End, MIN_MODULE_MM, Picture, QrPlace, Rule, Shape};
use crate::error::RenderError;
use crate::ink::{Outline, fill_with, pt, size, stroke_with};
use crate::qr_symbol::{QUIET_ZONE_MODULES, QrSymbol};
use crate::style::{Area, Colour};

/// A picture's file; a portrait of 26 mm needs a tenth of it.
const MAX_PICTURE_BYTES: usize = 2 << 20;
/// A picture's pixels on one side.
const MAX_PICTURE_SIDE: u32 = 4_096;
/// The same, at least: nothing can be seen on a line of dots, and one dot wide are the [bitmaps](crate::bitmap).
const MIN_PICTURE_SIDE: u32 = 2;

const WHITE: Colour = Colour([255, 255, 255]);

/// A JPEG file, embedded byte for byte.
pub(crate) fn read_jpeg(which: &'static str, file: &[u8]) -> Result<Image, RenderError> {
    read_picture(which, file, Image::from_jpeg)
}

/// A PNG file.
pub(crate) fn read_png(which: &'static str, file: &[u8]) -> Result<Image, RenderError> {
    read_picture(which, file, Image::from_png)
}

fn read_picture(
    which: &'static str,
    file: &[u8],
    read: fn(Data, bool) -> Result<Image, String>,
) -> Result<Image, RenderError> {
    let refuse = |problem: String| RenderError::Picture { which, problem };
    if file.len() > MAX_PICTURE_BYTES {
        return Err(refuse(format!("it has {} bytes, {MAX_PICTURE_BYTES} are allowed", file.len())));
    }
    let image = read(Data::from(file.to_vec()), false).map_err(refuse)?;
    let (width, height) = image.size();
    let sides = MIN_PICTURE_SIDE..=MAX_PICTURE_SIDE;
    if !sides.contains(&width) || !sides.contains(&height) {
        let allowed = format!("{MIN_PICTURE_SIDE} to {MAX_PICTURE_SIDE} a side are allowed");
        return Err(refuse(format!("it is {width} x {height} pixels, {allowed}")));
    }
    Ok(image)
}

/// Draws a picture whole, as large as its place allows, in its own proportions.
pub(crate) fn draw_image(surface: &mut Surface<'_>, image: Image, area: Area) {
    let (width, height) = image.size();
    let (width, height) = (f64::from(width), f64::from(height));
    let scale = (area.width_mm / width).min(area.height_mm / height);
    let (width_mm, height_mm) = (width * scale, height * scale);
    let x_mm = area.x_mm + (area.width_mm - width_mm) / 2.0;
    let y_mm = area.y_mm + (area.height_mm - height_mm) / 2.0;
    place_image(surface, image, [x_mm, y_mm], [width_mm, height_mm]);
}

fn place_image(surface: &mut Surface<'_>, image: Image, [x_mm, y_mm]: [f64; 2], [width_mm, height_mm]: [f64; 2]) {
    if let Some(size) = size(width_mm, height_mm) {
        surface.push_transform(&Transform::from_translate(pt(x_mm), pt(y_mm)));
        surface.draw_image(image, size);
        surface.pop();
    }
}

/// Draws the outline of an empty place.
pub(crate) fn draw_empty_place(surface: &mut Surface<'_>, picture: &Picture) {
    stroke_with(surface, picture.line_colour, picture.line_pt, Some([3.0, 2.4]));
    let outline = match picture.shape {
        Shape::Box => Outline::rectangle(picture.area),
        Shape::Circle => circle(picture.area),
    };
    draw(surface, outline);
}

/// The side of a symbol with its quiet zone, and of one module, on this place.
pub(crate) fn qr_sides_mm(place: &QrPlace, symbol: &QrSymbol) -> Result<(f64, f64), RenderError> {
    let modules = (symbol.width + 2 * QUIET_ZONE_MODULES) as f64;
    let module_mm = (place.side_mm / modules).max(place.module_mm).max(MIN_MODULE_MM);
    let side_mm = module_mm * modules;
    if side_mm > place.max_side_mm + 1e-6 {
        return Err(RenderError::QrTooLarge {
            needed_mm: format!("{side_mm:.1}"),
            place_mm: format!("{:.1}", place.max_side_mm),
        });
    }
    Ok((side_mm, module_mm))
}

/// Draws a symbol, black on white, as a picture: outlines of its dark areas take three times as long to write and compress.
pub(crate) fn draw_qr(
    surface: &mut Surface<'_>,
    place: &QrPlace,
    symbol: &QrSymbol,
    sides_mm: (f64, f64),
) -> Result<(), RenderError> {
    let (side_mm, module_mm) = sides_mm;
    let top_mm = place.bottom_mm - side_mm;
    fill_with(surface, WHITE);
    draw(surface, Outline::rectangle(Area { x_mm: place.x_mm, y_mm: top_mm, width_mm: side_mm, height_mm: side_mm }));
    let refuse = |problem| RenderError::Picture { which: "QR code", problem };
    let image = Image::from_custom(Bitmap::square(symbol.rows(), DOTS), false).map_err(refuse)?;
    let quiet_mm = QUIET_ZONE_MODULES as f64 * module_mm;
    let symbol_mm = symbol.width as f64 * module_mm;
    let symbol_at = [place.x_mm + quiet_mm, top_mm + quiet_mm];
    place_image(surface, image, symbol_at, [symbol_mm, symbol_mm]);
    Ok(())
}

/// Dots along a module's side. With one, readers that fit pictures to their own dots make modules of unequal width, and zbar
/// lost a sixth of the codes in bad pictures; with two it reads what it reads of outlines (docs/QR.md).
const DOTS: usize = 2;

/// Draws an ornamental line.
pub(crate) fn draw_rule(surface: &mut Surface<'_>, rule: &Rule) {
    const HALF_DIAMOND_MM: f64 = 0.9;
    let Rule { x_mm, y_mm, width_mm, .. } = *rule;
    draw_line(surface, rule.colour, rule.line_pt, [x_mm, x_mm + width_mm], y_mm);
    let Some(end) = rule.diamond else { return };
    let middle_mm = if end == End::Left { x_mm } else { x_mm + width_mm };
    let mut diamond = Outline::default();
    diamond.move_to(middle_mm - HALF_DIAMOND_MM, y_mm);
    diamond.line_to(middle_mm, y_mm - HALF_DIAMOND_MM);
    diamond.line_to(middle_mm + HALF_DIAMOND_MM, y_mm);
    diamond.line_to(middle_mm, y_mm + HALF_DIAMOND_MM);
    diamond.close();
    fill_with(surface, rule.colour);
    draw(surface, diamond.finish());
}

/// Draws a level line.
pub(crate) fn draw_line(
    surface: &mut Surface<'_>,
    colour: Colour,
    line_pt: f64,
    [from_mm, to_mm]: [f64; 2],
    y_mm: f64,
) {
    let mut line = Outline::default();
    line.move_to(from_mm, y_mm);
    line.line_to(to_mm, y_mm);
    stroke_with(surface, colour, line_pt, None);
    draw(surface, line.finish());
}

fn draw(surface: &mut Surface<'_>, path: Option<Path>) {
    if let Some(path) = path {
        surface.draw_path(&path);
    }
}

/// The ellipse that fills a box, in four cubic pieces.
fn circle(area: Area) -> Option<Path> {
    const REACH: f64 = 0.552_284_75;
    let (rx, ry) = (area.width_mm / 2.0, area.height_mm / 2.0);
    let (x, y) = (area.x_mm + rx, area.y_mm + ry);
    let (hx, hy) = (rx * REACH, ry * REACH);
    let mut outline = Outline::default();
    outline.move_to(x + rx, y);
    outline.curve_to([x + rx, y + hy], [x + hx, y + ry], [x, y + ry]);
    outline.curve_to([x - hx, y + ry], [x - rx, y + hy], [x - rx, y]);
    outline.curve_to([x - rx, y - hy], [x - hx, y - ry], [x, y - ry]);
    outline.curve_to([x + hx, y - ry], [x + rx, y - hy], [x + rx, y]);
    outline.close();
    outline.finish()
}
