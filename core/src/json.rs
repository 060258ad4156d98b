//! Writing JSON: the few kinds of values that a Report has, in the order they are written, without white space.
//!
//! A library that could write anything is a third of the verifier that each phone fetches; this is what is left of it.

use alloc::string::String;
use core::fmt::{Display, Write as _};

/// A JSON text as far as it is written.
#[derive(Default)]
pub struct Json {
    text: String,
}

impl Json {
    /// An object with what `members` writes.
    #[must_use]
    pub fn object_of(members: impl FnOnce(&mut Self)) -> String {
        let mut json = Self::default();
        json.object(members);
        json.text
    }

    /// The name of the member whose value is written next.
    pub fn name(&mut self, name: &str) -> &mut Self {
        self.string(name);
        self.text.push(':');
        self
    }

    /// A member that is a string.
    pub fn member(&mut self, name: &str, value: &str) {
        self.name(name).string(value);
    }

    /// A member that is what something shows itself as, a time or a hash.
    pub fn shown(&mut self, name: &str, value: &dyn Display) {
        self.name(name).show(value);
    }

    /// A member that is a number.
    pub fn number(&mut self, name: &str, value: u64) {
        self.name(name);
        // A String takes whatever is written.
        let _ = write!(self.text, "{value}");
    }

    /// A member that is left out where there is nothing.
    pub fn optional(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.member(name, value);
        }
    }

    /// A string.
    pub fn string(&mut self, value: &str) {
        self.begin();
        self.text.push('"');
        self.escape(value);
        self.text.push('"');
    }

    /// A string that is what something shows itself as.
    pub fn show(&mut self, value: &dyn Display) {
        self.string(&alloc::format!("{value}"));
    }

    /// `null`, `true` or `false`.
    pub fn word(&mut self, word: Word) {
        self.begin();
        self.text.push_str(match word {
            Word::Null => "null",
            Word::True => "true",
            Word::False => "false",
        });
    }

    /// An object with what `members` writes.
    pub fn object(&mut self, members: impl FnOnce(&mut Self)) {
        self.begin();
        self.text.push('{');
        members(self);
        self.text.push('}');
    }

    /// An array with what `items` writes.
    pub fn array(&mut self, items: impl FnOnce(&mut Self)) {
        self.begin();
        self.text.push('[');
        items(self);
        self.text.push(']');
    }

    /// A comma, where something of the same kind stands before; nothing else ends with one of these outside a string.
    fn begin(&mut self) {
        if !matches!(self.text.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.text.push(',');
        }
    }

    /// RFC 8259 section 7: what must be escaped, and nothing else.
    fn escape(&mut self, value: &str) {
        for c in value.chars() {
            match c {
                '"' => self.text.push_str("\\\""),
                '\\' => self.text.push_str("\\\\"),
                '\u{8}' => self.text.push_str("\\b"),
                '\t' => self.text.push_str("\\t"),
                '\n' => self.text.push_str("\\n"),
                '\u{C}' => self.text.push_str("\\f"),
                '\r' => self.text.push_str("\\r"),
                '\0'..='\u{1F}' => {
                    let _ = write!(self.text, "\\u{:04x}", u32::from(c));
                }
                _ => self.text.push(c),
            }
        }
    }
}

/// The values that JSON has words for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Word {
    /// There is none.
    Null,
    /// Yes.
    True,
    /// No.
    False,
}

impl From<bool> for Word {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use serde_json::json;

    #[test]
    fn what_is_written_is_what_a_library_writes() {
        let all: String = ('\0'..='\u{A0}').chain(['\u{2028}', '张', '𠮷']).collect();
        let ours = Json::object_of(|json| {
            json.member("a", &all);
            json.number("b", u64::MAX);
            json.name("c").array(|json| {
                json.string("[");
                json.object(|_| {});
                json.object(|json| json.name("d").word(Word::Null));
                json.array(|_| {});
            });
            json.optional("e", None);
            json.optional("f", Some("{"));
            json.name("g").word(true.into());
            json.shown("h:", &7);
        });
        let theirs =
            json!({ "a": all, "b": u64::MAX, "c": ["[", {}, { "d": null }, []], "f": "{", "g": true, "h:": "7" });
        assert_eq!(ours, theirs.to_string());
        assert_eq!(Json::object_of(|_| {}), "{}");
    }
}
