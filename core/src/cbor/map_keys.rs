//! The keys of a map, in the one order that they may have, each once.

use super::{CborError, Reader};

/// The keys of a map being read, each checked to come after the one before it.
#[derive(Debug)]
pub struct MapKeys<'a> {
    left: u64,
    last: Option<&'a [u8]>,
}

impl<'a> MapKeys<'a> {
    pub(super) fn new(left: u64) -> Self {
        Self { left, last: None }
    }

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
