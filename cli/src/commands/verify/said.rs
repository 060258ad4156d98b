//! What came of one input, as a line of JSON and as text for people.

use crate::commands::verify::bench::{Asked, Judged, Verdict};
use crate::language::Lang;
use crate::registry_client::RegistryWord;
use crate::report_text::{self, Style};
use crate::times;
use crate::verdict_words as words;
use serde_json::{Map, Value, json};

/// format.md's Report with `input` before it. With a registry also `device` and `registry`, the two reports; the members
/// beside them are those of the one that counts.
pub(super) fn json_line(input: &str, judged: &Judged, language: Lang) -> String {
    Value::Object(json_value(input, judged, language)).to_string()
}

/// The same, not written out yet.
pub(super) fn json_value(input: &str, judged: &Judged, language: Lang) -> Map<String, Value> {
    let mut line = Map::from_iter([("input".to_owned(), json!(input))]);
    match judged {
        Err(error) => {
            line.insert("error".into(), json!({ "code": error.code(), "message": error.message(language) }));
        }
        Ok(verdict) => {
            let ours: Value = serde_json::from_str(&verdict.report.to_json()).unwrap_or_default();
            let theirs = match &verdict.word {
                Some(Asked::Answered(word)) => Some(word),
                _ => None,
            };
            let counts =
                theirs.filter(|_| verdict.outcome() != verdict.report.outcome).map_or(&ours, |word| &word.report);
            line.extend(counts.as_object().cloned().unwrap_or_default().into_iter().filter(|(key, _)| key != "input"));
            if verdict.word.is_some() {
                line.insert("device".into(), ours.clone());
                line.insert("registry".into(), theirs.map_or(Value::Null, |word| word.report.clone()));
            }
        }
    }
    line
}

pub(super) fn text(input: &str, verdict: &Verdict, style: Style) -> String {
    let report = report_text::whole(&verdict.report, input, style);
    let (language, Some(asked)) = (style.language, &verdict.word) else { return report };
    let said = match asked {
        Asked::NothingToAsk => language
            .pick("没有可查询的内容（未备案或不是证书）。", "nothing to ask about (not registered, or no certificate).")
            .into(),
        Asked::Failed(error) => error.message(language),
        Asked::Answered(word) => registry_word(word, language),
    };
    let decided = match (verdict.outcome() == verdict.report.outcome, verdict.outcome()) {
        (false, outcome) => {
            let (mark, word) = words::face(outcome);
            let word = word.pick(language);
            language.pick(
                format!("{mark} {word}：备案系统的答复更为不利，以它为准。"),
                format!("{mark} {word}: the registry's answer is the less favourable one, so it counts."),
            )
        }
        (true, _) => language.pick("以下为本机独立核验的结果。", "What follows was worked out on this device.").into(),
    };
    let title = language.pick(
        "备案系统的答复（未签名，仅供参考；不能使本机判为无效的证书变为有效）",
        "The registry's answer (unsigned; it cannot make valid what this device finds not valid)",
    );
    format!("{decided}\n{report}\n{title}\n  {said}\n")
}

fn registry_word(word: &RegistryWord, language: Lang) -> String {
    let (mark, face) = words::face(word.outcome);
    let mut said = format!("{mark} {}", face.pick(language));
    let mut add = |part: String| said.push_str(&language.pick(format!("；{part}"), format!("; {part}")));
    if let Some(reason) = word.reason {
        add(words::in_short(reason).pick(language).into());
    }
    if let Some(since) = word.detail.0 {
        let since = times::time(since, language);
        add(language.pick(format!("自 {since} 起"), format!("since {since}")));
    }
    if let Some(reason) = word.detail.1 {
        let reason = words::order_reason(reason).pick(language);
        add(language.pick(format!("原因：{reason}"), format!("reason: {reason}")));
    }
    said
}
