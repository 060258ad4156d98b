//! The rules that a template's values keep, each named where one is broken.

use std::ops::RangeInclusive;

/// A rule that a value of a template breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateRule {
    /// The paper is too small or too large.
    #[error("a side of the page is 50 to 2000 mm")]
    PageSide,
    /// Without a font nothing is printed.
    #[error("there is no font; name at least one")]
    NoFont,
    /// A table of words lacks a code.
    #[error("there are no words for {code}")]
    WordsMissing {
        /// The code that has none.
        code: u8,
    },
    /// A text asks for English words that the template does not have.
    #[error("a text asks for {{{field}:en}}, and the template has no [words.en]")]
    NoEnglishWords {
        /// The field's name.
        field: &'static str,
    },
    /// An office printer leaves the paper's edge white.
    #[error("it lies outside the printable part of the page: keep 8 mm from every edge")]
    OutsidePage,
    /// Two elements have this id.
    #[error("two elements have this id; an error could mean either")]
    IdTwice,
    /// A part that every certificate has is missing, or is there twice.
    #[error("there must be exactly one, there are {found}")]
    NotOne {
        /// How many there are.
        found: usize,
    },
    /// A field of the certificate is shown nowhere.
    #[error("no text shows {{{field}}}; every field of a certificate is printed")]
    FieldNotShown {
        /// The field's name.
        field: &'static str,
    },
    /// A number is outside its bounds.
    #[error("{key} is {from} to {to}")]
    Range {
        /// The key, or several with the same bounds.
        key: &'static str,
        /// The least.
        from: String,
        /// The most.
        to: String,
    },
    /// `size_pt` is less than `min_size_pt`.
    #[error("size_pt is less than min_size_pt")]
    SizeBelowSmallest,
    /// An item of a table has a second label, and the table says not how it looks.
    #[error("an item has a second_label; the table needs second_label too, which says how it looks")]
    SecondLabelWithoutStyle,
}

/// Checks that numbers lie within bounds that they share.
pub(crate) fn within<const N: usize>(
    key: &'static str,
    values: [f64; N],
    bounds: RangeInclusive<f64>,
) -> Result<(), TemplateRule> {
    // A value that is no number lies nowhere.
    if values.iter().all(|value| bounds.contains(value)) {
        return Ok(());
    }
    Err(TemplateRule::Range { key, from: bounds.start().to_string(), to: bounds.end().to_string() })
}
