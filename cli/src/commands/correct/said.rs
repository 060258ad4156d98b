//! What is said of a correction: old beside new before it is filed, and what came of it, for people or as JSON.

use super::Arguments;
use crate::language::Lang;
use crate::{comparison, words};
use hezheng_issuer::correction::{CorrectionResult, Outcome, Proposal};
use hezheng_issuer::roster::Trainee;
use serde_json::json;
use std::process::ExitCode;

/// Old beside new, before anything is done.
pub(super) fn show(proposal: &Proposal, trainee: &Trainee, language: Lang) {
    println!(
        "{}",
        language.pick(
            format!("更正证书 {}（≠ 为不同之处），名册第 {} 行：", proposal.replaces, trainee.row),
            format!("Correcting certificate {} (≠ marks what differs), row {}:", proposal.replaces, trainee.row),
        )
    );
    let new_number = language.pick("（提交时预留）", "(reserved when it is filed)");
    let (old, new) = ((proposal.replaces.as_str(), &proposal.old), (new_number, &proposal.new));
    comparison::lines(old, new, language).iter().for_each(|line| println!("{line}"));
    if comparison::say_the_same(&proposal.old, &proposal.new) {
        println!(
            "{}",
            language.pick(
                "≠ 证件号码：尾号相同，其余部分不同（证书上只签尾号）",
                "≠ Identity number: the last four characters are the same, the rest is not (only those are signed)",
            )
        );
    }
}

pub(super) fn said(outcomes: &[Outcome], arguments: &Arguments, language: Lang) -> ExitCode {
    if arguments.json {
        println!("{}", json!({ "corrections": outcomes.iter().map(|one| in_json(one, language)).collect::<Vec<_>>() }));
    } else if outcomes.is_empty() {
        println!("{}", language.pick("没有等待审批的更正。", "No correction waits."));
    } else {
        outcomes.iter().for_each(|one| say(one, language));
    }
    let is_refused =
        |one: &Outcome| matches!(one.result, CorrectionResult::Refused { .. } | CorrectionResult::NotPrinted);
    if outcomes.iter().any(is_refused) { ExitCode::from(1) } else { ExitCode::SUCCESS }
}

fn say(outcome: &Outcome, language: Lang) {
    let Outcome { replaces, number, result } = outcome;
    match result {
        CorrectionResult::Waiting(since) => println!(
            "{}",
            language.pick(
                format!(
                    "{replaces} 的更正（新序列号 {number}）已于 {} 提交，等待人社局审批；旧证书在此之前不变。\n批准后领取：hezheng correct --collect",
                    words::time(language, *since)
                ),
                format!(
                    "The correction of {replaces} (new number {number}) was filed {} and waits for the bureau; until then the certificate stands.\nOnce it is carried out: hezheng correct --collect",
                    words::time(language, *since)
                ),
            )
        ),
        CorrectionResult::CarriedOut(printed) => println!(
            "{}",
            language.pick(
                format!("已更正：新证书 {number}，PDF 在 {}；旧证书已被替换，请收回。", printed.file.display()),
                format!("Corrected: the new certificate is {number}, its PDF {}; the old one is superseded, take it back.", printed.file.display()),
            )
        ),
        CorrectionResult::NotPrinted => eprintln!(
            "{}",
            language.pick(
                format!("! 新证书 {number} 已备案，但打印它需要完整的证件号码，而签发日志不保存它。请加 --with-roster 名册 再运行一次。"),
                format!("! the new certificate {number} is registered, but its page needs the full identity number, which the journal does not keep; run again with --with-roster ROSTER"),
            )
        ),
        CorrectionResult::Refused { code, detail } => eprintln!(
            "{}",
            language.pick(
                format!("✗ {replaces} 的更正（{number}）没有成（{code}）：{}", detail.in_language(language.into())),
                format!("✗ the correction of {replaces} ({number}) came to nothing ({code}): {}", detail.in_language(language.into())),
            )
        ),
    }
}

/// One of `{"corrections": […]}`, documented in docs/PROGRAM.md.
fn in_json(outcome: &Outcome, language: Lang) -> serde_json::Value {
    let Outcome { replaces, number, result } = outcome;
    let replaces = (!replaces.is_empty()).then_some(replaces);
    match result {
        CorrectionResult::Waiting(since) => {
            json!({ "replaces": replaces, "number": number, "status": "waiting", "filed": since.to_string() })
        }
        CorrectionResult::CarriedOut(printed) => {
            json!({ "replaces": replaces, "number": number, "status": "carried_out",
            "file": printed.file, "qr_text": printed.qr_text, "check_code": printed.check_code })
        }
        CorrectionResult::NotPrinted => json!({ "replaces": replaces, "number": number, "status": "not_printed" }),
        CorrectionResult::Refused { code, detail } => json!({ "replaces": replaces, "number": number,
            "status": "refused", "code": code, "message": detail.in_language(language.into()) }),
    }
}
