//! How long the texts are that the cells of an `.xls` share ([MS-XLS] 2.4.265 and 2.5.293).
//!
//! The library copies a shared text into each cell that names it, so a file of a megabyte could ask for gigabytes. Only
//! lengths are read here.

use std::slice::Iter;

/// A character takes no more in UTF-8, where it takes two bytes or one in the file.
const UTF8_BYTES: u64 = 3;

/// A record and those that continue it.
struct Walk<'a> {
    data: &'a [u8],
    rest: Iter<'a, &'a [u8]>,
}

/// The bytes that each text takes, in the order of the table; `None` where the table is broken.
pub(super) fn sizes(records: &[&[u8]]) -> Option<Vec<u64>> {
    let mut rest = records.iter();
    let mut walk = Walk { data: rest.next()?, rest };
    let mut sizes = Vec::new();
    // How many texts there are is said first, and not believed.
    walk.take(8)?;
    while !walk.data.is_empty() || walk.continues() {
        sizes.push(walk.text()?);
    }
    Some(sizes)
}

impl<'a> Walk<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, left) = self.data.split_at_checked(count)?;
        self.data = left;
        Some(taken)
    }

    fn continues(&mut self) -> bool {
        let next = self.rest.next();
        self.data = next.copied().unwrap_or(self.data);
        next.is_some()
    }

    /// Walks over one text, its runs of formats and its phonetics.
    fn text(&mut self) -> Option<u64> {
        const WIDE: u8 = 0x1;
        const HAS_PHONETICS: u8 = 0x4;
        const HAS_RUNS: u8 = 0x8;
        let &[low, high, flags] = self.take(3)? else { return None };
        let chars = u16::from_le_bytes([low, high]);
        let runs = if flags & HAS_RUNS == 0 { 0 } else { number(self.take(2)?) };
        let phonetics = if flags & HAS_PHONETICS == 0 { 0 } else { number(self.take(4)?) };
        let (mut left, mut is_wide) = (usize::from(chars), flags & WIDE != 0);
        loop {
            let width = if is_wide { 2 } else { 1 };
            let here = left.min(self.data.len() / width);
            self.take(here * width)?;
            left -= here;
            if left == 0 {
                break;
            }
            // Each record that continues a text says anew how wide its characters are.
            if !self.continues() {
                return None;
            }
            is_wide = self.take(1)?.first()? & WIDE != 0;
        }
        self.skip(runs.saturating_mul(4).saturating_add(phonetics))?;
        Some(u64::from(chars) * UTF8_BYTES)
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > self.data.len() {
            count -= self.data.len();
            if !self.continues() {
                return None;
            }
        }
        self.take(count).map(|_| ())
    }
}

fn number(bytes: &[u8]) -> usize {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: [u8; 8] = [0; 8];

    #[test]
    fn texts_are_measured_across_records() {
        let narrow = [&HEAD[..], &[2, 0, 0, b'a', b'b'], &[1, 0, 1, 0x20, 0x5F]].concat();
        assert_eq!(sizes(&[&narrow]), Some(vec![6, 3]));
        let (first, second) = ([&HEAD[..], &[3, 0, 0, b'a']].concat(), [1, 0x20, 0x5F, 0x09, 0x4E]);
        assert_eq!(sizes(&[&first, &second]), Some(vec![9]));
        let runs = [&HEAD[..], &[1, 0, 8, 1, 0, b'a', 1, 2, 3, 4], &[1, 0, 4, 2, 0, 0, 0, b'b', 9, 9]].concat();
        assert_eq!(sizes(&[&runs]), Some(vec![3, 3]));
    }

    #[test]
    fn a_broken_table_is_none() {
        for broken in [&[][..], &[0; 7], &[0, 0, 0, 0, 0, 0, 0, 0, 1], &[0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, b'a']] {
            assert_eq!(sizes(&[broken]), None);
        }
        assert_eq!(sizes(&[]), None);
    }
}
