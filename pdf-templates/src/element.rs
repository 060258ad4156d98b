//! What can stand on a page. The order in the template is the order of drawing and of reading aloud.

use hezheng_core::page::field::{Facts, Field};
use hezheng_core::page::form::Form;
use hezheng_core::page::phrase::Fragment;
use hezheng_core::page::words::Words;
use serde::Deserialize;

use crate::style::{Area, Colour, FieldName, PRINT_MARGIN_MM, PageSize, PhraseText, Style, check_line};
use crate::template_rule::{TemplateRule, within};

/// The smallest module that phones read reliably from office paper (format.md section 4).
pub(crate) const MIN_MODULE_MM: f64 = 0.42;

/// One thing on the page.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Element {
    Text(TextBox),
    Table(Table),
    Rule(Rule),
    Portrait(Picture),
    Seal(Picture),
    Qr(QrPlace),
}

impl Element {
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Text(text) => &text.id,
            Self::Table(table) => &table.id,
            Self::Rule(rule) => &rule.id,
            Self::Portrait(picture) | Self::Seal(picture) => &picture.id,
            Self::Qr(qr) => &qr.id,
        }
    }

    /// The fields whose text it shows, and in which form.
    pub(crate) fn fields(&self) -> Vec<(Field, Form)> {
        match self {
            Self::Text(text) => text.text.0.fields().collect(),
            Self::Table(table) => table.items.iter().flat_map(|item| item.text.0.fields()).collect(),
            Self::Rule(_) | Self::Portrait(_) | Self::Seal(_) | Self::Qr(_) => Vec::new(),
        }
    }

    /// `widest_qr_mm` is the right side of the largest QR symbol.
    pub(crate) fn check(&self, page: PageSize, widest_qr_mm: f64) -> Result<(), TemplateRule> {
        match self {
            Self::Text(text) => {
                let shift_mm = if text.beside_qr { widest_qr_mm } else { 0.0 };
                Area { x_mm: text.area.x_mm + shift_mm, ..text.area }.check(page)?;
                text.outline.map_or(Ok(()), |outline| check_line("line_pt", outline.line_pt))?;
                text.style.check()
            }
            Self::Table(table) => table.check(page),
            Self::Rule(rule) => {
                check_line("line_pt", rule.line_pt)?;
                Area { x_mm: rule.x_mm, y_mm: rule.y_mm, width_mm: rule.width_mm, height_mm: 0.1 }.check(page)
            }
            Self::Portrait(picture) | Self::Seal(picture) => {
                picture.area.check(page)?;
                check_line("line_pt", picture.line_pt)?;
                picture.style.check()
            }
            Self::Qr(qr) => qr.check(page),
        }
    }
}

/// A box of text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TextBox {
    pub(crate) id: String,
    pub(crate) text: PhraseText,
    pub(crate) area: Area,
    pub(crate) style: Style,
    #[serde(default)]
    pub(crate) role: Role,
    /// Fields whose text may go on in the next line before the box's text is made smaller for their sake.
    #[serde(default)]
    pub(crate) may_break: Vec<FieldName>,
    /// `x_mm` counts from the QR symbol's right side, which depends on the symbol.
    #[serde(default)]
    pub(crate) beside_qr: bool,
    /// Where it is not the page's.
    pub(crate) language: Option<String>,
    /// A fine line around the box.
    pub(crate) outline: Option<Outline>,
}

/// What a text is to someone who hears the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    Title,
    #[default]
    Paragraph,
}

/// A fine line around a box.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Outline {
    pub(crate) line_pt: f64,
    pub(crate) colour: Colour,
}

/// Labels and values in rows; an item whose field says nothing takes no room.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Table {
    pub(crate) id: String,
    /// The room that all rows have.
    pub(crate) area: Area,
    pub(crate) columns: u32,
    /// The lowest that a row may be.
    pub(crate) row_mm: f64,
    /// The highest that a row becomes where few rows share the room.
    pub(crate) max_row_mm: f64,
    pub(crate) gap_mm: f64,
    pub(crate) label_mm: f64,
    pub(crate) label: Style,
    /// Labels in a second language, under the first.
    pub(crate) second_label: Option<SecondLabel>,
    pub(crate) value: Style,
    /// Between rows.
    pub(crate) line_pt: f64,
    pub(crate) line_colour: Colour,
    pub(crate) items: Vec<Item>,
}

/// How labels in a second language look.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecondLabel {
    pub(crate) language: String,
    pub(crate) style: Style,
}

/// A label and a value.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Item {
    pub(crate) label: String,
    pub(crate) second_label: Option<String>,
    pub(crate) text: PhraseText,
    /// Columns that it takes.
    #[serde(default = "one")]
    pub(crate) span: u32,
}

impl Item {
    pub(crate) fn fill(&self, facts: &Facts<'_>, words: &Words) -> Vec<Fragment> {
        self.text.0.fill(facts, words)
    }
}

fn one() -> u32 {
    1
}

impl Table {
    fn check(&self, page: PageSize) -> Result<(), TemplateRule> {
        self.area.check(page)?;
        self.label.check()?;
        self.value.check()?;
        match &self.second_label {
            Some(second) => second.style.check()?,
            None if self.items.iter().any(|item| item.second_label.is_some()) => {
                return Err(TemplateRule::SecondLabelWithoutStyle);
            }
            None => {}
        }
        within("columns", [f64::from(self.columns)], 1.0..=6.0)?;
        for item in &self.items {
            within("span", [f64::from(item.span)], 1.0..=f64::from(self.columns))?;
        }
        check_line("line_pt", self.line_pt)?;
        within("row_mm", [self.row_mm], 3.0..=page.height_mm)?;
        within("max_row_mm", [self.max_row_mm], self.row_mm..=self.area.height_mm.max(self.row_mm))?;
        within("gap_mm", [self.gap_mm], 0.0..=self.area.width_mm)?;
        within("label_mm", [self.label_mm], 1.0..=self.area.width_mm)
    }
}

/// An ornamental line, level.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) x_mm: f64,
    pub(crate) y_mm: f64,
    pub(crate) width_mm: f64,
    pub(crate) line_pt: f64,
    pub(crate) colour: Colour,
    /// An end that has a small diamond.
    pub(crate) diamond: Option<End>,
}

/// An end of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum End {
    Left,
    Right,
}

/// The place of a picture, and what stands there without one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Picture {
    pub(crate) id: String,
    pub(crate) area: Area,
    pub(crate) shape: Shape,
    pub(crate) line_pt: f64,
    pub(crate) line_colour: Colour,
    /// In the empty place.
    pub(crate) words: String,
    /// Those words are drawn as shapes: text beside a paragraph would get between its lines in what readers extract.
    #[serde(default)]
    pub(crate) words_as_shapes: bool,
    pub(crate) style: Style,
    /// The picture in words, for who hears the page.
    pub(crate) description: String,
}

/// The outline of an empty place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Shape {
    Box,
    Circle,
}

/// The place of the QR symbol; it grows upward and to the right.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct QrPlace {
    pub(crate) id: String,
    pub(crate) x_mm: f64,
    pub(crate) bottom_mm: f64,
    /// The side, quiet zone included, that is wished for.
    pub(crate) side_mm: f64,
    /// The side that a large symbol may take.
    pub(crate) max_side_mm: f64,
    /// The smallest module.
    pub(crate) module_mm: f64,
    pub(crate) description: String,
}

impl QrPlace {
    fn check(&self, page: PageSize) -> Result<(), TemplateRule> {
        within("module_mm", [self.module_mm], MIN_MODULE_MM..=2.0)?;
        within("side_mm", [self.side_mm], 10.0..=self.max_side_mm)?;
        let fits = self.x_mm >= PRINT_MARGIN_MM
            && self.bottom_mm <= page.height_mm - PRINT_MARGIN_MM
            && self.bottom_mm - self.max_side_mm >= PRINT_MARGIN_MM
            && self.x_mm + self.max_side_mm <= page.width_mm - PRINT_MARGIN_MM;
        if fits { Ok(()) } else { Err(TemplateRule::OutsidePage) }
    }
}
