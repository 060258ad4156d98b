//! `hezheng bureau held`: certificates that wait for an officer before they are registered, and an officer's word on one.

use super::{Officer, shown};
use crate::failure::Failure;
use crate::language::Lang;
use crate::terminal;
use serde_json::{Value, json};

#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Held {
    #[command(subcommand)]
    decision: Option<Decision>,
    #[command(flatten)]
    officer: Option<Officer>,
}

#[derive(clap::Subcommand)]
enum Decision {
    /// 批准：按现行规则再判一次，然后备案 · Approve: judged again by the policy in force, then registered
    Approve(Approve),
    /// 不批准，写明原因 · Refuse, with a reason
    Refuse(Refuse),
}

#[derive(clap::Args)]
struct Approve {
    /// 证书序列号 · The certificate number
    number: String,
    /// 批准的规则，默认为这张证书等待时列出的规则 · The rules that are approved; those that hold it, unless given
    #[arg(long, value_delimiter = ',')]
    rule: Vec<String>,
    #[command(flatten)]
    officer: Officer,
}

#[derive(clap::Args)]
struct Refuse {
    /// 证书序列号 · The certificate number
    number: String,
    /// 原因，机构会看到 · Why; the institution reads it
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    officer: Officer,
}

pub(super) fn run(held: &Held, lang: Lang) -> Result<(), Failure> {
    match (&held.decision, &held.officer) {
        (Some(Decision::Approve(approve)), _) => approve_one(approve, lang),
        (Some(Decision::Refuse(Refuse { number, reason, officer })), _) => {
            let answer = officer.ask("v1/held/refuse", &json!({ "number": number, "reason": reason }), lang)?;
            let words = lang.pick(
                format!("未批准 {number}；机构再次提交时会看到原因。"),
                format!("Refused {number}; the institution reads the reason when it sends it again."),
            );
            shown::done(&answer, officer.json, &words);
            Ok(())
        }
        (None, Some(officer)) => {
            shown::held(&officer.ask("v1/held/open", &json!({}), lang)?, officer.json, lang);
            Ok(())
        }
        (None, None) => Err(Failure::new(
            lang.pick("请写 --registry 和 --key。".to_owned(), "Give --registry and --key.".to_owned()),
        )),
    }
}

fn approve_one(Approve { number, rule, officer }: &Approve, lang: Lang) -> Result<(), Failure> {
    let rules = if rule.is_empty() { rules_of(officer, number, lang)? } else { rule.clone() };
    let answer = officer.ask("v1/held/approve", &json!({ "number": number, "rules": rules }), lang)?;
    let words = lang.pick(format!("已批准并备案 {number}。"), format!("Approved and registered {number}."));
    shown::done(&answer, officer.json, &words);
    Ok(())
}

/// The rules that hold a certificate, which are said before they are approved.
fn rules_of(officer: &Officer, number: &str, lang: Lang) -> Result<Vec<String>, Failure> {
    let waiting = officer.ask("v1/held/open", &json!({}), lang)?;
    let all = waiting.get("held").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let Some(one) = all.iter().find(|one| shown::text(one, "number") == number) else {
        // Decided already, or beyond what is listed: the registry says which.
        return Ok(Vec::new());
    };
    if !officer.json {
        shown::one_held(one, lang).iter().for_each(|line| terminal::say(line));
    }
    Ok(shown::rules_of(one))
}
