//! pdf-reader for the browser. It converts and delegates; what it finds is judged by the verifier, a module of its own that no
//! hostile file comes near. A file that makes this one trap, hang or grow ends a worker and nothing else.

use hezheng_pdf_reader::{PdfError, PdfFile};
use serde_json::json;
use wasm_bindgen::prelude::wasm_bindgen;

/// An opened file.
#[wasm_bindgen]
pub struct Pdf(PdfFile);

/// A page as a picture, for whoever reads QR codes.
#[wasm_bindgen]
pub struct Picture {
    /// Pixels in a row.
    #[wasm_bindgen(readonly)]
    pub width: u32,
    /// Rows.
    #[wasm_bindgen(readonly)]
    pub height: u32,
    pixels: Vec<u8>,
}

#[wasm_bindgen]
impl Pdf {
    /// Opens a file.
    ///
    /// # Errors
    /// `damaged` or `encrypted`.
    #[wasm_bindgen(constructor)]
    pub fn open(bytes: Vec<u8>) -> Result<Pdf, String> {
        PdfFile::open(bytes).map(Pdf).map_err(|error| match error {
            PdfError::Damaged => "damaged".to_owned(),
            PdfError::Encrypted => "encrypted".to_owned(),
        })
    }

    /// What is embedded, what its pages say, and how many pages are to be looked at for codes:
    /// `{"embedded", "seen", "pages"}`, the first two as core's `Artifact` has them.
    #[must_use]
    pub fn contents(&self) -> String {
        let embedded = self.0.embedded();
        let pages = self.0.pages(&embedded);
        json!({ "embedded": embedded, "seen": self.0.seen(), "pages": pages }).to_string()
    }

    /// A page, from 0; nothing where it cannot be drawn.
    #[must_use]
    pub fn picture(&self, page: usize) -> Option<Picture> {
        let grey = self.0.picture(page)?;
        Some(Picture { width: grey.width, height: grey.height, pixels: grey.pixels })
    }
}

#[wasm_bindgen]
impl Picture {
    /// One byte a pixel, row by row; 255 is white.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn pixels(&self) -> Vec<u8> {
        self.pixels.clone()
    }
}
