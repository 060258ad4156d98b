//! A folder of certificates: a line for each that is not valid, how many came out how, and reports for an office's files.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so by panicking"
)]

mod support;

use calamine::{Data, Reader as _};
use serde_json::{Value, json};
use support::pdf::pdf;
use support::{Desk, bytes, case};

/// A folder with two valid certificates, one changed, a file that is none, one that shows nothing, and what is no candidate.
fn folder() -> Desk {
    let case = case("plain");
    let (desk, statement) = (Desk::new(&case), bytes(&case["presented"]));
    std::fs::create_dir_all(desk.path("证书/二班")).unwrap();
    let mut changed = statement.clone();
    *changed.last_mut().unwrap() ^= 1;
    desk.write("证书/a.pdf", &pdf(None, &[("certificate.cose", &statement)]));
    desk.write("证书/=b.PDF", &pdf(None, &[("certificate.cose", &changed)]));
    desk.write("证书/二班/c.cose", &statement);
    desk.write("证书/二班/d.pdf", b"%PDF-1.7 cut short");
    desk.write("证书/说明.txt", b"no certificate");
    desk
}

#[test]
fn a_folder_is_judged_file_by_file_and_counted() {
    let said = folder().verify(&["证书"], &["--lang", "zh"]);
    assert_eq!(said.code, 1, "{said:?}");
    assert_eq!(said.stdout, "共 4 份：有效 2，无效 1，无法确认 0，未能核验 1。\n");
    assert!(said.stderr.contains("✗ 无效  证书/=b.PDF"), "{}", said.stderr);
    assert!(said.stderr.contains("证书/二班/d.pdf 已损坏"), "{}", said.stderr);
    assert!(!said.stderr.contains("a.pdf"), "what is valid needs no line: {}", said.stderr);
}

/// Two pipes: whoever reads the first waits for what is written to it, and that is done only once somebody reads the second.
#[cfg(unix)]
#[test]
fn a_file_that_keeps_one_waiting_keeps_no_other_waiting() {
    use std::{fs, process::Command, sync::mpsc, thread, time::Duration};
    if thread::available_parallelism().map_or(1, usize::from) == 1 {
        return;
    }
    let case = case("plain");
    let (desk, statement) = (Desk::new(&case), bytes(&case["presented"]));
    fs::create_dir(desk.path("证书")).unwrap();
    let pipes = ["证书/1.cose", "证书/2.cose"].map(|name| desk.path(name));
    assert!(Command::new("mkfifo").args(&pipes).status().unwrap().success());
    let [first, second] = pipes;
    let (done, is_done) = mpsc::channel();
    let is_read = thread::spawn({
        let statement = statement.clone();
        move || done.send(fs::write(second, statement).is_ok())
    });
    let feeding = thread::spawn(move || {
        let came = is_done.recv_timeout(Duration::from_secs(60));
        // Whatever came of it, so that the program ends.
        fs::write(first, statement).unwrap();
        came
    });
    let said = desk.verify(&["证书"], &["--lang", "en"]);
    assert_eq!(feeding.join().unwrap(), Ok(true), "the second was not read while the first kept its reader waiting");
    is_read.join().unwrap().unwrap();
    assert_eq!(said.code, 0, "{said:?}");
}

#[test]
fn json_has_a_line_for_each_file_in_order() {
    let said = folder().verify(&["证书"], &["--json"]);
    let names: Vec<Value> = said.json().iter().map(|line| line["input"].clone()).collect();
    assert_eq!(names, ["证书/=b.PDF", "证书/a.pdf", "证书/二班/c.cose", "证书/二班/d.pdf"]);
}

#[test]
fn reports_of_each_kind_say_the_same() {
    let desk = folder();
    let reports = ["--report", "r.csv", "--report", "r.xlsx", "--report", "r.json"];
    let said = desk.verify(&["证书"], &[&reports[..], &["--lang", "zh"]].concat());
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.stdout.ends_with("报告在 r.csv\n报告在 r.xlsx\n报告在 r.json\n"), "{}", said.stdout);

    let report: Value = serde_json::from_slice(&std::fs::read(desk.path("r.json")).unwrap()).unwrap();
    assert_eq!(report["counts"], json!({ "valid": 2, "invalid": 1, "indeterminate": 0, "could_not_run": 1 }));
    assert_eq!(report["results"].as_array().unwrap().len(), 4);
    let number = report["results"][1]["certificate"]["number"].as_str().unwrap();

    let text = String::from_utf8(std::fs::read(desk.path("r.csv")).unwrap()).unwrap();
    let lines: Vec<&str> = text.strip_prefix('\u{FEFF}').unwrap().lines().collect();
    assert!(lines[0].starts_with("文件,结论,原因,证书序列号,姓名"), "{text}");
    assert!(lines[1].starts_with("证书/=b.PDF,无效,"), "{text}");
    assert!(lines[2].starts_with(&format!("证书/a.pdf,有效,,{number},")), "{text}");
    assert_eq!(lines.len(), 5);

    let mut workbook: calamine::Xlsx<_> = calamine::open_workbook(desk.path("r.xlsx")).unwrap();
    let sheet = workbook.worksheet_range("核验结果").unwrap();
    let rows: Vec<Vec<String>> = sheet.rows().map(|row| row.iter().map(Data::to_string).collect()).collect();
    assert!(rows[0][0].ends_with("共 4 份：有效 2，无效 1，无法确认 0，未能核验 1。"), "{:?}", rows[0]);
    assert_eq!((rows[2][0].as_str(), rows[2][1].as_str()), ("证书/=b.PDF", "无效"));
    assert_eq!((rows[3][1].as_str(), rows[3][3].as_str()), ("有效", number));
    assert!(workbook.worksheet_formula("核验结果").unwrap().is_empty(), "no cell is a formula");
}

#[test]
fn a_report_that_cannot_be_made_is_said_before_anything_is_judged() {
    let desk = folder();
    let said = desk.verify(&["证书"], &["--report", "r.docx", "--lang", "zh"]);
    assert_eq!((said.code, said.stdout.as_str()), (2, ""));
    assert!(said.stderr.contains(".xlsx、.csv 或 .json"), "{}", said.stderr);
    let said = desk.verify(&["证书"], &["--report", "nowhere/r.csv", "--lang", "zh"]);
    assert_eq!(said.code, 2);
    assert!(said.stderr.contains("写不了报告 nowhere/r.csv"), "{}", said.stderr);
}

#[test]
fn a_folder_without_certificates_is_an_error() {
    let desk = folder();
    std::fs::create_dir(desk.path("空")).unwrap();
    let said = desk.verify(&["空"], &["--lang", "zh"]);
    assert_eq!((said.code, said.stdout.as_str()), (2, "共 1 份：有效 0，无效 0，无法确认 0，未能核验 1。\n"));
    assert!(said.stderr.contains("文件夹 空 里没有证书"), "{}", said.stderr);
}
