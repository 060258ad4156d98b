//! One photograph: from the bytes of a JPEG or PNG file to the portrait that is signed, registered and printed.
//!
//! The same file gives the same bytes on every machine, since their hash is signed: decoding, scaling and encoding are done
//! in whole numbers (zune-jpeg's vector code gives what its plain code gives), and a test knows what comes out. What a camera
//! wrote beside the picture (place, time, thumbnail, colour profile) is not copied.

use std::io::Cursor;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder, PixelDensity};
use image::codecs::png::PngDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, Limits, Rgb, RgbImage};

use crate::portrait::Portrait;
use crate::roster::contained;

use super::limits::{self, DECODED_BYTES, PIXELS, PORTRAIT_BYTES, PRINTED, SHAPES, SIDE, SMALLEST};
use super::photograph_problem::PhotographProblem;
use super::scale;

/// JPEG qualities, the best first: nearly every portrait is within the limit with the first.
const QUALITIES: [u8; 5] = [90, 80, 70, 55, 40];
/// What is printed has this many dots per inch.
const PRINTED_DPI: u16 = 300;
const JPEG: &[u8] = &[0xFF, 0xD8, 0xFF];
const PNG: &[u8] = b"\x89PNG\r\n\x1A\n";

/// Makes a portrait of a photograph.
pub(super) fn portrait(file: &[u8]) -> Result<Portrait, PhotographProblem> {
    if file.len() as u64 > limits::PHOTOGRAPH_BYTES {
        return Err(PhotographProblem::TooLarge { bytes: file.len() as u64 });
    }
    // Other people's decoders read what anybody sent.
    let picture = contained::silently(|| decode(file)).unwrap_or(Err(PhotographProblem::Damaged))?;
    let (width, height) = picture.dimensions();
    if !SHAPES.contains(&(u64::from(width) * 1_000 / u64::from(height.max(1)))) {
        return Err(PhotographProblem::Shape { width, height });
    }
    if width < SMALLEST.0 || height < SMALLEST.1 {
        return Err(PhotographProblem::TooSmall { width, height });
    }
    encode(&scale::to_print(&picture, PRINTED)).ok_or(PhotographProblem::Damaged)
}

fn decode(file: &[u8]) -> Result<RgbImage, PhotographProblem> {
    if file.starts_with(JPEG) {
        check_has_end(file)?;
        picture(JpegDecoder::new(Cursor::new(file)).map_err(|_| PhotographProblem::Damaged)?)
    } else if file.starts_with(PNG) {
        picture(PngDecoder::with_limits(Cursor::new(file), decoding()).map_err(|_| PhotographProblem::Damaged)?)
    } else {
        Err(PhotographProblem::OtherKind(kind(file)))
    }
}

/// A JPEG that was cut short would come out grey below the cut: its end mark must follow its last scan.
fn check_has_end(file: &[u8]) -> Result<(), PhotographProblem> {
    let last = |mark: [u8; 2]| file.windows(2).rposition(|two| two == mark);
    if last([0xFF, 0xD9]) > last([0xFF, 0xDA]) { Ok(()) } else { Err(PhotographProblem::Damaged) }
}

/// Telephones write how they were held instead of turning the picture; here it is turned.
fn picture(mut decoder: impl ImageDecoder) -> Result<RgbImage, PhotographProblem> {
    let (width, height) = decoder.dimensions();
    if width > SIDE || height > SIDE || u64::from(width) * u64::from(height) > PIXELS {
        return Err(PhotographProblem::TooManyPixels { width, height });
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    decoder.set_limits(decoding()).map_err(|_| PhotographProblem::Damaged)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| PhotographProblem::Damaged)?;
    picture.apply_orientation(orientation);
    Ok(on_white(picture))
}

fn decoding() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODED_BYTES);
    limits
}

/// What is transparent shows the paper.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    let mut opaque = RgbImage::new(picture.width(), picture.height());
    for (to, from) in opaque.pixels_mut().zip(picture.pixels()) {
        let [red, green, blue, alpha] = from.0.map(u16::from);
        let shown = |value: u16| u8::try_from((value * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX);
        *to = Rgb([shown(red), shown(green), shown(blue)]);
    }
    opaque
}

/// A baseline JPEG with nothing in it but the picture.
fn encode(picture: &RgbImage) -> Option<Portrait> {
    QUALITIES.into_iter().find_map(|quality| {
        let mut jpeg = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut jpeg, quality);
        encoder.set_pixel_density(PixelDensity::dpi(PRINTED_DPI));
        encoder.encode(picture, picture.width(), picture.height(), ExtendedColorType::Rgb8).ok()?;
        (jpeg.len() <= PORTRAIT_BYTES).then(|| Portrait::of_jpeg(jpeg))
    })
}

/// What a file is that is neither JPEG nor PNG, as far as its first bytes say.
fn kind(file: &[u8]) -> &'static str {
    let at = |place: usize, mark: &[u8]| file.get(place..).is_some_and(|rest| rest.starts_with(mark));
    let known: [(usize, &[u8], &str); 9] = [
        (4, b"ftyphei", "HEIC"),
        (4, b"ftypmif1", "HEIC"),
        (4, b"ftypavif", "AVIF"),
        (8, b"WEBP", "WebP"),
        (0, b"GIF8", "GIF"),
        (0, b"BM", "BMP"),
        (0, b"II*\0", "TIFF"),
        (0, b"MM\0*", "TIFF"),
        (0, b"%PDF-", "PDF"),
    ];
    known.into_iter().find(|(place, mark, _)| at(*place, mark)).map_or("", |(_, _, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hezheng_core::ids::to_hex;
    use image::codecs::png::PngEncoder;
    use image::{ImageEncoder, Rgba, RgbaImage};

    /// A face of no one: darker to the left, so that it shows when it was turned.
    fn face(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| {
            let shade = |value: u32| u8::try_from(value % 256).unwrap();
            Rgb([shade(x * 255 / width), shade((x * x + y * y) / 97), shade(y * 255 / height)])
        })
    }

    fn jpeg(picture: &RgbImage, orientation: u8) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut file, 95);
        // TIFF header, one entry: orientation (EXIF 2.32, 4.6.4 A); then what nobody wants to be signed.
        let mut exif = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
        exif.extend(b"GPS 38.04 114.51");
        encoder.set_exif_metadata(exif).unwrap();
        encoder.encode(picture, picture.width(), picture.height(), ExtendedColorType::Rgb8).unwrap();
        file
    }

    fn png(picture: &DynamicImage) -> Vec<u8> {
        let mut file = Vec::new();
        let encoder = PngEncoder::new(&mut file);
        encoder.write_image(picture.as_bytes(), picture.width(), picture.height(), picture.color().into()).unwrap();
        file
    }

    fn printed(file: &[u8]) -> RgbImage {
        image::load_from_memory(portrait(file).unwrap().jpeg()).unwrap().into_rgb8()
    }

    #[test]
    fn the_same_photograph_gives_the_same_bytes_on_every_machine() {
        let hash = |file: &[u8]| to_hex(&portrait(file).unwrap().sha256().0);
        assert_eq!(hash(&jpeg(&face(600, 800), 1)), "15ca6fe6fe6a4f4b3e7b1a35edd56552777ab72bc23db8c5a95a4b111147b00e");
        assert_eq!(
            hash(&png(&DynamicImage::ImageRgb8(face(600, 800)))),
            "9b1bb04f63a41e044053c1d2e0b7aae72041047cc378c8e37072cce8142ab5dc"
        );
    }

    #[test]
    fn a_portrait_is_as_large_as_printed_and_has_nothing_of_the_camera_in_it() {
        let file = jpeg(&face(600, 800), 1);
        assert!(file.windows(3).any(|three| three == b"GPS"));
        let portrait = portrait(&file).unwrap();
        assert!(!portrait.jpeg().windows(3).any(|three| three == b"GPS") && portrait.jpeg().len() <= PORTRAIT_BYTES);
        // Baseline: SOF0, and no APP1.
        let has = |mark: [u8; 2]| portrait.jpeg().windows(2).any(|two| two == mark);
        assert!(has([0xFF, 0xC0]) && !has([0xFF, 0xC2]) && !has([0xFF, 0xE1]));
        assert_eq!(printed(&file).dimensions(), PRINTED);
    }

    #[test]
    fn a_photograph_is_turned_as_its_camera_was_held() {
        let upright = printed(&jpeg(&face(600, 800), 1));
        let lying = DynamicImage::ImageRgb8(face(600, 800)).rotate270().into_rgb8();
        // 6: to be turned by a quarter clockwise.
        let turned = printed(&jpeg(&lying, 6));
        assert_eq!(turned.dimensions(), PRINTED);
        let near = |a: &Rgb<u8>, b: &Rgb<u8>| a.0.iter().zip(b.0).all(|(a, b)| a.abs_diff(b) < 24);
        let same = turned.pixels().zip(upright.pixels()).filter(|(a, b)| near(a, b)).count();
        assert!(same * 100 > turned.pixels().len() * 98, "{same}");
        assert_eq!(portrait(&jpeg(&lying, 1)), Err(PhotographProblem::Shape { width: 800, height: 600 }));
    }

    #[test]
    fn what_is_transparent_is_white() {
        let clear = RgbaImage::from_pixel(300, 400, Rgba([9, 9, 9, 0]));
        assert!(printed(&png(&DynamicImage::ImageRgba8(clear))).pixels().all(|pixel| pixel.0.iter().all(|v| *v > 250)));
        let grey = DynamicImage::ImageLuma16(image::ImageBuffer::from_pixel(300, 400, image::Luma([0x8000])));
        assert_eq!(printed(&png(&grey)).get_pixel(9, 9).0, [128; 3]);
    }

    #[test]
    fn noise_fits_as_well_at_a_lower_quality() {
        let mut seed = 1_u32;
        let noise = RgbImage::from_fn(307, 413, |_, _| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [a, b, c, _] = seed.to_be_bytes();
            Rgb([a, b, c])
        });
        let portrait = portrait(&png(&DynamicImage::ImageRgb8(noise))).unwrap();
        assert!((100_000..=PORTRAIT_BYTES).contains(&portrait.jpeg().len()), "{portrait:?}");
    }

    #[test]
    fn sizes_and_shapes_are_refused_exactly_beyond_their_limits() {
        let of = |width, height| portrait(&png(&DynamicImage::ImageRgb8(face(width, height))));
        assert!(of(200, 270).is_ok() && of(650, 1_000).is_ok() && of(850, 1_000).is_ok());
        assert_eq!(of(199, 270), Err(PhotographProblem::TooSmall { width: 199, height: 270 }));
        assert_eq!(of(200, 269), Err(PhotographProblem::TooSmall { width: 200, height: 269 }));
        assert_eq!(of(649, 1_000), Err(PhotographProblem::Shape { width: 649, height: 1_000 }));
        assert_eq!(of(851, 1_000), Err(PhotographProblem::Shape { width: 851, height: 1_000 }));
    }

    #[test]
    fn what_only_claims_to_be_a_photograph_is_refused() {
        let file = jpeg(&face(600, 800), 1);
        for end in [3, 100, file.len() / 2, file.len() - 2] {
            assert_eq!(portrait(&file[..end]), Err(PhotographProblem::Damaged), "{end}");
        }
        let whole = png(&DynamicImage::ImageRgb8(face(300, 400)));
        assert_eq!(portrait(&whole[..whole.len() / 2]), Err(PhotographProblem::Damaged));
        for (bytes, kind) in [
            (&b"\0\0\0\x18ftypheic\0\0\0\0"[..], "HEIC"),
            (b"RIFF\0\0\0\0WEBPVP8 ", "WebP"),
            (b"%PDF-1.7", "PDF"),
            (b"MZ\x90", ""),
            (b"", ""),
        ] {
            assert_eq!(portrait(bytes), Err(PhotographProblem::OtherKind(kind)));
        }
        // A header that claims 30,000 x 30,000 pixels is not believed into memory.
        let mut claims = whole;
        claims[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
        let refused = portrait(&claims).unwrap_err();
        assert!(matches!(refused, PhotographProblem::TooManyPixels { .. } | PhotographProblem::Damaged), "{refused:?}");
    }
}
