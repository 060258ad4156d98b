//! One file with the pages of many certificates, for who prints and binds them.

use std::borrow::Borrow;

use krilla::Document;
use krilla::metadata::Metadata;
use krilla::outline::Outline;
use krilla::tagging::{Tag, TagGroup, TagTree};

use hezheng_core::time::Date;

use crate::certificate_page::CertificatePage;
use crate::error::CombinedError;
use crate::finished::finish;
use crate::fonts::Fonts;
use crate::render::{bookmark, check_words, draw_page, forget_older_pages, midnight, settings, title};
use crate::template::Template;

/// Makes one PDF of the pages in their order, each as [`render`](crate::render) draws it, with a bookmark that has its
/// number and holder. No statement is attached: it is for paper, and certifies nothing by itself.
///
/// It is PDF/A-3a and PDF/UA-1 as the single files are, with each font embedded once for all characters. The pages are
/// asked for one after the other; the file grows in memory, by some 20 kB a page and whatever its pictures have.
///
/// # Errors
/// No page at all, or one that [`render`](crate::render) refuses, by its number.
pub fn render_combined<P: Borrow<CertificatePage>>(
    template: &Template,
    fonts: &Fonts,
    pages: impl IntoIterator<Item = P>,
) -> Result<Vec<u8>, CombinedError> {
    let mut document = Document::new_with(settings().map_err(CombinedError::File)?);
    let mut tags = TagTree::new().with_lang(Some(template.language.clone()));
    let mut outline = Outline::new();
    let mut contents = Contents::default();
    for (index, page) in pages.into_iter().enumerate() {
        let page = page.borrow();
        let of_page = |problem| CombinedError::Page { number: page.number.clone(), problem };
        check_words(template, page).map_err(of_page)?;
        let drawn = draw_page(&mut document, template, fonts, page).map_err(of_page)?;
        tags.push(TagGroup::with_children(Tag::Part, drawn));
        outline.push_child(bookmark(format!("{} {}", page.number, page.holder), index));
        contents.add(page, || title(template, page));
    }
    let metadata = contents.metadata(template).ok_or(CombinedError::Nothing)?;
    document.set_tag_tree(tags);
    document.set_outline(outline);
    document.set_metadata(metadata);
    let pdf = finish(document, fonts, Some(&template.design())).map_err(CombinedError::File);
    forget_older_pages();
    pdf
}

/// What the file says about itself: nothing but what its pages say, so that the same pages give the same bytes.
#[derive(Default)]
struct Contents {
    first_title: Option<String>,
    first_number: String,
    last_number: String,
    institutions: Vec<String>,
    last_issued: Date,
    count: usize,
}

impl Contents {
    fn add(&mut self, page: &CertificatePage, title: impl FnOnce() -> String) {
        if self.first_title.is_none() {
            self.first_title = Some(title());
            self.first_number.clone_from(&page.number);
        }
        self.last_number.clone_from(&page.number);
        if !self.institutions.contains(&page.institution) {
            self.institutions.push(page.institution.clone());
        }
        self.last_issued = self.last_issued.max(page.issued);
        self.count += 1;
    }

    /// `None` where there is no page.
    fn metadata(self, template: &Template) -> Option<Metadata> {
        let Self { first_title, first_number, last_number, institutions, last_issued, count } = self;
        let title = match (first_title?, count) {
            (title, 1) => title,
            (title, _) => format!("{title} – {last_number}"),
        };
        let metadata = Metadata::new()
            .title(title)
            .language(template.language.clone())
            .authors(institutions)
            .creator(format!("hezheng template {} {}", template.id, template.version))
            .document_id(format!("hezheng:{first_number}-{last_number}:{count}"))
            .creation_date(midnight(last_issued));
        Some(metadata)
    }
}
