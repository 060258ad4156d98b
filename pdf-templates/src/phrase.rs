//! A template's text: words, `{field}` places, and `[parts]` that stand only where all their fields do.
//! A bracket or brace of the text's own is doubled: `[[`, `{{`.

use crate::certificate_page::{CertificatePage, Field};
use crate::template::Words;

/// A text with places to fill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Phrase {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    optional: bool,
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Words(String),
    Field(Field),
}

/// A stretch of text on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fragment {
    pub(crate) text: String,
    /// The field that says it; `None` for words of the template.
    pub(crate) field: Option<Field>,
    /// The optional part that it belongs to, if any: such a part looks best on one line.
    pub(crate) part: Option<usize>,
}

impl Fragment {
    /// Words of the template.
    pub(crate) fn words(text: &str) -> Self {
        Self { text: text.to_owned(), field: None, part: None }
    }
}

impl Phrase {
    /// Reads a template's text; the error says what is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
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
                '[' => parts.push(std::mem::replace(&mut part, Part { optional: true, pieces: Vec::new() })),
                ']' if !part.optional => return Err("a ] without its [".into()),
                ']' => parts.push(std::mem::replace(&mut part, Part { optional: false, pieces: Vec::new() })),
                '{' => {
                    let mut name = String::new();
                    while let Some(c) = chars.next_if(|c| *c != '}') {
                        name.push(c);
                    }
                    chars.next().ok_or("a { without its }")?;
                    let field = Field::parse(&name).ok_or_else(|| format!("there is no field {{{name}}}"))?;
                    part.pieces.push(Piece::Field(field));
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
        Ok(Self { parts })
    }

    /// The fields that it asks for.
    pub(crate) fn fields(&self) -> impl Iterator<Item = Field> {
        self.parts.iter().flat_map(|part| &part.pieces).filter_map(|piece| match piece {
            Piece::Field(field) => Some(*field),
            Piece::Words(_) => None,
        })
    }

    /// The text for a page; empty where a field outside brackets has nothing to say.
    pub(crate) fn fill(&self, page: &CertificatePage, words: &Words) -> Vec<Fragment> {
        let mut filled = Vec::new();
        for (index, part) in self.parts.iter().enumerate() {
            match (part.fill(page, words, part.optional.then_some(index)), part.optional) {
                (Some(fragments), _) => filled.extend(fragments),
                (None, true) => {}
                (None, false) => return Vec::new(),
            }
        }
        filled
    }
}

impl Part {
    fn push(&mut self, c: char) {
        match self.pieces.last_mut() {
            Some(Piece::Words(words)) => words.push(c),
            _ => self.pieces.push(Piece::Words(c.into())),
        }
    }

    fn fill(&self, page: &CertificatePage, words: &Words, part: Option<usize>) -> Option<Vec<Fragment>> {
        let fill = |piece: &Piece| match piece {
            Piece::Words(text) => Some(Fragment { text: text.clone(), field: None, part }),
            Piece::Field(field) => field.text(page, words).map(|text| Fragment { text, field: Some(*field), part }),
        };
        self.pieces.iter().map(fill).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_and_braces_must_match() {
        for bad in ["[a", "a]", "[[[a", "{holder", "a}", "[a[b]]", "{nobody}", "{}"] {
            assert!(Phrase::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(Phrase::parse("").unwrap(), Phrase { parts: Vec::new() });
    }

    #[test]
    fn doubled_brackets_and_braces_are_the_texts_own() {
        let phrase = Phrase::parse("[[a]] {{b}}").unwrap();
        assert_eq!(phrase.parts[0].pieces, [Piece::Words("[a] {b}".into())]);
    }
}
