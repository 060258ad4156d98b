//! What the page of a PDF says is compared with what was signed. The forger here has everything: our renderer, our fonts, a
//! genuine attachment and its genuine QR code; only the page says something else.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so by panicking"
)]

mod support;

use hezheng_core::key::PublicKey;
use hezheng_core::page::artifact::Artifact;
use hezheng_core::time::{Date, Time};
use hezheng_core::trust::Trust;
use hezheng_core::trust::pack::UnverifiedPack;
use hezheng_core::verify::Evidence;
use hezheng_pdf::{CertificatePage, Fonts, Template, render};
use hezheng_pdf_reader::PdfFile;
use serde_json::{Value, json};
use std::sync::LazyLock;
use support::{Desk, bytes, case, cases, qr_text};

const TEMPLATES: [&str; 2] = ["default", "bilingual"];

/// A certificate of the vectors on a desk that can judge it, and the page that it should have.
struct Paper {
    case: Value,
    desk: Desk,
    statement: Vec<u8>,
    page: CertificatePage,
}

impl Paper {
    fn new(note: &str) -> Self {
        let case = case(note);
        let (desk, statement) = (Desk::new(&case), bytes(&case["presented"]));
        let report = desk.verify(&["case.cose"], &["--json"]).one();
        let said = &report["certificate"];
        let text = |name: &str| said[name].as_str().unwrap_or_default().to_owned();
        let some = |name: &str| said[name].as_str().map(str::to_owned);
        let date = |text: &Value| Date::parse_iso(text.as_str().unwrap()).unwrap();
        let page = CertificatePage {
            number: text("number"),
            holder: text("holder"),
            id_kind: u8::try_from(said["id_kind"].as_u64().unwrap()).unwrap(),
            id_text: format!("**************{}", text("id_tail")),
            programme: text("programme"),
            training: (date(&said["training"][0]), date(&said["training"][1])),
            issued: date(&said["issued"]),
            class_hours: said["class_hours"].as_u64(),
            occupation_code: some("occupation_code"),
            skill_level: said["skill_level"].as_u64().map(|level| u8::try_from(level).unwrap()),
            class_filing: some("class_filing"),
            institution: text("institution"),
            authority: text("authority"),
            check_code: text("check_code"),
            qr_text: qr_text(&statement),
            address: "zs.example.cn".into(),
            portrait: None,
            seal: None,
            reissued: false,
        };
        Self { case, desk, statement, page }
    }

    fn pdf(&self, template: &Template, page: &CertificatePage) -> Vec<u8> {
        // Both templates name the same fonts, and reading those takes longer than a page.
        static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::from_system(&Template::built_in().unwrap()).unwrap());
        render(template, &FONTS, page, &self.statement).unwrap()
    }

    /// What is said of this page, made with this template, the genuine statement attached. The code on the page is not read
    /// here, which takes most of the time: it is the statement's.
    fn judge(&self, template: &str, page: &CertificatePage) -> Value {
        let template = Template::parse(Template::built_in_text(template).unwrap()).unwrap();
        let file = PdfFile::open(self.pdf(&template, page)).unwrap();
        let artifact =
            Artifact { embedded: file.embedded(), seen: file.seen(), codes: vec![self.page.qr_text.clone()] };
        let pack = support::pack(&self.case);
        let pack = UnverifiedPack::decode(&pack).unwrap();
        let roots = self.case["trusted_roots"].as_array().unwrap().iter();
        let roots: Vec<_> = roots.map(|key| PublicKey(bytes(key).try_into().unwrap())).collect();
        let (trust, now) = (Trust::follow(&roots, &pack.bundles), Time(self.case["now"].as_u64().unwrap()));
        let evidence = Evidence::collect(&trust, &pack.snapshots, now);
        serde_json::from_str(&artifact.verify(&evidence, &trust, &[template.wording()], now).unwrap().to_json())
            .unwrap()
    }
}

#[track_caller]
fn assert_same(report: &Value, what: &str) {
    assert_eq!((&report["outcome"], &report["reason"]), (&json!("valid"), &Value::Null), "{what}: {report}");
    assert_eq!(report["page"], json!({ "compared": true, "differs": [] }), "{what}");
}

#[test]
fn a_page_that_says_what_was_signed_is_the_same() {
    let notes: Vec<_> = cases().iter().map(|case| case["note"].as_str().unwrap().to_owned()).collect();
    let is_drawn = |note: &&String| {
        // Of the one with every field, only the hash of the portrait is there.
        note.starts_with("claims: name") || note.starts_with("claims: programme") || *note == "plain"
    };
    let mut seen = 0;
    for note in notes.iter().filter(is_drawn) {
        let paper = Paper::new(note);
        if paper.page.holder.is_empty() {
            continue;
        }
        for template in TEMPLATES {
            assert_same(&paper.judge(template, &paper.page), note);
        }
        seen += 1;
    }
    assert!(seen >= 5, "{seen}");
}

#[test]
fn what_is_not_signed_may_be_one_way_or_the_other() {
    let paper = Paper::new("plain");
    let seal = include_bytes!("../../pdf-templates/tests/pictures/seal.png").to_vec();
    let full = format!("1301021990010100{}", &paper.page.id_text[14..]);
    for page in [
        CertificatePage { reissued: true, ..paper.page.clone() },
        CertificatePage { seal: Some(seal.clone()), ..paper.page.clone() },
        CertificatePage { seal: Some(seal), reissued: true, id_text: full, ..paper.page.clone() },
    ] {
        for template in TEMPLATES {
            assert_same(&paper.judge(template, &page), template);
        }
    }
}

#[test]
fn a_page_on_which_a_field_was_changed_is_altered_and_the_field_is_named() {
    let paper = Paper::new("plain");
    let genuine = || paper.page.clone();
    let later = |date: Date| Date(date.0 + 1);
    let (first, last) = genuine().training;
    let changed_last = |text: &str| {
        let mut chars: Vec<char> = text.chars().collect();
        let end = chars.last_mut().unwrap();
        *end = if *end == '1' { '2' } else { '1' };
        chars.into_iter().collect::<String>()
    };
    for (field, page) in [
        ("holder", CertificatePage { holder: "王丽娟".into(), ..genuine() }),
        ("id_text", CertificatePage { id_text: changed_last(&genuine().id_text), ..genuine() }),
        ("id_kind", CertificatePage { id_kind: 6, ..genuine() }),
        ("programme", CertificatePage { programme: format!("高级{}", genuine().programme), ..genuine() }),
        ("training_first", CertificatePage { training: (Date(first.0 - 1), last), ..genuine() }),
        ("training_last", CertificatePage { training: (first, later(last)), ..genuine() }),
        ("issued", CertificatePage { issued: later(genuine().issued), ..genuine() }),
        ("class_hours", CertificatePage { class_hours: genuine().class_hours.map(|hours| hours + 100), ..genuine() }),
        ("skill_level", CertificatePage { skill_level: genuine().skill_level.map(|level| level - 1), ..genuine() }),
        ("institution", CertificatePage { institution: "北京大学".into(), ..genuine() }),
        ("authority", CertificatePage { authority: "教育部".into(), ..genuine() }),
        ("number", CertificatePage { number: changed_last(&genuine().number), ..genuine() }),
        ("check_code", CertificatePage { check_code: changed_last(&genuine().check_code), ..genuine() }),
        ("address", CertificatePage { address: "zs.examp1e.cn".into(), ..genuine() }),
    ] {
        if page == paper.page {
            // The plain certificate lacks it.
            continue;
        }
        for template in TEMPLATES {
            let report = paper.judge(template, &page);
            assert_eq!(
                (&report["outcome"], &report["reason"]),
                (&json!("invalid"), &json!("altered")),
                "{field}: {report}"
            );
            assert_eq!(report["page"], json!({ "compared": true, "differs": [field] }), "{template}");
        }
    }
}

#[test]
fn a_portrait_that_was_not_signed_is_named() {
    let paper = Paper::new("plain");
    let portrait = include_bytes!("../../pdf-templates/tests/pictures/portrait.jpg").to_vec();
    let report = paper.judge("default", &CertificatePage { portrait: Some(portrait), ..paper.page.clone() });
    assert_eq!((&report["reason"], &report["page"]["differs"]), (&json!("altered"), &json!(["portrait"])), "{report}");
}

#[test]
fn people_are_told_which_field_was_altered() {
    let paper = Paper::new("plain");
    let page = CertificatePage { holder: "王丽娟".into(), class_hours: Some(999), ..paper.page.clone() };
    let template = Template::built_in().unwrap();
    paper.desk.write("file.pdf", &paper.pdf(&template, &page));
    let said = paper.desk.verify(&["file.pdf"], &["--lang", "zh"]);
    assert_eq!(said.code, 1);
    assert!(said.stdout.contains("✗ 无效：页面上的姓名、学时与签名内容不一致，文件被改动。"), "{}", said.stdout);
    assert!(!said.stdout.contains("王丽娟"), "what is shown is what was signed: {}", said.stdout);
}

#[test]
fn a_revoked_certificate_stays_revoked_however_its_page_was_altered() {
    let paper = Paper::new("revoked: one index");
    let report = paper.judge("default", &CertificatePage { holder: "王丽娟".into(), ..paper.page.clone() });
    assert_eq!((&report["reason"], &report["page"]["differs"]), (&json!("revoked"), &json!(["holder"])), "{report}");
}

#[test]
fn a_template_that_is_not_known_is_not_compared() {
    let paper = Paper::new("plain");
    let text = Template::built_in_text("default").unwrap().replacen("version = 1", "version = 77", 1);
    let template = Template::parse(&text).unwrap();
    paper.desk.write("file.pdf", &paper.pdf(&template, &paper.page));
    let report = paper.desk.verify(&["file.pdf"], &["--json"]).one();
    assert_eq!((&report["outcome"], &report["page"]["compared"]), (&json!("valid"), &json!(false)), "{report}");
}
