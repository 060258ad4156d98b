//! Text in columns: a hanzi takes two places of a terminal, a combining mark none.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Stands where a text was cut.
const CUT: char = '…';
/// What no line begins with.
const NOT_FIRST: &str = "，。；：、！？）”》…,.;:!?)";

/// How many places a text takes.
pub(crate) fn wide(text: &str) -> usize {
    text.width()
}

/// The text with blanks after it, up to this width.
pub(crate) fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(wide(text))))
}

/// As much of a text as fits, with a mark where something is left out.
pub(crate) fn cut(text: &str, width: usize) -> String {
    if wide(text) <= width {
        return text.to_owned();
    }
    let (mut kept, mut left) = (String::new(), width.saturating_sub(1));
    for c in text.chars() {
        let Some(rest) = left.checked_sub(c.width().unwrap_or_default()) else { break };
        left = rest;
        kept.push(c);
    }
    kept.push(CUT);
    kept
}

/// The text in lines of at most this width, each after this indent: broken at blanks, or anywhere between hanzi.
pub(crate) fn wrap(text: &str, indent: &str, width: usize) -> Vec<String> {
    let (mut lines, mut line) = (Vec::new(), String::from(indent));
    for piece in pieces(text) {
        let is_full = wide(&line) + wide(piece.trim_end()) > width && !line.trim().is_empty();
        if is_full {
            lines.push(std::mem::replace(&mut line, indent.to_owned()).trim_end().to_owned());
        }
        line.push_str(&piece);
        // A word that is wider than a line.
        while wide(line.trim_end()) > width {
            let end = line
                .char_indices()
                .scan(0, |sum, (at, c)| {
                    *sum += c.width().unwrap_or_default();
                    Some((at, *sum))
                })
                .find(|(at, sum)| *sum > width && *at > indent.len())
                .map(|(at, _)| at);
            let Some(end) = end else { break };
            let rest = format!("{indent}{}", line.split_off(end));
            lines.push(std::mem::replace(&mut line, rest));
        }
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// What stays together: a word with the blanks after it, a hanzi with the punctuation after it.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut before = ' ';
    for c in text.chars() {
        let is_wide = |c: char| c.width() == Some(2);
        let goes_on = c == ' ' || NOT_FIRST.contains(c) || !(is_wide(c) || is_wide(before) || before == ' ');
        match pieces.last_mut() {
            Some(last) if goes_on || before == '“' || before == '（' => last.push(c),
            _ => pieces.push(c.into()),
        }
        before = c;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hanzi_are_two_places_wide() {
        assert_eq!((wide("张a·"), wide("e\u{301}"), wide("𠮷")), (4, 1, 2));
        assert_eq!(pad("张", 4), "张  ");
        assert_eq!(cut("养老护理员", 10), "养老护理员");
        assert_eq!(cut("养老护理员", 8), "养老护…");
        assert_eq!(cut("养老护理员", 6), "养老…");
    }

    #[test]
    fn lines_are_no_wider_than_the_terminal() {
        let text = "证件号码“130102199806010000”存成了数字，末几位已经丢失，无法找回。Set the column to text, and type it again.";
        for width in 12..90 {
            let lines = wrap(text, "  ", width);
            assert!(lines.iter().all(|line| wide(line) <= width && line.starts_with("  ")), "{width}: {lines:?}");
            let joined: String = lines.iter().map(|line| line.trim()).collect();
            assert_eq!(joined.replace(' ', ""), text.replace(' ', ""));
        }
        assert_eq!(wrap("一二三，四", "", 6), ["一二", "三，四"]);
    }
}
