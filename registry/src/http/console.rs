//! The requests of the bureau's console: signed by an officer, JSON; and the notices that anybody may read.

use crate::console::{Preview, Sought, VersionsOf};
use crate::desk::audit::Role;
use crate::desk::draft::{DraftDecision, DraftFiled};
use crate::desk::notice::{NoticeAsked, NoticePublished};
use crate::desk::page::PageAsked;
use crate::desk::person::{PersonRead, PersonSought};
use crate::http::At;
use crate::http::answer::{self, Keep};
use crate::http::desk::{BY_OFFICER, Nothing, act, decide, parse, shown};
use crate::http::handlers::{Answer, reading};
use crate::http::incoming;
use crate::http::problem::{self, Problem};
use crate::limits::{DESK_REQUEST_BYTES, ORDER_DRAFT_BYTES};
use crate::sequencer::DeskAct;
use axum::extract::{Path, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::IntoResponse;
use hezheng_core::ids::{Hash, LeafIndex};
use serde::Deserialize;
use serde_json::Value;

pub(super) async fn search(State(at): State<At>, request: Request) -> Answer {
    shown(&at, request, ("v1/search", DESK_REQUEST_BYTES), |service, authority, sought: Sought| {
        service.search(authority, &sought)
    })
    .await
}

/// The search is entered in the audit trail first, and then answered.
pub(super) async fn seek_person(State(at): State<At>, request: Request) -> Answer {
    let (limit, role) = BY_OFFICER;
    let seek = |sought: PersonSought| DeskAct::SeekPerson(sought);
    let found = decide(&at, request, ("v1/search/person", limit, role), seek).await?;
    let leaves = found.get("leaves").and_then(Value::as_array).into_iter().flatten();
    let leaves: Vec<LeafIndex> = leaves.filter_map(Value::as_u64).map(LeafIndex).collect();
    let shown = reading(&at.service, move |service| service.found_at(at.authority, &leaves)).await?;
    Ok(answer::json(StatusCode::OK, &shown))
}

pub(super) async fn read_person(State(at): State<At>, request: Request) -> Answer {
    let (limit, role) = BY_OFFICER;
    let read = |wanted: PersonRead| DeskAct::ReadPerson(wanted);
    act(&at, request, ("v1/certificates/person", limit, role), read).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    number: String,
}

pub(super) async fn story(State(at): State<At>, request: Request) -> Answer {
    shown(&at, request, ("v1/certificates/story", DESK_REQUEST_BYTES), |service, authority, named: Named| {
        service.story(authority, &named.number)
    })
    .await
}

pub(super) async fn preview(State(at): State<At>, request: Request) -> Answer {
    shown(&at, request, ("v1/orders/preview", ORDER_DRAFT_BYTES), |service, authority, asked: Preview| {
        service.preview(authority, &asked)
    })
    .await
}

pub(super) async fn file_order(State(at): State<At>, request: Request) -> Answer {
    let place = ("v1/orders/drafts", ORDER_DRAFT_BYTES, Role::Officer);
    act(&at, request, place, |filed: DraftFiled| DeskAct::FileOrder(filed)).await
}

pub(super) async fn decide_order(State(at): State<At>, request: Request) -> Answer {
    let place = ("v1/orders/drafts/decide", ORDER_DRAFT_BYTES, Role::Officer);
    act(&at, request, place, |decision: DraftDecision| DeskAct::DecideOrder(decision)).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrdersWanted {
    /// One, with its bytes.
    id: Option<Hash>,
}

pub(super) async fn orders(State(at): State<At>, request: Request) -> Answer {
    shown(&at, request, ("v1/orders/drafts/open", DESK_REQUEST_BYTES), |service, authority, wanted: OrdersWanted| {
        wanted.id.map_or_else(|| service.drafts(authority), |id| service.draft(authority, id))
    })
    .await
}

pub(super) async fn corrections(State(at): State<At>, request: Request) -> Answer {
    shown(&at, request, ("v1/corrections/waiting", DESK_REQUEST_BYTES), |service, authority, page: PageAsked| {
        service.corrections_waiting(authority, &page)
    })
    .await
}

pub(super) async fn counts(State(at): State<At>, request: Request) -> Answer {
    shown(&at, request, ("v1/counts", DESK_REQUEST_BYTES), |service, authority, _: Nothing| service.counts(authority))
        .await
}

pub(super) async fn versions(State(at): State<At>, request: Request) -> Answer {
    shown(&at, request, ("v1/versions", DESK_REQUEST_BYTES), |service, authority, of: VersionsOf| {
        service.versions(authority, &of)
    })
    .await
}

pub(super) async fn notice(State(at): State<At>, request: Request) -> Answer {
    shown(&at, request, ("v1/notices/preview", DESK_REQUEST_BYTES), |service, authority, asked: NoticeAsked| {
        service.notice_shown(authority, &asked)
    })
    .await
}

pub(super) async fn publish_notice(State(at): State<At>, request: Request) -> Answer {
    let (limit, role) = BY_OFFICER;
    let publish = |asked: NoticePublished| DeskAct::PublishNotice(asked);
    act(&at, request, ("v1/notices", limit, role), publish).await
}

pub(super) async fn notice_file(State(at): State<At>, request: Request) -> Answer {
    let place = ("v1/notices/file", DESK_REQUEST_BYTES);
    let (_, body) = incoming::act(&at, request, place, Role::Officer).await?;
    let asked: NoticeAsked = parse(&body)?;
    let notice = reading(&at.service, move |service| service.notice(at.authority, &asked)).await?;
    let workbook = notice.workbook().map_err(|_| Problem::of(problem::STORE))?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")),
        (CACHE_CONTROL, Keep::Never.header()),
        (CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"notice.xlsx\"")),
    ];
    Ok((headers, workbook).into_response())
}

/// A page of its own: styles in it, no script, nothing from elsewhere.
pub(super) async fn public_notice(State(at): State<At>, Path(class): Path<String>) -> Answer {
    let notice = reading(&at.service, move |service| service.public_notice(at.authority, &class)).await?;
    let notice = notice.ok_or(Problem::of(problem::NOT_FOUND))?;
    let policy =
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CACHE_CONTROL, Keep::AskAgain.header()),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
    ];
    Ok((headers, notice.page()).into_response())
}
