//! How requests are read: bounded in bytes and time, then decoded strictly.

use crate::desk::audit::{Role, SignedAct};
use crate::http::At;
use crate::http::problem::{self, Problem};
use crate::http_signature::{Proved, SignatureRefusal, Signed};
use crate::limits::{BATCH_CERTIFICATES, BODY_SECS, CORRECTIONS_SHOWN, DRAINED_BYTES, IDENTITY_NUMBER_BYTES};
use crate::sequencer::{Filing, Registration, Reservation, Withdrawal};
use crate::store::AuthorityNumber;
use axum::body::{Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use hezheng_core::Malformed;
use hezheng_core::cbor::Reader;
use hezheng_core::ids::{Hash, Kid, StatementHash};
use hezheng_core::number::{AuthorityCode, CertificateNumber, Uscc};
use hezheng_core::status::order::Reason;
use hezheng_core::time::Time;
use hezheng_core::trust::bundle::TrustBundle;
use std::time::Duration;
use zeroize::Zeroizing;

pub(super) const BINARY: &[&str] = &["application/cbor", "application/cose"];
const JSON: &[&str] = &["application/json"];

/// Reads a binary body of at most `limit` bytes.
pub(super) async fn binary(request: Request, limit: usize) -> Result<(Parts, Bytes), Problem> {
    read(request, limit, BINARY).await
}

/// Reads a JSON body of at most `limit` bytes.
pub(super) async fn json(request: Request, limit: usize) -> Result<Bytes, Problem> {
    read(request, limit, JSON).await.map(|(_, body)| body)
}

async fn read(request: Request, limit: usize, types: &[&str]) -> Result<(Parts, Bytes), Problem> {
    let (parts, body) = request.into_parts();
    let content_type = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let content_type = content_type.split(';').next().unwrap_or_default().trim();
    if !types.iter().any(|known| known.eq_ignore_ascii_case(content_type)) {
        return Err(Problem::of(problem::UNSUPPORTED_TYPE));
    }
    // A little more is read than is taken: a client that is still sending would not see the answer.
    let reading = to_bytes(body, limit + DRAINED_BYTES);
    match tokio::time::timeout(Duration::from_secs(BODY_SECS), reading).await {
        Ok(Ok(body)) if body.len() <= limit => Ok((parts, body)),
        Ok(_) => Err(Problem::of(problem::TOO_LARGE)),
        Err(_) => Err(Problem::of(problem::TOO_SLOW)),
    }
}

/// Reads a signed binary body to `path` below the authority's base URL, and gives the kid of the key that signed it.
pub(super) async fn signed(at: &At, request: Request, path: &str, limit: usize) -> Result<(Kid, Bytes), Problem> {
    let verify = |signed: &Signed<'_>, bundle: &TrustBundle, _: &AuthorityCode, now| signed.verify(bundle, now);
    signed_by(at, request, (path, limit, BINARY), verify).await.map(|(proved, body)| (proved.kid, body))
}

/// The same, signed by an officer of the authority whose key is valid now.
pub(super) async fn signed_by_officer(at: &At, request: Request, path: &str, limit: usize) -> Result<Bytes, Problem> {
    let verify = |signed: &Signed<'_>, bundle: &TrustBundle, authority: &AuthorityCode, now| {
        signed.verify_officer(bundle, authority, now)
    };
    signed_by(at, request, (path, limit, BINARY), verify).await.map(|(_, body)| body)
}

/// Reads a signed body of JSON, with all that the audit trail keeps of it.
pub(super) async fn act(
    at: &At,
    request: Request,
    (path, limit): (&str, usize),
    role: Role,
) -> Result<(SignedAct, Bytes), Problem> {
    act_of(at, request, (path, limit, JSON), &[role]).await
}

/// The same, by whoever of these the key is of.
pub(super) async fn act_of(
    at: &At,
    request: Request,
    place: (&str, usize, &[&str]),
    roles: &[Role],
) -> Result<(SignedAct, Bytes), Problem> {
    let mut acting = Role::Institution;
    let verify = |signed: &Signed<'_>, bundle: &TrustBundle, authority: &AuthorityCode, now| {
        let by = |role: &Role| match role {
            Role::Institution => signed.verify(bundle, now),
            Role::Officer => signed.verify_officer(bundle, authority, now),
        };
        let mut verified = Err(SignatureRefusal::UnknownKey);
        for role in roles {
            verified = by(role);
            acting = *role;
            // A key that the trust bundle does not have in this role may be somebody's in another.
            if !matches!(verified, Err(SignatureRefusal::UnknownKey | SignatureRefusal::NoOfficer)) {
                break;
            }
        }
        verified
    };
    let (proved, body) = signed_by(at, request, place, verify).await?;
    let Proved { kid, base, signature } = proved;
    Ok((SignedAct { kid, role: acting, digest: Hash::of(&[&body]), base, signature }, body))
}

async fn signed_by(
    at: &At,
    request: Request,
    (path, limit, types): (&str, usize, &[&str]),
    verify: impl FnOnce(&Signed<'_>, &TrustBundle, &AuthorityCode, Time) -> Result<Proved, SignatureRefusal>,
) -> Result<(Proved, Bytes), Problem> {
    let (parts, body) = read(request, limit, types).await?;
    let (view, now) = (at.service.view(), at.service.now());
    let listed = at.service.listed(&view, at.authority);
    let bundle = view.trust.bundle();
    let (listed, bundle) = listed.zip(bundle).ok_or(Problem::of(problem::SERVICE_KEY))?;
    let target_uri = format!("{}/{path}", listed.base_url);
    let signed = Signed { method: &parts.method, target_uri: &target_uri, headers: &parts.headers, body: &body };
    let proved = verify(&signed, bundle, &listed.code, now)?;
    Ok((proved, body))
}

/// `{1: uscc, 2: year, 3: count, 4: bstr .size 16 id}`
pub(super) fn reservation(authority: AuthorityNumber, signer: Kid, body: &[u8]) -> Result<Reservation, Malformed> {
    let (mut uscc, mut year, mut count, mut id) = (None, None, None, None);
    map(body, |key, reader| {
        match key {
            1 => uscc = Uscc::parse(reader.text()?).ok(),
            2 => year = Some(reader.unsigned()?),
            3 => count = Some(reader.unsigned()?),
            4 => id = Some(reader.array_of()?),
            _ => return Err(Malformed::UnknownKey(key)),
        }
        Ok(())
    })?;
    Ok(Reservation {
        authority,
        signer,
        uscc: uscc.ok_or(Malformed::Value(hezheng_core::Field::Uscc))?,
        year: year.ok_or(Malformed::MissingKey(2))?,
        count: count.ok_or(Malformed::MissingKey(3))?,
        id: id.ok_or(Malformed::MissingKey(4))?,
    })
}

/// `{1: bstr signed-statement, 2: tstr full identity number, ? 3: bstr portrait}`
pub(super) fn registration(authority: AuthorityNumber, signer: Kid, body: &[u8]) -> Result<Registration, Malformed> {
    let mut reader = Reader::new(body);
    let registration = read_registration(authority, signer, &mut reader)?;
    reader.end()?;
    Ok(registration)
}

/// `[ 1*500 { 1: bstr signed-statement, 2: tstr full identity number, ? 3: bstr portrait } ]`
pub(super) fn batch(authority: AuthorityNumber, signer: Kid, body: &[u8]) -> Result<Vec<Registration>, Malformed> {
    let mut reader = Reader::new(body);
    let count = usize::try_from(reader.array()?).unwrap_or(usize::MAX);
    if count == 0 || count > BATCH_CERTIFICATES {
        return Err(Malformed::Count(hezheng_core::Field::Certificates));
    }
    let batch = (0..count).map(|_| read_registration(authority, signer, &mut reader)).collect::<Result<_, _>>()?;
    reader.end()?;
    Ok(batch)
}

fn read_registration(
    authority: AuthorityNumber,
    signer: Kid,
    reader: &mut Reader<'_>,
) -> Result<Registration, Malformed> {
    let mut read = RegistrationParts::default();
    read_map(reader, |key, reader| read.value(key, reader))?;
    read.whole(authority, signer)
}

/// The members of a registration, as far as they were read.
#[derive(Default)]
struct RegistrationParts {
    statement: Option<Vec<u8>>,
    identity_number: Option<Zeroizing<String>>,
    portrait: Option<Zeroizing<Vec<u8>>>,
}

impl RegistrationParts {
    fn value(&mut self, key: i64, reader: &mut Reader<'_>) -> Result<(), Malformed> {
        match key {
            1 => self.statement = Some(reader.bytes()?.to_vec()),
            2 => {
                let text = reader.text()?;
                if text.len() > IDENTITY_NUMBER_BYTES {
                    return Err(Malformed::Size { bytes: text.len(), limit: IDENTITY_NUMBER_BYTES });
                }
                self.identity_number = Some(Zeroizing::new(text.to_owned()));
            }
            3 => self.portrait = Some(Zeroizing::new(reader.bytes()?.to_vec())),
            _ => return Err(Malformed::UnknownKey(key)),
        }
        Ok(())
    }

    fn whole(self, authority: AuthorityNumber, signer: Kid) -> Result<Registration, Malformed> {
        Ok(Registration {
            authority,
            signer,
            statement: self.statement.ok_or(Malformed::MissingKey(1))?,
            identity_number: self.identity_number.ok_or(Malformed::MissingKey(2))?,
            portrait: self.portrait,
        })
    }
}

/// `{1: bstr signed-statement, 2: tstr full identity number, ? 3: bstr portrait, 4: tstr number to be replaced, 5: reason}`
pub(super) fn filing(authority: AuthorityNumber, signer: Kid, body: &[u8]) -> Result<Filing, Malformed> {
    let (mut new, mut replaces, mut reason) = (RegistrationParts::default(), None, None);
    map(body, |key, reader| {
        match key {
            4 => replaces = Some(certificate_number(reader)?),
            5 => {
                let code = Reason::from_code(reader.unsigned()?);
                reason = Some(code.ok_or(Malformed::Value(hezheng_core::Field::Reason))?);
            }
            _ => new.value(key, reader)?,
        }
        Ok(())
    })?;
    Ok(Filing {
        new: new.whole(authority, signer)?,
        replaces: replaces.ok_or(Malformed::MissingKey(4))?,
        reason: reason.ok_or(Malformed::MissingKey(5))?,
    })
}

/// `{1: tstr number to be replaced, 2: bstr .size 32 statement hash}`
pub(super) fn named_correction(authority: AuthorityNumber, signer: Kid, body: &[u8]) -> Result<Withdrawal, Malformed> {
    let (mut replaces, mut statement) = (None, None);
    map(body, |key, reader| {
        match key {
            1 => replaces = Some(certificate_number(reader)?),
            2 => statement = Some(StatementHash(Hash(reader.array_of()?))),
            _ => return Err(Malformed::UnknownKey(key)),
        }
        Ok(())
    })?;
    Ok(Withdrawal {
        authority,
        signer,
        replaces: replaces.ok_or(Malformed::MissingKey(1))?,
        statement: statement.ok_or(Malformed::MissingKey(2))?,
    })
}

/// `[ * tstr certificate number ]`
pub(super) fn certificate_numbers(body: &[u8]) -> Result<Vec<CertificateNumber>, Malformed> {
    let mut reader = Reader::new(body);
    let count = usize::try_from(reader.array()?).unwrap_or(usize::MAX);
    if count > CORRECTIONS_SHOWN {
        return Err(Malformed::Count(hezheng_core::Field::Certificates));
    }
    let numbers = (0..count).map(|_| certificate_number(&mut reader)).collect::<Result<_, _>>()?;
    reader.end()?;
    Ok(numbers)
}

fn certificate_number(reader: &mut Reader<'_>) -> Result<CertificateNumber, Malformed> {
    let number = CertificateNumber::parse(reader.text()?);
    number.map_err(|_| Malformed::Value(hezheng_core::Field::CertificateNumber))
}

/// Reads a map with integer keys that fills `body`.
fn map<'b>(
    body: &'b [u8],
    mut value: impl FnMut(i64, &mut Reader<'b>) -> Result<(), Malformed>,
) -> Result<(), Malformed> {
    let mut reader = Reader::new(body);
    read_map(&mut reader, &mut value)?;
    Ok(reader.end()?)
}

fn read_map<'b>(
    reader: &mut Reader<'b>,
    mut value: impl FnMut(i64, &mut Reader<'b>) -> Result<(), Malformed>,
) -> Result<(), Malformed> {
    let mut keys = reader.map()?;
    while let Some(key) = keys.next(reader)? {
        value(key, reader)?;
    }
    Ok(())
}
