//! Whose certificates name a class: the holder was on the roster of one that was accepted, unless the policy of then let it be.

use super::{Classes, Flagged, institution_and_leaf};
use crate::desk::catalogue::Versioned;
use crate::desk::policy::Policy;
use crate::desk::rules::{RuleCode, Severity};
use crate::fsck::Fsck;
use crate::fsck::finding::{Fault, Stopped};
use crate::fsck::walk::Walk;
use crate::sealing::PersonKey;
use crate::store::desk::{DeskRow, Kind, LoadDesk, POLICY, of_versions};
use crate::store::key::{beginning_with, every_key};
use crate::store::records::{Record, decode_personal};
use crate::store::schema::{BY_CLASS_FILING, DOCUMENTS};
use crate::store::{AuthorityNumber, Load, LoadHolders, Place, StoreError};
use hezheng_core::statement::UnverifiedStatement;
use std::collections::BTreeMap;

impl Fsck<'_> {
    /// Whoever has a certificate that names a class was on the roster of a class that was accepted by then; unless the
    /// policy in force then neither refused nor held it, or it came as a correction, which officers ordered and a flag tells of,
    /// or an officer approved it.
    pub(super) fn check_of_classes(&mut self, classes: &Classes, flagged: &Flagged) -> Result<(), Stopped> {
        let mut rows = Walk::over(BY_CLASS_FILING, every_key());
        let mut policies: BTreeMap<AuthorityNumber, Vec<Versioned<Policy>>> = BTreeMap::new();
        while let Some((key, _)) = rows.next(self.read)? {
            let Some((authority, number, leaf)) = institution_and_leaf(&key) else { continue };
            if flagged.contains(&(authority, leaf.0)) {
                continue;
            }
            let versions = match policies.get(&authority) {
                Some(versions) => versions,
                None => {
                    let versions = self.policies(authority)?;
                    policies.entry(authority).or_insert(versions)
                }
            };
            let then = versions.iter().rfind(|version| version.since_leaf <= leaf.0);
            let policy = then.map(|version| version.value.clone()).unwrap_or_default();
            let refuses = |rule| policy.of(rule).0 >= Severity::Approve;
            let class = classes.get(&(authority, number.clone()));
            let is_accepted = class.and_then(|class| class.accepted_at_leaf).is_some_and(|since| since <= leaf.0);
            if !is_accepted && refuses(RuleCode::ClassAccepted) {
                self.findings.add(BY_CLASS_FILING, &key, Fault::NotOfClass)?;
            } else if class.is_some_and(|class| class.kept_from.is_none()) && refuses(RuleCode::OnRoster) {
                match self.is_on_roster((authority, leaf), &number) {
                    Ok(true) | Err(StoreError::Damaged(_)) => {}
                    Ok(false) => self.findings.add(BY_CLASS_FILING, &key, Fault::NotOfClass)?,
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(())
    }

    /// Whether the holder of a certificate is on a roster, as far as it can be known: nothing says whose a certificate is once
    /// its personal data is kept no longer. While the sealing key changes the two may stand under different ones.
    fn is_on_roster(&self, place: Place, number: &str) -> Result<bool, StoreError> {
        let Some(record) = self.read.certificate(place)? else { return Ok(true) };
        let is_found = |people: &[PersonKey]| Ok(self.read.on_roster(place.0, (number, people))?.is_some());
        if record.person == PersonKey::GONE || is_found(&[record.person])? {
            return Ok(true);
        }
        let statement = UnverifiedStatement::decode(&record.registered).map_err(|_| StoreError::Damaged(None))?;
        let Some(sealed) = self.read.personal(place)? else { return Ok(true) };
        let opened = self.sealing.open(&statement.hash().0.0, &sealed).ok_or(StoreError::Damaged(None))?;
        let personal = decode_personal(&opened).map_err(StoreError::damaged)?;
        is_found(&self.sealing.people(statement.unverified_claims().id_kind, &personal.identity_number))
    }

    /// Every version of an authority's policy, oldest first, as far as they can be read.
    fn policies(&self, authority: AuthorityNumber) -> Result<Vec<Versioned<Policy>>, StoreError> {
        let (mut versions, mut rows) =
            (Vec::new(), Walk::over(DOCUMENTS, beginning_with(of_versions(authority, Kind::Policy, POLICY))));
        while let Some((_, value)) = rows.next(self.read)? {
            versions.extend(DeskRow::decode(&value).ok().and_then(|row| row.content().ok()));
        }
        Ok(versions)
    }
}
