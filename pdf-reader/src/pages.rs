//! What the pages of a PDF file say: the text of every glyph in the order in which it is drawn, annotations too, and the JPEG
//! streams of its pictures.
//!
//! It is the text that a reader would copy, by the fonts' ToUnicode maps, and not what eyes see: a picture may lie over it.

use crate::PAGES;
use hayro::hayro_interpret::font::GlyphRun;
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Array, Name, Object, Stream};
use hayro::kurbo::{Affine, BezPath, Rect};
use hezheng_core::ids::Hash;
use hezheng_core::limits::PAGE_TEXT_CHARS;
use hezheng_core::page::Seen;

/// What a template's PDF files say of themselves, before the template's name and version (ISO 32000-2 section 14.3.3, Creator).
const CREATOR: &str = "hezheng template ";

/// What the pages of this file say.
pub(crate) fn seen(pdf: &Pdf) -> Seen {
    let settings = InterpreterSettings::default();
    let cache = InterpreterCache::new();
    let mut collected = Collected::default();
    for page in pdf.pages().iter().take(PAGES) {
        let (width, height) = page.render_dimensions();
        let all = Rect::new(0.0, 0.0, width.into(), height.into());
        let mut context = Context::new(Affine::IDENTITY, all, &cache, pdf.xref(), settings.clone());
        interpret_page(page, &mut context, &mut collected);
    }
    let jpegs = pdf.objects().into_iter().filter_map(|object| match object {
        Object::Stream(stream) => is_jpeg(&stream).then(|| Hash::of(&[&stream.raw_data()])),
        _ => None,
    });
    let creator = pdf.metadata().creator.as_deref().and_then(text_string);
    Seen {
        text: collected.text,
        jpegs: jpegs.collect(),
        template: creator.as_deref().and_then(template),
        pages: pdf.pages().len(),
        host: None,
    }
}

/// `hezheng template NAME VERSION`
fn template(creator: &str) -> Option<(String, u32)> {
    let (name, version) = creator.strip_prefix(CREATOR)?.rsplit_once(' ')?;
    Some((name.into(), version.parse().ok()?))
}

/// A text string in UTF-16, UTF-8 or, of PDFDocEncoding, ASCII (ISO 32000-2 section 7.9.2.2).
fn text_string(bytes: &[u8]) -> Option<String> {
    if let Some(utf16) = bytes.strip_prefix(b"\xFE\xFF") {
        let units: Vec<u16> = utf16.as_chunks::<2>().0.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
        return String::from_utf16(&units).ok();
    }
    String::from_utf8(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).to_vec()).ok()
}

fn is_jpeg(stream: &Stream<'_>) -> bool {
    match stream.dict().get::<Object<'_>>("Filter") {
        Some(Object::Name(name)) => name.as_str() == "DCTDecode",
        Some(Object::Array(filters)) => has_dct(&filters),
        _ => false,
    }
}

fn has_dct(filters: &Array<'_>) -> bool {
    filters.iter::<Name<'_>>().any(|name| name.as_str() == "DCTDecode")
}

/// A device that draws nothing and writes down what would be drawn.
#[derive(Default)]
struct Collected {
    text: String,
    chars: usize,
    /// The run filled last: drawn with an outline besides, it comes a second time.
    filled: Option<Run>,
}

/// Glyphs as text, and where each stands.
#[derive(PartialEq)]
struct Run {
    text: String,
    places: Vec<[f64; 6]>,
}

impl Run {
    fn of(run: &GlyphRun<'_, '_>, whole: Affine) -> Self {
        let mut text = String::new();
        for glyph in run.glyphs() {
            match glyph.as_unicode() {
                Some(BfString::Char(c)) => text.push(c),
                Some(BfString::String(several)) => text.push_str(&several),
                None => text.push(char::REPLACEMENT_CHARACTER),
            }
        }
        Self { text, places: run.glyphs().iter().map(|glyph| (whole * glyph.transform()).as_coeffs()).collect() }
    }
}

impl Collected {
    fn push(&mut self, c: char) {
        // One more than can be right is enough to be wrong.
        if self.chars <= PAGE_TEXT_CHARS {
            self.text.push(c);
            self.chars += 1;
        }
    }
}

impl<'a> Device<'a> for Collected {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let run = Run::of(run, props.transform);
        let is_outline = matches!(mode, DrawMode::Stroke(_)) && self.filled.as_ref() == Some(&run);
        if !is_outline {
            run.text.chars().for_each(|c| self.push(c));
        }
        self.filled = matches!(mode, DrawMode::Fill(_)).then_some(run);
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_known_by_name_and_version() {
        assert_eq!(template("hezheng template default 1"), Some(("default".into(), 1)));
        assert_eq!(template("hezheng template 省 厅 12"), Some(("省 厅".into(), 12)));
        for other in ["Word", "hezheng template default", "hezheng template default x", ""] {
            assert_eq!(template(other), None, "{other}");
        }
    }

    #[test]
    fn text_strings_are_read_in_each_of_their_encodings() {
        assert_eq!(text_string(b"\xFE\xFF\x68\x38\x8B\xC1").as_deref(), Some("核证"));
        assert_eq!(text_string("核证".as_bytes()).as_deref(), Some("核证"));
        assert_eq!(text_string(b"\xEF\xBB\xBFab").as_deref(), Some("ab"));
        assert_eq!(text_string(b"\xFE\xFF\xD8\x00"), None);
    }
}
