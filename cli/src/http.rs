//! Talking to a registry: one request, one answer, both bounded.

use crate::failure::Failure;
use crate::language::Lang;
use crate::words;
use hezheng_core::time::Time;
use hezheng_issuer::signed_request;
use hezheng_keys::Signer;
use serde_json::Value;
use std::time::Duration;
use ureq::Agent;
use ureq::http::Response;

/// Long enough for a large pack over a slow line.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Classes, flags or entries of the audit trail, as many as a registry shows at once.
const DESK_BYTES: usize = 16_777_216;
/// Problem documents are short.
const PROBLEM_BYTES: u64 = 65_536;

/// A registry at its base URL.
pub(crate) struct Registry {
    base: String,
    agent: Agent,
    lang: Lang,
}

impl Registry {
    /// The registry at this base URL.
    pub(crate) fn at(base: &str, lang: Lang) -> Self {
        let config = Agent::config_builder().timeout_global(Some(TIMEOUT)).http_status_as_error(false);
        Self { base: base.trim_end_matches('/').to_owned(), agent: config.build().into(), lang }
    }

    /// Fetches a path below the base URL, of `limit` bytes at most.
    pub(crate) fn get(&self, path: &str, limit: usize) -> Result<Vec<u8>, Failure> {
        let url = format!("{}/{path}", self.base);
        let answer = self.agent.get(&url).call().map_err(|error| self.unreachable(&url, &error))?;
        self.body(&url, answer, limit)
    }

    /// Posts an object and gives the answer, of `limit` bytes at most.
    pub(crate) fn post(&self, path: &str, media_type: &str, body: &[u8], limit: usize) -> Result<Vec<u8>, Failure> {
        let url = format!("{}/{path}", self.base);
        let request = self.agent.post(&url).header("content-type", media_type);
        let answer = request.send(body).map_err(|error| self.unreachable(&url, &error))?;
        self.body(&url, answer, limit)
    }

    /// Posts CBOR, signed with a key of the trust bundle (RFC 9421) for this base URL, which is the one that the bundle names:
    /// what is asked through another address is asked of the same registry.
    pub(crate) fn post_signed(
        &self,
        (base, path): (&str, &str),
        body: &[u8],
        limit: usize,
        (signer, now): (&dyn Signer, Time),
    ) -> Result<Vec<u8>, Failure> {
        self.post_signed_as("application/cbor", (base, path), body, limit, (signer, now))
    }

    /// Posts JSON to the desk, signed for the base URL that was given; gives the answer.
    pub(crate) fn desk(&self, path: &str, body: &Value, (signer, now): (&dyn Signer, Time)) -> Result<Value, Failure> {
        let body = body.to_string().into_bytes();
        let place = (self.base.as_str(), path);
        let answer = self.post_signed_as("application/json", place, &body, DESK_BYTES, (signer, now))?;
        self.json(path, &answer)
    }

    /// What an answer says in JSON.
    pub(crate) fn json(&self, path: &str, answer: &[u8]) -> Result<Value, Failure> {
        serde_json::from_slice(answer).map_err(|_| {
            Failure::new(self.lang.pick(
                format!("{}/{path} 的应答无法读懂。请核对网址，或联系人社局。", self.base),
                format!("the answer of {}/{path} cannot be read; check the address, or ask the bureau", self.base),
            ))
        })
    }

    fn post_signed_as(
        &self,
        media_type: &str,
        (base, path): (&str, &str),
        body: &[u8],
        limit: usize,
        (signer, now): (&dyn Signer, Time),
    ) -> Result<Vec<u8>, Failure> {
        let url = format!("{}/{path}", self.base);
        let headers = signed_request::sign(&format!("{base}/{path}"), media_type, body, now, signer);
        let request = self.agent.post(&url).header("content-type", media_type);
        let request = request.header("content-digest", headers.content_digest);
        let request = request.header("signature-input", headers.signature_input).header("signature", headers.signature);
        let answer = request.send(body).map_err(|error| self.unreachable(&url, &error))?;
        self.body(&url, answer, limit)
    }

    /// Puts an object.
    pub(crate) fn put(&self, path: &str, media_type: &str, body: &[u8]) -> Result<(), Failure> {
        let url = format!("{}/{path}", self.base);
        let request = self.agent.put(&url).header("content-type", media_type);
        let answer = request.send(body).map_err(|error| self.unreachable(&url, &error))?;
        self.body(&url, answer, 1_024).map(|_| ())
    }

    fn body(&self, url: &str, mut answer: Response<ureq::Body>, limit: usize) -> Result<Vec<u8>, Failure> {
        let status = answer.status();
        let limit = u64::try_from(limit).unwrap_or(u64::MAX);
        let limit = if status.is_success() { limit } else { PROBLEM_BYTES };
        let body = answer.body_mut().with_config().limit(limit).read_to_vec();
        let body = body.map_err(|error| self.unreachable(url, &error))?;
        if status.is_success() {
            Ok(body)
        } else {
            Err(words::problem::sentence(self.lang, url, status.as_u16(), &body))
        }
    }

    fn unreachable(&self, url: &str, error: &ureq::Error) -> Failure {
        Failure::new(self.lang.pick(
            format!("{url} 没有正常应答（{error}）。请检查网址和网络后再试；重复发送不会造成重复处理。"),
            format!("no proper answer from {url} ({error}); check the address and the network and try again: sending twice changes nothing twice"),
        ))
    }
}
