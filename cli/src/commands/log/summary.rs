//! What an audit says at its end: for people, and as JSON.

use super::AuditArguments;
use super::audit::Audited;
use super::finding::Finding;
use crate::cannot_run::CannotRun;
use crate::language::Lang;
use crate::words::{self, log::sentence};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// Findings shown on a screen; all that were kept are in the JSON.
const SHOWN: usize = 20;

/// For people.
pub(super) fn text(audited: &Audited, arguments: &AuditArguments, lang: Lang) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    if let (Some((name, code)), Some(origin)) = (&audited.authority, &audited.origin) {
        let _ = writeln!(out, "{name} ({code})  {origin}");
    }
    for (name, value) in lines(audited, lang) {
        let width: usize = name.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        let _ = writeln!(out, "  {name}{}{value}", " ".repeat(14_usize.saturating_sub(width).max(1)));
    }
    if audited.is_clean() {
        let clean = lang.pick(
            "✓ 日志无误：条目、状态令、快照和检查点全部相符。",
            "✓ Nothing is wrong: entries, orders, snapshots and checkpoint agree.",
        );
        let _ = writeln!(out, "{clean}");
    } else {
        let count = audited.findings.len() as u64 + audited.more;
        let found = lang.pick(
            format!("✗ 发现 {count} 处问题："),
            format!("✗ {count} thing{} wrong:", if count == 1 { " is" } else { "s are" }),
        );
        let _ = writeln!(out, "{found}");
        for finding in audited.findings.iter().take(SHOWN) {
            let _ = writeln!(out, "  {}", sentence(lang, finding));
        }
        if count > SHOWN as u64 {
            let more = count - SHOWN as u64;
            let more = lang.pick(
                format!("  ……另有 {more} 处（加 --json 可全部列出）"),
                format!("  … and {more} more (--json lists them)"),
            );
            let _ = writeln!(out, "{more}");
        }
    }
    let _ = writeln!(out, "{}", next(audited, arguments, lang));
    out
}

fn lines(audited: &Audited, lang: Lang) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    if let Some((size, root)) = &audited.tree {
        let registrations = audited.conclusion.as_ref().map_or(0, |conclusion| conclusion.registrations);
        lines.push((
            lang.pick("条目", "Entries"),
            lang.pick(
                format!("{} 条，其中证书登记 {registrations} 条；根 {root}", size.0),
                format!("{}, of them {registrations} registrations; root {root}", size.0),
            ),
        ));
    }
    if let Some(conclusion) = &audited.conclusion {
        let (orders, unresolved) = (conclusion.orders, conclusion.unresolved);
        let mut said = lang.pick(format!("{orders} 份"), format!("{orders}"));
        if unresolved > 0 {
            said.push_str(&lang.pick(
                format!("；其中 {unresolved} 份按编号或班级列出证书，日志不记编号，只核对了签名、时间、状态和数目"),
                format!("; {unresolved} of them name certificates by number or class, which the log does not: signatures, times, statuses and counts were checked"),
            ));
        }
        lines.push((lang.pick("状态令", "Orders"), said));
    }
    for (as_of, size) in &audited.snapshots {
        let as_of = words::time(lang, *as_of);
        lines.push((
            lang.pick("吊销快照", "Snapshot"),
            lang.pick(
                format!("截至 {as_of}，前 {} 条", size.0),
                format!("as of {as_of}, of the first {} entries", size.0),
            ),
        ));
    }
    if audited.tree.is_some() {
        lines.push((
            lang.pick("见证人", "Witnesses"),
            match audited.witnesses {
                Some((cosigned, quorum)) => lang.pick(
                    format!("{cosigned} 个已签名（要求 {quorum} 个）"),
                    format!("{cosigned} cosigned, {quorum} needed"),
                ),
                None => lang.pick("信任名录没有指定", "the trust bundle names none").into(),
            },
        ));
        lines.push((
            lang.pick("上次", "Last time"),
            match audited.seen {
                Some(size) => lang.pick(format!("看到 {} 条", size.0), format!("{} entries were seen", size.0)),
                None => lang.pick("没有记录，这是第一次", "nothing was kept: this is the first look").into(),
            },
        ));
    }
    if audited.certificates > 0 {
        let count = audited.certificates;
        lines.push((
            lang.pick("证书", "Certificates"),
            lang.pick(format!("核对 {count} 张"), format!("{count} looked for")),
        ));
    }
    lines
}

/// The next useful thing.
fn next(audited: &Audited, arguments: &AuditArguments, lang: Lang) -> String {
    if let Some(file) = &audited.contradiction {
        let file = file.display();
        return lang.pick(
            format!("两个互相矛盾的检查点都有签名，即为证据：请保留 {file} 及其旁边的文件，并交给省级人社部门。"),
            format!("Two signed checkpoints contradict one another, which is proof: keep {file} and the file beside it, and hand both to the province."),
        );
    }
    if !audited.is_clean() {
        return lang.pick(
            "请保留本次输出（加 --json 可存档），并交给省级人社部门查明。".into(),
            "Keep this output (--json for the record) and hand it to the province to look into.".into(),
        );
    }
    match &audited.kept {
        Some(file) => {
            let (file, url) = (file.display(), &arguments.url);
            lang.pick(
                format!("检查点已存入 {file}；过些时候再运行 hezheng log audit {url}，即可看出其间有无改动。"),
                format!("The checkpoint is kept in {file}; run hezheng log audit {url} again later to see that nothing was changed meanwhile."),
            )
        }
        None => lang.pick(
            "没有保存检查点。请用 --state 指定一个文件，下次便能与这次比较。".into(),
            "No checkpoint was kept. Name a file with --state, so that the next look can be compared with this one."
                .into(),
        ),
    }
}

/// As JSON: docs/PROGRAM.md has its shape.
pub(super) fn json(audited: &Audited, lang: Lang) -> String {
    let mut whole = Map::from_iter([("clean".to_owned(), json!(audited.is_clean()))]);
    let mut add = |key: &str, value: Value| whole.insert(key.to_owned(), value);
    if let Some((name, code)) = &audited.authority {
        add("authority", json!({ "code": code.as_str(), "name": name }));
    }
    if let (Some(origin), Some((size, root))) = (&audited.origin, &audited.tree) {
        let vkey = &audited.vkey;
        add("log", json!({ "origin": origin, "vkey": vkey, "tree_size": size.0, "root": root.to_string() }));
    }
    if let Some(conclusion) = &audited.conclusion {
        add(
            "checked",
            json!({
                "entries": conclusion.size.0,
                "registrations": conclusion.registrations,
                "orders": conclusion.orders,
                "orders_not_resolved": conclusion.unresolved,
                "tiles": audited.tiles,
                "certificates": audited.certificates,
            }),
        );
    }
    let snapshots = audited.snapshots.iter();
    add(
        "snapshots",
        snapshots.map(|(as_of, size)| json!({ "as_of": as_of.to_string(), "tree_size": size.0 })).collect(),
    );
    if let Some((cosigned, quorum)) = audited.witnesses {
        add("witnesses", json!({ "cosigned": cosigned, "needed": quorum }));
    }
    if let Some(seen) = audited.seen {
        add("seen", json!(seen.0));
    }
    if let Some(file) = &audited.kept {
        add("state", json!(file.display().to_string()));
    }
    if let Some(file) = &audited.contradiction {
        add("contradiction", json!(file.display().to_string()));
    }
    add("findings", audited.findings.iter().map(|finding| finding_json(finding, lang)).collect());
    add("more_findings", json!(audited.more));
    Value::Object(whole).to_string()
}

fn finding_json(finding: &Finding, lang: Lang) -> Value {
    let mut object = Map::from_iter([("code".to_owned(), json!(finding.code()))]);
    if let Some(leaf) = finding.leaf() {
        object.insert("leaf".into(), json!(leaf.0));
    }
    if let Some(tile) = finding.tile() {
        object.insert("tile".into(), json!(tile.to_string()));
    }
    object.insert("message".into(), json!(sentence(lang, finding)));
    Value::Object(object)
}

/// What stood in the way, as JSON.
pub(super) fn error_json(error: &CannotRun, lang: Lang) -> String {
    json!({ "error": { "code": error.code(), "message": error.message(lang) } }).to_string()
}
