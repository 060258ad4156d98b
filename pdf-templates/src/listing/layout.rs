//! Where everything stands: pages from top to bottom. The numbers of the house's plain style are here and nowhere else.

use super::flow::{Flow, Node, Paint, Strip, Text};
use super::{Cell, Figure, Listing, Look, Part, Table, Tone, Words};
use crate::error::RenderError;
use crate::fonts::Fonts;
use crate::style::{Area, Colour};

pub(super) const PAGE_MM: [f64; 2] = [210.0, 297.0];
pub(super) const LEFT_MM: f64 = 16.0;
pub(super) const WIDTH_MM: f64 = 178.0;
pub(super) const TOP_MM: f64 = 17.0;
/// Nothing but the foot stands below.
pub(super) const BOTTOM_MM: f64 = 279.0;

const DEEP: Colour = Colour([0x1F, 0x4E, 0x4B]);
const INK: Colour = Colour([0x22, 0x26, 0x26]);
pub(super) const FAINT: Colour = Colour([0x5E, 0x68, 0x67]);
pub(super) const HAIR: Colour = Colour([0xC9, 0xD3, 0xD1]);
const ZEBRA: Colour = Colour([0xF6, 0xF8, 0xF7]);

/// A tone's colour for text, and for a box behind it. Text has 4.5 : 1 at least on its box.
fn colours(tone: Tone) -> [Colour; 2] {
    match tone {
        Tone::Plain => [INK, Colour([0xF1, 0xF4, 0xF3])],
        Tone::Faint => [FAINT, Colour([0xF6, 0xF8, 0xF7])],
        Tone::Good => [Colour([0x1B, 0x6B, 0x43]), Colour([0xE9, 0xF4, 0xEE])],
        Tone::Bad => [Colour([0xA8, 0x1E, 0x1E]), Colour([0xFB, 0xEC, 0xEA])],
        Tone::Unsure => [Colour([0x8A, 0x55, 0x00]), Colour([0xFD, 0xF4, 0xE1])],
    }
}

const fn paint(size_pt: f64, colour: Colour, bold_pt: f64) -> Paint {
    Paint { size_pt, colour, bold_pt, english: false }
}

const fn english(size_pt: f64, colour: Colour) -> Paint {
    Paint { size_pt, colour, bold_pt: 0.0, english: true }
}

const TITLE: Paint = paint(21.0, DEEP, 0.45);
const TITLE_ENGLISH: Paint = english(10.5, FAINT);
const HEADING: Paint = paint(11.5, DEEP, 0.28);
const HEADING_ENGLISH: Paint = english(8.0, FAINT);
const BODY: Paint = paint(9.0, INK, 0.0);
const BODY_ENGLISH: Paint = english(7.5, FAINT);
const LABEL: Paint = paint(8.5, FAINT, 0.0);
const LABEL_ENGLISH: Paint = english(6.5, FAINT);
const CELL: Paint = paint(8.5, INK, 0.0);
const SMALL: Paint = paint(6.5, FAINT, 0.0);
const SMALL_ENGLISH: Paint = english(6.5, FAINT);

/// A listing laid out.
pub(super) struct Layout {
    pub(super) texts: Vec<Text>,
    pub(super) strips: Vec<Strip>,
    pub(super) nodes: Vec<Node>,
    pub(super) pages: usize,
}

impl Layout {
    pub(super) fn of(fonts: &Fonts, listing: &Listing) -> Result<Self, RenderError> {
        let mut flow = Flow::new(fonts);
        let title = flow.words(&listing.title, [TITLE, TITLE_ENGLISH], LEFT_MM, WIDTH_MM)?;
        flow.node(Node::Title(listing.title.zh.clone(), title));
        flow.space(2.0);
        flow.strip(Area { x_mm: LEFT_MM, y_mm: flow.y_mm(), width_mm: WIDTH_MM, height_mm: 0.5 }, DEEP);
        flow.space(4.0);
        for part in &listing.parts {
            match part {
                Part::Notice(tone, said) => notice(&mut flow, *tone, said)?,
                Part::Figures(figures) => self::figures(&mut flow, figures)?,
                Part::Facts(facts) => self::facts(&mut flow, facts)?,
                Part::Section(title, paragraphs) => section(&mut flow, title, paragraphs)?,
                Part::Table(table) => self::table(&mut flow, table)?,
            }
        }
        Ok(flow.end())
    }
}

fn notice(flow: &mut Flow<'_>, tone: Tone, said: &Words) -> Result<(), RenderError> {
    const PAD_MM: f64 = 2.4;
    let [ink, behind] = colours(tone);
    let bar = if tone == Tone::Plain { DEEP } else { ink };
    let paints = [Paint { colour: ink, bold_pt: 0.12, ..BODY }, Paint { colour: ink, ..BODY_ENGLISH }];
    flow.keep_together(|flow| {
        let top_mm = flow.y_mm();
        flow.space(PAD_MM);
        let text = flow.words(said, paints, LEFT_MM + 5.0, WIDTH_MM - 8.0)?;
        flow.space(PAD_MM);
        let area = Area { x_mm: LEFT_MM, y_mm: top_mm, width_mm: WIDTH_MM, height_mm: flow.y_mm() - top_mm };
        flow.strip(area, behind);
        flow.strip(Area { width_mm: 1.2, ..area }, bar);
        flow.node(Node::Paragraph(text));
        Ok(())
    })?;
    flow.space(3.5);
    Ok(())
}

fn figures(flow: &mut Flow<'_>, figures: &[Figure]) -> Result<(), RenderError> {
    const GAP_MM: f64 = 3.0;
    let count = figures.len().max(1) as f64;
    let width_mm = (WIDTH_MM - GAP_MM * (count - 1.0)) / count;
    flow.keep_together(|flow| {
        let (top_mm, mut bottom_mm) = (flow.y_mm(), flow.y_mm());
        let mut boxes = Vec::new();
        for (index, figure) in figures.iter().enumerate() {
            flow.back_to(top_mm);
            let x_mm = LEFT_MM + (width_mm + GAP_MM) * index as f64;
            let [ink, behind] = colours(figure.tone);
            flow.space(2.0);
            let mut text = flow.text(&figure.number, paint(19.0, ink, 0.35), x_mm + 3.0, width_mm - 6.0)?;
            let counted = [Paint { colour: ink, ..BODY }, Paint { colour: ink, ..LABEL_ENGLISH }];
            text.extend(flow.words(&figure.counted, counted, x_mm + 3.0, width_mm - 6.0)?);
            flow.space(2.0);
            bottom_mm = flow.y_mm().max(bottom_mm);
            boxes.push((x_mm, behind));
            flow.node(Node::Paragraph(text));
        }
        for (x_mm, behind) in boxes {
            flow.strip(Area { x_mm, y_mm: top_mm, width_mm, height_mm: bottom_mm - top_mm }, behind);
        }
        flow.back_to(bottom_mm);
        Ok(())
    })?;
    flow.space(4.0);
    Ok(())
}

fn facts(flow: &mut Flow<'_>, facts: &[(Words, Words)]) -> Result<(), RenderError> {
    const LABEL_MM: f64 = 40.0;
    let mut items = Vec::new();
    for (label, value) in facts {
        let item = flow.keep_together(|flow| {
            let top_mm = flow.y_mm();
            let label = flow.words(label, [LABEL, LABEL_ENGLISH], LEFT_MM, LABEL_MM - 3.0)?;
            let bottom_mm = flow.y_mm();
            flow.back_to(top_mm);
            let value = flow.words(value, [BODY, BODY_ENGLISH], LEFT_MM + LABEL_MM, WIDTH_MM - LABEL_MM)?;
            flow.back_to(flow.y_mm().max(bottom_mm));
            flow.space(0.9);
            flow.strip(Area { x_mm: LEFT_MM, y_mm: flow.y_mm(), width_mm: WIDTH_MM, height_mm: 0.1 }, HAIR);
            flow.space(0.9);
            Ok([label, value])
        })?;
        items.push(item);
    }
    flow.node(Node::List(items));
    flow.space(3.0);
    Ok(())
}

fn heading(flow: &mut Flow<'_>, title: &Words) -> Result<(), RenderError> {
    flow.space(1.5);
    let text = flow.words(title, [HEADING, HEADING_ENGLISH], LEFT_MM, WIDTH_MM)?;
    flow.node(Node::Heading(title.zh.clone(), text));
    flow.space(1.2);
    Ok(())
}

fn section(flow: &mut Flow<'_>, title: &Words, paragraphs: &[Words]) -> Result<(), RenderError> {
    let (first, others) = paragraphs.split_first().map_or((None, paragraphs), |(first, others)| (Some(first), others));
    let paragraph = |flow: &mut Flow<'_>, said: &Words| {
        let text = flow.words(said, [BODY, BODY_ENGLISH], LEFT_MM, WIDTH_MM)?;
        flow.node(Node::Paragraph(text));
        flow.space(1.4);
        Ok(())
    };
    flow.keep_together(|flow| {
        heading(flow, title)?;
        first.map_or(Ok(()), |said| paragraph(flow, said))
    })?;
    for said in others {
        flow.keep_together(|flow| paragraph(flow, said))?;
    }
    flow.space(3.0);
    Ok(())
}

const CELL_PAD_MM: f64 = 1.3;

fn table(flow: &mut Flow<'_>, table: &Table) -> Result<(), RenderError> {
    // Column heads at a page's foot, and nothing under them, would help nobody.
    let (heads, mut rows) = flow.keep_together(|flow| {
        heading(flow, &table.title)?;
        let heads = column_heads(flow, table)?;
        let first = table.rows.first().map(|first| row(flow, table, first, 0)).transpose()?;
        Ok((heads, Vec::from_iter(first)))
    })?;
    for (index, cells) in table.rows.iter().enumerate().skip(1) {
        rows.push(flow.keep_together_under(
            |flow| column_heads(flow, table).map(|again| flow.ornament(&again)),
            |flow| row(flow, table, cells, index),
        )?);
    }
    flow.node(Node::Table { heads, rows });
    flow.space(4.0);
    Ok(())
}

fn column_heads(flow: &mut Flow<'_>, table: &Table) -> Result<Vec<Vec<usize>>, RenderError> {
    let top_mm = flow.y_mm();
    let (mut x_mm, mut bottom_mm, mut heads) = (LEFT_MM, top_mm, Vec::new());
    for column in &table.columns {
        flow.back_to(top_mm);
        flow.space(CELL_PAD_MM);
        let paints = [Paint { colour: DEEP, bold_pt: 0.15, ..LABEL }, LABEL_ENGLISH];
        heads.push(flow.words(&column.head, paints, x_mm + CELL_PAD_MM, column.width_mm - 2.0 * CELL_PAD_MM)?);
        x_mm += column.width_mm;
        bottom_mm = flow.y_mm().max(bottom_mm);
    }
    flow.back_to(bottom_mm);
    flow.space(CELL_PAD_MM);
    let area = Area { x_mm: LEFT_MM, y_mm: top_mm, width_mm: WIDTH_MM, height_mm: flow.y_mm() - top_mm };
    flow.strip(area, colours(Tone::Plain)[1]);
    flow.strip(Area { y_mm: flow.y_mm() - 0.3, height_mm: 0.3, ..area }, DEEP);
    Ok(heads)
}

/// For each cell the texts of its lines.
fn row(flow: &mut Flow<'_>, table: &Table, row: &[Cell], index: usize) -> Result<Vec<Vec<usize>>, RenderError> {
    let top_mm = flow.y_mm();
    let (mut x_mm, mut bottom_mm, mut cells) = (LEFT_MM, top_mm, Vec::new());
    for (column, cell) in table.columns.iter().zip(row) {
        flow.back_to(top_mm);
        flow.space(CELL_PAD_MM);
        let mut texts = Vec::new();
        for said in &cell.0 {
            let width_mm = column.width_mm - 2.0 * CELL_PAD_MM;
            texts.extend(flow.text(&said.text, look(said.look), x_mm + CELL_PAD_MM, width_mm)?);
        }
        cells.push(texts);
        x_mm += column.width_mm;
        bottom_mm = flow.y_mm().max(bottom_mm);
    }
    flow.back_to(bottom_mm);
    flow.space(CELL_PAD_MM);
    let area = Area { x_mm: LEFT_MM, y_mm: top_mm, width_mm: WIDTH_MM, height_mm: flow.y_mm() - top_mm };
    if index % 2 == 1 {
        flow.strip(area, ZEBRA);
    }
    flow.strip(Area { y_mm: flow.y_mm() - 0.1, height_mm: 0.1, ..area }, HAIR);
    Ok(cells)
}

fn look(look: Look) -> Paint {
    match look {
        Look::Strong(tone) => Paint { colour: colours(tone)[0], bold_pt: 0.2, ..CELL },
        Look::Normal => CELL,
        Look::Small => SMALL,
        Look::SmallEnglish => SMALL_ENGLISH,
    }
}
