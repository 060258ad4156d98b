//! The PDF as other programs see it: qpdf, poppler and zbar.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::sync::LazyLock;

use hezheng_pdf::reading::join_lines;
use hezheng_pdf::{ATTACHMENT_NAME, CertificatePage, Fonts, Template, render};

use programs::{folder, run, text_of};
use samples::samples;

mod programs;
mod samples;

const STATEMENT: &[u8] = b"\xD2\x84 stands for a signed statement, any bytes \x00\xFF\r\n";

struct Look {
    template: Template,
    fonts: Fonts,
}

/// The built-in templates: what holds of one holds of all.
static LOOKS: LazyLock<Vec<Look>> = LazyLock::new(|| {
    let look = |text| {
        let template = Template::parse(text).unwrap();
        Look { fonts: Fonts::from_system(&template).unwrap(), template }
    };
    Template::built_in_names().filter_map(Template::built_in_text).map(look).collect()
});

impl Look {
    fn pdf_of(&self, page: &CertificatePage) -> Vec<u8> {
        render(&self.template, &self.fonts, page, STATEMENT).unwrap()
    }
}

/// Every sample in every template, with a name for both.
fn printed_samples() -> impl Iterator<Item = (String, CertificatePage, Vec<u8>)> {
    LOOKS.iter().flat_map(|look| {
        samples().into_iter().map(|(name, page)| {
            let pdf = look.pdf_of(&page);
            (format!("{} {name}", look.template.id), page, pdf)
        })
    })
}

/// A page in the default template.
fn pdf_of(page: &CertificatePage) -> Vec<u8> {
    LOOKS[0].pdf_of(page)
}

#[test]
fn every_field_reads_back_exactly() {
    let folder = folder("every_field_reads_back_exactly");
    for (name, page, pdf) in printed_samples() {
        let extracted = text_of(&pdf, &folder);
        let joined = join_lines(&extracted);
        let mut fields = vec![
            page.number.clone(),
            page.holder.clone(),
            page.id_text.clone(),
            page.programme.clone(),
            "2026年9月21日".into(),
            "2026年10月16日".into(),
            "2026年10月25日".into(),
            page.institution.clone(),
            page.authority.clone(),
            page.check_code.clone(),
            page.address.clone(),
            "培训合格证书".into(),
            "Certificate of Training".into(),
            if page.id_kind == 6 { "（护照）" } else { "（居民身份证）" }.into(),
        ];
        fields.extend(page.class_hours.map(|hours| format!("（{hours}学时）")));
        fields.extend(page.occupation_code.clone());
        fields.extend(page.class_filing.clone());
        fields.extend(page.skill_level.map(|_| "五级/初级工".into()));
        fields.extend(page.reissued.then(|| "补发".into()));
        if name.starts_with("bilingual") {
            fields.extend(["21 September 2026", "16 October 2026", "25 October 2026"].map(str::to_owned));
            fields.push(if page.id_kind == 6 { "Passport" } else { "Resident Identity Card" }.into());
            fields.extend(page.skill_level.map(|_| "Level 5, Junior Worker".into()));
            fields.extend(page.reissued.then(|| "Reissued".into()));
        }
        for field in fields {
            assert!(joined.contains(&field), "{name}: {field} is not in\n{extracted}");
        }
        // A name and a programme stand on one line somewhere, whatever the page.
        for field in [&page.holder, &page.programme] {
            assert!(extracted.lines().any(|line| line.contains(field.as_str())), "{name}: {field} is broken");
        }
    }
}

#[test]
fn what_is_absent_leaves_no_trace() {
    let text = text_of(&pdf_of(&samples::ordinary()), &folder("what_is_absent_leaves_no_trace"));
    for word in ["学时", "职业编码", "技能等级", "开班备案号", "补发", "None", "{", "["] {
        assert!(!text.contains(word), "{word}");
    }
    assert!(text.contains("盖章处"));
}

#[test]
fn qpdf_finds_nothing_wrong() {
    let folder = folder("qpdf_finds_nothing_wrong");
    for (name, _, pdf) in printed_samples() {
        std::fs::write(folder.join("a.pdf"), pdf).unwrap();
        let said = run("qpdf", "qpdf", &["--check", "a.pdf"], &folder);
        assert!(String::from_utf8_lossy(&said).contains("No syntax or stream encoding errors found"), "{name}");
    }
}

#[test]
fn the_statement_is_the_only_file_attached_and_comes_out_the_same() {
    let folder = folder("the_statement_is_the_only_file_attached");
    let pdf = pdf_of(&samples::ordinary());
    std::fs::write(folder.join("a.pdf"), &pdf).unwrap();
    let listed = run("pdfdetach", "poppler-utils", &["-list", "a.pdf"], &folder);
    assert_eq!(String::from_utf8_lossy(&listed).trim(), format!("1 embedded files\n1: {ATTACHMENT_NAME}"));
    run("pdfdetach", "poppler-utils", &["-saveall", "-o", ".", "a.pdf"], &folder);
    assert_eq!(std::fs::read(folder.join(ATTACHMENT_NAME)).unwrap(), STATEMENT);
    let shown = run("qpdf", "qpdf", &["--qdf", "--object-streams=disable", "a.pdf", "-"], &folder);
    let shown = String::from_utf8_lossy(&shown);
    for entry in ["/AFRelationship /Data", "/Subtype /application#2fcose", "/AF "] {
        assert!(shown.contains(entry), "{entry}");
    }
}

#[test]
fn zbar_reads_the_qr_code_at_150_dpi() {
    let folder = folder("zbar_reads_the_qr_code_at_150_dpi");
    for (name, page) in samples() {
        std::fs::write(folder.join("a.pdf"), pdf_of(&page)).unwrap();
        run("pdftoppm", "poppler-utils", &["-r", "150", "-gray", "-png", "-singlefile", "a.pdf", "a"], &folder);
        let read = run("zbarimg", "zbar-tools", &["--quiet", "--raw", "a.png"], &folder);
        assert_eq!(String::from_utf8_lossy(&read).trim_end(), page.qr_text, "{name}");
    }
}

#[test]
fn the_portrait_is_embedded_byte_for_byte() {
    let folder = folder("the_portrait_is_embedded_byte_for_byte");
    let portrait = include_bytes!("pictures/portrait.jpg");
    let page = CertificatePage { portrait: Some(portrait.to_vec()), ..samples::ordinary() };
    std::fs::write(folder.join("a.pdf"), pdf_of(&page)).unwrap();
    run("pdfimages", "poppler-utils", &["-all", "a.pdf", "image"], &folder);
    assert_eq!(std::fs::read(folder.join("image-000.jpg")).unwrap(), portrait);
}

#[test]
fn the_file_says_that_it_is_pdf_a_3_tagged_and_in_chinese() {
    let folder = folder("the_file_says_that_it_is_pdf_a_3");
    let pdf = pdf_of(&samples::ordinary());
    std::fs::write(folder.join("a.pdf"), &pdf).unwrap();
    let text = String::from_utf8_lossy(&pdf);
    for entry in ["<pdfaid:part>3<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<", "<dc:language>"] {
        assert!(text.contains(entry), "{entry}");
    }
    let info = run("pdfinfo", "poppler-utils", &["a.pdf"], &folder);
    let info = String::from_utf8_lossy(&info).into_owned();
    for line in ["培训合格证书 13010020260001000123", "841.89 x 595.28 pts (A4)"] {
        assert!(info.contains(line), "{line} is not in {info}");
    }
    let tags = run("pdfinfo", "poppler-utils", &["-struct-text", "a.pdf"], &folder);
    let tags = String::from_utf8_lossy(&tags).into_owned();
    let order = ["培训合格证书", "证书序列号", "张晓明", "培训项目", "石家庄市启明职业培训学校", "Figure", "核验码"];
    let places: Vec<_> = order.iter().map(|word| tags.find(word)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} in {tags}");
}

/// Words of different places may not lie over each other: nothing touches anything.
#[test]
fn no_words_overlap_and_none_leave_the_printable_page() {
    let folder = folder("no_words_overlap");
    for (name, _, pdf) in printed_samples() {
        std::fs::write(folder.join("a.pdf"), pdf).unwrap();
        let said = run("pdftotext", "poppler-utils", &["-bbox", "a.pdf", "-"], &folder);
        let said = String::from_utf8(said).unwrap();
        let boxes: Vec<_> = said.lines().filter_map(word_box).collect();
        assert!(boxes.len() > 15, "{name}");
        let margin_pt = 8.0 * 72.0 / 25.4;
        for (index, (word, [left, top, right, bottom])) in boxes.iter().enumerate() {
            assert!(*left > margin_pt && *right < 841.89 - margin_pt, "{name}: {word}");
            assert!(*top > margin_pt && *bottom < 595.28 - margin_pt, "{name}: {word}");
            for (other, [l, t, r, b]) in &boxes[index + 1..] {
                assert!(r <= left || l >= right || b <= top || t >= bottom, "{name}: {word} touches {other}");
            }
        }
    }
}

#[test]
fn no_line_ends_with_a_word_that_leads_the_next() {
    let folder = folder("no_line_ends_with_a_word_that_leads_the_next");
    for (name, _, pdf) in printed_samples() {
        let text = text_of(&pdf, &folder);
        let ends: Vec<_> = text.lines().filter(|line| line.trim_end().ends_with(['于', '至'])).collect();
        assert!(ends.is_empty(), "{name}: {ends:?}");
    }
}

#[test]
fn few_rows_share_the_room_of_the_table() {
    let folder = folder("few_rows_share_the_room_of_the_table");
    let top_of = |page: &CertificatePage, label: &str| {
        std::fs::write(folder.join("a.pdf"), pdf_of(page)).unwrap();
        let said = run("pdftotext", "poppler-utils", &["-bbox", "a.pdf", "-"], &folder);
        let said = String::from_utf8(said).unwrap();
        let mut boxes = said.lines().filter_map(word_box);
        boxes.find_map(|(word, [_, top, ..])| (word == label).then_some(top)).unwrap()
    };
    let between_mm =
        |page: &CertificatePage, first: &str, last: &str| (top_of(page, last) - top_of(page, first)) * 25.4 / 72.0;
    let all = samples();
    let everything = &all.iter().find(|(name, _)| *name == "everything").unwrap().1;
    let two_rows = between_mm(&samples::ordinary(), "培训项目", "备案机关");
    let three_rows = between_mm(everything, "培训项目", "开班备案号");
    assert!((two_rows - 10.0).abs() < 0.1, "{two_rows}");
    assert!((three_rows - 16.0).abs() < 0.1, "{three_rows}");
}

/// `<word xMin="1" yMin="2" xMax="3" yMax="4">text</word>`: the text, and where its ink is: a box around the characters
/// without the room that fonts leave above and below.
fn word_box(line: &str) -> Option<(String, [f64; 4])> {
    let (attributes, rest) = line.trim().strip_prefix("<word ")?.split_once('>')?;
    let mut numbers = attributes.split('"').skip(1).step_by(2).map(|number| number.parse::<f64>());
    let mut next = || numbers.next()?.ok();
    let (left, top, right, bottom) = (next()?, next()?, next()?, next()?);
    let spare = (bottom - top) * 0.14;
    Some((rest.trim_end_matches("</word>").into(), [left + 0.2, top + spare, right - 0.2, bottom - spare]))
}
