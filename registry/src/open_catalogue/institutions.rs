//! The catalogue of institutions as a page.

use super::frame::{Column, INSTITUTIONS, Row, Shown, page};
use crate::desk::catalogue::{Programme, Standing, Versioned};
use crate::desk::notice::escaped;
use crate::shown::InstitutionShown;
use std::collections::BTreeMap;

const COLUMNS: [Column; 7] = [
    ("机构", "Institution"),
    ("类型", "Kind"),
    ("地址和联系方式", "Address and contact"),
    ("可培训项目", "May teach"),
    ("状态", "Status"),
    ("有效密钥", "Keys in force"),
    ("版本", "Version"),
];

pub(crate) fn institutions(
    shown: &Shown<'_>,
    institutions: &[InstitutionShown],
    programmes: &[Versioned<Programme>],
) -> String {
    let names: BTreeMap<&str, &str> =
        programmes.iter().map(|one| (one.value.code.as_str(), one.value.name.as_str())).collect();
    let is_sought = |one: &&InstitutionShown| {
        let value = &one.entry.value;
        let mut texts = vec![value.uscc.0.as_str(), &value.address, &value.kind, &value.contact];
        texts.extend(one.name.as_deref().into_iter().chain(one.number.as_deref()));
        for code in &value.programmes {
            texts.push(code);
            texts.extend(names.get(code.as_str()));
        }
        shown.sought.is_in(&texts)
    };
    let rows: Vec<Row> = institutions.iter().filter(is_sought).map(|one| row(one, &names)).collect();
    page(shown, &INSTITUTIONS, &COLUMNS, (&rows, institutions.len()))
}

fn row(InstitutionShown { name, number, keys, entry }: &InstitutionShown, names: &BTreeMap<&str, &str>) -> Row {
    let value = &entry.value;
    let (state, zh, en) = match value.standing {
        Standing::Open => ("yes", "正常", "Open"),
        Standing::Suspended => ("no", "暂停", "Suspended"),
        Standing::Closed => ("no", "关闭", "Closed"),
    };
    let name = name.as_deref().map_or_else(|| "（信任名录中已没有该机构）".into(), escaped);
    let number = number.as_deref().map(|number| format!(" · {}", escaped(number))).unwrap_or_default();
    let programme = |code: &String| match names.get(code.as_str()) {
        Some(name) => format!("{}（{}）", escaped(name), escaped(code)),
        None => escaped(code),
    };
    let contact = if value.contact.is_empty() { String::new() } else { format!("，{}", escaped(&value.contact)) };
    vec![
        format!("{name}<small>{}{number}</small>", escaped(value.uscc.0.as_str())),
        escaped(&value.kind),
        format!("{}{contact}", escaped(&value.address)),
        list(&value.programmes.iter().map(programme).collect::<Vec<_>>()),
        format!("<span class=\"state {state}\">{zh}</span> <span lang=\"en\">{en}</span>"),
        list(&keys.iter().map(|kid| format!("<code>{}</code>", escaped(kid))).collect::<Vec<_>>()),
        format!("{} <span class=\"n\">（{}）</span>", entry.version, entry.since.0.shanghai_day()),
    ]
}

fn list(items: &[String]) -> String {
    if items.is_empty() {
        return "—".into();
    }
    let items: String = items.iter().map(|item| format!("<li>{item}</li>")).collect();
    format!("<ul>{items}</ul>")
}
