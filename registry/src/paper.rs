//! How an authority has its certificates printed for their holders: which template, and what of the identity number.

use hezheng_pdf::{Fonts, Template};

/// How an authority has its certificates printed for their holders.
pub(crate) struct Paper {
    pub(crate) template: Template,
    pub(crate) fonts: Fonts,
    pub(crate) identity: IdentityOnPage,
}

/// By name: what is in a template is of no use in an error.
impl std::fmt::Debug for Paper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Paper").field("template", &self.template.id).finish_non_exhaustive()
    }
}

/// What is printed of the identity number: `full`, or `last-four`.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdentityOnPage {
    /// All of it, on the trainee's own PDF.
    Full,
    /// The last four characters.
    #[default]
    LastFour,
}
