//! A registry's problem document (RFC 9457) as a sentence.

use super::order;
use crate::failure::Failure;
use crate::language::Lang;
use hezheng_core::status::order::OrderRefusal;
use serde_json::Value;

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
    let problem: Value = serde_json::from_slice(body).unwrap_or_default();
    let field = |name: &str| problem.get(name).and_then(Value::as_str).map(visible);
    let code = field("code").unwrap_or_default();
    let words = match REFUSALS.iter().find(|refusal| refusal.code() == code) {
        Some(refusal) => order::refusal(lang, *refusal).to_owned(),
        None => {
            // What happened, in the reader's language where the registry has it, and what to do.
            let title = lang.pick(field("title_zh").or_else(|| field("title")), field("title"));
            match (title, field("detail")) {
                (Some(title), Some(detail)) => lang.pick(format!("{title}。{detail}"), format!("{title}. {detail}")),
                (Some(said), None) | (None, Some(said)) => said,
                (None, None) => lang
                    .pick("没有说明原因。请稍后再试，或询问人社局。", "it gave no reason; try later, or ask the bureau")
                    .into(),
            }
        }
    };
    let code = if code.is_empty() { status.to_string() } else { format!("{status} {code}") };
    // A problem with one certificate names it in a member of its own.
    let code = field("number").map_or(code.clone(), |number| format!("{code}, {number}"));
    Failure::new(lang.pick(format!("{url} 拒绝了请求（{code}）：{words}"), format!("{url} refused ({code}): {words}")))
}

/// Text from outside, without what could steer a terminal.
fn visible(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(500).collect()
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
