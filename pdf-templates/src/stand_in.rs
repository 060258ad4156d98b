//! Fonts that stand in for the real ones while krilla writes a file: the same glyphs and widths, and no outlines.
//!
//! krilla compresses a font's subset anew for every file, which was a third of a page's time. Of a stand-in there is next to
//! nothing to compress. In place of an outline each glyph has its number, so that the subset that krilla made of it says by
//! itself which glyphs the file needs, and in which order; [`finished`](crate::finished) then puts these in its place.

use skrifa::raw::TableProvider;
use skrifa::raw::types::NameId;
use skrifa::{FontRef, Tag};

use crate::origin::Origin;

/// The table in which a stand-in says what it is. It is for hinting, which nothing here does, and krilla hands it on whole.
const MARK_TABLE: &[u8; 4] = b"cvt ";
const MARK: &[u8; 8] = b"stand-in";
/// A glyph without contours: their count, the box, in whose first number the glyph's stands, the length of instructions.
const GLYPH_BYTES: usize = 12;

/// The first bytes of the SHA-256 of a real font, which tell it from others.
pub(crate) type FontKey = [u8; 8];

/// What a stand-in's subset says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Needed {
    pub(crate) font: FontKey,
    pub(crate) origin: Origin,
    /// The real font's glyphs in the subset's order, the one for missing characters first.
    pub(crate) glyphs: Vec<u16>,
}

/// Makes the stand-in of a font; `None` of one whose outlines are not TrueType's.
pub(crate) fn stand_in(real: &[u8], key: FontKey, origin: Origin) -> Option<Vec<u8>> {
    let font = FontRef::from_index(real, 0).ok()?;
    font.glyf().ok()?;
    let table = |tag: &[u8; 4]| Some(font.table_data(Tag::new(tag))?.as_bytes().to_vec());
    let glyph_count = font.maxp().ok()?.num_glyphs();
    let glyphs = (0..glyph_count).flat_map(|glyph| {
        let mut empty = [0; GLYPH_BYTES];
        empty[2..4].copy_from_slice(&glyph.to_be_bytes());
        empty
    });
    let starts = (0..=u32::from(glyph_count)).flat_map(|glyph| (glyph * GLYPH_BYTES as u32).to_be_bytes());
    let mut head = table(b"head")?;
    // Offsets of four bytes (OpenType, `head`, indexToLocFormat).
    head.get_mut(50..52)?.copy_from_slice(&[0, 1]);
    let mark = [&MARK[..], &key, &[origin as u8, 0]].concat();
    let mut tables = vec![
        (*b"OS/2", table(b"OS/2")?),
        (*MARK_TABLE, mark),
        (*b"glyf", glyphs.collect()),
        (*b"head", head),
        (*b"hhea", table(b"hhea")?),
        (*b"hmtx", table(b"hmtx")?),
        (*b"loca", starts.collect()),
        (*b"maxp", table(b"maxp")?),
        (*b"name", postscript_name(&font)?),
        (*b"post", without_names(table(b"post")?)?),
    ];
    // krilla knows a font by its length, among other things.
    tables.last_mut()?.1.resize(32 + origin as usize, 0);
    assemble(&tables)
}

/// What a subset of a stand-in says; `None` of what is none.
pub(crate) fn read(subset: &[u8]) -> Option<Needed> {
    let font = FontRef::from_index(subset, 0).ok()?;
    let table = |tag| Some(font.table_data(Tag::new(tag))?.as_bytes());
    let (font_key, rest) = table(MARK_TABLE)?.strip_prefix(MARK)?.split_first_chunk()?;
    let origin = Origin::ALL.into_iter().find(|origin| rest.first() == Some(&(*origin as u8)))?;
    let glyphs = table(b"glyf")?.chunks_exact(GLYPH_BYTES);
    let glyphs = glyphs.map(|glyph| Some(u16::from_be_bytes(glyph.get(2..4)?.try_into().ok()?)));
    Some(Needed { font: *font_key, origin, glyphs: glyphs.collect::<Option<_>>()? })
}

/// A table `name` with the one name that a PDF repeats.
fn postscript_name(font: &FontRef<'_>) -> Option<Vec<u8>> {
    let names = font.name().ok()?;
    let name = names.name_record().iter().find(|record| record.name_id() == NameId::POSTSCRIPT_NAME)?;
    let name: Vec<u8> = name.string(names.string_data()).ok()?.chars().flat_map(|c| (c as u16).to_be_bytes()).collect();
    let length = u16::try_from(name.len()).ok()?;
    // Version 0, one record, its text behind it; Windows, Unicode, English.
    let header = [0, 1, 18, 3, 1, 0x409, NameId::POSTSCRIPT_NAME.to_u16(), length, 0];
    Some(header.iter().flat_map(|number| number.to_be_bytes()).chain(name).collect())
}

/// The header of a table `post`, saying that there are no names (version 3).
fn without_names(mut post: Vec<u8>) -> Option<Vec<u8>> {
    post.truncate(32);
    post.get_mut(..4)?.copy_from_slice(&0x0003_0000_u32.to_be_bytes());
    Some(post)
}

/// A font file of tables in the order of their names. Checksums are left out: nobody but us and krilla sees it.
fn assemble(tables: &[([u8; 4], Vec<u8>)]) -> Option<Vec<u8>> {
    let count = u16::try_from(tables.len()).ok()?;
    // What follows the count helps a search that nobody makes.
    let mut file = [&0x0001_0000_u32.to_be_bytes()[..], &count.to_be_bytes(), &[0; 6]].concat();
    let mut start = 12 + 16 * tables.len();
    for (tag, bytes) in tables {
        file.extend_from_slice(tag);
        for number in [0, start, bytes.len()] {
            file.extend_from_slice(&u32::try_from(number).ok()?.to_be_bytes());
        }
        start += bytes.len().next_multiple_of(4);
    }
    for (index, (_, bytes)) in tables.iter().enumerate() {
        file.extend_from_slice(bytes);
        if index + 1 < tables.len() {
            file.resize(file.len().next_multiple_of(4), 0);
        }
    }
    Some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    static FONT: &[u8] = include_bytes!("../fonts/LXGWWenKai-Regular.ttf");

    #[test]
    fn a_subset_of_a_stand_in_says_which_glyphs_of_which_font_it_is_for() {
        for origin in Origin::ALL {
            let stand_in = stand_in(FONT, *b"whatfont", origin).unwrap();
            let mut mapper = subsetter::GlyphRemapper::new();
            let glyphs = [0, 900, 3, 28_000, 17];
            for glyph in &glyphs[1..] {
                mapper.remap(*glyph);
            }
            let subset = subsetter::subset(&stand_in, 0, &mapper).unwrap();
            assert_eq!(read(&subset), Some(Needed { font: *b"whatfont", origin, glyphs: glyphs.to_vec() }));
            // A page has two of them.
            assert!(subset.len() < 600, "{}", subset.len());
        }
    }

    #[test]
    fn a_real_font_is_no_stand_in() {
        assert_eq!(read(FONT), None);
        assert_eq!(read(b""), None);
        assert!(stand_in(b"no font", [0; 8], Origin::Class).is_none());
    }
}
