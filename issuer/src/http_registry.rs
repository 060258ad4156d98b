//! The registry over HTTP (format.md section 8): signed requests, retries with backoff where the network or a busy server
//! is to blame, problem documents (RFC 9457) as sentences.

use crate::problem_document::ProblemDocument;
use crate::registry_port::{Registration, Registry, RegistryError, Reservation, Reserved};
use crate::signed_request;
use hezheng_core::cbor::{Reader, Writer};
use hezheng_core::limits::PACK_BYTES;
use hezheng_core::time::Time;
use hezheng_keys::Signer;
use std::time::Duration;

/// Waits before each further try; with none left the request has failed.
const RETRIES: [Duration; 4] =
    [Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(3), Duration::from_secs(8)];
const CBOR: &str = "application/cbor";
/// No answer but a pack is longer.
const ANSWER_BYTES: u64 = 65_536;

/// A registry at a base URL.
pub struct HttpRegistry<'s> {
    agent: ureq::Agent,
    base_url: String,
    signer: &'s dyn Signer,
    clock: fn() -> Time,
}

impl<'s> HttpRegistry<'s> {
    /// A registry at this base URL (no slash at its end), requests signed by `signer` at the times of `clock`.
    #[must_use]
    pub fn new(base_url: &str, signer: &'s dyn Signer, clock: fn() -> Time) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_connect(Some(Duration::from_secs(10)))
            .timeout_global(Some(Duration::from_secs(60)))
            .http_status_as_error(false)
            .max_redirects(0)
            .build();
        Self { agent: config.new_agent(), base_url: base_url.into(), signer, clock }
    }

    fn with_retries(
        &self,
        mut request: impl FnMut() -> Result<Vec<u8>, RegistryError>,
    ) -> Result<Vec<u8>, RegistryError> {
        for wait in RETRIES {
            match request() {
                Err(RegistryError::Unavailable(_)) => std::thread::sleep(wait),
                answer => return answer,
            }
        }
        request()
    }

    fn post(&self, path: &str, body: &[u8]) -> Result<Vec<u8>, RegistryError> {
        let url = format!("{}/{path}", self.base_url);
        self.with_retries(|| {
            let headers = signed_request::sign(&url, CBOR, body, (self.clock)(), self.signer);
            let request = self
                .agent
                .post(&url)
                .header("content-type", CBOR)
                .header("content-digest", headers.content_digest)
                .header("signature-input", headers.signature_input)
                .header("signature", headers.signature);
            answer(request.send(body), ANSWER_BYTES)
        })
    }
}

/// The body of a good answer; a problem document or a failed connection as an error.
fn answer(sent: Result<ureq::http::Response<ureq::Body>, ureq::Error>, limit: u64) -> Result<Vec<u8>, RegistryError> {
    let mut response = sent.map_err(|error| RegistryError::Unavailable(error.to_string()))?;
    let status = response.status().as_u16();
    let body = response.body_mut().with_config().limit(limit).read_to_vec();
    let body = body.map_err(|error| RegistryError::Unavailable(error.to_string()))?;
    match status {
        200..=299 => Ok(body),
        429 | 500..=599 => Err(RegistryError::Unavailable(format!("HTTP {status}"))),
        _ => {
            let ProblemDocument { code, said, number } = ProblemDocument::read(&body);
            let code = if code.is_empty() { format!("http_{status}") } else { code };
            Err(RegistryError::Refused { code, detail: said, number })
        }
    }
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
        let Registration { statement, identity, portrait } = registration;
        let mut body = Writer::new();
        body.map(2 + usize::from(portrait.is_some()));
        body.integer(1).bytes(statement).integer(2).text(identity.full_number());
        if let Some(portrait) = portrait {
            body.integer(3).bytes(portrait.jpeg());
        }
        self.post("v1/certificates", &body.into_bytes())
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

    #[test]
    fn a_refusal_is_said_in_the_readers_language() {
        let problem = r#"{"code":"not_found","title":"There is nothing here","title_zh":"未找到","detail":"Look."}"#;
        let body = ureq::Body::builder().data(problem);
        let answered = ureq::http::Response::builder().status(404).body(body).unwrap();
        let refused = answer(Ok(answered), 1_000).unwrap_err();
        assert_eq!(refused.message(Lang::En), "Refused by the registry (not_found): There is nothing here. Look.");
        assert_eq!(refused.message(Lang::Zh), "备案系统拒绝（not_found）：未找到。Look.");
    }
}
