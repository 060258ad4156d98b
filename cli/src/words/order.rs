//! The words of orders: statuses, reasons, and why one is refused.

use super::rule;
use crate::failure::Failure;
use crate::language::Lang;
use crate::verdict_words;
use hezheng_core::Malformed;
use hezheng_core::status::Status;
use hezheng_core::status::order::{OrderRefusal, Reason};
use std::path::Path;

/// What an order does to a certificate.
pub(crate) fn status(lang: Lang, status: Status) -> &'static str {
    match status {
        Status::Valid => lang.pick("恢复有效", "reinstate"),
        Status::Revoked => lang.pick("吊销", "revoke"),
        Status::Suspended => lang.pick("暂停", "suspend"),
        Status::Superseded => lang.pick("由新证书替换", "supersede"),
    }
}

/// Why an order is given.
pub(crate) fn reason(lang: Lang, reason: Reason) -> &'static str {
    lang.pick(verdict_words::order_reason(reason).zh, reason.name())
}

/// The reason of this name, as an argument.
pub(crate) fn parse_reason(text: &str) -> Result<Reason, String> {
    let names: Vec<_> = Reason::names().collect();
    Reason::parse(text).ok_or_else(|| format!("须为以下之一 / needs one of: {}", names.join(", ")))
}

/// Why an order is not in force.
pub(crate) fn refusal(lang: Lang, refusal: OrderRefusal) -> &'static str {
    match refusal {
        OrderRefusal::UnknownOfficer => lang.pick(
            "下令的密钥不是该人社局经办人的密钥。请用名录中经办人的密钥，或先由省里登记该密钥。",
            "the key that ordered is no officer's of this authority; use an officer's key, or have the province enter it",
        ),
        OrderRefusal::OfficerRole => lang.pick(
            "下令的经办人没有下令的职责。请由有下令职责的经办人签名。",
            "the officer who ordered may not order; let one sign who may",
        ),
        OrderRefusal::OfficerNotValidThen => lang.pick(
            "下令时该经办人的密钥不在有效期内。请用有效的密钥重新下令。",
            "the ordering officer's key was not valid at that time; order again with one that is",
        ),
        OrderRefusal::BadSignature => lang.pick(
            "下令的签名与内容不符：文件已损坏或被改动。请向下令人重新索取。",
            "the ordering signature does not fit: the file is damaged or was changed; get it again from who ordered",
        ),
        OrderRefusal::ApprovalMissing => lang.pick(
            "还需要另一名经办人批准。请运行：hezheng order approve",
            "another officer's approval is needed; run: hezheng order approve",
        ),
        OrderRefusal::UnknownApprover => lang.pick(
            "批准的密钥不是该人社局经办人的密钥。请由名录中的经办人批准。",
            "the key that approved is no officer's of this authority; let an officer approve",
        ),
        OrderRefusal::SamePerson => lang.pick(
            "下令人和批准人是同一个人（同一工号）。请由另一名经办人批准。",
            "the one who ordered and the one who approved are the same person; let another officer approve",
        ),
        OrderRefusal::ApproverRole => lang.pick(
            "批准的经办人没有批准的职责。请由有批准职责的经办人批准。",
            "the officer who approved may not approve; let one approve who may",
        ),
        OrderRefusal::ApproverNotValidThen => lang.pick(
            "批准时该经办人的密钥不在有效期内。请用有效的密钥重新批准。",
            "the approving officer's key was not valid at that time; approve again with one that is",
        ),
        OrderRefusal::BadApproval => lang.pick(
            "批准的签名与内容不符：文件已损坏或被改动。请重新批准。",
            "the approving signature does not fit: the file is damaged or was changed; approve again",
        ),
        OrderRefusal::ApprovedBeforeOrdered => lang.pick(
            "批准时间早于下令时间：其中一台机器的时钟不准。请校准后重新批准。",
            "approved before it was ordered: one of the two clocks is wrong; set it and approve again",
        ),
        OrderRefusal::EnteredBeforeSigned => lang.pick(
            "签名时间晚于现在：其中一台机器的时钟不准。请校准后重新签名。",
            "signed later than now: one of the clocks is wrong; set it and sign again",
        ),
        OrderRefusal::EnteredTooLate => lang.pick(
            "下令已超过 7 天，不能再执行。请重新下令。",
            "ordered more than 7 days ago, which is too late; order again",
        ),
        OrderRefusal::KeyNotValidAtEntry => lang.pick(
            "其中一名经办人的密钥现已失效。请用有效的密钥重新下令或批准。",
            "the key of one of the officers is no longer valid; order or approve again with one that is",
        ),
    }
}

/// What is wrong with an order that entered a log, as an auditor says it.
pub(crate) fn finding(lang: Lang, refusal: OrderRefusal) -> &'static str {
    match refusal {
        OrderRefusal::UnknownOfficer => {
            lang.pick("下令的密钥不是该人社局经办人的", "the key that ordered is no officer's of this authority")
        }
        OrderRefusal::OfficerRole => lang.pick("下令的经办人没有下令的职责", "the officer who ordered may not order"),
        OrderRefusal::OfficerNotValidThen => {
            lang.pick("下令时该经办人的密钥不在有效期内", "the ordering officer's key was not valid at that time")
        }
        OrderRefusal::BadSignature => lang.pick("下令的签名不对", "the ordering signature is wrong"),
        OrderRefusal::ApprovalMissing => lang.pick("没有第二名经办人批准", "no second officer approved it"),
        OrderRefusal::UnknownApprover => {
            lang.pick("批准的密钥不是该人社局经办人的", "the key that approved is no officer's of this authority")
        }
        OrderRefusal::SamePerson => {
            lang.pick("下令和批准的是同一个人", "the one who ordered and the one who approved are the same person")
        }
        OrderRefusal::ApproverRole => {
            lang.pick("批准的经办人没有批准的职责", "the officer who approved may not approve")
        }
        OrderRefusal::ApproverNotValidThen => {
            lang.pick("批准时该经办人的密钥不在有效期内", "the approving officer's key was not valid at that time")
        }
        OrderRefusal::BadApproval => lang.pick("批准的签名不对", "the approving signature is wrong"),
        OrderRefusal::ApprovedBeforeOrdered => lang.pick("批准早于下令", "it was approved before it was ordered"),
        OrderRefusal::EnteredBeforeSigned => {
            lang.pick("记入日志早于签名", "it was entered in the log before it was signed")
        }
        OrderRefusal::EnteredTooLate => {
            lang.pick("下令 7 天之后才记入日志", "it was entered more than 7 days after it was ordered")
        }
        OrderRefusal::KeyNotValidAtEntry => lang.pick(
            "记入日志时一名经办人的密钥已失效",
            "the key of one of the officers was not valid when it was entered",
        ),
    }
}

/// A file that is no order.
pub(crate) fn malformed(lang: Lang, path: &Path, cause: Malformed) -> Failure {
    let (file, cause) = (path.display(), rule::malformed(lang, cause));
    Failure::new(lang.pick(
        format!("{file}：不是状态令文件，或者已损坏（{cause}）。请指定 hezheng order 写出的文件。"),
        format!("{file}: it is no order, or it is damaged ({cause}); name a file that hezheng order wrote"),
    ))
}
