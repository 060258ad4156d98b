//! One entry as it is read: in the tree, in its time, with its certificate and what is sealed beside it, and what of it is to be
//! judged.

use super::LogCheck;
use crate::fsck::Fsck;
use crate::fsck::bundles::InForce;
use crate::fsck::finding::{Fault, Findings, Stopped};
use crate::fsck::orders::StatusChange;
use crate::fsck::registration::Registration;
use crate::fsck::tree::Logged;
use crate::sealing::PersonKey;
use crate::store::key::Key;
use crate::store::load::at;
use crate::store::records::{CertificateRecord, Record};
use crate::store::schema::{ENTRIES, SNAPSHOTS};
use hezheng_core::ids::LeafIndex;
use hezheng_core::log::Entry;
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::time::Time;

/// An entry that was read, and the bundle that was in force when it came.
pub(super) struct Read {
    pub(super) leaf: LeafIndex,
    pub(super) in_force: InForce,
    pub(super) what: What,
}

/// What an entry asks to be judged.
pub(super) enum What {
    Registration(Registration),
    StatusChange(StatusChange),
    Nothing,
}

impl LogCheck {
    /// Whether the personal data of a certificate was deleted because it is kept no longer: its person is gone from the row
    /// too, and it was issued before the day that the authority's retention names.
    fn is_kept_no_longer(&self, certificate: &[u8]) -> bool {
        let Ok(record) = CertificateRecord::decode(certificate) else { return false };
        let statement = UnverifiedStatement::decode(&record.registered);
        let is_due = statement
            .is_ok_and(|statement| self.kept_from.is_some_and(|from| statement.unverified_claims().issued < from));
        record.person == PersonKey::GONE && is_due
    }

    /// Reads one entry.
    pub(super) fn entry(&mut self, fsck: &mut Fsck<'_>, leaf: LeafIndex) -> Result<What, Stopped> {
        let (read, findings) = (fsck.read, &mut fsck.findings);
        let key = at((self.authority, leaf)).into_bytes();
        let bytes = self.entries.wanted(read, &key, findings)?;
        let signed = self.checkpoint.good().map(|checkpoint| (checkpoint.size, checkpoint.root));
        let logged = self.tree.push(read, bytes.as_deref(), signed, findings)?;
        let Some(bytes) = bytes.filter(|_| logged == Logged::AsItIs) else {
            // What belongs to the entry that was there cannot be judged, and is not too many.
            self.is_whole = false;
            self.certificates.value(read, &key, findings)?;
            self.personal.value(read, &key, findings)?;
            return Ok(What::Nothing);
        };
        let Ok(entry) = Entry::decode(&bytes) else {
            self.is_whole = false;
            findings.add(ENTRIES, &key, Fault::Unreadable)?;
            return Ok(What::Nothing);
        };
        self.check_time(&key, (leaf, entry.time()), findings)?;
        match entry {
            Entry::Registration { time, kid, statement } => {
                self.registrations += 1;
                let certificate = self.certificates.wanted(read, &key, findings)?;
                let is_gone = certificate.as_deref().is_some_and(|certificate| self.is_kept_no_longer(certificate));
                let sealed = match is_gone {
                    true => self.personal.value(read, &key, findings)?,
                    false => self.personal.wanted(read, &key, findings)?,
                };
                let entry = bytes;
                Ok(What::Registration(Registration { leaf, entry, time, kid, statement, certificate, sealed }))
            }
            Entry::StatusChange { time, status, leaves, order } => {
                Ok(What::StatusChange(StatusChange { leaf, time, status, leaves, order }))
            }
            Entry::BundleChange { time, bundle } => {
                match fsck.bundles.come_into_force(read, (bundle, time), findings)? {
                    None => self.is_whole = false,
                    Some(next) => {
                        if next.version <= self.in_force.version {
                            findings.add(ENTRIES, &key, Fault::BundleWentBack)?;
                        }
                        self.in_force = next;
                    }
                }
                Ok(What::Nothing)
            }
        }
    }

    fn check_time(
        &mut self,
        key: &[u8],
        (leaf, time): (LeafIndex, Time),
        findings: &mut Findings,
    ) -> Result<(), Stopped> {
        if time < self.latest {
            findings.add(ENTRIES, key, Fault::TimeWentBack { latest: self.latest, time })?;
        }
        self.latest = self.latest.max(time);
        match self.snapshot.good() {
            Some(snapshot) if !snapshot.size.covers(leaf) && time <= snapshot.as_of => {
                findings.add(SNAPSHOTS, &Key::of(self.authority).into_bytes(), Fault::Overtaken(leaf))
            }
            _ => Ok(()),
        }
    }
}
