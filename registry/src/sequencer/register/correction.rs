//! Corrections: a new certificate in the place of one whose data is wrong. The institution files it and it waits, judged by
//! the rules of a registration; two officers' order carries it out ([`Batch::order`]): the new certificate is registered and
//! the old one superseded in one commit, or neither. See docs/decisions/0008-corrections.md.

use super::check;
use super::{Ground, Registration};
use crate::policy;
use crate::refusal::{CorrectionRefusal, Failed, Refusal, RegistrationRefusal};
use crate::sequencer::batch::Batch;
use crate::store::records::{
    CorrectionNumberRecord, CorrectionRecord, CorrectionState, decode_personal, encode_personal,
};
use crate::store::{AuthorityNumber, Load, Place, StoreError};
use hezheng_core::ids::{Kid, StatementHash};
use hezheng_core::number::CertificateNumber;
use hezheng_core::statement::{UnverifiedStatement, with_receipts};
use hezheng_core::status::Status;
use hezheng_core::status::order::Reason;
use hezheng_core::time::Time;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A correction to file. It holds personal data and has no `Debug`.
pub(crate) struct Filing {
    /// The new certificate.
    pub(crate) new: Registration,
    /// The number of the one whose place it takes.
    pub(crate) replaces: CertificateNumber,
    pub(crate) reason: Reason,
}

/// Where a correction stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Filed {
    /// Filed then, it waits for an order.
    Waiting(Time),
    /// The new certificate, registered, with its receipt.
    CarriedOut(Vec<u8>),
}

/// A correction to withdraw.
#[derive(Clone, Debug)]
pub(crate) struct Withdrawal {
    pub(crate) authority: AuthorityNumber,
    pub(crate) signer: Kid,
    pub(crate) replaces: CertificateNumber,
    pub(crate) statement: StatementHash,
}

/// A correction that waits, and the number of the certificate that it replaces.
pub(crate) type Open = (CertificateNumber, CorrectionRecord);

impl Batch<'_> {
    /// Files a correction.
    pub(in crate::sequencer) fn file_correction(&mut self, filing: &Filing) -> Result<Filed, Failed> {
        let (new, replaces) = (&filing.new, &filing.replaces);
        let statement = check::decode(new).map_err(Failed::Refused)?;
        if let Some(place) = self.writing.place_of_statement(statement.hash())?
            && place.0 == new.authority
        {
            self.check_same(new, place)?;
            return self.registered(place).map(Filed::CarriedOut);
        }
        let before = self.writing.correction(new.authority, replaces)?;
        if let Some(before) = before.as_ref().filter(|before| before.statement == new.statement) {
            self.check_same_filing(new, &statement, before)?;
            return match before.state {
                CorrectionState::Open => Ok(Filed::Waiting(before.filed)),
                // What was carried out is registered, and was answered above.
                CorrectionState::Withdrawn | CorrectionState::CarriedOut => {
                    Err(Failed::refused(CorrectionRefusal::Withdrawn(replaces.clone())))
                }
            };
        }
        let judged = self.judge().check(new, &statement).map_err(Failed::Refused)?;
        // Whose it is comes first: what waits for somebody else's certificate is nobody else's business.
        self.check_replaced(filing, &statement)?;
        if before.is_some_and(|before| before.state == CorrectionState::Open) {
            return Err(Failed::refused(CorrectionRefusal::Pending(replaces.clone())));
        }
        self.admissible((new, Ground::Correcting(replaces)), &judged)?;

        // Everything is decided; from here on things are written.
        let record = CorrectionRecord {
            state: CorrectionState::Open,
            filed: self.now,
            since: self.now,
            statement: new.statement.clone(),
            person: judged.person(),
            has_portrait: new.portrait.is_some(),
            reason: filing.reason,
            sealed: Vec::new(),
        };
        let portrait = new.portrait.as_ref().map(|portrait| portrait.as_slice());
        let personal = encode_personal(&new.identity_number, portrait);
        let sealed = self.sealed(&record.context(replaces), &personal)?;
        self.writing.put_correction(new.authority, replaces, &CorrectionRecord { sealed, ..record });
        let (number, statement) = (statement.unverified_number(), statement.hash());
        let taken = CorrectionNumberRecord { replaces: replaces.clone(), statement, sealed: Vec::new() };
        let sealed = self.sealed(&taken.context(number), &[])?;
        self.writing.put_correction_number(number, &CorrectionNumberRecord { sealed, ..taken });
        Ok(Filed::Waiting(self.now))
    }

    /// Whether a statement that waits came with the same identity number and portrait.
    fn check_same_filing(
        &self,
        new: &Registration,
        statement: &UnverifiedStatement<'_>,
        filed: &CorrectionRecord,
    ) -> Result<(), Failed> {
        let claims = statement.unverified_claims();
        let is_same_portrait = match &new.portrait {
            Some(portrait) => filed.has_portrait && policy::is_portrait(claims, portrait),
            None => !filed.has_portrait,
        };
        if is_same_portrait && self.sealing.is_person(filed.person, claims.id_kind, &new.identity_number) {
            Ok(())
        } else {
            Err(Failed::refused(RegistrationRefusal::RegisteredDifferently))
        }
    }

    pub(in crate::sequencer) fn sealed(&self, context: &[u8], plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.sealing.seal(hezheng_keys::random_bytes()?, context, plain).ok_or(StoreError::Damaged(None))
    }

    /// Keeps what is left of a correction that is not open any more: whose number it sealed is in the certificate's row now,
    /// or nobody's business.
    fn close(
        &mut self,
        authority: AuthorityNumber,
        (replaces, record): (&CertificateNumber, &CorrectionRecord),
        state: CorrectionState,
    ) -> Result<(), StoreError> {
        let closed = CorrectionRecord { state, since: self.now, ..record.clone() };
        let sealed = self.sealed(&closed.context(replaces), &[])?;
        self.writing.put_correction(authority, replaces, &CorrectionRecord { sealed, ..closed });
        Ok(())
    }

    /// The certificate to be replaced must be the institution's own, registered here, and in force.
    fn check_replaced(&self, filing: &Filing, new: &UnverifiedStatement<'_>) -> Result<(), Failed> {
        let replaces = &filing.replaces;
        let not_own = || Failed::refused(CorrectionRefusal::NotOwn(replaces.clone()));
        let place = self.writing.place_of_number(replaces)?.filter(|place| place.0 == filing.new.authority);
        let place = place.ok_or_else(not_own)?;
        let record = self.certificate(place)?;
        let old = UnverifiedStatement::decode(&record.registered).map_err(|_| StoreError::Damaged(None))?;
        if old.unverified_uscc() != new.unverified_uscc() {
            return Err(not_own());
        }
        match self.writing.status(place)?.map(|record| record.status).unwrap_or_default() {
            Status::Valid | Status::Suspended => Ok(()),
            Status::Revoked | Status::Superseded => {
                Err(Failed::refused(CorrectionRefusal::NotInForce(replaces.clone())))
            }
        }
    }

    /// Withdraws a correction that waits. Its number stays taken.
    pub(in crate::sequencer) fn withdraw_correction(&mut self, asked: &Withdrawal) -> Result<(), Failed> {
        let (authority, replaces) = (self.authority(asked.authority).map_err(Failed::refused)?, &asked.replaces);
        let unknown = || Failed::refused(CorrectionRefusal::Unknown);
        let record = self.writing.correction(authority.number, replaces)?.ok_or_else(unknown)?;
        let statement = UnverifiedStatement::decode(&record.statement).map_err(|_| StoreError::Damaged(None))?;
        if statement.hash() != asked.statement {
            return Err(unknown());
        }
        let trust = Arc::clone(&self.view.trust);
        let bundle = Self::bundle(&trust, self.now).map_err(Failed::refused)?;
        let signer = (asked.signer, statement.unverified_uscc());
        policy::signer(bundle, &authority.code, signer, self.now).map_err(Failed::refused)?;
        match record.state {
            CorrectionState::Withdrawn => Ok(()),
            CorrectionState::CarriedOut => Err(Failed::refused(CorrectionRefusal::CarriedOut(replaces.clone()))),
            CorrectionState::Open => {
                Ok(self.close(authority.number, (replaces, &record), CorrectionState::Withdrawn)?)
            }
        }
    }

    /// Registers the new certificates of corrections, whose old ones are superseded already as far as this commit knows.
    /// `then` is done once they have their places and before they are proved and signed. Where it is refused, everything
    /// that was written is to be taken back.
    pub(in crate::sequencer) fn carry_out(
        &mut self,
        authority: AuthorityNumber,
        corrections: &[Open],
        then: impl FnOnce(&mut Self) -> Result<(), StoreError>,
    ) -> Result<(), Failed> {
        let new = corrections.iter().map(|correction| self.reopen(authority, correction));
        let new = new.collect::<Result<Vec<_>, _>>()?;
        let decoded: Vec<_> = new.iter().map(check::decode).collect();
        let mut admitted = BTreeMap::new();
        for ((replaced, record), (asked, statement)) in corrections.iter().zip(new.iter().zip(&decoded)) {
            let of = |refusal: Refusal| Failed::Refused(Refusal::OfCorrection(replaced.clone(), Box::new(refusal)));
            let statement = statement.as_ref().map_err(|refusal| of(refusal.clone()))?;
            let judged = self.judge().check(asked, statement).map_err(of)?;
            match self.admit((asked, Ground::Order), &judged, &mut admitted) {
                Ok(_) => {}
                Err(Failed::Refused(refusal)) => return Err(of(refusal)),
                Err(error) => return Err(error),
            }
            self.close(authority, (replaced, record), CorrectionState::CarriedOut)?;
        }
        then(self)?;
        Ok(self.sign_and_keep(admitted)?)
    }

    /// A correction's new certificate, with what was sealed beside it.
    fn reopen(&self, authority: AuthorityNumber, (replaced, record): &Open) -> Result<Registration, Failed> {
        let damaged = || StoreError::Damaged(None);
        let statement = UnverifiedStatement::decode(&record.statement).map_err(|_| damaged())?;
        let opened = self.sealing.open(&record.context(replaced), &record.sealed).ok_or_else(damaged)?;
        let personal = decode_personal(&opened).map_err(StoreError::damaged)?;
        Ok(Registration {
            authority,
            signer: statement.unverified_kid(),
            statement: record.statement.clone(),
            identity_number: personal.identity_number,
            portrait: personal.portrait,
        })
    }

    fn registered(&self, place: Place) -> Result<Vec<u8>, Failed> {
        let record = self.certificate(place)?;
        let statement = with_receipts(&record.registered, &[&record.receipt]);
        Ok(statement.map_err(|_| StoreError::Damaged(None))?)
    }
}
