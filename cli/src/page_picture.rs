//! A page of ours as a PNG, for people to look at.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder as _};

/// Colours are kept in steps of this: nobody sees it, and the file is a third of the size.
const COLOUR_STEP: u8 = 16;

/// The first page, so many pixels wide; nothing where there is none.
pub(crate) fn png(pdf: Vec<u8>, width: f32) -> Option<Vec<u8>> {
    let pdf = Pdf::new(pdf).ok()?;
    let page = pdf.pages().iter().next()?;
    let scale = width / page.render_dimensions().0;
    let pixels = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let picture =
        render(page, &RenderCache::new(), &InterpreterSettings::default(), &RenderSettings::default(), &pixels);
    let colours: Vec<u8> = picture.data().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b].map(stepped)).collect();
    let mut file = Vec::new();
    PngEncoder::new_with_quality(&mut file, CompressionType::Best, FilterType::NoFilter)
        .write_image(&colours, picture.width().into(), picture.height().into(), ExtendedColorType::Rgb8)
        .ok()?;
    Some(file)
}

/// The step below, white staying white.
fn stepped(channel: u8) -> u8 {
    if channel == u8::MAX { channel } else { channel - channel % COLOUR_STEP }
}
