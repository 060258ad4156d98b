//! The requests of trainees: JSON, closed, each with its proof. What is wrong with a form is said at once; what is wrong with
//! a proof never is.

use crate::desk::flag::Verdict;
use crate::http::At;
use crate::http::answer::{self, Keep};
use crate::http::handlers::{Answer, reading};
use crate::http::incoming;
use crate::http::problem::{self, Problem};
use crate::limits::{
    IDENTITY_NUMBER_BYTES, NAME_BYTES, OBJECTION_CHARS, PURPOSE_CHARS, SHARE_DAYS, SHARED_REQUEST_BYTES,
    TRAINEE_REQUEST_BYTES,
};
use crate::sequencer::{Act, Asked, By, Given, Proof, TraineeAsked};
use crate::store::AuthorityNumber;
use crate::trainee::{OwnCertificate, ShareToken};
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::IntoResponse;
use hezheng_core::ids::Hash;
use hezheng_core::number::CertificateNumber;
use hezheng_core::statement::check_code::CheckCode;
use hezheng_core::status::Status;
use hezheng_core::text::check_text;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Every member that a request may have; which one must, and which one may, says [`Form`]. It holds personal data and has no
/// `Debug`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TraineeRequest {
    number: Option<String>,
    code: Option<String>,
    institution: Option<String>,
    name: String,
    identity_number: String,
    about: Option<String>,
    words: Option<String>,
    purpose: Option<String>,
    days: Option<u64>,
    share: Option<String>,
}

/// What a request is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    Pdf,
    List,
    Report,
    Share,
    Unshare,
}

pub(super) async fn pdf(State(at): State<At>, request: Request) -> Answer {
    let Given::Certificates(places) = ask(&at, request, Form::Pdf).await? else { return Err(nothing_proved()) };
    let place = places.into_iter().next().ok_or_else(nothing_proved)?;
    let _turn = at.service.pages_at_once.acquire().await.map_err(|_| Problem::of(problem::BUSY))?;
    let pdf = reading(&at.service, move |service| service.holders_pdf(place)).await?.ok_or_else(nothing_proved)?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"certificate.pdf\"")),
        (CACHE_CONTROL, Keep::Never.header()),
    ];
    Ok((StatusCode::OK, headers, pdf).into_response())
}

pub(super) async fn list(State(at): State<At>, request: Request) -> Answer {
    let Given::Certificates(places) = ask(&at, request, Form::List).await? else { return Err(nothing_proved()) };
    let own = reading(&at.service, move |service| service.own_certificates(&places)).await?;
    let certificates: Vec<CertificateJson> = own.into_iter().map(CertificateJson::from).collect();
    Ok(answer::json(StatusCode::OK, &serde_json::json!({ "certificates": certificates })))
}

pub(super) async fn report(State(at): State<At>, request: Request) -> Answer {
    let Given::Objected(filed) = ask(&at, request, Form::Report).await? else { return Err(nothing_proved()) };
    Ok(answer::json(StatusCode::OK, &serde_json::json!({ "reported": filed.to_string() })))
}

pub(super) async fn share(State(at): State<At>, request: Request) -> Answer {
    let secret = hezheng_keys::random_bytes().map_err(|_| Problem::of(problem::STORE))?;
    let given = ask_with(&at, request, Form::Share, secret).await?;
    let Given::Shared((_, leaf), until) = given else { return Err(nothing_proved()) };
    let token = ShareToken { leaf, secret }.text();
    Ok(answer::json(StatusCode::OK, &serde_json::json!({ "token": token, "until": until.to_string() })))
}

pub(super) async fn unshare(State(at): State<At>, request: Request) -> Answer {
    ask(&at, request, Form::Unshare).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SharedRequest {
    token: String,
}

/// What a link shows, to whoever has it.
pub(super) async fn shared(State(at): State<At>, request: Request) -> Answer {
    let body = incoming::json(request, SHARED_REQUEST_BYTES).await?;
    let asked: SharedRequest = serde_json::from_slice(&body).map_err(|_| Problem::of(problem::MALFORMED))?;
    let token = ShareToken::parse(&asked.token).ok_or(Problem::of(problem::NOT_FOUND))?;
    let shown = reading(&at.service, move |service| service.shared(at.authority, token)).await?;
    let shown = shown.ok_or(Problem::of(problem::NOT_FOUND))?;
    let body = serde_json::json!({
        "qr_text": shown.qr_text, "purpose": shown.purpose, "until": shown.until.to_string(),
    });
    Ok(answer::json(StatusCode::OK, &body))
}

/// One answer, whatever was wrong, and whether there is such a certificate or not.
fn nothing_proved() -> Problem {
    Problem::of(problem::NOT_PROVED)
}

async fn ask(at: &At, request: Request, form: Form) -> Result<Given, Problem> {
    ask_with(at, request, form, [0; 16]).await
}

async fn ask_with(at: &At, request: Request, form: Form, secret: [u8; 16]) -> Result<Given, Problem> {
    let body = Zeroizing::new(incoming::json(request, TRAINEE_REQUEST_BYTES).await?.to_vec());
    let request: TraineeRequest = serde_json::from_slice(&body).map_err(|_| Problem::of(problem::MALFORMED))?;
    let asked = request.read(at.authority, form, secret).ok_or(Problem::of(problem::MALFORMED))??;
    at.service.queue.ask(asked, Asked::Trainee).await?.ok_or_else(nothing_proved)
}

impl TraineeRequest {
    /// What is asked; `None`: the request has not the form that this one must have.
    fn read(self, authority: AuthorityNumber, form: Form, secret: [u8; 16]) -> Option<Result<TraineeAsked, Problem>> {
        let by = match (self.number, self.code, self.institution) {
            (Some(number), None, None) => match CertificateNumber::parse(number.trim()) {
                Ok(number) => By::Number(number),
                Err(_) => return Some(Err(Problem::of(problem::CERTIFICATE_NUMBER))),
            },
            (None, Some(code), None) => match CheckCode::parse(&code) {
                Ok(code) => By::Code(code),
                Err(_) => return Some(Err(Problem::of(problem::CHECK_CODE))),
            },
            (None, None, Some(institution)) if institution.len() <= NAME_BYTES => By::School(institution),
            _ => return None,
        };
        let name = Zeroizing::new(self.name);
        let identity_number = Zeroizing::new(self.identity_number);
        if name.len() > NAME_BYTES || identity_number.len() > IDENTITY_NUMBER_BYTES {
            return None;
        }
        let about = self.about.map(|number| CertificateNumber::parse(&number));
        let about = about.transpose().ok()?;
        let act = match (form, self.words.map(Zeroizing::new), self.purpose, self.days, self.share) {
            (Form::Pdf, None, None, None, None) => Act::Print,
            (Form::List, None, None, None, None) if about.is_none() => Act::List,
            (Form::Report, words, None, None, None) => {
                let words = words.unwrap_or_default();
                if !words.is_empty() && check_text(&words, 1, OBJECTION_CHARS).is_err() {
                    return None;
                }
                Act::Object(words)
            }
            (Form::Share, None, Some(purpose), Some(days), None) => {
                let is_purpose = check_text(&purpose, 1, PURPOSE_CHARS).is_ok();
                if !is_purpose || !(1..=SHARE_DAYS).contains(&days) {
                    return None;
                }
                Act::Share { purpose, days, secret }
            }
            (Form::Unshare, None, None, None, Some(share)) => Act::Unshare(Hash::parse(&share)?),
            _ => return None,
        };
        Some(Ok(TraineeAsked { authority, proof: Proof { by, name, identity_number }, about, act }))
    }
}

#[derive(Serialize)]
struct CertificateJson {
    number: String,
    programme: String,
    training: (String, String),
    issued: String,
    institution: String,
    status: &'static str,
    qr_text: String,
    reported: Option<String>,
    /// What the bureau made of the report, where it has.
    decided: Option<Verdict>,
    shares: Vec<ShareJson>,
    read: Vec<String>,
}

#[derive(Serialize)]
struct ShareJson {
    share: String,
    purpose: String,
    until: String,
}

impl From<OwnCertificate> for CertificateJson {
    fn from(own: OwnCertificate) -> Self {
        let shares = own.shares.into_iter().map(|share| ShareJson {
            share: share.share.to_string(),
            purpose: share.purpose,
            until: share.until.to_string(),
        });
        Self {
            number: own.number,
            programme: own.programme,
            training: (own.training.0.to_string(), own.training.1.to_string()),
            issued: own.issued.to_string(),
            institution: own.institution,
            status: match own.status {
                Status::Valid => "valid",
                Status::Revoked => "revoked",
                Status::Suspended => "suspended",
                Status::Superseded => "superseded",
            },
            qr_text: own.qr_text,
            reported: own.objected.as_ref().map(|flag| flag.raised.0.to_string()),
            decided: own.objected.and_then(|flag| flag.decision).map(|decision| decision.verdict),
            shares: shares.collect(),
            read: own.readings.into_iter().map(|time| time.to_string()).collect(),
        }
    }
}
