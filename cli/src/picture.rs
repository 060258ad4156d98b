//! The QR codes of a PNG or JPEG file.

use crate::qr_reader;
use hezheng_pdf_reader::Grey;
use image::{DynamicImage, ImageReader, Limits};
use std::io::Cursor;

/// Pixels on a side. A page scanned at 1200 dpi has 14,000.
const SIDE: u32 = 16_384;
/// Bytes of a decoded picture: 64 million pixels in colour. A telephone's largest photographs have 50 million.
const DECODED_BYTES: u64 = 256 << 20;
/// Pixels up to which a code is looked for at full size. Larger pictures are halved first: their codes are large enough.
const FULL_SIZE: u64 = 12_000_000;

/// The file cannot be decoded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Damaged;

/// The texts of the QR codes on this picture.
///
/// # Errors
/// Where it is damaged, or larger than the limits.
pub(crate) fn qr_texts(bytes: &[u8]) -> Result<Vec<String>, Damaged> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE);
    limits.max_image_height = Some(SIDE);
    limits.max_alloc = Some(DECODED_BYTES);
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| Damaged)?;
    reader.limits(limits);
    let picture = on_white(reader.decode().map_err(|_| Damaged)?);
    let (width, height) = (picture.width(), picture.height());
    let pixels = u64::from(width) * u64::from(height);
    // A code that is blurred at full size may be sharp at half of it; noise goes away.
    for divisor in [1_u32, 2, 4] {
        if pixels / u64::from(divisor * divisor) > FULL_SIZE && divisor < 4 {
            continue;
        }
        let grey = match divisor {
            1 => picture.clone(),
            _ => image::imageops::thumbnail(&picture, (width / divisor).max(1), (height / divisor).max(1)),
        };
        let texts = qr_reader::read(Grey { width: grey.width(), height: grey.height(), pixels: grey.into_raw() });
        if !texts.is_empty() {
            return Ok(texts);
        }
    }
    Ok(Vec::new())
}

/// Grey, with what is transparent shown on white: a code drawn on nothing would be black on black.
fn on_white(picture: DynamicImage) -> image::GrayImage {
    if !picture.color().has_alpha() {
        return picture.into_luma8();
    }
    let mut grey = image::GrayImage::new(picture.width(), picture.height());
    for (to, from) in grey.pixels_mut().zip(picture.into_luma_alpha8().pixels()) {
        let image::LumaA([luma, alpha]) = *from;
        let shown = (u16::from(luma) * u16::from(alpha) + 255 * u16::from(255 - alpha)) / 255;
        *to = image::Luma([u8::try_from(shown).unwrap_or(255)]);
    }
    grey
}
