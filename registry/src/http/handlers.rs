//! One handler for each request of format.md section 8.

use crate::http::At;
use crate::http::answer::{self, Binary, Keep};
use crate::http::incoming;
use crate::http::problem::{self, Problem};
use crate::limits::{
    BATCH_REQUEST_BYTES, CERTIFICATE_REQUEST_BYTES, IDENTITY_NUMBER_BYTES, MATCH_REQUEST_BYTES,
    RESERVATION_REQUEST_BYTES, VERIFY_REQUEST_BYTES,
};
use crate::refusal::{Failed, Unavailable};
use crate::sequencer::{Asked, MatchQuestion, OrderGiven};
use crate::service::Service;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hezheng_core::cbor::Writer;
use hezheng_core::ids::Hash;
use hezheng_core::limits::{BUNDLE_BYTES, ORDER_BYTES};
use hezheng_core::statement::check_code::CheckCode;
use hezheng_core::verify::Presented;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use zeroize::Zeroizing;

pub(super) type Answer = Result<Response, Problem>;

pub(super) async fn reserve(State(at): State<At>, request: Request) -> Answer {
    let (signer, body) = incoming::signed(&at, request, "v1/reservations", RESERVATION_REQUEST_BYTES).await?;
    let asked = incoming::reservation(at.authority, signer, &body)?;
    let reserved = at.service.queue.ask(asked, Asked::Reserve).await?;
    let mut body = Writer::new();
    body.map(2).integer(1).unsigned(reserved.first).integer(2).unsigned(reserved.count);
    Ok(answer::binary(StatusCode::OK, Binary::Cbor, Keep::Never, body.into_bytes()))
}

pub(super) async fn register(State(at): State<At>, request: Request) -> Answer {
    let (signer, body) = incoming::signed(&at, request, "v1/certificates", CERTIFICATE_REQUEST_BYTES).await?;
    let asked = incoming::registration(at.authority, signer, &body)?;
    let mut answers = at.service.queue.ask(vec![asked], Asked::Register).await?;
    let registered = answers.pop().unwrap_or(Err(Unavailable::Store.into()))?;
    let status = StatusCode::from_u16(registered.status()).unwrap_or(StatusCode::OK);
    Ok(answer::binary(status, Binary::Cose, Keep::Never, registered.statement))
}

pub(super) async fn register_batch(State(at): State<At>, request: Request) -> Answer {
    let (signer, body) = incoming::signed(&at, request, "v1/certificates/batch", BATCH_REQUEST_BYTES).await?;
    let asked = incoming::batch(at.authority, signer, &body)?;
    drop(body);
    let results = at.service.queue.ask(asked, Asked::Register).await?;
    let mut body = Writer::new();
    body.array(results.len());
    for result in results {
        match result {
            Ok(registered) => {
                body.map(2).integer(1).unsigned(registered.status().into()).integer(2).bytes(&registered.statement)
            }
            Err(refusal) => Problem::from(refusal).write(&mut body),
        };
    }
    Ok(answer::binary(StatusCode::OK, Binary::Cbor, Keep::Never, body.into_bytes()))
}

pub(super) async fn receipt(State(at): State<At>, request: Request) -> Answer {
    let (_, body) = incoming::binary(request, VERIFY_REQUEST_BYTES).await?;
    let receipt = reading(&at.service, move |service| service.receipt(at.authority, &body)).await?;
    let receipt = receipt.ok_or(Problem::of(problem::NOT_FOUND))?;
    Ok(answer::binary(StatusCode::OK, Binary::Cose, Keep::Never, receipt))
}

pub(super) async fn give_order(State(at): State<At>, request: Request) -> Answer {
    let (_, body) = incoming::binary(request, ORDER_BYTES).await?;
    let given = OrderGiven { authority: at.authority, order: body.into() };
    let record = at.service.queue.ask(given, Asked::Order).await?;
    let mut body = Writer::new();
    body.map(2).integer(1).unsigned(record.touched).integer(2).array(record.entries.len());
    record.entries.iter().for_each(|leaf| {
        body.unsigned(leaf.0);
    });
    Ok(answer::binary(StatusCode::ACCEPTED, Binary::Cbor, Keep::Never, body.into_bytes()))
}

pub(super) async fn order(State(at): State<At>, Path(hash): Path<String>) -> Answer {
    let hash = Hash::parse(&hash).ok_or(Problem::of(problem::NOT_FOUND))?;
    let order = reading(&at.service, move |service| service.order(at.authority, hash)).await?;
    let order = order.ok_or(Problem::of(problem::NOT_FOUND))?;
    Ok(answer::binary(StatusCode::OK, Binary::Cose, Keep::Forever, order))
}

pub(super) async fn trust_bundle(State(at): State<At>) -> Answer {
    let view = at.service.view();
    let bundle = view.trust.bundle().ok_or(Problem::of(problem::NOT_FOUND))?;
    Ok(answer::binary(StatusCode::OK, Binary::Cose, Keep::AskAgain, bundle.bytes().to_vec()))
}

pub(super) async fn take_bundle(State(at): State<At>, request: Request) -> Answer {
    let (_, body) = incoming::binary(request, BUNDLE_BYTES).await?;
    at.service.queue.ask(body.into(), Asked::TakeBundle).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) async fn snapshot(State(at): State<At>) -> Answer {
    let view = at.service.fresh_view().await;
    let served = at.service.served.iter().find(|served| served.number == at.authority);
    let snapshot = served.and_then(|served| view.evidence.snapshot(&served.code));
    let snapshot = snapshot.ok_or(Problem::of(problem::NO_SNAPSHOT))?;
    Ok(answer::binary(StatusCode::OK, Binary::Cose, Keep::AskAgain, snapshot.bytes().to_vec()))
}

pub(super) async fn pack(State(at): State<At>) -> Answer {
    let view = at.service.fresh_view().await;
    let pack = reading(&at.service, move |service| service.pack(&view)).await?;
    Ok(answer::binary(StatusCode::OK, Binary::Cbor, Keep::AskAgain, pack))
}

pub(super) async fn verify(State(at): State<At>, request: Request) -> Answer {
    let (_, body) = incoming::binary(request, VERIFY_REQUEST_BYTES).await?;
    let view = at.service.fresh_view().await;
    let report =
        reading(&at.service, move |service| service.verify(Presented::Statement(&body), &view, service.now())).await?;
    Ok(answer::json_text(StatusCode::OK, report.to_json()))
}

#[derive(Deserialize)]
pub(super) struct LookupQuery {
    code: String,
}

pub(super) async fn lookup(State(at): State<At>, query: Result<Query<LookupQuery>, QueryRejection>) -> Answer {
    let Query(query) = query.map_err(|_| Problem::of(problem::CHECK_CODE))?;
    let code = CheckCode::parse(&query.code).map_err(|_| Problem::of(problem::CHECK_CODE))?;
    let view = at.service.fresh_view().await;
    let report = reading(&at.service, move |service| service.lookup(at.authority, code, &view)).await?;
    let report = report.ok_or(Problem::of(problem::NOT_FOUND))?;
    Ok(answer::json_text(StatusCode::OK, report.to_json()))
}

/// It holds personal data and has no `Debug`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MatchRequest {
    code: String,
    identity_number: String,
}

#[derive(Serialize)]
struct MatchAnswer {
    r#match: bool,
}

pub(super) async fn match_person(State(at): State<At>, request: Request) -> Answer {
    let body = incoming::json(request, MATCH_REQUEST_BYTES).await?;
    let request: MatchRequest = serde_json::from_slice(&body).map_err(|_| Problem::of(problem::MALFORMED))?;
    let identity_number = Zeroizing::new(request.identity_number);
    if identity_number.len() > IDENTITY_NUMBER_BYTES {
        return Err(Problem::of(problem::MALFORMED));
    }
    let code = CheckCode::parse(&request.code).map_err(|_| Problem::of(problem::CHECK_CODE))?;
    let question = MatchQuestion { authority: at.authority, code, identity_number };
    let is_match = at.service.queue.ask(question, Asked::Match).await?;
    Ok(answer::json(StatusCode::OK, &MatchAnswer { r#match: is_match }))
}

/// Answers from the store, on a thread that may wait for the disk.
pub(super) async fn reading<T: Send + 'static>(
    service: &Arc<Service>,
    read: impl FnOnce(&Service) -> Result<T, Failed> + Send + 'static,
) -> Result<T, Problem> {
    let service = Arc::clone(service);
    let answer = tokio::task::spawn_blocking(move || read(&service)).await;
    Ok(answer.map_err(|_| Problem::of(problem::STORE))??)
}
