//! Puts a template's elements on the page, one after the other, and tags them in that order.

use core::num::NonZeroU16;

use hezheng_core::page::field::Field;
use hezheng_core::page::phrase::Fragment;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, Node, Tag, TagGroup, TagKind};

use crate::certificate_page::CertificatePage;
use crate::element::{Element, Item, Picture, QrPlace, Role, Table, TextBox};
use crate::error::RenderError;
use crate::fonts::Fonts;
use crate::guilloche::stamp;
use crate::ink::{Outline, SetText, in_points, rect, stroke_with};
use crate::ornament::Ornament;
use crate::paragraph::{fit, shape};
use crate::pictures::{draw_empty_place, draw_image, draw_line, draw_qr, draw_rule, qr_sides_mm, read_jpeg, read_png};
use crate::qr_symbol::QrSymbol;
use crate::specimen_mark::draw_specimen_mark;
use crate::style::{Area, Style};
use crate::template::Template;

/// One page being made.
pub(crate) struct Typesetter<'a> {
    template: &'a Template,
    fonts: &'a Fonts,
    page: &'a CertificatePage,
    symbol: QrSymbol,
    /// Right side of the QR symbol, quiet zone included.
    qr_right_mm: f64,
}

/// Text to set: where, how, and what may be broken.
struct Setting<'a> {
    element: &'a str,
    area: Area,
    style: &'a Style,
    may_break: &'a [Field],
    language: Option<&'a str>,
}

/// An item of a table with its place.
struct Placed<'t> {
    item: &'t Item,
    value: Vec<Fragment>,
    row: u32,
    column: u32,
    span: u32,
}

impl<'a> Typesetter<'a> {
    pub(crate) fn new(
        template: &'a Template,
        fonts: &'a Fonts,
        page: &'a CertificatePage,
    ) -> Result<Self, RenderError> {
        let symbol = QrSymbol::encode(&page.qr_text)?;
        let mut qr_right_mm = 0.0;
        for element in &template.elements {
            if let Element::Qr(place) = element {
                qr_right_mm = place.x_mm + qr_sides_mm(place, &symbol)?.0;
            }
        }
        Ok(Self { template, fonts, page, symbol, qr_right_mm })
    }

    /// Draws everything; what it returns says what is what.
    pub(crate) fn draw(&self, surface: &mut Surface<'_>) -> Result<Vec<Node>, RenderError> {
        self.draw_ornament(surface)?;
        self.draw_elements(surface)
    }

    /// Draws everything over the mark of a specimen.
    pub(crate) fn draw_specimen(&self, surface: &mut Surface<'_>) -> Result<Vec<Node>, RenderError> {
        self.draw_ornament(surface)?;
        as_ornament(surface, |surface| draw_specimen_mark(surface, self.fonts, self.template.page))?;
        self.draw_elements(surface)
    }

    /// Draws what this certificate says, on no ornament.
    pub(crate) fn draw_elements(&self, surface: &mut Surface<'_>) -> Result<Vec<Node>, RenderError> {
        let mut tags = Vec::new();
        for element in &self.template.elements {
            let node = match element {
                Element::Text(text) => self.text_box(surface, text)?,
                Element::Table(table) => self.table(surface, table)?,
                Element::Portrait(picture) => {
                    let image = self.page.portrait.as_deref().map(|file| read_jpeg("portrait", file)).transpose()?;
                    self.picture(surface, picture, image)?
                }
                Element::Seal(picture) => {
                    let image = self.page.seal.as_deref().map(|file| read_png("seal", file)).transpose()?;
                    self.picture(surface, picture, image)?
                }
                Element::Qr(place) => Some(self.qr(surface, place)?),
                Element::Rule(rule) => {
                    as_ornament(surface, |surface| draw_rule(surface, rule));
                    None
                }
            };
            tags.extend(node);
        }
        Ok(tags)
    }

    fn draw_ornament(&self, surface: &mut Surface<'_>) -> Result<(), RenderError> {
        let ornament = Ornament::of(&self.template.design())?;
        let size = self.template.page;
        let whole = rect(Area { x_mm: 0.0, y_mm: 0.0, width_mm: size.width_mm, height_mm: size.height_mm });
        surface.start_tagged(ContentTag::Artifact(match whole {
            Some(whole) => Artifact::new(ArtifactType::Background, Some(whole)),
            None => Artifact::with_kind(ArtifactType::Layout),
        }));
        let graphic = ornament.graphic(surface);
        surface.draw_graphic(graphic);
        surface.end_tagged();
        Ok(())
    }

    fn text_box(&self, surface: &mut Surface<'_>, text: &TextBox) -> Result<Option<Node>, RenderError> {
        let fragments = text.text.0.fill(&self.page.facts(), &self.template.words);
        if fragments.is_empty() {
            return Ok(None);
        }
        let mut area = text.area;
        if text.beside_qr {
            area.x_mm += self.qr_right_mm;
        }
        if let Some(outline) = text.outline {
            as_ornament(surface, |surface| {
                stroke_with(surface, outline.colour, outline.line_pt, None);
                if let Some(path) = Outline::rectangle(area) {
                    surface.draw_path(&path);
                }
            });
        }
        let may_break: Vec<Field> = text.may_break.iter().map(|name| name.0).collect();
        let language = text.language.as_deref();
        let setting = Setting { element: &text.id, area, style: &text.style, may_break: &may_break, language };
        let drawn = self.set(surface, &fragments, &setting)?;
        let tag: TagKind = match text.role {
            Role::Title => {
                let title = fragments.iter().map(|fragment| fragment.text.as_str()).collect();
                Tag::Hn(NonZeroU16::MIN, Some(title)).into()
            }
            Role::Paragraph => Tag::P.into(),
        };
        Ok(Some(group(tag, drawn)))
    }

    fn table(&self, surface: &mut Surface<'_>, table: &Table) -> Result<Option<Node>, RenderError> {
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

    fn picture(
        &self,
        surface: &mut Surface<'_>,
        picture: &Picture,
        image: Option<krilla::image::Image>,
    ) -> Result<Option<Node>, RenderError> {
        if let Some(image) = image {
            let identifier = surface.start_tagged(ContentTag::Other);
            draw_image(surface, image, picture.area);
            surface.end_tagged();
            return Ok(Some(group(Tag::Figure(Some(picture.description.clone())).into(), vec![identifier])));
        }
        let words = [Fragment::words(&picture.words)];
        let cells = shape(&words, self.fonts, &picture.id)?;
        let Picture { area, style, .. } = picture;
        let lines = fit(&cells, in_points(area.width_mm), in_points(area.height_mm), style, &[])
            .ok_or_else(|| does_not_fit(&picture.id, style))?;
        let as_shapes = picture.words_as_shapes;
        let words = SetText { cells: &cells, lines: &lines, area: *area, style, language: None, as_shapes };
        as_ornament(surface, |surface| {
            if !as_shapes {
                draw_empty_place(surface, picture);
                return words.draw(surface, self.fonts);
            }
            // Shapes are the same on every page, and long.
            let mut drawn = Ok(());
            let place = stamp(surface, |surface| {
                draw_empty_place(surface, picture);
                drawn = words.draw(surface, self.fonts);
            });
            surface.draw_graphic(place);
            drawn
        })?;
        Ok(None)
    }

    fn qr(&self, surface: &mut Surface<'_>, place: &QrPlace) -> Result<Node, RenderError> {
        let sides_mm = qr_sides_mm(place, &self.symbol)?;
        let identifier = surface.start_tagged(ContentTag::Other);
        draw_qr(surface, place, &self.symbol, sides_mm)?;
        surface.end_tagged();
        Ok(group(Tag::Figure(Some(place.description.clone())).into(), vec![identifier]))
    }

    fn set(
        &self,
        surface: &mut Surface<'_>,
        fragments: &[Fragment],
        setting: &Setting<'_>,
    ) -> Result<Vec<Identifier>, RenderError> {
        let Setting { element, area, style, may_break, language } = *setting;
        let cells = shape(fragments, self.fonts, element)?;
        let lines = fit(&cells, in_points(area.width_mm), in_points(area.height_mm), style, may_break)
            .ok_or_else(|| does_not_fit(element, style))?;
        SetText { cells: &cells, lines: &lines, area, style, language, as_shapes: false }
            .draw_tagged(surface, self.fonts)
    }
}

fn group(tag: TagKind, content: Vec<Identifier>) -> Node {
    TagGroup::with_children(tag, content.into_iter().map(Node::from).collect()).into()
}

/// What is drawn for the eye only.
fn as_ornament<T>(surface: &mut Surface<'_>, draw: impl FnOnce(&mut Surface<'_>) -> T) -> T {
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
    let result = draw(surface);
    surface.end_tagged();
    result
}

fn does_not_fit(element: &str, style: &Style) -> RenderError {
    RenderError::DoesNotFit { element: element.into(), min_size_pt: style.min_size_pt.to_string() }
}
