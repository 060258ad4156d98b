//! A page of ours as a PNG, for people to look at.

use hezheng_pdf_reader::{Colours, PdfFile};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder as _};

/// Colours are kept in steps of this: nobody sees it, and the file is a third of the size.
const COLOUR_STEP: u8 = 16;

/// The first page, so many pixels wide; nothing where there is none.
pub(crate) fn png(pdf: Vec<u8>, width: u16) -> Option<Vec<u8>> {
    let Colours { width, height, mut pixels } = PdfFile::open(pdf).ok()?.colours(0, width)?;
    pixels.iter_mut().for_each(|channel| *channel = stepped(*channel));
    let mut file = Vec::new();
    PngEncoder::new_with_quality(&mut file, CompressionType::Best, FilterType::NoFilter)
        .write_image(&pixels, width, height, ExtendedColorType::Rgb8)
        .ok()?;
    Some(file)
}

/// The step below, white staying white.
fn stepped(channel: u8) -> u8 {
    if channel == u8::MAX { channel } else { channel - channel % COLOUR_STEP }
}
