//! What lies at the server's root: the web page, what it is told about this deployment, and health.

use crate::assets::{Asset, Assets};
use crate::http::answer::{Keep, json};
use crate::http::handlers::reading;
use crate::http::problem::{self, Problem};
use crate::metrics::prometheus;
use crate::service::Service;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use hezheng_core::ids::to_hex;
use serde::Serialize;
use std::sync::Arc;

/// Nothing but the page's own files, and WebAssembly; no request to anybody else.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
    img-src 'self' data:; style-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

/// The page asks for no sensor but the camera, with which it is to read QR codes.
const PERMISSIONS: &str = "camera=(self), geolocation=(), microphone=(), payment=()";

/// Nobody else's page holds a handle on this one's window, or has its files in it.
const SAME_ORIGIN: &str = "same-origin";

/// What these handlers know.
#[derive(Clone)]
pub(super) struct Pages {
    pub(super) service: Arc<Service>,
    pub(super) assets: Assets,
}

/// A file of the page.
pub(super) async fn file(State(pages): State<Pages>, request: Request) -> Response {
    let path = request.uri().path();
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let Some(Asset { bytes, brotli, content_type }) = pages.assets.file(path).filter(|_| is_read) else {
        return Problem::of(problem::NOT_FOUND).into_response();
    };
    let keep = if path.starts_with("/assets/") { Keep::Forever } else { Keep::AskAgain };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (CACHE_CONTROL, keep.header()),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (HeaderName::from_static("permissions-policy"), HeaderValue::from_static(PERMISSIONS)),
        (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static(SAME_ORIGIN)),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static(SAME_ORIGIN)),
    ];
    match brotli {
        None => (headers, bytes.into_owned()).into_response(),
        Some(smaller) => {
            let varies = [(VARY, ACCEPT_ENCODING.as_str())];
            if takes_brotli(request.headers()) {
                (headers, varies, [(CONTENT_ENCODING, BROTLI)], smaller.into_owned()).into_response()
            } else {
                (headers, varies, bytes.into_owned()).into_response()
            }
        }
    }
}

const BROTLI: &str = "br";

/// RFC 9110, section 12.5.3. Whoever only says `*` names nothing, and gets the file as it is.
fn takes_brotli(headers: &HeaderMap) -> bool {
    let named = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    named.flat_map(|value| value.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = weight.trim().to_ascii_lowercase().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0));
        name.trim().eq_ignore_ascii_case(BROTLI) && !refused
    })
}

#[derive(Serialize)]
struct ConfigJson<'c> {
    format: u64,
    roots: Vec<String>,
    official_host: &'c str,
    authorities: Vec<AuthorityJson>,
}

#[derive(Serialize)]
struct AuthorityJson {
    code: String,
    name: String,
    base_url: String,
}

/// What the page is told about this deployment at its first visit: the root keys that it pins.
pub(super) async fn config(State(Pages { service, .. }): State<Pages>) -> Response {
    let view = service.view();
    let listed = service.served.iter().filter_map(|served| service.listed(&view, served.number));
    let authorities = listed.map(|authority| AuthorityJson {
        code: authority.code.to_string(),
        name: authority.name,
        base_url: authority.base_url,
    });
    let config = ConfigJson {
        format: 1,
        roots: service.roots.iter().map(|root| to_hex(&root.0)).collect(),
        official_host: &service.official_host,
        authorities: authorities.collect(),
    };
    json(StatusCode::OK, &config)
}

#[derive(Serialize)]
struct HealthJson {
    status: &'static str,
}

/// The process runs.
pub(super) async fn live() -> Response {
    json(StatusCode::OK, &HealthJson { status: "live" })
}

#[derive(Serialize)]
struct ReadyJson {
    status: &'static str,
    warnings: Vec<WarningJson>,
}

#[derive(Serialize)]
struct WarningJson {
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    authority: Option<String>,
    at: String,
}

/// Counters and gauges for Prometheus.
pub(super) async fn metrics(State(Pages { service, .. }): State<Pages>) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8")),
        (CACHE_CONTROL, Keep::Never.header()),
    ];
    // Where the store does not answer, the rest is all the more worth knowing.
    let desks = reading(&service, Service::desks_waiting).await.unwrap_or_default();
    (headers, prometheus::text(&service, &desks)).into_response()
}

/// Certificates can be registered and verified now, and what to see to so that it stays so; otherwise a problem that says why not.
pub(super) async fn ready(State(Pages { service, .. }): State<Pages>) -> Result<Response, Problem> {
    service.is_ready().await?;
    let warnings = service.warnings().into_iter().map(|warning| WarningJson {
        code: warning.kind.code(),
        authority: warning.authority.map(|code| code.to_string()),
        at: warning.at.to_string(),
    });
    Ok(json(StatusCode::OK, &ReadyJson { status: "ready", warnings: warnings.collect() }))
}
