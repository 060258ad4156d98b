//! Signed requests: RFC 9421 signatures over `@method`, `@target-uri`, `content-type` and `content-digest`, with an
//! RFC 9530 digest of the body (format.md section 8).
//!
//! The structured fields are read by the `sfv` crate (RFC 9651), which keeps the order in which a client wrote its
//! parameters. The signature itself is verified strictly, by core, with the bundle's key: never by a library's Ed25519.

use crate::limits::REQUEST_AGE_SECS;
use axum::http::{HeaderMap, HeaderName, Method};
use hezheng_core::ids::{Hash, Kid};
use hezheng_core::key::PublicKey;
use hezheng_core::number::AuthorityCode;
use hezheng_core::time::Time;
use hezheng_core::trust::bundle::TrustBundle;
use sfv::{BareItem, Dictionary, FieldType, InnerList, Item, Key, List, ListEntry, Parser};
use subtle::ConstantTimeEq;

/// What must be covered, no more and no less.
const COVERED: [&str; 4] = ["@method", "@target-uri", "content-type", "content-digest"];
/// Parameters of RFC 9421 section 2.3 that a signature may have.
const PARAMETERS: [&str; 6] = ["created", "expires", "keyid", "alg", "nonce", "tag"];

/// Why a request does not count as signed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum SignatureRefusal {
    /// No signature, or not exactly one, or fields that cannot be read.
    Malformed,
    /// It does not cover exactly the four components.
    Components,
    /// `alg` is not ed25519, `keyid` not a kid in hexadecimal, or `created` is missing.
    Parameters,
    /// `created` too long ago, or too far ahead, or `expires` is past.
    Time,
    /// The body is not what the digest says.
    Digest,
    /// No issuing key of the bundle in force has this kid.
    UnknownKey,
    /// The kid is no officer's key of this authority, valid now.
    NoOfficer,
    /// The key did not sign this.
    Signature,
}

/// A request as it came, its body read whole.
pub(crate) struct Signed<'r> {
    pub(crate) method: &'r Method,
    /// The authority's public base URL and the path: what a client outside sees.
    pub(crate) target_uri: &'r str,
    pub(crate) headers: &'r HeaderMap,
    pub(crate) body: &'r [u8],
}

/// A signature that was verified: by whom, over what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Proved {
    pub(crate) kid: Kid,
    /// RFC 9421 section 2.5.
    pub(crate) base: String,
    pub(crate) signature: [u8; 64],
}

impl Signed<'_> {
    /// The kid of the issuing key that signed this request. Whether that key may do what is asked is not judged.
    pub(crate) fn verify(&self, bundle: &TrustBundle, now: Time) -> Result<Proved, SignatureRefusal> {
        self.verify_by(now, |kid| bundle.issuing_key(kid).map(|(_, key)| &key.key).ok_or(SignatureRefusal::UnknownKey))
    }

    /// The same for a request that an officer of this authority signed, whose key is valid now.
    pub(crate) fn verify_officer(
        &self,
        bundle: &TrustBundle,
        authority: &AuthorityCode,
        now: Time,
    ) -> Result<Proved, SignatureRefusal> {
        self.verify_by(now, |kid| {
            let (of, officer) = bundle.officer_key(kid).ok_or(SignatureRefusal::NoOfficer)?;
            let may = of.code == *authority && officer.validity.holds_at(now);
            may.then_some(&officer.key).ok_or(SignatureRefusal::NoOfficer)
        })
    }

    fn verify_by<'b>(
        &self,
        now: Time,
        key: impl FnOnce(Kid) -> Result<&'b PublicKey, SignatureRefusal>,
    ) -> Result<Proved, SignatureRefusal> {
        let (inner, signature) = self.signature()?;
        check_components(&inner)?;
        let kid = check_parameters(&inner, now)?;
        self.check_digest()?;
        let key = key(kid)?;
        let base = self.signature_base(inner)?;
        if key.has_signed(base.as_bytes(), &signature) {
            Ok(Proved { kid, base, signature })
        } else {
            Err(SignatureRefusal::Signature)
        }
    }

    /// The one signature: what it covers, and its bytes.
    fn signature(&self) -> Result<(InnerList, [u8; 64]), SignatureRefusal> {
        let inputs = self.dictionary("signature-input")?;
        let signatures = self.dictionary("signature")?;
        let mut inputs = inputs.into_iter();
        let (Some((label, ListEntry::InnerList(inner))), None) = (inputs.next(), inputs.next()) else {
            return Err(SignatureRefusal::Malformed);
        };
        let signature = match (signatures.len(), signatures.get(&label)) {
            (1, Some(ListEntry::Item(Item { bare_item: BareItem::ByteSequence(bytes), .. }))) => bytes,
            _ => return Err(SignatureRefusal::Malformed),
        };
        let signature = signature.as_slice().try_into().map_err(|_| SignatureRefusal::Malformed)?;
        Ok((inner, signature))
    }

    fn check_digest(&self) -> Result<(), SignatureRefusal> {
        let digests = self.dictionary("content-digest").map_err(|_| SignatureRefusal::Digest)?;
        let claimed = match digests.get("sha-256") {
            Some(ListEntry::Item(Item { bare_item: BareItem::ByteSequence(bytes), .. })) => bytes,
            _ => return Err(SignatureRefusal::Digest),
        };
        let is_equal: bool = claimed.as_slice().ct_eq(&Hash::of(&[self.body]).0).into();
        if is_equal { Ok(()) } else { Err(SignatureRefusal::Digest) }
    }

    /// RFC 9421 section 2.5: a line for each component in the order of the client, then the parameters as it wrote them.
    fn signature_base(&self, inner: InnerList) -> Result<String, SignatureRefusal> {
        let mut base = String::new();
        for item in &inner.items {
            let name = component(item).ok_or(SignatureRefusal::Components)?;
            let value = match name {
                "@method" => self.method.as_str(),
                "@target-uri" => self.target_uri,
                field => self.field(field)?,
            };
            base.push_str(&format!("\"{name}\": {value}\n"));
        }
        let parameters: List = vec![ListEntry::InnerList(inner)];
        let parameters = parameters.serialize().ok_or(SignatureRefusal::Malformed)?;
        base.push_str(&format!("\"@signature-params\": {parameters}"));
        Ok(base)
    }

    /// The value of a field that must be there once.
    fn field(&self, name: &str) -> Result<&str, SignatureRefusal> {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| SignatureRefusal::Malformed)?;
        let mut values = self.headers.get_all(name).iter();
        let (Some(value), None) = (values.next(), values.next()) else { return Err(SignatureRefusal::Malformed) };
        value.to_str().map(str::trim).map_err(|_| SignatureRefusal::Malformed)
    }

    fn dictionary(&self, name: &str) -> Result<Dictionary, SignatureRefusal> {
        Parser::new(self.field(name)?).parse().map_err(|_| SignatureRefusal::Malformed)
    }
}

/// The SHA-256 of the body that a signature base speaks of.
pub(crate) fn digest_in(base: &str) -> Option<Vec<u8>> {
    let line = base.lines().find_map(|line| line.strip_prefix("\"content-digest\": "))?;
    let digests: Dictionary = Parser::new(line).parse().ok()?;
    match digests.get("sha-256") {
        Some(ListEntry::Item(Item { bare_item: BareItem::ByteSequence(bytes), .. })) => Some(bytes.clone()),
        _ => None,
    }
}

/// The name of a component without parameters.
fn component(item: &Item) -> Option<&str> {
    item.bare_item.as_string().filter(|_| item.params.is_empty()).map(|name| name.as_str())
}

fn check_components(inner: &InnerList) -> Result<(), SignatureRefusal> {
    let has = |wanted: &str| inner.items.iter().any(|item| component(item) == Some(wanted));
    let are_all = inner.items.len() == COVERED.len() && COVERED.into_iter().all(has);
    if are_all { Ok(()) } else { Err(SignatureRefusal::Components) }
}

fn check_parameters(inner: &InnerList, now: Time) -> Result<Kid, SignatureRefusal> {
    if inner.params.keys().any(|key: &Key| !PARAMETERS.contains(&key.as_str())) {
        return Err(SignatureRefusal::Parameters);
    }
    let text = |name: &str| inner.params.get(name).and_then(BareItem::as_string).map(|text| text.as_str());
    let seconds = |name: &str| -> Option<u64> {
        let value: i64 = inner.params.get(name)?.as_integer()?.into();
        u64::try_from(value).ok()
    };
    if text("alg") != Some("ed25519") {
        return Err(SignatureRefusal::Parameters);
    }
    let kid = text("keyid").and_then(Kid::parse).ok_or(SignatureRefusal::Parameters)?;
    let created = seconds("created").ok_or(SignatureRefusal::Parameters)?;
    let is_past = inner.params.contains_key("expires") && seconds("expires").is_none_or(|expires| expires < now.0);
    if created.abs_diff(now.0) > REQUEST_AGE_SECS || is_past {
        return Err(SignatureRefusal::Time);
    }
    Ok(kid)
}
