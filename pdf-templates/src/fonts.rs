//! The fonts that a template pins: bytes checked against their hash, parsed once, fallbacks only when needed.

use std::sync::{Arc, OnceLock};

use hezheng_core::page::field::Field;
use krilla::Data;
use sha2::{Digest, Sha256};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};

use crate::error::{FontError, Unprintable};
use crate::template::{FontPin, Template};

/// LXGW WenKai Regular, unmodified; its licence stands beside it.
static BUILT_IN: &[u8] = include_bytes!("../fonts/LXGWWenKai-Regular.ttf");

/// The fonts of one template. Made once, used for every page, from any thread.
pub struct Fonts {
    slots: Vec<Slot>,
}

struct Slot {
    pin: FontPin,
    source: Source,
    loaded: OnceLock<Result<LoadedFont, FontError>>,
}

enum Source {
    /// Bytes that the caller gave, their hash known to be right.
    Bytes(Data),
    /// The first of the pin's paths that exists, read when a character needs it.
    System,
    /// The caller said that there is nothing else.
    Nowhere,
}

pub(crate) struct LoadedFont {
    data: Data,
    /// The same font twice, which krilla takes for two.
    fonts: [krilla::text::Font; 2],
}

/// Whose words a text has. Each has a subset of the font of its own in the file: that of a class is the same on page after
/// page, and krilla, which remembers the subsets that it made last, does not make it again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Origin {
    /// The template and everybody in a class say the same.
    Class,
    Person,
}

impl Origin {
    /// Where a field's text comes from; words of the template have no field.
    pub(crate) fn of(field: Option<Field>) -> Self {
        use Field::{CheckCode, Holder, IdKind, IdText, Number, Reissued};
        match field {
            Some(Number | Holder | IdKind | IdText | CheckCode | Reissued) => Self::Person,
            _ => Self::Class,
        }
    }
}

impl Fonts {
    /// The built-in font, and for characters that it lacks the system's fonts, read the first time one is needed.
    ///
    /// # Errors
    /// A font that is not usable. A fallback that is not installed is no error until a character needs it.
    pub fn from_system(template: &Template) -> Result<Self, FontError> {
        Self::new(template, Vec::new(), |_| Source::System)
    }

    /// The built-in font and these; files of the system are not looked at. Bytes that no pin names are left aside.
    ///
    /// # Errors
    /// A font that is not usable. A fallback that is not given is no error until a character needs it.
    pub fn from_bytes(template: &Template, given: Vec<Vec<u8>>) -> Result<Self, FontError> {
        Self::new(template, given, |_| Source::Nowhere)
    }

    fn new(template: &Template, given: Vec<Vec<u8>>, otherwise: fn(&FontPin) -> Source) -> Result<Self, FontError> {
        let mut known = vec![(hex_sha256(BUILT_IN), Data::from(BUILT_IN))];
        known.extend(given.into_iter().map(|bytes| (hex_sha256(&bytes), Data::from(bytes))));
        let source = |pin: &FontPin| {
            let found = known.iter().find(|(hash, _)| pin.sha256.eq_ignore_ascii_case(hash));
            found.map_or_else(|| otherwise(pin), |(_, data)| Source::Bytes(data.clone()))
        };
        let slot = |pin: &FontPin| Slot { pin: pin.clone(), source: source(pin), loaded: OnceLock::new() };
        let fonts = Self { slots: template.fonts.iter().map(slot).collect() };
        // The main font is always needed: what is wrong with it is said now.
        match fonts.slots.first().map(Slot::load) {
            Some(Err(error)) => Err(error),
            _ => Ok(fonts),
        }
    }

    /// Loads every font that the template pins, and says of each that cannot be used why.
    #[must_use]
    pub fn unusable(&self) -> Vec<FontError> {
        self.slots.iter().filter_map(|slot| slot.load().err()).collect()
    }

    /// The first character of a text that cannot be printed: such a text is best refused before anything is signed.
    #[must_use]
    pub fn first_unprintable(&self, text: &str) -> Option<Unprintable> {
        let mut glyphs = self.glyphs();
        text.chars().find_map(|character| glyphs.find(character).err())
    }

    /// Finds the glyphs of a text's characters.
    pub(crate) fn glyphs(&self) -> GlyphFinder<'_> {
        GlyphFinder { fonts: self, tables: Vec::new() }
    }

    /// The font at a place in that order. One that cannot be had is an error and never skipped: the next font's glyph
    /// would give other bytes than on a machine that has them all.
    pub(crate) fn font(&self, index: usize) -> Result<&LoadedFont, FontError> {
        match self.slots.get(index) {
            Some(slot) => slot.load(),
            None => Err(FontError::Unreadable { name: format!("font {index}") }),
        }
    }
}

impl Slot {
    fn load(&self) -> Result<&LoadedFont, FontError> {
        self.loaded.get_or_init(|| LoadedFont::new(&self.pin, self.data()?)).as_ref().map_err(Clone::clone)
    }

    fn data(&self) -> Result<Data, FontError> {
        let FontPin { name, package, sha256, paths } = &self.pin;
        let missing = || FontError::Missing { name: name.clone(), package: package.clone() };
        match &self.source {
            Source::Bytes(data) => return Ok(data.clone()),
            Source::Nowhere => return Err(missing()),
            Source::System => {}
        }
        let (path, bytes) =
            paths.iter().find_map(|path| Some((path, std::fs::read(path).ok()?))).ok_or_else(missing)?;
        let found = hex_sha256(&bytes);
        if !found.eq_ignore_ascii_case(sha256) {
            return Err(FontError::OtherBytes {
                name: name.clone(),
                path: path.clone(),
                found,
                expected: sha256.clone(),
                package: package.clone(),
            });
        }
        Ok(Data::from(bytes))
    }
}

impl LoadedFont {
    fn new(pin: &FontPin, data: Data) -> Result<Self, FontError> {
        let bytes: Arc<[u8]> = without_glyph_names(data.as_ref()).into();
        let font = |origin| {
            let font = krilla::text::Font::new(Data::from(Padded::of(&bytes, origin)), 0);
            font.ok_or_else(|| FontError::Unreadable { name: pin.name.clone() })
        };
        let fonts = [font(Origin::Class)?, font(Origin::Person)?];
        Ok(Self { data, fonts })
    }

    pub(crate) fn font(&self, origin: Origin) -> &krilla::text::Font {
        let [class, person] = &self.fonts;
        match origin {
            Origin::Class => class,
            Origin::Person => person,
        }
    }

    /// The font's character map and widths.
    pub(crate) fn glyphs(&self) -> Option<GlyphTable<'_>> {
        let font = FontRef::from_index(self.data.as_ref(), 0).ok()?;
        let widths = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        Some(GlyphTable {
            characters: font.charmap(),
            widths,
            units_per_em: f64::from(self.font(Origin::Class).units_per_em()),
        })
    }
}

/// Finds glyphs in a template's fonts, in their order. Each font's tables are looked for once, and only when needed.
pub(crate) struct GlyphFinder<'a> {
    fonts: &'a Fonts,
    tables: Vec<Option<GlyphTable<'a>>>,
}

impl GlyphFinder<'_> {
    /// The first font that has a glyph for a character, the glyph and its width in em.
    pub(crate) fn find(&mut self, character: char) -> Result<(usize, u32, f64), Unprintable> {
        for index in 0..self.fonts.slots.len() {
            if index == self.tables.len() {
                let font = self.fonts.font(index);
                let font = font.map_err(|font| Unprintable::FontUnusable(character, Box::new(font)))?;
                self.tables.push(font.glyphs());
            }
            let table = self.tables.get(index).and_then(Option::as_ref);
            if let Some((glyph, advance_em)) = table.and_then(|table| table.glyph(character)) {
                return Ok((index, glyph, advance_em));
            }
        }
        Err(Unprintable::NoFont(character))
    }
}

/// A font's bytes with a zero behind them, shown or not, which tells krilla one origin's font from the other's: it knows a
/// font by its length, among other things. The bytes are in memory once.
struct Padded {
    bytes: Arc<[u8]>,
    length: usize,
}

impl Padded {
    fn of(bytes: &Arc<[u8]>, origin: Origin) -> Arc<dyn AsRef<[u8]> + Send + Sync> {
        let hidden = match origin {
            Origin::Class => 0,
            Origin::Person => 1,
        };
        Arc::new(Self { bytes: Arc::clone(bytes), length: bytes.len().saturating_sub(hidden) })
    }
}

impl AsRef<[u8]> for Padded {
    fn as_ref(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

/// The font as krilla gets it: without the names of its glyphs, which no PDF needs, and all of which are read whenever a
/// few glyphs are taken out, once a page. A font that is not as expected stays as it is.
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

fn hex_sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_font_is_the_pinned_one_and_can_be_shared() {
        fn shared<T: Send + Sync>(_: &T) {}
        let template = Template::built_in().unwrap();
        let fonts = Fonts::from_bytes(&template, Vec::new()).unwrap();
        shared(&fonts);
        assert!(fonts.font(0).unwrap().glyphs().unwrap().glyph('证').is_some());
    }

    #[test]
    fn krilla_takes_the_font_of_a_class_and_that_of_a_person_for_two() {
        let fonts = Fonts::from_bytes(&Template::built_in().unwrap(), Vec::new()).unwrap();
        let font = fonts.font(0).unwrap();
        assert!(font.font(Origin::Class) != font.font(Origin::Person));
        let again = LoadedFont::new(&Template::built_in().unwrap().fonts[0], Data::from(BUILT_IN)).unwrap();
        assert!(font.font(Origin::Class) == again.font(Origin::Class));
    }

    #[test]
    fn krilla_gets_the_built_in_font_without_the_names_of_its_glyphs() {
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

    #[test]
    fn a_file_with_other_bytes_is_not_used() {
        let mut template = Template::built_in().unwrap();
        let pin = template.fonts.get_mut(1).unwrap();
        pin.paths = vec![concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml").into()];
        let fonts = Fonts::from_system(&template).unwrap();
        assert!(matches!(fonts.font(1), Err(FontError::OtherBytes { .. })));
    }
}
