//! What the pages of a PDF file say, as the page of the one certificate.

use super::check_report;
use crate::World;
use crate::contained::bear;
use crate::world::{NOW, claims};
use hezheng_core::limits::PAGE_TEXT_CHARS;
use hezheng_core::page::artifact::{Artifact, Embedded};
use hezheng_core::page::wording::Wording;
use hezheng_core::verify::Outcome;
use hezheng_pdf_reader::{PAGES, PdfFile};
use std::sync::LazyLock;

/// The built-in templates in words: what `cargo run -p hezheng-pdf --example wordings` prints. `tests/replay` compares.
pub static WORDINGS: LazyLock<Vec<Wording>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../wordings.json")).expect("the templates in words"));

/// Panics where a promise is broken.
pub fn body(bytes: &[u8]) {
    let world = World::get();
    let Some(Ok((seen, pages))) =
        bear(|| PdfFile::open(bytes.to_vec()).map(|file| (file.seen(), file.pages(&Embedded::Nothing))))
    else {
        return;
    };
    assert!(seen.text.chars().count() <= PAGE_TEXT_CHARS + 1, "one more than can be right is enough");
    assert!(pages <= PAGES);
    let text: String = seen.text.chars().filter(|c| !c.is_whitespace()).collect();
    let artifact = Artifact { embedded: Embedded::Certificate(world.proved.clone()), seen, codes: Vec::new() };
    let report = artifact.verify(&world.evidence, &world.trust, &WORDINGS, NOW).expect("a certificate is attached");
    check_report(&report, world);
    let page = report.page.expect("a page was looked at");
    assert_eq!(report.outcome == Outcome::Valid, page.differs.is_empty(), "a page that differs is altered");
    if page.compared && page.differs.is_empty() {
        let claims = claims();
        for field in [claims.holder, claims.programme, crate::world::NUMBER.into()] {
            assert!(text.contains(&field), "the page does not say {field}");
        }
    }
}
