//! The trust bundles: each follows from the pinned root keys and those before it, and some log says that it came into
//! force. Of each only so much is kept that it can be judged again when its time comes.

use super::decode_exact;
use super::finding::{Fault, Finding, Findings, Stopped};
use super::walk::Walk;
use crate::store::StoreError;
use crate::store::key::{Key, Parts, every_key};
use crate::store::port::Read;
use crate::store::records::{BundleRecord, Record};
use crate::store::schema::BUNDLES;
use hezheng_core::ids::Hash;
use hezheng_core::key::PublicKey;
use hezheng_core::time::Time;
use hezheng_core::trust::{BundleRefusal, Trust};
use std::sync::Arc;

/// The bundle that a log last said came into force.
#[derive(Clone, Default)]
pub(super) struct InForce {
    place: Option<usize>,
    pub(super) trust: Option<Arc<Trust>>,
    pub(super) version: u64,
    pub(super) since: Time,
}

/// The bundles that can be trusted, by version.
#[derive(Default)]
pub(super) struct Bundles(Vec<Held>);

struct Held {
    version: u64,
    hash: Hash,
    /// The root keys trusted before it.
    roots: Vec<PublicKey>,
    is_logged: bool,
}

impl Bundles {
    /// Checks the bundles. Pinned root keys that none of them follows from are the wrong ones, and no finding.
    pub(super) fn check(read: &dyn Read, roots: &[PublicKey], findings: &mut Findings) -> Result<Self, Stopped> {
        let (mut trust, mut held, mut refused) = (Trust::in_roots(roots), Vec::new(), Vec::new());
        let mut rows = Walk::over(BUNDLES, every_key());
        while let Some((key, value)) = rows.next(read)? {
            let Some(record) = decode_exact::<BundleRecord>(&value) else {
                findings.add(BUNDLES, &key, Fault::Unreadable)?;
                continue;
            };
            let next = match trust.after(&record.bundle) {
                Ok(next) => next,
                Err(refusal) => {
                    refused.push((key, refusal));
                    continue;
                }
            };
            let version = next.bundle().map_or(0, |bundle| bundle.body().version);
            if Parts::of(&key).u64() != Some(version) || key.len() != 8 {
                findings.add(BUNDLES, &key, Fault::Misplaced)?;
            }
            let changed_roots = next.roots() != trust.roots();
            let expected = BundleRecord { changed_roots, bundle: record.bundle };
            findings.compare(BUNDLES, &key, (&value, &expected.encode()))?;
            let roots = trust.roots().to_vec();
            held.push(Held { version, hash: Hash::of(&[&expected.bundle]), roots, is_logged: false });
            trust = next;
        }
        let is_of_others = refused.iter().all(|(_, refusal)| *refusal == BundleRefusal::UnknownRoot);
        if held.is_empty() && !refused.is_empty() && is_of_others {
            return Err(StoreError::OtherRoots.into());
        }
        for (key, refusal) in refused {
            findings.add(BUNDLES, &key, Fault::NotTrusted(refusal))?;
        }
        Ok(Self(held))
    }

    /// An entry of this time says that the bundle with this hash came into force. `None`: it is not there, which is said.
    pub(super) fn come_into_force(
        &mut self,
        read: &dyn Read,
        (hash, since): (Hash, Time),
        findings: &mut Findings,
    ) -> Result<Option<InForce>, Stopped> {
        let Some(place) = self.0.iter().position(|held| held.hash == hash) else {
            let row = format!("the bundle with the hash {hash}");
            findings.keep(Finding { table: BUNDLES.name, row, fault: Fault::Missing })?;
            return Ok(None);
        };
        let trust = self.trust(read, place)?;
        let Some(held) = self.0.get_mut(place) else { return Ok(None) };
        held.is_logged = true;
        Ok(Some(InForce { place: Some(place), trust, version: held.version, since }))
    }

    /// The trust while the bundle at this place was in force.
    pub(super) fn trust(&self, read: &dyn Read, place: usize) -> Result<Option<Arc<Trust>>, StoreError> {
        let Some(held) = self.0.get(place) else { return Ok(None) };
        let value = read.get(BUNDLES, &Key::default().u64(held.version).into_bytes())?;
        let Some(record) = value.and_then(|value| BundleRecord::decode(&value).ok()) else { return Ok(None) };
        Ok(Trust::in_roots(&held.roots).after(&record.bundle).ok().map(Arc::new))
    }

    /// Where the bundles are, the newest first.
    pub(super) fn newest_first(&self) -> impl Iterator<Item = usize> + use<> {
        (0..self.0.len()).rev()
    }

    /// The trusts that may have counted while this bundle was the log's, the likeliest first. Later ones are among them: an
    /// authority that was added late, or whose clock was behind, logged a bundle later than it counted.
    pub(super) fn since<'b>(
        &'b self,
        read: &'b dyn Read,
        in_force: &InForce,
    ) -> impl FnMut() -> Result<Option<Arc<Trust>>, StoreError> + use<'b> {
        let mut first = in_force.trust.clone();
        let mut later = in_force.place.map_or(0, |place| place + 1)..self.0.len();
        move || match first.take() {
            Some(trust) => Ok(Some(trust)),
            None => later.find_map(|place| self.trust(read, place).transpose()).transpose(),
        }
    }

    /// After all logs: a bundle is taken in the commit that logs it.
    pub(super) fn check_logged(&self, findings: &mut Findings) -> Result<(), Stopped> {
        for held in self.0.iter().filter(|held| !held.is_logged) {
            findings.add(BUNDLES, &Key::default().u64(held.version).into_bytes(), Fault::NotLogged)?;
        }
        Ok(())
    }
}
