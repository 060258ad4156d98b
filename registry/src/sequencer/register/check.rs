//! What can be judged of a certificate by itself and by the trust bundle: most of the work, done on all cores.

use super::Registration;
use crate::authority::ServedAuthority;
use crate::parallel;
use crate::policy;
use crate::refusal::{Failed, Refusal, RegistrationRefusal, Unavailable};
use crate::sealing::{PersonKey, SealingKey};
use crate::sequencer::batch::Batch;
use crate::store::{Load, Place, StoreError};
use hezheng_core::statement::check_code::CheckCode;
use hezheng_core::statement::{UnverifiedStatement, VerifiedStatement};
use hezheng_core::time::Time;
use hezheng_core::trust::Trust;
use std::sync::Arc;

/// What a certificate is, as far as it can be said without its neighbours.
pub(super) enum Checked<'s> {
    /// It is registered here already, and came with the same identity number and portrait.
    Known(Place),
    /// It is signed by its institution, for the person whose identity number came with it.
    New(New<'s>),
}

/// A certificate that may be new.
pub(super) struct New<'s> {
    pub(super) verified: VerifiedStatement<'s>,
    pub(super) check_code: CheckCode,
    /// Every look-up key of the person, the one to enter it under first.
    pub(super) people: Vec<PersonKey>,
}

impl New<'_> {
    /// The key to enter the person under.
    pub(super) fn person(&self) -> PersonKey {
        self.people.first().copied().unwrap_or(PersonKey::GONE)
    }
}

/// Decodes a statement, which must be bare and name the key that signed the request.
pub(super) fn decode(asked: &Registration) -> Result<UnverifiedStatement<'_>, Refusal> {
    let statement = UnverifiedStatement::decode(&asked.statement)?;
    if statement.unverified_registration().is_some() || statement.has_receipts() {
        return Err(RegistrationRefusal::NotBare.into());
    }
    if statement.unverified_kid() != asked.signer {
        return Err(RegistrationRefusal::OtherSigner.into());
    }
    Ok(statement)
}

impl Batch<'_> {
    /// Judges each, in the order given.
    pub(super) fn check<'s>(
        &self,
        asked: &[&'s Registration],
        decoded: &'s [Result<UnverifiedStatement<'s>, Refusal>],
    ) -> Result<Vec<Result<Checked<'s>, Refusal>>, StoreError> {
        let known = asked.iter().zip(decoded).map(|(asked, statement)| match statement {
            Ok(statement) => self.known(asked, statement),
            Err(refusal) => Ok(Err(refusal.clone())),
        });
        let known = known.collect::<Result<Vec<_>, _>>()?;
        let judge = self.judge();
        let each = asked.iter().zip(decoded).zip(known).collect();
        Ok(parallel::map(each, |((asked, statement), known)| match (known?, statement) {
            (Some(place), _) => Ok(Checked::Known(place)),
            (None, Ok(statement)) => judge.check(asked, statement).map(Checked::New),
            (None, Err(refusal)) => Err(refusal.clone()),
        }))
    }

    /// Where a statement is registered already.
    fn known(
        &self,
        asked: &Registration,
        statement: &UnverifiedStatement<'_>,
    ) -> Result<Result<Option<Place>, Refusal>, StoreError> {
        let place = self.writing.place_of_statement(statement.hash())?;
        let Some(place) = place.filter(|place| place.0 == asked.authority) else {
            return self.not_known(asked, statement);
        };
        match self.check_same(asked, place) {
            Ok(()) => Ok(Ok(Some(place))),
            Err(Failed::Refused(refusal)) => Ok(Err(refusal)),
            Err(Failed::Store(error)) => Err(error),
        }
    }

    /// What is not registered may wait for an officer, or have waited: then the same request gets the same answer.
    fn not_known(
        &self,
        asked: &Registration,
        statement: &UnverifiedStatement<'_>,
    ) -> Result<Result<Option<Place>, Refusal>, StoreError> {
        match self.held_before(asked, (statement.unverified_number(), statement.unverified_claims())) {
            Ok(None) => Ok(Ok(None)),
            Ok(Some(refusal)) | Err(Failed::Refused(refusal)) => Ok(Err(refusal)),
            Err(Failed::Store(error)) => Err(error),
        }
    }

    /// Asks the store at once for what [`Batch::admit`] will ask it one by one.
    pub(super) fn learn_facts<'s>(&mut self, checked: impl Iterator<Item = &'s Checked<'s>>) -> Result<(), StoreError> {
        let new: Vec<_> =
            checked.filter_map(|checked| if let Checked::New(new) = checked { Some(new) } else { None }).collect();
        self.writing.learn_places_of_numbers(new.iter().map(|new| new.verified.number()))?;
        self.writing.learn_corrections_of_numbers(new.iter().map(|new| new.verified.number()))?;
        self.writing.learn_reservations(new.iter().map(|new| new.verified.number()))?;
        self.writing.learn_places_of_check_codes(new.iter().map(|new| new.check_code))?;
        self.writing.learn_places_of_people(new.iter().flat_map(|new| new.people.iter().copied()))?;
        for authority in self.served {
            let here = new.iter().filter(|new| new.verified.number().authority() == authority.code.as_str());
            let people = here.filter_map(|new| Some((new.verified.claims().class_filing.as_deref()?, &new.people)));
            let people = people.flat_map(|(class, people)| people.iter().map(move |person| (class, *person)));
            self.writing.learn_rosters(authority.number, people)?;
        }
        for authority in self.served.iter().filter(|_| !new.is_empty()) {
            self.writing.learn_edge(authority.number, self.head(authority.number).size)?;
        }
        Ok(())
    }

    pub(super) fn judge(&self) -> Judge<'_> {
        Judge { trust: Arc::clone(&self.view.trust), served: self.served, sealing: self.sealing, now: self.now }
    }
}

/// What judging needs of a batch; it can be shared among threads, which a batch cannot.
pub(super) struct Judge<'b> {
    trust: Arc<Trust>,
    served: &'b [ServedAuthority],
    sealing: &'b SealingKey,
    now: Time,
}

impl Judge<'_> {
    pub(super) fn check<'s>(
        &self,
        asked: &Registration,
        statement: &'s UnverifiedStatement<'s>,
    ) -> Result<New<'s>, Refusal> {
        let authority = self.served.iter().find(|authority| authority.number == asked.authority);
        let authority = authority.ok_or(Unavailable::ServiceKey)?;
        let bundle = Batch::bundle(&self.trust, self.now)?;
        let signer = (asked.signer, statement.unverified_uscc());
        let (_, key) = policy::signer(bundle, &authority.code, signer, self.now)?;
        let verified = statement.verify_signature(&key.key).ok_or(RegistrationRefusal::BadSignature)?;
        let portrait = asked.portrait.as_ref().map(|portrait| portrait.as_slice());
        let identity = policy::person(verified.claims(), &asked.identity_number, portrait)?;
        let people = self.sealing.people(identity.kind(), identity.full_number());
        Ok(New { verified, check_code: CheckCode::of(&asked.statement), people })
    }
}
