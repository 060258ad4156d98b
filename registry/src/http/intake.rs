//! How much may come in at once: bodies take their size from one budget before a byte of them is read, and who finds it
//! used up is told to come again. So memory is bounded however many clients there are.

use crate::http::problem::{self, Problem};
use crate::limits::{BATCH_REQUEST_BYTES, INTAKE_BYTES};
use axum::extract::{Request, State};
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use tokio::sync::Semaphore;

const UNIT: usize = 1_024;

/// The budget.
#[derive(Clone, Debug)]
pub(super) struct Intake(Arc<Semaphore>);

impl Intake {
    pub(super) fn new() -> Self {
        Self(Arc::new(Semaphore::new(INTAKE_BYTES / UNIT)))
    }
}

/// Lets a request in where the budget has room for its body, which it gives back when it is answered.
pub(super) async fn admit(State(intake): State<Intake>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    match intake.0.try_acquire_many(units(request.headers())) {
        Ok(_held) => next.run(request).await,
        Err(_) => Problem::of(problem::BUSY).into_response(),
    }
}

/// What a body takes of the budget. One that does not say its length may be as long as the longest that is read; a longer
/// one is refused anyway.
fn units(headers: &HeaderMap) -> u32 {
    let length = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let length: usize = length.unwrap_or(BATCH_REQUEST_BYTES).min(BATCH_REQUEST_BYTES);
    u32::try_from(length / UNIT + 1).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_takes_its_length_and_an_unknown_one_the_most() {
        let with = |length: &str| HeaderMap::from_iter([(CONTENT_LENGTH, length.parse().unwrap())]);
        assert_eq!(units(&with("0")), 1);
        assert_eq!(units(&with("1024")), 2);
        let most = u32::try_from(BATCH_REQUEST_BYTES / UNIT + 1).unwrap();
        assert_eq!(units(&HeaderMap::new()), most);
        assert_eq!(units(&with("99999999999")), most);
        assert_eq!(units(&with("x")), most);
        assert!(most as usize <= INTAKE_BYTES / UNIT / 2);
    }
}
