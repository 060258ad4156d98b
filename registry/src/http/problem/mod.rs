//! Problem documents (RFC 9457): the only place where refusals become HTTP. Each has a stable `code` and fixed words, in
//! English and Chinese; nothing that a client sent comes back, but the rule of the format that was broken and, to the
//! institution itself, a certificate number of its own. docs/API.md lists them all, and a test holds it to that.

mod kinds;
mod of_refusals;

use crate::http::answer::Keep;
use crate::limits::{CLOSED_SECS, RETRY_SECS, VISIT_SECS};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use hezheng_core::cbor::Writer;
pub(crate) use kinds::*;
use serde::Serialize;

/// An answer that says what is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Problem {
    kind: Kind,
    /// The rule of the format that was broken.
    rule: Option<Box<str>>,
    /// A certificate number that it is about.
    number: Option<Box<str>>,
    /// An officer's words.
    reason: Option<Box<str>>,
}

impl Problem {
    pub(crate) fn of(kind: Kind) -> Self {
        Self { kind, rule: None, number: None, reason: None }
    }

    /// As a result of a batch: `{ 1: status, 3: tstr code, ? 4: tstr certificate number, ? 5: tstr rule }`, the rule where a
    /// certificate waits for an officer.
    pub(super) fn write<'w>(&self, writer: &'w mut Writer) -> &'w mut Writer {
        let rule = self.rule.as_ref().filter(|_| self.kind == AWAITING_APPROVAL);
        writer.map(2 + usize::from(self.number.is_some()) + usize::from(rule.is_some()));
        writer.integer(1).unsigned(self.kind.status.into());
        writer.integer(3).text(self.kind.code);
        if let Some(number) = &self.number {
            writer.integer(4).text(number);
        }
        if let Some(rule) = rule {
            writer.integer(5).text(rule);
        }
        writer
    }

    fn about(kind: Kind, number: &hezheng_core::number::CertificateNumber) -> Self {
        Self { number: Some(number.as_str().into()), ..Self::of(kind) }
    }
}

#[derive(Serialize)]
struct ProblemJson<'p> {
    r#type: String,
    title: &'p str,
    title_zh: &'p str,
    status: u16,
    detail: &'p str,
    code: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'p str>,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Kind { status, code, title, title_zh, detail } = self.kind;
        let body = ProblemJson {
            r#type: format!("urn:hezheng:problem:{code}"),
            title,
            title_zh,
            status,
            detail,
            code,
            rule: self.rule.as_deref(),
            number: self.number.as_deref(),
            reason: self.reason.as_deref(),
        };
        let body = serde_json::to_vec(&body).unwrap_or_default();
        let kind = HeaderValue::from_static("application/problem+json");
        let headers = [(CONTENT_TYPE, kind), (CACHE_CONTROL, Keep::Never.header())];
        let status_code = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status_code, headers, body).into_response();
        let again = match (status, code) {
            (503, _) => Some(RETRY_SECS),
            (429, "match_closed") => Some(CLOSED_SECS),
            (429, _) => Some(VISIT_SECS),
            _ => None,
        };
        if let Some(secs) = again {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(secs));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_there_once_and_documented() {
        let page = include_str!("../../../../docs/API.md");
        for kind in ALL {
            assert_eq!(ALL.iter().filter(|other| other.code == kind.code).count(), 1, "{}", kind.code);
            let row = format!("| {} | `{}` | {} | {} |", kind.status, kind.code, kind.title, kind.title_zh);
            assert!(page.contains(&row), "docs/API.md lacks the row\n{row}");
        }
        let rows = ["\n| 202 | `", "\n| 4", "\n| 5"].map(|status| page.matches(status).count());
        assert_eq!(rows.iter().sum::<usize>(), ALL.len());
    }
}
