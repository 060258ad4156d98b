//! `roster check`: the table, and the annotated copy.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use calamine::{Data, Reader, Xlsx, open_workbook};

fn rosters() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/rosters")
}

fn check(folder: &Path, arguments: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_hezheng"));
    program.args(["--lang", "zh", "roster", "check"]).args(arguments).current_dir(folder);
    program.stdin(Stdio::null()).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn the_table_has_everybody_and_the_reasons_stand_below_it() {
    let roster = rosters().join("roster-messy.xlsx");
    let said = check(Path::new("."), &[roster.to_str().unwrap()]);
    assert_eq!((said.status.code(), text(&said.stderr)), (Some(1), ""));
    let said = text(&said.stdout);
    let (table, below) = said.split_once("\n\n").unwrap();
    assert!(table.starts_with("行  姓名"), "{table}");
    let rows = |state: &str| table.lines().filter(|line| line.contains(state)).count();
    let roster: serde_json::Value = {
        let said = check(Path::new("."), &[roster.to_str().unwrap(), "--json"]);
        serde_json::from_slice(&said.stdout).unwrap()
    };
    let count = |key: &str| roster[key].as_array().unwrap().len();
    assert_eq!((rows("✓"), rows("– 未通过")), (count("accepted"), count("skipped")));
    assert_eq!(table.lines().count() - 1, rows("✓") + rows("– 未通过") + rows("✗ 拒绝"));
    for refused in roster["refused"].as_array().unwrap() {
        assert!(below.contains(&format!("第 {} 行", refused["row"])), "{refused}\n{below}");
        assert!(below.contains(refused["message"].as_str().unwrap()), "{refused}\n{below}");
    }
    for accepted in roster["accepted"].as_array().unwrap() {
        assert!(!table.contains(accepted["identity_number"].as_str().unwrap()), "a screen is seen by others");
    }
}

#[test]
fn an_annotated_copy_has_the_rosters_cells_and_every_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let inputs =
        ["roster-messy.xlsx", "roster-legacy.xls", "roster-gbk.csv", "more/several-sheets.ods", "more/unusual.xlsx"];
    for (number, input) in inputs.into_iter().enumerate() {
        let (roster, copy) = (rosters().join(input), format!("copy {number}.xlsx"));
        let before = std::fs::read(&roster).unwrap();
        let said = check(folder.path(), &[roster.to_str().unwrap(), "--annotate", &copy, "--json"]);
        assert!(matches!(said.status.code(), Some(0 | 1)), "{said:?}");
        assert_eq!(std::fs::read(&roster).unwrap(), before);
        let report: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
        let mut workbook: Xlsx<_> = open_workbook(folder.path().join(&copy)).unwrap();
        let names = workbook.sheet_names();
        assert_eq!((names.len(), names[1].as_str()), (2, "检查结果"), "{input}");
        let cells = workbook.worksheet_range(&names[0]).unwrap();
        for accepted in report["accepted"].as_array().unwrap() {
            let row = u32::try_from(accepted["row"].as_u64().unwrap()).unwrap() - 1;
            let (first, last) = (cells.start().unwrap().1, cells.end().unwrap().1);
            let identity = accepted["identity_number"].as_str().unwrap();
            let plain = |cell: String| cell.replace([' ', '\'', '\u{3000}'], "").to_uppercase();
            let is_there = (first..=last).filter_map(|column| cells.get_value((row, column))).any(|cell| {
                plain(cell.to_string()).contains(identity) || plain(cell.to_string()).chars().any(|c| c > '\u{FF00}')
            });
            assert!(is_there, "{input}: {accepted}");
        }
        let sentences = workbook.worksheet_range("检查结果").unwrap();
        let sentences: Vec<String> = sentences.used_cells().map(|(_, _, cell)| cell.to_string()).collect();
        for refused in report["refused"].as_array().unwrap() {
            assert!(sentences.iter().any(|sentence| sentence == refused["message"].as_str().unwrap()), "{refused}");
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(folder.path().join(&copy)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{input}");
        }
    }
}

#[test]
fn the_cells_at_fault_are_marked_and_commented() {
    let folder = tempfile::tempdir().unwrap();
    let roster = rosters().join("more/class-at-fault.xlsx");
    check(folder.path(), &[roster.to_str().unwrap(), "--annotate", "c.xlsx"]);
    let part = |name: &str| {
        let file = std::fs::File::open(folder.path().join("c.xlsx")).unwrap();
        let mut archive = zip::ZipArchive::new(file).unwrap();
        std::io::read_to_string(archive.by_name(name).unwrap()).unwrap()
    };
    let (sheet, comments) = (part("xl/worksheets/sheet1.xml"), part("xl/comments1.xml"));
    // The class's training time, refused once; the number that is too short; the names of those who wait.
    for place in ["B2", "B7"] {
        assert!(comments.contains(&format!("ref=\"{place}\"")), "{comments}");
        assert!(sheet.contains(&format!("<c r=\"{place}\" s=\"")), "{place} has a colour: {sheet}");
    }
    assert_eq!(comments.matches("没有 2026 年 2 月 30 日这一天").count(), 1);
    assert_eq!(comments.matches("等全班共用的内容改正").count(), 2);
    assert!(!comments.contains("ref=\"B5\""), "nothing is said of whoever is accepted");
}

#[test]
fn nothing_becomes_a_formula_in_a_copy() {
    let folder = tempfile::tempdir().unwrap();
    let text = "姓名,身份证号,培训项目,培训起止日期,考核结果,备注\n\
        张小一,13010220000229000X,保育师,2026.3.1-2026.3.15,合格,\"=HYPERLINK(\"\"http://127.0.0.1\"\")\"\n\
        李小二,130602199912310008,=1+1,2026.3.1-2026.3.15,合格,@SUM(1)\n";
    std::fs::write(folder.path().join("r.csv"), text).unwrap();
    assert_eq!(check(folder.path(), &["r.csv", "--annotate", "c.xlsx"]).status.code(), Some(0));
    let mut workbook: Xlsx<_> = open_workbook(folder.path().join("c.xlsx")).unwrap();
    let names = workbook.sheet_names();
    for name in &names {
        assert_eq!(workbook.worksheet_formula(name).unwrap().used_cells().count(), 0, "{name}");
    }
    let cells = workbook.worksheet_range(&names[0]).unwrap();
    for (place, text) in [((1, 5), "=HYPERLINK(\"http://127.0.0.1\")"), ((2, 2), "=1+1"), ((2, 5), "@SUM(1)")] {
        assert_eq!(cells.get_value(place), Some(&Data::String(text.into())));
    }
}

#[test]
fn a_copy_is_written_over_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let roster = folder.path().join("r.xlsx");
    std::fs::copy(rosters().join("roster-messy.xlsx"), &roster).unwrap();
    let before = std::fs::read(&roster).unwrap();
    let said = check(folder.path(), &["r.xlsx", "--annotate", "r.xlsx"]);
    assert_eq!((said.status.code(), text(&said.stdout)), (Some(2), ""));
    assert!(text(&said.stderr).starts_with("r.xlsx 已经存在，没有覆盖。"), "{}", text(&said.stderr));
    assert_eq!(std::fs::read(&roster).unwrap(), before);
    let said = check(folder.path(), &["r.xlsx", "--annotate", "r.csv"]);
    assert_eq!(said.status.code(), Some(2));
    assert!(!folder.path().join("r.csv").exists());
}

#[test]
fn of_several_sheets_one_is_named() {
    let roster = rosters().join("more/two-rosters.xlsx");
    let roster = roster.to_str().unwrap();
    let said = check(Path::new("."), &[roster]);
    assert_eq!(said.status.code(), Some(2));
    assert!(text(&said.stderr).contains("--sheet \"一班\""), "{}", text(&said.stderr));
    assert_eq!(check(Path::new("."), &[roster, "--sheet", "二班"]).status.code(), Some(0));
    let said = check(Path::new("."), &[roster, "--sheet", "三班"]);
    assert_eq!(said.status.code(), Some(2));
    assert!(text(&said.stderr).contains("只有：一班、二班"), "{}", text(&said.stderr));
}

#[test]
fn the_class_that_a_roster_names_is_shown_and_two_are_refused() {
    let check = |file: &str| check(&rosters().join("more"), &[file]);
    let said = check("class-number-above.xlsx");
    assert_eq!(said.status.code(), Some(0), "{said:?}");
    let shown = "开班备案号：130102-2026-000012（第 2 行“开班备案号”）";
    assert!(text(&said.stdout).contains(shown), "{}", text(&said.stdout));
    let said = check("class-numbers-at-odds.xlsx");
    assert_eq!((said.status.code(), text(&said.stdout)), (Some(2), ""));
    let wanted = "第 4 行“开班备案编号”是“130102-2026-000013”，第 2 行“开班备案编号”却是“130102-2026-000012”";
    assert!(text(&said.stderr).contains(wanted), "{}", text(&said.stderr));
}
