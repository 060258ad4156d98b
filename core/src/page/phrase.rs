//! A template's text: words, `{field}` places, and `[parts]` that stand only where all their fields do. `{field:en}` asks
//! for a date or a coded value in English.
//! A bracket or brace of the text's own is doubled: `[[`, `{{`.

use crate::page::field::{Facts, Field};
use crate::page::form::Form;
use crate::page::words::Words;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// A text with places to fill.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Deserialize, serde::Serialize),
    serde(try_from = "String", into = "String")
)]
pub struct Phrase {
    source: String,
    parts: Vec<Part>,
}

impl TryFrom<String> for Phrase {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

impl From<Phrase> for String {
    fn from(phrase: Phrase) -> Self {
        phrase.source
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    optional: bool,
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Words(String),
    Field(Field, Form),
}

/// A stretch of text on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// What stands there.
    pub text: String,
    /// The field that says it; `None` for words of the template.
    pub field: Option<Field>,
    /// The optional part that it belongs to, if any: such a part looks best on one line.
    pub part: Option<usize>,
}

impl Fragment {
    /// Words of the template.
    #[must_use]
    pub fn words(text: &str) -> Self {
        Self { text: text.into(), field: None, part: None }
    }
}

impl Phrase {
    /// Reads a template's text.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut part = Part { optional: false, pieces: Vec::new() };
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '[' | ']' | '{' | '}' if chars.peek() == Some(&c) => {
                    chars.next();
                    part.push(c);
                }
                '[' if part.optional => return Err("a [part] inside a [part]".into()),
                '[' => parts.push(core::mem::replace(&mut part, Part { optional: true, pieces: Vec::new() })),
                ']' if !part.optional => return Err("a ] without its [".into()),
                ']' => parts.push(core::mem::replace(&mut part, Part { optional: false, pieces: Vec::new() })),
                '{' => {
                    let mut name = String::new();
                    while let Some(c) = chars.next_if(|c| *c != '}') {
                        name.push(c);
                    }
                    chars.next().ok_or("a { without its }")?;
                    let (field, form) = parse_place(&name)?;
                    part.pieces.push(Piece::Field(field, form));
                }
                '}' => return Err("a } without its {".into()),
                _ => part.push(c),
            }
        }
        if part.optional {
            return Err("a [ without its ]".into());
        }
        parts.push(part);
        parts.retain(|part| !part.pieces.is_empty());
        Ok(Self { source: text.into(), parts })
    }

    /// The fields that it asks for, and in which form.
    pub fn fields(&self) -> impl Iterator<Item = (Field, Form)> {
        self.parts.iter().flat_map(|part| &part.pieces).filter_map(|piece| match piece {
            Piece::Field(field, form) => Some((*field, *form)),
            Piece::Words(_) => None,
        })
    }

    /// The text for these facts; empty where a field outside brackets has nothing to say.
    #[must_use]
    pub fn fill(&self, facts: &Facts<'_>, words: &Words) -> Vec<Fragment> {
        let mut filled = Vec::new();
        for (index, part) in self.parts.iter().enumerate() {
            match (part.fill(facts, words, part.optional.then_some(index)), part.optional) {
                (Some(fragments), _) => filled.extend(fragments),
                (None, true) => {}
                (None, false) => return Vec::new(),
            }
        }
        filled
    }
}

/// `name` or `name:form`.
fn parse_place(place: &str) -> Result<(Field, Form), String> {
    let (name, form) = place.split_once(':').map_or((place, None), |(name, form)| (name, Some(form)));
    let field = Field::parse(name).ok_or_else(|| format!("there is no field {{{name}}}"))?;
    let form = match form {
        None => Form::Plain,
        Some(form) => Form::parse(form).ok_or_else(|| format!("there is no form {form}, only en"))?,
    };
    if field.has(form) { Ok((field, form)) } else { Err(format!("{{{name}}} has no English form")) }
}

impl Part {
    fn push(&mut self, c: char) {
        match self.pieces.last_mut() {
            Some(Piece::Words(words)) => words.push(c),
            _ => self.pieces.push(Piece::Words(c.into())),
        }
    }

    fn fill(&self, facts: &Facts<'_>, words: &Words, part: Option<usize>) -> Option<Vec<Fragment>> {
        let fill = |piece: &Piece| match piece {
            Piece::Words(text) => Some(Fragment { text: text.clone(), field: None, part }),
            Piece::Field(field, form) => {
                field.text_in(*form, facts, words).map(|text| Fragment { text, field: Some(*field), part })
            }
        };
        self.pieces.iter().map(fill).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_and_braces_must_match() {
        for bad in
            ["[a", "a]", "[[[a", "{holder", "a}", "[a[b]]", "{nobody}", "{}", "{issued:fr}", "{issued:}", "{holder:en}"]
        {
            assert!(Phrase::parse(bad).is_err(), "{bad}");
        }
        assert!(Phrase::parse("").unwrap().parts.is_empty());
    }

    #[test]
    fn a_date_may_be_asked_for_in_english() {
        let phrase = Phrase::parse("{issued}[ {skill_level:en}]").unwrap();
        let asked: Vec<_> = phrase.fields().collect();
        assert_eq!(asked, [(Field::Issued, Form::Plain), (Field::SkillLevel, Form::English)]);
    }

    #[test]
    fn doubled_brackets_and_braces_are_the_texts_own() {
        let phrase = Phrase::parse("[[a]] {{b}}").unwrap();
        assert_eq!(phrase.parts[0].pieces, [Piece::Words("[a] {b}".into())]);
    }
}
