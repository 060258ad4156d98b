//! A witness over HTTP: bounds what comes, asks the witness, writes what it answers (C2SP tlog-witness).

use super::{Answer, Witness};
use crate::clock;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use hezheng_core::log::witness::{REQUEST_BYTES, SIZE_MEDIA_TYPE, encode_size};
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// A request has so long to arrive.
const PATIENCE: Duration = Duration::from_secs(10);
/// So many requests are held at once, some 150 KB each; one more is told to come again.
const AT_ONCE: usize = 64;

#[derive(Clone)]
struct Serving {
    witness: Arc<Witness>,
    places: Arc<Semaphore>,
}

/// Serves until told to stop.
///
/// # Errors
/// Where the listener fails.
pub(crate) async fn serve(
    listener: TcpListener,
    witness: Arc<Witness>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let serving = Serving { witness, places: Arc::new(Semaphore::new(AT_ONCE)) };
    let app = Router::new().route("/", get(about)).route("/add-checkpoint", post(add_checkpoint)).with_state(serving);
    axum::serve(listener, app).with_graceful_shutdown(shutdown).await
}

/// Who this is, and what it has cosigned: its verifier key, then an origin and a size a line.
async fn about(State(serving): State<Serving>) -> String {
    let logs = serving.witness.watched().map(|(origin, size)| format!("{origin} {}\n", size.0));
    format!("{}\n{}", serving.witness.verifier_key(), logs.collect::<String>())
}

async fn add_checkpoint(State(serving): State<Serving>, body: Body) -> Response {
    let Ok(_place) = Arc::clone(&serving.places).try_acquire_owned() else {
        return (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "1")]).into_response();
    };
    let request = match timeout(PATIENCE, to_bytes(body, REQUEST_BYTES)).await {
        Err(_) => return StatusCode::REQUEST_TIMEOUT.into_response(),
        Ok(Err(_)) => return StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Ok(Ok(request)) => request,
    };
    let witness = serving.witness;
    // Making a checkpoint durable waits for the disk.
    let answered = tokio::task::spawn_blocking(move || witness.add_checkpoint(&request, clock::now())).await;
    match answered {
        Ok(answer) => response(answer),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn response(answer: Answer) -> Response {
    match answer {
        Answer::Cosigned(line) => line.into_response(),
        Answer::Malformed => StatusCode::BAD_REQUEST.into_response(),
        Answer::UnknownLog => StatusCode::NOT_FOUND.into_response(),
        Answer::NotSigned => StatusCode::FORBIDDEN.into_response(),
        Answer::Conflict(size) => {
            (StatusCode::CONFLICT, [(CONTENT_TYPE, SIZE_MEDIA_TYPE)], encode_size(size)).into_response()
        }
        Answer::BadProof => StatusCode::UNPROCESSABLE_ENTITY.into_response(),
        Answer::NotKept => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
