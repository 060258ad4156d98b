//! The fonts that a template pins: bytes checked against their hash, parsed once, fallbacks only when needed.

use std::sync::{Arc, OnceLock};

use krilla::Data;
use sha2::{Digest, Sha256};

use crate::error::{FontError, Unprintable};
use crate::font_file::FontFile;
use crate::loaded_font::{GlyphTable, LoadedFont};
use crate::stand_in::Needed;
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

    /// What a file embeds in the place of a stand-in's subset; `None` where the stand-in is none of these fonts'.
    pub(crate) fn font_file(&self, needed: &Needed) -> Option<Arc<FontFile>> {
        let loaded = self.slots.iter().filter_map(|slot| slot.loaded.get()?.as_ref().ok());
        loaded.into_iter().find(|font| font.key() == needed.font)?.file(needed)
    }
}

impl Slot {
    fn load(&self) -> Result<&LoadedFont, FontError> {
        let load = || {
            let FontPin { name, sha256, .. } = &self.pin;
            LoadedFont::new(self.data()?, sha256).ok_or_else(|| FontError::Unreadable { name: name.clone() })
        };
        self.loaded.get_or_init(load).as_ref().map_err(Clone::clone)
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
    fn a_file_with_other_bytes_is_not_used() {
        let mut template = Template::built_in().unwrap();
        let pin = template.fonts.get_mut(1).unwrap();
        pin.paths = vec![concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml").into()];
        let fonts = Fonts::from_system(&template).unwrap();
        assert!(matches!(fonts.font(1), Err(FontError::OtherBytes { .. })));
    }
}
