//! PDF files: judged by their attachment, or lacking one by the QR code on the page.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so by panicking"
)]

mod support;

use serde_json::{Value, json};
use support::pdf::pdf;
use support::{Desk, bytes, case, picture, qr_text};

const NAME: &str = "certificate.cose";

/// A desk of the case "plain", its statement, and another genuine statement.
fn desk() -> (Desk, Vec<u8>, Vec<u8>) {
    let case = case("plain");
    let other = support::case("claims: minimal: no optional field");
    (Desk::new(&case), bytes(&case["presented"]), bytes(&other["presented"]))
}

fn judge(desk: &Desk, file: &[u8]) -> (i32, Value) {
    desk.write("file.pdf", file);
    let said = desk.verify(&["file.pdf"], &["--json"]);
    assert_eq!(said.stderr, "");
    (said.code, said.one())
}

#[test]
fn the_attachment_is_judged() {
    let (desk, statement, _) = desk();
    let (code, report) = judge(&desk, &pdf(None, &[(NAME, &statement)]));
    assert_eq!((code, &report["outcome"]), (0, &json!("valid")), "{report}");
    assert_eq!(report["page"], json!({ "compared": false, "differs": [] }));
    assert!(report.get("host").is_none());
}

#[test]
fn the_attachment_and_the_qr_code_of_the_same_statement_agree() {
    let (desk, statement, _) = desk();
    let code = picture::qr(&qr_text(&statement), 4);
    let (exit, report) = judge(&desk, &pdf(Some(&code), &[(NAME, &statement)]));
    assert_eq!((exit, &report["host"]), (0, &json!("zs.example.cn")), "{report}");
}

#[test]
fn an_attachment_and_a_qr_code_of_different_statements_are_malformed() {
    let (desk, statement, other) = desk();
    for text in [qr_text(&other), qr_text(b"nothing"), qr_text(&statement).replacen("#1", "#2", 1) + "0"] {
        let code = picture::qr(&text, 4);
        let (exit, report) = judge(&desk, &pdf(Some(&code), &[(NAME, &statement)]));
        assert_eq!((exit, &report["reason"]), (1, &json!("malformed")), "{report}");
    }
}

#[test]
fn a_code_of_another_kind_on_the_page_contradicts_nothing() {
    let (desk, statement, _) = desk();
    let advertisement = picture::qr("https://school.example/", 6);
    assert_eq!(judge(&desk, &pdf(Some(&advertisement), &[(NAME, &statement)])).0, 0);
}

#[test]
fn lacking_an_attachment_the_qr_code_on_the_page_is_judged() {
    let (desk, statement, _) = desk();
    let code = picture::qr(&qr_text(&statement), 4);
    let (exit, report) = judge(&desk, &pdf(Some(&code), &[]));
    assert_eq!((exit, &report["outcome"], &report["host"]), (0, &json!("valid"), &json!("zs.example.cn")));
    assert_eq!(report["page"]["compared"], false);
}

#[test]
fn a_pdf_with_neither_could_not_be_checked() {
    let (desk, ..) = desk();
    let (exit, line) = judge(&desk, &pdf(None, &[]));
    assert_eq!((exit, &line["error"]["code"]), (2, &json!("no_code_found")));
}

#[test]
fn more_than_one_embedded_file_or_one_of_another_name_is_malformed() {
    let (desk, statement, other) = desk();
    let code = picture::qr(&qr_text(&statement), 4);
    let files: [&[(&str, &[u8])]; 5] = [
        &[(NAME, &statement), (NAME, &other)],
        &[(NAME, &statement), (NAME, &statement)],
        &[(NAME, &statement), ("roster.xlsx", b"x")],
        &[("certificate.cbor", &statement)],
        &[("Certificate.cose", &statement)],
    ];
    for files in files {
        let (exit, report) = judge(&desk, &pdf(Some(&code), files));
        assert_eq!((exit, &report["reason"]), (1, &json!("malformed")), "{files:?}");
        assert_eq!(report["page"]["compared"], false);
    }
}

#[test]
fn an_attachment_that_is_no_statement_is_never_excused_by_the_qr_code() {
    let (desk, statement, _) = desk();
    let code = picture::qr(&qr_text(&statement), 4);
    for content in [&b""[..], b"not a statement", &[0x61; 100_000]] {
        let (exit, report) = judge(&desk, &pdf(Some(&code), &[(NAME, content)]));
        assert_eq!((exit, &report["reason"]), (1, &json!("malformed")));
    }
}

#[test]
fn a_page_not_compared_is_said_in_words() {
    let (desk, statement, _) = desk();
    desk.write("file.pdf", &pdf(None, &[(NAME, &statement)]));
    assert!(desk.verify(&["file.pdf"], &["--lang", "en"]).stdout.contains("was not compared"));
    assert!(desk.verify(&["file.pdf"], &["--lang", "zh"]).stdout.contains("没有与签名内容比对"));
}

#[test]
fn a_small_file_that_unpacks_to_gigabytes_ends_its_reader_and_nothing_else() {
    let (desk, statement, _) = desk();
    let bomb = support::pdf::bomb();
    assert!(bomb.len() < 20_000, "{}", bomb.len());
    desk.write("bomb.pdf", &bomb);
    desk.write("good.pdf", &pdf(None, &[(NAME, &statement)]));
    let said = desk.verify(&["bomb.pdf", "good.pdf"], &["--json"]);
    assert_eq!((said.code, said.stderr.as_str()), (2, ""));
    assert_eq!(said.json()[0]["error"]["code"], "unreadable");
    assert_eq!(said.json()[1]["outcome"], "valid");
}

#[test]
fn any_byte_of_a_pdf_changed_gives_a_verdict_or_an_error_and_never_another_certificate() {
    let (desk, statement, _) = desk();
    let good = pdf(None, &[(NAME, &statement)]);
    let (_, expected) = judge(&desk, &good);
    let mut seed = 2026_u64;
    let mut names = Vec::new();
    for index in 0..60 {
        // xorshift: the same files on every run.
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        let mut changed = good.clone();
        let place = usize::try_from(seed % changed.len() as u64).unwrap();
        changed[place] ^= 1 << (seed >> 61);
        let name = format!("{index}.pdf");
        desk.write(&name, &changed);
        names.push(name);
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let said = desk.verify(&names, &["--json"]);
    assert_eq!((said.json().len(), said.stderr.as_str()), (60, ""));
    for line in said.json().iter().filter(|line| line["outcome"] == "valid") {
        assert_eq!(line["certificate"], expected["certificate"]);
    }
}

/// A certificate as `hezheng issue` prints it, of the case "plain", its QR code carrying `statement`.
fn printed(statement: &[u8], attachment: &[u8]) -> Vec<u8> {
    let template = hezheng_pdf::Template::built_in().unwrap();
    let fonts = hezheng_pdf::Fonts::from_system(&template).unwrap();
    let day = |text| hezheng_core::time::Date::parse_iso(text).unwrap();
    let page = hezheng_pdf::CertificatePage {
        number: "13010020260007000001".into(),
        holder: "张三".into(),
        id_kind: 1,
        id_text: "**************002X".into(),
        programme: "电工（初级）".into(),
        training: (day("2026-04-11"), day("2026-05-16")),
        issued: day("2026-05-21"),
        class_hours: Some(120),
        occupation_code: None,
        skill_level: None,
        class_filing: None,
        institution: "石家庄市启明职业培训学校".into(),
        authority: "石家庄市人力资源和社会保障局".into(),
        check_code: "2ST4-10F4-HBWW-N".into(),
        qr_text: qr_text(statement),
        address: "zs.example.cn".into(),
        portrait: None,
        seal: None,
        reissued: false,
    };
    hezheng_pdf::render(&template, &fonts, &page, attachment).unwrap()
}

#[test]
fn a_certificate_as_we_print_it_is_judged_and_its_own_code_agrees() {
    let (desk, statement, other) = desk();
    let (exit, report) = judge(&desk, &printed(&statement, &statement));
    assert_eq!((exit, &report["host"]), (0, &json!("zs.example.cn")), "the code on the page was read: {report}");
    let (exit, report) = judge(&desk, &printed(&other, &statement));
    assert_eq!((exit, &report["reason"]), (1, &json!("malformed")));
}

#[test]
fn a_certificate_on_paper_is_judged_when_it_is_scanned() {
    let (desk, statement, _) = desk();
    desk.write("page.pdf", &printed(&statement, &statement));
    for (dpi, format) in [("150", "-png"), ("200", "-jpeg"), ("300", "-jpeg")] {
        let arguments = ["-r", dpi, format, "-singlefile", "page.pdf", dpi];
        let scanned = std::process::Command::new("pdftoppm").args(arguments).current_dir(desk.path("")).status();
        assert!(scanned.expect("install the Debian package poppler-utils: apt-get install poppler-utils").success());
        let file = format!("{dpi}.{}", format.replace("-png", "png").replace("-jpeg", "jpg"));
        assert_eq!(desk.verify(&[&file], &[]).code, 0, "{file}");
    }
}
