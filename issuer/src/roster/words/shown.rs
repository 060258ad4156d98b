//! How a value that somebody wrote is shown in a sentence: on one line, not too long, with nothing in it that acts or hides.

use crate::roster::limits::SHOWN_CHARS;

pub(super) fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// A value as it stands, without line breaks and without what could steer a terminal or turn a sentence round. A
/// private-use character stays: somebody has to find it.
pub(super) fn one_line(value: &str) -> String {
    let is_shown = |c: char| hezheng_core::text::is_allowed(c) || hezheng_core::text::is_private_use(c);
    let spelt = |c: char| if c.is_whitespace() { " ".into() } else { format!("<{}>", code_point(c)) };
    let shown = shortened(value.trim());
    shown.chars().map(|c| if c == ' ' || is_shown(c) { c.into() } else { spelt(c) }).collect()
}

/// The beginning of a value that is longer than a sentence bears.
pub(super) fn shortened(value: &str) -> std::borrow::Cow<'_, str> {
    match value.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", value.get(..end).unwrap_or_default()).into(),
        None => value.into(),
    }
}

/// A value in which what cannot be seen is spelt out.
pub(super) fn visible(value: &str) -> String {
    shortened(value)
        .chars()
        .map(|c| if c != ' ' && !hezheng_core::text::is_allowed(c) { format!("<{}>", code_point(c)) } else { c.into() })
        .collect()
}
