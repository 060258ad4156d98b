//! Where each part of a listing stands: pages from top to bottom.

use super::flow::Flow;
use super::layout::{Layout, Node, Paint};
use super::plain_style::{
    BODY, BODY_ENGLISH, DEEP, HAIR, HEADING, HEADING_ENGLISH, LABEL, LABEL_ENGLISH, LEFT_MM, TITLE, TITLE_ENGLISH,
    WIDTH_MM, ZEBRA, colours, look, paint,
};
use super::{Cell, Figure, Listing, Part, Table, Tone, Words};
use crate::error::RenderError;
use crate::fonts::Fonts;
use crate::style::Area;

/// Lays a listing out.
pub(super) fn lay_out(fonts: &Fonts, listing: &Listing) -> Result<Layout, RenderError> {
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
