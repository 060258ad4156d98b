//! The rule for text (format.md section 1): what may stand in a name, so that two texts that look alike are alike.

use crate::nfc::is_nfc;

/// How a text breaks the rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextError {
    /// Fewer or more Unicode scalar values than allowed.
    Length {
        /// How many there are.
        chars: usize,
        /// How few there may be.
        min: usize,
        /// How many there may be.
        max: usize,
    },
    /// A character that no text may hold.
    Character(char),
    /// A space at an end, or two together.
    Space,
    /// Not in Unicode normalization form C.
    NotNfc,
}

/// Checks a text of `min..=max` characters (Unicode scalar values).
///
/// # Errors
/// The first rule broken: length, then characters from the left, then spaces, then normalization.
pub fn check_text(text: &str, min: usize, max: usize) -> Result<(), TextError> {
    let chars = text.chars().count();
    if chars < min || chars > max {
        return Err(TextError::Length { chars, min, max });
    }
    if let Some(refused) = text.chars().find(|c| !is_allowed(*c)) {
        return Err(TextError::Character(refused));
    }
    if text.starts_with(' ') || text.ends_with(' ') || text.as_bytes().windows(2).any(|pair| pair == b"  ") {
        return Err(TextError::Space);
    }
    is_nfc(text).then_some(()).ok_or(TextError::NotNfc)
}

/// Whether a character may stand in a text at all.
#[must_use]
pub fn is_allowed(c: char) -> bool {
    if c.is_ascii() {
        return (' '..='~').contains(&c);
    }
    let is_noncharacter = (0xFDD0..=0xFDEF).contains(&u32::from(c)) || u32::from(c) & 0xFFFE == 0xFFFE;
    !is_noncharacter && !is_private_use(c) && !SEPARATORS.contains(&c) && !within(HIDDEN, c)
}

/// A private-use character: old GBK exports put rare names there.
#[must_use]
pub fn is_private_use(c: char) -> bool {
    matches!(u32::from(c), 0xE000..=0xF8FF | 0xF_0000..=0xF_FFFD | 0x10_0000..=0x10_FFFD)
}

fn within(ranges: &[(u32, u32)], c: char) -> bool {
    ranges.iter().any(|(first, last)| (*first..=*last).contains(&u32::from(c)))
}

/// General categories Zs, Zl and Zp but for U+0020.
const SEPARATORS: [char; 18] = [
    '\u{00A0}', '\u{1680}', '\u{2000}', '\u{2001}', '\u{2002}', '\u{2003}', '\u{2004}', '\u{2005}', '\u{2006}',
    '\u{2007}', '\u{2008}', '\u{2009}', '\u{200A}', '\u{2028}', '\u{2029}', '\u{202F}', '\u{205F}', '\u{3000}',
];

/// Control (Cc) and format (Cf) characters, and those that show as nothing: Default_Ignorable_Code_Point as of
/// Unicode 16, and U+2800.
const HIDDEN: &[(u32, u32)] = &[
    (0x0080, 0x009F),
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x0600, 0x0605),
    (0x061C, 0x061C),
    (0x06DD, 0x06DD),
    (0x070F, 0x070F),
    (0x0890, 0x0891),
    (0x08E2, 0x08E2),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0x1_10BD, 0x1_10BD),
    (0x1_10CD, 0x1_10CD),
    (0x1_3430, 0x1_343F),
    (0x1_BCA0, 0x1_BCA3),
    (0x1_D173, 0x1_D17A),
    (0xE_0000, 0xE_0FFF),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_people_have_pass() {
        for name in ["张三", "𠮷田山", "䶮玉", "阿卜杜热合曼·买买提", "O'Neil-Smith Jr.", "Zoë", "\u{3400}"]
        {
            assert_eq!(check_text(name, 1, 50), Ok(()), "{name}");
        }
    }

    #[test]
    fn what_shows_as_nothing_is_refused() {
        for c in [
            '\u{200B}',
            '\u{2800}',
            '\u{3164}',
            '\u{FE0F}',
            '\u{E0100}',
            '\u{E000}',
            '\u{FFFE}',
            '\u{3000}',
            '\n',
            '\u{7F}',
            '\u{110BD}',
        ] {
            assert_eq!(check_text(&alloc::format!("张{c}三"), 1, 50), Err(TextError::Character(c)));
        }
    }

    #[test]
    fn spaces_and_forms_are_judged() {
        assert_eq!(check_text(" a", 1, 5), Err(TextError::Space));
        assert_eq!(check_text("a  b", 1, 5), Err(TextError::Space));
        assert_eq!(check_text("e\u{301}", 1, 5), Err(TextError::NotNfc));
        assert_eq!(check_text("", 1, 5), Err(TextError::Length { chars: 0, min: 1, max: 5 }));
    }
}
