//! Text as people type it, made plain: what no reader can see or tell apart goes, meaning stays.

use hezheng_core::text::{is_allowed, is_private_use};
use unicode_normalization::UnicodeNormalization;

/// Plain text: full-width forms made ordinary, what shows as nothing removed, any run of white space one space, none at
/// the ends, a leading apostrophe (a spreadsheet's mark for text) gone, Unicode normalization form C.
pub(super) fn clean(text: &str) -> String {
    plain(text, half_width)
}

/// As [`clean`], but only letters and digits lose their full width: a Chinese title keeps its Chinese punctuation.
pub(super) fn clean_title(text: &str) -> String {
    plain(text, |c| Some(half_width(c)?).filter(char::is_ascii_alphanumeric))
}

/// Without the spaces beside a hanzi or a `·`: 宋 建 欣 is 宋建欣, JOSÉ MARÍA stays.
pub(super) fn join_hanzi(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let joins =
        |index: Option<usize>| index.and_then(|index| chars.get(index)).is_some_and(|c| is_hanzi(*c) || *c == '·');
    chars
        .iter()
        .enumerate()
        .filter(|(index, c)| **c != ' ' || !(joins(index.checked_sub(1)) || joins(Some(index + 1))))
        .map(|(_, c)| *c)
        .collect()
}

/// A unified or compatibility ideograph, or 〇.
pub(super) fn is_hanzi(c: char) -> bool {
    matches!(u32::from(c), 0x3007 | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFD)
}

fn plain(text: &str, fold: impl Fn(char) -> Option<char>) -> String {
    let text = text.trim();
    // ="…" is how a text file keeps a spreadsheet from counting with it.
    let text = text.strip_prefix("=\"").and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if is_space(c) {
            if !plain.is_empty() && !plain.ends_with(' ') {
                plain.push(' ');
            }
        } else if !is_unseen(c) {
            plain.push(fold(c).unwrap_or(c));
        }
    }
    let plain = plain.trim_end();
    let plain = plain.strip_prefix('\'').filter(|rest| !rest.is_empty()).unwrap_or(plain);
    plain.trim_start().nfc().collect()
}

/// U+FF01 to U+FF5E are U+0021 to U+007E over again, twice as wide.
fn half_width(c: char) -> Option<char> {
    matches!(c, '\u{FF01}'..='\u{FF5E}').then(|| char::from_u32(u32::from(c) - 0xFEE0))?
}

fn is_space(c: char) -> bool {
    c.is_whitespace()
}

/// Shows as nothing. Private-use characters and noncharacters are not among these: they stand for something lost.
fn is_unseen(c: char) -> bool {
    let is_noncharacter = u32::from(c) & 0xFFFE == 0xFFFE || matches!(u32::from(c), 0xFDD0..=0xFDEF);
    !is_allowed(c) && !is_private_use(c) && !is_noncharacter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_can_see_goes() {
        for (typed, plain) in [
            ("薛明\u{200B}", "薛明"),
            ("\u{FEFF} 合格\u{3000}", "合格"),
            ("\u{FF11}\u{FF13}0\u{FF38}", "130X"),
            ("'13050219760315000X", "13050219760315000X"),
            ("\u{FF07}1305", "1305"),
            ("=\"0123\"", "0123"),
            ("a\r\n\t b", "a b"),
            ("e\u{301}", "é"),
            ("'", "'"),
            ("\u{E863}", "\u{E863}"),
        ] {
            assert_eq!(clean(typed), plain, "{typed:?}");
        }
        assert_eq!(clean_title("电工\u{FF08}初级\u{FF09}\u{FF11}"), "电工\u{FF08}初级\u{FF09}1");
    }

    #[test]
    fn hanzi_stand_together_and_words_apart() {
        assert_eq!(join_hanzi("宋 建 欣"), "宋建欣");
        assert_eq!(join_hanzi("买买提 · 艾合买提"), "买买提·艾合买提");
        assert_eq!(join_hanzi("JOSÉ MARÍA"), "JOSÉ MARÍA");
        assert_eq!(join_hanzi("𠮷 田"), "𠮷田");
    }
}
