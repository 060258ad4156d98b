//! The values that a template is made of: paper, places, type, colours, texts. Each refuses what is outside its bounds.

use hezheng_core::page::field::Field;
use hezheng_core::page::phrase::Phrase;
use serde::Deserialize;

use crate::template_rule::{TemplateRule, within};

/// Nothing is drawn nearer to the paper's edge than this: office printers leave it white.
pub(crate) const PRINT_MARGIN_MM: f64 = 8.0;
/// The smallest text that people read on paper without a glass.
const SMALLEST_TEXT_PT: f64 = 6.0;

/// Paper.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageSize {
    pub(crate) width_mm: f64,
    pub(crate) height_mm: f64,
}

/// A box on the page.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Area {
    pub(crate) x_mm: f64,
    pub(crate) y_mm: f64,
    pub(crate) width_mm: f64,
    pub(crate) height_mm: f64,
}

impl Area {
    pub(crate) fn right_mm(self) -> f64 {
        self.x_mm + self.width_mm
    }

    pub(crate) fn bottom_mm(self) -> f64 {
        self.y_mm + self.height_mm
    }

    pub(crate) fn check(self, page: PageSize) -> Result<(), TemplateRule> {
        let inside = self.width_mm > 0.0
            && self.height_mm > 0.0
            && self.x_mm >= PRINT_MARGIN_MM
            && self.y_mm >= PRINT_MARGIN_MM
            && self.right_mm() <= page.width_mm - PRINT_MARGIN_MM
            && self.bottom_mm() <= page.height_mm - PRINT_MARGIN_MM;
        if inside { Ok(()) } else { Err(TemplateRule::OutsidePage) }
    }
}

/// How text is set.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Style {
    pub(crate) size_pt: f64,
    /// Text that does not fit is made smaller down to this.
    pub(crate) min_size_pt: f64,
    pub(crate) colour: Colour,
    /// Colour of what a field says; the words' own where left out.
    pub(crate) value_colour: Option<Colour>,
    /// The letters' outline is thickened by this, for emphasis.
    #[serde(default)]
    pub(crate) bold_pt: f64,
    /// The same for what a field says.
    #[serde(default)]
    pub(crate) value_bold_pt: f64,
    #[serde(default)]
    pub(crate) letter_spacing_em: f64,
    #[serde(default = "default_line_height")]
    pub(crate) line_height: f64,
    #[serde(default)]
    pub(crate) indent_em: f64,
    #[serde(default)]
    pub(crate) align: Align,
    #[serde(default)]
    pub(crate) vertical: Vertical,
}

fn default_line_height() -> f64 {
    1.25
}

impl Style {
    pub(crate) fn check(&self) -> Result<(), TemplateRule> {
        within("size_pt, min_size_pt", [self.size_pt, self.min_size_pt], SMALLEST_TEXT_PT..=200.0)?;
        if self.size_pt < self.min_size_pt {
            return Err(TemplateRule::SizeBelowSmallest);
        }
        within("bold_pt, value_bold_pt", [self.bold_pt, self.value_bold_pt], 0.0..=2.0)?;
        within("letter_spacing_em", [self.letter_spacing_em], 0.0..=3.0)?;
        within("line_height", [self.line_height], 1.0..=4.0)?;
        within("indent_em", [self.indent_em], 0.0..=20.0)
    }
}

/// Where lines stand in their box.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Align {
    #[default]
    Left,
    Centre,
    Right,
}

/// Where the text stands in its box.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Vertical {
    #[default]
    Top,
    Middle,
    Bottom,
}

/// `#RRGGBB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Colour(pub(crate) [u8; 3]);

impl TryFrom<String> for Colour {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let value = text
            .strip_prefix('#')
            .filter(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|hex| u32::from_str_radix(hex, 16).ok())
            .ok_or_else(|| format!("{text:?} is not a colour like #1F4E4B"))?;
        let [_, red, green, blue] = value.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

/// A [`Phrase`] as it stands in the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct PhraseText(pub(crate) Phrase);

impl TryFrom<String> for PhraseText {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Phrase::parse(&text).map(Self)
    }
}

/// A [`Field`] by its name.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct FieldName(pub(crate) Field);

impl TryFrom<String> for FieldName {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        Field::parse(&name).map(Self).ok_or_else(|| format!("there is no field {name}"))
    }
}

/// A line is as thin as printers can and as thick as a border.
pub(crate) fn check_line(key: &'static str, width_pt: f64) -> Result<(), TemplateRule> {
    within(key, [width_pt], 0.05..=10.0)
}
