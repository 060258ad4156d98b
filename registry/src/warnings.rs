//! What will stop working if nobody does anything: said long before, by `/health/ready` and `/metrics`.

use crate::authority::ServedAuthority;
use crate::limits::{BUNDLE_WARNING_SECS, KEY_WARNING_SECS, WITNESS_WARNING_SECS};
use crate::sequencer::SnapshotTiming;
use crate::view::View;
use hezheng_core::log::checkpoint::UnverifiedCheckpoint;
use hezheng_core::number::AuthorityCode;
use hezheng_core::time::Time;
use hezheng_core::trust::bundle::{ServiceUse, TrustBundle};

/// One thing to see to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Warning {
    pub(crate) kind: WarningKind,
    /// Whose; `None`: everybody's.
    pub(crate) authority: Option<AuthorityCode>,
    /// When it ends, or began to be late.
    pub(crate) at: Time,
}

/// What it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum WarningKind {
    /// The trust bundle expires: the province must sign the next one.
    BundleExpires,
    /// A service key ends: the province must list the next one.
    KeyEnds(ServiceUse),
    /// The last snapshot is older than two intervals: the next was not made, and verifiers will soon find it stale.
    SnapshotLate,
    /// The newest checkpoint has waited long for witnesses.
    WitnessesLate,
}

impl WarningKind {
    /// The stable code.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::BundleExpires => "trust_bundle_expires",
            Self::KeyEnds(ServiceUse::Countersign) => "countersign_key_ends",
            Self::KeyEnds(ServiceUse::Snapshot) => "snapshot_key_ends",
            Self::KeyEnds(ServiceUse::Log) => "log_key_ends",
            Self::SnapshotLate => "snapshot_late",
            Self::WitnessesLate => "witnesses_late",
        }
    }
}

/// Everything to see to now.
pub(crate) fn warnings(view: &View, served: &[ServedAuthority], timing: SnapshotTiming, now: Time) -> Vec<Warning> {
    let Some(bundle) = view.trust.bundle() else { return Vec::new() };
    let expires = bundle.body().expires;
    let bundle_expires = Warning { kind: WarningKind::BundleExpires, authority: None, at: expires };
    let mut warnings = Vec::from_iter((now.plus_secs(BUNDLE_WARNING_SECS) >= expires).then_some(bundle_expires));
    for authority in served {
        let of_it = |(kind, at)| Warning { kind, authority: Some(authority.code.clone()), at };
        let keys = [ServiceUse::Countersign, ServiceUse::Snapshot, ServiceUse::Log];
        let keys = keys.into_iter().filter_map(|wanted| key_ends(authority, bundle, wanted, now));
        let late = snapshot_late(authority, view, timing, now).into_iter().chain(witnesses_late(authority, view, now));
        warnings.extend(keys.chain(late).map(of_it));
    }
    warnings
}

fn key_ends(
    authority: &ServedAuthority,
    bundle: &TrustBundle,
    wanted: ServiceUse,
    now: Time,
) -> Option<(WarningKind, Time)> {
    let (_, key) = bundle.service_key(authority.signer(wanted).kid(), wanted)?;
    let until = key.validity.until.filter(|until| now.plus_secs(KEY_WARNING_SECS) >= *until)?;
    Some((WarningKind::KeyEnds(wanted), until))
}

fn snapshot_late(
    authority: &ServedAuthority,
    view: &View,
    timing: SnapshotTiming,
    now: Time,
) -> Option<(WarningKind, Time)> {
    let as_of = view.evidence.snapshot(&authority.code).map_or(Time(0), |snapshot| snapshot.body().as_of);
    let due = as_of.plus_secs(timing.interval_secs);
    (now > due.plus_secs(timing.interval_secs)).then_some((WarningKind::SnapshotLate, due))
}

fn witnesses_late(authority: &ServedAuthority, view: &View, now: Time) -> Option<(WarningKind, Time)> {
    view.trust.bundle()?.body().witnesses.as_ref()?;
    let (newest, head) = (view.checkpoints.get(&authority.number)?, view.heads.get(&authority.number)?);
    let is_cosigned = view.cosigned.get(&authority.number).is_some_and(|cosigned| is_same(newest, cosigned));
    let is_late = !is_cosigned && now.secs_since(head.last_entry) > WITNESS_WARNING_SECS;
    is_late.then_some((WarningKind::WitnessesLate, head.last_entry))
}

/// Whether two notes are of one checkpoint, whoever signed them.
fn is_same(a: &str, b: &str) -> bool {
    let place =
        |note: &str| UnverifiedCheckpoint::decode(note.as_bytes()).map(|checkpoint| checkpoint.unverified_place());
    place(a).is_ok_and(|a| place(b).is_ok_and(|b| a == b))
}
