//! Corrections: each is what was filed, because it opens with the sealing key as a whole row; its number was taken and is
//! its institution's; and its state is what the log bears out: where it was carried out the new certificate is registered
//! and the old one superseded, otherwise the new one is not registered.

use super::finding::{Fault, Findings, Stopped};
use super::numbers::Ranges;
use super::walk::Walk;
use super::{Fsck, decode_exact};
use crate::policy;
use crate::refusal::RegistrationRefusal;
use crate::store::key::{Parts, every_key};
use crate::store::load::of_correction;
use crate::store::port::Read;
use crate::store::records::{CorrectionNumberRecord, CorrectionRecord, CorrectionState, decode_personal};
use crate::store::schema::{CORRECTION_NUMBERS, CORRECTIONS};
use crate::store::{AuthorityNumber, Load, StoreError};
use hezheng_core::number::CertificateNumber;
use hezheng_core::statement::UnverifiedStatement;

impl Fsck<'_> {
    /// Checks both tables.
    pub(super) fn check_corrections(&mut self) -> Result<(), Stopped> {
        let mut rows = Walk::over(CORRECTIONS, every_key());
        while let Some((key, value)) = rows.next(self.read)? {
            match self.correction_fault(&key, &value) {
                // A row of another table that it leads to cannot be read, and was named.
                Ok(None) | Err(Stopped::Store(StoreError::Damaged(_))) => {}
                Ok(Some(fault)) => self.findings.add(CORRECTIONS, &key, fault)?,
                Err(stopped) => return Err(stopped),
            }
        }
        let mut rows = Walk::over(CORRECTION_NUMBERS, every_key());
        while let Some((key, value)) = rows.next(self.read)? {
            match self.check_number(&key, &value) {
                Err(Stopped::Store(StoreError::Damaged(_))) => {}
                checked => checked?,
            }
        }
        Ok(())
    }

    fn correction_fault(&mut self, key: &[u8], value: &[u8]) -> Result<Option<Fault>, Stopped> {
        let (read, sealing) = (self.read, self.sealing);
        let Some(((authority, replaces), record)) = replaced(key).zip(decode_exact::<CorrectionRecord>(value)) else {
            return Ok(Some(Fault::Unreadable));
        };
        let Some((with, opened)) = sealing.open_and_tell(&record.context(&replaces), &record.sealed) else {
            return Ok(Some(Fault::NotSealed));
        };
        self.needs_older(CORRECTIONS, with);
        let Ok(statement) = UnverifiedStatement::decode(&record.statement) else { return Ok(Some(Fault::Unreadable)) };
        let number = statement.unverified_number();
        check_taken(read, number, &mut self.findings)?;
        if !Ranges::default().hold(read, number, statement.unverified_uscc())? {
            return Ok(Some(Fault::NumberNotReserved));
        }
        if record.state == CorrectionState::Open {
            let Ok(personal) = decode_personal(&opened) else { return Ok(Some(Fault::NotSealed)) };
            let portrait = personal.portrait.as_ref().map(|portrait| portrait.as_slice());
            match policy::person(statement.unverified_claims(), &personal.identity_number, portrait) {
                Ok(identity) if sealing.is_person(record.person, identity.kind(), identity.full_number()) => {}
                Ok(_) => return Ok(Some(Fault::OtherPerson)),
                Err(RegistrationRefusal::IdentityNumber | RegistrationRefusal::IdentityTail) => {
                    return Ok(Some(Fault::OtherIdentityNumber));
                }
                Err(_) => return Ok(Some(Fault::OtherPortrait)),
            }
        }
        let is_registered = read.place_of_statement(statement.hash())?.is_some();
        let is_superseded = match read.place_of_number(&replaces)? {
            Some(place) if place.0 == authority => read.status(place)?.is_some(),
            _ => return Ok(Some(Fault::NothingReplaced)),
        };
        let is_borne_out = match record.state {
            CorrectionState::CarriedOut => is_registered && is_superseded,
            CorrectionState::Open | CorrectionState::Withdrawn => !is_registered,
        };
        Ok((!is_borne_out).then_some(Fault::CorrectionState))
    }

    /// A number that a correction took: the correction is there, and what is registered under the number is its statement.
    fn check_number(&mut self, key: &[u8], value: &[u8]) -> Result<(), Stopped> {
        let read = self.read;
        let mut parts = Parts::of(key);
        let number = parts.text().filter(|_| parts.is_at_end());
        let number = number.and_then(|number| CertificateNumber::parse(number).ok());
        let Some((number, record)) = number.zip(decode_exact::<CorrectionNumberRecord>(value)) else {
            return self.findings.add(CORRECTION_NUMBERS, key, Fault::Unreadable);
        };
        match self.sealing.open_and_tell(&record.context(&number), &record.sealed) {
            None => return self.findings.add(CORRECTION_NUMBERS, key, Fault::NotSealed),
            Some((with, _)) => self.needs_older(CORRECTION_NUMBERS, with),
        }
        let correction = of_correction(AuthorityNumber::of_text(record.replaces.authority()), &record.replaces);
        let correction = correction.into_bytes();
        if read.get(CORRECTIONS, &correction)?.is_none() {
            return self.findings.add(CORRECTIONS, &correction, Fault::Missing);
        }
        match read.place_of_number(&number)? {
            Some(place) if read.place_of_statement(record.statement)? != Some(place) => {
                self.findings.add(CORRECTION_NUMBERS, key, Fault::OtherStatement)
            }
            _ => Ok(()),
        }
    }
}

/// The correction's number must be taken.
fn check_taken(read: &dyn Read, number: &CertificateNumber, findings: &mut Findings) -> Result<(), Stopped> {
    match read.correction_of_number(number) {
        // What cannot be read is named with its own table.
        Ok(Some(_)) | Err(StoreError::Damaged(_)) => Ok(()),
        Ok(None) => {
            findings.add(CORRECTION_NUMBERS, &crate::store::load::of_number(number).into_bytes(), Fault::Missing)
        }
        Err(error) => Err(error.into()),
    }
}

/// Which certificate a row's correction replaces.
fn replaced(key: &[u8]) -> Option<(AuthorityNumber, CertificateNumber)> {
    let mut parts = Parts::of(key);
    let (authority, number) = (AuthorityNumber(parts.u32()?), CertificateNumber::parse(parts.text()?).ok()?);
    let is_own = authority == AuthorityNumber::of_text(number.authority()) && parts.is_at_end();
    is_own.then_some((authority, number))
}
