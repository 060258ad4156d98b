//! Reads items, first to last, and refuses every encoding but the one that the writer makes.

use super::{CborError, Head, MapKeys};
use crate::limits::NESTING;

/// Reads items from bytes, first to last.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// A reader at the first of these bytes.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What has not been read yet.
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The bytes from here to where `later`, a copy of this reader that read on, stands.
    #[must_use]
    pub fn until(&self, later: &Self) -> &'a [u8] {
        let length = self.rest.len().saturating_sub(later.rest.len());
        self.rest.split_at_checked(length).map_or(&[], |(read, _)| read)
    }

    /// Checks that nothing is left.
    ///
    /// # Errors
    /// [`CborError::Trailing`].
    pub fn end(&self) -> Result<(), CborError> {
        if self.rest.is_empty() { Ok(()) } else { Err(CborError::Trailing) }
    }

    fn take(&mut self, count: u64) -> Result<&'a [u8], CborError> {
        let count = usize::try_from(count).map_err(|_| CborError::Truncated)?;
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(CborError::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    /// Reads the head of an item; the bytes of a string are left for [`Reader::content`].
    ///
    /// # Errors
    /// What is wrong with the head.
    pub fn head(&mut self) -> Result<Head, CborError> {
        let (first, rest) = self.rest.split_first().ok_or(CborError::Truncated)?;
        self.rest = rest;
        let (major, info) = (first >> 5, first & 0x1F);
        if major == 7 {
            return match info {
                22 => Ok(Head::Null),
                31 => Err(CborError::Indefinite),
                _ => Err(CborError::Unsupported),
            };
        }
        let number = match info {
            0..=23 => u64::from(info),
            24..=27 => {
                let width = 1_u64 << (info - 24);
                let number = self.take(width)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
                let least = if width == 1 { 24 } else { 1 << (width * 4) };
                if number < least {
                    return Err(CborError::NotShortest);
                }
                number
            }
            31 => return Err(CborError::Indefinite),
            _ => return Err(CborError::Unsupported),
        };
        Ok(match major {
            0 => Head::Unsigned(number),
            1 => Head::Negative(number),
            2 => Head::Bytes(number),
            3 => Head::Text(number),
            4 => Head::Array(number),
            5 => Head::Map(number),
            _ => Head::Tag(number),
        })
    }

    /// The bytes of a string whose head was just read.
    ///
    /// # Errors
    /// [`CborError::Truncated`].
    pub fn content(&mut self, length: u64) -> Result<&'a [u8], CborError> {
        self.take(length)
    }

    /// Reads an unsigned integer.
    ///
    /// # Errors
    /// Any other item, or a malformed one; so for each reading method below.
    pub fn unsigned(&mut self) -> Result<u64, CborError> {
        if let Head::Unsigned(number) = self.head()? { Ok(number) } else { Err(CborError::Kind) }
    }

    /// Reads an integer that fits an `i64`.
    ///
    /// # Errors
    /// As [`Reader::unsigned`].
    pub fn integer(&mut self) -> Result<i64, CborError> {
        let (number, negative) = match self.head()? {
            Head::Unsigned(number) => (number, false),
            Head::Negative(number) => (number, true),
            _ => return Err(CborError::Kind),
        };
        let number = i64::try_from(number).map_err(|_| CborError::Kind)?;
        Ok(if negative { -1 - number } else { number })
    }

    /// Reads a byte string.
    ///
    /// # Errors
    /// As [`Reader::unsigned`].
    pub fn bytes(&mut self) -> Result<&'a [u8], CborError> {
        if let Head::Bytes(length) = self.head()? { self.take(length) } else { Err(CborError::Kind) }
    }

    /// Reads a byte string of exactly `N` bytes.
    ///
    /// # Errors
    /// As [`Reader::unsigned`].
    pub fn array_of<const N: usize>(&mut self) -> Result<[u8; N], CborError> {
        self.bytes()?.try_into().map_err(|_| CborError::Kind)
    }

    /// Reads text.
    ///
    /// # Errors
    /// As [`Reader::unsigned`].
    pub fn text(&mut self) -> Result<&'a str, CborError> {
        let Head::Text(length) = self.head()? else { return Err(CborError::Kind) };
        core::str::from_utf8(self.take(length)?).map_err(|_| CborError::Utf8)
    }

    /// Reads the head of an array and gives its length.
    ///
    /// # Errors
    /// As [`Reader::unsigned`].
    pub fn array(&mut self) -> Result<u64, CborError> {
        if let Head::Array(length) = self.head()? { Ok(length) } else { Err(CborError::Kind) }
    }

    /// Reads the head of an array of exactly `length` items.
    ///
    /// # Errors
    /// As [`Reader::unsigned`].
    pub fn tuple(&mut self, length: u64) -> Result<(), CborError> {
        if self.array()? == length { Ok(()) } else { Err(CborError::Kind) }
    }

    /// Reads this tag.
    ///
    /// # Errors
    /// As [`Reader::unsigned`].
    pub fn tag(&mut self, number: u64) -> Result<(), CborError> {
        if self.head()? == Head::Tag(number) { Ok(()) } else { Err(CborError::Kind) }
    }

    /// Reads null.
    ///
    /// # Errors
    /// As [`Reader::unsigned`].
    pub fn null(&mut self) -> Result<(), CborError> {
        if self.head()? == Head::Null { Ok(()) } else { Err(CborError::Kind) }
    }

    /// Reads the head of a map; its keys are then read with [`MapKeys::next`].
    ///
    /// # Errors
    /// As [`Reader::unsigned`].
    pub fn map(&mut self) -> Result<MapKeys<'a>, CborError> {
        let Head::Map(left) = self.head()? else { return Err(CborError::Kind) };
        Ok(MapKeys::new(left))
    }

    /// Reads any one item, strictly, and gives its bytes.
    ///
    /// # Errors
    /// What is wrong with the item.
    pub fn item(&mut self) -> Result<&'a [u8], CborError> {
        let start = self.clone();
        self.skip(NESTING)?;
        Ok(start.until(self))
    }

    fn skip(&mut self, nesting: usize) -> Result<(), CborError> {
        let inner = || nesting.checked_sub(1).ok_or(CborError::Nesting);
        match self.head()? {
            Head::Unsigned(_) | Head::Negative(_) | Head::Null => Ok(()),
            Head::Bytes(length) => self.take(length).map(|_| ()),
            Head::Text(length) => core::str::from_utf8(self.take(length)?).map(|_| ()).map_err(|_| CborError::Utf8),
            Head::Array(length) => {
                let inner = inner()?;
                (0..length).try_for_each(|_| self.skip(inner))
            }
            Head::Map(left) => {
                let (inner, mut keys) = (inner()?, MapKeys::new(left));
                while keys.next_with(self, |key| key.skip(inner))?.is_some() {
                    self.skip(inner)?;
                }
                Ok(())
            }
            Head::Tag(_) => self.skip(inner()?),
        }
    }
}

/// Reads one item that fills `bytes`.
///
/// # Errors
/// What is wrong with the item, or [`CborError::Trailing`].
pub fn check_item(bytes: &[u8]) -> Result<(), CborError> {
    let mut reader = Reader::new(bytes);
    reader.item()?;
    reader.end()
}
