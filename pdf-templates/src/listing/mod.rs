//! A report of many things on A4 portrait, as many pages as it takes: notices, figures, facts, a table, paragraphs, and one
//! file attached. It is words and numbers to this crate: what they mean, and whether they are right, is the caller's affair.
//!
//! The same listing, attachment and fonts give the same bytes. Unlike on a certificate, a character that cannot be printed is
//! written as its number, `[U+1F600]`: somebody's file name must not keep a report from being made.

mod draw;
mod flow;
mod layout;
mod line;
mod parts;
mod plain_style;
mod printable;

use crate::error::{FontError, RenderError};
use crate::fonts::Fonts;
use hezheng_core::time::Time;

/// A text in Chinese, and in English beside or under it; without English where there is nothing to translate.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Words {
    /// In both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The same in both.
    pub fn same(text: impl Into<String>) -> Self {
        Self::new(text, "")
    }
}

/// How a text or box is coloured. Never the only thing that says so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// As all text.
    Plain,
    /// Beside what matters more.
    Faint,
    /// Good news.
    Good,
    /// Bad news.
    Bad,
    /// Neither.
    Unsure,
}

/// The whole report.
#[derive(Clone, Debug)]
pub struct Listing {
    /// What it is.
    pub title: Words,
    /// At the foot of each page, before the page's number.
    pub foot: String,
    /// When it was made; the file says so too.
    pub made: Time,
    /// What made it.
    pub creator: String,
    /// What is in it, in order.
    pub parts: Vec<Part>,
    /// The one file in it.
    pub attachment: Attachment,
}

/// A part of a report.
#[derive(Clone, Debug)]
pub enum Part {
    /// A box with a bar at its side.
    Notice(Tone, Words),
    /// Numbers beside one another, each with what it counts.
    Figures(Vec<Figure>),
    /// Labels and values.
    Facts(Vec<(Words, Words)>),
    /// A heading and paragraphs.
    Section(Words, Vec<Words>),
    /// A table.
    Table(Table),
}

/// A number and what it counts.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The number.
    pub number: String,
    /// What it counts.
    pub counted: Words,
    /// How it is coloured.
    pub tone: Tone,
}

/// A table with a heading; its column heads stand on each of its pages.
#[derive(Clone, Debug)]
pub struct Table {
    /// What it lists.
    pub title: Words,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, each with a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// How wide it is; all together have 178.
    pub width_mm: f64,
    /// What stands in it.
    pub head: Words,
}

/// What stands in a cell, a line or more each.
#[derive(Clone, Debug, Default)]
pub struct Cell(pub Vec<CellText>);

/// A text in a cell.
#[derive(Clone, Debug)]
pub struct CellText {
    /// The text.
    pub text: String,
    /// How it looks.
    pub look: Look,
}

/// How a text in a cell looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Look {
    /// Thick, coloured.
    Strong(Tone),
    /// As all text.
    Normal,
    /// Smaller, beside what matters more.
    Small,
    /// The same, in English.
    SmallEnglish,
}

/// The file in a report.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// Its name.
    pub name: &'static str,
    /// Its media type.
    pub mime: &'static str,
    /// What it is.
    pub description: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Makes the PDF: PDF/A-3a and PDF/UA-1.
///
/// # Errors
/// A row that no page has room for, and what the PDF library refuses.
pub fn render_listing(fonts: &Fonts, listing: &Listing) -> Result<Vec<u8>, RenderError> {
    draw::render(fonts, listing, &parts::lay_out(fonts, listing)?)
}

/// The first font that a text of this listing needs and that is not to be had: on a machine that has it the same listing has
/// other bytes.
#[must_use]
pub fn missing_font(fonts: &Fonts, listing: &Listing) -> Option<FontError> {
    let rows = listing.parts.iter().filter_map(|part| match part {
        Part::Table(table) => Some(table.rows.iter().flatten().flat_map(|cell| &cell.0).map(|said| &said.text)),
        _ => None,
    });
    let said = listing.parts.iter().flat_map(Part::words).chain([&listing.title]);
    let texts = said.flat_map(|said| [&said.zh, &said.en]).chain(rows.flatten()).chain([&listing.foot]);
    let mut texts = texts.filter_map(|text| printable::missing_font(text, fonts));
    texts.next()
}

impl Part {
    /// The words in it, but for a table's rows.
    fn words(&self) -> Vec<&Words> {
        match self {
            Self::Notice(_, said) => vec![said],
            Self::Figures(figures) => figures.iter().map(|figure| &figure.counted).collect(),
            Self::Facts(facts) => facts.iter().flat_map(|(label, value)| [label, value]).collect(),
            Self::Section(title, paragraphs) => std::iter::once(title).chain(paragraphs).collect(),
            Self::Table(table) => {
                std::iter::once(&table.title).chain(table.columns.iter().map(|column| &column.head)).collect()
            }
        }
    }
}
