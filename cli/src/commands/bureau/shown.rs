//! Answers of the desk, as lines for people or as the JSON that came. What a registry answers is its word; characters that
//! would steer a terminal are left out.

use crate::language::Lang;
use crate::terminal;
use crate::words::desk as words;
use serde_json::Value;

/// What was done.
pub(crate) fn done(answer: &Value, json: bool, said: &str) {
    terminal::say(&if json { answer.to_string() } else { said.to_owned() });
}

/// A text member, fit for a terminal.
pub(super) fn text(value: &Value, name: &str) -> String {
    match value.get(name) {
        Some(Value::String(text)) => text.chars().filter(|c| !c.is_control()).collect(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    }
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Classes, or one with its roster.
pub(crate) fn classes(answer: &Value, json: bool, lang: Lang) {
    if json {
        return terminal::say(&answer.to_string());
    }
    if let Some(class) = answer.get("class") {
        one_class(class, lang);
        for person in list(answer, "roster") {
            let place = person.get("index").and_then(Value::as_u64).unwrap_or_default().saturating_add(1);
            terminal::say(&format!("  {place:>3}  {}  ****{}", text(person, "name"), text(person, "id_tail")));
        }
        return;
    }
    let shown = list(answer, "classes");
    if shown.is_empty() {
        terminal::say(lang.pick("没有班级。", "No class."));
    }
    shown.iter().for_each(|class| one_class(class, lang));
}

fn one_class(class: &Value, lang: Lang) {
    let state = text(class, "state");
    let dates = format!("{} – {}", text(class, "first"), text(class, "last"));
    terminal::say(&lang.pick(
        format!(
            "{}  {}  {}  {}  {} 人  {dates}",
            text(class, "number"),
            words::state(lang, &state),
            text(class, "institution"),
            text(class, "programme_name"),
            text(class, "people")
        ),
        format!(
            "{}  {}  {}  {}  {} people  {dates}",
            text(class, "number"),
            words::state(lang, &state),
            text(class, "institution"),
            text(class, "programme_name"),
            text(class, "people")
        ),
    ));
    let reason = text(class, "reason");
    if !reason.is_empty() {
        terminal::say(&lang.pick(format!("    原因：{reason}"), format!("    Reason: {reason}")));
    }
}

/// Flags that nobody decided.
pub(super) fn flags(answer: &Value, json: bool, lang: Lang) {
    if json {
        return terminal::say(&answer.to_string());
    }
    let shown = list(answer, "flags");
    if shown.is_empty() {
        return terminal::say(lang.pick("没有待处理的标记。", "No flag waits."));
    }
    for one in shown {
        let flag = one.get("flag").unwrap_or(&Value::Null);
        let rule = text(flag, "rule");
        let line = format!("{:>5}  {}  {}", text(one, "serial"), text(flag, "certificate"), words::rule(lang, &rule));
        // What a holder says is no rule that was broken.
        let not = if rule == "never_taken" { "" } else { lang.pick("不符合", "broken") };
        terminal::say(format!("{line}  {not}  {}", text(flag, "detail")).trim_end());
        let written = text(one, "words");
        if !written.is_empty() {
            terminal::say(
                &lang.pick(format!("       本人写道：{written}"), format!("       The holder writes: {written}")),
            );
        }
    }
}

/// Certificates that wait for approval.
pub(super) fn held(answer: &Value, json: bool, lang: Lang) {
    if json {
        return terminal::say(&answer.to_string());
    }
    let shown = list(answer, "held");
    if shown.is_empty() {
        terminal::say(lang.pick("没有等待批准的证书。", "No certificate waits for approval."));
    }
    shown.iter().flat_map(|one| one_held(one, lang)).for_each(|line| terminal::say(&line));
}

/// One, and what each rule found.
pub(super) fn one_held(one: &Value, lang: Lang) -> Vec<String> {
    let claims = one.get("claims").unwrap_or(&Value::Null);
    let of = |name: &str| text(claims, name);
    let mut lines = vec![format!(
        "{}  {}  {} ****{}  {}  {} – {}",
        text(one, "number"),
        text(one, "institution"),
        of("holder"),
        of("id_tail"),
        of("programme"),
        of("first"),
        of("last")
    )];
    for rule in list(one, "rules") {
        let code = text(rule, "rule");
        let line = format!("    {code}  {}  {}", words::rule(lang, &code), text(rule, "detail"));
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// The codes of the rules that hold one.
pub(super) fn rules_of(one: &Value) -> Vec<String> {
    list(one, "rules").iter().map(|rule| text(rule, "rule")).collect()
}

/// Entries of the audit trail.
pub(super) fn audit(answer: &Value, json: bool, lang: Lang) {
    if json {
        return terminal::say(&answer.to_string());
    }
    for one in list(answer, "entries") {
        let entry = one.get("entry").unwrap_or(&Value::Null);
        let by = one.get("by").unwrap_or(&Value::Null);
        let [time, kid, action, on, reason] = ["time", "kid", "action", "on", "reason"].map(|name| text(entry, name));
        let who = [text(by, "staff_code"), text(by, "name")].join(" ");
        let line = format!("{:>5}  {time}  {}  ({kid})  {action}  {on}  {reason}", text(one, "serial"), who.trim());
        terminal::say(line.trim_end());
    }
    if let Some(next) = answer.get("next").and_then(Value::as_u64) {
        terminal::say(&lang.pick(format!("还有：--from {next}"), format!("There is more: --from {next}")));
    }
}
