//! The catalogues' pages that anybody may read.

use crate::http::At;
use crate::http::answer::Keep;
use crate::http::handlers::{Answer, reading};
use crate::http::mount_path;
use crate::http::pages::Pages;
use crate::http::problem::{self, Problem};
use crate::limits::SOUGHT_CHARS;
use crate::open_catalogue::{self, STYLE, Shown, Sought};
use crate::refusal::{Failed, Unavailable};
use crate::service::Service;
use crate::shown::Edition;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hezheng_core::ids::Hash;
use serde::Deserialize;

#[derive(Deserialize, Default)]
pub(super) struct Wanted {
    #[serde(default)]
    q: String,
}

type Asked = Result<Query<Wanted>, QueryRejection>;

pub(super) async fn programmes(State(at): State<At>, asked: Asked) -> Answer {
    page(at, asked, |service, at, sought| {
        let programmes = service.programmes(at.authority)?;
        let edition = Edition::of(programmes.iter());
        with(service, at, (edition, sought), |shown| open_catalogue::programmes(shown, &programmes))
    })
    .await
}

pub(super) async fn institutions(State(at): State<At>, asked: Asked) -> Answer {
    page(at, asked, |service, at, sought| {
        let (institutions, programmes) = (service.institutions(at.authority)?, service.programmes(at.authority)?);
        let edition = Edition::of(institutions.iter().map(|shown| &shown.entry));
        with(service, at, (edition, sought), |shown| open_catalogue::institutions(shown, &institutions, &programmes))
    })
    .await
}

/// Whose catalogues there are here.
pub(super) async fn bureaus(State(Pages { service, .. }): State<Pages>) -> Response {
    let view = service.view();
    let listed: Vec<_> = service.served.iter().filter_map(|served| service.listed(&view, served.number)).collect();
    let bureaus: Vec<(String, String)> = listed
        .into_iter()
        .filter_map(|authority| mount_path(&authority.base_url).map(|path| (authority.name, path)))
        .collect();
    let bureaus: Vec<(String, &str)> = bureaus.iter().map(|(name, path)| (name.clone(), path.as_str())).collect();
    html(open_catalogue::bureaus(&bureaus))
}

async fn page(
    at: At,
    asked: Asked,
    make: impl FnOnce(&Service, &At, &Sought) -> Result<String, Failed> + Send + 'static,
) -> Answer {
    let Query(Wanted { q }) = asked.map_err(|_| Problem::of(problem::MALFORMED))?;
    if q.chars().count() > SOUGHT_CHARS {
        return Err(Problem::of(problem::MALFORMED));
    }
    let sought = Sought::new(&q);
    let service = std::sync::Arc::clone(&at.service);
    Ok(html(reading(&service, move |service| make(service, &at, &sought)).await?))
}

fn with(
    service: &Service,
    at: &At,
    (edition, sought): (Edition, &Sought),
    make: impl FnOnce(&Shown<'_>) -> String,
) -> Result<String, Failed> {
    let view = service.view();
    let listed = service.listed(&view, at.authority).ok_or(Failed::refused(Unavailable::ServiceKey))?;
    let path = mount_path(&listed.base_url).unwrap_or_default();
    Ok(make(&Shown { authority: &listed.name, path: &path, edition, now: service.now(), sought }))
}

/// A page without a script: its one sheet is named by its hash, and a form may ask this server alone.
fn html(page: String) -> Response {
    let style = STANDARD.encode(Hash::of(&[STYLE.as_bytes()]).0);
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CACHE_CONTROL, Keep::AskAgain.header()),
        (
            CONTENT_SECURITY_POLICY,
            HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'")),
        ),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    (headers, page).into_response()
}
