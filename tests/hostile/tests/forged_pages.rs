//! Pages forged around a genuine attachment: what stands on them beside what was signed, and which field it is that differs.
//! cli/tests/verify_page.rs has each field changed with our own renderer; here is what looks the same.

mod paper;

use hezheng_core::page::artifact::{Artifact, Embedded};
use hezheng_core::qr::PageAddress;
use hezheng_core::verify::{Outcome, Report};
use hezheng_hostile::World;
use hezheng_hostile::decoders::pdf_text::WORDINGS;
use hezheng_hostile::world::{LEAF, NOW, REGISTERED, USCC, claims, register, statement};
use hezheng_pdf_reader::PdfFile;
use std::sync::LazyLock;

/// The genuine file as its reader sees it, with the code on its page.
static GENUINE: LazyLock<Artifact> = LazyLock::new(|| {
    let page = paper::page();
    let file = PdfFile::open(paper::pdf(&page, &World::get().proved)).expect("a file");
    Artifact { embedded: file.embedded(), seen: file.seen(), codes: vec![page.qr_text] }
});

fn judge(artifact: &Artifact) -> Report {
    let world = World::get();
    artifact.verify(&world.evidence, &world.trust, &WORDINGS, NOW).expect("there is a certificate to judge")
}

/// The genuine file, its page saying something else.
fn saying(change: impl FnOnce(&mut String)) -> Artifact {
    let mut artifact = GENUINE.clone();
    // Line ends count for nothing, and fall within words.
    artifact.seen.text.retain(|c| !c.is_whitespace());
    change(&mut artifact.seen.text);
    artifact
}

fn codes(report: &Report) -> (Outcome, Option<&'static str>, Vec<String>) {
    let differs = report.page.as_ref().map(|page| page.differs.clone()).unwrap_or_default();
    (report.outcome, report.reason.map(|reason| reason.code()), differs)
}

#[test]
fn the_genuine_page_is_compared_and_valid() {
    for artifact in [GENUINE.clone(), saying(|_| ())] {
        let report = judge(&artifact);
        assert_eq!(codes(&report), (Outcome::Valid, None, Vec::new()));
        assert!(report.page.is_some_and(|page| page.compared));
    }
}

#[test]
fn a_character_that_looks_like_another_is_another_wherever_it_stands() {
    for (what, from, to, field) in [
        ("a hanzi with one stroke longer", "林未晚", "林末晚", "holder"),
        ("another hanzi that looks alike", "林未晚", "林未挽", "holder"),
        ("a compatibility ideograph (U+F9F4)", "林未晚", "\u{F9F4}未晚", "holder"),
        ("a Kangxi radical (U+2F4A for 木)", "林未晚", "\u{2F4A}未晚", "holder"),
        ("a zero-width space", "林未晚", "林\u{200B}未晚", "holder"),
        ("a zero-width joiner", "林未晚", "林未\u{200D}晚", "holder"),
        ("a right-to-left override", "林未晚", "\u{202E}晚未林\u{202C}", "holder"),
        ("a right-to-left mark within", "林未晚", "林未\u{200F}晚", "holder"),
        ("a variation selector", "林未晚", "林未\u{FE00}晚", "holder"),
        ("a full-width parenthesis made narrow", "电工（初级）", "电工(初级)", "programme"),
        ("another level of skill", "电工（初级）", "电工（高级）", "programme"),
        ("a katakana エ for 工", "电工（初级）", "电エ（初级）", "programme"),
        ("full-width digits", "13010020260007000042", "１３０１００２０２６０００７００００４２", "number"),
        ("a letter O for a zero", "13010020260007000042", "130100202600070000O42", "number"),
        ("a Cyrillic О for a zero", "13010020260007000042", "1301002026000700\u{41E}042", "number"),
        ("another serial number", "13010020260007000042", "13010020260007000043", "number"),
        ("a zero-width space in the number", "13010020260007000042", "13010020260007\u{200B}000042", "number"),
        ("more class hours", "120", "1200", "class_hours"),
        ("full-width class hours", "120", "１２０", "class_hours"),
        ("Arabic-Indic class hours", "120", "\u{661}\u{662}\u{660}", "class_hours"),
        ("another day of issue", "2026年5月2日", "2026年5月12日", "issued"),
        ("another first day of training", "2026年4月12日", "2026年4月2日", "training_first"),
        ("another last day of training", "2026年4月29日", "2026年4月19日", "training_last"),
        ("the school's name, 末 for 未 of 启明: 启朋", "启明职业", "启朋职业", "institution"),
        ("the bureau's name", "石家庄市人力", "石家莊市人力", "authority"),
        ("a Greek letter in the address", "zs.example.cn", "zs.ex\u{3B1}mple.cn", "address"),
        ("a Cyrillic letter in the address", "zs.example.cn", "zs.ex\u{430}mple.cn", "address"),
    ] {
        let artifact = saying(|text| {
            assert!(text.contains(from), "{what}: the page does not say {from}: {text}");
            *text = text.replacen(from, to, 1);
        });
        let (outcome, reason, differs) = codes(&judge(&artifact));
        assert_eq!((outcome, reason), (Outcome::Invalid, Some("altered")), "{what}");
        assert!(differs.iter().any(|name| name == field), "{what}: {differs:?}");
    }
}

#[test]
fn what_stands_on_the_page_beside_what_was_signed_is_altered_seen_or_not() {
    // A reader collects what is drawn in the order in which it is drawn, visible or not.
    type Change = fn(&mut String);
    let changes: [(&str, Change); 6] = [
        ("one more line", |text| text.push_str("特级技师")),
        ("the true name written invisibly over another", |text| *text = text.replacen("林未晚", "王丽娟林未晚", 1)),
        ("another name written over the true one", |text| *text = text.replacen("林未晚", "林未晚王丽娟", 1)),
        ("the whole true text again, invisibly", |text| *text = text.repeat(2)),
        ("nothing but a picture", String::clear),
        ("far more than a page has", |text| text.push_str(&"证".repeat(3_000))),
    ];
    for (what, change) in changes {
        let (outcome, reason, differs) = codes(&judge(&saying(change)));
        assert_eq!((outcome, reason), (Outcome::Invalid, Some("altered")), "{what}");
        assert!(!differs.is_empty(), "{what}");
    }
    let mut two_pages = GENUINE.clone();
    two_pages.seen.pages = 2;
    assert_eq!(codes(&judge(&two_pages)), (Outcome::Invalid, Some("altered"), vec!["text".into()]));
}

#[test]
fn the_code_of_one_certificate_on_the_page_of_another_is_malformed() {
    let other = statement("issuer0", USCC[0], "13010020260007000043", &claims());
    let other = register(&other, "issuer0", "countersign0", REGISTERED, LEAF);
    let address = PageAddress::parse("https://zs.example.cn").expect("an address");
    let theirs = address.qr_text(&other);
    for codes in [vec![theirs.clone()], vec![GENUINE.codes[0].clone(), theirs]] {
        let report = judge(&Artifact { codes, ..GENUINE.clone() });
        assert_eq!(report.reason.map(|reason| reason.code()), Some("malformed"));
        assert!(report.certificate.is_none(), "of two certificates none is shown");
    }
}

#[test]
fn a_second_attachment_is_malformed_whatever_it_is() {
    let report = judge(&Artifact { embedded: Embedded::Otherwise, ..GENUINE.clone() });
    assert_eq!(report.reason.map(|reason| reason.code()), Some("malformed"));
}
