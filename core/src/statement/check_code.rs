//! The check code (核验码), for a person who types instead of scanning (format.md section 2).

use crate::ids::Hash;
use alloc::string::String;
use core::fmt;

/// Crockford's base32.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PREFIX: &[u8] = b"hezheng check code 1";
const CHARS: usize = 12;

/// The first 60 bits of SHA-256 over a prefix and the tagged statement with an empty unprotected map.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CheckCode(u64);

/// Why something typed is no check code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CheckCodeError {
    /// Not 13 characters beside hyphens and spaces.
    Length,
    /// A character outside the alphabet.
    Character(char),
    /// The check character is wrong: a typing error.
    Typing,
}

impl CheckCode {
    /// The code of a statement, given as it is hashed: tagged, with an empty unprotected map.
    #[must_use]
    pub fn of(bare_statement: &[u8]) -> Self {
        Self::from_digest(&Hash::of(&[PREFIX, bare_statement]))
    }

    /// The code with the first 60 bits of this digest.
    #[must_use]
    pub fn from_digest(digest: &Hash) -> Self {
        Self(digest.0.iter().take(8).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte)) >> 4)
    }

    /// The 60 bits as a number, for use as a key.
    #[must_use]
    pub fn bits(self) -> u64 {
        self.0
    }

    /// Reads what a person typed: without regard to case, hyphens or spaces, O as 0, I and L as 1.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(typed: &str) -> Result<Self, CheckCodeError> {
        let (mut bits, mut count, mut check) = (0_u64, 0, None);
        for c in typed.chars().filter(|c| !matches!(c, '-' | ' ')) {
            let value = value_of(c).ok_or(CheckCodeError::Character(c))?;
            count += 1;
            match count {
                1..=CHARS => bits = bits << 5 | value,
                13 => check = Some(value),
                _ => return Err(CheckCodeError::Length),
            }
        }
        let code = Self(bits);
        match check {
            None => Err(CheckCodeError::Length),
            Some(check) if check == code.check_value() => Ok(code),
            Some(_) => Err(CheckCodeError::Typing),
        }
    }

    /// The 12 characters' values, first to last.
    fn values(self) -> impl DoubleEndedIterator<Item = u64> {
        (0..CHARS).rev().map(move |place| self.0 >> (5 * place) & 31)
    }

    /// Luhn mod 32: from the right every other value doubled, its two base-32 digits added; the sum made a multiple of 32.
    fn check_value(self) -> u64 {
        let doubled = |value: u64| value * 2 / 32 + value * 2 % 32;
        let sum: u64 = self
            .values()
            .rev()
            .zip([true, false].into_iter().cycle())
            .map(|(value, double)| if double { doubled(value) } else { value })
            .sum();
        (32 - sum % 32) % 32
    }
}

/// `XXXX-XXXX-XXXX-C`.
impl fmt::Display for CheckCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(16);
        for (place, value) in self.values().chain([self.check_value()]).enumerate() {
            if place > 0 && place % 4 == 0 {
                text.push('-');
            }
            let byte = usize::try_from(value).ok().and_then(|value| ALPHABET.get(value)).copied().unwrap_or(b'?');
            text.push(char::from(byte));
        }
        f.write_str(&text)
    }
}

fn value_of(c: char) -> Option<u64> {
    let c = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        upper => upper,
    };
    ALPHABET.iter().position(|letter| char::from(*letter) == c).and_then(|value| u64::try_from(value).ok())
}
