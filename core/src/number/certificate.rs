//! 证书序列号, number scheme 1 (format.md section 2): `RRRRRR YYYY OOOO SSSSSS`.

use alloc::format;
use alloc::string::String;
use core::fmt;

use super::decimal;

/// The GB/T 2260 code of an authority: six digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AuthorityCode(String);

/// The number that an authority gave an institution: four digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct InstitutionNumber(String);

/// A certificate number of scheme 1: 20 digits, the serial not 000000.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CertificateNumber(String);

/// How a text, or a set of parts, is not a certificate number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CertificateNumberError {
    /// Not the right number of characters.
    Length {
        /// How many there are.
        chars: usize,
        /// How many there must be.
        expected: usize,
    },
    /// A character that is not an ASCII digit.
    Character {
        /// Where, from 1.
        position: usize,
        /// The character.
        found: char,
    },
    /// The year has more than four digits.
    Year(u64),
    /// The serial is 0 or has more than six digits.
    Serial(u32),
}

const AUTHORITY_DIGITS: usize = 6;
const INSTITUTION_DIGITS: usize = 4;
const DIGITS: usize = 20;
const LAST_YEAR: u64 = 9_999;
const LAST_SERIAL: u32 = 999_999;

impl AuthorityCode {
    /// Reads six digits. Whether there is such an authority, the trust bundle says.
    ///
    /// # Errors
    /// Another length, or a character that is not a digit.
    pub fn parse(text: &str) -> Result<Self, CertificateNumberError> {
        check_digits(text, AUTHORITY_DIGITS).map(|()| Self(text.into()))
    }

    /// The six digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl InstitutionNumber {
    /// Reads four digits.
    ///
    /// # Errors
    /// Another length, or a character that is not a digit.
    pub fn parse(text: &str) -> Result<Self, CertificateNumberError> {
        check_digits(text, INSTITUTION_DIGITS).map(|()| Self(text.into()))
    }

    /// The four digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl CertificateNumber {
    /// Reads 20 digits.
    ///
    /// # Errors
    /// Another length, a character that is not a digit, or the serial 000000.
    pub fn parse(text: &str) -> Result<Self, CertificateNumberError> {
        check_digits(text, DIGITS)?;
        let number = Self(text.into());
        if number.serial() == 0 {
            return Err(CertificateNumberError::Serial(0));
        }
        Ok(number)
    }

    /// The number of these parts.
    ///
    /// # Errors
    /// A year or serial that has no place in the number.
    pub fn new(
        authority: &AuthorityCode,
        year: u64,
        institution: &InstitutionNumber,
        serial: u32,
    ) -> Result<Self, CertificateNumberError> {
        if year > LAST_YEAR {
            return Err(CertificateNumberError::Year(year));
        }
        if serial == 0 || serial > LAST_SERIAL {
            return Err(CertificateNumberError::Serial(serial));
        }
        Ok(Self(format!("{}{year:04}{}{serial:06}", authority.0, institution.0)))
    }

    /// The 20 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code of the authority that registers.
    #[must_use]
    pub fn authority(&self) -> &str {
        self.0.get(..6).unwrap_or_default()
    }

    /// The year of issue.
    #[must_use]
    pub fn year(&self) -> u64 {
        self.0.get(6..10).and_then(decimal).unwrap_or_default()
    }

    /// The number that the authority gave the institution.
    #[must_use]
    pub fn institution(&self) -> &str {
        self.0.get(10..14).unwrap_or_default()
    }

    /// The institution's own serial of that year, from 1.
    #[must_use]
    pub fn serial(&self) -> u32 {
        self.0.get(14..).and_then(decimal).and_then(|serial| u32::try_from(serial).ok()).unwrap_or_default()
    }
}

fn check_digits(text: &str, expected: usize) -> Result<(), CertificateNumberError> {
    let chars = text.chars().count();
    if chars != expected {
        return Err(CertificateNumberError::Length { chars, expected });
    }
    match text.chars().enumerate().find(|(_, c)| !c.is_ascii_digit()) {
        Some((index, found)) => Err(CertificateNumberError::Character { position: index + 1, found }),
        None => Ok(()),
    }
}

impl fmt::Display for AuthorityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for InstitutionNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for CertificateNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_make_the_number_that_is_read_back() {
        let authority = AuthorityCode::parse("130100").unwrap();
        let institution = InstitutionNumber::parse("0007").unwrap();
        for serial in [1, 42, LAST_SERIAL] {
            let number = CertificateNumber::new(&authority, 2026, &institution, serial).unwrap();
            assert_eq!(CertificateNumber::parse(number.as_str()).as_ref(), Ok(&number));
            assert_eq!((number.authority(), number.year()), ("130100", 2026));
            assert_eq!((number.institution(), number.serial()), ("0007", serial));
        }
    }

    #[test]
    fn parts_that_do_not_fit_are_refused() {
        let authority = AuthorityCode::parse("130100").unwrap();
        let institution = InstitutionNumber::parse("0007").unwrap();
        for serial in [0, LAST_SERIAL + 1, u32::MAX] {
            let refused = CertificateNumber::new(&authority, 2026, &institution, serial);
            assert_eq!(refused, Err(CertificateNumberError::Serial(serial)));
        }
        assert_eq!(
            CertificateNumber::new(&authority, 10_000, &institution, 1),
            Err(CertificateNumberError::Year(10_000))
        );
        assert_eq!(
            AuthorityCode::parse("13010"),
            Err(CertificateNumberError::Length { chars: 5, expected: AUTHORITY_DIGITS })
        );
        assert_eq!(
            InstitutionNumber::parse("00٣7"),
            Err(CertificateNumberError::Character { position: 3, found: '٣' })
        );
    }
}
