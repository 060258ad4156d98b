//! The report that an office keeps: what is on its pages, who signed it, and that no change of it passes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so by panicking"
)]

mod support;

use hezheng_core::ids::Hash;
use serde_json::{Value, json};
use std::process::Command;
use support::http::Registry;
use support::pdf::pdf;
use support::{Desk, Said, bytes, case, pack};

/// A folder with a valid certificate, one changed, a file that is none and a name that no font has, and two signers' keys.
fn desk() -> Desk {
    let case = case("plain");
    let (desk, statement) = (Desk::new(&case), bytes(&case["presented"]));
    std::fs::create_dir(desk.path("证书")).unwrap();
    let mut changed = statement.clone();
    *changed.last_mut().unwrap() ^= 1;
    desk.write("证书/a.pdf", &pdf(None, &[("certificate.cose", &statement)]));
    desk.write("证书/=b\u{1F600}.cose", &changed);
    desk.write("证书/c.pdf", b"%PDF-1.7 cut short");
    desk.write("证书/\u{10FFFD}.cose", &statement);
    desk.write("pass.txt", b"a long enough passphrase\n");
    for key in ["hr", "other"] {
        let file = format!("{key}.pem");
        let said =
            desk.run(&["keys", "new", "--role", "verifier", "--out", &file, "--passphrase-file", "pass.txt"], b"");
        assert_eq!(said.code, 0, "{said:?}");
    }
    desk
}

const SIGNED: [&str; 6] = ["--report", "r.pdf", "--sign-with", "hr.pem", "--passphrase-file", "pass.txt"];

fn report(desk: &Desk, more: &[&str]) -> Said {
    desk.verify(&["证书"], &[more, &["--lang", "zh"]].concat())
}

fn check(desk: &Desk, file: &str, key: Option<&str>) -> Said {
    let mut arguments = vec!["report", "check", file, "--lang", "zh"];
    key.iter().for_each(|key| arguments.extend(["--key", key]));
    desk.run(&arguments, b"")
}

/// What poppler makes of a file.
fn poppler(desk: &Desk, program: &str, arguments: &[&str]) -> Vec<u8> {
    let done = Command::new(program).args(arguments).current_dir(desk.path("")).output();
    let done = done.unwrap_or_else(|error| panic!("{program}: {error}; apt-get install poppler-utils"));
    assert!(done.status.success(), "{done:?}");
    done.stdout
}

fn record(desk: &Desk, file: &str) -> Value {
    poppler(desk, "pdfdetach", &["-save", "1", "-o", "attached", file]);
    let attached = std::fs::read(desk.path("attached")).unwrap();
    let start = attached.iter().position(|byte| *byte == b'{').unwrap();
    let json = serde_json::Deserializer::from_slice(&attached[start..]).into_iter().next().unwrap();
    json.unwrap()
}

#[test]
fn a_signed_report_is_checked_with_the_signers_public_key() {
    let desk = desk();
    let said = report(&desk, &SIGNED);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.stdout.ends_with("报告在 r.pdf\n"), "{}", said.stdout);
    let right = check(&desk, "r.pdf", Some("hr.pub.pem"));
    assert_eq!(right.code, 0, "{right:?}");
    assert!(right.stdout.contains("✓ 签名正确") && right.stdout.contains("✓ 页面与附件一致"), "{}", right.stdout);
    assert!(right.stdout.contains("共 4 份：有效 2，无效 1，无法确认 0，未能核验 1。"), "{}", right.stdout);
    let other = check(&desk, "r.pdf", Some("other.pub.pem"));
    assert_eq!(other.code, 1);
    assert!(other.stdout.contains("✗ 签名不对"), "{}", other.stdout);
    let unknown = check(&desk, "r.pdf", None);
    assert_eq!(unknown.code, 3);
    assert!(unknown.stdout.contains("? 签名没有核对"), "{}", unknown.stdout);
}

#[test]
fn the_same_run_with_the_same_key_gives_the_same_bytes() {
    let desk = desk();
    report(&desk, &SIGNED);
    let first = std::fs::read(desk.path("r.pdf")).unwrap();
    report(&desk, &SIGNED);
    assert!(first == std::fs::read(desk.path("r.pdf")).unwrap());
}

#[test]
fn the_pages_say_what_the_record_says_and_where_nobody_signed() {
    let desk = desk();
    assert_eq!(report(&desk, &["--report", "u.pdf", "--report", "u.json"]).code, 1);
    let text = String::from_utf8(poppler(&desk, "pdftotext", &["-raw", "-enc", "UTF-8", "u.pdf", "-"])).unwrap();
    let hash = |name: &str| Hash::of(&[&std::fs::read(desk.path(name)).unwrap()]).to_string();
    let whole: String = text.split_whitespace().collect();
    for said in [
        "培训合格证书核验报告",
        "本报告没有签名",
        "Thisreportisnotsigned",
        "第12版",
        "截至",
        "有效",
        "无效",
        "未能核验",
        "石家庄市人力资源和社会保障局（130100）",
        "张三",
        "13010020260007000001",
        "证书/[U+10FFFD].cose",
        "第1页，共",
        &hash("证书/a.pdf"),
        &hash("证书/c.pdf"),
    ] {
        assert!(whole.contains(said), "{said} is not in {text}");
    }
    assert_eq!(check(&desk, "u.pdf", None).code, 3);
    let [attached, file]: [Value; 2] =
        [record(&desk, "u.pdf"), serde_json::from_slice(&std::fs::read(desk.path("u.json")).unwrap()).unwrap()];
    for key in ["program", "checked_at", "evidence", "counts", "results"] {
        assert_eq!(attached[key], file[key], "{key}");
    }
    assert_eq!(file["counts"], json!({ "valid": 2, "invalid": 1, "indeterminate": 0, "could_not_run": 1 }));
    assert_eq!(file["results"][1]["sha256"], hash("证书/a.pdf"));
}

#[test]
fn no_byte_of_a_signed_report_can_be_changed() {
    let desk = desk();
    report(&desk, &SIGNED);
    let whole = std::fs::read(desk.path("r.pdf")).unwrap();
    for place in (0..whole.len()).step_by(whole.len() / 12) {
        let mut changed = whole.clone();
        changed[place] ^= 1;
        desk.write("changed.pdf", &changed);
        let said = check(&desk, "changed.pdf", Some("hr.pub.pem"));
        assert!([1, 2].contains(&said.code), "byte {place}: {said:?}");
    }
    desk.write("more.pdf", &[&whole[..], b"\n% more\n"].concat());
    let said = check(&desk, "more.pdf", Some("hr.pub.pem"));
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.stdout.contains("✓ 签名正确") && said.stdout.contains("✗ 页面不是由附件生成的"), "{}", said.stdout);
}

#[test]
fn pages_that_flatter_around_a_genuine_attachment_are_refused() {
    let desk = desk();
    report(&desk, &SIGNED);
    poppler(&desk, "pdfdetach", &["-save", "1", "-o", "attached", "r.pdf"]);
    let attached = std::fs::read(desk.path("attached")).unwrap();
    desk.write("flattering.pdf", &pdf(None, &[("verification-report.cose", &attached)]));
    let said = check(&desk, "flattering.pdf", Some("hr.pub.pem"));
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.stdout.contains("✗ 页面不是由附件生成的"), "{}", said.stdout);
}

#[test]
fn pages_of_another_version_are_not_compared_and_never_called_changed() {
    let desk = desk();
    report(&desk, &["--report", "u.pdf"]);
    let mut record = record(&desk, "u.pdf");
    record["program"] = json!("hezheng 0.0.9");
    desk.write("older.pdf", &pdf(None, &[("verification-report.json", record.to_string().as_bytes())]));
    let said = check(&desk, "older.pdf", None);
    assert_eq!(said.code, 3, "{said:?}");
    assert!(said.stdout.contains("? 页面没有核对：报告由 hezheng 0.0.9 制作"), "{}", said.stdout);
}

#[test]
fn a_report_says_when_the_registry_was_asked_and_by_which_address() {
    let case = case("plain");
    let desk = Desk::new(&case);
    let valid = json!({ "outcome": "valid", "reason": null, "checks": [], "evidence": {}, "checked_at": "2026-06-10T02:00:00Z" });
    let answers = vec![("/v1/pack", 200, pack(&case)), ("/v1/verify", 200, valid.to_string().into_bytes())];
    let registry = Registry::start(answers);
    let arguments = ["verify", "case.cose", "--registry", &registry.url, "--report", "r.pdf"];
    let said = desk.run(&[&arguments[..], &desk.judging()].concat(), b"");
    assert_eq!(said.code, 0, "{said:?}");
    let text = String::from_utf8(poppler(&desk, "pdftotext", &["-raw", "-enc", "UTF-8", "r.pdf", "-"])).unwrap();
    let text: String = text.split_whitespace().collect();
    assert!(text.contains(&format!("备案系统{}", registry.url)) && text.contains("备案系统的答复没有签名"), "{text}");
    assert_eq!(check(&desk, "r.pdf", None).code, 3);
}

#[test]
fn what_is_no_report_is_said_to_be_none() {
    let desk = desk();
    let other = pdf(None, &[("certificate.cose", b"x")]);
    let twice = pdf(None, &[("verification-report.json", b"{}"), ("other.json", b"{}")]);
    let empty = pdf(None, &[("verification-report.json", b"{}")]);
    let rubbish = pdf(None, &[("verification-report.cose", b"\xD2\x84")]);
    for file in [&b"no PDF"[..], &other, &twice, &empty, &rubbish] {
        desk.write("x.pdf", file);
        let said = check(&desk, "x.pdf", None);
        assert_eq!((said.code, said.stdout.as_str()), (2, ""), "{said:?}");
        assert!(said.stderr.contains("不是本程序制作的核验报告"), "{}", said.stderr);
    }
    let private = check(&desk, "x.pdf", Some("hr.pem"));
    assert!(private.code == 2 && private.stderr.contains("是私钥文件"), "{private:?}");
}

#[test]
fn a_key_with_nothing_to_sign_and_a_wrong_passphrase_are_said_before_anything_is_judged() {
    let desk = desk();
    let said = report(&desk, &["--report", "r.json", "--sign-with", "hr.pem", "--passphrase-file", "pass.txt"]);
    assert_eq!((said.code, said.stdout.as_str()), (2, ""));
    assert!(said.stderr.contains("没有要签名的 PDF 报告"), "{}", said.stderr);
    desk.write("wrong.txt", b"another passphrase\n");
    let said = report(&desk, &["--report", "r.pdf", "--sign-with", "hr.pem", "--passphrase-file", "wrong.txt"]);
    assert_eq!((said.code, said.stdout.as_str()), (2, ""));
    assert!(said.stderr.contains("口令不正确") && !desk.path("r.pdf").exists(), "{}", said.stderr);
}

#[test]
fn a_report_beside_the_certificates_is_not_judged_with_them_when_it_is_made_again() {
    let desk = desk();
    for _ in 0..2 {
        let said = report(&desk, &["--report", "证书/r.pdf"]);
        assert!(said.stdout.starts_with("共 4 份："), "{}", said.stdout);
    }
}

#[test]
fn a_qr_texts_row_says_that_it_is_no_file() {
    let desk = desk();
    let said = desk.verify(&["12345"], &["--report", "r.pdf"]);
    assert_eq!(said.code, 1, "{said:?}");
    let text = String::from_utf8(poppler(&desk, "pdftotext", &["-raw", "-enc", "UTF-8", "r.pdf", "-"])).unwrap();
    assert!(text.contains("二维码文字，不是文件"), "{text}");
}
