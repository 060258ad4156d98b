//! A registry's problem document (RFC 9457), read for people: what it says is shown, and steers nothing.

use crate::registry_port::Said;
use serde::Deserialize;

/// Longer is no sentence.
const SHOWN_CHARS: usize = 500;

/// What a registry says of a request that it refused; empty where it says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProblemDocument {
    /// The stable code.
    pub code: String,
    /// What happened, and what to do.
    pub said: Said,
    /// A certificate number that it is about.
    pub number: Option<String>,
}

#[derive(Deserialize, Default)]
struct Members {
    #[serde(default)]
    code: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    title_zh: Option<String>,
    #[serde(default)]
    detail: String,
    #[serde(default)]
    number: Option<String>,
    #[serde(default)]
    reason: Option<String>,
}

impl ProblemDocument {
    /// Reads the body of an answer; one that is no problem document says nothing.
    #[must_use]
    pub fn read(body: &[u8]) -> Self {
        let members: Members = serde_json::from_slice(body).unwrap_or_default();
        let (title, detail) = (visible(&members.title), visible(&members.detail));
        // An officer's own words, where there are some.
        let reason = members.reason.as_deref().map(visible).filter(|reason| !reason.is_empty());
        let with_reason = |title: String, before: &str, after: &str| match &reason {
            Some(reason) => format!("{title}{before}{reason}{after}"),
            None => title,
        };
        // What to do is said in English alone.
        let title_zh = members.title_zh.as_deref().map_or_else(|| title.clone(), visible);
        let (title_zh, title) = (with_reason(title_zh, "（", "）"), with_reason(title, " (", ")"));
        Self {
            code: visible(&members.code),
            said: Said { zh: sentences(&title_zh, "。", &detail), en: sentences(&title, ". ", &detail) },
            number: members.number.as_deref().map(visible),
        }
    }
}

fn sentences(title: &str, between: &str, detail: &str) -> String {
    let between = if title.is_empty() || detail.is_empty() { "" } else { between };
    format!("{title}{between}{detail}")
}

/// Text from outside, without what could steer a terminal.
fn visible(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(SHOWN_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_in_each_language_that_it_has_and_steers_no_terminal() {
        let body =
            r#"{"code":"new_rule","title":"Refused","title_zh":"已拒绝","detail":"because\u001b[2J","number":"1"}"#;
        let problem = ProblemDocument::read(body.as_bytes());
        assert_eq!((problem.code.as_str(), problem.number.as_deref()), ("new_rule", Some("1")));
        assert_eq!(problem.said, Said { zh: "已拒绝。because[2J".into(), en: "Refused. because[2J".into() });
        let short = ProblemDocument::read(br#"{"title":"Refused"}"#);
        assert_eq!(short.said, Said { zh: "Refused".into(), en: "Refused".into() });
        assert_eq!(ProblemDocument::read(b"<html>"), ProblemDocument::default());
    }

    #[test]
    fn an_officers_reason_is_said_in_both_languages() {
        let refused = r#"{"code":"approval_refused","title":"Refused","title_zh":"未批准","reason":"未见开班备案"}"#;
        let said = ProblemDocument::read(refused.as_bytes()).said;
        assert_eq!(said, Said { zh: "未批准（未见开班备案）".into(), en: "Refused (未见开班备案)".into() });
    }
}
