//! The pages of a PDF file as pictures, with whatever pictures lie upon them.

use crate::contained::bear;
use hezheng_core::page::artifact::Embedded;
use hezheng_pdf_reader::PdfFile;

/// What the reader draws at most, and the rounding of two sides up to whole pixels.
const PAGE_PIXELS: usize = 16_000_000 + 16_000;
/// The width of what people are shown, and the side that no picture goes beyond.
const WIDTH: u16 = 64;
const PAGE_SIDE: usize = 8_000;

/// Panics where a promise is broken.
pub fn body(bytes: &[u8]) {
    let _borne = bear(|| {
        let Ok(file) = PdfFile::open(bytes.to_vec()) else { return };
        let pages = file.pages(&Embedded::Nothing);
        // One page is as good as another here, and takes a third of the time.
        if pages == 0 {
            return assert!(file.picture(0).is_none() && file.colours(0, WIDTH).is_none());
        }
        if let Some(grey) = file.picture(0) {
            let (width, height) = (grey.width as usize, grey.height as usize);
            assert_eq!(grey.pixels.len(), width * height);
            assert!(width > 0 && height > 0 && width * height <= PAGE_PIXELS, "{width} by {height}");
        }
        if let Some(colours) = file.colours(0, WIDTH) {
            let (width, height) = (colours.width as usize, colours.height as usize);
            assert_eq!(colours.pixels.len(), 3 * width * height);
            assert!(width <= usize::from(WIDTH) + 1 && height <= PAGE_SIDE + 1, "{width} by {height}");
        }
    });
}
