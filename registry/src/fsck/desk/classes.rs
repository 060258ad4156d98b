//! The classes: each that somebody filed is there, in the state that the acts on it lead to, and its id leads to it.

use super::{Acts, Classes};
use crate::desk::audit::{Action, AuditEntry};
use crate::desk::class::{Class, ClassState};
use crate::fsck::Fsck;
use crate::fsck::finding::{Fault, Stopped};
use crate::store::desk::of_class;
use crate::store::key::Key;
use crate::store::schema::{CLASS_IDS, CLASSES};
use crate::store::{AuthorityNumber, LoadHolders};
use std::collections::BTreeMap;

impl Fsck<'_> {
    /// Each class that somebody filed is there, in the state that the acts on it lead to, and its id leads to it.
    pub(super) fn check_classes(&mut self, acts: &Acts) -> Result<Classes, Stopped> {
        let mut expected: BTreeMap<Vec<u8>, (AuthorityNumber, &AuditEntry, ClassState)> = BTreeMap::new();
        for (authority, entry) in acts {
            let key = of_class(*authority, &entry.on).into_bytes();
            let state = match entry.action {
                Action::ClassFiled => {
                    expected.insert(key, (*authority, entry, ClassState::Waiting));
                    continue;
                }
                Action::ClassAccepted => ClassState::Accepted,
                Action::ClassReturned => ClassState::Returned,
                Action::ClassWithdrawn => ClassState::Withdrawn,
                _ => continue,
            };
            if let Some(class) = expected.get_mut(&key) {
                class.2 = state;
            }
        }
        let found = self.exactly::<Class>(CLASSES, expected.keys().cloned())?;
        let (mut classes, mut ids) = (Classes::new(), BTreeMap::new());
        for ((key, (authority, entry, state)), class) in expected.iter().zip(found) {
            let Some(class) = class else { continue };
            let is_kept_long_enough = match class.kept_from {
                None => true,
                // A row that cannot be read was named with its own table.
                Some(from) => {
                    let retention = self.read.retention(*authority).unwrap_or(Some(from.0));
                    class.last < from && retention.is_some_and(|until| from.0 <= until)
                }
            };
            let is_as_acted =
                (class.state, class.content_sha256, &class.number) == (*state, entry.content_sha256, &entry.on);
            if !is_as_acted || !is_kept_long_enough {
                self.findings.add(CLASSES, key, Fault::DeskState)?;
            }
            ids.insert(Key::of(*authority).bytes(&class.id.0).into_bytes(), class.number.clone());
            classes.insert((*authority, class.number.clone()), class);
        }
        let found = self.exactly::<String>(CLASS_IDS, ids.keys().cloned())?;
        for ((key, number), found) in ids.iter().zip(found) {
            if found.is_some_and(|found| found != *number) {
                self.findings.add(CLASS_IDS, key, Fault::DeskState)?;
            }
        }
        Ok(classes)
    }
}
