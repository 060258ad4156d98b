//! Asks a registry over HTTP (format.md section 8). Nothing it answers is trusted for having come from it: a pack is judged
//! by the pinned root keys, and its word on a certificate is shown as its word.

use crate::cannot_run::CannotRun;
use crate::verdict_words as words;
use hezheng_core::limits::PACK_BYTES;
use hezheng_core::status::order;
use hezheng_core::time::Time;
use hezheng_core::trust::pack::UnverifiedPack;
use hezheng_core::verify::{Outcome, Reason};
use serde_json::Value;
use std::time::Duration;
use ureq::http::{Response, StatusCode};
use ureq::{Agent, Body};

const CONNECT_SECS: u64 = 10;
/// A registry answers within a second; a pack of the largest size takes minutes on a slow line.
const WHOLE_SECS: u64 = 600;
/// How often one thing of many is asked for before its connection counts as failed.
const TRIES: usize = 3;
/// A report has some 2 KB.
const REPORT_BYTES: u64 = 65_536;

/// A registry, by the base URL of its authority.
#[derive(Clone, Debug)]
pub(crate) struct RegistryClient {
    base: String,
    agent: Agent,
}

/// What a registry says of a certificate. Its word, unsigned.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct RegistryWord {
    /// Its answer.
    pub(crate) outcome: Outcome,
    /// Why, where this program knows the reason.
    pub(crate) reason: Option<Reason>,
    /// Since when and why the status is what it is.
    pub(crate) detail: (Option<Time>, Option<order::Reason>),
    /// The Report as it came.
    pub(crate) report: Value,
}

impl RegistryClient {
    /// The registry at this address: `https`, or `http` on this machine only, because what is asked names a person.
    ///
    /// # Errors
    /// Where this is no such address.
    pub(crate) fn new(url: &str) -> Result<Self, CannotRun> {
        let base = url.trim_end_matches('/').to_owned();
        let bad = || CannotRun::BadAddress(url.into());
        let uri: ureq::http::Uri = base.parse().map_err(|_| bad())?;
        let is_here = matches!(uri.host(), Some("127.0.0.1" | "localhost" | "[::1]"));
        match (uri.scheme_str(), uri.host()) {
            (Some("https"), Some(host)) if !host.is_empty() => {}
            (Some("http"), _) if is_here => {}
            _ => return Err(bad()),
        }
        if uri.query().is_some() || base.contains(['#', '@']) {
            return Err(bad());
        }
        let config = Agent::config_builder()
            .timeout_connect(Some(Duration::from_secs(CONNECT_SECS)))
            .timeout_global(Some(Duration::from_secs(WHOLE_SECS)))
            .http_status_as_error(false)
            // What was scanned goes to the address that was given and to no other.
            .max_redirects(0)
            .user_agent("hezheng")
            .build();
        Ok(Self { base, agent: config.into() })
    }

    /// The address, without a slash at its end.
    #[must_use]
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// Fetches the pack; not verified.
    ///
    /// # Errors
    /// Where the registry is not reached or answers something else.
    pub(crate) fn fetch_pack(&self) -> Result<Vec<u8>, CannotRun> {
        let url = format!("{}/v1/pack", self.base);
        let answer = self.agent.get(&url).call().map_err(|error| no_connection(&url, &error))?;
        let pack = read(&url, answer, PACK_BYTES as u64)?;
        match UnverifiedPack::decode(&pack) {
            Ok(_) => Ok(pack),
            Err(_) => Err(CannotRun::BadAnswer(url, "no pack".into())),
        }
    }

    /// Fetches what lies at a path below the address; `None` where nothing does. A connection that fails is tried again.
    ///
    /// # Errors
    /// As [`RegistryClient::fetch_pack`].
    pub(crate) fn fetch(&self, path: &str, limit: usize) -> Result<Option<Vec<u8>>, CannotRun> {
        let url = format!("{}/{path}", self.base);
        let once = || {
            let answer = self.agent.get(&url).call().map_err(|error| no_connection(&url, &error))?;
            if answer.status() == StatusCode::NOT_FOUND {
                return Ok(None);
            }
            read(&url, answer, limit as u64).map(Some)
        };
        let mut fetched = once();
        for _ in 1..TRIES {
            if !matches!(fetched, Err(CannotRun::NoConnection(..))) {
                break;
            }
            fetched = once();
        }
        fetched
    }

    /// Asks what the registry says of this registered statement.
    ///
    /// # Errors
    /// As [`RegistryClient::fetch_pack`].
    pub(crate) fn ask(&self, registered: &[u8]) -> Result<RegistryWord, CannotRun> {
        let url = format!("{}/v1/verify", self.base);
        let request = self.agent.post(&url).content_type("application/cose");
        let answer = request.send(registered).map_err(|error| no_connection(&url, &error))?;
        let bytes = read(&url, answer, REPORT_BYTES)?;
        parse_word(&bytes).ok_or_else(|| CannotRun::BadAnswer(url, "no report".into()))
    }
}

fn parse_word(bytes: &[u8]) -> Option<RegistryWord> {
    let report: Value = serde_json::from_slice(bytes).ok()?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let code = text(report.get("outcome")?)?;
    let outcome =
        [Outcome::Valid, Outcome::Invalid, Outcome::Indeterminate].into_iter().find(|each| each.code() == code)?;
    let reason = report.get("reason").and_then(text).and_then(|code| words::reason(&code));
    // A reason that belongs to another outcome is a contradiction, not an answer.
    if reason.is_some_and(|reason| reason.outcome() != outcome) {
        return None;
    }
    let of_detail = |key| report.get("status_detail").and_then(|detail| detail.get(key)).and_then(text);
    let since = of_detail("since").and_then(|since| Time::parse(&since));
    let detail = (since, of_detail("reason").and_then(|name| order::Reason::parse(&name)));
    Some(RegistryWord { outcome, reason, detail, report })
}

fn read(url: &str, mut answer: Response<Body>, limit: u64) -> Result<Vec<u8>, CannotRun> {
    let status = answer.status();
    let limit = if status == StatusCode::OK { limit } else { REPORT_BYTES };
    let body = answer.body_mut().with_config().limit(limit).read_to_vec();
    if status != StatusCode::OK {
        // Of a problem document (RFC 9457) only the code is shown: it is short, and has no control characters.
        let problem: Option<Value> = body.ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let code = problem.as_ref().and_then(|problem| problem.get("code")).and_then(Value::as_str).unwrap_or_default();
        let is_plain = |c: char| c.is_ascii_lowercase() || c == '_';
        let code = if code.len() <= 40 && code.chars().all(is_plain) { code } else { "" };
        return Err(CannotRun::BadAnswer(url.into(), format!("{} {code}", status.as_u16()).trim_end().into()));
    }
    body.map_err(|error| no_connection(url, &error))
}

fn no_connection(url: &str, error: &ureq::Error) -> CannotRun {
    let why: String = error.to_string().chars().filter(|c| !c.is_control()).take(200).collect();
    match error {
        ureq::Error::BodyExceedsLimit(_) => CannotRun::BadAnswer(url.into(), why),
        _ => CannotRun::NoConnection(url.into(), why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_a_person_is_sent_over_https_or_on_this_machine_only() {
        for good in ["https://zs.example.cn/130100", "https://zs.example.cn/130100/", "http://127.0.0.1:8080/130100"] {
            let client = RegistryClient::new(good).unwrap();
            assert!(!client.base().ends_with('/'), "{good}");
        }
        for bad in [
            "http://zs.example.cn",
            "zs.example.cn",
            "",
            "ftp://a.example",
            "https://",
            "https://u@h.example",
            "https://h.example/?q",
        ] {
            assert_eq!(RegistryClient::new(bad).map(|_| ()).unwrap_err().code(), "bad_address", "{bad}");
        }
    }

    #[test]
    fn an_answer_that_contradicts_itself_is_no_answer() {
        assert!(parse_word(br#"{"outcome":"valid","reason":null}"#).is_some());
        assert!(parse_word(br#"{"outcome":"valid","reason":"revoked"}"#).is_none());
        assert!(parse_word(br#"{"outcome":"perhaps"}"#).is_none());
        assert!(parse_word(b"<html>").is_none());
    }
}
