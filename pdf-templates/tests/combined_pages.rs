//! The file for the printer, as other programs see it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::sync::LazyLock;

use hezheng_pdf::{CertificatePage, CombinedError, Fonts, RenderError, Template, Unprintable, render, render_combined};

use programs::{folder, run, text_of};
use samples::samples;

mod programs;
mod samples;

static TEMPLATE: LazyLock<Template> = LazyLock::new(|| Template::built_in().unwrap());
static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::from_system(&TEMPLATE).unwrap());

fn combined(pages: &[CertificatePage]) -> Result<Vec<u8>, CombinedError> {
    render_combined(&TEMPLATE, &FONTS, pages)
}

/// Every sample, each under a number of its own.
fn pages() -> Vec<CertificatePage> {
    let numbered =
        |(index, (_, page)): (usize, (_, CertificatePage))| CertificatePage { number: number(index), ..page };
    samples().into_iter().enumerate().map(numbered).collect()
}

fn number(index: usize) -> String {
    format!("1301002026000100{index:04}")
}

#[test]
fn every_page_reads_back_and_looks_as_it_does_alone() {
    let folder = folder("every_page_reads_back_and_looks_as_it_does_alone");
    let pages = pages();
    let together = text_of(&combined(&pages).unwrap(), &folder);
    let together: Vec<&str> = together.trim_end_matches('\u{C}').split('\u{C}').collect();
    std::fs::rename(folder.join("text.pdf"), folder.join("all.pdf")).unwrap();
    let resolution = ["-r", "40", "-gray"];
    run("pdftoppm", "poppler-utils", &[&resolution[..], &["all.pdf", "all"]].concat(), &folder);
    assert_eq!(together.len(), pages.len());
    for (index, page) in pages.iter().enumerate() {
        let alone = text_of(&render(&TEMPLATE, &FONTS, page, b"statement").unwrap(), &folder);
        assert_eq!(together[index], alone.trim_end_matches('\u{C}'), "page {index}");
        run("pdftoppm", "poppler-utils", &[&resolution[..], &["-singlefile", "text.pdf", "alone"]].concat(), &folder);
        let picture = |name: String| std::fs::read(folder.join(name)).unwrap();
        let in_all = picture(format!("all-{:02}.pgm", index + 1));
        assert!(in_all == picture("alone.pgm".into()), "page {index}");
    }
}

#[test]
fn it_is_pdf_a_3_with_a_bookmark_for_each_certificate_and_no_attachment() {
    let folder = folder("it_is_pdf_a_3_with_a_bookmark_for_each");
    let pages = pages();
    let pdf = combined(&pages).unwrap();
    std::fs::write(folder.join("all.pdf"), &pdf).unwrap();
    let said = run("qpdf", "qpdf", &["--check", "all.pdf"], &folder);
    assert!(String::from_utf8_lossy(&said).contains("No syntax or stream encoding errors found"));
    let text = String::from_utf8_lossy(&pdf);
    for entry in ["<pdfaid:part>3<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<", "<dc:language>"] {
        assert!(text.contains(entry), "{entry}");
    }
    let files = run("pdfdetach", "poppler-utils", &["-list", "all.pdf"], &folder);
    assert_eq!(String::from_utf8_lossy(&files).trim(), "0 embedded files");
    let outlines = run("qpdf", "qpdf", &["--json", "--json-key=outlines", "all.pdf"], &folder);
    let outlines: serde_json::Value = serde_json::from_slice(&outlines).unwrap();
    let marked: Vec<_> =
        outlines["outlines"].as_array().unwrap().iter().filter_map(|mark| mark["title"].as_str()).collect();
    let wanted: Vec<_> = pages.iter().map(|page| format!("{} {}", page.number, page.holder)).collect();
    assert_eq!(marked, wanted);
}

#[test]
fn fonts_are_embedded_once_for_all_pages() {
    let folder = folder("fonts_are_embedded_once_for_all_pages");
    let page = |index: u32| {
        let holder = (0..3).filter_map(|place| char::from_u32(0x4E00 + 3 * index + place)).collect();
        CertificatePage { number: number(index as usize), holder, ..samples::ordinary() }
    };
    let pages: Vec<_> = (0..500).map(page).collect();
    let pdf = combined(&pages).unwrap();
    std::fs::write(folder.join("all.pdf"), &pdf).unwrap();
    let fonts = run("pdffonts", "poppler-utils", &["all.pdf"], &folder);
    assert_eq!(String::from_utf8_lossy(&fonts).lines().count(), 4, "two lines of header, two fonts");
    assert!(pdf.len() < 500 * 25_000, "{}", pdf.len());
    assert!(pdf == combined(&pages).unwrap());
}

#[test]
fn a_page_that_cannot_be_made_is_named_and_no_pages_are_no_file() {
    assert_eq!(combined(&[]), Err(CombinedError::Nothing));
    let bad = CertificatePage { number: number(7), holder: "张\u{12000}三".into(), ..samples::ordinary() };
    let error = combined(&[samples::ordinary(), bad]).unwrap_err();
    let problem = RenderError::Character { place: "holder".into(), problem: Unprintable::NoFont('\u{12000}') };
    assert_eq!(error, CombinedError::Page { number: number(7), problem });
    assert!(error.to_string().contains(&number(7)) && error.to_string().contains("U+12000"), "{error}");
}
