//! What each verdict and reason says in words, in both languages: the sentences for `verify`; in [`names`], what fields, checks
//! and codes are called.
//!
//! The places to fill are `{institution}` `{authority}` `{what}` `{field}` `{as_of}` `{bundle_issued}`. Every sentence opens with the
//! word of its verdict, so that it is true when read alone. The page in the browser says the same (web/src/verdicts.ts).

mod names;

use crate::language::Lang;
use hezheng_core::verify::{Reason, Report};
pub(crate) use names::{check, face, id_kind, in_short, order_reason, page_field, skill_level};

/// A text in both languages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Both {
    /// Chinese.
    pub(crate) zh: &'static str,
    /// English.
    pub(crate) en: &'static str,
}

impl Both {
    /// In this language.
    #[must_use]
    pub(crate) fn pick(self, language: Lang) -> &'static str {
        language.pick(self.zh, self.en)
    }
}

pub(crate) const fn both(zh: &'static str, en: &'static str) -> Both {
    Both { zh, en }
}

/// A verdict in words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Sentence {
    /// The verdict, and why.
    pub(crate) why: Both,
    /// What to do.
    pub(crate) advice: Both,
}

const VALID: Sentence = Sentence {
    why: both(
        "有效。由{institution}签发，已在{authority}备案，截至{as_of}未被吊销。",
        "Valid. Issued by {institution}, registered with {authority}, not revoked as of {as_of}.",
    ),
    advice: both(
        "请与持证人身份证核对姓名和尾号。",
        "Compare the name and the last four characters with the holder's identity card.",
    ),
};

const FORGED: Sentence = Sentence {
    why: both(
        "无效：证书内容或签名与备案不符（{what}），很可能是伪造。",
        "Not valid: contents or signature do not match the registration ({what}); probably forged.",
    ),
    advice: both("请勿采信，并请向{authority}反映。", "Do not rely on it, and tell {authority}."),
};

const NO_LIST: Sentence = Sentence {
    why: both(
        "无法确认：本机没有可用的机构名录。请先联网。",
        "Cannot be confirmed: no valid list of institutions on this device. Go online first.",
    ),
    advice: both("可用 hezheng pack fetch 更新数据包。", "Get a new pack with: hezheng pack fetch"),
};

/// Where there is revocation data that does not reach to this certificate.
const NOT_COVERED: Sentence = Sentence {
    why: both(
        "无法确认：签名真实，但本机的吊销信息截至{as_of}，还不包括这张证书。请联网更新后再查。",
        "Cannot be confirmed: the signatures are genuine, but this device's revocation data is from {as_of} and does not cover this certificate yet. Go online and check again.",
    ),
    advice: NO_LIST.advice,
};

/// All reasons, in the order of format.md section 7.
pub(crate) const REASONS: [Reason; 26] = [
    Reason::Malformed,
    Reason::NoTrustBundle,
    Reason::ClockBehind,
    Reason::TrustBundleExpired,
    Reason::TrustBundleTooOld,
    Reason::UnknownIssuerKey,
    Reason::IssuerMismatch,
    Reason::IssuerKeyNotValidThen,
    Reason::IssuerKeyDistrusted,
    Reason::BadSignature,
    Reason::NotRegistered,
    Reason::UnknownRegistryKey,
    Reason::RegistryKeyNotValidThen,
    Reason::RegistryKeyDistrusted,
    Reason::BadRegistration,
    Reason::ReceiptRequired,
    Reason::LogContradicted,
    Reason::RegisteredInFuture,
    Reason::NumberMismatch,
    Reason::RegisteredBeforeIssue,
    Reason::Revoked,
    Reason::Suspended,
    Reason::Superseded,
    Reason::StatusUnknown,
    Reason::StatusStale,
    Reason::Altered,
];

/// The reason with this code.
#[must_use]
pub(crate) fn reason(code: &str) -> Option<Reason> {
    REASONS.into_iter().find(|reason| reason.code() == code)
}

/// The sentence for a report.
#[must_use]
pub(crate) fn sentence(report: &Report) -> Sentence {
    match report.reason {
        None => VALID,
        Some(Reason::StatusUnknown) if report.evidence.snapshot.is_some() => NOT_COVERED,
        Some(reason) => of_reason(reason),
    }
}

/// The sentence for a reason.
#[must_use]
pub(crate) fn of_reason(reason: Reason) -> Sentence {
    let said = |zh, en, advice_zh, advice_en| Sentence { why: both(zh, en), advice: both(advice_zh, advice_en) };
    match reason {
        Reason::Malformed => said(
            "无效：这不是本系统签发的证书。",
            "Not valid: this is not a certificate of this system.",
            "请确认文件或二维码文字完整；如完整，请勿采信。",
            "Make sure that the file or the text of the code is whole; if it is, do not rely on it.",
        ),
        Reason::BadSignature
        | Reason::BadRegistration
        | Reason::IssuerMismatch
        | Reason::NumberMismatch
        | Reason::RegisteredBeforeIssue
        | Reason::UnknownIssuerKey
        | Reason::UnknownRegistryKey
        | Reason::IssuerKeyNotValidThen
        | Reason::RegistryKeyNotValidThen
        | Reason::IssuerKeyDistrusted
        | Reason::RegistryKeyDistrusted => FORGED,
        Reason::NotRegistered => said(
            "无效：未在人社部门备案。",
            "Not valid: never registered with the labour bureau.",
            "请勿采信；请持证人向培训机构查询。",
            "Do not rely on it; the holder should ask the training institution.",
        ),
        Reason::Revoked => said(
            "无效：该证书已被{authority}吊销。",
            "Not valid: revoked by {authority}.",
            "请勿采信；如有疑问，请联系{authority}。",
            "Do not rely on it; if in doubt, ask {authority}.",
        ),
        Reason::Suspended => said(
            "无效：该证书正在核查，已暂停使用。",
            "Not valid: suspended while it is being investigated.",
            "核查结束前请勿采信；如有疑问，请联系{authority}。",
            "Do not rely on it until that is over; if in doubt, ask {authority}.",
        ),
        Reason::Superseded => said(
            "无效：该证书已被新证书替换，请向持证人索取新证书。",
            "Not valid: replaced by a corrected certificate. Ask the holder for the new one.",
            "请以新证书的核验结果为准。",
            "Rely on what the new one says when it is checked.",
        ),
        Reason::NoTrustBundle | Reason::TrustBundleExpired => NO_LIST,
        Reason::TrustBundleTooOld => said(
            "无法确认：签发方不在本机的名录中（名录日期 {bundle_issued}）。请更新名录；更新后仍不在，即为伪造。",
            "Cannot be confirmed: the signer is not on this device's list (of {bundle_issued}). Update it; if the signer is still missing, it is a forgery.",
            NO_LIST.advice.zh,
            NO_LIST.advice.en,
        ),
        Reason::StatusUnknown => said(
            "无法确认：签名真实，但本机没有吊销信息。请联网更新后再查。",
            "Cannot be confirmed: the signatures are genuine, but this device's revocation data is missing. Go online and check again.",
            NO_LIST.advice.zh,
            NO_LIST.advice.en,
        ),
        Reason::StatusStale => said(
            "无法确认：签名真实，但本机的吊销信息截至{as_of}。请联网更新后再查。",
            "Cannot be confirmed: the signatures are genuine, but this device's revocation data is from {as_of}. Go online and check again.",
            NO_LIST.advice.zh,
            NO_LIST.advice.en,
        ),
        Reason::ReceiptRequired => said(
            "无法确认：备案密钥曾被盗用，仅凭二维码不足以确认。请核验 PDF 原件或联网核验。",
            "Cannot be confirmed: a registration key was once stolen, so the QR code alone is not enough. Check the PDF or go online.",
            "联网核验：hezheng verify … --registry 地址",
            "Online: hezheng verify … --registry URL",
        ),
        Reason::LogContradicted => said(
            "无法确认：备案日志前后矛盾，备案机关的记录可能被改动过。",
            "Cannot be confirmed: the registration log contradicts what it showed before; the authority's records may have been changed.",
            "请勿采信，并立即告知备案机关的上级部门。",
            "Do not rely on it, and tell the authority's superior at once.",
        ),
        Reason::ClockBehind => said(
            "无法确认：本机时钟明显偏慢，请校准后再查。",
            "Cannot be confirmed: this device's clock is far behind. Set it and check again.",
            "可在系统设置中打开“自动设置时间”。",
            "The system settings can set the time automatically.",
        ),
        Reason::RegisteredInFuture => said(
            "无法确认：备案时间晚于本机时间，请检查本机时钟。",
            "Cannot be confirmed: registered later than this device's clock says. Check the clock.",
            "可在系统设置中打开“自动设置时间”。",
            "The system settings can set the time automatically.",
        ),
        Reason::Altered => said(
            "无效：页面上的{field}与签名内容不一致，文件被改动。",
            "Not valid: {field} on the page differs from what was signed; the file was altered.",
            "请勿采信该文件，以下列签名内容为准。",
            "Do not rely on the file; what follows is what was signed.",
        ),
    }
}

/// Beside a verdict on a PDF file whose page was not compared.
pub(crate) const PAGE_NOT_COMPARED: Both = both(
    "页面上的文字没有与签名内容比对：请用眼睛逐项核对页面与下列内容，以下列内容为准。",
    "The text on the page was not compared with what was signed: compare it by eye with what follows, which is what counts.",
);

/// Beside a verdict on a PDF file whose page says what was signed.
pub(crate) const PAGE_IS_THE_SAME: Both = both(
    "页面上的文字与签名内容一致；文字之上可能盖有图片，请仍用眼睛核对下列内容。",
    "The text on the page is what was signed; a picture may lie over it, so compare it by eye with what follows.",
);

#[cfg(test)]
mod tests {
    use super::*;
    use hezheng_core::verify::Check;

    #[test]
    fn every_reason_has_a_code_of_its_own_and_comes_back_from_it() {
        for (index, each) in REASONS.into_iter().enumerate() {
            assert_eq!(reason(each.code()), Some(each));
            assert_eq!(each as usize, index, "REASONS lists all reasons, in order");
        }
        assert_eq!(Reason::Altered as usize + 1, REASONS.len(), "Altered is the last reason");
        assert_eq!(reason("valid"), None);
    }

    #[test]
    fn every_sentence_opens_with_the_word_of_its_verdict() {
        for reason in REASONS {
            let (_, word) = face(reason.outcome());
            let sentence = of_reason(reason).why;
            assert!(sentence.zh.starts_with(&format!("{}：", word.zh)), "{reason:?}");
            assert!(sentence.en.starts_with(&format!("{}: ", word.en)), "{reason:?}");
            assert!(!of_reason(reason).advice.zh.is_empty() && !of_reason(reason).advice.en.is_empty());
            assert!(!in_short(reason).zh.is_empty() && !in_short(reason).en.is_empty());
        }
        assert!(VALID.why.zh.starts_with("有效。") && VALID.why.en.starts_with("Valid. "));
    }

    #[test]
    fn the_page_says_the_same() {
        let sentences = include_str!("../../../web/src/verdicts.ts");
        let phrases = include_str!("../../../web/src/reason-phrases.ts");
        let words = include_str!("../../../web/src/words/zh.ts");
        // The page says what to do in a sentence of its own.
        let first = |text: &'static str, end: &str| {
            text.find(end).and_then(|at| text.get(..at + end.len())).unwrap_or(text).trim_end()
        };
        for reason in REASONS {
            let why = of_reason(reason).why;
            assert!(sentences.contains(first(why.zh, "。")), "{}", why.zh);
            assert!(sentences.contains(first(why.en, ". ")), "{}", why.en);
            assert!(phrases.contains(in_short(reason).zh), "{}", in_short(reason).zh);
        }
        assert!(sentences.contains(VALID.why.zh) && sentences.contains(VALID.why.en));
        assert!(sentences.contains(first(NOT_COVERED.why.zh, "。")));
        let of_orders: Vec<_> = (0..9)
            .filter_map(hezheng_core::status::order::Reason::from_code)
            .map(|reason| order_reason(reason).zh)
            .collect();
        assert_eq!(of_orders.len(), 9);
        let of_checks = Check::ALL.map(|each| check(each).zh);
        let levels = [1, 2, 3, 4, 5].map(|level| skill_level(level).zh);
        for word in of_orders.iter().chain(&of_checks).chain(&levels) {
            assert!(words.contains(&format!("'{word}'")), "{word}");
        }
        let words_en = include_str!("../../../web/src/words/en.ts");
        for said in [PAGE_NOT_COMPARED, PAGE_IS_THE_SAME] {
            assert!(words.contains(said.zh) && words_en.contains(said.en), "{}", said.en);
        }
    }

    #[test]
    fn the_page_calls_the_fields_of_a_pdf_the_same() {
        use hezheng_core::page::field::Field;
        use hezheng_core::page::{PORTRAIT, TEXT};
        let fields = include_str!("../../../web/src/page-fields.ts");
        for name in Field::ALL.map(Field::name).into_iter().chain([TEXT, PORTRAIT]) {
            let said @ Both { zh, en } = page_field(name);
            // Whatever has no word of its own here is some of the text there, too.
            let has_one = name == TEXT || said != page_field(TEXT);
            let listed = format!("\n  {name}: {{ zh: '{zh}', en: '{en}' }},\n");
            assert_eq!(fields.contains(&listed), has_one, "{name}");
            assert_eq!(fields.contains(&format!("\n  {name}:")), has_one, "{name}");
        }
    }

    #[test]
    fn no_sentence_for_what_is_not_valid_reassures() {
        for reason in REASONS {
            let en = of_reason(reason).why.en;
            assert!(!en.contains("Valid.") && !of_reason(reason).why.zh.contains("有效。"), "{reason:?}");
        }
    }
}
