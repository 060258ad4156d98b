//! What was signed: the checkpoint, by whom, how many witnesses cosigned it, and the snapshots that are to be compared.

use super::Audit;
use crate::commands::log::finding::Finding;
use hezheng_core::log::checkpoint::{UnverifiedCheckpoint, VerifiedCheckpoint};
use hezheng_core::log::note::{SignatureType, verifier_key};
use hezheng_core::status::snapshot::{Snapshot, SnapshotBody};
use hezheng_core::trust::bundle::{Authority, ServiceUse};
use hezheng_core::trust::pack::UnverifiedPack;

impl<'a> Audit<'a> {
    pub(super) fn checkpoint<'n>(&mut self, note: Option<&'n [u8]>) -> Option<(&'n [u8], UnverifiedCheckpoint<'n>)> {
        match note.map(|note| (note, UnverifiedCheckpoint::decode(note))) {
            Some((note, Ok(checkpoint))) => return Some((note, checkpoint)),
            Some((_, Err(rule))) => self.find(Finding::BadCheckpoint(rule)),
            None => self.find(Finding::NoCheckpoint),
        }
        None
    }

    /// Whose log this is: the authority with this origin, which must be the one with this address where there is one. A
    /// mirror has an address that no bundle lists.
    pub(super) fn authority(&mut self, checkpoint: &UnverifiedCheckpoint<'_>, base: &str) -> Option<&'a Authority> {
        let origin = checkpoint.unverified_origin();
        let authorities = &self.bundle.body().authorities;
        let of_address = authorities.iter().find(|authority| authority.base_url == base);
        let of_origin = authorities.iter().find(|authority| authority.log_origin == origin);
        let Some(authority) = of_origin else {
            self.find(Finding::UnknownLog(origin.into()));
            return None;
        };
        if let Some(other) = of_address.filter(|other| other.code != authority.code) {
            self.find(Finding::OtherLog(origin.into(), other.log_origin.clone()));
            return None;
        }
        self.audited.authority = Some((authority.name.clone(), authority.code.clone()));
        self.audited.origin = Some(origin.into());
        Some(authority)
    }

    pub(super) fn verified(
        &mut self,
        checkpoint: &UnverifiedCheckpoint<'_>,
        authority: &Authority,
    ) -> Option<VerifiedCheckpoint> {
        let keys = authority.service_keys.iter().filter(|key| key.uses & ServiceUse::Log.bit() != 0);
        let mut signed =
            keys.filter_map(|key| Some((key, checkpoint.verify(&authority.log_origin, &key.key).ok()?))).peekable();
        let Some((key, verified)) = signed.peek().cloned() else {
            self.find(Finding::UnsignedCheckpoint);
            return None;
        };
        self.audited.vkey = Some(verifier_key(&authority.log_origin, SignatureType::Ed25519, &key.key));
        // A checkpoint bears no time: whoever signs the newest one must be who signs now.
        let counts = |validity: &hezheng_core::trust::bundle::Validity| {
            validity.holds_at(self.now) && validity.distrusted_from.is_none()
        };
        if !signed.any(|(key, _)| counts(&key.validity)) {
            self.find(Finding::CheckpointKeyEnded);
        }
        self.audited.tree = Some((verified.size(), verified.root()));
        Some(verified)
    }

    pub(super) fn check_witnesses(&mut self, checkpoint: &UnverifiedCheckpoint<'_>) {
        let Some(witnesses) = &self.bundle.body().witnesses else { return };
        let (cosigned, quorum) = (checkpoint.cosigned_by(witnesses), witnesses.quorum);
        self.audited.witnesses = Some((cosigned, quorum));
        if cosigned < quorum {
            self.find(Finding::Quorum(cosigned, quorum));
        }
    }

    /// The snapshots of this authority that are to be compared: the one it serves, and the one in its pack.
    pub(super) fn snapshots(
        &mut self,
        served: Option<&[u8]>,
        pack: &UnverifiedPack<'_>,
        authority: &Authority,
    ) -> Vec<SnapshotBody> {
        let mut snapshots = Vec::new();
        match served.map(|bytes| Snapshot::accept(bytes, self.bundle, self.now)) {
            None => self.find(Finding::NoSnapshot),
            Some(Err(refusal)) => self.find(Finding::BadSnapshot(refusal)),
            Some(Ok(snapshot)) if snapshot.body().authority != authority.code => self.find(Finding::OthersSnapshot),
            Some(Ok(snapshot)) => snapshots.push(snapshot.body().clone()),
        }
        if let Some(next_update) = snapshots.first().map(|snapshot| snapshot.next_update)
            && self.now > next_update
        {
            self.find(Finding::StaleSnapshot(next_update));
        }
        let packed = pack.snapshots.iter().filter_map(|bytes| Snapshot::accept(bytes, self.bundle, self.now).ok());
        for snapshot in packed.map(|snapshot| snapshot.body().clone()) {
            if snapshot.authority == authority.code && !snapshots.contains(&snapshot) {
                snapshots.push(snapshot);
            }
        }
        let newest = self.bundle.body().version;
        if let Some(version) = snapshots.iter().map(|snapshot| snapshot.bundle_version).find(|named| *named > newest) {
            self.find(Finding::SnapshotBundle(version, newest));
        }
        self.audited.snapshots = snapshots.iter().map(|snapshot| (snapshot.as_of, snapshot.size)).collect();
        snapshots
    }
}
