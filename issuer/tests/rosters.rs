//! Every roster in tests/rosters gives what expected.json says of each of its rows.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test file; the switch in clippy.toml does not reach its helpers"
)]

use std::path::{Path, PathBuf};

use hezheng_issuer::language::Lang;
use hezheng_issuer::roster::{Roster, RosterReport, read, read_file};
use hezheng_pdf::{Fonts, Template};
use serde_json::{Value, json};

const ROSTERS: [&str; 7] = [
    "roster-clean.xlsx",
    "roster-messy.xlsx",
    "roster-gbk.csv",
    "roster-aliases.xlsx",
    "roster-legacy.xls",
    "roster-gb18030.csv",
    "roster-utf8-bom.csv",
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/rosters")
}

fn expected() -> Value {
    serde_json::from_slice(&std::fs::read(folder().join("expected.json")).unwrap()).unwrap()
}

fn roster(name: &str) -> Roster {
    read_file(&folder().join(name), None).unwrap_or_else(|error| panic!("{error}"))
}

fn report(roster: &Roster, lang: Lang) -> Value {
    serde_json::to_value(RosterReport::new(roster, lang)).unwrap()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap()
}

#[test]
fn a_name_that_no_font_can_print_is_refused_before_anything_is_signed() {
    let text = "姓名,身份证号码,培训项目,培训开始日期,培训结束日期,考核结果\n\
        李\u{323B0},130102199001010007,保育师,2026-9-7,2026-9-18,合格\n\
        \u{20BB7}田雨,130102199104120006,保育师\u{323B0},2026-9-7,2026-9-18,合格\n\
        \u{4DAE}若兰,130102199101010004,保育师,2026-9-7,2026-9-18,合格\n";
    let mut roster = read("a.csv", text.as_bytes()).unwrap();
    let template = Template::built_in().unwrap();
    roster.refuse_unprintable(&Fonts::from_system(&template).unwrap());
    let names: Vec<_> = roster.accepted.iter().map(|trainee| trainee.name.as_str()).collect();
    assert_eq!(names, ["\u{4DAE}若兰"], "{:?}", roster.refused);
    let rules: Vec<_> = roster.refused.iter().map(|refusal| (refusal.row, refusal.rule.code())).collect();
    assert_eq!(rules, [(2, "name_unprintable_character"), (3, "programme_unprintable_character")]);
    for lang in [Lang::Zh, Lang::En] {
        let message = roster.refused[0].message(lang);
        assert!(message.contains("\u{323B0}") && message.contains("U+323B0"), "{message}");
    }
}

#[test]
fn a_name_that_needs_a_font_which_is_not_installed_is_refused_alone() {
    let text = "姓名,身份证号码,培训项目,培训开始日期,培训结束日期,考核结果\n\
        㐀玉,130102199001010007,保育师,2026-9-7,2026-9-18,合格\n\
        田雨,130102199104120006,保育师,2026-9-7,2026-9-18,合格\n";
    let mut roster = read("a.csv", text.as_bytes()).unwrap();
    let template = Template::built_in().unwrap();
    roster.refuse_unprintable(&Fonts::from_bytes(&template, Vec::new()).unwrap());
    assert_eq!(roster.accepted.len(), 1);
    let refusal = &roster.refused[0];
    assert_eq!((refusal.row, refusal.rule.code()), (2, "name_needs_font"));
    for lang in [Lang::Zh, Lang::En] {
        let message = refusal.message(lang);
        assert!(message.contains("U+3400") && message.contains("apt-get install fonts-hanazono"), "{message}");
    }
}

#[test]
fn expected_json_speaks_of_these_rosters() {
    let expected = expected();
    let mut names: Vec<_> = expected.as_object().unwrap().keys().map(String::as_str).collect();
    let mut ours = ROSTERS;
    names.sort_unstable();
    ours.sort_unstable();
    assert_eq!(names, ours);
}

#[test]
fn accepted_rows_agree_in_every_field() {
    let expected = expected();
    for name in ROSTERS {
        let report = report(&roster(name), Lang::Zh);
        let accepted: Vec<Value> = list(&report, "accepted")
            .iter()
            .map(|row| {
                json!({
                    "row": row["row"], "name": row["name"], "id": row["identity_number"], "id_kind": row["id_kind"],
                    "programme": row["programme"], "hours": row["hours"], "training": row["training"],
                })
            })
            .collect();
        assert_eq!(accepted, list(&expected[name], "accepted"), "{name}");
    }
}

#[test]
fn refused_rows_agree_and_say_what_to_do() {
    let expected = expected();
    let rows = |list: &[Value]| list.iter().map(|row| row["row"].as_u64().unwrap()).collect::<Vec<_>>();
    for name in ROSTERS {
        let roster = roster(name);
        assert_eq!(roster.refused_rows(), list(&expected[name], "refused").len());
        for lang in [Lang::Zh, Lang::En] {
            let report = report(&roster, lang);
            assert_eq!(rows(list(&report, "refused")), rows(list(&expected[name], "refused")), "{name}");
            for (refused, expected) in list(&report, "refused").iter().zip(list(&expected[name], "refused")) {
                let (value, message) = (refused["value"].as_str().unwrap(), refused["message"].as_str().unwrap());
                assert!(!refused["column"].as_str().unwrap().is_empty(), "{refused}");
                assert_eq!(refused["rule"], rule(expected["why"].as_str().unwrap()), "{refused}");
                assert!(value.is_empty() == (expected["why"] == "name missing"), "{refused}");
                let value = if expected["why"] == "training ends before it starts" { "2026-03-29" } else { value };
                assert!(message.len() > 20 && message.contains(value.trim()), "{refused}");
            }
        }
    }
}

/// The rule that each reason in expected.json is.
fn rule(why: &str) -> &'static str {
    match why {
        "identity number: check digit" => "identity_number_check_character",
        "identity number: a number cell has lost its last digits" => "identity_number_stored_as_number",
        "identity number: no such birth date" => "identity_number_birth_date",
        "name missing" => "name_missing",
        "training ends before it starts" => "training_ends_before_start",
        "same person twice" => "same_person_twice",
        "no such date" => "training_date_not_in_calendar",
        "identity number: 17 characters" | "identity number: 3 characters" => "identity_number_length",
        why => panic!("{why}"),
    }
}

#[test]
fn skipped_rows_agree() {
    let expected = expected();
    for name in ROSTERS {
        let report = report(&roster(name), Lang::Zh);
        let skipped = list(&report, "skipped");
        assert_eq!(skipped.len(), list(&expected[name], "skipped").len(), "{name}");
        for (skipped, expected) in skipped.iter().zip(list(&expected[name], "skipped")) {
            assert_eq!((&skipped["row"], &skipped["name"]), (&expected["row"], &expected["name"]), "{name}");
            let is_absent = skipped["message"].as_str().unwrap().contains("未参加考核");
            assert_eq!(is_absent, expected["why"] == "absent", "{skipped}");
        }
    }
}

#[test]
fn what_was_put_right_is_said() {
    let warnings = roster("roster-messy.xlsx").warnings;
    for row in [10, 12, 14, 38] {
        assert!(warnings.iter().any(|warning| warning.row == Some(row)), "row {row}: {warnings:?}");
    }
    assert!(roster("roster-clean.xlsx").warnings.is_empty());
}

#[test]
fn a_row_has_the_keys_of_the_interface() {
    let report = report(&roster("roster-clean.xlsx"), Lang::Zh);
    let keys: Vec<_> = report.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["accepted", "refused", "skipped"]);
    let mut row: Vec<_> = report["accepted"][0].as_object().unwrap().keys().map(String::as_str).collect();
    row.sort_unstable();
    assert_eq!(row, ["hours", "id_kind", "identity_number", "name", "programme", "row", "training"]);
}

#[test]
fn nothing_but_the_bytes_and_the_name_counts() {
    let bytes = std::fs::read(folder().join("roster-legacy.xls")).unwrap();
    let again = hezheng_issuer::roster::read("名册.csv", &bytes).unwrap();
    assert_eq!(again, roster("roster-legacy.xls"));
}

#[test]
fn the_demonstration_has_people_of_every_fate() {
    let demo =
        read_file(&folder().join("../../xtask/demo-roster.xlsx"), None).unwrap_or_else(|error| panic!("{error}"));
    let accepted: Vec<u32> = demo.accepted.iter().map(|trainee| trainee.row).collect();
    let refused: Vec<_> = demo.refused.iter().map(|refusal| (refusal.row, refusal.rule.code())).collect();
    let skipped: Vec<u32> = demo.skipped.iter().map(|skipped| skipped.row).collect();
    assert_eq!(accepted, [5, 6, 7, 8, 9, 10, 11, 13, 16, 18, 21, 23]);
    assert_eq!(
        refused,
        [
            (14, "identity_number_check_character"),
            (17, "identity_number_stored_as_number"),
            (20, "same_person_twice"),
            (22, "training_date_not_in_calendar"),
        ]
    );
    assert_eq!(skipped, [12, 19]);
}
