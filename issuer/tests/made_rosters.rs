//! Every roster in tests/rosters/more gives what its expectations say of each row. tests/rosters/make.py makes both.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test file; the switch in clippy.toml does not reach its helpers"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use hezheng_issuer::language::Lang;
use hezheng_issuer::roster::{FileProblem, Roster, RosterReport, limits, read, read_file};
use serde_json::{Value, json};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/rosters/more")
}

fn expectations() -> Vec<(String, Value)> {
    let expected = std::fs::read(folder().join("expected.json")).unwrap();
    let Value::Object(expected) = serde_json::from_slice(&expected).unwrap() else { panic!("expected.json") };
    expected.into_iter().collect()
}

fn roster(file: &str, sheet: Option<&str>) -> Roster {
    read_file(&folder().join(file), sheet).unwrap_or_else(|error| panic!("{error}"))
}

/// The accepted rows in the form of expected.json.
fn accepted(roster: &Roster) -> Vec<Value> {
    let row = |trainee: &hezheng_issuer::roster::Trainee| {
        let (first, last) = trainee.training;
        let mut row = json!({
            "row": trainee.row, "name": trainee.name, "id": trainee.identity.full_number(),
            "id_kind": trainee.identity.kind().code(), "programme": trainee.programme,
        });
        if let Some(hours) = trainee.hours {
            row["hours"] = hours.into();
        }
        row["training"] = json!([first.to_string(), last.to_string()]);
        row
    };
    roster.accepted.iter().map(row).collect()
}

fn list<'a>(expected: &'a Value, key: &str) -> &'a [Value] {
    expected[key].as_array().unwrap()
}

/// The rule that each reason in expected.json is.
fn rule(why: &str) -> &'static str {
    match why {
        "no such date" => "training_date_not_in_calendar",
        "formula error" => "cell_error",
        "name missing" => "name_missing",
        "name: masked" => "name_masked",
        "name: a private-use character" => "name_private_use_character",
        "name: a lost character" => "name_character_lost",
        "document unknown" => "id_kind_unknown",
        "document not said" => "id_kind_needed",
        "identity number: a number cell has lost its last digits" => "identity_number_stored_as_number",
        "class number: a number cell has lost its last digits" => "class_number_stored_as_number",
        "class number: an identity number" => "class_number_unreadable",
        "identity number: 17 characters" | "identity number: 2 characters" => "identity_number_length",
        why => panic!("{why}"),
    }
}

#[test]
fn every_roster_has_its_expectations() {
    let is_roster = |name: &String| name != "expected.json";
    let files: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(is_roster)
        .collect();
    let expected: BTreeSet<String> = expectations().into_iter().map(|(file, _)| file).collect();
    assert_eq!(files, expected);
    assert!(files.len() >= 22);
}

#[test]
fn accepted_rows_agree_in_every_field() {
    for (file, expected) in expectations().iter().filter(|(_, expected)| expected["problem"].is_null()) {
        let roster = roster(file, None);
        assert_eq!(accepted(&roster), list(expected, "accepted"), "{file}: {:?}", roster.refused);
        for (index, trainee) in roster.accepted.iter().enumerate() {
            let level = expected["skill_levels"].get(index).unwrap_or(&expected["skill_level"]);
            assert_eq!(trainee.skill_level.map(u64::from), level.as_u64(), "{file}");
            assert_eq!(trainee.occupation_code.as_deref(), expected["occupation_code"].as_str(), "{file}");
        }
    }
}

#[test]
fn refused_and_skipped_rows_agree() {
    for (file, expected) in expectations().iter().filter(|(_, expected)| expected["problem"].is_null()) {
        let roster = roster(file, None);
        let refused: Vec<Value> =
            roster.refused.iter().map(|refusal| json!([refusal.row, refusal.rule.code()])).collect();
        let wanted: Vec<Value> = list(expected, "refused")
            .iter()
            .map(|refused| json!([refused["row"], rule(refused["why"].as_str().unwrap())]))
            .collect();
        assert_eq!(refused, wanted, "{file}");
        assert_eq!(roster.skipped.len(), list(expected, "skipped").len(), "{file}");
        let held = expected["held"].as_array().cloned().unwrap_or_default();
        assert_eq!(roster.held.iter().map(|row| json!(row)).collect::<Vec<_>>(), held, "{file}");
    }
}

#[test]
fn warnings_agree() {
    for (file, expected) in expectations().iter().filter(|(_, expected)| expected["problem"].is_null()) {
        let warned: Vec<Value> =
            roster(file, None).warnings.iter().map(|warning| json!([warning.row, warning.notice.code()])).collect();
        assert_eq!(warned, list(expected, "warned"), "{file}");
    }
}

#[test]
fn files_that_are_refused_as_a_whole_say_why_in_one_sentence_of_each_language() {
    let mut refused = 0;
    for (file, expected) in expectations() {
        let Some(problem) = expected["problem"].as_str() else { continue };
        let error = read_file(&folder().join(&file), None).unwrap_err();
        assert_eq!(error.problem.code(), problem, "{file}");
        for lang in [Lang::Zh, Lang::En] {
            let message = error.message(lang);
            assert!(message.contains(&file) && message.lines().count() == 1, "{message}");
        }
        refused += 1;
    }
    assert_eq!(refused, 7);
}

#[test]
fn the_class_that_a_roster_names_is_everybodys() {
    let mut named = 0;
    for (file, expected) in expectations().iter().filter(|(_, expected)| expected["problem"].is_null()) {
        let roster = roster(file, None);
        let number = expected["class_filing"].as_str();
        assert_eq!(roster.class.as_ref().map(|class| class.number.as_str()), number, "{file}");
        assert!(roster.accepted.iter().all(|trainee| trainee.class_filing.as_deref() == number), "{file}");
        named += usize::from(number.is_some());
    }
    assert_eq!(named, 3);
    let above = roster("class-number-above.xlsx", None);
    let report = RosterReport::new(&above, Lang::Zh);
    assert_eq!(serde_json::to_value(report).unwrap()["accepted"][0]["class_filing"], "130102-2026-000012");
}

#[test]
fn a_number_that_contradicts_another_is_said_with_row_column_and_value() {
    let mut said = 0;
    for (file, expected) in expectations().iter().filter(|(_, expected)| expected["problem"] == "several_classes") {
        let error = read_file(&folder().join(file), None).unwrap_err();
        let [row, column, value] = list(expected, "second") else { panic!("{expected}") };
        for (lang, row) in [(Lang::Zh, format!("第 {row} 行")), (Lang::En, format!("row {row} "))] {
            let message = error.message(lang);
            for part in [row.as_str(), column.as_str().unwrap(), value.as_str().unwrap()] {
                assert!(message.contains(part), "{part}: {message}");
            }
        }
        said += 1;
    }
    assert_eq!(said, 2);
}

#[test]
fn one_of_several_rosters_is_named() {
    let (file, expected) =
        expectations().into_iter().find(|(_, expected)| expected["problem"] == "several_rosters").unwrap();
    for (sheet, wanted) in expected["sheets"].as_object().unwrap() {
        assert_eq!(&accepted(&roster(&file, Some(sheet))), wanted.as_array().unwrap());
    }
    let error = read_file(&folder().join(&file), Some("三班")).unwrap_err();
    let sheets = vec!["一班".into(), "二班".into()];
    assert_eq!(error.problem, FileProblem::NoSuchSheet { wanted: "三班".into(), sheets });
    let message = read_file(&folder().join(&file), None).unwrap_err().message(Lang::Zh);
    assert!(message.contains("--sheet \"一班\""), "{message}");
}

#[test]
fn a_sheet_is_hidden_from_those_who_do_not_name_it() {
    for file in ["several-sheets.ods", "several-sheets.xlsx"] {
        let hidden = if file == "several-sheets.ods" { "旧表" } else { "样表" };
        assert_eq!(roster(file, Some(hidden)).accepted.len(), 1, "{file}");
        assert!(read_file(&folder().join(file), Some("填表说明")).is_err(), "{file}");
    }
    let error = read_file(&folder().join("class-values.csv"), Some("名册")).unwrap_err();
    assert_eq!(error.problem, FileProblem::NoSuchSheet { wanted: "名册".into(), sheets: Vec::new() });
}

#[test]
fn a_far_cell_costs_nothing() {
    let began = Instant::now();
    assert_eq!(roster("far-cell.ods", None).accepted.len(), 1);
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
}

#[test]
fn a_class_value_is_said_to_be_wrong_where_it_stands() {
    let roster = roster("class-at-fault.xlsx", None);
    let refusal = &roster.refused[0];
    assert_eq!((refusal.row, refusal.column.as_str()), (2, "培训时间"));
    assert_eq!(refusal.value.as_str(), "2026年2月30日至2026年3月15日");
    let report = serde_json::to_value(RosterReport::new(&roster, Lang::Zh)).unwrap();
    assert_eq!(report["refused"].as_array().unwrap().len(), 2);
}

#[test]
fn a_hundred_thousand_rows_are_refused_at_once() {
    let mut text = String::from("姓名,身份证号,培训项目,培训起止日期,考核结果\n");
    for row in 0..100_000 {
        text.push_str(&format!("张小一,13010220000229{:03}X,保育师,2026.3.1-2026.3.15,合格\n", row % 1_000));
    }
    let began = Instant::now();
    let error = read("名册.csv", text.as_bytes()).unwrap_err();
    assert_eq!(error.problem, FileProblem::TooManyRows);
    // Some tenths of a second in a build for tests, and a machine may be busy.
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    let fit = text.lines().take(limits::TRAINEES + 2).collect::<Vec<_>>().join("\n");
    let count = limits::TRAINEES + 1;
    assert_eq!(read("名册.csv", fit.as_bytes()).unwrap_err().problem, FileProblem::TooManyTrainees { count });
}
