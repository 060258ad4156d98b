//! `hezheng bureau held`: certificates that wait for an officer before they are registered, and an officer's word on one.

use super::{Officer, shown};
use crate::failure::Failure;
use crate::language::Lang;
use crate::terminal;
use serde_json::{Value, json};

#[derive(clap::Args)]
pub(crate) struct Held {
    /// 处理一张：批准或不批准；不写则列出等待批准的证书 · What is decided; without it, what waits is listed
    #[arg(value_enum, requires = "number")]
    decision: Option<Decision>,
    /// 证书序列号 · The certificate number
    number: Option<String>,
    /// 批准的规则，默认为这张证书等待时列出的规则 · The rules that are approved; those that hold it, unless given
    #[arg(long, value_delimiter = ',', requires = "number")]
    rule: Vec<String>,
    /// 不批准的原因，机构会看到 · Why it is refused; the institution reads it
    #[arg(long, required_if_eq("decision", "refuse"), conflicts_with = "rule")]
    reason: Option<String>,
    #[command(flatten)]
    officer: Officer,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum Decision {
    /// 批准：按现行规则再判一次，然后备案 · Judged again by the policy in force, then registered
    Approve,
    /// 不批准，写明原因 · With a reason
    Refuse,
}

pub(super) fn run(Held { decision, number, rule, reason, officer }: &Held, lang: Lang) -> Result<(), Failure> {
    let (Some(decision), Some(number)) = (decision, number) else {
        shown::held(&officer.ask_all(("v1/held/open", "held"), &json!({}), lang)?, officer.json, lang);
        return Ok(());
    };
    let (answer, words) = match decision {
        Decision::Approve => {
            let rules = if rule.is_empty() { rules_of(officer, number, lang)? } else { rule.clone() };
            let answer = officer.ask("v1/held/approve", &json!({ "number": number, "rules": rules }), lang)?;
            (answer, lang.pick(format!("已批准并备案 {number}。"), format!("Approved and registered {number}.")))
        }
        Decision::Refuse => {
            let answer = officer.ask("v1/held/refuse", &json!({ "number": number, "reason": reason }), lang)?;
            let words = lang.pick(
                format!("未批准 {number}；机构再次提交时会看到原因。"),
                format!("Refused {number}; the institution reads the reason when it sends it again."),
            );
            (answer, words)
        }
    };
    shown::done(&answer, officer.json, &words);
    Ok(())
}

/// The rules that hold a certificate, which are said before they are approved.
fn rules_of(officer: &Officer, number: &str, lang: Lang) -> Result<Vec<String>, Failure> {
    let waiting = officer.ask_all(("v1/held/open", "held"), &json!({}), lang)?;
    let all = waiting.get("held").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let Some(one) = all.iter().find(|one| shown::text(one, "number") == number) else {
        // Decided already: the registry says so.
        return Ok(Vec::new());
    };
    if !officer.json {
        shown::one_held(one, lang).iter().for_each(|line| terminal::say(line));
    }
    Ok(shown::rules_of(one))
}
