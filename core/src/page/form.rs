//! The forms that a field can be written in: as it was signed, or in English.

/// How a field is written: `{issued}`, or `{issued:en}` for the same in English.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Form {
    /// As it was signed; dates in Chinese, codes in the template's words.
    #[default]
    Plain,
    /// Dates in English, codes in the template's English words.
    English,
}

impl Form {
    /// The form of this name.
    pub fn parse(name: &str) -> Option<Self> {
        (name == "en").then_some(Self::English)
    }
}
