//! Strict CBOR (RFC 8949) in core deterministic encoding (section 4.2.1): one way to write each item, and a reader that
//! refuses every other. Integers, byte strings, text, arrays, maps, tags and null are all that format 1 uses.
//!
//! The reader walks the bytes and allocates nothing, so hostile input costs its own length and no more.

use crate::limits::NESTING;
use alloc::vec::Vec;

/// Why bytes are not the item expected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CborError {
    /// The bytes end inside an item.
    Truncated,
    /// Bytes follow the item.
    Trailing,
    /// An integer or a length is not in its shortest form.
    NotShortest,
    /// An indefinite length, or a break.
    Indefinite,
    /// Additional information 28 to 30, a float, or a simple value other than null.
    Unsupported,
    /// Another kind of item than the one expected here.
    Kind,
    /// Map keys not in bytewise order.
    KeyOrder,
    /// A map key twice.
    KeyTwice,
    /// Text that is not UTF-8.
    Utf8,
    /// More than [`NESTING`] arrays, maps and tags around an item.
    Nesting,
}

/// What an item is, with the number in its head.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Head {
    /// An unsigned integer.
    Unsigned(u64),
    /// The negative integer -1 - n.
    Negative(u64),
    /// A byte string of so many bytes.
    Bytes(u64),
    /// Text of so many bytes.
    Text(u64),
    /// An array of so many items.
    Array(u64),
    /// A map of so many pairs.
    Map(u64),
    /// A tag; one item follows.
    Tag(u64),
    /// null.
    Null,
}

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
        Ok(MapKeys { left, last: None })
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
                let (inner, mut keys) = (inner()?, MapKeys { left, last: None });
                while keys.next_with(self, |key| key.skip(inner))?.is_some() {
                    self.skip(inner)?;
                }
                Ok(())
            }
            Head::Tag(_) => self.skip(inner()?),
        }
    }
}

/// The keys of a map being read, each checked to come after the one before it.
#[derive(Debug)]
pub struct MapKeys<'a> {
    left: u64,
    last: Option<&'a [u8]>,
}

impl<'a> MapKeys<'a> {
    /// Reads the next key, an integer; its value is for the caller to read. `None` at the end.
    ///
    /// # Errors
    /// A key out of order, twice, or no integer.
    pub fn next(&mut self, reader: &mut Reader<'a>) -> Result<Option<i64>, CborError> {
        self.next_with(reader, Reader::integer)
    }

    /// As [`MapKeys::next`], for keys of any kind: `read` reads one.
    ///
    /// # Errors
    /// As [`MapKeys::next`].
    pub fn next_with<K>(
        &mut self,
        reader: &mut Reader<'a>,
        read: impl FnOnce(&mut Reader<'a>) -> Result<K, CborError>,
    ) -> Result<Option<K>, CborError> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        let start = reader.clone();
        let key = read(reader)?;
        let bytes = start.until(reader);
        match self.last.map(|last| last.cmp(bytes)) {
            Some(core::cmp::Ordering::Equal) => return Err(CborError::KeyTwice),
            Some(core::cmp::Ordering::Greater) => return Err(CborError::KeyOrder),
            _ => {}
        }
        (self.left, self.last) = (left, Some(bytes));
        Ok(Some(key))
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

/// Writes items, one after another, in the only encoding the reader takes. The caller writes map keys in order.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// An empty writer.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What was written.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn head(&mut self, major: u8, number: u64) -> &mut Self {
        let major = major << 5;
        let all = number.to_be_bytes();
        let (info, width) = match number {
            0..=23 => (number.to_be_bytes().last().copied().unwrap_or(0), 0),
            24..=0xFF => (24, 1),
            0x100..=0xFFFF => (25, 2),
            0x1_0000..=0xFFFF_FFFF => (26, 4),
            _ => (27, 8),
        };
        self.bytes.push(major | info);
        self.bytes.extend(all.iter().skip(8 - width));
        self
    }

    /// Writes an unsigned integer.
    pub fn unsigned(&mut self, number: u64) -> &mut Self {
        self.head(0, number)
    }

    /// Writes an integer.
    pub fn integer(&mut self, number: i64) -> &mut Self {
        match u64::try_from(number) {
            Ok(number) => self.head(0, number),
            Err(_) => self.head(1, number.unsigned_abs() - 1),
        }
    }

    /// Writes the negative integer -1 - n.
    pub fn negative(&mut self, n: u64) -> &mut Self {
        self.head(1, n)
    }

    /// Writes a byte string.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.head(2, bytes.len() as u64).raw(bytes)
    }

    /// Writes text.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.head(3, text.len() as u64).raw(text.as_bytes())
    }

    /// Writes the head of an array; its items follow.
    pub fn array(&mut self, length: usize) -> &mut Self {
        self.head(4, length as u64)
    }

    /// Writes the head of a map; its pairs follow, keys in bytewise order.
    pub fn map(&mut self, length: usize) -> &mut Self {
        self.head(5, length as u64)
    }

    /// Writes a tag; its item follows.
    pub fn tag(&mut self, number: u64) -> &mut Self {
        self.head(6, number)
    }

    /// Writes null.
    pub fn null(&mut self) -> &mut Self {
        self.raw(&[0xF6])
    }

    /// Writes an item that is encoded already.
    pub fn raw(&mut self, item: &[u8]) -> &mut Self {
        self.bytes.extend_from_slice(item);
        self
    }
}
