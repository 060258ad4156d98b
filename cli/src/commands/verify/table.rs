//! All results together: how many came out how, and a row for each.

use crate::commands::verify::bench::{Judged, Verdict};
use crate::commands::verify::said::json_value;
use crate::language::Lang;
use crate::report_text;
use crate::times;
use crate::verdict_words::{self as words, both};
use hezheng_core::ids::Hash;
use hezheng_core::time::Time;
use hezheng_core::verify::{Outcome, Report};
use serde_json::{Map, Value, json};

/// What stands above each column.
pub(super) const COLUMNS: [words::Both; 16] = [
    both("文件", "File"),
    both("结论", "Verdict"),
    both("原因", "Reason"),
    both("证书序列号", "Certificate number"),
    both("姓名", "Name"),
    both("证件尾号", "Document ends in"),
    both("培训项目", "Programme"),
    both("培训开始", "Training from"),
    both("培训结束", "Training to"),
    both("培训机构", "Institution"),
    both("备案机关", "Registered with"),
    both("发证日期", "Date of issue"),
    both("备案时间", "Registered at"),
    both("页面文字", "Text on the page"),
    both("吊销信息截至", "Revocation data as of"),
    both("核验码", "Check code"),
];

/// The results of a run.
pub(super) struct Table {
    language: Lang,
    /// When it was judged.
    pub(super) checked_at: Time,
    counts: [usize; 4],
    worst: Exit,
    /// A row each, where they are wanted.
    pub(super) rows: Vec<Row>,
}

/// One result.
pub(super) struct Row {
    /// How it came out.
    pub(super) exit: Exit,
    /// What stands in each column.
    pub(super) cells: [String; COLUMNS.len()],
    /// It as JSON: the line of `--json`, with the SHA-256 of the file after its name.
    pub(super) json: Value,
}

impl Table {
    pub(super) fn new(checked_at: Time, language: Lang) -> Self {
        Self { language, checked_at, counts: [0; 4], worst: Exit::Valid, rows: Vec::new() }
    }

    /// Counts a result, and keeps its row where a report will be written.
    pub(super) fn add(&mut self, input: &str, (judged, sha256): &(Judged, Option<Hash>), is_kept: bool) {
        let exit = Exit::of(judged);
        self.worst = self.worst.max(exit);
        if let Some(count) = self.counts.get_mut(exit as usize) {
            *count += 1;
        }
        if is_kept {
            let json = with_hash(json_value(input, judged, self.language), *sha256);
            self.rows.push(Row { exit, cells: cells(input, judged, self.language), json });
        }
    }

    pub(super) fn worst(&self) -> Exit {
        self.worst
    }

    /// How many came out so.
    pub(super) fn count(&self, exit: Exit) -> usize {
        self.counts.get(exit as usize).copied().unwrap_or(0)
    }

    /// How many came out how, in one line.
    pub(super) fn summary(&self) -> String {
        let total: usize = self.counts.iter().sum();
        let [valid, invalid, unsure, unread] =
            [Exit::Valid, Exit::Invalid, Exit::Indeterminate, Exit::CouldNotRun].map(|exit| self.count(exit));
        self.language.pick(
            format!("共 {total} 份：有效 {valid}，无效 {invalid}，无法确认 {unsure}，未能核验 {unread}。"),
            format!("{total} in all: {valid} valid, {invalid} not valid, {unsure} cannot be confirmed, {unread} could not be checked."),
        )
    }
}

fn with_hash(line: Map<String, Value>, sha256: Option<Hash>) -> Value {
    let mut kept = Map::new();
    for (key, value) in line {
        let is_input = key == "input";
        kept.insert(key, value);
        if let Some(sha256) = sha256.filter(|_| is_input) {
            kept.insert("sha256".into(), json!(sha256.to_string()));
        }
    }
    Value::Object(kept)
}

fn cells(input: &str, judged: &Judged, language: Lang) -> [String; COLUMNS.len()] {
    let mut cells = [const { String::new() }; COLUMNS.len()];
    let filled: Vec<String> = match judged {
        Err(error) => {
            vec![input.into(), language.pick("未能核验", "could not be checked").into(), error.message(language)]
        }
        Ok(verdict) => {
            let (_, face) = words::face(verdict.outcome());
            let mut filled = vec![input.into(), face.pick(language).into(), verdict.reason_in_short(language).into()];
            filled.extend(contents(&verdict.report, language));
            filled
        }
    };
    cells.iter_mut().zip(filled).for_each(|(cell, filled)| *cell = filled);
    cells
}

/// What was signed, where that was verified, and what the verdict rests on.
fn contents(report: &Report, language: Lang) -> Vec<String> {
    let evidence = &report.evidence;
    let time = |time: Time| times::time(time, language);
    let registered = evidence.registered.map(|registered| time(registered.time)).unwrap_or_default();
    let as_of = evidence.snapshot.as_ref().map(|snapshot| time(snapshot.as_of)).unwrap_or_default();
    let page = match &report.page {
        Some(page) if !page.compared => language.pick("未比对", "not compared").into(),
        Some(page) if page.differs.is_empty() => language.pick("一致", "the same").into(),
        Some(_) => {
            let fields = report_text::fields_that_differ(report, language);
            language.pick(format!("不一致：{fields}"), format!("differs: {fields}"))
        }
        None => String::new(),
    };
    let Some(view) = &report.certificate else {
        let mut unknown = vec![String::new(); COLUMNS.len() - 3];
        unknown.splice(9..12, [registered, page, as_of]);
        return unknown;
    };
    let claims = &view.claims;
    let date = |date| times::date(date, language);
    vec![
        view.number.to_string(),
        claims.holder.clone(),
        claims.id_tail.clone(),
        claims.programme.clone(),
        date(claims.training.0),
        date(claims.training.1),
        view.institution.clone().unwrap_or_default(),
        view.authority.clone().unwrap_or_default(),
        date(claims.issued),
        registered,
        page,
        as_of,
        view.check_code.to_string(),
    ]
}

/// The exit codes, from harmless to grave.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Exit {
    Valid = 0,
    Indeterminate = 3,
    CouldNotRun = 2,
    Invalid = 1,
}

impl Exit {
    pub(super) fn of(judged: &Judged) -> Self {
        match judged.as_ref().map(Verdict::outcome) {
            Ok(Outcome::Valid) => Self::Valid,
            Ok(Outcome::Indeterminate) => Self::Indeterminate,
            Err(_) => Self::CouldNotRun,
            Ok(Outcome::Invalid) => Self::Invalid,
        }
    }

    /// The graver of the two: any invalid, else any that could not run, else any indeterminate.
    fn max(self, other: Self) -> Self {
        let gravity = |exit| match exit {
            Self::Valid => 0,
            Self::Indeterminate => 1,
            Self::CouldNotRun => 2,
            Self::Invalid => 3,
        };
        if gravity(other) > gravity(self) { other } else { self }
    }
}
