//! The part of a font that a PDF embeds: a subset, compressed. That of a class is the same on page after page and is kept.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use skrifa::raw::TableProvider;
use skrifa::{FontRef, GlyphId};
use subsetter::GlyphRemapper;

/// krilla has 6, which takes a twentieth of a whole page more and saves ten bytes of it.
const LEVEL: u32 = 5;
/// How many are kept: a school prints a few classes at once, on several cores.
const KEPT: usize = 16;

/// A font's subset, ready to be put into a file.
#[derive(Debug)]
pub(crate) struct FontFile {
    /// Deflated.
    pub(crate) bytes: Vec<u8>,
    pub(crate) inflated_length: usize,
    /// How many glyphs it has, parts of others included.
    pub(crate) glyph_count: u16,
    /// What all its glyphs lie in, in thousandths of an em: left, bottom, right, top.
    pub(crate) bounds: [i32; 4],
}

impl FontFile {
    /// Takes these glyphs out of a font, in this order; the first is the one for missing characters. `None` of a font that is
    /// not as it should be.
    pub(crate) fn of(font: &[u8], glyphs: &[u16]) -> Option<Self> {
        let mut mapper = GlyphRemapper::new();
        for glyph in glyphs {
            mapper.remap(*glyph);
        }
        let subset = subsetter::subset(font, 0, &mapper).ok()?;
        let mut deflated = ZlibEncoder::new(Vec::with_capacity(subset.len()), Compression::new(LEVEL));
        deflated.write_all(&subset).ok()?;
        let font = FontRef::from_index(&subset, 0).ok()?;
        let glyph_count = font.maxp().ok()?.num_glyphs();
        let bounds = bounds(&font, glyph_count)?;
        Some(Self { bytes: deflated.finish().ok()?, inflated_length: subset.len(), glyph_count, bounds })
    }
}

fn bounds(font: &FontRef<'_>, glyph_count: u16) -> Option<[i32; 4]> {
    let (outlines, places) = (font.glyf().ok()?, font.loca(None).ok()?);
    let em = i32::from(font.head().ok()?.units_per_em()).max(1);
    let mut all: Option<[i32; 4]> = None;
    for glyph in 0..glyph_count {
        if let Some(glyph) = places.get_glyf(GlyphId::from(glyph), &outlines).ok()? {
            let [left, bottom, right, top] = all.unwrap_or([i32::MAX, i32::MAX, i32::MIN, i32::MIN]);
            all = Some([
                left.min(glyph.x_min().into()),
                bottom.min(glyph.y_min().into()),
                right.max(glyph.x_max().into()),
                top.max(glyph.y_max().into()),
            ]);
        }
    }
    let [left, bottom, right, top] = all.unwrap_or_default();
    let (down, up) = (|value: i32| (value * 1_000).div_euclid(em), |value: i32| -(-value * 1_000).div_euclid(em));
    Some([down(left), down(bottom), up(right), up(top)])
}

/// What was made last of one font, by its glyphs.
#[derive(Default)]
pub(crate) struct Kept(Mutex<Vec<(Vec<u16>, Arc<FontFile>)>>);

impl Kept {
    /// The one of these glyphs, made where it is not there.
    pub(crate) fn find(&self, glyphs: &[u16], make: impl FnOnce() -> Option<FontFile>) -> Option<Arc<FontFile>> {
        let found = self.with(|kept| {
            let place = kept.iter().position(|(of, _)| of == glyphs)?;
            // The one that was used last is the last to be forgotten.
            let known = kept.remove(place);
            let file = Arc::clone(&known.1);
            kept.push(known);
            Some(file)
        });
        if found.is_some() {
            return found;
        }
        // Two threads may both make it: it is the same.
        let made = Arc::new(make()?);
        self.with(|kept| {
            kept.drain(..(kept.len() + 1).saturating_sub(KEPT));
            kept.push((glyphs.to_vec(), Arc::clone(&made)));
        });
        Some(made)
    }

    fn with<T>(&self, act: impl FnOnce(&mut Vec<(Vec<u16>, Arc<FontFile>)>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static FONT: &[u8] = include_bytes!("../fonts/LXGWWenKai-Regular.ttf");

    #[test]
    fn what_was_used_last_is_kept() {
        let kept = Kept::default();
        let mut made = 0;
        let mut find = |glyph: usize| {
            let glyphs = [0, u16::try_from(glyph).unwrap() + 100];
            let file = kept.find(&glyphs, || {
                made += 1;
                FontFile::of(FONT, &glyphs)
            });
            assert!(file.unwrap().glyph_count >= 2);
            made
        };
        for glyph in 0..KEPT {
            assert_eq!(find(glyph), glyph + 1);
        }
        assert_eq!(find(0), KEPT);
        assert_eq!(find(KEPT), KEPT + 1);
        // The second was the one used longest ago.
        assert_eq!(find(0), KEPT + 1);
        assert_eq!(find(1), KEPT + 2);
    }

    #[test]
    fn a_glyph_made_of_others_brings_them_along() {
        let font = FontRef::new(FONT).unwrap();
        let (outlines, places) = (font.glyf().unwrap(), font.loca(None).unwrap());
        let is_composite = |glyph: &u16| {
            let glyph = places.get_glyf(GlyphId::from(*glyph), &outlines).unwrap();
            matches!(glyph, Some(skrifa::raw::tables::glyf::Glyph::Composite(_)))
        };
        let composite = (1..font.maxp().unwrap().num_glyphs()).find(is_composite).expect("a composite glyph");
        assert!(FontFile::of(FONT, &[0, composite]).unwrap().glyph_count > 2);
    }
}
