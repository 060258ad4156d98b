//! The document: checks, one page, the attachment, the metadata that archives and screen readers ask for.

use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::geom::Point;
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::tagging::{Node, TagTree};
use krilla::{Document, SerializeSettings};

use hezheng_core::page::field::Field;
use hezheng_core::page::form::Form;
use hezheng_core::text::check_text;
use hezheng_core::time::Date;

use crate::certificate_page::CertificatePage;
use crate::error::RenderError;
use crate::finished::finish;
use crate::fonts::Fonts;
use crate::ink::pt;
use crate::specimen_mark::SPECIMEN;
use crate::template::Template;
use crate::typesetter::Typesetter;
use crate::{ATTACHMENT_MIME, ATTACHMENT_NAME};

/// No field is longer; format.md allows 100 characters at most, an address may have more.
const MAX_FIELD_CHARS: usize = 253;

/// Makes the PDF of one certificate, with the signed statement attached. The same input gives the same bytes.
///
/// # Errors
/// Anything that would not be printed as it was given: a character without a glyph, a text that does not fit, a picture
/// that cannot be read. Nothing is cut off or replaced.
pub fn render(
    template: &Template,
    fonts: &Fonts,
    page: &CertificatePage,
    attachment: &[u8],
) -> Result<Vec<u8>, RenderError> {
    check_words(template, page)?;
    let title = title(template, page);
    let mut document = Document::new_with(settings()?);
    let tags = draw_page(&mut document, template, fonts, page)?;
    document.set_tag_tree(TagTree::from(tags).with_lang(Some(template.language.clone())));
    document.set_outline(outline(&title));
    document.set_metadata(metadata(template, page, &title));
    document
        .embed_file(attached(page, attachment)?)
        .ok_or_else(|| RenderError::Pdf("the statement could not be attached".into()))?;
    let pdf = finish(document, fonts, Some(&template.design()));
    forget_older_pages();
    pdf
}

/// What krilla remembers of streams it compressed and subsets it made: those of the last few pages stay for the next, which has
/// the same words. A few, because pages are made on several cores in turn.
pub(crate) fn forget_older_pages() {
    const PAGES: usize = 16;
    comemo::evict(PAGES);
}

/// Makes the page of a certificate that is none: marked across its middle, with nothing attached, so that it never
/// verifies.
///
/// # Errors
/// As [`render`].
pub fn render_specimen(template: &Template, fonts: &Fonts, page: &CertificatePage) -> Result<Vec<u8>, RenderError> {
    check_words(template, page)?;
    let title = SPECIMEN.to_owned();
    let mut document = Document::new_with(settings()?);
    let mut sheet = document.start_page_with(page_size(template)?);
    let mut surface = sheet.surface();
    let tags = Typesetter::new(template, fonts, page)?.draw_specimen(&mut surface);
    surface.finish();
    sheet.finish();
    document.set_tag_tree(TagTree::from(tags?).with_lang(Some(template.language.clone())));
    document.set_outline(outline(&title));
    document.set_metadata(metadata(template, page, &title));
    finish(document, fonts, Some(&template.design()))
}

/// Whether a page can be made, before anything is signed that would then lack its paper: the whole page is set, and no
/// file made of it, which takes a small part of the time of one.
///
/// # Errors
/// As [`render`], but for what only the finished file can show.
pub fn check(template: &Template, fonts: &Fonts, page: &CertificatePage) -> Result<(), RenderError> {
    check_words(template, page)?;
    // Compressing what is thrown away would be most of the work.
    let mut document = Document::new_with(SerializeSettings { compress_content_streams: false, ..settings()? });
    let mut sheet = document.start_page_with(page_size(template)?);
    let mut surface = sheet.surface();
    // The ornament is the same for everybody: it costs time and says nothing.
    let drawn = Typesetter::new(template, fonts, page)?.draw_elements(&mut surface);
    surface.finish();
    sheet.finish();
    drawn.map(|_| ())
}

/// Every text obeys the rule for text, and every code has words.
pub(crate) fn check_words(template: &Template, page: &CertificatePage) -> Result<(), RenderError> {
    for field in Field::ALL {
        if let Some(text) = field.text_in(Form::Plain, &page.facts(), &template.words) {
            check_text(&text, 1, MAX_FIELD_CHARS).map_err(|error| RenderError::Text { field: field.name(), error })?;
        }
    }
    if Field::IdKind.text_in(Form::Plain, &page.facts(), &template.words).is_none() {
        return Err(RenderError::NoWords { field: Field::IdKind.name(), value: page.id_kind });
    }
    match page.skill_level {
        Some(value) if Field::SkillLevel.text_in(Form::Plain, &page.facts(), &template.words).is_none() => {
            Err(RenderError::NoWords { field: Field::SkillLevel.name(), value })
        }
        _ => Ok(()),
    }
}

/// PDF/A-3a, which is PDF/A-3b with tags, and PDF/UA-1; the library refuses to finish a file that is neither.
pub(crate) fn settings() -> Result<SerializeSettings, RenderError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A3_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|_| RenderError::Pdf("no one file can be both PDF/A-3a and PDF/UA-1".into()))?;
    Ok(SerializeSettings { configuration, ..SerializeSettings::default() })
}

/// Draws the next page of a document; what it returns says what is what on it.
pub(crate) fn draw_page(
    document: &mut Document,
    template: &Template,
    fonts: &Fonts,
    page: &CertificatePage,
) -> Result<Vec<Node>, RenderError> {
    let mut sheet = document.start_page_with(page_size(template)?);
    let mut surface = sheet.surface();
    let tags = Typesetter::new(template, fonts, page)?.draw(&mut surface);
    surface.finish();
    sheet.finish();
    tags
}

pub(crate) fn title(template: &Template, page: &CertificatePage) -> String {
    template.document_title.0.fill(&page.facts(), &template.words).into_iter().map(|fragment| fragment.text).collect()
}

fn page_size(template: &Template) -> Result<PageSettings, RenderError> {
    PageSettings::from_wh(pt(template.page.width_mm), pt(template.page.height_mm))
        .ok_or_else(|| RenderError::Pdf("the page has no size".into()))
}

fn attached(page: &CertificatePage, attachment: &[u8]) -> Result<EmbeddedFile, RenderError> {
    let mime_type = MimeType::new(ATTACHMENT_MIME).ok_or_else(|| RenderError::Pdf("no media type".into()))?;
    Ok(EmbeddedFile {
        path: ATTACHMENT_NAME.into(),
        mime_type: Some(mime_type),
        description: Some(format!("证书 {} 的签名数据 (COSE)", page.number)),
        association_kind: AssociationKind::Data,
        data: attachment.to_vec().into(),
        modification_date: Some(midnight(page.issued)),
        // As it is: whoever looks into the file finds the statement's own bytes.
        compress: Some(false),
        location: None,
    })
}

fn metadata(template: &Template, page: &CertificatePage, title: &str) -> Metadata {
    Metadata::new()
        .title(title.to_owned())
        .language(template.language.clone())
        .authors(vec![page.institution.clone()])
        .creator(format!("hezheng template {} {}", template.id, template.version))
        .document_id(format!("hezheng:{}", page.number))
        .creation_date(midnight(page.issued))
}

fn outline(title: &str) -> Outline {
    let mut outline = Outline::new();
    outline.push_child(bookmark(title.to_owned(), 0));
    outline
}

/// Leads to the top of a page.
pub(crate) fn bookmark(words: String, page: usize) -> OutlineNode {
    OutlineNode::new(words, XyzDestination::new(page, Point::from_xy(0.0, 0.0)))
}

/// The day begins in Asia/Shanghai. No clock is asked: a page made again has the same date.
pub(crate) fn midnight(date: Date) -> DateTime {
    let (year, month, day) = date.ymd();
    let small = |number: u64| u8::try_from(number).unwrap_or(1);
    DateTime::new(u16::try_from(year).unwrap_or(9_999))
        .month(small(month))
        .day(small(day))
        .hour(0)
        .minute(0)
        .second(0)
        .utc_offset_hour(8)
        .utc_offset_minute(0)
}
