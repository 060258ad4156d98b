//! Signing requests to the registry: HTTP message signatures (RFC 9421) with Ed25519 over `@method`, `@target-uri`,
//! `content-type` and `content-digest` (RFC 9530), as format.md section 8 says.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hezheng_core::ids::Hash;
use hezheng_core::time::Time;
use hezheng_keys::Signer;

/// The headers that make a request a signed one, beside `Content-Type`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedHeaders {
    /// `Content-Digest`.
    pub content_digest: String,
    /// `Signature-Input`.
    pub signature_input: String,
    /// `Signature`.
    pub signature: String,
}

/// Signs a POST of `body` to this URL.
#[must_use]
pub fn sign(url: &str, content_type: &str, body: &[u8], created: Time, signer: &dyn Signer) -> SignedHeaders {
    let content_digest = format!("sha-256=:{}:", STANDARD.encode(Hash::of(&[body]).0));
    let parameters = format!(
        "(\"@method\" \"@target-uri\" \"content-type\" \"content-digest\");created={};keyid=\"{}\";alg=\"ed25519\"",
        created.0,
        signer.kid()
    );
    // The signature base of RFC 9421 section 2.5.
    let base = format!(
        "\"@method\": POST\n\"@target-uri\": {url}\n\"content-type\": {content_type}\n\"content-digest\": {content_digest}\n\"@signature-params\": {parameters}"
    );
    let signature = signer.sign(base.as_bytes());
    SignedHeaders {
        content_digest,
        signature_input: format!("sig1={parameters}"),
        signature: format!("sig1=:{}:", STANDARD.encode(signature)),
    }
}
