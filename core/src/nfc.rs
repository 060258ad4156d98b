//! Whether a text is in Unicode normalization form C (UAX #15). It is only ever asked, so that what would change a text, and
//! the tables for that, are not needed: they would be a third of the verifier that each phone fetches.
//!
//! `tests/nfc.rs` holds it to the package unicode-normalization over every character and every pair that is put together.

#[path = "nfc_table.rs"]
mod table;

use alloc::vec::Vec;
use table::{CLASSES, FIRSTS, NEVER, SECONDS, WHOLES};

/// Whether it is. Most names are Chinese characters, of which nothing has to be looked up.
#[must_use]
pub fn is_nfc(text: &str) -> bool {
    if text.chars().all(|c| matches!(c, '\0'..='\u{2FF}' | '\u{4E00}'..='\u{9FFF}')) {
        return true;
    }
    if text.chars().any(|c| range_of(NEVER, u32::from(c), |(first, last)| (*first, *last)).is_some()) {
        return false;
    }
    let mut apart = Vec::new();
    text.chars().for_each(|c| take_apart(u32::from(c), &mut apart));
    order(&mut apart);
    put_together(&apart).into_iter().eq(text.chars().map(u32::from))
}

/// Its canonical decomposition. What has one and stands in this form was put together from a pair.
fn take_apart(c: u32, apart: &mut Vec<(u32, u8)>) {
    if let Some(syllable) = hangul::parts(c) {
        apart.extend(syllable.into_iter().filter(|part| *part != 0).map(|part| (part, 0)));
        return;
    }
    let at = WHOLES.binary_search(&c).ok();
    match at.and_then(|at| FIRSTS.get(at).zip(SECONDS.get(at))) {
        Some((first, second)) => {
            take_apart(*first, apart);
            apart.push((*second, class_of(*second)));
        }
        None => apart.push((c, class_of(c))),
    }
}

/// The canonical ordering: each mark moves before those of a higher class. They are few, a text is no longer than its limit.
fn order(apart: &mut [(u32, u8)]) {
    for end in 1..apart.len() {
        for at in (1..=end).rev() {
            match apart.get(at - 1..=at) {
                Some([(_, before), (_, class)]) if *class != 0 && class < before => apart.swap(at - 1, at),
                _ => break,
            }
        }
    }
}

/// The canonical composition algorithm.
fn put_together(apart: &[(u32, u8)]) -> Vec<u32> {
    let mut whole: Vec<u32> = Vec::new();
    let mut starter = None;
    let mut before = 0;
    for (c, class) in apart {
        let last = starter.and_then(|at| Some((at, *whole.get::<usize>(at)?)));
        if let Some((at, first)) = last {
            // Blocked where a mark of the same class or more, or another starter, stands between.
            let is_next = whole.len() == at + 1;
            if (is_next || (before != 0 && before < *class))
                && let Some(made) = composed(first, *c)
                && let Some(place) = whole.get_mut(at)
            {
                *place = made;
                continue;
            }
        }
        if *class == 0 {
            starter = Some(whole.len());
        }
        before = *class;
        whole.push(*c);
    }
    whole
}

fn composed(first: u32, second: u32) -> Option<u32> {
    if let Some(syllable) = hangul::composed(first, second) {
        return Some(syllable);
    }
    let at = FIRSTS.iter().zip(SECONDS).position(|pair| pair == (&first, &second))?;
    WHOLES.get(at).copied()
}

fn class_of(c: u32) -> u8 {
    range_of(CLASSES, c, |(first, last, _)| (*first, *last)).map_or(0, |(_, _, class)| *class)
}

fn range_of<T>(ranges: &[T], c: u32, bounds: fn(&T) -> (u32, u32)) -> Option<&T> {
    let at = ranges.partition_point(|range| bounds(range).1 < c);
    ranges.get(at).filter(|range| bounds(range).0 <= c)
}

/// Hangul syllables, which are reckoned (Unicode section 3.12).
mod hangul {
    const SYLLABLES: u32 = 0xAC00;
    const LEADING: u32 = 0x1100;
    const VOWELS: u32 = 0x1161;
    const TRAILING: u32 = 0x11A7;
    const LEADING_COUNT: u32 = 19;
    const VOWEL_COUNT: u32 = 21;
    const TRAILING_COUNT: u32 = 28;
    const COUNT: u32 = LEADING_COUNT * VOWEL_COUNT * TRAILING_COUNT;

    /// Zero for a trailing consonant that is not there.
    pub(super) fn parts(c: u32) -> Option<[u32; 3]> {
        let index = c.checked_sub(SYLLABLES).filter(|index| *index < COUNT)?;
        let vowel = index / TRAILING_COUNT % VOWEL_COUNT;
        let trailing = match index % TRAILING_COUNT {
            0 => 0,
            trailing => TRAILING + trailing,
        };
        Some([LEADING + index / (VOWEL_COUNT * TRAILING_COUNT), VOWELS + vowel, trailing])
    }

    pub(super) fn composed(first: u32, second: u32) -> Option<u32> {
        let place = |c: u32, start: u32, count: u32| c.checked_sub(start).filter(|place| *place < count);
        if let (Some(leading), Some(vowel)) = (place(first, LEADING, LEADING_COUNT), place(second, VOWELS, VOWEL_COUNT))
        {
            return Some(SYLLABLES + (leading * VOWEL_COUNT + vowel) * TRAILING_COUNT);
        }
        let syllable = place(first, SYLLABLES, COUNT).filter(|index| index % TRAILING_COUNT == 0)?;
        let trailing = place(second, TRAILING, TRAILING_COUNT).filter(|trailing| *trailing != 0)?;
        Some(SYLLABLES + syllable + trailing)
    }
}
