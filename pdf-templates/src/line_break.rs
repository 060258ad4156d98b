//! Where a line may end. The rule can be undone: from two lines one can tell what stood between them ([`crate::reading`]).

/// What may follow a character.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Break {
    /// The next character stays on the line.
    No,
    /// The line may end here.
    Yes,
}

/// Whether a line may end between two characters, neither a space.
pub(crate) fn between(before: char, after: char) -> Break {
    if (!is_wide(before) && !is_wide(after)) || NO_LINE_START.contains(&after) || NO_LINE_END.contains(&before) {
        Break::No
    } else {
        Break::Yes
    }
}

/// Whether a line may end at a space of a field's text, the space being taken by the line end: only between two
/// characters that no line may otherwise end between.
pub(crate) fn at_space(before: char, after: char) -> Break {
    if is_wide(before) || is_wide(after) { Break::No } else { Break::Yes }
}

/// A character of East Asian writing, which needs no space beside it.
pub(crate) fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x2E80..=0xA4CF | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFF60 | 0x1_F200..=0x1_F2FF | 0x2_0000..=0x3_FFFF)
}

/// Punctuation that may not stand at one end of a line.
pub(crate) fn is_punctuation(c: char) -> bool {
    NO_LINE_START.contains(&c) || NO_LINE_END.contains(&c)
}

/// Closing punctuation and the like: never first on a line. Full-width forms are written as code points, which no editor
/// or font takes for their narrow twins.
const NO_LINE_START: [char; 26] = [
    '\u{FF0C}', '\u{3002}', '\u{3001}', '\u{FF1B}', '\u{FF1A}', '\u{FF01}', '\u{FF1F}', '\u{FF09}', '\u{300B}',
    '\u{3009}', '\u{300D}', '\u{300F}', '\u{3011}', '\u{3015}', '\u{201D}', '\u{2019}', '\u{00B7}', '\u{2014}',
    '\u{2026}', '\u{3005}', '%', ')', ',', '.', ';', ':',
];

/// Opening punctuation: never last on a line.
const NO_LINE_END: [char; 9] =
    ['\u{FF08}', '\u{300A}', '\u{3008}', '\u{300C}', '\u{300E}', '\u{3010}', '\u{3014}', '\u{201C}', '('];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_beside_east_asian_characters_only() {
        assert_eq!(between('张', '三'), Break::Yes);
        assert_eq!(between('\u{20BB7}', 'A'), Break::Yes);
        assert_eq!(between('a', 'b'), Break::No);
        assert_eq!(between('三', '\u{FF0C}'), Break::No);
        assert_eq!(between('\u{FF08}', '三'), Break::No);
        assert_eq!(at_space('a', 'b'), Break::Yes);
        assert_eq!(at_space('工', 'P'), Break::No);
    }
}
