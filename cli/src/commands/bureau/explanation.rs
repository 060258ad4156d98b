//! `hezheng registry policy explain`: what would happen to a certificate, rule by rule; the running registry is asked, and
//! changes nothing.

use super::shown::text;
use crate::clock;
use crate::http::Registry;
use crate::language::Lang;
use crate::signing_key;
use crate::terminal;
use crate::width;
use crate::words::desk as words;
use serde_json::Value;
use std::path::PathBuf;

/// A registry judges by some twenty rules.
const ANSWER_BYTES: usize = 65_536;

#[derive(clap::Args, Debug)]
pub(crate) struct Explain {
    /// 备案请求（docs/API.md 的 certificate-request，CBOR） · A request to register a certificate, as docs/API.md has it
    request: PathBuf,
    /// 人社局的基础网址 · The base URL of the authority's registry
    #[arg(long)]
    registry: String,
    /// 机构或经办人员的私钥 · The institution's private key, or an officer's
    #[arg(long)]
    key: PathBuf,
    /// 口令文件（第一行） · A file whose first line is the passphrase; otherwise it is asked for
    #[arg(long)]
    passphrase_file: Option<PathBuf>,
    /// 输出 JSON · Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub(crate) fn run(explain: &Explain, lang: Lang) -> Result<(), String> {
    let name = explain.request.display();
    let request = std::fs::read(&explain.request).map_err(|error| {
        lang.pick(
            format!("{name} 读不出来（{error}）。请检查路径。"),
            format!("{name} cannot be read ({error}); check the path"),
        )
    })?;
    let key = signing_key::open(lang, &explain.key, explain.passphrase_file.as_deref());
    let key = key.map_err(|failure| failure.message)?;
    let base = explain.registry.trim_end_matches('/');
    let registry = Registry::at(base, lang);
    let path = "v1/certificates/explain";
    let answer = registry.post_signed((base, path), &request, ANSWER_BYTES, (&key, clock::now()));
    let answer = answer.and_then(|answer| registry.json(path, &answer)).map_err(|failure| failure.message)?;
    if explain.json {
        terminal::say(&answer.to_string());
    } else {
        lines(&answer, lang).iter().for_each(|line| terminal::say(line));
    }
    Ok(())
}

fn lines(answer: &Value, lang: Lang) -> Vec<String> {
    let outcome = match text(answer, "outcome").as_str() {
        "registered" => lang.pick("会予以备案。", "It would be registered."),
        "awaiting_approval" => lang.pick("会等待经办人员批准。", "It would wait for an officer's approval."),
        "already_registered" => lang.pick("已经备案。", "It is registered already."),
        _ => lang.pick("会被拒绝。", "It would be refused."),
    };
    let rules = answer.get("rules").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let row = |rule: &Value| {
        let (code, severity, found) = (text(rule, "rule"), text(rule, "severity"), text(rule, "found"));
        [
            words::rule(lang, &code).to_owned(),
            words::severity(lang, &severity).to_owned(),
            format!("{}  {}", words::found(lang, &found), text(rule, "detail")).trim_end().to_owned(),
        ]
    };
    let rows: Vec<[String; 3]> = rules.iter().map(row).collect();
    let widest = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| width::wide(cell)).max();
    let (first, second) = (widest(0).unwrap_or_default(), widest(1).unwrap_or_default());
    let line = |[rule, severity, found]: &[String; 3]| {
        format!("  {}  {}  {found}", width::pad(rule, first), width::pad(severity, second))
    };
    std::iter::once(outcome.to_owned()).chain(rows.iter().map(line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_explanation_is_a_verdict_and_a_table_of_rules() {
        let answer = json!({ "outcome": "refused", "refused_by": "on_roster", "flags": [], "rules": [
            { "rule": "number_year", "severity": "always", "found": "met", "detail": "" },
            { "rule": "on_roster", "severity": "refuse", "found": "broken", "detail": "" },
            { "rule": "pace", "severity": "flag", "found": "broken", "detail": "501 > 500" },
        ]});
        let said = lines(&answer, Lang::Zh);
        assert_eq!(
            said,
            [
                "会被拒绝。",
                "  序列号年份与发证年份一致  拒绝（固定）  符合",
                "  学员在花名册中            拒绝          不符合",
                "  当日备案数量              标记          不符合  501 > 500",
            ]
        );
    }
}
