//! Puts a template's elements on the page, one after the other, and tags them in that order.

mod table;

use core::num::NonZeroU16;

use hezheng_core::page::field::Field;
use hezheng_core::page::phrase::Fragment;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, Node, Tag, TagGroup, TagKind};

use crate::certificate_page::CertificatePage;
use crate::element::{Element, Picture, QrPlace, Role, TextBox};
use crate::error::RenderError;
use crate::fonts::Fonts;
use crate::guilloche::stamp;
use crate::ink::{Outline, SetText, in_points, rect, stroke_with};
use crate::ornament::Ornament;
use crate::paragraph::{fit, shape};
use crate::pictures::{draw_empty_place, draw_image, draw_qr, draw_rule, qr_sides_mm, read_jpeg, read_png};
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
