//! Whom a verifier trusts: pinned root keys, the chain of bundles that they lead to, and packs (format.md section 5).

pub mod bundle;
mod codec;
mod decoded;
pub mod pack;
mod verified_bundle;

use crate::cose::{self, COUNTERSIGNATURE, CountersignDraft, Countersignature, Envelope, Typ, no_keys};
use crate::ids::Kid;
use crate::key::PublicKey;
use crate::limits::BUNDLE_BYTES;
use crate::malformed::Malformed;
use crate::time::Time;
use alloc::vec::Vec;
use bundle::{BundleBody, TrustBundle};

/// The root keys that a verifier trusts now, and the newest bundle it took, if any.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trust {
    roots: Vec<PublicKey>,
    bundle: Option<TrustBundle>,
}

/// Why a bundle was not taken, in the order of judging.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BundleRefusal {
    /// The bytes are no bundle.
    Malformed(Malformed),
    /// Signed by no root key that is trusted.
    UnknownRoot,
    /// The root key named did not sign this.
    BadSignature,
    /// The set of root keys changes and no other trusted root key countersigned.
    SecondRootMissing,
    /// Not of a higher version than the one held.
    NotNewer,
    /// Expired. Only [`Trust::take`] judges this.
    Expired,
}

impl Trust {
    /// Trust in these root keys and nothing else yet.
    #[must_use]
    pub fn in_roots(roots: &[PublicKey]) -> Self {
        // A handful, put where they belong one by one: the library's sorting would be a tenth of the browser's module.
        let mut sorted: Vec<PublicKey> = Vec::with_capacity(roots.len());
        for root in roots {
            if let Err(place) = sorted.binary_search(root) {
                sorted.insert(place, *root);
            }
        }
        Self { roots: sorted, bundle: None }
    }

    /// Trust in what the bundles of a pack lead to, in their order, beginning at these root keys. A bundle that cannot be
    /// taken is passed over; ages are not judged, so that an old verifier can follow.
    #[must_use]
    pub fn follow(roots: &[PublicKey], bundles: &[&[u8]]) -> Self {
        let mut trust = Self::in_roots(roots);
        for bytes in bundles {
            if let Ok(next) = trust.after(bytes) {
                trust = next;
            }
        }
        trust
    }

    /// The trust that this bundle leads to, its age not judged.
    ///
    /// # Errors
    /// Why it cannot be taken.
    pub fn after(&self, bytes: &[u8]) -> Result<Self, BundleRefusal> {
        let bundle = self.judge(bytes)?;
        let Self { roots, .. } = Self::in_roots(&bundle.body.roots);
        Ok(Self { roots, bundle: Some(bundle) })
    }

    /// Takes a newer bundle that is not expired.
    ///
    /// # Errors
    /// Why not; then nothing has changed.
    pub fn take(&mut self, bytes: &[u8], now: Time) -> Result<(), BundleRefusal> {
        let next = self.after(bytes)?;
        if next.bundle.as_ref().is_some_and(|bundle| now >= bundle.body.expires) {
            return Err(BundleRefusal::Expired);
        }
        *self = next;
        Ok(())
    }

    /// The root keys trusted now, ascending.
    #[must_use]
    pub fn roots(&self) -> &[PublicKey] {
        &self.roots
    }

    /// The bundle held.
    #[must_use]
    pub fn bundle(&self) -> Option<&TrustBundle> {
        self.bundle.as_ref()
    }

    fn judge(&self, bytes: &[u8]) -> Result<TrustBundle, BundleRefusal> {
        if bytes.len() > BUNDLE_BYTES {
            let size = Malformed::Size { bytes: bytes.len(), limit: BUNDLE_BYTES };
            return Err(BundleRefusal::Malformed(size));
        }
        let mut second = None;
        let envelope = Envelope::decode(bytes, |key, reader| match key {
            COUNTERSIGNATURE => {
                second = Some(Countersignature::decode_approval(reader)?);
                Ok(())
            }
            _ => Err(Malformed::UnknownKey(key)),
        })
        .map_err(BundleRefusal::Malformed)?;
        let kid = cose::protected_header(envelope.protected, Some(Typ::TrustBundle), no_keys)
            .map_err(BundleRefusal::Malformed)?;
        let (body, places) = BundleBody::decode(envelope.payload).map_err(BundleRefusal::Malformed)?;
        let root = self.root(kid).ok_or(BundleRefusal::UnknownRoot)?;
        if !envelope.is_signed_by(root) {
            return Err(BundleRefusal::BadSignature);
        }
        if self.roots.len() >= 2 && Self::in_roots(&body.roots).roots != self.roots {
            let other = second.and_then(|second| Some((second, self.root(second.kid).filter(|key| *key != root)?)));
            let (second, key) = other.ok_or(BundleRefusal::SecondRootMissing)?;
            if !second.is_signed_by(key, &envelope) {
                return Err(BundleRefusal::SecondRootMissing);
            }
        }
        if self.bundle.as_ref().is_some_and(|held| body.version <= held.body.version) {
            return Err(BundleRefusal::NotNewer);
        }
        Ok(TrustBundle::new(body, bytes, places))
    }

    fn root(&self, kid: Kid) -> Option<&PublicKey> {
        self.roots.iter().find(|root| root.kid() == kid)
    }
}

/// A bundle about to be signed: sign [`BundleDraft::to_be_signed`], then [`BundleDraft::finish`].
#[derive(Clone, Debug)]
pub struct BundleDraft {
    protected: Vec<u8>,
    payload: Vec<u8>,
}

impl BundleDraft {
    /// Lays out a bundle by the root key with this kid. The result is decoded by the rules for everybody's bytes.
    ///
    /// # Errors
    /// The first rule of the format that this content breaks.
    pub fn new(kid: Kid, body: &BundleBody) -> Result<Self, Malformed> {
        let payload = body.encode();
        BundleBody::decode(&payload).map(|_| ())?;
        let draft = Self { protected: cose::encode_protected(kid, Typ::TrustBundle), payload };
        let bytes = draft.finish(&[0; 64]).len();
        if bytes > BUNDLE_BYTES { Err(Malformed::Size { bytes, limit: BUNDLE_BYTES }) } else { Ok(draft) }
    }

    /// The bytes to sign.
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        cose::to_be_signed(&self.protected, &self.payload)
    }

    /// The bundle.
    #[must_use]
    pub fn finish(&self, signature: &[u8; 64]) -> Vec<u8> {
        Envelope { protected: &self.protected, payload: &self.payload, signature: *signature }.encode(0, &[])
    }
}

/// What a bundle says, read without trusting it: for authoring the next one and for showing a file. Never a reason to trust a key.
///
/// # Errors
/// The first rule of the format that the bytes break.
pub fn unverified_body(bytes: &[u8]) -> Result<BundleBody, Malformed> {
    let envelope = Envelope::decode(bytes, |_, reader| Ok(reader.item().map(|_| ())?))?;
    BundleBody::decode(envelope.payload).map(|(body, _)| body)
}

/// The second root key's signature on a bundle whose root keys change: sign [`SecondRoot::to_be_signed`], then [`SecondRoot::finish`].
#[derive(Clone, Debug)]
pub struct SecondRoot<'a> {
    envelope: Envelope<'a>,
    countersign: CountersignDraft,
}

impl<'a> SecondRoot<'a> {
    /// Over this signed bundle, by the root key with this kid, at this time.
    ///
    /// # Errors
    /// Where the bytes are no bundle.
    pub fn new(bundle: &'a [u8], kid: Kid, time: Time) -> Result<Self, Malformed> {
        let envelope = Envelope::decode(bundle, |_, reader| Ok(reader.item().map(|_| ())?))?;
        cose::protected_header(envelope.protected, Some(Typ::TrustBundle), no_keys)?;
        Ok(Self { countersign: CountersignDraft::new(&envelope, kid, time, None), envelope })
    }

    /// The bytes to sign.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        self.countersign.to_be_signed()
    }

    /// The bundle with both signatures.
    #[must_use]
    pub fn finish(&self, signature: &[u8; 64]) -> Vec<u8> {
        self.envelope.encode(1, &self.countersign.finish(signature))
    }
}
