//! The requests at the desk: JSON, signed by an institution or an officer; and what of it anybody may read.

use crate::console::AuditWanted;
use crate::desk::audit::Role;
use crate::desk::catalogue::{Change, InstitutionEntry, Programme};
use crate::desk::class::{ClassFiling, ClassNamed, ClassReturn, ClassState, Results};
use crate::desk::held::{HeldApproval, HeldRefusal};
use crate::desk::page::PageAsked;
use crate::desk::policy::Policy;
use crate::http::At;
use crate::http::answer::{self, Keep};
use crate::http::handlers::{Answer, reading};
use crate::http::incoming;
use crate::http::problem::{self, Problem};
use crate::limits::{CERTIFICATE_REQUEST_BYTES, CLASS_REQUEST_BYTES, DESK_REQUEST_BYTES};
use crate::refusal::Failed;
use crate::sequencer::{Asked, DeskAct, DeskAsk, FlagDecision};
use crate::service::Service;
use crate::shown::{Edition, institutions_csv, programmes_csv};
use crate::store::AuthorityNumber;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use hezheng_core::statement::UnverifiedStatement;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Reads an act, has the writer decide it, and answers what came of it.
pub(super) async fn act<T: DeserializeOwned>(
    at: &At,
    request: Request,
    place: (&str, usize, Role),
    what: impl FnOnce(T) -> DeskAct,
) -> Answer {
    Ok(answer::json(StatusCode::OK, &decide(at, request, place, what).await?))
}

/// Reads an act and has the writer decide it.
pub(super) async fn decide<T: DeserializeOwned>(
    at: &At,
    request: Request,
    (path, limit, role): (&str, usize, Role),
    what: impl FnOnce(T) -> DeskAct,
) -> Result<Value, Problem> {
    let (act, body) = incoming::act(at, request, (path, limit), role).await?;
    let what = what(parse(&body)?);
    drop(body);
    Ok(at.service.queue.ask(Box::new(DeskAsk { authority: at.authority, act, what }), Asked::Desk).await?)
}

/// What an officer is shown: the request is signed, and nothing is written.
pub(super) async fn shown<T: DeserializeOwned + Send + 'static>(
    at: &At,
    request: Request,
    (path, limit): (&'static str, usize),
    show: impl FnOnce(&Service, AuthorityNumber, T) -> Result<Value, Failed> + Send + 'static,
) -> Answer {
    let (_, body) = incoming::act(at, request, (path, limit), Role::Officer).await?;
    let (authority, wanted) = (at.authority, parse(&body)?);
    let shown = reading(&at.service, move |service| show(service, authority, wanted)).await?;
    Ok(answer::json(StatusCode::OK, &shown))
}

pub(super) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|_| Problem::of(problem::MALFORMED))
}

const BY_INSTITUTION: (usize, Role) = (DESK_REQUEST_BYTES, Role::Institution);
pub(super) const BY_OFFICER: (usize, Role) = (DESK_REQUEST_BYTES, Role::Officer);

pub(super) async fn file_class(State(at): State<At>, request: Request) -> Answer {
    let file = |filing: ClassFiling| DeskAct::FileClass(Box::new(filing));
    act(&at, request, ("v1/classes", CLASS_REQUEST_BYTES, Role::Institution), file).await
}

pub(super) async fn withdraw_class(State(at): State<At>, request: Request) -> Answer {
    let (limit, role) = BY_INSTITUTION;
    act(&at, request, ("v1/classes/withdraw", limit, role), |named: ClassNamed| DeskAct::WithdrawClass(named)).await
}

pub(super) async fn file_results(State(at): State<At>, request: Request) -> Answer {
    let (limit, role) = BY_INSTITUTION;
    act(&at, request, ("v1/classes/results", limit, role), |results: Results| DeskAct::FileResults(results)).await
}

pub(super) async fn accept_class(State(at): State<At>, request: Request) -> Answer {
    let (limit, role) = BY_OFFICER;
    act(&at, request, ("v1/classes/accept", limit, role), |named: ClassNamed| DeskAct::AcceptClass(named)).await
}

pub(super) async fn return_class(State(at): State<At>, request: Request) -> Answer {
    let (limit, role) = BY_OFFICER;
    act(&at, request, ("v1/classes/return", limit, role), |given: ClassReturn| DeskAct::ReturnClass(given)).await
}

pub(super) async fn change_programme(State(at): State<At>, request: Request) -> Answer {
    let (limit, role) = BY_OFFICER;
    let change = |change: Change<Programme>| DeskAct::ChangeProgramme(change);
    act(&at, request, ("v1/programmes", limit, role), change).await
}

pub(super) async fn change_institution(State(at): State<At>, request: Request) -> Answer {
    let (limit, role) = BY_OFFICER;
    let change = |change: Change<InstitutionEntry>| DeskAct::ChangeInstitution(change);
    act(&at, request, ("v1/institutions", limit, role), change).await
}

pub(super) async fn change_policy(State(at): State<At>, request: Request) -> Answer {
    let (limit, role) = BY_OFFICER;
    act(&at, request, ("v1/policy", limit, role), |change: Change<Policy>| DeskAct::ChangePolicy(change)).await
}

pub(super) async fn decide_flag(State(at): State<At>, request: Request) -> Answer {
    let (limit, role) = BY_OFFICER;
    let decide = |decision: FlagDecision| DeskAct::DecideFlag(decision);
    act(&at, request, ("v1/flags/decide", limit, role), decide).await
}

/// Which classes are to be shown.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassesWanted {
    /// One, with its roster.
    number: Option<String>,
    /// In which states; those that wait where nothing is said.
    states: Option<Vec<ClassState>>,
    /// Which page of them, as everywhere ([`PageAsked`]).
    after: Option<String>,
    limit: Option<usize>,
}

pub(super) async fn classes_of(State(at): State<At>, request: Request) -> Answer {
    let path = ("v1/classes/mine", DESK_REQUEST_BYTES);
    let (act, body) = incoming::act(&at, request, path, Role::Institution).await?;
    let wanted: ClassesWanted = parse(&body)?;
    let page = PageAsked::of(wanted.after, wanted.limit);
    let shown = reading(&at.service, move |service| {
        service.classes_of(at.authority, (act.kid, wanted.number.as_deref(), &page))
    });
    Ok(answer::json(StatusCode::OK, &shown.await?))
}

pub(super) async fn open_classes(State(at): State<At>, request: Request) -> Answer {
    let place = ("v1/classes/open", DESK_REQUEST_BYTES);
    shown(&at, request, place, |service, authority, wanted: ClassesWanted| {
        let states = wanted.states.unwrap_or(vec![ClassState::Waiting]);
        let page = PageAsked::of(wanted.after, wanted.limit);
        service.classes_in(authority, (&states, wanted.number.as_deref(), &page))
    })
    .await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

pub(super) async fn open_flags(State(at): State<At>, request: Request) -> Answer {
    let place = ("v1/flags/open", DESK_REQUEST_BYTES);
    shown(&at, request, place, |service, authority, page: PageAsked| service.open_flags(authority, &page)).await
}

pub(super) async fn open_held(State(at): State<At>, request: Request) -> Answer {
    let place = ("v1/held/open", DESK_REQUEST_BYTES);
    shown(&at, request, place, |service, authority, page: PageAsked| service.held_waiting(authority, &page)).await
}

pub(super) async fn approve_held(State(at): State<At>, request: Request) -> Answer {
    let (limit, role) = BY_OFFICER;
    let approve = |approval: HeldApproval| DeskAct::ApproveHeld(approval);
    act(&at, request, ("v1/held/approve", limit, role), approve).await
}

pub(super) async fn refuse_held(State(at): State<At>, request: Request) -> Answer {
    let (limit, role) = BY_OFFICER;
    act(&at, request, ("v1/held/refuse", limit, role), |refusal: HeldRefusal| DeskAct::RefuseHeld(refusal)).await
}

pub(super) async fn audit(State(at): State<At>, request: Request) -> Answer {
    let place = ("v1/audit", DESK_REQUEST_BYTES);
    shown(&at, request, place, |service, authority, wanted: AuditWanted| service.audit_page(authority, &wanted)).await
}

/// What would happen to a certificate: asked by its institution, or by an officer.
pub(super) async fn explain(State(at): State<At>, request: Request) -> Answer {
    let place = ("v1/certificates/explain", CERTIFICATE_REQUEST_BYTES, incoming::BINARY);
    let (act, body) = incoming::act_of(&at, request, place, &[Role::Institution, Role::Officer]).await?;
    let mut asked = incoming::registration(at.authority, act.kid, &body)?;
    if act.role == Role::Officer {
        asked.signer = UnverifiedStatement::decode(&asked.statement)?.unverified_kid();
    }
    let answer = at.service.queue.ask(asked, Asked::Explain).await?;
    Ok(answer::json(StatusCode::OK, &answer))
}

pub(super) async fn programmes(State(at): State<At>) -> Answer {
    let programmes = reading(&at.service, move |service| service.programmes(at.authority)).await?;
    let edition = Edition::of(programmes.iter());
    let body = json!({ "programmes": programmes, "version": edition.version, "changed": edition.changed });
    Ok(answer::json(StatusCode::OK, &body))
}

pub(super) async fn programmes_table(State(at): State<At>) -> Answer {
    let programmes = reading(&at.service, move |service| service.programmes(at.authority)).await?;
    Ok(table("programmes.csv", programmes_csv(&programmes)))
}

pub(super) async fn institutions(State(at): State<At>) -> Answer {
    let institutions = reading(&at.service, move |service| service.institutions(at.authority)).await?;
    let edition = Edition::of(institutions.iter().map(|shown| &shown.entry));
    let body = json!({ "institutions": institutions, "version": edition.version, "changed": edition.changed });
    Ok(answer::json(StatusCode::OK, &body))
}

pub(super) async fn institutions_table(State(at): State<At>) -> Answer {
    let institutions = reading(&at.service, move |service| service.institutions(at.authority)).await?;
    Ok(table("institutions.csv", institutions_csv(&institutions)))
}

pub(super) async fn policy(State(at): State<At>) -> Answer {
    let policy = reading(&at.service, move |service| service.policy_shown(at.authority)).await?;
    Ok(answer::json(StatusCode::OK, &policy))
}

fn table(name: &str, text: String) -> Response {
    let name = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (CACHE_CONTROL, Keep::AskAgain.header()),
        (CONTENT_DISPOSITION, name.unwrap_or(HeaderValue::from_static("attachment"))),
    ];
    (headers, text).into_response()
}
