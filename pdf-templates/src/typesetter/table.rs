//! A table: which items say something, where each of them stands, and its label beside its value.

use hezheng_core::page::phrase::Fragment;
use krilla::surface::Surface;
use krilla::tagging::{Identifier, ListNumbering, Node, Tag, TagGroup};

use super::{Setting, Typesetter, as_ornament, does_not_fit, group};
use crate::element::{Item, Table};
use crate::error::RenderError;
use crate::pictures::draw_line;
use crate::style::Area;

/// An item of a table with its place.
struct Placed<'t> {
    item: &'t Item,
    value: Vec<Fragment>,
    row: u32,
    column: u32,
    span: u32,
}

impl Typesetter<'_> {
    pub(super) fn table(&self, surface: &mut Surface<'_>, table: &Table) -> Result<Option<Node>, RenderError> {
        let column_mm = (table.area.width_mm - table.gap_mm * f64::from(table.columns - 1)) / f64::from(table.columns);
        let placed = self.placed(table);
        let row_count = placed.last().map_or(0, |last| last.row + 1);
        let row_mm = (table.area.height_mm / f64::from(row_count.max(1))).clamp(table.row_mm, table.max_row_mm);
        if row_mm * f64::from(row_count) > table.area.height_mm + 1e-6 {
            return Err(does_not_fit(&table.id, &table.value));
        }
        let mut list = TagGroup::new(Tag::L(ListNumbering::None));
        for Placed { item, value, row, column, span } in placed {
            let cell = Area {
                x_mm: table.area.x_mm + f64::from(column) * (column_mm + table.gap_mm),
                y_mm: table.area.y_mm + f64::from(row) * row_mm,
                width_mm: column_mm * f64::from(span) + table.gap_mm * f64::from(span - 1),
                height_mm: row_mm,
            };
            as_ornament(surface, |surface| {
                let line = |surface: &mut Surface<'_>, area: Area, y_mm: f64| {
                    draw_line(surface, table.line_colour, table.line_pt, [area.x_mm, area.right_mm()], y_mm);
                };
                if list.children.is_empty() {
                    line(surface, table.area, table.area.y_mm);
                }
                line(surface, cell, cell.bottom_mm());
            });
            list.push(self.table_item(surface, table, item, &value, cell)?);
        }
        Ok((!list.children.is_empty()).then(|| list.into()))
    }

    /// Where each item that says something stands; the last of a row has the rest of it.
    fn placed<'t>(&self, table: &'t Table) -> Vec<Placed<'t>> {
        let filled = |item| (item, Item::fill(item, &self.page.facts(), &self.template.words));
        let mut items = table.items.iter().map(filled).filter(|(_, value)| !value.is_empty()).peekable();
        let (mut row, mut column) = (0, 0);
        let mut placed = Vec::new();
        while let Some((item, value)) = items.next() {
            let room = table.columns - column;
            let is_last = items.peek().is_none_or(|(next, _)| item.span + next.span > room);
            let span = if is_last { room } else { item.span };
            placed.push(Placed { item, value, row, column, span });
            (row, column) = if is_last { (row + 1, 0) } else { (row, column + span) };
        }
        placed
    }

    fn table_item(
        &self,
        surface: &mut Surface<'_>,
        table: &Table,
        item: &Item,
        value: &[Fragment],
        cell: Area,
    ) -> Result<Node, RenderError> {
        let label_area = Area { width_mm: table.label_mm, ..cell };
        let value_area = Area { x_mm: cell.x_mm + table.label_mm, width_mm: cell.width_mm - table.label_mm, ..cell };
        let label = group(Tag::Lbl.into(), self.table_label(surface, table, item, label_area)?);
        let element = &table.id;
        let value_set = Setting { element, area: value_area, style: &table.value, may_break: &[], language: None };
        let value = group(Tag::LBody.into(), self.set(surface, value, &value_set)?);
        Ok(TagGroup::with_children(Tag::LI, vec![label, value]).into())
    }

    /// A label, and the one in a second language under it.
    fn table_label(
        &self,
        surface: &mut Surface<'_>,
        table: &Table,
        item: &Item,
        area: Area,
    ) -> Result<Vec<Identifier>, RenderError> {
        let element = &table.id;
        let label = [Fragment::words(&item.label)];
        let Some((second, words)) = table.second_label.as_ref().zip(item.second_label.as_ref()) else {
            let set = Setting { element, area, style: &table.label, may_break: &[], language: None };
            return self.set(surface, &label, &set);
        };
        let share = table.label.size_pt / (table.label.size_pt + second.style.size_pt);
        let upper = Area { height_mm: area.height_mm * share, ..area };
        let lower = Area { y_mm: upper.bottom_mm(), height_mm: area.height_mm - upper.height_mm, ..area };
        let set = Setting { element, area: upper, style: &table.label, may_break: &[], language: None };
        let mut drawn = self.set(surface, &label, &set)?;
        let language = Some(second.language.as_str());
        let set = Setting { element, area: lower, style: &second.style, may_break: &[], language };
        drawn.extend(self.set(surface, &[Fragment::words(words)], &set)?);
        Ok(drawn)
    }
}
