//! The registry over HTTP (format.md section 8): signed requests, retries with backoff where the network or a busy server
//! is to blame, problem documents (RFC 9457) as sentences.

use crate::backoff::Backoff;
use crate::problem_document::ProblemDocument;
use crate::registry_port::{Answered, Registration, Registry, RegistryError, Reservation, Reserved};
use crate::signed_request;
use hezheng_core::cbor::{Reader, Writer};
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
    let retry_after = response.headers().get("retry-after").and_then(|secs| secs.to_str().ok()?.trim().parse().ok());
    let body = response.body_mut().with_config().limit(limit).read_to_vec().map_err(lost)?;
    if (200..300).contains(&status) {
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
        let mut body = Writer::new();
        body.map(4).integer(1).text(reservation.uscc.as_str()).integer(2).unsigned(reservation.year);
        body.integer(3).unsigned(reservation.count).integer(4).bytes(&reservation.id);
        let answer = self.post("v1/reservations", &body.into_bytes())?;
        decode_reserved(&answer).ok_or_else(|| RegistryError::Answer("v1/reservations".into()))
    }

    fn register(&mut self, registration: Registration<'_>) -> Result<Vec<u8>, RegistryError> {
        let mut body = Writer::new();
        write_registration(&mut body, registration, 0);
        self.post("v1/certificates", &body.into_bytes())
    }

    fn register_batch(&mut self, registrations: &[Registration<'_>]) -> Result<Vec<Answered>, RegistryError> {
        const PATH: &str = "v1/certificates/batch";
        let mut body = Writer::new();
        body.array(registrations.len());
        registrations.iter().for_each(|registration| write_registration(&mut body, *registration, 0));
        let limit = ANSWER_BYTES + BATCH_ANSWER_BYTES * registrations.len() as u64;
        let answer = self.post_within(limit, PATH, &body.into_bytes())?;
        decode_answers(&answer).ok_or_else(|| RegistryError::Answer(PATH.into()))
    }
}

/// `{1: bstr signed-statement, 2: tstr full identity number, ? 3: bstr portrait}`, and room for so many members more.
pub(crate) fn write_registration(body: &mut Writer, registration: Registration<'_>, more: usize) {
    let Registration { statement, identity, portrait } = registration;
    body.map(2 + usize::from(portrait.is_some()) + more);
    body.integer(1).bytes(statement).integer(2).text(identity.full_number());
    if let Some(portrait) = portrait {
        body.integer(3).bytes(portrait.jpeg());
    }
}

/// `[ 1*500 ( {1: 200 / 201, 2: bstr} / {1: uint, 3: tstr, ? 4: tstr} ) ]`
fn decode_answers(bytes: &[u8]) -> Option<Vec<Answered>> {
    let mut reader = Reader::new(bytes);
    let count = reader.array().ok()?;
    let answers = (0..count).map(|_| decode_answered(&mut reader)).collect::<Option<Vec<_>>>()?;
    reader.end().ok()?;
    Some(answers)
}

fn decode_answered(reader: &mut Reader<'_>) -> Option<Answered> {
    let mut keys = reader.map().ok()?;
    let (mut registered, mut code, mut number) = (None, None, None);
    while let Some(key) = keys.next(reader).ok()? {
        match key {
            1 => drop(reader.unsigned().ok()?),
            2 => registered = Some(reader.bytes().ok()?.to_vec()),
            3 => code = Some(reader.text().ok()?.to_owned()),
            4 => number = Some(reader.text().ok()?.to_owned()),
            _ => return None,
        }
    }
    match (registered, code) {
        (Some(registered), None) if number.is_none() => Some(Answered::Registered(registered)),
        (None, Some(code)) => Some(Answered::Refused { code, number }),
        _ => None,
    }
}

/// `{1: first serial, 2: count}`
fn decode_reserved(bytes: &[u8]) -> Option<Reserved> {
    let mut reader = Reader::new(bytes);
    let mut keys = reader.map().ok()?;
    let mut value = |expected| {
        (keys.next(&mut reader).ok()? == Some(expected)).then_some(())?;
        reader.unsigned().ok()
    };
    let (first, count) = (value(1)?, value(2)?);
    let is_end = keys.next(&mut reader).ok()?.is_none() && reader.end().is_ok();
    is_end.then_some(Reserved { first, count })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::Lang;

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
    fn a_busy_registry_says_when_to_come_again() {
        let busy = answered(503, Some("7"), r#"{"code":"busy"}"#);
        assert!(matches!(busy, Failed::Again(why, Some(wait)) if why == "HTTP 503, busy" && wait.as_secs() == 7));
        let broken = answered(502, Some("tomorrow"), "<html>");
        assert!(matches!(broken, Failed::Again(why, None) if why == "HTTP 502"));
    }

    #[test]
    fn the_answers_of_a_batch_are_read_each_by_itself() {
        let mut body = Writer::new();
        body.array(3).map(2).integer(1).unsigned(201).integer(2).bytes(b"registered");
        body.map(3).integer(1).unsigned(409).integer(3).text("already_issued").integer(4).text("1301002026000700001");
        body.map(2).integer(1).unsigned(422).integer(3).text("portrait");
        let whole = body.into_bytes();
        let refused = |code: &str, number: Option<&str>| Answered::Refused {
            code: code.into(),
            number: number.map(str::to_owned),
        };
        let wanted = vec![
            Answered::Registered(b"registered".to_vec()),
            refused("already_issued", Some("1301002026000700001")),
            refused("portrait", None),
        ];
        assert_eq!(decode_answers(&whole), Some(wanted));
        assert!((0..whole.len()).all(|end| decode_answers(&whole[..end]).is_none()), "cut short it says nothing");
        assert_eq!(decode_answers(&[&whole[..], &[0]].concat()), None);
        let mut both = Writer::new();
        both.array(1).map(3).integer(1).unsigned(201).integer(2).bytes(b"registered").integer(3).text("portrait");
        assert_eq!(decode_answers(&both.into_bytes()), None, "registered and refused");
    }
}
