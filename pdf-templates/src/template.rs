//! A template: how the page looks, as data. Everything that can be wrong with it is found when it is read.

use hezheng_core::page::field::Field;
use hezheng_core::page::form::Form;
use hezheng_core::page::words::{Missing, Words};
use serde::Deserialize;

use crate::design::{Design, Frame, Watermark};
use crate::element::Element;
use crate::error::TemplateError;
use crate::misread::Misread;
use crate::style::{PageSize, PhraseText};
use crate::template_rule::{TemplateRule, within};

/// The templates that come with the product, by name. None is the official annex, which could not be obtained.
const BUILT_IN: [(&str, &str); 2] = [
    ("default", include_str!("../templates/default/template.toml")),
    ("bilingual", include_str!("../templates/bilingual/template.toml")),
];

/// How a certificate looks: sizes, places, words, colours, fonts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// The template's name.
    pub id: String,
    /// Its version; the same name and version always mean the same bytes.
    pub version: u32,
    pub(crate) language: String,
    /// The document's title, shown by a reader in place of the file name.
    pub(crate) document_title: PhraseText,
    pub(crate) page: PageSize,
    pub(crate) words: Words,
    pub(crate) frame: Frame,
    pub(crate) watermark: Option<Watermark>,
    #[serde(rename = "font")]
    pub(crate) fonts: Vec<FontPin>,
    #[serde(rename = "element")]
    pub(crate) elements: Vec<Element>,
}

impl Template {
    /// The template that certificates have unless another is asked for.
    ///
    /// # Errors
    /// None as long as the tests pass: the file is part of the program.
    pub fn built_in() -> Result<Self, TemplateError> {
        Self::parse(include_str!("../templates/default/template.toml"))
    }

    /// The names of the templates that come with the product.
    pub fn built_in_names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.into_iter().map(|(name, _)| name)
    }

    /// The file of a template that comes with the product.
    #[must_use]
    pub fn built_in_text(name: &str) -> Option<&'static str> {
        BUILT_IN.into_iter().find_map(|(known, text)| (known == name).then_some(text))
    }

    /// Reads a template.
    ///
    /// # Errors
    /// What is not TOML, has a key that no template has, lacks one, or has a value outside its bounds.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let template: Self =
            toml::from_str(text).map_err(|error| TemplateError::Syntax(Misread::find(text, &error)))?;
        template.check()?;
        Ok(template)
    }

    pub(crate) fn design(&self) -> Design {
        Design { page: self.page, watermark: self.watermark, frame: self.frame }
    }

    /// How many fonts it pins.
    #[must_use]
    pub fn font_count(&self) -> usize {
        self.fonts.len()
    }

    fn check(&self) -> Result<(), TemplateError> {
        let at = |element: &'static str| move |rule| TemplateError::Value { element: element.to_owned(), rule };
        within("width_mm, height_mm", [self.page.width_mm, self.page.height_mm], 50.0..=2_000.0).map_err(at("page"))?;
        if self.fonts.is_empty() {
            return Err(at("font")(TemplateRule::NoFont));
        }
        check_words(&self.words, "words.id_kind", "words.skill_level")?;
        if let Some(english) = self.words.english() {
            check_words(english, "words.en.id_kind", "words.en.skill_level")?;
        }
        self.frame.check(self.page).map_err(at("frame"))?;
        self.watermark.map_or(Ok(()), |watermark| watermark.check(self.page)).map_err(at("watermark"))?;
        self.check_elements()?;
        for (kind, found) in [
            ("qr", self.count(|element| matches!(element, Element::Qr(_)))),
            ("portrait", self.count(|element| matches!(element, Element::Portrait(_)))),
        ] {
            if found != 1 {
                return Err(at(kind)(TemplateRule::NotOne { found }));
            }
        }
        let shown: Vec<Field> = self.elements.iter().flat_map(Element::fields).map(|(field, _)| field).collect();
        match Field::ALL.into_iter().find(|field| !shown.contains(field)) {
            Some(field) => Err(at("element")(TemplateRule::FieldNotShown { field: field.name() })),
            None => Ok(()),
        }
    }

    fn check_elements(&self) -> Result<(), TemplateError> {
        let refuse = |element: &str, rule| Err(TemplateError::Value { element: element.to_owned(), rule });
        let mut ids: Vec<&str> = self.elements.iter().map(Element::id).collect();
        ids.sort_unstable();
        if let Some(id) = ids.windows(2).find_map(|pair| (pair.first() == pair.last()).then(|| pair.first())?) {
            return refuse(id, TemplateRule::IdTwice);
        }
        let widest_qr_mm = self.elements.iter().find_map(|element| match element {
            Element::Qr(place) => Some(place.x_mm + place.max_side_mm),
            _ => None,
        });
        for element in &self.elements {
            element.check(self.page, widest_qr_mm.unwrap_or(0.0)).or_else(|rule| refuse(element.id(), rule))?;
            if let Some(field) = self.without_words(element) {
                return refuse(element.id(), TemplateRule::NoEnglishWords { field: field.name() });
            }
        }
        Ok(())
    }

    /// A coded field that an element asks for in English, where the template has no English words.
    fn without_words(&self, element: &Element) -> Option<Field> {
        let is_coded = |field: &Field| matches!(field, Field::IdKind | Field::SkillLevel | Field::Reissued);
        let mut asked = element.fields().into_iter().filter(|(_, form)| *form == Form::English);
        asked.find_map(|(field, _)| (is_coded(&field) && self.words.english().is_none()).then_some(field))
    }

    fn count(&self, wanted: fn(&Element) -> bool) -> usize {
        self.elements.iter().filter(|element| wanted(element)).count()
    }
}

/// Every code has words; the names are those of the two tables.
fn check_words(words: &Words, id_kind: &str, skill_level: &str) -> Result<(), TemplateError> {
    let (table, code) = match words.missing() {
        None => return Ok(()),
        Some(Missing::IdKind(kind)) => (id_kind, kind),
        Some(Missing::SkillLevel(level)) => (skill_level, level),
    };
    Err(TemplateError::Value { element: table.to_owned(), rule: TemplateRule::WordsMissing { code } })
}

/// A font, fixed by the hash of its bytes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FontPin {
    pub(crate) name: String,
    /// SHA-256 of the file, in hex.
    pub(crate) sha256: String,
    /// The Debian package that installs it.
    pub(crate) package: String,
    /// Where it is then found.
    pub(crate) paths: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(from: &str, to: &str) -> Result<Template, TemplateError> {
        let text = include_str!("../templates/default/template.toml");
        assert!(text.contains(from), "the template has no {from}");
        Template::parse(&text.replacen(from, to, 1))
    }

    #[test]
    fn the_built_in_templates_are_right() {
        assert_eq!(Template::built_in().map(|template| template.id), Ok("default".into()));
        for (name, text) in BUILT_IN {
            assert_eq!(Template::parse(text).map(|template| template.id), Ok(name.into()));
        }
    }

    #[test]
    fn unknown_keys_are_errors_wherever_they_stand() {
        for (from, to) in [
            ("version = ", "colour_scheme = 1\nversion = "),
            ("width_mm = 297", "depth_mm = 1, width_mm = 297"),
            ("kind = \"text\"", "kind = \"text\"\nshadow = true"),
            ("size_pt = ", "weight = 1, size_pt = "),
            ("kind = \"text\"", "kind = \"movie\""),
        ] {
            assert!(matches!(edited(from, to), Err(TemplateError::Syntax(_))), "{to}");
        }
    }

    #[test]
    fn a_template_that_leaves_a_field_out_is_refused() {
        let result = edited("{class_filing}", "{number}");
        assert!(
            matches!(&result, Err(TemplateError::Value { rule, .. }) if *rule == TemplateRule::FieldNotShown { field: "class_filing" })
        );
    }

    #[test]
    fn english_words_are_asked_for_only_where_there_are_some() {
        let result = edited("[{reissued}]", "[{reissued} {reissued:en}]");
        let rule = TemplateRule::NoEnglishWords { field: "reissued" };
        assert_eq!(result.err(), Some(TemplateError::Value { element: "reissue mark".into(), rule }));
        assert!(edited("{issued}", "{issued} {issued:en}").is_ok());
    }

    #[test]
    fn small_modules_and_narrow_margins_are_refused() {
        assert!(edited("module_mm = 0.42", "module_mm = 0.41").is_err());
        assert!(edited("margin_mm = ", "margin_mm = 7.9 # ").is_err());
    }

    #[test]
    fn numbers_that_nothing_can_be_drawn_with_are_refused() {
        for (from, to) in [
            ("thread_pt = 0.3\ncolour = \"#EDF3F1\"", "thread_pt = -1\ncolour = \"#EDF3F1\""),
            ("radius_mm = 62", "radius_mm = nan"),
            ("x_mm = 148.5", "x_mm = inf"),
            ("line_pt = 0.8", "line_pt = -1"),
            ("width_mm = 297", "width_mm = nan"),
            ("size_pt = 42", "size_pt = nan"),
            ("margin_mm = 9", "margin_mm = nan"),
            ("max_row_mm = 10", "max_row_mm = inf"),
        ] {
            assert!(matches!(edited(from, to), Err(TemplateError::Value { .. })), "{to}");
        }
    }
}
