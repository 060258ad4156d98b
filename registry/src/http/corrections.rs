//! The requests about corrections: what institutions file, collect and withdraw, and what officers are shown.

use crate::http::At;
use crate::http::answer::{self, Binary, Keep};
use crate::http::handlers::{Answer, reading};
use crate::http::incoming;
use crate::limits::{CORRECTION_NAME_BYTES, CORRECTION_REQUEST_BYTES, CORRECTIONS_REQUEST_BYTES};
use crate::sequencer::{Asked, Filed};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hezheng_core::cbor::Writer;

pub(super) async fn file(State(at): State<At>, request: Request) -> Answer {
    let (signer, body) = incoming::signed(&at, request, "v1/corrections", CORRECTION_REQUEST_BYTES).await?;
    let filing = incoming::filing(at.authority, signer, &body)?;
    Ok(answered(at.service.queue.ask(filing, Asked::FileCorrection).await?))
}

pub(super) async fn collect(State(at): State<At>, request: Request) -> Answer {
    let (signer, body) = incoming::signed(&at, request, "v1/corrections/collect", CORRECTION_NAME_BYTES).await?;
    let asked = incoming::named_correction(at.authority, signer, &body)?;
    Ok(answered(reading(&at.service, move |service| service.correction(&asked)).await?))
}

pub(super) async fn withdraw(State(at): State<At>, request: Request) -> Answer {
    let (signer, body) = incoming::signed(&at, request, "v1/corrections/withdraw", CORRECTION_NAME_BYTES).await?;
    let asked = incoming::named_correction(at.authority, signer, &body)?;
    at.service.queue.ask(asked, Asked::WithdrawCorrection).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) async fn open(State(at): State<At>, request: Request) -> Answer {
    let path = "v1/corrections/open";
    let body = incoming::signed_by_officer(&at, request, path, CORRECTIONS_REQUEST_BYTES).await?;
    let wanted = incoming::certificate_numbers(&body)?;
    let shown = reading(&at.service, move |service| service.open_corrections(at.authority, &wanted)).await?;
    let mut body = Writer::new();
    body.array(shown.len());
    for one in shown {
        body.map(4).integer(1).bytes(&one.replaced).integer(2).bytes(&one.statement);
        body.integer(3).unsigned(one.reason.code()).integer(4).unsigned(one.filed.0);
    }
    Ok(answer::binary(StatusCode::OK, Binary::Cbor, Keep::Never, body.into_bytes()))
}

fn answered(filed: Filed) -> Response {
    match filed {
        Filed::CarriedOut(registered) => answer::binary(StatusCode::OK, Binary::Cose, Keep::Never, registered),
        Filed::Waiting(since) => {
            let mut body = Writer::new();
            body.map(1).integer(1).unsigned(since.0);
            answer::binary(StatusCode::ACCEPTED, Binary::Cbor, Keep::Never, body.into_bytes())
        }
    }
}
