//! The last step: what stood in for heavy parts while krilla wrote the file is replaced by them.
//!
//! Fonts get their outlines ([`stand_in`](crate::stand_in)), the ornament its curves ([`ornament`](crate::ornament)), and pictures of black and white their form of eight dots a byte,
//! which krilla cannot write. Objects keep their numbers and their order; only these change, and the table of where each starts.
//! What is not as krilla 0.8 writes it is an error and never left as it is: a page would have no letters.

use std::sync::Arc;

use krilla::Document;

use crate::design::Design;
use crate::error::RenderError;
use crate::fault::problem;
use crate::font_file::FontFile;
use crate::fonts::Fonts;
use crate::objects::{Objects, deflated, reference, split_once, stream_object};
use crate::ornament::Ornament;
use crate::{bitmap, stand_in};

/// The document as a file that anybody can read. The design is that of the ornament on its pages, where there is one.
pub(crate) fn finish(document: Document, fonts: &Fonts, design: Option<&Design>) -> Result<Vec<u8>, RenderError> {
    let file = document.finish().map_err(problem)?;
    let broken = || RenderError::Pdf("the library's file is not as expected".into());
    let objects = Objects::find(&file).ok_or_else(broken)?;
    let ornament = design.map(Ornament::of).transpose()?;
    let mut stamps = 0;
    let mut replaced = vec![None; objects.len()];
    for (index, object) in objects.iter().enumerate() {
        let Some((_, rest)) = split_once(object, b" obj\n<<") else { continue };
        if rest.starts_with(b"/Type/FontDescriptor") {
            let Some(embedded) = Embedded::of(object, &objects, fonts).map_err(|Broken| broken())? else { continue };
            for (number, object) in embedded.objects(index + 1, object).ok_or_else(broken)? {
                *replaced.get_mut(number - 1).ok_or_else(broken)? = Some(object);
            }
        } else if let Some(picture) = bitmap::as_bits(object).map_err(|bitmap::Broken| broken())? {
            *replaced.get_mut(index).ok_or_else(broken)? = Some(picture);
        } else if let Some(stamp) = ornament.as_ref().and_then(|ornament| ornament.in_full(object)) {
            *replaced.get_mut(index).ok_or_else(broken)? = Some(stamp);
            stamps += 1;
        }
    }
    if ornament.is_some_and(|ornament| ornament.stamp_count() != stamps) {
        return Err(broken());
    }
    objects.with(&replaced).ok_or_else(broken)
}

struct Broken;

/// A font of the file that a stand-in holds a place for.
struct Embedded {
    file: Arc<FontFile>,
    file_number: usize,
    set_number: usize,
}

impl Embedded {
    /// What belongs in the place of a font descriptor's font; `None` where that is a real one.
    fn of(descriptor: &[u8], objects: &Objects<'_>, fonts: &Fonts) -> Result<Option<Self>, Broken> {
        // Fonts with other than TrueType's outlines have no stand-in.
        let Some(file_number) = reference(descriptor, b"/FontFile2 ") else { return Ok(None) };
        let stream = objects.get(file_number).and_then(deflated).ok_or(Broken)?;
        let Some(needed) = stand_in::read(&inflate(stream).ok_or(Broken)?) else { return Ok(None) };
        let file = fonts.font_file(&needed).ok_or(Broken)?;
        let set_number = reference(descriptor, b"/CIDSet ").ok_or(Broken)?;
        Ok(Some(Self { file, file_number, set_number }))
    }

    /// Descriptor, font file and the set of glyphs in it.
    fn objects(&self, descriptor_number: usize, descriptor: &[u8]) -> Option<[(usize, Vec<u8>); 3]> {
        let [left, bottom, right, top] = self.file.bounds;
        let (before, rest) = split_once(descriptor, b"/FontBBox[")?;
        let (_, after) = split_once(rest, b"]")?;
        let bounds = format!("/FontBBox[{left} {bottom} {right} {top}]");
        let descriptor = [before, bounds.as_bytes(), after].concat();
        // ISO 32000-1, 9.9, asks for the length before compression.
        let keys = format!("/Filter/FlateDecode/Length1 {}", self.file.inflated_length);
        let font = stream_object(self.file_number, &keys, &self.file.bytes);
        // A bit for each glyph, the first in the highest bit (ISO 32000-1, 9.8.3.2).
        let mut set = vec![0xFF_u8; usize::from(self.file.glyph_count).div_ceil(8)];
        *set.last_mut()? <<= (8 - self.file.glyph_count % 8) % 8;
        let set = stream_object(self.set_number, "", &set);
        Some([(descriptor_number, descriptor), (self.file_number, font), (self.set_number, set)])
    }
}

fn inflate(deflated: &[u8]) -> Option<Vec<u8>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    flate2::read::ZlibDecoder::new(deflated).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}
