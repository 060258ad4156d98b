//! What a trainee writes about a training, as it is shown to officers: identity numbers in it are covered but for their last
//! four characters. Whoever wrote it was proved by their own number, so that nobody needs to read it there.

use zeroize::Zeroizing;

/// Characters that stay of a number.
const SHOWN: usize = 4;

/// The same words with identity numbers covered: the writer's own, however it is spaced, and whatever looks like a resident
/// identity number, of 18 characters or of 15 as before 1999.
pub(super) fn without_identity_numbers(words: &str, own: &str) -> Zeroizing<String> {
    let mut text: Zeroizing<Vec<char>> = Zeroizing::new(words.chars().collect());
    let own: Zeroizing<Vec<char>> = Zeroizing::new(own.chars().map(plain).filter(|c| !is_between(*c)).collect());
    for start in 0..text.len() {
        if let Some(places) = places_of(&text, start, &own) {
            cover(&mut text, &places);
        }
    }
    let mut start = 0;
    while start < text.len() {
        let run = text.iter().skip(start).take_while(|c| plain(**c).is_ascii_alphanumeric()).count();
        if looks_like_a_number(text.iter().skip(start).take(run).map(|c| plain(*c))) {
            cover(&mut text, &(start..start + run).collect::<Vec<_>>());
        }
        start += run.max(1);
    }
    Zeroizing::new(text.iter().collect())
}

/// Where the characters of a number stand that begins here, with spaces and hyphens passed over.
fn places_of(text: &[char], start: usize, number: &[char]) -> Option<Vec<usize>> {
    let (mut places, mut wanted) = (Vec::with_capacity(number.len()), number.iter());
    let mut next = *wanted.next()?;
    for (at, c) in text.iter().enumerate().skip(start) {
        if plain(*c) == next {
            places.push(at);
            match wanted.next() {
                Some(one) => next = *one,
                None => return Some(places),
            }
        } else if places.is_empty() || !is_between(*c) {
            return None;
        }
    }
    None
}

fn cover(text: &mut [char], places: &[usize]) {
    let covered = places.len().saturating_sub(SHOWN);
    for place in places.iter().take(covered) {
        if let Some(c) = text.get_mut(*place) {
            *c = '*';
        }
    }
}

/// 17 digits with a digit or X, or 15 digits.
fn looks_like_a_number(run: impl Iterator<Item = char>) -> bool {
    let run: Zeroizing<Vec<char>> = Zeroizing::new(run.collect());
    match run.split_last() {
        Some((last, rest)) if [14, 17].contains(&rest.len()) => {
            let is_end = last.is_ascii_digit() || (*last == 'X' && rest.len() == 17);
            is_end && rest.iter().all(char::is_ascii_digit)
        }
        _ => false,
    }
}

/// A character as it stands in a number: full-width ones (U+FF01 and so on) as ASCII, capitals.
fn plain(c: char) -> char {
    let narrow = u32::from(c).checked_sub(0xFEE0).filter(|code| (0x21..=0x7E).contains(code)).and_then(char::from_u32);
    narrow.unwrap_or(c).to_ascii_uppercase()
}

fn is_between(c: char) -> bool {
    c.is_whitespace() || "-－–—·".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "13010219900101000X";

    fn covered(words: &str) -> String {
        without_identity_numbers(words, OWN).to_string()
    }

    #[test]
    fn ones_own_number_is_covered_however_it_is_written() {
        for (words, shown) in [
            ("我的证件号码是13010219900101000X，没有去过。", "我的证件号码是**************000X，没有去过。"),
            ("13010219900101000x", "**************000x"),
            ("130102 19900101 000X", "****** ******** 000X"),
            ("130102-1990-01-01-000X", "******-****-**-**-000X"),
            ("１３０１０２１９９００１０１０００Ｘ", "**************０００Ｘ"),
            ("1301021990010113010219900101000X", "13010219900101**************000X"),
        ] {
            assert_eq!(covered(words), shown, "{words}");
        }
        assert_eq!(without_identity_numbers("护照 e12000456 号", "E12000456").to_string(), "护照 *****0456 号");
    }

    #[test]
    fn what_looks_like_anothers_is_covered_and_other_numbers_are_not() {
        assert_eq!(covered("他是130102199002020005"), "他是**************0005");
        assert_eq!(covered("旧证130102900202000。"), "旧证***********2000。");
        for words in [
            "证书13010020260001000001不是我的",
            "2026-05-21 2026-05-30 都不在石家庄",
            "电话0311-00000000，手机13000000000",
            "没有参加过",
            "",
        ] {
            assert_eq!(covered(words), words);
        }
    }
}
