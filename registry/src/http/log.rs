//! The log for anybody who wants to check it: checkpoint, tiles, status lists.

use crate::http::At;
use crate::http::answer::Keep;
use crate::http::handlers::{Answer, reading};
use crate::http::problem::{self, Problem};
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use hezheng_core::ids::TreeSize;
use hezheng_core::log::memory::encode_proof;
use hezheng_core::log::tile::Tile;

/// The content type of Token Status Lists in CWT form (the draft, section 8.1).
const STATUS_LIST: &str = "application/statuslist+cwt";

pub(super) async fn checkpoint(State(at): State<At>) -> Answer {
    let checkpoint = at.service.checkpoint(at.authority).ok_or(Problem::of(problem::NOT_FOUND))?;
    Ok(file("text/plain; charset=utf-8", Keep::AskAgain, checkpoint.as_bytes().to_vec()))
}

/// A tile. What one holds never changes, be it partial: the log only grows.
pub(super) async fn tile(State(at): State<At>, Path(path): Path<String>) -> Answer {
    let tile = Tile::parse(&format!("tile/{path}")).map_err(|_| Problem::of(problem::NOT_FOUND))?;
    let bytes = reading(&at.service, move |service| service.tile(at.authority, &tile)).await?;
    Ok(file("application/octet-stream", Keep::Forever, bytes.ok_or(Problem::of(problem::NOT_FOUND))?))
}

/// That the tree of the first `new` leaves begins with that of the first `old`. It never changes either.
pub(super) async fn consistency(State(at): State<At>, Path((old, new)): Path<(String, String)>) -> Answer {
    let sizes = old.parse().ok().zip(new.parse().ok()).map(|(old, new)| (TreeSize(old), TreeSize(new)));
    let (old, new) = sizes.ok_or(Problem::of(problem::NOT_FOUND))?;
    let proof = reading(&at.service, move |service| service.consistency(at.authority, old, new)).await?;
    let proof = encode_proof(&proof.ok_or(Problem::of(problem::NOT_FOUND))?);
    Ok(file("application/octet-stream", Keep::Forever, proof))
}

pub(super) async fn status_list(State(at): State<At>, Path(shard): Path<String>) -> Answer {
    let shard: u64 = shard.parse().map_err(|_| Problem::of(problem::NOT_FOUND))?;
    let view = at.service.fresh_view().await;
    let token = reading(&at.service, move |service| service.status_list(at.authority, shard, &view)).await?;
    Ok(file(STATUS_LIST, Keep::AskAgain, token.ok_or(Problem::of(problem::NOT_FOUND))?))
}

fn file(content_type: &'static str, keep: Keep, bytes: Vec<u8>) -> Response {
    let headers = [(CONTENT_TYPE, HeaderValue::from_static(content_type)), (CACHE_CONTROL, keep.header())];
    (headers, bytes).into_response()
}
