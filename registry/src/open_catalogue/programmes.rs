//! The catalogue of programmes as a page.

use super::frame::{Column, PROGRAMMES, Row, Shown, page};
use crate::desk::catalogue::{Programme, Versioned};
use crate::desk::notice::escaped;
use hezheng_core::time::Date;

const COLUMNS: [Column; 8] = [
    ("项目", "Programme"),
    ("职业编码", "Occupation"),
    ("课时", "Class hours"),
    ("技能等级", "Level"),
    ("补贴标准", "Subsidy, 元"),
    ("开班期限", "Classes may begin"),
    ("状态", "Status"),
    ("版本", "Version"),
];

pub(crate) fn programmes(shown: &Shown<'_>, programmes: &[Versioned<Programme>]) -> String {
    let is_sought = |entry: &&Versioned<Programme>| {
        let Programme { code, name, occupation_code, .. } = &entry.value;
        shown.sought.is_in(&[code, name, occupation_code.as_deref().unwrap_or_default()])
    };
    let today = shown.now.shanghai_day();
    let rows: Vec<Row> = programmes.iter().filter(is_sought).map(|entry| row(entry, today)).collect();
    page(shown, &PROGRAMMES, &COLUMNS, (&rows, programmes.len()))
}

fn row(Versioned { version, since, value, .. }: &Versioned<Programme>, today: Date) -> Row {
    let (state, zh, en) = if value.is_offered_on(today) {
        ("yes", "可开班", "Open")
    } else if today < value.from.0 {
        ("soon", "未开始", "Not yet")
    } else {
        ("no", "已截止", "Ended")
    };
    let occupation = value.occupation_code.as_deref().map(|code| {
        let edition =
            value.occupation_edition.map(|year| format!(" <span class=\"n\">（{year} 版）</span>")).unwrap_or_default();
        format!("<span class=\"n\">{}</span>{edition}", escaped(code))
    });
    let levels: Vec<String> = value.levels.iter().map(|level| format!("{level}级")).collect();
    let until = value.until.map(|until| until.0.to_string());
    vec![
        format!("{}<small>{}</small>", escaped(&value.name), escaped(&value.code)),
        occupation.unwrap_or_else(none),
        value.class_hours.to_string(),
        if levels.is_empty() { none() } else { levels.join("、") },
        value.subsidy_fen.map(yuan).unwrap_or_else(none),
        format!(
            "<span class=\"n\">{}</span> 至 <span class=\"n\">{}</span>",
            value.from.0,
            until.as_deref().unwrap_or("长期")
        ),
        format!("<span class=\"state {state}\">{zh}</span> <span lang=\"en\">{en}</span>"),
        format!("{version} <span class=\"n\">（{}）</span>", since.0.shanghai_day()),
    ]
}

fn none() -> String {
    "—".into()
}

fn yuan(fen: u64) -> String {
    format!("<span class=\"n\">{}.{:02} 元</span>", fen / 100, fen % 100)
}
