//! Workbooks with what people do to them, and files that are no rosters at all.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test file; the switch in clippy.toml does not reach its helpers"
)]

mod workbook_writer;

use hezheng_issuer::language::Lang;
use hezheng_issuer::roster::{FileProblem, Roster, limits, read};
use workbook_writer::Cell::{self, Day, Error, Number, Text};
use workbook_writer::{Sheet, ods, xlsx};

const HEADER: [&str; 7] = ["序号", "姓名", "身份证号", "培训项目", "开始日期", "结束日期", "考核结果"];
const ADA: &str = "13010220000229000X";
const EVE: &str = "130602199912310008";

fn texts<'a>(texts: &[&'a str]) -> Vec<Cell<'a>> {
    texts.iter().map(|text| Text(text)).collect()
}

fn person<'a>(name: &'a str, number: &'a str) -> Vec<Cell<'a>> {
    texts(&["1", name, number, "保育师", "2026-03-01", "2026-03-15", "合格"])
}

fn sheet<'a>(rows: Vec<Vec<Cell<'a>>>) -> Sheet<'a> {
    let rows = std::iter::once(texts(&HEADER)).chain(rows).collect();
    Sheet { name: "名册", rows, ..Sheet::default() }
}

fn roster(rows: Vec<Vec<Cell<'_>>>) -> Roster {
    read("名册.xlsx", &xlsx(&[sheet(rows)])).unwrap_or_else(|error| panic!("{error}"))
}

fn problem(bytes: &[u8]) -> FileProblem {
    let error = read("名册.xlsx", bytes).unwrap_err();
    assert!(error.message(Lang::Zh).contains("名册.xlsx") && error.to_string().contains("名册.xlsx"));
    error.problem
}

/// Row and rule of every refusal.
fn rules(roster: &Roster) -> Vec<(u32, &'static str)> {
    roster.refused.iter().map(|refusal| (refusal.row, refusal.rule.code())).collect()
}

#[test]
fn cells_of_every_type_are_read() {
    let mut by_cell = person("张小一", ADA);
    by_cell.splice(4..6, [Day(46_082), Number("20260315")]);
    let roster = roster(vec![by_cell]);
    let trainee = &roster.accepted[0];
    assert_eq!(
        (trainee.training.0.to_string(), trainee.training.1.to_string()),
        ("2026-03-01".into(), "2026-03-15".into())
    );
}

#[test]
fn open_document_spreadsheets_are_read() {
    let bytes = ods(&[&["花名册"], &HEADER, &["1", "张小一", ADA, "保育师", "2026-03-01", "2026.3.15", "合格"]]);
    let roster = read("名册.ods", &bytes).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((roster.accepted[0].row, roster.accepted[0].training.1.to_string()), (3, "2026-03-15".into()));
}

#[test]
fn every_fault_of_a_row_is_named_from_the_left() {
    let mut row = person("", "1301");
    row.splice(2..6, [Number("130102199806010000"), Error("#N/A"), Number("46082"), Text("2026-02-30")]);
    let roster = roster(vec![row]);
    assert_eq!(
        rules(&roster),
        [
            (2, "name_missing"),
            (2, "identity_number_stored_as_number"),
            (2, "cell_error"),
            (2, "training_date_is_number"),
            (2, "training_date_not_in_calendar"),
        ]
    );
    assert_eq!((roster.refused_rows(), roster.refused[2].value.as_str()), (1, "#N/A"));
    assert!(!format!("{roster:?}").contains("130102199806010000"));
}

#[test]
fn the_first_of_two_rows_for_one_person_wins() {
    let mut failed = person("张小一", ADA);
    failed[6] = Text("不合格");
    let twice = roster(vec![person("张小一", ADA), person("张小一", ADA)]);
    assert_eq!((twice.accepted.len(), rules(&twice)), (1, vec![(3, "same_person_twice")]));
    let failed_first = roster(vec![failed.clone(), person("张小一", ADA)]);
    assert_eq!((failed_first.accepted.len(), rules(&failed_first)), (0, vec![(3, "listed_as_not_passed")]));
    let failed_later = roster(vec![person("张小一", ADA), failed]);
    assert_eq!((failed_later.accepted.len(), failed_later.skipped.len(), failed_later.warnings.len()), (1, 1, 1));
}

#[test]
fn who_did_not_pass_is_skipped_whatever_else_is_wrong() {
    let roster = roster(vec![texts(&["1", "张 小一", "", "", "", "", "缺考"]), person("李小二", EVE)]);
    assert_eq!((roster.skipped[0].row, roster.skipped[0].name.as_str()), (2, "张小一"));
    assert!(roster.refused.is_empty());
}

#[test]
fn rows_without_a_person_are_left_out() {
    let roster = roster(vec![
        person("张小一", ADA),
        texts(&["2"]),
        texts(&["3", "", "", "保育师", "2026-03-01", "2026-03-15"]),
        texts(&HEADER),
        texts(&["填表人:王小五", "", "审核人:"]),
        texts(&["", "审核人:王小五"]),
        texts(&["合计", "", "", "", "", ""]),
        texts(&["", "本名册一式三份分别保存"]),
        texts(&["以下空白"]),
    ]);
    assert_eq!((roster.accepted.len(), roster.refused.len()), (1, 0));
    let warned: Vec<_> = roster.warnings.iter().map(|warning| warning.row).collect();
    assert_eq!(warned, [Some(4), Some(9)]);
}

#[test]
fn somebody_without_a_number_is_refused_and_not_lost() {
    let roster = roster(vec![
        person("张小一", ""),
        texts(&["", "李小二"]),
        texts(&["备注", "王小五", "", "保育师", "2026-03-01", "2026-03-15", "合格"]),
    ]);
    let missing = rules(&roster).into_iter().filter(|(_, rule)| *rule == "identity_number_missing");
    assert_eq!(missing.map(|(row, _)| row).collect::<Vec<_>>(), [2, 3, 4]);
}

#[test]
fn a_course_merged_over_the_class_is_everybodys() {
    let mut second = person("李小二", EVE);
    second[3] = Text("");
    let mut sheet = sheet(vec![person("张小一", ADA), second]);
    sheet.merged = vec!["D2:D3"];
    let roster = read("名册.xlsx", &xlsx(&[sheet])).unwrap();
    assert_eq!(roster.accepted[1].programme, "保育师");
}

#[test]
fn rare_names_survive_and_private_characters_do_not() {
    let roster = roster(vec![person("𠮷小梅", ADA), person("\u{E863}玉", EVE)]);
    assert_eq!(roster.accepted[0].name, "𠮷小梅");
    assert_eq!(rules(&roster), [(3, "name_private_use_character")]);
    assert!(roster.refused[0].message(Lang::Zh).contains("U+E863"));
}

#[test]
fn without_a_column_for_results_everybody_passed_and_that_is_said() {
    let sheet = Sheet { rows: vec![texts(&HEADER[..6]), person("张小一", ADA)], name: "名册", ..Sheet::default() };
    let roster = read("名册.xlsx", &xlsx(&[sheet])).unwrap();
    assert_eq!((roster.accepted.len(), roster.warnings[0].row), (1, None));
}

#[test]
fn of_two_rosters_none_is_taken_for_the_other() {
    let other = |state| Sheet { name: "二班", state, ..sheet(vec![person("李小二", EVE)]) };
    let two = |state| xlsx(&[sheet(vec![person("张小一", ADA)]), other(state)]);
    assert_eq!(problem(&two("")), FileProblem::SeveralRosters(vec!["名册".into(), "二班".into()]));
    assert_eq!(read("名册.xlsx", &two("hidden")).unwrap().accepted.len(), 1);
    let template = xlsx(&[sheet(vec![person("张小一", ADA)]), Sheet { name: "空表", ..sheet(vec![]) }]);
    assert_eq!(read("名册.xlsx", &template).unwrap().accepted.len(), 1);
}

#[test]
fn files_that_are_no_rosters_say_why() {
    let password: Vec<u8> = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
        .into_iter()
        .chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(problem(&password), FileProblem::Password);
    assert_eq!(problem(b""), FileProblem::Empty);
    assert_eq!(problem(&xlsx(&[Sheet { name: "空", ..Sheet::default() }])), FileProblem::Empty);
    assert_eq!(problem(b"%PDF-1.7"), FileProblem::NotASpreadsheet);
    assert_eq!(problem(b"hello"), FileProblem::NotASpreadsheet);
    assert_eq!(problem(b"<html><table>"), FileProblem::WebPage);
    assert_eq!(problem(b"PK\x03\x04 and no more"), FileProblem::Damaged);
    assert_eq!(problem(&xlsx(&[sheet(vec![])])), FileProblem::NoTrainees);
    assert_eq!(read("名册.csv", b"hello").unwrap_err().problem, FileProblem::NoHeader);
    let no_dates = xlsx(&[Sheet { name: "名册", rows: vec![texts(&HEADER[..4])], ..Sheet::default() }]);
    assert!(matches!(problem(&no_dates), FileProblem::MissingColumns { row: 1, .. }));
    let size = usize::try_from(limits::FILE_BYTES).unwrap();
    assert!(matches!(problem(&vec![b'a'; size + 1]), FileProblem::TooLarge { .. }));
}

#[test]
fn five_hundred_people_fit_and_one_more_does_not() {
    let rows = |count| vec![person("张小一", ADA); count];
    assert_eq!(roster(rows(limits::TRAINEES)).refused_rows(), limits::TRAINEES - 1);
    assert_eq!(
        problem(&xlsx(&[sheet(rows(limits::TRAINEES + 1))])),
        FileProblem::TooManyTrainees { count: limits::TRAINEES + 1 }
    );
}

#[test]
fn a_packed_file_that_unpacks_to_too_much_is_refused() {
    let spaces = " ".repeat(32 * 1_024 * 1_024);
    let sheets: Vec<Sheet<'_>> =
        (0..7).map(|_| Sheet { name: "名册", rows: vec![vec![Text(&spaces)]], ..Sheet::default() }).collect();
    assert_eq!(problem(&xlsx(&sheets)), FileProblem::TooMuchInside);
}
