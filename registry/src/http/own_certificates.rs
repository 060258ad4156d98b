//! What an institution asks of its own certificates: where each stands, the PDF of one, and what could not be printed.

use crate::certificates_of::{CertificatesWanted, PrintableAsked};
use crate::desk::audit::Role;
use crate::http::At;
use crate::http::answer::{self, Keep};
use crate::http::desk::parse;
use crate::http::handlers::{Answer, reading};
use crate::http::incoming;
use crate::http::problem::{self, Problem};
use crate::limits::{CLASS_REQUEST_BYTES, DESK_REQUEST_BYTES};
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::IntoResponse;
use hezheng_core::number::CertificateNumber;
use serde::Deserialize;

pub(super) async fn list(State(at): State<At>, request: Request) -> Answer {
    let path = ("v1/certificates/mine", DESK_REQUEST_BYTES);
    let (act, body) = incoming::act(&at, request, path, Role::Institution).await?;
    let wanted: CertificatesWanted = parse(&body)?;
    let shown = reading(&at.service, move |service| service.certificates_of(at.authority, (act.kid, &wanted)));
    Ok(answer::json(StatusCode::OK, &shown.await?))
}

/// What of a roster cannot be printed.
pub(super) async fn unprintable(State(at): State<At>, request: Request) -> Answer {
    let path = ("v1/classes/printable", CLASS_REQUEST_BYTES);
    let (act, body) = incoming::act(&at, request, path, Role::Institution).await?;
    let asked: PrintableAsked = parse(&body)?;
    let said = reading(&at.service, move |service| service.unprintable(at.authority, (act.kid, &asked)));
    Ok(answer::json(StatusCode::OK, &said.await?))
}

/// Which PDF is wanted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PdfWanted {
    number: String,
}

pub(super) async fn pdf(State(at): State<At>, request: Request) -> Answer {
    let path = ("v1/certificates/pdf", DESK_REQUEST_BYTES);
    let (act, body) = incoming::act(&at, request, path, Role::Institution).await?;
    let wanted: PdfWanted = parse(&body)?;
    let number = CertificateNumber::parse(&wanted.number).map_err(|_| Problem::of(problem::NOT_FOUND))?;
    let _turn = at.service.pages_at_once.acquire().await.map_err(|_| Problem::of(problem::BUSY))?;
    let pdf = reading(&at.service, move |service| service.own_pdf(at.authority, (act.kid, &number))).await?;
    let pdf = pdf.ok_or(Problem::of(problem::NOT_FOUND))?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"certificate.pdf\"")),
        (CACHE_CONTROL, Keep::Never.header()),
    ];
    Ok((StatusCode::OK, headers, pdf).into_response())
}
