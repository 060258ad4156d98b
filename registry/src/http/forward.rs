//! Requests that write, on a node that does not: the elected node answers them.

use crate::http::At;
use crate::http::problem::{self, Problem};
use crate::nodes::{Elected, FORWARDED};
use crate::sequencer::Asked;
use crate::service::Service;
use axum::extract::{Request, State};
use axum::http::uri::PathAndQuery;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// What is asked with a body and yet only reads. All else that is no GET writes, or may.
const READING: [&str; 4] = ["/v1/verify", "/v1/verify/batch", "/v1/receipts", "/v1/shared"];

/// What the layer below an authority's base URL knows.
#[derive(Clone)]
pub(super) struct Forwarding {
    pub(super) at: At,
    /// The path of its base URL, which is not in the request's any more.
    pub(super) mount: String,
}

/// Answers here, or has the elected node answer.
pub(super) async fn writes(
    State(Forwarding { at, mount }): State<Forwarding>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD) || READING.contains(&path);
    if reads || at.service.nodes.elected() == Elected::Here {
        return next.run(request).await;
    }
    let path = request.uri().path_and_query().map_or(path, PathAndQuery::as_str);
    let Ok(path) = format!("{mount}{path}").parse::<PathAndQuery>() else {
        return Problem::of(problem::NOT_FOUND).into_response();
    };
    match at.service.nodes.forward(request, path).await {
        Ok(answer) => answer,
        Err(refusal) => Problem::from(refusal).into_response(),
    }
}

/// Another node asks this one to make the snapshots that are due.
pub(super) async fn refresh(State(service): State<Arc<Service>>, request: Request) -> Result<StatusCode, Problem> {
    if !request.headers().contains_key(FORWARDED) || service.nodes.elected() != Elected::Here {
        return Err(Problem::of(problem::STORE));
    }
    for authority in service.served.iter() {
        service.queue.ask(authority.number, Asked::Refresh).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
