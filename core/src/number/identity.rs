//! Identity numbers: the kinds of document that format.md section 2 lists, and what the number of each looks like.

use alloc::string::String;
use core::fmt;

use super::{decimal, digit};
use crate::limits::TEXT_CHARS;
use crate::text::{TextError, check_text};
use crate::time::days_in_month;

/// The kind of an identity document (format.md section 2, `id-kind`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum IdKind {
    /// 居民身份证, resident identity card: 18 characters, GB 11643-1999.
    ResidentId,
    /// 港澳台居民居住证, residence permit for Hong Kong, Macao and Taiwan residents: as above, beginning 81, 82 or 83.
    HmtResidence,
    /// 外国人永久居留身份证, foreign permanent resident identity card: as above, beginning 9; older ones are three
    /// letters and 12 digits.
    ForeignerPermanent,
    /// 港澳居民来往内地通行证, travel permit of Hong Kong and Macao residents: H or M and 8 or 10 digits.
    HmtPermit,
    /// 台湾居民来往大陆通行证, travel permit of Taiwan residents: 8 digits.
    TaiwanPermit,
    /// 护照, a passport of any state: 5 to 20 digits and capitals.
    Passport,
    /// 其他, any other document: 4 to 100 characters of any text.
    Other,
}

/// A full identity number that is right for its kind. Personal data: `Debug` shows the last four characters only, and
/// there is no `Display`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdentityNumber {
    kind: IdKind,
    number: String,
}

/// How a number is not right for its kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IdentityError {
    /// Not as long as a number of this kind is.
    Length {
        /// How many characters there are.
        chars: usize,
    },
    /// A character that cannot stand where it does.
    Character {
        /// Where, from 1.
        position: usize,
        /// The character.
        found: char,
    },
    /// It begins as numbers of this kind do not.
    Prefix,
    /// The day of birth in it is not in the calendar.
    BirthDate,
    /// The last character does not fit the others.
    CheckCharacter {
        /// What it would have to be.
        expected: char,
        /// What it is.
        found: char,
    },
    /// A number of kind 9, or its last four characters, breaks the rule for text.
    Text(TextError),
}

/// How many characters at the end of a number a certificate shows.
const TAIL_CHARS: usize = 4;
const CITIZEN_CHARS: usize = 18;
const OLD_FOREIGNER_CHARS: usize = 15;
/// ICAO Doc 9303 has 9 characters in the machine-readable line and lets longer numbers run on; shorter than 5 is none.
const PASSPORT_CHARS: core::ops::RangeInclusive<usize> = 5..=20;
/// GB 11643-1999, 4.2: the weights 2^(18 - i) mod 11 of places 1 to 17.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check character for each remainder mod 11.
const CHECK_CHARACTERS: &str = "10X98765432";
/// Address codes that only a 港澳台居民居住证 has: Hong Kong, Macao, Taiwan.
const HMT_PREFIXES: [&str; 3] = ["81", "82", "83"];
const FOREIGNER_PREFIX: &str = "9";

impl IdKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::ResidentId,
        Self::HmtResidence,
        Self::ForeignerPermanent,
        Self::HmtPermit,
        Self::TaiwanPermit,
        Self::Passport,
        Self::Other,
    ];

    /// The kind of this code.
    #[must_use]
    pub fn from_code(code: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The code that statements carry.
    #[must_use]
    pub fn code(self) -> u64 {
        match self {
            Self::ResidentId => 1,
            Self::HmtResidence => 2,
            Self::ForeignerPermanent => 3,
            Self::HmtPermit => 4,
            Self::TaiwanPermit => 5,
            Self::Passport => 6,
            Self::Other => 9,
        }
    }
}

impl IdentityNumber {
    /// Reads a number of a kind.
    ///
    /// # Errors
    /// The first rule broken: length, then characters from the left, then how it begins, then the day of birth, then
    /// the check character.
    pub fn parse(kind: IdKind, number: &str) -> Result<Self, IdentityError> {
        match kind {
            IdKind::ResidentId | IdKind::HmtResidence => check_citizen(kind, number),
            IdKind::ForeignerPermanent if number.chars().count() == OLD_FOREIGNER_CHARS => {
                check_letters_then_digits(number, 3, &[12])
            }
            IdKind::ForeignerPermanent => check_citizen(kind, number),
            IdKind::HmtPermit => {
                check_letters_then_digits(number, 1, &[8, 10])?;
                number.starts_with(['H', 'M']).then_some(()).ok_or(IdentityError::Prefix)
            }
            IdKind::TaiwanPermit => check_letters_then_digits(number, 0, &[8]),
            IdKind::Passport => check_passport(number),
            IdKind::Other => check_other(number),
        }?;
        Ok(Self { kind, number: number.into() })
    }

    /// The kind of document.
    #[must_use]
    pub fn kind(&self) -> IdKind {
        self.kind
    }

    /// The whole number. Whoever calls this shows it to nobody but the registry and the trainee.
    #[must_use]
    pub fn full_number(&self) -> &str {
        &self.number
    }

    /// All but the last four characters as asterisks: the one mask everywhere.
    #[must_use]
    pub fn masked(&self) -> String {
        let hidden = self.number.chars().count().saturating_sub(self.tail().chars().count());
        core::iter::repeat_n('*', hidden).chain(self.tail().chars()).collect()
    }

    /// The last four characters: what a certificate shows.
    #[must_use]
    pub fn tail(&self) -> &str {
        tail(&self.number)
    }
}

/// The kinds whose numbers prove what they are, by a check character or by their shape alone, and that this number
/// fits. Passports and travel permits prove nothing: for them somebody must say which document it is.
pub fn kinds_proved_by(number: &str) -> impl Iterator<Item = IdKind> {
    [IdKind::ResidentId, IdKind::HmtResidence, IdKind::ForeignerPermanent]
        .into_iter()
        .filter(move |kind| IdentityNumber::parse(*kind, number).is_ok())
}

fn tail(number: &str) -> &str {
    let start = number.char_indices().rev().nth(TAIL_CHARS - 1).map_or(0, |(start, _)| start);
    number.get(start..).unwrap_or_default()
}

/// GB 11643-1999: six digits of address, eight of the day of birth, three of sequence, one check character.
fn check_citizen(kind: IdKind, number: &str) -> Result<(), IdentityError> {
    check_length(number, |chars| chars == CITIZEN_CHARS)?;
    let (mut sum, mut last) = (0, '0');
    for (index, c) in number.chars().enumerate() {
        match (WEIGHTS.get(index), digit(c)) {
            (Some(weight), Some(value)) => sum += weight * value,
            (None, Some(_)) => last = c,
            (None, None) if c == 'X' => last = c,
            _ => return Err(IdentityError::Character { position: index + 1, found: c }),
        }
    }
    let is_hmt = HMT_PREFIXES.iter().any(|prefix| number.starts_with(prefix));
    let is_foreigner = number.starts_with(FOREIGNER_PREFIX);
    let begins_right = match kind {
        IdKind::HmtResidence => is_hmt,
        IdKind::ForeignerPermanent => is_foreigner,
        _ => !is_hmt && !is_foreigner,
    };
    if !begins_right {
        return Err(IdentityError::Prefix);
    }
    let part = |range: core::ops::Range<usize>| number.get(range).and_then(decimal).unwrap_or_default();
    let (year, month, day) = (part(6..10), part(10..12), part(12..14));
    if day == 0 || day > days_in_month(year, month) {
        return Err(IdentityError::BirthDate);
    }
    let expected = CHECK_CHARACTERS.chars().zip(0..).find(|(_, remainder)| *remainder == sum % 11);
    match expected {
        Some((expected, _)) if expected != last => Err(IdentityError::CheckCharacter { expected, found: last }),
        _ => Ok(()),
    }
}

fn check_letters_then_digits(number: &str, letters: usize, digits: &[usize]) -> Result<(), IdentityError> {
    check_length(number, |chars| digits.iter().any(|digits| letters + digits == chars))?;
    check_characters(number, |index, c| if index < letters { c.is_ascii_uppercase() } else { c.is_ascii_digit() })
}

fn check_passport(number: &str) -> Result<(), IdentityError> {
    check_length(number, |chars| PASSPORT_CHARS.contains(&chars))?;
    check_characters(number, |_, c| c.is_ascii_digit() || c.is_ascii_uppercase())
}

/// Any text, but the last four characters stand alone in a statement and must be a text there too.
fn check_other(number: &str) -> Result<(), IdentityError> {
    check_length(number, |chars| (TAIL_CHARS..=TEXT_CHARS).contains(&chars))?;
    check_text(number, TAIL_CHARS, TEXT_CHARS).map_err(IdentityError::Text)?;
    check_text(tail(number), TAIL_CHARS, TAIL_CHARS).map_err(IdentityError::Text)
}

fn check_length(number: &str, is_allowed: impl Fn(usize) -> bool) -> Result<(), IdentityError> {
    let chars = number.chars().count();
    is_allowed(chars).then_some(()).ok_or(IdentityError::Length { chars })
}

fn check_characters(number: &str, is_allowed: impl Fn(usize, char) -> bool) -> Result<(), IdentityError> {
    match number.chars().enumerate().find(|(index, c)| !is_allowed(*index, *c)) {
        Some((index, found)) => Err(IdentityError::Character { position: index + 1, found }),
        None => Ok(()),
    }
}

impl fmt::Debug for IdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdentityNumber({:?}, …{})", self.kind, self.tail())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    fn parse(number: &str) -> Result<IdentityNumber, IdentityError> {
        IdentityNumber::parse(IdKind::ResidentId, number)
    }

    #[test]
    fn a_changed_digit_anywhere_is_found() {
        let number = "13010220000229000X";
        assert!(parse(number).is_ok());
        for place in 0..CITIZEN_CHARS {
            for other in "0123456789X".chars() {
                let mut changed = String::from(number);
                changed.replace_range(place..=place, other.encode_utf8(&mut [0; 4]));
                assert_eq!(parse(&changed).is_ok(), changed == number, "{changed}");
            }
        }
    }

    #[test]
    fn the_error_names_the_rule() {
        let wrong = IdentityError::CheckCharacter { expected: 'X', found: '0' };
        assert_eq!(parse("130102200002290000"), Err(wrong));
        assert_eq!(parse("13010220000230000X"), Err(IdentityError::BirthDate));
        assert_eq!(parse("13010220000229000x"), Err(IdentityError::Character { position: 18, found: 'x' }));
        assert_eq!(parse("1301022000022900X0"), Err(IdentityError::Character { position: 17, found: 'X' }));
        assert_eq!(parse("1301022000022900"), Err(IdentityError::Length { chars: 16 }));
        assert_eq!(parse("810000199001010000"), Err(IdentityError::Prefix));
        assert_eq!(IdentityNumber::parse(IdKind::HmtPermit, "A00000000"), Err(IdentityError::Prefix));
    }

    #[test]
    fn debug_shows_the_last_four_characters_only() {
        let number = parse("13010220000229000X").unwrap();
        assert_eq!(format!("{number:?}"), "IdentityNumber(ResidentId, …000X)");
        assert_eq!(number.tail(), "000X");
    }

    #[test]
    fn the_tail_of_another_document_is_a_text_of_its_own() {
        let other = |number| IdentityNumber::parse(IdKind::Other, number);
        assert_eq!(other("京字第00000000号").unwrap().tail(), "000号");
        assert_eq!(other("第12 345"), Err(IdentityError::Text(TextError::Space)));
        assert_eq!(other("123"), Err(IdentityError::Length { chars: 3 }));
    }

    #[test]
    fn only_numbers_that_prove_their_kind_are_guessed() {
        for (number, kind) in [
            ("13010220000229000X", Some(IdKind::ResidentId)),
            ("810000199001010000", Some(IdKind::HmtResidence)),
            ("911124198103030009", Some(IdKind::ForeignerPermanent)),
            ("USA110000000000", Some(IdKind::ForeignerPermanent)),
            ("H00000000", None),
            ("00000000", None),
            ("E00000000", None),
        ] {
            assert_eq!(
                kinds_proved_by(number).collect::<alloc::vec::Vec<_>>(),
                kind.into_iter().collect::<alloc::vec::Vec<_>>()
            );
        }
    }

    #[test]
    fn codes_come_back() {
        for code in 0..12 {
            assert_eq!(
                IdKind::from_code(code).map(IdKind::code),
                ((1..=6).contains(&code) || code == 9).then_some(code)
            );
        }
    }
}
