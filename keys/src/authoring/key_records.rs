//! Entering keys, ending and distrusting them, rotating the root keys. A key belongs to one holder, for ever.

use super::book::{Book, RootKeeper};
use super::error::AuthoringError;
use super::records::{Holder, KeyRecord};
use super::texts;
use hezheng_core::ids::{Kid, LeafIndex};
use hezheng_core::key::PublicKey;
use hezheng_core::limits::CLOCK_SKEW_SECS;
use hezheng_core::time::Time;

/// A key to enter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewKey {
    /// The public key.
    pub key: PublicKey,
    /// What it is for, and whose; never a root key.
    pub holder: Holder,
    /// The person who holds it. An officer's is the officer, and an institution's its contact where nobody else is said.
    pub person: Option<String>,
    /// It counts from this time on.
    pub from: Time,
}

impl Book {
    /// Enters a key and binds it to its holder.
    ///
    /// # Errors
    /// Where the holder is not in the book, the key was ever in it, the person is not the holder, or the time is past.
    pub fn add_key(&mut self, new: NewKey, now: Time) -> Result<Kid, AuthoringError> {
        if new.holder == (Holder::Root {}) {
            return Err(AuthoringError::IsRoot(new.key.kid()));
        }
        self.check_unused(&new.key)?;
        self.check_holder(&new.holder)?;
        self.check_one_key_a_witness(&new.holder)?;
        not_past(new.from, now)?;
        let person = self.person(&new)?;
        texts::check("key holder's name", &person)?;
        Ok(self.enter(KeyRecord {
            public_key: new.key,
            kid: new.key.kid(),
            holder: new.holder,
            person,
            entered: now,
            from: new.from,
            until: None,
            distrusted_from: None,
        }))
    }

    /// Ends a key at a time, normally: what was registered under it before stays valid.
    ///
    /// # Errors
    /// Where the key is unknown or a root, the time is past, or the key ends earlier already.
    pub fn end_key(&mut self, kid: Kid, until: Time, now: Time) -> Result<(), AuthoringError> {
        not_past(until, now)?;
        let record = self.key_to_change(kid)?;
        if until < record.from {
            return Err(AuthoringError::EndBeforeBeginning { from: record.from });
        }
        if let Some(current) = record.until.filter(|current| *current <= until) {
            return Err(AuthoringError::EndNotEarlier { current });
        }
        record.until = Some(until);
        Ok(())
    }

    /// Cuts a stolen key off at a place in the log: every registration at this leaf index or after is distrusted, and the
    /// key ends now.
    ///
    /// # Errors
    /// Where the key is unknown, a root or an officer's, or is cut off at that leaf or an earlier one already.
    pub fn distrust_key(&mut self, kid: Kid, from: LeafIndex, now: Time) -> Result<(), AuthoringError> {
        let record = self.key_to_change(kid)?;
        if matches!(record.holder, Holder::Officer { .. }) {
            return Err(AuthoringError::OfficerKeyNotDistrusted(kid));
        }
        if matches!(record.holder, Holder::Witness { .. }) {
            return Err(AuthoringError::WitnessKeyNotDistrusted(kid));
        }
        if let Some(current) = record.distrusted_from.filter(|current| *current <= from.0) {
            return Err(AuthoringError::DistrustNotEarlier { current });
        }
        record.distrusted_from = Some(from.0);
        let end = now.max(record.from);
        record.until = Some(record.until.map_or(end, |until| until.min(end)));
        Ok(())
    }

    /// Says how many witnesses must have cosigned a checkpoint; 0 asks for none.
    ///
    /// # Errors
    /// Where there are not as many in force.
    pub fn ask_witnesses(&mut self, needed: u64) -> Result<(), AuthoringError> {
        let before = self.witness_quorum.replace(needed);
        // A refusal changes nothing.
        self.check_quorum().inspect_err(|_| self.witness_quorum = before)
    }

    /// Changes the set of root keys that the next bundle lists. The bundle then needs a second trusted root's signature,
    /// where there are two.
    ///
    /// # Errors
    /// Where a key to come was ever used, one to go is no root key in force, or none would be left.
    pub fn rotate_roots(&mut self, come: &[RootKeeper], go: &[Kid], now: Time) -> Result<(), AuthoringError> {
        let mut next = self.clone();
        for kid in go {
            let is_root = |record: &&mut KeyRecord| record.holder == Holder::Root {} && record.until.is_none();
            let record = next.keys.iter_mut().filter(is_root).find(|record| record.kid == *kid);
            record.ok_or(AuthoringError::NotRoot(*kid))?.until = Some(now);
        }
        for root in come {
            next.enter_root(root, now)?;
        }
        if next.roots().is_empty() {
            return Err(AuthoringError::NoRootLeft);
        }
        *self = next;
        Ok(())
    }

    pub(super) fn enter_root(&mut self, root: &RootKeeper, now: Time) -> Result<(), AuthoringError> {
        self.check_unused(&root.key)?;
        texts::check("root keeper's name", &root.person)?;
        self.enter(KeyRecord {
            public_key: root.key,
            kid: root.key.kid(),
            holder: Holder::Root {},
            person: root.person.clone(),
            entered: now,
            from: now,
            until: None,
            distrusted_from: None,
        });
        Ok(())
    }

    fn enter(&mut self, record: KeyRecord) -> Kid {
        let kid = record.kid;
        self.keys.push(record);
        kid
    }

    /// A key that was ever in the book, ended or not, is nobody's new key. Equal keys have equal kids.
    fn check_unused(&self, key: &PublicKey) -> Result<(), AuthoringError> {
        if !key.is_usable() {
            return Err(AuthoringError::UnusableKey);
        }
        match self.key(key.kid()) {
            Err(_) => Ok(()),
            Ok(known) => Err(AuthoringError::KeyUsed { known: Box::new(known.clone()) }),
        }
    }

    fn check_one_key_a_witness(&self, holder: &Holder) -> Result<(), AuthoringError> {
        let Holder::Witness { name } = holder else { return Ok(()) };
        let in_force = self.keys.iter().find(|record| record.holder == *holder && record.until.is_none());
        match in_force {
            None => Ok(()),
            Some(record) => Err(AuthoringError::WitnessKeyInForce { name: name.clone(), kid: record.kid }),
        }
    }

    fn person(&self, new: &NewKey) -> Result<String, AuthoringError> {
        let person = match &new.holder {
            Holder::Officer { authority, staff_code, .. } => {
                let officer = self.officer(authority, staff_code)?;
                if new.person.as_ref().is_some_and(|person| *person != officer.name) {
                    let (staff_code, name) = (staff_code.clone(), officer.name.clone());
                    return Err(AuthoringError::StaffCodeTaken { staff_code, name });
                }
                officer.name.clone()
            }
            Holder::Issuer { uscc, authority } => {
                let contact = &self.institution(uscc, authority)?.contact;
                new.person.as_ref().unwrap_or(contact).clone()
            }
            Holder::Service { .. } | Holder::Witness { .. } | Holder::Root {} => {
                new.person.clone().ok_or(AuthoringError::PersonMissing)?
            }
        };
        Ok(person)
    }

    fn key_to_change(&mut self, kid: Kid) -> Result<&mut KeyRecord, AuthoringError> {
        let record = self.keys.iter_mut().find(|record| record.kid == kid).ok_or(AuthoringError::UnknownKey(kid))?;
        if record.holder == (Holder::Root {}) { Err(AuthoringError::IsRoot(kid)) } else { Ok(record) }
    }
}

/// A time that changes nothing signed before: not past, as far as two honest clocks agree.
pub(super) fn not_past(given: Time, now: Time) -> Result<(), AuthoringError> {
    if given.plus_secs(CLOCK_SKEW_SECS) < now { Err(AuthoringError::InThePast { given, now }) } else { Ok(()) }
}
