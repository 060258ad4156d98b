//! One font, its bytes known to be right: its character map, what krilla draws with, and what a file embeds of it.

use std::sync::Arc;

use krilla::Data;
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};

use crate::font_file::{FontFile, Kept};
use crate::origin::Origin;
use crate::stand_in::{FontKey, Needed, stand_in};

pub(crate) struct LoadedFont {
    key: FontKey,
    data: Data,
    units_per_em: f64,
    /// What text is drawn with, by [`Origin`]: stand-ins, which krilla takes for two fonts.
    texts: [krilla::text::Font; 2],
    /// What shapes are drawn with.
    shapes: krilla::text::Font,
    /// What glyphs are taken out of.
    nameless: Vec<u8>,
    of_classes: Kept,
}

impl LoadedFont {
    /// `None` where the bytes are no font. The hash is that of the bytes, in hex.
    pub(crate) fn new(data: Data, sha256: &str) -> Option<Self> {
        let key = u64::from_str_radix(sha256.get(..16)?, 16).ok()?.to_be_bytes();
        let shapes = krilla::text::Font::new(data.clone(), 0)?;
        let text = |origin| match stand_in(data.as_ref(), key, origin) {
            Some(stand_in) => krilla::text::Font::new(Data::from(stand_in), 0),
            // Whose outlines are not TrueType's is embedded by krilla, one subset for all.
            None => Some(shapes.clone()),
        };
        let texts = [text(Origin::Class)?, text(Origin::Person)?];
        let nameless = without_glyph_names(data.as_ref());
        let units_per_em = f64::from(shapes.units_per_em());
        Some(Self { key, data, units_per_em, texts, shapes, nameless, of_classes: Kept::default() })
    }

    pub(crate) fn key(&self) -> FontKey {
        self.key
    }

    pub(crate) fn text(&self, origin: Origin) -> &krilla::text::Font {
        let [class, person] = &self.texts;
        match origin {
            Origin::Class => class,
            Origin::Person => person,
        }
    }

    pub(crate) fn shapes(&self) -> &krilla::text::Font {
        &self.shapes
    }

    /// What a file embeds. The same glyphs give the same, kept or not.
    pub(crate) fn file(&self, needed: &Needed) -> Option<Arc<FontFile>> {
        let make = || FontFile::of(&self.nameless, &needed.glyphs);
        match needed.origin {
            Origin::Class => self.of_classes.find(&needed.glyphs, make),
            Origin::Person => make().map(Arc::new),
        }
    }

    /// The font's character map and widths.
    pub(crate) fn glyphs(&self) -> Option<GlyphTable<'_>> {
        let font = FontRef::from_index(self.data.as_ref(), 0).ok()?;
        let widths = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        Some(GlyphTable { characters: font.charmap(), widths, units_per_em: self.units_per_em })
    }
}

/// The font that glyphs are taken out of: without their names, which no PDF needs, and all of which would be read once a
/// page. A font that is not as expected stays as it is.
fn without_glyph_names(bytes: &[u8]) -> Vec<u8> {
    let mut padded = [bytes, &[0]].concat();
    // Written only where all is as expected.
    let _ = cut_glyph_names(bytes, &mut padded);
    padded
}

/// Makes the table `post` end after its header and say version 3, which is one without names (OpenType, `post`). Tables'
/// checksums stay as they were; nothing here or in a PDF reader looks at them.
fn cut_glyph_names(bytes: &[u8], cut: &mut [u8]) -> Option<()> {
    const HEADER_BYTES: u32 = 32;
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?));
    // The table directory: four numbers for each table, from byte 12 on.
    let table_count = usize::from(u16::from_be_bytes(bytes.get(4..6)?.try_into().ok()?));
    let record = (0..table_count).map(|index| 12 + 16 * index).find(|at| bytes.get(*at..*at + 4) == Some(b"post"))?;
    let (table, length) = (usize::try_from(number(record + 8)?).ok()?, record + 12);
    if number(table)? != 0x0002_0000 || number(length)? < HEADER_BYTES {
        return None;
    }
    cut.get_mut(table..table + 4)?.copy_from_slice(&0x0003_0000_u32.to_be_bytes());
    cut.get_mut(length..length + 4)?.copy_from_slice(&HEADER_BYTES.to_be_bytes());
    Some(())
}

/// From a character to its glyph.
pub(crate) struct GlyphTable<'a> {
    characters: Charmap<'a>,
    widths: GlyphMetrics<'a>,
    units_per_em: f64,
}

impl GlyphTable<'_> {
    /// The glyph of a character and its width in em.
    pub(crate) fn glyph(&self, c: char) -> Option<(u32, f64)> {
        let id = self.characters.map(c).filter(|id| id.to_u32() != 0)?;
        Some((id.to_u32(), f64::from(self.widths.advance_width(id)?) / self.units_per_em))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static BUILT_IN: &[u8] = include_bytes!("../fonts/LXGWWenKai-Regular.ttf");

    #[test]
    fn krilla_takes_the_font_of_a_class_and_that_of_a_person_for_two() {
        let load = || LoadedFont::new(Data::from(BUILT_IN), "00112233445566778899").unwrap();
        let (font, again) = (load(), load());
        assert!(font.text(Origin::Class) != font.text(Origin::Person));
        assert!(font.text(Origin::Class) != font.shapes());
        assert!(font.text(Origin::Class) == again.text(Origin::Class));
        assert_eq!(font.key(), [0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77]);
    }

    #[test]
    fn glyphs_are_taken_out_of_the_built_in_font_without_their_names() {
        let cut = without_glyph_names(BUILT_IN);
        let [cut, whole] = [&cut[..], BUILT_IN].map(|bytes| FontRef::new(bytes).unwrap());
        let table =
            |font: &FontRef<'_>, tag: &[u8; 4]| font.table_data(skrifa::Tag::new(tag)).unwrap().as_bytes().to_vec();
        let (names_cut, names) = (table(&cut, b"post"), table(&whole, b"post"));
        assert_eq!(names_cut, [&[0, 3, 0, 0], &names[4..32]].concat());
        for tag in [b"glyf", b"loca", b"hmtx", b"head", b"hhea", b"maxp", b"name", b"cmap"] {
            assert!(table(&cut, tag) == table(&whole, tag), "{tag:?}");
        }
    }
}
