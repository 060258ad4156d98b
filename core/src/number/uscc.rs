//! 统一社会信用代码, the code of a legal entity in China (GB 32100-2015).

use alloc::string::String;
use core::fmt;

/// A 统一社会信用代码: 18 characters, the last of which checks the others.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Uscc(String);

/// How a text is not a 统一社会信用代码.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UsccError {
    /// Not 18 characters.
    Length {
        /// How many there are.
        chars: usize,
    },
    /// A character that is not in the alphabet (I, O, S, V and Z are not, nor is lower case).
    Character {
        /// Where, from 1.
        position: usize,
        /// The character.
        found: char,
    },
    /// The last character does not fit the others.
    CheckCharacter {
        /// What it would have to be.
        expected: char,
        /// What it is.
        found: char,
    },
}

/// GB 32100-2015, 4.2: digits and capitals, less I O S V Z; a character's value is its place.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const CHARS: usize = 18;
/// The weight of place i, from 0, is 3^i mod 31.
const WEIGHT_BASE: usize = 3;
const MODULUS: usize = 31;

impl Uscc {
    /// Reads a code.
    ///
    /// # Errors
    /// The first rule broken: length, then characters from the left, then the check character.
    pub fn parse(text: &str) -> Result<Self, UsccError> {
        let chars = text.chars().count();
        if chars != CHARS {
            return Err(UsccError::Length { chars });
        }
        let (mut sum, mut weight, mut last) = (0, 1, ('0', 0));
        for (index, c) in text.chars().enumerate() {
            let Some(value) = ALPHABET.find(c) else {
                return Err(UsccError::Character { position: index + 1, found: c });
            };
            last = (c, value);
            if index + 1 < CHARS {
                sum += value * weight;
                weight = weight * WEIGHT_BASE % MODULUS;
            }
        }
        let expected = (MODULUS - sum % MODULUS) % MODULUS;
        if last.1 != expected {
            let expected = ALPHABET.chars().nth(expected).unwrap_or_default();
            return Err(UsccError::CheckCharacter { expected, found: last.0 });
        }
        Ok(Self(text.into()))
    }

    /// The 18 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Uscc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_character_anywhere_is_found() {
        let code = "91350100M000100Y43";
        assert!(Uscc::parse(code).is_ok());
        for (place, _) in code.char_indices() {
            for other in ALPHABET.chars() {
                let mut changed = String::from(code);
                changed.replace_range(place..=place, other.encode_utf8(&mut [0; 4]));
                assert_eq!(Uscc::parse(&changed).is_ok(), changed == code, "{changed}");
            }
        }
    }

    #[test]
    fn the_error_names_the_rule() {
        let wrong = UsccError::CheckCharacter { expected: '3', found: '0' };
        assert_eq!(Uscc::parse("91350100M000100Y40"), Err(wrong));
        assert_eq!(Uscc::parse("9135010OM000100Y43"), Err(UsccError::Character { position: 8, found: 'O' }));
        assert_eq!(Uscc::parse("九"), Err(UsccError::Length { chars: 1 }));
    }
}
