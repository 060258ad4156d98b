//! Reports in PDF: what is on which page, what a reader gets out, and the bytes.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use hezheng_core::time::Time;
use hezheng_pdf::listing::{
    Attachment, Cell, CellText, Column, Figure, Listing, Look, Part, Table, Tone, Words, missing_font, render_listing,
};
use hezheng_pdf::{Fonts, RenderError, Template};
use sha2::{Digest, Sha256};

mod programs;

use programs::{folder, run, text_of};

fn fonts() -> Fonts {
    Fonts::from_bytes(&Template::built_in().unwrap(), Vec::new()).unwrap()
}

fn cell(look: Look, text: &str) -> Cell {
    Cell(vec![CellText { text: text.into(), look }])
}

fn listing(rows: usize) -> Listing {
    let column = |width_mm, zh: &str, en: &str| Column { width_mm, head: Words::new(zh, en) };
    let row = |index| {
        vec![
            cell(Look::Strong(Tone::Good), &format!("有效{index}号")),
            cell(Look::Small, "证书/很长的名字_with_words.pdf"),
        ]
    };
    let figure = |number: &str, tone| Figure { number: number.into(), counted: Words::new("共", "in all"), tone };
    Listing {
        title: Words::new("核验报告", "Report"),
        foot: "核验报告 · 样本".into(),
        made: Time::parse("2026-06-10T02:00:00Z").unwrap(),
        creator: "hezheng 0.0.0".into(),
        parts: vec![
            Part::Notice(Tone::Unsure, Words::new("没有签名。", "Not signed.")),
            Part::Figures(vec![figure("5", Tone::Plain), figure("2", Tone::Bad)]),
            Part::Facts(vec![(Words::new("核验时间", "Checked at"), Words::same("2026年6月10日"))]),
            Part::Section(Words::new("没有核对的内容", "Not compared"), vec![Words::new("印章。", "Seals.")]),
            Part::Table(Table {
                title: Words::new("逐份结果", "Results"),
                columns: vec![column(60.0, "结论", "Verdict"), column(118.0, "文件", "File")],
                rows: (1..=rows).map(row).collect(),
            }),
        ],
        attachment: Attachment {
            name: "record.json",
            mime: "application/json",
            description: "机读内容".into(),
            bytes: b"{}".to_vec(),
        },
    }
}

#[test]
fn every_row_is_there_in_order_and_each_page_has_heads_and_its_number() {
    let pdf = render_listing(&fonts(), &listing(120)).unwrap();
    let text = text_of(&pdf, &folder("listing-rows"));
    let pages: Vec<&str> = text.split('\u{C}').filter(|page| !page.trim().is_empty()).collect();
    assert!(pages.len() >= 4, "{}", pages.len());
    for (number, page) in (1..).zip(&pages) {
        assert!(page.contains(&format!("第 {number} 页，共 {} 页", pages.len())), "{page}");
        assert!(page.contains("Verdict") && page.contains("核验报告 · 样本"), "{page}");
    }
    let places: Vec<usize> = (1..=120).map(|index| text.find(&format!("有效{index}号")).unwrap()).collect();
    assert!(places.is_sorted());
    for said in ["没有签名。", "Not signed.", "印章。", "2026年6月10日", "逐份结果"] {
        assert_eq!(text.matches(said).count(), 1, "{said}");
    }
}

#[test]
fn column_heads_never_stand_alone_at_a_pages_foot() {
    // Facts push the table down the first page, a little further each time.
    for facts in 0..40 {
        let mut listing = listing(3);
        let fact = (Words::new("标签", "Label"), Words::same("值"));
        listing.parts.insert(2, Part::Facts(vec![fact; facts]));
        let pdf = render_listing(&fonts(), &listing).unwrap();
        let text = text_of(&pdf, &folder("listing-foot"));
        let page = text.split('\u{C}').find(|page| page.contains("逐份结果")).unwrap();
        assert!(page.contains("有效1号"), "{facts} facts: {page}");
    }
}

#[test]
fn the_same_listing_has_the_same_bytes_and_a_reader_finds_nothing_wrong() {
    let pdf = render_listing(&fonts(), &listing(40)).unwrap();
    assert!(pdf == render_listing(&fonts(), &listing(40)).unwrap());
    let folder = folder("listing-bytes");
    std::fs::write(folder.join("listing.pdf"), &pdf).unwrap();
    let said = run("qpdf", "qpdf", &["--check", "listing.pdf"], &folder);
    assert!(String::from_utf8_lossy(&said).contains("No syntax or stream encoding errors found"));
    // Where these change, reports made before are not confirmed byte by byte by this version any more: a new version of the
    // program says so by its number.
    let hash: String = Sha256::digest(&pdf).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hash, include_str!("samples/listing.sha256").trim());
}

#[test]
fn a_row_that_no_page_has_room_for_is_an_error() {
    let mut listing = listing(1);
    if let Some(Part::Table(table)) = listing.parts.last_mut() {
        table.rows.push(vec![cell(Look::Normal, &"长".repeat(3_000)), Cell::default()]);
    }
    assert!(matches!(render_listing(&fonts(), &listing), Err(RenderError::DoesNotFit { .. })));
}

#[test]
fn a_character_that_needs_another_font_is_written_as_its_number_and_the_font_is_named() {
    let mut listing = listing(1);
    assert!(missing_font(&fonts(), &listing).is_none());
    if let Some(Part::Table(table)) = listing.parts.last_mut() {
        table.rows.push(vec![cell(Look::Normal, "\u{2A6D6}"), Cell::default()]);
    }
    assert!(missing_font(&fonts(), &listing).is_some());
    let pdf = render_listing(&fonts(), &listing).unwrap();
    assert!(text_of(&pdf, &folder("listing-font")).contains("[U+2A6D6]"));
}
