//! What a log signs of itself: its checkpoint and its newest snapshot. Who signed them is judged here; whether they say what
//! the entries say, the log's check does once it has come so far.

use super::bundles::Bundles;
use super::finding::{Fault, Findings, Stopped};
use super::walk::Walk;
use crate::store::key::{Key, beginning_with};
use crate::store::port::{Read, Table};
use crate::store::schema::{CHECKPOINTS, COSIGNED, SNAPSHOTS};
use crate::store::{AuthorityNumber, StoreError};
use hezheng_core::ids::{Hash, TreeSize};
use hezheng_core::key::PublicKey;
use hezheng_core::log::checkpoint::UnverifiedCheckpoint;
use hezheng_core::number::AuthorityCode;
use hezheng_core::status::snapshot::{Snapshot, SnapshotBody};
use hezheng_core::time::Time;
use hezheng_core::trust::bundle::{Authority, ServiceKey, ServiceUse};

/// What a checkpoint says, once it is known that the log signed it.
#[derive(Clone)]
pub(super) struct Checkpoint {
    pub(super) size: TreeSize,
    pub(super) root: Hash,
    key: PublicKey,
}

/// A value that is there and may be of no use, which was said then.
pub(super) enum Kept<T> {
    Absent,
    Useless,
    Good(T),
}

impl<T> Kept<T> {
    pub(super) fn good(&self) -> Option<&T> {
        if let Self::Good(good) = self { Some(good) } else { None }
    }
}

/// The checkpoint of an authority, signed by a log key that some bundle lists for it.
pub(super) fn checkpoint(
    read: &dyn Read,
    who: (AuthorityNumber, Option<&AuthorityCode>),
    bundles: &Bundles,
    findings: &mut Findings,
) -> Result<Kept<Checkpoint>, Stopped> {
    signed_checkpoint((read, CHECKPOINTS), who, bundles, findings)
}

/// The newest checkpoint that witnesses cosigned, signed by the log too. That there is none is no finding: no other row
/// tells whether there was one.
pub(super) fn cosigned(
    read: &dyn Read,
    who: (AuthorityNumber, Option<&AuthorityCode>),
    bundles: &Bundles,
    findings: &mut Findings,
) -> Result<Kept<Checkpoint>, Stopped> {
    signed_checkpoint((read, COSIGNED), who, bundles, findings)
}

/// Whether as many witnesses cosigned it as a bundle that names them wants. It is judged last: a bundle that is missing is
/// found before what cannot be judged without it.
pub(super) fn check_quorum(
    read: &dyn Read,
    authority: AuthorityNumber,
    bundles: &Bundles,
    findings: &mut Findings,
) -> Result<(), Stopped> {
    let key = Key::of(authority).into_bytes();
    let Some(value) = read.get(COSIGNED, &key)? else { return Ok(()) };
    let Ok(checkpoint) = UnverifiedCheckpoint::decode(&value) else { return Ok(()) };
    for place in bundles.newest_first() {
        let trust = bundles.trust(read, place)?;
        let wanted = trust.as_ref().and_then(|trust| trust.bundle()?.body().witnesses.as_ref());
        if wanted.is_some_and(|wanted| checkpoint.cosigned_by(wanted) >= wanted.quorum) {
            return Ok(());
        }
    }
    findings.add(COSIGNED, &key, Fault::NotCosigned)
}

/// A kept checkpoint, signed by a log key that some bundle lists for the authority.
fn signed_checkpoint(
    (read, table): (&dyn Read, Table),
    (authority, code): (AuthorityNumber, Option<&AuthorityCode>),
    bundles: &Bundles,
    findings: &mut Findings,
) -> Result<Kept<Checkpoint>, Stopped> {
    let key = Key::of(authority).into_bytes();
    let mut rows = Walk::over(table, beginning_with(Key::of(authority)));
    let value = rows.value(read, &key, findings)?;
    rows.end(read, findings)?;
    let Some(value) = value else { return Ok(Kept::Absent) };
    let Ok(unverified) = UnverifiedCheckpoint::decode(&value) else {
        findings.add(table, &key, Fault::Unreadable)?;
        return Ok(Kept::Useless);
    };
    for place in bundles.newest_first() {
        let Some(entry) = entry(read, bundles, place, code)? else { continue };
        for listed in log_keys(&entry) {
            if let Ok(verified) = unverified.verify(&entry.log_origin, &listed.key) {
                return Ok(Kept::Good(Checkpoint { size: verified.size(), root: verified.root(), key: listed.key }));
            }
        }
    }
    findings.add(table, &key, Fault::NotSigned)?;
    Ok(Kept::Useless)
}

impl Checkpoint {
    /// Says where a checkpoint, or that there is none, is not what the whole log asks for. It may lag, or be missing,
    /// where its key may not sign any more: then the registry goes on without, and says so when it starts.
    pub(super) fn check_whole(
        read: &dyn Read,
        (authority, code): (AuthorityNumber, Option<&AuthorityCode>),
        kept: &Kept<Self>,
        (size, latest): (TreeSize, Time),
        (bundles, findings): (&Bundles, &mut Findings),
    ) -> Result<(), Stopped> {
        let key = Key::of(authority).into_bytes();
        let newest = bundles.newest_first().next();
        let listed = newest.map(|place| entry(read, bundles, place, code)).transpose()?.flatten();
        let may_sign = |wanted: Option<PublicKey>| {
            let keys = listed.iter().flat_map(log_keys).filter(|listed| wanted.is_none_or(|key| key == listed.key));
            keys.into_iter().any(|key| key.validity.holds_at(latest) && key.validity.distrusted_from.is_none())
        };
        match kept {
            Kept::Absent if size.0 > 0 && may_sign(None) => findings.add(CHECKPOINTS, &key, Fault::Missing),
            Kept::Good(signed) if signed.size > size => {
                findings.add(CHECKPOINTS, &key, Fault::BeyondLog { size: signed.size.0, log: size.0 })
            }
            Kept::Good(signed) if signed.size < size && may_sign(Some(signed.key)) => {
                findings.add(CHECKPOINTS, &key, Fault::Lags { size: signed.size.0, log: size.0 })
            }
            _ => Ok(()),
        }
    }
}

/// The newest snapshot of an authority, acceptable under some bundle whatever its age.
pub(super) fn snapshot(
    read: &dyn Read,
    (authority, code): (AuthorityNumber, Option<&AuthorityCode>),
    bundles: &Bundles,
    findings: &mut Findings,
) -> Result<Kept<SnapshotBody>, Stopped> {
    const WHENEVER: Time = Time(u64::MAX);
    let key = Key::of(authority).into_bytes();
    let mut rows = Walk::over(SNAPSHOTS, beginning_with(Key::of(authority)));
    let value = rows.value(read, &key, findings)?;
    rows.end(read, findings)?;
    let Some(value) = value else { return Ok(Kept::Absent) };
    let mut first = None;
    for place in bundles.newest_first() {
        let Some(trust) = bundles.trust(read, place)? else { continue };
        match trust.bundle().map(|bundle| Snapshot::accept(&value, bundle, WHENEVER)) {
            Some(Ok(snapshot)) if Some(&snapshot.body().authority) == code => {
                return Ok(Kept::Good(snapshot.body().clone()));
            }
            Some(Ok(_)) => {
                findings.add(SNAPSHOTS, &key, Fault::OtherAuthority)?;
                return Ok(Kept::Useless);
            }
            Some(Err(refusal)) => first = first.or(Some(refusal)),
            None => {}
        }
    }
    findings.add(SNAPSHOTS, &key, first.map_or(Fault::Excess, Fault::SnapshotRefused))?;
    Ok(Kept::Useless)
}

/// The authority's entry in a bundle.
fn entry(
    read: &dyn Read,
    bundles: &Bundles,
    place: usize,
    code: Option<&AuthorityCode>,
) -> Result<Option<Authority>, StoreError> {
    let trust = bundles.trust(read, place)?;
    let bundle = trust.as_ref().and_then(|trust| trust.bundle());
    Ok(bundle.zip(code).and_then(|(bundle, code)| bundle.authority(code.as_str())).cloned())
}

fn log_keys(entry: &Authority) -> impl Iterator<Item = &ServiceKey> {
    entry.service_keys.iter().filter(|key| key.uses & ServiceUse::Log.bit() != 0)
}
