//! What a template prints, in words: its texts in the order in which they are drawn, without where and how.
//!
//! It is all that a verifier needs of a template to say whether a page reads as what was signed.

use crate::page::compare::{Piece, Says};
use crate::page::field::{Facts, Field};
use crate::page::phrase::{Fragment, Phrase};
use crate::page::words::Words;
use alloc::string::String;
use alloc::vec::Vec;

/// A template in words.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize), serde(deny_unknown_fields))]
pub struct Wording {
    /// The template's name.
    pub id: String,
    /// Its version; the same name and version always mean the same words.
    pub version: u32,
    /// Its words for codes.
    pub words: Words,
    /// What it prints, in order.
    pub lines: Vec<Line>,
}

/// One thing that a template prints.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize), serde(rename_all = "snake_case"))]
pub enum Line {
    /// A text; nothing where it has nothing to say.
    Text(Phrase),
    /// A value with its labels; nothing where the value has nothing to say.
    Item(Vec<String>, Phrase),
    /// What stands in the portrait's place where there is none.
    NoPortrait(String),
    /// What stands in the seal's place where there is none.
    NoSeal(String),
}

/// What was not signed and may be one way or the other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Variant {
    /// With a portrait.
    pub has_portrait: bool,
    /// With the picture of a seal.
    pub has_seal: bool,
}

impl Wording {
    /// What a page should say, piece by piece; a piece is named by its field, words of the template by none. Of the identity
    /// number only `id_tail` was signed; the address may be any where it is not known (empty).
    #[must_use]
    pub fn pieces(&self, facts: &Facts<'_>, id_tail: &str, variant: Variant) -> Vec<Piece<Option<Field>>> {
        let words = |text: &str| Piece { name: None, says: Says::Text(text.into()) };
        let piece = |fragment: Fragment| {
            let says = match fragment.field {
                Some(Field::IdText) => Says::EndsWith(id_tail.into()),
                Some(Field::Address) if facts.address.is_empty() => Says::AnyHost,
                _ => Says::Text(fragment.text),
            };
            Piece { name: fragment.field, says }
        };
        let mut pieces = Vec::new();
        for line in &self.lines {
            match line {
                Line::Text(phrase) => pieces.extend(phrase.fill(facts, &self.words).into_iter().map(piece)),
                Line::Item(labels, phrase) => {
                    let value = phrase.fill(facts, &self.words);
                    if !value.is_empty() {
                        pieces.extend(labels.iter().map(|label| words(label)));
                        pieces.extend(value.into_iter().map(piece));
                    }
                }
                Line::NoPortrait(text) if !variant.has_portrait => pieces.push(words(text)),
                Line::NoSeal(text) if !variant.has_seal => pieces.push(words(text)),
                Line::NoPortrait(_) | Line::NoSeal(_) => {}
            }
        }
        pieces
    }
}
