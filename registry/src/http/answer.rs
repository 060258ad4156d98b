//! How answers are written.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// A binary body's content type (format.md section 8).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Binary {
    Cbor,
    Cose,
}

/// How long an answer may be kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Keep {
    /// Not at all: it is for one asker, or of one moment.
    Never,
    /// It may be kept, and is asked for again before it is used.
    AskAgain,
    /// For ever: what lies at this address never changes.
    Forever,
}

impl Keep {
    pub(super) fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Never => "no-store",
            Self::AskAgain => "no-cache",
            Self::Forever => "public, max-age=31536000, immutable",
        })
    }
}

pub(super) fn binary(status: StatusCode, kind: Binary, keep: Keep, body: Vec<u8>) -> Response {
    let content_type = match kind {
        Binary::Cbor => "application/cbor",
        Binary::Cose => "application/cose",
    };
    let headers = [(CONTENT_TYPE, HeaderValue::from_static(content_type)), (CACHE_CONTROL, keep.header())];
    (status, headers, body).into_response()
}

pub(super) fn json(status: StatusCode, body: &impl Serialize) -> Response {
    // Only a map with keys that are no text cannot be written, and there is none.
    json_text(status, serde_json::to_string(body).unwrap_or_default())
}

pub(super) fn json_text(status: StatusCode, body: String) -> Response {
    let json = HeaderValue::from_static("application/json");
    (status, [(CONTENT_TYPE, json), (CACHE_CONTROL, Keep::Never.header())], body).into_response()
}

/// No answer is ever guessed to be of another type.
pub(super) async fn no_sniffing(mut response: Response) -> Response {
    response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
