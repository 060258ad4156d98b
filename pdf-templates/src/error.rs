//! What can go wrong, each with the field, the value and what to do.

use hezheng_core::text::TextError;

use crate::misread::Misread;
use crate::template_rule::TemplateRule;

/// Why a page cannot be made. Nothing is written then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// A character cannot be printed.
    #[error("{place}: {problem}")]
    Character {
        /// The field's name, or the template's element for words of its own.
        place: String,
        /// Which, and why.
        problem: Unprintable,
    },
    /// A text breaks the rule for text (format.md section 1).
    #[error("the text of {field} breaks the rule for text; correct it")]
    Text {
        /// The field's name.
        field: &'static str,
        /// The rule broken.
        error: TextError,
    },
    /// A text does not fit its place, even at the smallest size that the template allows.
    #[error("the text of {element} does not fit its place on the page even at {min_size_pt} pt; shorten it")]
    DoesNotFit {
        /// The template's element.
        element: String,
        /// The smallest size allowed.
        min_size_pt: String,
    },
    /// The template has no words for a kind or level.
    #[error("the template has no words for {field} {value}")]
    NoWords {
        /// The field's name.
        field: &'static str,
        /// Its value.
        value: u8,
    },
    /// The QR code's text is not `https://HOST/c#DIGITS`, or longer than any symbol holds.
    #[error(transparent)]
    Qr(#[from] crate::qr_symbol::QrError),
    /// The QR symbol is larger than its place.
    #[error("the QR code needs {needed_mm} mm at the smallest module size, its place has {place_mm} mm")]
    QrTooLarge {
        /// Side of the symbol with its quiet zone.
        needed_mm: String,
        /// Side of the place.
        place_mm: String,
    },
    /// A picture cannot be used.
    #[error("the {which} picture cannot be used: {problem}")]
    Picture {
        /// `portrait` or `seal`.
        which: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// The PDF library refused, or found that the page breaks PDF/A-3 or PDF/UA-1.
    #[error("the PDF could not be made: {0}; this is a fault of the template or the program, report it")]
    Pdf(String),
}

/// Why pages cannot be put into one file. Nothing is written then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CombinedError {
    /// There are no pages.
    #[error("a file for the printer needs one certificate or more, and there is none")]
    Nothing,
    /// One of the pages cannot be made.
    #[error("certificate {number}: {problem}")]
    Page {
        /// Its number.
        number: String,
        /// Why.
        problem: RenderError,
    },
    /// The pages are right, the file is not.
    #[error("{0}")]
    File(RenderError),
}

/// Why a character cannot be printed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unprintable {
    /// No font of the template has it.
    #[error("no font has the character {0} (U+{code:04X}); it cannot be printed", code = u32::from(*.0))]
    NoFont(char),
    /// It needs a fallback font that is not to be had.
    #[error("the character {0} (U+{code:04X}) needs another font: {1}", code = u32::from(*.0))]
    FontUnusable(char, Box<FontError>),
}

/// Why a font cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FontError {
    /// The font is nowhere to be found.
    #[error("{name} is not installed; install the Debian package {package} (apt-get install {package})")]
    Missing {
        /// The font's name.
        name: String,
        /// The Debian package that has it.
        package: String,
    },
    /// A file is there, but has other bytes than the template pins.
    #[error(
        "{path} is not the {name} that the template pins (SHA-256 {found}, expected {expected}); the same page would not give the same bytes, so it is not used; install the version that the template names of the Debian package {package}"
    )]
    OtherBytes {
        /// The font's name.
        name: String,
        /// The file.
        path: String,
        /// Its hash.
        found: String,
        /// The hash pinned.
        expected: String,
        /// The Debian package that has it.
        package: String,
    },
    /// The bytes are right but no font.
    #[error("{name} cannot be read as a font")]
    Unreadable {
        /// The font's name.
        name: String,
    },
}

/// Why a template is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// Not TOML, a key missing, or a key that no template has.
    #[error("the template cannot be read: {0}")]
    Syntax(Misread),
    /// A value is outside what is allowed.
    #[error("{element}: {rule}")]
    Value {
        /// The element.
        element: String,
        /// The rule that it breaks.
        rule: TemplateRule,
    },
}
