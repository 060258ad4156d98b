//! A template's words for what is signed as a code.

use crate::page::form::Form;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};

/// Words for coded values.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize), serde(deny_unknown_fields))]
pub struct Words {
    id_kind: BTreeMap<String, String>,
    skill_level: BTreeMap<String, String>,
    /// What a certificate that is issued again bears.
    reissued: String,
    /// The same in English, for texts that ask for it.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    en: Option<Box<Words>>,
}

impl Words {
    /// The name of a kind of identity document.
    #[must_use]
    pub fn id_kind(&self, form: Form, kind: u8) -> Option<&str> {
        self.in_form(form)?.id_kind.get(&kind.to_string()).map(String::as_str)
    }

    /// The name of a skill level.
    #[must_use]
    pub fn skill_level(&self, form: Form, level: u8) -> Option<&str> {
        self.in_form(form)?.skill_level.get(&level.to_string()).map(String::as_str)
    }

    /// What a certificate that is issued again bears.
    #[must_use]
    pub fn reissued(&self, form: Form) -> Option<&str> {
        Some(&self.in_form(form)?.reissued)
    }

    /// The words in English, where there are some.
    #[must_use]
    pub fn english(&self) -> Option<&Self> {
        self.en.as_deref()
    }

    /// A kind of document or a skill level for which there is no word.
    #[must_use]
    pub fn missing(&self) -> Option<Missing> {
        let kind = [1, 2, 3, 4, 5, 6, 9].into_iter().find(|kind| self.id_kind(Form::Plain, *kind).is_none());
        let level = || (1..=5).find(|level| self.skill_level(Form::Plain, *level).is_none());
        kind.map(Missing::IdKind).or_else(|| level().map(Missing::SkillLevel))
    }

    fn in_form(&self, form: Form) -> Option<&Self> {
        match form {
            Form::Plain => Some(self),
            Form::English => self.en.as_deref(),
        }
    }
}

/// A code for which there is no word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// A kind of identity document.
    IdKind(u8),
    /// A skill level.
    SkillLevel(u8),
}
