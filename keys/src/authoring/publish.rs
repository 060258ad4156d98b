//! From the book to a signed bundle, proved as every verifier will prove it.

use super::book::Book;
use super::continuity;
use super::error::AuthoringError;
use super::records::BundleRecord;
use super::terms::Terms;
use crate::signer::Signer;
use hezheng_core::ids::Hash;
use hezheng_core::time::Time;
use hezheng_core::trust::bundle::BundleBody;
use hezheng_core::trust::{BundleDraft, BundleRefusal, SecondRoot, Trust, unverified_body};

/// Format.md section 5.
const MOST_DAYS: u64 = 100;

/// What signing gave.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// A bundle that verifiers take.
    Complete(SignedBundle),
    /// The root keys change: a bundle that no verifier takes until a second trusted root key has signed it too.
    AwaitingSecondRoot(Vec<u8>),
}

/// A bundle that verifiers take, and what the book records of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignedBundle {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What the book records of it.
    pub record: BundleRecord,
}

/// Signs what the book says as the next bundle. `trust` is what the bundles so far lead to ([`Book::trust`]).
///
/// # Errors
/// Where the key is no trusted root, the terms do not fit, or the book dropped something that the last bundle has.
pub fn sign(book: &Book, trust: &Trust, root: &dyn Signer, terms: Terms) -> Result<Outcome, AuthoringError> {
    if !(1..=MOST_DAYS).contains(&terms.days) {
        return Err(AuthoringError::Lifetime(terms.days));
    }
    if let Some(last) = trust.bundle().map(|bundle| bundle.body().issued).filter(|last| terms.now < *last) {
        return Err(AuthoringError::ClockBehind { last, now: terms.now });
    }
    check_trusted(trust, root)?;
    book.check_quorum()?;
    let body = book.body(terms);
    if let Some(last) = trust.bundle() {
        continuity::check(last.body(), &body)?;
    }
    let draft = BundleDraft::new(root.kid(), &body).map_err(AuthoringError::Unencodable)?;
    let bytes = draft.finish(&root.sign(&draft.to_be_signed()));
    match trust.after(&bytes) {
        Ok(next) => Ok(Outcome::Complete(complete(trust, &next, &body, bytes)?)),
        Err(BundleRefusal::SecondRootMissing) => Ok(Outcome::AwaitingSecondRoot(bytes)),
        Err(refusal) => Err(AuthoringError::OwnOutput(refusal)),
    }
}

/// Adds the second root key's signature to a bundle that awaits it, if it still says what the book says.
///
/// # Errors
/// Where the key is no other trusted root, the bundle needs no second signature, or the book has changed since.
pub fn countersign(
    book: &Book,
    trust: &Trust,
    awaiting: &[u8],
    root: &dyn Signer,
    now: Time,
) -> Result<SignedBundle, AuthoringError> {
    let body = unverified_body(awaiting).map_err(AuthoringError::NotABundle)?;
    check_trusted(trust, root)?;
    match trust.after(awaiting) {
        Err(BundleRefusal::SecondRootMissing) => {}
        Err(refusal) => return Err(AuthoringError::OwnOutput(refusal)),
        Ok(_) => return Err(AuthoringError::NoSecondNeeded),
    }
    if book.body(Terms::of(&body)) != body {
        return Err(AuthoringError::BookChangedSince);
    }
    if let Some(last) = trust.bundle() {
        continuity::check(last.body(), &body)?;
    }
    let draft = SecondRoot::new(awaiting, root.kid(), now).map_err(AuthoringError::NotABundle)?;
    let bytes = draft.finish(&root.sign(draft.to_be_signed()));
    match trust.after(&bytes) {
        Ok(next) => complete(trust, &next, &body, bytes),
        Err(BundleRefusal::SecondRootMissing) => Err(AuthoringError::SameRootTwice(root.kid())),
        Err(refusal) => Err(AuthoringError::OwnOutput(refusal)),
    }
}

fn check_trusted(trust: &Trust, root: &dyn Signer) -> Result<(), AuthoringError> {
    let is_trusted = trust.roots().contains(&root.public_key());
    if is_trusted { Ok(()) } else { Err(AuthoringError::NotTrustedRoot(root.kid())) }
}

/// The record of a bundle that `next` took; says so where what was taken is not what was meant.
fn complete(trust: &Trust, next: &Trust, body: &BundleBody, bytes: Vec<u8>) -> Result<SignedBundle, AuthoringError> {
    if next.bundle().map(|bundle| bundle.body()) != Some(body) {
        return Err(AuthoringError::OwnOutput(BundleRefusal::BadSignature));
    }
    let record = BundleRecord {
        version: body.version,
        sha256: Hash::of(&[&bytes]),
        issued: body.issued,
        expires: body.expires,
        changed_roots: next.roots() != trust.roots(),
    };
    Ok(SignedBundle { bytes, record })
}

impl Book {
    /// What verifiers trust that followed every bundle so far; each must be the one that the book records.
    ///
    /// # Errors
    /// Where one is missing or another, or does not follow.
    pub fn trust(&self, bundles: &[Vec<u8>]) -> Result<Trust, AuthoringError> {
        let mut trust = Trust::in_roots(&self.initial_roots);
        let mut bundles = bundles.iter();
        for record in &self.bundles {
            let wrong = AuthoringError::BundleFile { version: record.version };
            let bytes = bundles.next().filter(|bytes| Hash::of(&[bytes]) == record.sha256).ok_or(wrong.clone())?;
            trust = trust.after(bytes).map_err(|_| wrong)?;
        }
        Ok(trust)
    }

    /// Which of the bundles so far a pack carries: those that changed the root keys, and the newest, in their order.
    pub fn bundles_for_pack(&self) -> impl Iterator<Item = &BundleRecord> {
        let newest = self.bundles.last().map(|record| record.version);
        self.bundles.iter().filter(move |record| record.changed_roots || Some(record.version) == newest)
    }
}
