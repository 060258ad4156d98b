//! hezheng-pdf-reader: what is in a PDF file that somebody presents: the embedded statement, the text of its pages, and the
//! pages as pictures for whoever reads QR codes. docs/decisions/0004-reading-pdf-and-qr.md says why one reader does it all.
//!
//! It judges nothing: core's `page::artifact` does. It is built on somebody else's parser, and hostile files are the normal
//! case: call it where a panic, an endless loop or a gigabyte ends nothing but itself (a process of its own, a worker).
//! Start reading at [`PdfFile`].
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::expect_used))]

mod embedded;
mod pages;
mod picture;

use hayro::RenderCache;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hezheng_core::page::Seen;
use hezheng_core::page::artifact::Embedded;

/// Pages looked at: a certificate has one.
pub const PAGES: usize = 3;

/// Why a PDF file cannot be read at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PdfError {
    /// It is damaged.
    Damaged,
    /// It needs a password.
    Encrypted,
}

/// A grey picture: one byte a pixel, row by row.
#[derive(Clone, Debug)]
pub struct Grey {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// The pixels; 255 is white.
    pub pixels: Vec<u8>,
}

/// A picture in colour: red, green and blue, a byte each, row by row.
#[derive(Clone, Debug)]
pub struct Colours {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Three bytes a pixel.
    pub pixels: Vec<u8>,
}

/// A PDF file that was opened.
pub struct PdfFile(Pdf);

impl PdfFile {
    /// Opens a file.
    ///
    /// # Errors
    /// Where it cannot be read at all.
    pub fn open(bytes: Vec<u8>) -> Result<Self, PdfError> {
        Pdf::new(bytes).map(Self).map_err(|error| match error {
            LoadPdfError::Decryption(_) => PdfError::Encrypted,
            LoadPdfError::Invalid => PdfError::Damaged,
        })
    }

    /// What is embedded in it.
    #[must_use]
    pub fn embedded(&self) -> Embedded {
        embedded::embedded(&self.0)
    }

    /// The content of its one embedded file, where that has this name and at most so many bytes; nothing otherwise.
    #[must_use]
    pub fn only_file(&self, name: &str, limit: u64) -> Option<Vec<u8>> {
        embedded::only_file(&self.0, name, limit)
    }

    /// What its pages say.
    #[must_use]
    pub fn seen(&self) -> Seen {
        pages::seen(&self.0)
    }

    /// How many of its pages are looked at for QR codes: one beside an attachment.
    #[must_use]
    pub fn pages(&self, embedded: &Embedded) -> usize {
        let most = if matches!(embedded, Embedded::Certificate(_)) { 1 } else { PAGES };
        self.0.pages().len().min(most)
    }

    /// A page, from 0, as a picture; nothing where it has no size, or there is none.
    #[must_use]
    pub fn picture(&self, page: usize) -> Option<Grey> {
        let page = self.0.pages().get(page)?;
        picture::picture(page, &RenderCache::new(), &InterpreterSettings::default())
    }

    /// A page, from 0, for people to look at, so many pixels wide; nothing where there is none, or it has no size.
    #[must_use]
    pub fn colours(&self, page: usize, width: u16) -> Option<Colours> {
        let page = self.0.pages().get(page)?;
        picture::colours(page, width)
    }
}
