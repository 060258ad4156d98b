//! A page as a picture, for whoever reads QR codes.

use crate::{Colours, Grey};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::page::Page;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

/// Dots per inch that a page is rendered at: 0.42 mm of a module are 3.3 dots.
const DPI: f32 = 200.0;
/// Pixels of a rendered page: A3 at 200 dpi has 7.7 million.
const PAGE_PIXELS: f32 = 16_000_000.0;
const PAGE_SIDE: f32 = 8_000.0;

/// A page in grey; nothing where it has no size.
pub(crate) fn picture<'a>(page: &'a Page<'a>, cache: &RenderCache<'a>, settings: &InterpreterSettings) -> Option<Grey> {
    let (width, height) = page.render_dimensions();
    if !(width > 0.0 && height > 0.0) {
        return None;
    }
    let scale = (DPI / 72.0).min((PAGE_PIXELS / (width * height)).sqrt()).min(PAGE_SIDE / width.max(height));
    let pixels = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let pixmap = render(page, cache, settings, &RenderSettings::default(), &pixels);
    let grey = |pixel: &hayro::vello_cpu::color::PremulRgba8| {
        let sum = 299 * u32::from(pixel.r) + 587 * u32::from(pixel.g) + 114 * u32::from(pixel.b);
        u8::try_from(sum / 1_000).unwrap_or(255)
    };
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    (width > 0 && height > 0).then(|| Grey { width, height, pixels: pixmap.data().iter().map(grey).collect() })
}

/// A page in its colours.
pub(crate) fn colours(page: &Page<'_>, width: u16) -> Option<Colours> {
    let (page_width, page_height) = page.render_dimensions();
    if !(page_width > 0.0 && page_height > 0.0) {
        return None;
    }
    let scale = (f32::from(width) / page_width).min(PAGE_SIDE / page_height);
    let pixels = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let (cache, settings) = (RenderCache::new(), InterpreterSettings::default());
    let picture = render(page, &cache, &settings, &RenderSettings::default(), &pixels);
    let pixels = picture.data().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
    Some(Colours { width: picture.width().into(), height: picture.height().into(), pixels })
}
