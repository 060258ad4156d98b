//! How to read text back from the page: what a line end inside a field stands for.
//!
//! A field whose text takes several lines is broken only where this rule gives the text back exactly: at a space
//! between two characters of Latin and the like (the line end takes the space's place), or beside a character of East
//! Asian writing (the line end stands for nothing).

use crate::line_break::is_wide;

/// Joins the lines that a text extractor gave back.
#[must_use]
pub fn join_lines(extracted: &str) -> String {
    let mut joined = String::with_capacity(extracted.len());
    for line in
        extracted.split(['\n', '\r', '\u{C}']).map(|line| line.trim_matches(' ')).filter(|line| !line.is_empty())
    {
        let needs_space = match (joined.chars().next_back(), line.chars().next()) {
            (Some(before), Some(after)) => !is_wide(before) && !is_wide(after),
            _ => false,
        };
        if needs_space {
            joined.push(' ');
        }
        joined.push_str(line);
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_end_is_a_space_between_latin_characters_only() {
        assert_eq!(join_lines("John\nSmith"), "John Smith");
        assert_eq!(join_lines("电工\n\u{FF08}初级\u{FF09} \nPLC\n\n编程"), "电工\u{FF08}初级\u{FF09}PLC编程");
        assert_eq!(join_lines(""), "");
    }
}
