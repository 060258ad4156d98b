//! Writes `core/src/nfc_table.rs` from the package unicode-normalization:
//! `cargo run -p hezheng-core --example nfc_table > core/src/nfc_table.rs && cargo fmt -p hezheng-core`.

use unicode_normalization::UNICODE_VERSION;
use unicode_normalization::char::{canonical_combining_class, compose, decompose_canonical};
use unicode_normalization::{IsNormalized, is_nfc_quick};

/// What is added and taken apart by reckoning.
const HANGUL: std::ops::RangeInclusive<u32> = 0xAC00..=0xD7A3;

fn main() {
    let (major, minor, _) = UNICODE_VERSION;
    println!(
        "//! What Unicode {major}.{minor} says about normalization form C; `examples/nfc_table.rs` writes it. Long because it is a table.\n"
    );
    let chars = || (0x80..=0x10_FFFF).filter_map(char::from_u32);
    let classes = runs(chars().map(|c| (c, canonical_combining_class(c))).filter(|(_, class)| *class != 0));
    println!("/// First, last and canonical combining class, where that is not zero.");
    println!("pub(super) const CLASSES: &[(u32, u32, u8)] = &[");
    classes.iter().for_each(|(first, last, class)| println!("({first:#x}, {last:#x}, {class}),"));
    println!("];\n");
    let never =
        chars().filter(|c| is_nfc_quick([*c].into_iter()) == IsNormalized::No && canonical_combining_class(*c) == 0);
    let marks =
        chars().filter(|c| is_nfc_quick([*c].into_iter()) == IsNormalized::No && canonical_combining_class(*c) != 0);
    let mut never: Vec<char> = never.chain(marks).collect();
    never.sort_unstable();
    println!("/// First and last of what stands in no text in this form.");
    println!("pub(super) const NEVER: &[(u32, u32)] = &[");
    runs(never.into_iter().map(|c| (c, 0))).iter().for_each(|(first, last, _)| println!("({first:#x}, {last:#x}),"));
    println!("];\n");
    let mut pairs: Vec<(u32, u32, u32)> = chars().filter_map(pair).collect();
    pairs.sort_unstable_by_key(|(_, _, whole)| *whole);
    println!(
        "/// Every pair that is put together but for Hangul: the first, the second, and what they make. Pairs with one second"
    );
    println!("/// stand together, so that what is alike compresses.");
    for (name, part) in [("FIRSTS", 0), ("SECONDS", 1), ("WHOLES", 2)] {
        println!("pub(super) const {name}: &[u32] = &[");
        for (first, second, whole) in &pairs {
            println!("{:#x},", [first, second, whole][part]);
        }
        println!("];");
    }
}

/// The two that a character is put together from.
fn pair(whole: char) -> Option<(u32, u32, u32)> {
    let mut parts = Vec::new();
    decompose_canonical(whole, |part| parts.push(part));
    let (second, firsts) = parts.split_last()?;
    let first = firsts.iter().copied().reduce(|a, b| compose(a, b).unwrap_or('\0'))?;
    let is_made = compose(first, *second) == Some(whole) && !HANGUL.contains(&u32::from(whole));
    is_made.then_some((first.into(), (*second).into(), whole.into()))
}

fn runs(chars: impl Iterator<Item = (char, u8)>) -> Vec<(u32, u32, u8)> {
    let mut runs: Vec<(u32, u32, u8)> = Vec::new();
    for (c, value) in chars {
        match runs.last_mut() {
            Some((_, last, kept)) if *last + 1 == u32::from(c) && *kept == value => *last += 1,
            _ => runs.push((c.into(), c.into(), value)),
        }
    }
    runs
}
