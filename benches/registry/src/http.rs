//! As much of HTTP/1.1 as a client of the registry needs: whole requests as bytes, answers with a content length.

use anyhow::{Context, Result, bail};
use hezheng_core::time::Time;
use hezheng_issuer::signed_request;
use hezheng_keys::Signer;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The code of the bureau that is measured; its log lies under this path.
pub(crate) const AUTHORITY: &str = "130100";
/// Longer than this nobody waits for an answer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// An answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answer<'b> {
    pub(crate) status: u16,
    pub(crate) body: &'b [u8],
}

impl Answer<'_> {
    /// An error that says what came instead of what was expected.
    pub(crate) fn unexpected(&self) -> anyhow::Error {
        let body = String::from_utf8_lossy(self.body.get(..self.body.len().min(500)).unwrap_or_default());
        anyhow::anyhow!("an answer that should not be: {} {body}", self.status)
    }
}

/// The answer at the beginning of these bytes, and how long it is; `None` where more must come.
pub(crate) fn answer(bytes: &[u8]) -> Result<Option<(Answer<'_>, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut head = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(start) = head.parse(bytes)? else { return Ok(None) };
    let length = head.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let length = length.context("an answer without a length")?;
    let length: usize = std::str::from_utf8(length.value)?.parse()?;
    let status = head.code.context("an answer without a status")?;
    let end = start + length;
    Ok(bytes.get(start..end).map(|body| (Answer { status, body }, end)))
}

/// Asks once, on a connection of its own, and gives status and body.
pub(crate) fn ask(address: SocketAddr, request: &[u8]) -> Result<(u16, Vec<u8>)> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(request)?;
    let (mut received, mut chunk) = (Vec::new(), [0; 16_384]);
    loop {
        let count = stream.read(&mut chunk)?;
        received.extend(chunk.get(..count).unwrap_or_default());
        if let Some((answer, _)) = answer(&received)? {
            return Ok((answer.status, answer.body.to_vec()));
        }
        if count == 0 {
            bail!("the connection was closed before the answer was whole");
        }
    }
}

/// A GET.
pub(crate) fn get(address: SocketAddr, path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n\r\n").into_bytes()
}

/// A POST below the bureau's base URL.
pub(crate) fn post(address: SocketAddr, path: &str, content_type: &str, body: &[u8]) -> Vec<u8> {
    request(address, path, content_type, "", body)
}

/// The same, signed by an institution now.
pub(crate) fn signed_post(address: SocketAddr, path: &str, body: &[u8], signer: &dyn Signer) -> Vec<u8> {
    let content_type = "application/cbor";
    let url = format!("{}/{path}", base_url(address));
    let headers = signed_request::sign(&url, content_type, body, now(), signer);
    let signature = format!(
        "content-digest: {}\r\nsignature-input: {}\r\nsignature: {}\r\n",
        headers.content_digest, headers.signature_input, headers.signature
    );
    request(address, path, content_type, &signature, body)
}

fn request(address: SocketAddr, path: &str, content_type: &str, more: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "POST /{AUTHORITY}/{path} HTTP/1.1\r\nhost: {address}\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n{more}\r\n"
    );
    [head.as_bytes(), body].concat()
}

/// The bureau's base URL.
pub(crate) fn base_url(address: SocketAddr) -> String {
    format!("http://{address}/{AUTHORITY}")
}

/// The time by this machine's clock.
pub(crate) fn now() -> Time {
    Time(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()))
}
