//! The rosters: each is the one that was frozen, of the people whose rows it has.

use super::Classes;
use crate::desk::class::OnRoster;
use crate::desk::roster;
use crate::fsck::Fsck;
use crate::fsck::finding::{Fault, Stopped};
use crate::fsck::walk::Walk;
use crate::sealing::PersonKey;
use crate::store::AuthorityNumber;
use crate::store::desk::of_class;
use crate::store::key::{Parts, every_key};
use crate::store::schema::CLASS_PEOPLE;
use hezheng_core::number::{IdKind, IdentityNumber};
use std::collections::{BTreeMap, BTreeSet};
use zeroize::Zeroizing;

/// A roster as it is put together: name, kind and number by place.
type People = BTreeMap<u64, (String, IdKind, Zeroizing<String>)>;

impl Fsck<'_> {
    /// Each roster is the one that was frozen: its hash says so.
    pub(super) fn check_rosters(&mut self, classes: &Classes) -> Result<(), Stopped> {
        let kept = classes.iter().filter(|(_, class)| class.kept_from.is_none());
        let mut unseen: BTreeSet<_> = kept.map(|(of, _)| of.clone()).collect();
        let mut rows = Walk::over(CLASS_PEOPLE, every_key());
        let mut current: Option<((AuthorityNumber, String), People)> = None;
        while let Some((key, value)) = rows.next(self.read)? {
            let Some((class, person)) = class_and_person(&key) else {
                self.findings.add(CLASS_PEOPLE, &key, Fault::Excess)?;
                continue;
            };
            let Some((on_roster, secret)) = self.opened::<OnRoster>((CLASS_PEOPLE, &key), &value)? else { continue };
            if current.as_ref().is_none_or(|(of, _)| *of != class) {
                self.check_roster(classes, current.take(), &mut unseen)?;
            }
            let kind = IdKind::from_code(on_roster.id_kind);
            let number = String::from_utf8(secret.to_vec()).map(Zeroizing::new).ok();
            let identity = kind.zip(number).filter(|(kind, number)| {
                let parsed = IdentityNumber::parse(*kind, number);
                self.sealing.is_person(PersonKey(person), *kind, number)
                    && parsed.is_ok_and(|one| one.tail() == on_roster.id_tail)
            });
            let Some((kind, number)) = identity else {
                self.findings.add(CLASS_PEOPLE, &key, Fault::OtherPerson)?;
                continue;
            };
            let (_, people) = current.get_or_insert((class, People::new()));
            people.insert(on_roster.index, (on_roster.name, kind, number));
        }
        self.check_roster(classes, current, &mut unseen)?;
        for (authority, number) in unseen {
            self.findings.add(CLASS_PEOPLE, &of_class(authority, &number).into_bytes(), Fault::OtherRoster)?;
        }
        Ok(())
    }

    fn check_roster(
        &mut self,
        classes: &Classes,
        roster: Option<((AuthorityNumber, String), People)>,
        unseen: &mut BTreeSet<(AuthorityNumber, String)>,
    ) -> Result<(), Stopped> {
        let Some((of, people)) = roster else { return Ok(()) };
        // A class that cannot be read was named with its own table.
        let Some(class) = classes.get(&of) else { return Ok(()) };
        unseen.remove(&of);
        let all: Vec<_> = people.values().map(|(name, kind, number)| (name.as_str(), *kind, number.as_str())).collect();
        let is_whole = people.keys().copied().eq(0..class.people) && class.kept_from.is_none();
        if is_whole && roster::hash(&class.salt.0, all.into_iter()) == class.roster_sha256 {
            return Ok(());
        }
        self.findings.add(CLASS_PEOPLE, &of_class(of.0, &of.1).into_bytes(), Fault::OtherRoster)
    }
}

fn class_and_person(key: &[u8]) -> Option<((AuthorityNumber, String), [u8; 32])> {
    let mut parts = Parts::of(key);
    let class = (AuthorityNumber(parts.u32()?), parts.text()?.to_owned());
    let person = parts.array()?;
    parts.is_at_end().then_some((class, person))
}
