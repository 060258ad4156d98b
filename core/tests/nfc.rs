//! Our question whether a text is in normalization form C, against the package unicode-normalization.

use hezheng_core::nfc::is_nfc;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, decompose_canonical};

fn theirs(text: &str) -> bool {
    text.nfc().eq(text.chars())
}

fn chars() -> impl Iterator<Item = char> {
    (0..=0x10_FFFF).filter_map(char::from_u32)
}

fn assert_same(text: &str) {
    assert_eq!(is_nfc(text), theirs(text), "{text:?} {}", text.escape_unicode());
}

/// Whatever is put together, and what it is put together from.
fn parts() -> (Vec<char>, Vec<char>) {
    let (mut starters, mut marks) = (Vec::new(), Vec::new());
    for c in chars().filter(|c| !('\u{AC00}'..='\u{D7A3}').contains(c)) {
        let mut apart = Vec::new();
        decompose_canonical(c, |part| apart.push(part));
        if apart.len() > 1 {
            starters.push(c);
            starters.extend(apart.first());
            marks.extend(apart.iter().skip(1));
        }
    }
    for list in [&mut starters, &mut marks] {
        list.sort_unstable();
        list.dedup();
    }
    (starters, marks)
}

#[test]
fn every_character_alone_is_judged_alike() {
    for c in chars() {
        assert_same(c.encode_utf8(&mut [0; 4]));
    }
}

#[test]
fn every_pair_that_could_be_put_together_is_judged_alike() {
    let (starters, marks) = parts();
    assert!(starters.len() > 1_000 && marks.len() > 50);
    for mark in &marks {
        // Every one with some mark, and with each mark some.
        for starter in starters.iter().skip(u32::from(*mark) as usize % 7).step_by(7) {
            assert_same(&format!("{starter}{mark}"));
        }
    }
}

#[test]
fn marks_in_any_order_are_judged_alike() {
    let (_, marks) = parts();
    let of_all_classes = chars().filter(|c| canonical_combining_class(*c) != 0).step_by(90);
    let marks: Vec<char> = marks.into_iter().chain(of_all_classes).collect();
    for starter in ['e', 'ê', 'ợ', '\u{9C7}', '张'] {
        for one in &marks {
            for two in &marks {
                assert_same(&format!("{starter}{one}{two}"));
            }
        }
    }
}

#[test]
fn hangul_is_judged_alike() {
    let jamo = || ('\u{10FF}'..='\u{1176}').step_by(3).chain('\u{11A6}'..='\u{11C3}');
    for syllable in ('\u{AC00}'..='\u{D7A3}').step_by(31).chain(['\u{ABFF}', '\u{D7A3}', '\u{D7A4}']).chain(jamo()) {
        for after in jamo() {
            assert_same(&format!("{syllable}{after}"));
            assert_same(&format!("\u{1100}{after}{syllable}"));
        }
    }
}

#[test]
fn texts_of_anything_that_has_a_form_are_judged_alike() {
    let (starters, marks) = parts();
    let all: Vec<char> =
        starters.into_iter().chain(marks.iter().copied().cycle().take(2_000)).chain("张 三a".chars()).collect();
    // Numerical Recipes' generator: any sequence does, but always the same.
    let mut state = 1_u32;
    let mut next = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 8
    };
    let mut normal = 0;
    for _ in 0..20_000 {
        let text: String = (0..2 + next() % 6).filter_map(|_| all.get(next() as usize % all.len())).collect();
        assert_same(&text);
        let text: String = text.nfc().collect();
        assert_same(&text);
        normal += usize::from(is_nfc(&text));
    }
    assert_eq!(normal, 20_000);
}
