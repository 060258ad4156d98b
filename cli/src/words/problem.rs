//! A registry's problem document (RFC 9457) as a sentence.

use super::order;
use crate::failure::Failure;
use crate::language::Lang;
use hezheng_core::status::order::OrderRefusal;
use hezheng_issuer::problem_document::ProblemDocument;

const REFUSALS: [OrderRefusal; 14] = [
    OrderRefusal::UnknownOfficer,
    OrderRefusal::OfficerRole,
    OrderRefusal::OfficerNotValidThen,
    OrderRefusal::BadSignature,
    OrderRefusal::ApprovalMissing,
    OrderRefusal::UnknownApprover,
    OrderRefusal::SamePerson,
    OrderRefusal::ApproverRole,
    OrderRefusal::ApproverNotValidThen,
    OrderRefusal::BadApproval,
    OrderRefusal::ApprovedBeforeOrdered,
    OrderRefusal::EnteredBeforeSigned,
    OrderRefusal::EnteredTooLate,
    OrderRefusal::KeyNotValidAtEntry,
];

/// What the registry refused, and why: by its stable code where that is known here, else in its own words.
pub(crate) fn sentence(lang: Lang, url: &str, status: u16, body: &[u8]) -> Failure {
    let ProblemDocument { code, said, number } = ProblemDocument::read(body);
    let words = match REFUSALS.iter().find(|refusal| refusal.code() == code) {
        Some(refusal) => order::refusal(lang, *refusal),
        None => said.in_language(lang.into()),
    };
    let no_reason =
        lang.pick("没有说明原因。请稍后再试，或询问人社局。", "it gave no reason; try later, or ask the bureau");
    let words = if words.is_empty() { no_reason } else { words };
    let code = if code.is_empty() { status.to_string() } else { format!("{status} {code}") };
    // A problem with one certificate names it in a member of its own.
    let code = number.map_or(code.clone(), |number| format!("{code}, {number}"));
    Failure::new(lang.pick(format!("{url} 拒绝了请求（{code}）：{words}"), format!("{url} refused ({code}): {words}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_code_speaks_the_readers_language_and_an_unknown_one_the_registrys() {
        let body = br#"{"title":"Refused","code":"same_person","detail":"x"}"#;
        assert!(sentence(Lang::Zh, "http://r", 422, body).message.contains("另一名经办人"));
        let body =
            r#"{"title":"Refused","title_zh":"已拒绝","code":"new_rule","detail":"because\u001b[2J"}"#.as_bytes();
        let message = sentence(Lang::En, "http://r", 422, body).message;
        assert!(message.ends_with("(422 new_rule): Refused. because[2J"), "{message}");
        assert!(sentence(Lang::Zh, "http://r", 422, body).message.contains("已拒绝"));
        let body = br#"{"title":"Refused","code":"unknown_number","detail":"x","number":"13010020260001000001"}"#;
        let message = sentence(Lang::En, "http://r", 422, body).message;
        assert!(message.contains("(422 unknown_number, 13010020260001000001)"), "{message}");
        assert!(sentence(Lang::En, "http://r", 502, b"<html>").message.contains("no reason"));
    }
}
