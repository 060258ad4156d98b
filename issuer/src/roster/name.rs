//! A person's name (民委发〔2016〕33号 for the interpunct, GB 18030 for rare characters).

use hezheng_core::limits::NAME_CHARS;
use hezheng_core::text::{TextError, check_text, is_private_use};

use super::clean::{clean, is_hanzi, join_hanzi};
use super::rule::Rule;

/// Characters that are typed for `·` (U+00B7).
const INTERPUNCTS: [char; 8] = ['•', '・', '‧', '･', '⋅', '∙', '᛫', '●'];
/// Characters that a system leaves where it lost one.
const LOST: [char; 4] = ['?', '\u{FFFD}', '□', '〓'];

/// Reads a name; it may differ from what was typed by what [`clean`] removes, by spaces and by the interpunct.
pub(super) fn read(typed: &str) -> Result<String, Rule> {
    let name = plain(typed);
    for c in name.chars() {
        if is_private_use(c) {
            return Err(Rule::NamePrivateUse(c));
        }
        if LOST.contains(&c) {
            return Err(Rule::NameCharacterLost(c));
        }
        if c == '*' {
            return Err(Rule::NameMasked);
        }
    }
    if !name.chars().any(char::is_alphabetic) {
        return Err(Rule::NameMissing);
    }
    match check_text(&name, 1, NAME_CHARS) {
        Ok(()) => Ok(name),
        Err(TextError::Length { chars, .. }) => Err(Rule::NameTooLong { chars }),
        Err(TextError::Character(c)) => Err(Rule::NameCharacter(c)),
        Err(TextError::Space | TextError::NotNfc) => Err(Rule::NameCharacter(' ')),
    }
}

/// The name as far as it can be read, for lists of people who get no certificate.
pub(super) fn plain(typed: &str) -> String {
    let name: Vec<char> = join_hanzi(&clean(typed)).chars().collect();
    let is_beside_hanzi = |index: Option<usize>| index.and_then(|index| name.get(index)).is_some_and(|c| is_hanzi(*c));
    let name: String = name
        .iter()
        .enumerate()
        .map(|(index, c)| {
            let between = is_beside_hanzi(index.checked_sub(1)) && is_beside_hanzi(Some(index + 1));
            if INTERPUNCTS.contains(c) || *c == '.' && between { '·' } else { *c }
        })
        .collect();
    join_hanzi(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_meant() {
        for (typed, name) in [
            ("宋 建 欣", "宋建欣"),
            ("宋\u{3000}建", "宋建"),
            ("薛明\u{200B}", "薛明"),
            ("买买提•艾合买提", "买买提·艾合买提"),
            ("买买提.艾合买提", "买买提·艾合买提"),
            ("买买提\u{FF0E}艾合买提", "买买提·艾合买提"),
            ("扎西 ・ 次仁", "扎西·次仁"),
            ("迪丽努尔‧阿卜杜热合曼", "迪丽努尔·阿卜杜热合曼"),
            ("JOSE\u{301} MARI\u{301}A", "JOSÉ MARÍA"),
            ("J. O'Neil", "J. O'Neil"),
            ("𠮷小梅", "𠮷小梅"),
            ("䶮玉", "䶮玉"),
        ] {
            assert_eq!(read(typed), Ok(name.into()), "{typed}");
        }
    }

    #[test]
    fn names_that_lost_something_are_refused() {
        for (typed, rule) in [
            ("\u{E863}玉", Rule::NamePrivateUse('\u{E863}')),
            ("杨?", Rule::NameCharacterLost('?')),
            ("杨\u{FF1F}", Rule::NameCharacterLost('?')),
            ("张\u{FFFD}", Rule::NameCharacterLost('\u{FFFD}')),
            ("张*", Rule::NameMasked),
            ("", Rule::NameMissing),
            (" - ", Rule::NameMissing),
            ("张\u{FDD0}", Rule::NameCharacter('\u{FDD0}')),
        ] {
            assert_eq!(read(typed), Err(rule), "{typed}");
        }
    }

    #[test]
    fn fifty_characters_fit_and_one_more_does_not() {
        assert!(read(&"阿".repeat(NAME_CHARS)).is_ok());
        assert_eq!(read(&"𠮷".repeat(NAME_CHARS + 1)), Err(Rule::NameTooLong { chars: NAME_CHARS + 1 }));
    }
}
