//! `POST v1/verify/batch`: many certificates in one request, each judged as `v1/verify` judges it alone. What is sent is in no
//! log line, and the work is done beside the threads that answer.

use crate::http::At;
use crate::http::answer;
use crate::http::handlers::{Answer, reading};
use crate::http::incoming;
use crate::http::problem::{self, Problem};
use crate::limits::{VERIFY_BATCH_ITEMS, VERIFY_BATCH_REQUEST_BYTES};
use crate::refusal::Failed;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hezheng_core::verify::Presented;
use serde::Deserialize;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// What somebody presents. It names a person and has no `Debug`.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Item {
    /// The text of a QR code, whole or its digits alone.
    QrText(String),
    /// The bytes of a statement, as a PDF embeds it, in base64.
    Statement(String),
}

pub(super) async fn verify_batch(State(at): State<At>, request: Request) -> Answer {
    let body = incoming::json(request, VERIFY_BATCH_REQUEST_BYTES).await?;
    let room = room(&at.service.verifying)?;
    let view = at.service.fresh_view().await;
    let reports = reading(&at.service, move |service| {
        let _room = room;
        let items = match parse(&body) {
            Ok(items) => items,
            Err(problem) => return Ok(Err(problem)),
        };
        drop(body);
        let now = service.now();
        let judged = items.iter().map(|item| Ok(service.verify(item.presented(), &view, now)?.to_json()));
        judged.collect::<Result<Vec<_>, Failed>>().map(Ok)
    })
    .await??;
    Ok(answer::json_text(StatusCode::OK, format!("[{}]", reports.join(","))))
}

/// A place among the batches that are verified at once, given back when it is dropped.
fn room(verifying: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Problem> {
    Arc::clone(verifying).try_acquire_owned().map_err(|_| Problem::of(problem::BUSY))
}

fn parse(body: &[u8]) -> Result<Vec<Given>, Problem> {
    let items: Vec<Item> = serde_json::from_slice(body).map_err(|_| Problem::of(problem::MALFORMED))?;
    if items.is_empty() || items.len() > VERIFY_BATCH_ITEMS {
        return Err(Problem::of(problem::VERIFY_COUNT));
    }
    Ok(items.into_iter().map(Given::from).collect())
}

/// An item, its base64 undone.
enum Given {
    QrText(String),
    Statement(Vec<u8>),
}

impl From<Item> for Given {
    fn from(item: Item) -> Self {
        match item {
            Item::QrText(text) => Self::QrText(text),
            // What is no base64 is no statement: no bytes at all are judged `malformed`, and the other items as they are.
            Item::Statement(text) => Self::Statement(STANDARD.decode(text).unwrap_or_default()),
        }
    }
}

impl Given {
    fn presented(&self) -> Presented<'_> {
        match self {
            Self::QrText(text) => Presented::QrText(text),
            Self::Statement(bytes) => Presented::Statement(bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::VERIFY_BATCHES_AT_ONCE;

    #[test]
    fn so_many_batches_are_verified_at_once_and_the_next_is_told_to_come_again() {
        let verifying = Arc::new(Semaphore::new(VERIFY_BATCHES_AT_ONCE));
        let mut held: Vec<_> = (0..VERIFY_BATCHES_AT_ONCE).map(|_| room(&verifying).unwrap()).collect();
        assert_eq!(room(&verifying).map(|_| ()), Err(Problem::of(problem::BUSY)));
        held.pop();
        assert!(room(&verifying).is_ok());
    }
}
