//! Any text as one that can be printed.

use crate::error::{FontError, Unprintable};
use crate::fonts::Fonts;
use hezheng_core::text::check_text;

/// The text, each character that no font has or that shows as nothing written as its number.
pub(super) fn printable(text: &str, fonts: &Fonts) -> String {
    let mut glyphs = fonts.glyphs();
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if is_visible(character) && glyphs.find(character).is_ok() {
            shown.push(character);
        } else {
            shown.push_str(&format!("[U+{:04X}]", u32::from(character)));
        }
    }
    shown
}

/// The font that a character of this text needs and that is not to be had.
pub(super) fn missing_font(text: &str, fonts: &Fonts) -> Option<FontError> {
    let mut glyphs = fonts.glyphs();
    text.chars().filter(|character| is_visible(*character)).find_map(|character| match glyphs.find(character) {
        Err(Unprintable::FontUnusable(_, font)) => Some(*font),
        _ => None,
    })
}

/// What the rule for text refuses may turn a line around or show as nothing.
fn is_visible(character: char) -> bool {
    let mut buffer = [0; 4];
    character == ' ' || check_text(character.encode_utf8(&mut buffer), 1, 1).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::Template;

    #[test]
    fn what_cannot_be_printed_is_written_as_its_number() {
        let template = Template::built_in().unwrap();
        let fonts = Fonts::from_bytes(&template, Vec::new()).unwrap();
        for (text, shown) in [
            ("证书 1.pdf", "证书 1.pdf"),
            ("a\n\t\u{202E}fdp.exe", "a[U+000A][U+0009][U+202E]fdp.exe"),
            ("\u{1F600}", "[U+1F600]"),
            ("a\u{200B}b", "a[U+200B]b"),
        ] {
            assert_eq!(printable(text, &fonts), shown);
        }
    }

    #[test]
    fn a_font_that_is_not_there_is_named_where_a_character_needs_it() {
        let template = Template::built_in().unwrap();
        let fonts = Fonts::from_bytes(&template, Vec::new()).unwrap();
        assert_eq!(missing_font("林晚秋.pdf", &fonts), None);
        assert!(matches!(missing_font("林\u{2A6D6}", &fonts), Some(FontError::Missing { .. })));
    }
}
