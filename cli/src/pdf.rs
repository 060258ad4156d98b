//! PDF files: what is embedded in one, and the QR codes on its pages. docs/decisions/0004-reading-pdf-and-qr.md says why
//! one reader does both.

use crate::qr_reader::{self, Grey};
use flate2::read::ZlibDecoder;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, Stream, String as PdfString};
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use std::collections::BTreeSet;
use std::io::Read as _;

/// The one name that an embedded file may have (format.md section 9).
pub(crate) const ATTACHMENT: &str = "certificate.cose";
/// A statement with four receipts takes some 12 KB.
const ATTACHMENT_BYTES: u64 = 65_536;
/// Pages looked at: a certificate has one.
pub(crate) const PAGES: usize = 3;
/// Dots per inch that a page is rendered at: 0.42 mm of a module are 3.3 dots.
const DPI: f32 = 200.0;
/// Pixels of a rendered page: A3 at 200 dpi has 7.7 million.
const PAGE_PIXELS: f32 = 16_000_000.0;
const PAGE_SIDE: f32 = 8_000.0;

/// Why a PDF file cannot be read at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum PdfError {
    /// It is damaged.
    Damaged,
    /// It needs a password.
    Encrypted,
}

/// What is embedded in a PDF file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Embedded {
    /// Nothing.
    Nothing,
    /// One file of the right name.
    Certificate(Vec<u8>),
    /// More than one file, one of another name, or one that cannot be unpacked.
    Otherwise,
}

/// What is embedded in this file.
///
/// # Errors
/// Where it cannot be read at all.
pub(crate) fn embedded(bytes: Vec<u8>) -> Result<Embedded, PdfError> {
    let pdf = load(bytes)?;
    let mut found = FileSpecifications::default();
    for object in pdf.objects() {
        found.look_into(&object);
    }
    let mut streams = found.streams.iter();
    match (streams.next(), streams.next()) {
        (None, None) if !found.is_otherwise => Ok(Embedded::Nothing),
        (Some((number, generation)), None) if !found.is_otherwise => {
            let id = ObjectIdentifier::new(*number, *generation);
            let content = pdf.xref().get::<Stream<'_>>(id).and_then(|stream| unpack(&stream));
            Ok(content.map_or(Embedded::Otherwise, Embedded::Certificate))
        }
        _ => Ok(Embedded::Otherwise),
    }
}

/// The texts of the QR codes on the first pages.
///
/// # Errors
/// Where the file cannot be read at all.
pub(crate) fn qr_texts(bytes: Vec<u8>, pages: usize) -> Result<Vec<String>, PdfError> {
    let pdf = load(bytes)?;
    let settings = InterpreterSettings::default();
    let cache = RenderCache::new();
    let mut texts: Vec<_> = pdf
        .pages()
        .iter()
        .take(pages)
        .filter_map(|page| picture(page, &cache, &settings))
        .flat_map(qr_reader::read)
        .collect();
    texts.sort();
    texts.dedup();
    Ok(texts)
}

pub(crate) fn load(bytes: Vec<u8>) -> Result<Pdf, PdfError> {
    Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(_) => PdfError::Encrypted,
        LoadPdfError::Invalid => PdfError::Damaged,
    })
}

/// The files that the objects of a PDF file embed: every dictionary with an `EF` entry, wherever it stands, is a file
/// specification (ISO 32000-2 section 7.11.3), whether or not anything refers to it.
#[derive(Default)]
struct FileSpecifications {
    /// Object and generation number of the streams.
    streams: BTreeSet<(u32, i32)>,
    /// A file is there that may not be.
    is_otherwise: bool,
}

impl FileSpecifications {
    fn look_into(&mut self, object: &Object<'_>) {
        match object {
            Object::Dict(dict) => self.look_into_dict(dict),
            Object::Stream(stream) => self.look_into_dict(stream.dict()),
            Object::Array(array) => array.raw_iter().for_each(|item| self.look_into_direct(item)),
            _ => {}
        }
    }

    /// What is referred to is an object of its own and looked into there.
    fn look_into_direct(&mut self, item: MaybeRef<Object<'_>>) {
        if let MaybeRef::NotRef(object) = item {
            self.look_into(&object);
        }
    }

    fn look_into_dict(&mut self, dict: &Dict<'_>) {
        if dict.contains_key("EF") {
            self.specification(dict);
        }
        dict.entries().for_each(|(_, value)| self.look_into_direct(value));
    }

    fn specification(&mut self, dict: &Dict<'_>) {
        let names = ["F", "UF"].map(|key| dict.get::<PdfString<'_>>(key));
        let mut names = names.iter().flatten().peekable();
        let is_ours = names.peek().is_some() && names.all(|name| is_attachment_name(name.as_bytes()));
        let Some(files) = dict.get::<Dict<'_>>("EF") else {
            self.is_otherwise = true;
            return;
        };
        let mut count = 0;
        for (_, value) in files.entries() {
            match value {
                MaybeRef::Ref(reference) => {
                    count += 1;
                    self.streams.insert((reference.obj_number, reference.gen_number));
                }
                MaybeRef::NotRef(_) => self.is_otherwise = true,
            }
        }
        self.is_otherwise |= !is_ours || count == 0;
    }
}

/// Text strings are PDFDocEncoding, UTF-8 or UTF-16 (ISO 32000-2 section 7.9.2.2); the name is ASCII in all three.
fn is_attachment_name(name: &[u8]) -> bool {
    let utf16: Vec<u8> = ATTACHMENT.bytes().flat_map(|byte| [0, byte]).collect();
    name == ATTACHMENT.as_bytes()
        || name.strip_prefix(b"\xEF\xBB\xBF") == Some(ATTACHMENT.as_bytes())
        || name.strip_prefix(b"\xFE\xFF") == Some(&utf16)
}

/// Unpacks a stream that is stored as it is or deflated, within a bound. What is packed otherwise is none of ours.
fn unpack(stream: &Stream<'_>) -> Option<Vec<u8>> {
    let dict = stream.dict();
    let raw = stream.raw_data();
    let filter = match dict.get::<Object<'_>>("Filter") {
        None => return (raw.len() as u64 <= ATTACHMENT_BYTES).then(|| raw.into_owned()),
        Some(Object::Name(name)) => name,
        Some(Object::Array(filters)) => only(&filters)?,
        Some(_) => return None,
    };
    if filter.as_str() != "FlateDecode" || dict.contains_key("DecodeParms") {
        return None;
    }
    let mut content = Vec::new();
    ZlibDecoder::new(&*raw).take(ATTACHMENT_BYTES + 1).read_to_end(&mut content).ok()?;
    (content.len() as u64 <= ATTACHMENT_BYTES).then_some(content)
}

fn only<'a>(filters: &Array<'a>) -> Option<Name<'a>> {
    let mut names = filters.iter::<Name<'_>>();
    names.next().filter(|_| names.next().is_none())
}

/// A page in grey; nothing where it has no size.
fn picture<'a>(page: &'a Page<'a>, cache: &RenderCache<'a>, settings: &InterpreterSettings) -> Option<Grey> {
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
