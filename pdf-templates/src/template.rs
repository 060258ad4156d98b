//! A template: how the page looks, as data. Everything that can be wrong with it is found when it is read.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::certificate_page::Field;
use crate::element::Element;
use crate::error::TemplateError;
use crate::style::{Colour, PRINT_MARGIN_MM, PhraseText, is_stroke};

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
    /// The template that comes with the product. It is not the official annex, which could not be obtained.
    ///
    /// # Errors
    /// None as long as the tests pass: the file is part of the program.
    pub fn built_in() -> Result<Self, TemplateError> {
        Self::parse(include_str!("../templates/default/template.toml"))
    }

    /// Reads a template.
    ///
    /// # Errors
    /// What is not TOML, has a key that no template has, lacks one, or has a value outside its bounds.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let template: Self = toml::from_str(text).map_err(|error| TemplateError::Syntax(error.to_string()))?;
        template.check()?;
        Ok(template)
    }

    fn check(&self) -> Result<(), TemplateError> {
        let refuse = |element: &str, problem: String| Err(TemplateError::Value { element: element.into(), problem });
        if !(50.0..=2_000.0).contains(&self.page.width_mm) || !(50.0..=2_000.0).contains(&self.page.height_mm) {
            return refuse("page", "a side is 50 to 2000 mm".into());
        }
        if self.fonts.is_empty() {
            return refuse("font", "there is none".into());
        }
        self.words.check()?;
        self.frame.check(self.page)?;
        let mut ids: Vec<&str> = self.elements.iter().map(Element::id).collect();
        ids.sort_unstable();
        if let Some(id) = ids.windows(2).find_map(|pair| (pair.first() == pair.last()).then(|| pair.first())?) {
            return refuse(id, "two elements have this id".into());
        }
        let widest_qr_mm = self.elements.iter().find_map(|element| match element {
            Element::Qr(place) => Some(place.x_mm + place.max_side_mm),
            _ => None,
        });
        for element in &self.elements {
            element.check(self.page, widest_qr_mm.unwrap_or(0.0)).or_else(|problem| refuse(element.id(), problem))?;
        }
        if self.elements.iter().filter(|element| matches!(element, Element::Qr(_))).count() != 1 {
            return refuse("qr", "there must be one".into());
        }
        if self.elements.iter().filter(|element| matches!(element, Element::Portrait(_))).count() != 1 {
            return refuse("portrait", "there must be one".into());
        }
        let shown: Vec<Field> = self.elements.iter().flat_map(Element::fields).collect();
        match Field::ALL.into_iter().find(|field| !shown.contains(field)) {
            Some(field) => refuse("element", format!("no text shows {{{}}}", field.name())),
            None => Ok(()),
        }
    }
}

/// Paper.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageSize {
    pub(crate) width_mm: f64,
    pub(crate) height_mm: f64,
}

/// Words for coded values.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    id_kind: BTreeMap<String, String>,
    skill_level: BTreeMap<String, String>,
    /// What a certificate that is issued again bears.
    pub(crate) reissued: String,
}

impl Words {
    pub(crate) fn id_kind(&self, kind: u8) -> Option<&str> {
        self.id_kind.get(&kind.to_string()).map(String::as_str)
    }

    pub(crate) fn skill_level(&self, level: u8) -> Option<&str> {
        self.skill_level.get(&level.to_string()).map(String::as_str)
    }

    fn check(&self) -> Result<(), TemplateError> {
        let refuse = |element: &str, problem: String| Err(TemplateError::Value { element: element.into(), problem });
        if let Some(kind) = [1, 2, 3, 4, 5, 6, 9].into_iter().find(|kind| self.id_kind(*kind).is_none()) {
            return refuse("words.id_kind", format!("{kind} is missing"));
        }
        match (1..=5).find(|level| self.skill_level(*level).is_none()) {
            Some(level) => refuse("words.skill_level", format!("{level} is missing")),
            None => Ok(()),
        }
    }
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

/// The border: a woven band between fine lines, a rosette at each corner.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Frame {
    /// From the paper's edge to the outermost line.
    pub(crate) margin_mm: f64,
    /// Width of the band.
    pub(crate) band_mm: f64,
    /// Length of one wave of the weave, about.
    pub(crate) wave_mm: f64,
    /// Threads in the weave.
    pub(crate) threads: u32,
    pub(crate) thread_pt: f64,
    pub(crate) line_pt: f64,
    pub(crate) colour: Colour,
    pub(crate) second_colour: Colour,
}

impl Frame {
    fn check(&self, page: PageSize) -> Result<(), TemplateError> {
        let refuse = |problem: &str| Err(TemplateError::Value { element: "frame".into(), problem: problem.into() });
        if self.margin_mm < PRINT_MARGIN_MM {
            return refuse("margin_mm is 8 or more");
        }
        if !(2.0..=page.width_mm.min(page.height_mm) / 5.0).contains(&self.band_mm)
            || !(2.0..=100.0).contains(&self.wave_mm)
        {
            return refuse("band_mm or wave_mm is too small or too large");
        }
        if !(2..=40).contains(&self.threads) || !is_stroke(self.thread_pt) || !is_stroke(self.line_pt) {
            return refuse("threads is 2 to 40, a line 0.05 to 10 pt");
        }
        Ok(())
    }
}

/// A pale rosette behind the text.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Watermark {
    pub(crate) x_mm: f64,
    pub(crate) y_mm: f64,
    pub(crate) radius_mm: f64,
    pub(crate) colour: Colour,
    pub(crate) thread_pt: f64,
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
    fn the_built_in_template_is_right() {
        assert_eq!(Template::built_in().map(|template| template.id), Ok("default".into()));
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
        assert!(matches!(&result, Err(TemplateError::Value { problem, .. }) if problem.contains("class_filing")));
    }

    #[test]
    fn small_modules_and_narrow_margins_are_refused() {
        assert!(edited("module_mm = 0.42", "module_mm = 0.41").is_err());
        assert!(edited("margin_mm = ", "margin_mm = 7.9 # ").is_err());
    }
}
