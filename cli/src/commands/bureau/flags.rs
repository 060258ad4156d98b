//! `hezheng bureau flags`: what the policy found about certificates that were registered, and an officer's word on one.

use super::{Officer, shown};
use crate::failure::Failure;
use crate::language::Lang;
use serde_json::json;

#[derive(clap::Args)]
pub(crate) struct Flags {
    /// 处理哪一个标记 · Which flag is decided
    #[arg(long, value_name = "SERIAL", requires_all = ["verdict", "reason"])]
    decide: Option<u64>,
    /// 结论 · What is made of it
    #[arg(long, value_enum, requires = "decide")]
    verdict: Option<Verdict>,
    /// 理由 · Why
    #[arg(long, requires = "decide")]
    reason: Option<String>,
    #[command(flatten)]
    officer: Officer,
}

/// What an officer makes of a flag.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum Verdict {
    /// 没有问题 · Nothing is wrong
    Dismiss,
    /// 确有问题；证书状态须另行下令改变 · Something is wrong; an order changes the certificate, not this
    Confirmed,
}

pub(super) fn run(flags: &Flags, lang: Lang) -> Result<(), Failure> {
    let officer = &flags.officer;
    let (Some(serial), Some(verdict), Some(reason)) = (flags.decide, flags.verdict, &flags.reason) else {
        shown::flags(&officer.ask_all(("v1/flags/open", "flags"), &json!({}), lang)?, officer.json, lang);
        return Ok(());
    };
    let verdict = match verdict {
        Verdict::Dismiss => "dismiss",
        Verdict::Confirmed => "confirmed",
    };
    let decision = json!({ "serial": serial, "verdict": verdict, "reason": reason });
    let answer = officer.ask("v1/flags/decide", &decision, lang)?;
    let words = lang.pick(format!("标记 {serial} 已处理。"), format!("Flag {serial} is decided."));
    shown::done(&answer, officer.json, &words);
    Ok(())
}
