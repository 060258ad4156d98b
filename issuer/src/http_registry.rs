//! The registry over HTTP (format.md section 8): signed requests, retries with backoff where the network or a busy server
//! is to blame, problem documents (RFC 9457) as sentences.

use crate::backoff::Backoff;
use crate::problem_document::ProblemDocument;
use crate::registry_port::{Answered, Registration, Registry, RegistryError, Reservation, Reserved};
use crate::signed_request;
use crate::wire;
use hezheng_core::limits::PACK_BYTES;
use hezheng_core::time::Time;
use hezheng_keys::Signer;
use std::time::{Duration, Instant};

const CBOR: &str = "application/cbor";
/// No answer but a pack or a batch's is longer.
const ANSWER_BYTES: u64 = 65_536;
/// A registered statement with four receipts at their largest is below 12 KB.
const BATCH_ANSWER_BYTES: u64 = 16_384;
/// A host that takes no connection in this time takes none soon.
const CONNECT: Duration = Duration::from_secs(10);
/// One try, body and answer: a chunk with portraits over a line of one megabit a second takes less.
const TRY: Duration = Duration::from_secs(120);

/// How long a request is tried where nothing else is said: long enough for a server that restarts.
const MOMENT: Duration = Duration::from_secs(15);

/// How failed requests are tried again.
pub struct Retrying<'r> {
    /// How long one request is tried in all.
    pub patience: Duration,
    /// A random number.
    pub random: &'r dyn Fn() -> u64,
    /// Waits so long before the next try, and may say so, and why.
    pub wait: &'r dyn Fn(Duration, &str),
}

impl Default for Retrying<'_> {
    /// For a moment, saying nothing.
    fn default() -> Self {
        Self { patience: MOMENT, random: &|| 0, wait: &|wait, _| std::thread::sleep(wait) }
    }
}

/// A registry at a base URL.
pub struct HttpRegistry<'s> {
    agent: ureq::Agent,
    base_url: String,
    signer: &'s dyn Signer,
    clock: fn() -> Time,
    retrying: Retrying<'s>,
}

/// Why one try gave no answer to go on with.
enum Failed {
    /// Another try may help, after so long where the registry says.
    Again(String, Option<Duration>),
    Final(RegistryError),
}

impl<'s> HttpRegistry<'s> {
    /// A registry at this base URL (no slash at its end), requests signed by `signer` at the times of `clock`.
    #[must_use]
    pub fn new(base_url: &str, signer: &'s dyn Signer, clock: fn() -> Time) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(TRY))
            .http_status_as_error(false)
            .max_redirects(0)
            .build();
        let retrying = Retrying::default();
        Self { agent: config.new_agent(), base_url: base_url.into(), signer, clock, retrying }
    }

    /// With failed requests tried again so.
    #[must_use]
    pub fn retrying(self, retrying: Retrying<'s>) -> Self {
        Self { retrying, ..self }
    }

    /// From now on each request is tried so long.
    pub fn be_patient(&mut self, patience: Duration) {
        self.retrying.patience = patience;
    }

    fn with_retries(&self, mut request: impl FnMut() -> Result<Vec<u8>, Failed>) -> Result<Vec<u8>, RegistryError> {
        let (mut backoff, begun) = (Backoff::new(self.retrying.patience), Instant::now());
        loop {
            let (why, asked) = match request() {
                Ok(answer) => return Ok(answer),
                Err(Failed::Final(error)) => return Err(error),
                Err(Failed::Again(why, asked)) => (why, asked),
            };
            match backoff.next_wait(begun.elapsed(), asked, (self.retrying.random)()) {
                Some(wait) => (self.retrying.wait)(wait, &why),
                None => return Err(RegistryError::Unavailable(why)),
            }
        }
    }

    pub(crate) fn post(&self, path: &str, body: &[u8]) -> Result<Vec<u8>, RegistryError> {
        self.post_within(ANSWER_BYTES, path, body)
    }

    /// Posts what is answered with so many bytes at most.
    fn post_within(&self, limit: u64, path: &str, body: &[u8]) -> Result<Vec<u8>, RegistryError> {
        let url = format!("{}/{path}", self.base_url);
        self.with_retries(|| {
            // Signed anew each time: a signature is good for five minutes.
            let headers = signed_request::sign(&url, CBOR, body, (self.clock)(), self.signer);
            let request = self
                .agent
                .post(&url)
                .header("content-type", CBOR)
                .header("content-digest", headers.content_digest)
                .header("signature-input", headers.signature_input)
                .header("signature", headers.signature);
            answer(request.send(body), limit)
        })
    }
}

/// The body of a good answer; a problem document or a failed connection as what went wrong.
fn answer(sent: Result<ureq::http::Response<ureq::Body>, ureq::Error>, limit: u64) -> Result<Vec<u8>, Failed> {
    let lost = |error: ureq::Error| Failed::Again(error.to_string(), None);
    let mut response = sent.map_err(lost)?;
    let status = response.status().as_u16();
    // What waits for an officer is answered 202, and is a problem document all the same: it is not registered.
    let content_type = response.headers().get("content-type").and_then(|kind| kind.to_str().ok());
    let is_problem = content_type.is_some_and(|kind| kind.starts_with("application/problem+json"));
    let retry_after = response.headers().get("retry-after").and_then(|secs| secs.to_str().ok()?.trim().parse().ok());
    let body = response.body_mut().with_config().limit(limit).read_to_vec().map_err(lost)?;
    if (200..300).contains(&status) && !is_problem {
        return Ok(body);
    }
    let ProblemDocument { code, said, number } = ProblemDocument::read(&body);
    // 408: a body that came too slowly; 429 and the server's own errors pass.
    if matches!(status, 408 | 429 | 500..=599) {
        let why = if code.is_empty() { format!("HTTP {status}") } else { format!("HTTP {status}, {code}") };
        return Err(Failed::Again(why, retry_after.map(Duration::from_secs)));
    }
    let code = if code.is_empty() { format!("http_{status}") } else { code };
    Err(Failed::Final(RegistryError::Refused { code, detail: said, number }))
}

impl Registry for HttpRegistry<'_> {
    fn pack(&mut self) -> Result<Vec<u8>, RegistryError> {
        let url = format!("{}/v1/pack", self.base_url);
        self.with_retries(|| answer(self.agent.get(&url).call(), PACK_BYTES as u64))
    }

    fn reserve(&mut self, reservation: &Reservation) -> Result<Reserved, RegistryError> {
        let answer = self.post("v1/reservations", &wire::reservation(reservation))?;
        wire::decode_reserved(&answer).ok_or_else(|| RegistryError::Answer("v1/reservations".into()))
    }

    fn register(&mut self, registration: Registration<'_>) -> Result<Vec<u8>, RegistryError> {
        self.post("v1/certificates", &wire::registration(registration))
    }

    fn register_batch(&mut self, registrations: &[Registration<'_>]) -> Result<Vec<Answered>, RegistryError> {
        const PATH: &str = "v1/certificates/batch";
        let limit = ANSWER_BYTES + BATCH_ANSWER_BYTES * registrations.len() as u64;
        let answer = self.post_within(limit, PATH, &wire::batch(registrations))?;
        wire::decode_answers(&answer).ok_or_else(|| RegistryError::Answer(PATH.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Lang;

    fn answered(status: u16, retry_after: Option<&str>, body: &str) -> Failed {
        let mut response = ureq::http::Response::builder().status(status);
        if let Some(secs) = retry_after {
            response = response.header("retry-after", secs);
        }
        answer(Ok(response.body(ureq::Body::builder().data(body)).unwrap()), 1_000).unwrap_err()
    }

    #[test]
    fn a_refusal_is_said_in_the_readers_language() {
        let problem = r#"{"code":"not_found","title":"There is nothing here","title_zh":"未找到","detail":"Look."}"#;
        let Failed::Final(refused) = answered(404, None, problem) else { panic!("it is final") };
        assert_eq!(refused.message(Lang::En), "Refused by the registry (not_found): There is nothing here. Look.");
        assert_eq!(refused.message(Lang::Zh), "备案系统拒绝（not_found）：未找到。Look.");
    }

    #[test]
    fn what_waits_is_no_certificate() {
        let answer = |kind: &str| {
            let response = ureq::http::Response::builder().status(202).header("content-type", kind);
            let body = ureq::Body::builder().data(r#"{"code":"awaiting_approval"}"#);
            answer(Ok(response.body(body).unwrap()), 1_000)
        };
        let waits = answer("application/problem+json").unwrap_err();
        assert!(matches!(waits, Failed::Final(RegistryError::Refused { code, .. }) if code == "awaiting_approval"));
        assert!(answer("application/cbor").is_ok(), "a correction that was filed");
    }

    #[test]
    fn a_busy_registry_says_when_to_come_again() {
        let busy = answered(503, Some("7"), r#"{"code":"busy"}"#);
        assert!(matches!(busy, Failed::Again(why, Some(wait)) if why == "HTTP 503, busy" && wait.as_secs() == 7));
        let broken = answered(502, Some("tomorrow"), "<html>");
        assert!(matches!(broken, Failed::Again(why, None) if why == "HTTP 502"));
    }
}
