//! Keys: parts put one after another so that keys sort by their parts, numbers by size and texts by their bytes.

use std::ops::Range;

/// A key in the making.
#[derive(Clone, Default, Debug)]
pub(crate) struct Key(Vec<u8>);

impl Key {
    /// The beginning of every key of an authority's.
    pub(crate) fn of(authority: super::AuthorityNumber) -> Self {
        Self::default().u32(authority.0)
    }

    pub(crate) fn u32(mut self, number: u32) -> Self {
        self.0.extend(number.to_be_bytes());
        self
    }

    pub(crate) fn u64(mut self, number: u64) -> Self {
        self.0.extend(number.to_be_bytes());
        self
    }

    /// Bytes of one length in all keys of the table.
    pub(crate) fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.extend(bytes);
        self
    }

    /// A text and a zero byte, which no text of the format contains (format.md section 1).
    pub(crate) fn text(mut self, text: &str) -> Self {
        self.0.extend(text.as_bytes());
        self.0.push(0);
        self
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// The first key after every key that begins with this one; `None` where this is all ones.
    pub(crate) fn after_all(&self) -> Option<Vec<u8>> {
        let end = self.0.iter().rposition(|byte| *byte != u8::MAX)?;
        let mut key = self.0.get(..=end)?.to_vec();
        *key.last_mut()? += 1;
        Some(key)
    }
}

/// Every key of a table: none is longer, or all ones.
pub(crate) fn every_key() -> Range<Vec<u8>> {
    Vec::new()..vec![u8::MAX; 128]
}

/// Every key that begins with this one.
pub(crate) fn beginning_with(key: Key) -> Range<Vec<u8>> {
    let end = key.after_all().unwrap_or_else(|| every_key().end);
    key.into_bytes()..end
}

/// Reads a key's parts in their order. A key that ends too early is damage, which [`Parts::u32`] and the like say.
pub(crate) struct Parts<'k>(&'k [u8]);

impl<'k> Parts<'k> {
    pub(crate) fn of(key: &'k [u8]) -> Self {
        Self(key)
    }

    pub(crate) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }

    pub(crate) fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_be_bytes)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (part, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*part)
    }

    /// Whether nothing is left.
    pub(crate) fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn text(&mut self) -> Option<&'k str> {
        let end = self.0.iter().position(|byte| *byte == 0)?;
        let (text, rest) = (self.0.get(..end)?, self.0.get(end + 1..)?);
        self.0 = rest;
        core::str::from_utf8(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_by_their_parts() {
        let key = |number: u32, text: &str, leaf: u64| Key::default().u32(number).text(text).u64(leaf).into_bytes();
        let ascending = [key(1, "a", 300), key(1, "a", 301), key(1, "ab", 0), key(1, "b", 0), key(256, "", 0)];
        assert!(ascending.is_sorted());
        let mut parts = Parts::of(&ascending[2]);
        assert_eq!((parts.u32(), parts.array(), parts.u64(), parts.u64()), (Some(1), Some(*b"ab\0"), Some(0), None));
    }

    #[test]
    fn the_key_after_all_follows_each_that_begins_alike() {
        let key = Key::default().u32(0x00FF_FFFF);
        let after = key.after_all().unwrap();
        assert_eq!(after, [1]);
        assert!(key.u64(u64::MAX).into_bytes() < after);
        assert_eq!(Key::default().u32(u32::MAX).after_all(), None);
    }
}
