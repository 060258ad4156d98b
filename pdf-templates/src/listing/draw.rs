//! The laid out report as a PDF file: boxes, then texts, tagged in the order of reading, and the foot of each page.

use super::layout::{Layout, Node, Text};
use super::line::cells;
use super::plain_style::{FAINT, HAIR, LEFT_MM, PAGE_MM, WIDTH_MM};
use super::printable::printable;
use super::{Attachment, Listing};
use crate::error::RenderError;
use crate::finished::finish;
use crate::fonts::Fonts;
use crate::ink::{Outline, draw_cells, fill_with, pt};
use crate::render::{bookmark, settings};
use crate::style::{Area, Colour};
use core::num::NonZeroU16;
use hezheng_core::time::Time;
use krilla::Document;
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::Outline as Bookmarks;
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, Node as TagNode, SpanTag, TableHeaderScope, Tag,
    TagGroup, TagKind, TagTree,
};

pub(super) fn render(fonts: &Fonts, listing: &Listing, layout: &Layout) -> Result<Vec<u8>, RenderError> {
    let mut document = Document::new_with(settings()?);
    let mut identifiers: Vec<Option<Identifier>> = vec![None; layout.texts.len()];
    let (mut texts, mut strips) = (layout.texts.iter().enumerate().peekable(), layout.strips.iter().peekable());
    for page in 0..layout.pages {
        let [width_mm, height_mm] = PAGE_MM;
        let size = PageSettings::from_wh(pt(width_mm), pt(height_mm));
        let mut sheet = document.start_page_with(size.ok_or_else(|| RenderError::Pdf("the page has no size".into()))?);
        let mut surface = sheet.surface();
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
        while let Some(strip) = strips.next_if(|strip| strip.page == page) {
            fill(&mut surface, strip.area, strip.colour);
        }
        surface.end_tagged();
        while let Some((number, text)) = texts.next_if(|(_, text)| text.page == page) {
            let identifier = draw_text(&mut surface, fonts, text)?;
            if let Some(slot) = identifiers.get_mut(number) {
                *slot = identifier;
            }
        }
        draw_foot(&mut surface, fonts, listing, page + 1, layout.pages)?;
        surface.finish();
        sheet.finish();
    }
    document.set_tag_tree(tags(&layout.nodes, &identifiers));
    let mut bookmarks = Bookmarks::new();
    bookmarks.push_child(bookmark(listing.title.zh.clone(), 0));
    document.set_outline(bookmarks);
    document.set_metadata(metadata(listing));
    document
        .embed_file(embedded(&listing.attachment, listing.made)?)
        .ok_or_else(|| RenderError::Pdf("the report could not be attached".into()))?;
    finish(document, fonts, None)
}

fn fill(surface: &mut Surface<'_>, area: Area, colour: Colour) {
    if let Some(path) = Outline::rectangle(area) {
        fill_with(surface, colour);
        surface.draw_path(&path);
    }
}

fn draw_text(surface: &mut Surface<'_>, fonts: &Fonts, text: &Text) -> Result<Option<Identifier>, RenderError> {
    let Text { x_mm, baseline_mm, text, paint, is_ornament, .. } = text;
    let cells = cells(text, fonts)?;
    let tag = match is_ornament {
        true => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Header)),
        false => ContentTag::Span(SpanTag::empty().with_lang(paint.english.then_some("en"))),
    };
    let identifier = surface.start_tagged(tag);
    let drawn = draw_cells(surface, fonts, &cells, [*x_mm, *baseline_mm], (paint.size_pt, paint.colour, paint.bold_pt));
    surface.end_tagged();
    drawn.map(|()| (!is_ornament).then_some(identifier))
}

/// Which report this is, and which of how many pages.
fn draw_foot(
    surface: &mut Surface<'_>,
    fonts: &Fonts,
    listing: &Listing,
    page: usize,
    pages: usize,
) -> Result<(), RenderError> {
    const Y_MM: f64 = 285.5;
    const SIZE_PT: f64 = 7.0;
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)));
    fill(surface, Area { x_mm: LEFT_MM, y_mm: Y_MM - 4.2, width_mm: WIDTH_MM, height_mm: 0.1 }, HAIR);
    let number = format!("第 {page} 页，共 {pages} 页 · Page {page} of {pages}");
    let mut draw = |text: &str, right: bool| {
        let cells = cells(&printable(text, fonts), fonts)?;
        let wide_mm = cells.iter().map(|cell| cell.advance_em).sum::<f64>() * SIZE_PT * 25.4 / 72.0;
        let x_mm = if right { LEFT_MM + WIDTH_MM - wide_mm } else { LEFT_MM };
        draw_cells(surface, fonts, &cells, [x_mm, Y_MM], (SIZE_PT, FAINT, 0.0))
    };
    let drawn = draw(&listing.foot, false).and_then(|()| draw(&number, true));
    surface.end_tagged();
    drawn
}

fn tags(nodes: &[Node], identifiers: &[Option<Identifier>]) -> TagTree {
    let group = |tag: TagKind, numbers: &[usize]| -> TagNode {
        let content = numbers.iter().filter_map(|number| identifiers.get(*number).copied().flatten());
        TagGroup::with_children(tag, content.map(TagNode::from).collect()).into()
    };
    let heading = |level: NonZeroU16, title: &String, numbers: &[usize]| {
        group(Tag::Hn(level, Some(title.clone())).into(), numbers)
    };
    let second = NonZeroU16::MIN.saturating_add(1);
    let mut tree = TagTree::new().with_lang(Some("zh-CN".into()));
    for node in nodes {
        tree.push(match node {
            Node::Title(title, numbers) => heading(NonZeroU16::MIN, title, numbers),
            Node::Heading(title, numbers) => heading(second, title, numbers),
            Node::Paragraph(numbers) => group(Tag::P.into(), numbers),
            Node::List(items) => {
                let item = |[label, value]: &[Vec<usize>; 2]| -> TagNode {
                    let children = vec![group(Tag::Lbl.into(), label), group(Tag::LBody.into(), value)];
                    TagGroup::with_children(Tag::LI, children).into()
                };
                TagGroup::with_children(Tag::L(ListNumbering::None), items.iter().map(item).collect()).into()
            }
            Node::Table { heads, rows } => {
                let heads = heads.iter().map(|head| group(Tag::TH(TableHeaderScope::Column).into(), head));
                let heads = TagGroup::with_children(Tag::TR, heads.collect()).into();
                let row = |cells: &Vec<Vec<usize>>| -> TagNode {
                    let cells = cells.iter().map(|cell| group(Tag::TD.into(), cell));
                    TagGroup::with_children(Tag::TR, cells.collect()).into()
                };
                let body = TagGroup::with_children(Tag::TBody, rows.iter().map(row).collect()).into();
                let head = TagGroup::with_children(Tag::THead, vec![heads]).into();
                TagGroup::with_children(Tag::Table, vec![head, body]).into()
            }
        });
    }
    tree
}

fn metadata(listing: &Listing) -> Metadata {
    Metadata::new()
        .title(listing.title.zh.clone())
        .language("zh-CN".into())
        .creator(listing.creator.clone())
        .document_id(listing.foot.clone())
        .creation_date(moment(listing.made))
}

/// As clocks in Asia/Shanghai show it.
fn moment(time: Time) -> DateTime {
    let small = |number: u64| u8::try_from(number).unwrap_or(0);
    let ((year, month, day), (hour, minute, second)) = (time.shanghai_day().ymd(), time.shanghai_clock());
    DateTime::new(u16::try_from(year).unwrap_or(9_999))
        .month(small(month))
        .day(small(day))
        .hour(small(hour))
        .minute(small(minute))
        .second(small(second))
        .utc_offset_hour(8)
        .utc_offset_minute(0)
}

fn embedded(attachment: &Attachment, made: Time) -> Result<EmbeddedFile, RenderError> {
    let mime_type = MimeType::new(attachment.mime).ok_or_else(|| RenderError::Pdf("no media type".into()))?;
    Ok(EmbeddedFile {
        path: attachment.name.into(),
        mime_type: Some(mime_type),
        description: Some(attachment.description.clone()),
        association_kind: AssociationKind::Data,
        data: attachment.bytes.clone().into(),
        modification_date: Some(moment(made)),
        compress: Some(true),
        location: None,
    })
}
