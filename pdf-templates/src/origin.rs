//! Whose words a text has: a class's, or a person's.

use hezheng_core::page::field::Field;

/// Whose words a text has. Each has a subset of the font of its own in the file: that of a class is the same on page after
/// page, and is made and compressed once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Origin {
    /// The template and everybody in a class say the same.
    Class,
    Person,
}

impl Origin {
    pub(crate) const ALL: [Self; 2] = [Self::Class, Self::Person];

    /// Where a field's text comes from; words of the template have no field.
    pub(crate) fn of(field: Option<Field>, text: &str) -> Self {
        use Field::{CheckCode, ClassFiling, Holder, IdKind, IdText, Number, Reissued};
        match field {
            Some(Number | Holder | IdKind | IdText | CheckCode | Reissued) => Self::Person,
            // A person's own numbers have these digits anyway, and the programme's next class has the same subset.
            Some(ClassFiling) if text.is_ascii() => Self::Person,
            _ => Self::Class,
        }
    }
}
