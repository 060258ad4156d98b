//! The flags: each names a certificate, and is decided where an officer decided it.

use super::{Acts, Flagged};
use crate::desk::audit::Action;
use crate::desk::flag::Flag;
use crate::desk::rules::RuleCode;
use crate::fsck::Fsck;
use crate::fsck::finding::{Fault, Stopped};
use crate::store::desk::DeskHead;
use crate::store::key::Key;
use crate::store::schema::FLAGS;
use crate::store::{AuthorityNumber, Load, StoreError};
use hezheng_core::ids::LeafIndex;
use std::collections::{BTreeMap, BTreeSet};

impl Fsck<'_> {
    /// Each flag names a certificate, and is decided where an officer decided it.
    pub(super) fn check_flags(
        &mut self,
        heads: &BTreeMap<AuthorityNumber, DeskHead>,
        acts: &Acts,
    ) -> Result<Flagged, Stopped> {
        let decided: BTreeSet<(AuthorityNumber, &str)> = acts
            .iter()
            .filter(|(_, entry)| entry.action == Action::FlagDecided)
            .map(|(authority, entry)| (*authority, entry.on.as_str()))
            .collect();
        let places: Vec<_> =
            heads.iter().flat_map(|(authority, head)| (0..head.flags).map(|serial| (*authority, serial))).collect();
        let key = |(authority, serial): &(AuthorityNumber, u64)| Key::of(*authority).u64(*serial).into_bytes();
        let flags = self.exactly::<Flag>(FLAGS, places.iter().map(key))?;
        let (mut flagged, mut reports) = (Flagged::new(), BTreeMap::new());
        for (place, flag) in places.iter().zip(flags) {
            let Some(flag) = flag else { continue };
            let certificate = hezheng_core::number::CertificateNumber::parse(&flag.certificate).ok();
            let registered = match certificate.map(|number| self.read.place_of_number(&number)) {
                Some(Ok(registered)) => registered,
                Some(Err(StoreError::Damaged(_))) | None => None,
                Some(Err(error)) => return Err(error.into()),
            };
            if registered != Some((place.0, LeafIndex(flag.leaf))) {
                self.findings.add(FLAGS, &key(place), Fault::NothingFlagged)?;
            }
            if flag.decision.is_some() != decided.contains(&(place.0, place.1.to_string().as_str())) {
                self.findings.add(FLAGS, &key(place), Fault::DeskState)?;
            }
            // What its holder says of a certificate tells nothing of its class.
            if flag.rule == RuleCode::NeverTaken {
                reports.entry((place.0, LeafIndex(flag.leaf))).or_insert(place.1);
            } else {
                flagged.insert((place.0, flag.leaf));
            }
        }
        self.check_objections(&reports)?;
        Ok(flagged)
    }
}
