//! A client: plain HTTP, and requests signed by hand as RFC 9421 and RFC 9530 say, so that nothing of the registry's own
//! code is on this side.

use hezheng_core::ids::Hash;
use hezheng_core::time::Time;
use hezheng_keys::{PrivateKey, Signer};
use std::net::SocketAddr;

/// An answer.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The code of a problem document.
    pub(crate) fn code(&self) -> String {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        let json = self.json();
        assert_eq!(json["status"], self.status);
        json["code"].as_str().unwrap().into()
    }

    /// Status and code of a problem document.
    pub(crate) fn problem(&self) -> (u16, String) {
        (self.status, self.code())
    }
}

/// The same answer, at whatever time of day.
impl PartialEq for Answer {
    fn eq(&self, other: &Self) -> bool {
        let lasting =
            |answer: &Self| -> Vec<_> { answer.headers.iter().filter(|(name, _)| name != "date").cloned().collect() };
        (self.status, lasting(self), &self.body) == (other.status, lasting(other), &other.body)
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?} {}", self.status, self.headers, String::from_utf8_lossy(&self.body))
    }
}

/// A client of the server at this address.
#[derive(Clone)]
pub(crate) struct Client {
    agent: ureq::Agent,
    pub(crate) address: SocketAddr,
}

impl Client {
    pub(crate) fn new(address: SocketAddr) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false).build();
        Self { agent: config.new_agent(), address }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send(ureq::http::Request::get(self.url(path)).body(Vec::new()).unwrap())
    }

    pub(crate) fn send_binary(&self, method: &str, path: &str, content_type: &str, body: &[u8]) -> Answer {
        let request = ureq::http::Request::builder().method(method).uri(self.url(path));
        self.send(request.header("content-type", content_type).body(body.to_vec()).unwrap())
    }

    pub(crate) fn send(&self, request: ureq::http::Request<Vec<u8>>) -> Answer {
        send_by(&self.agent, request).unwrap()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

/// Sends a request, where there may be nobody to answer it.
pub(crate) fn send_by(agent: &ureq::Agent, request: ureq::http::Request<Vec<u8>>) -> Result<Answer, ureq::Error> {
    let mut response = agent.run(request)?;
    let headers = response.headers().iter();
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().into())).collect();
    let status = response.status().as_u16();
    Ok(Answer { status, headers, body: response.body_mut().read_to_vec()? })
}

/// What of a signed request a test may change.
pub(crate) struct SignedRequest<'k> {
    pub(crate) path: String,
    pub(crate) target_uri: String,
    pub(crate) method: &'static str,
    pub(crate) content_type: &'static str,
    pub(crate) digest: String,
    pub(crate) key: &'k PrivateKey,
    pub(crate) components: Vec<&'static str>,
    /// As written after the components: `;created=…;keyid=…`.
    pub(crate) parameters: String,
    pub(crate) body: Vec<u8>,
}

impl<'k> SignedRequest<'k> {
    /// A request as it must be, to `v1/…` of this authority.
    pub(crate) fn new(authority: &str, path: &str, body: Vec<u8>, key: &'k PrivateKey, created: Time) -> Self {
        Self {
            path: format!("/{authority}/{path}"),
            target_uri: format!("http://registry.test/{authority}/{path}"),
            method: "POST",
            content_type: "application/cbor",
            digest: digest(&body),
            key,
            components: vec!["@method", "@target-uri", "content-type", "content-digest"],
            parameters: format!(";created={};keyid=\"{}\";alg=\"ed25519\"", created.0, key.kid()),
            body,
        }
    }

    /// The value of `Signature-Input`, without its label.
    fn input(&self) -> String {
        let components: Vec<String> = self.components.iter().map(|name| format!("\"{name}\"")).collect();
        format!("({}){}", components.join(" "), self.parameters)
    }

    /// The signature base (RFC 9421 section 2.5).
    fn base(&self) -> String {
        let value = |name: &str| match name {
            "@method" => self.method.to_owned(),
            "@target-uri" => self.target_uri.clone(),
            "content-type" => self.content_type.into(),
            "content-digest" => self.digest.clone(),
            other => format!("no value for {other}"),
        };
        let lines: String = self.components.iter().map(|name| format!("\"{name}\": {}\n", value(name))).collect();
        format!("{lines}\"@signature-params\": {}", self.input())
    }

    /// The request, signed as it stands.
    pub(crate) fn build(&self, client: &Client) -> ureq::http::Request<Vec<u8>> {
        let signature = base64(&self.key.sign(self.base().as_bytes()));
        ureq::http::Request::builder()
            .method(self.method)
            .uri(client.url(&self.path))
            .header("content-type", self.content_type)
            .header("content-digest", &self.digest)
            .header("signature-input", format!("sig1={}", self.input()))
            .header("signature", format!("sig1=:{signature}:"))
            .body(self.body.clone())
            .unwrap()
    }

    pub(crate) fn send(&self, client: &Client) -> Answer {
        client.send(self.build(client))
    }
}

pub(crate) fn digest(body: &[u8]) -> String {
    format!("sha-256=:{}:", base64(&Hash::of(&[body]).0))
}

/// RFC 4648 section 4.
pub(crate) fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = (0..3).fold(0_u32, |bits, place| bits << 8 | u32::from(chunk.get(place).copied().unwrap_or(0)));
        for place in 0..4 {
            let letter = ALPHABET[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    text
}
