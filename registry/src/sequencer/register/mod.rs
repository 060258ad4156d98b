//! Registering: statements get their places in the log, the authority's countersignatures, and receipts.
//!
//! Everything that came for one commit goes through four steps: each is judged by itself ([`check`], on all cores); one
//! after another they are judged by what the store knows, and take their places; then each is proved against the tree
//! after all of them, countersigned and sealed ([`sign`], on all cores again); then they are answered.

mod check;
mod correction;
mod held;
mod rules;
mod sign;

use crate::desk::rules::RuleCode;
use crate::policy::{self, Earlier, Facts};
use crate::refusal::{CorrectionRefusal, Failed, Refusal, RegistrationRefusal};
use crate::sealing::PersonKey;
use crate::sequencer::ask::Ask;
use crate::sequencer::batch::Batch;
use crate::store::records::{CertificateRecord, CorrectionState};
use crate::store::write::CertificateKeys;
use crate::store::{AuthorityNumber, Load, LoadNumbers, Place, StoreError};
use check::{Checked, New};
pub(crate) use correction::{Filed, Filing, Open, Withdrawal};
use hezheng_core::ids::Kid;
use hezheng_core::log::Entry;
use hezheng_core::number::CertificateNumber;
use hezheng_core::statement::{UnverifiedStatement, VerifiedStatement, with_receipts};
use hezheng_core::time::Time;
use hezheng_core::trust::Trust;
use hezheng_core::trust::bundle::ServiceUse;
use rules::Verdict;
use sign::Admitted;
use std::collections::BTreeMap;
use std::sync::Arc;
use zeroize::Zeroizing;

/// A certificate to be registered, by the key that signed the request. It holds personal data and has no `Debug`.
pub(crate) struct Registration {
    pub(crate) authority: AuthorityNumber,
    pub(crate) signer: Kid,
    pub(crate) statement: Vec<u8>,
    pub(crate) identity_number: Zeroizing<String>,
    pub(crate) portrait: Option<Zeroizing<Vec<u8>>>,
}

/// A registered statement with its receipt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Registered {
    pub(crate) statement: Vec<u8>,
    pub(crate) when: When,
}

impl Registered {
    /// The HTTP status that says when (format.md section 8).
    pub(crate) fn status(&self) -> u16 {
        match self.when {
            When::Now => 201,
            When::Before => 200,
        }
    }
}

/// When a certificate was registered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum When {
    /// By this request.
    Now,
    /// By the same request, sent before.
    Before,
}

/// On what ground a certificate would be registered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Ground<'n> {
    /// Its institution asks for it.
    Request,
    /// It is filed as the correction of the certificate with this number, and registered later.
    Correcting(&'n CertificateNumber),
    /// Two officers ordered its correction to be carried out.
    Order,
    /// An officer approved what these rules found.
    Approved(&'n [RuleCode]),
}

/// Certificates that came in one request, and what each came to.
pub(crate) type RegisterAsk = Ask<Vec<Registration>, Vec<Result<Registered, Refusal>>>;

impl Batch<'_> {
    /// Registers these, ordered by statement hash, so that neighbours in a class are not neighbours in the log.
    pub(super) fn register_all(&mut self, asks: &mut [&mut RegisterAsk]) -> Result<(), StoreError> {
        let questions: Vec<Vec<Registration>> = asks.iter_mut().map(|ask| std::mem::take(&mut ask.question)).collect();
        let asked: Vec<&Registration> = questions.iter().flatten().collect();
        let mut answers = self.register(&asked)?.into_iter();
        for (ask, question) in asks.iter_mut().zip(&questions) {
            ask.answer = Some(Ok(answers.by_ref().take(question.len()).collect()));
        }
        Ok(())
    }

    fn register(&mut self, asked: &[&Registration]) -> Result<Vec<Result<Registered, Refusal>>, StoreError> {
        let decoded: Vec<_> = asked.iter().map(|asked| check::decode(asked)).collect();
        self.writing.learn_places_of_statements(decoded.iter().flatten().map(UnverifiedStatement::hash))?;
        for authority in self.served {
            let numbers = decoded.iter().flatten().map(UnverifiedStatement::unverified_number);
            let here = numbers.filter(|number| number.authority() == authority.code.as_str());
            self.writing.learn_held(authority.number, here)?;
        }
        let checked = self.check(asked, &decoded)?;
        self.learn_facts(checked.iter().flatten())?;

        let mut order: Vec<usize> = (0..checked.len()).collect();
        order.sort_by_key(|index| decoded.get(*index).and_then(|one| one.as_ref().ok()).map(UnverifiedStatement::hash));
        let mut admitted = BTreeMap::new();
        let mut places: BTreeMap<usize, Result<(Place, When), Refusal>> = BTreeMap::new();
        for index in order {
            let (Some(asked), Some(checked)) = (asked.get(index), checked.get(index)) else { continue };
            let place = match checked {
                Ok(Checked::New(new)) => self.admit((asked, Ground::Request), new, &mut admitted),
                Ok(Checked::Known(place)) => Ok((*place, When::Before)),
                Err(refusal) => Err(Failed::Refused(refusal.clone())),
            };
            match place {
                Ok(place) => places.insert(index, Ok(place)),
                Err(Failed::Refused(refusal)) => places.insert(index, Err(refusal)),
                Err(Failed::Store(error)) => return Err(error),
            };
        }
        self.sign_and_keep(admitted)?;
        places.into_values().map(|place| self.answer(place)).collect()
    }

    /// Gives a statement its place, or finds the one that an equal statement of this commit just got.
    fn admit<'s>(
        &mut self,
        (asked, ground): (&'s Registration, Ground<'_>),
        new: &New<'s>,
        admitted: &mut BTreeMap<Place, Admitted<'s>>,
    ) -> Result<(Place, When), Failed> {
        let verified = new.verified;
        if let Some(place) = self.writing.place_of_statement(verified.hash())? {
            return self.check_same(asked, place).map(|()| (place, When::Before));
        }
        if ground == Ground::Request
            && let Some(held) = self.held_before(asked, (verified.number(), verified.claims()))?
        {
            return Err(Failed::Refused(held));
        }
        let (time, verdict) = self.admissible((asked, ground), new)?;
        let flags = match verdict {
            Verdict::Registers(flags) => flags,
            Verdict::Waits(rules) => return Err(self.hold(asked, new, rules)?),
        };

        // Everything is decided; from here on things are written.
        let entry = Entry::Registration { time, kid: verified.kid(), statement: verified.hash() };
        let place = (asked.authority, self.append(asked.authority, &entry)?);
        let keys = CertificateKeys {
            statement: verified.hash(),
            number: verified.number(),
            check_code: new.check_code,
            person: new.person(),
            uscc: verified.uscc(),
            class_filing: verified.claims().class_filing.as_deref(),
        };
        self.writing.put_keys(place, &keys);
        let record = CertificateRecord {
            registered: asked.statement.clone(),
            receipt: Vec::new(),
            person: new.person(),
            has_portrait: asked.portrait.is_some(),
        };
        self.unsigned.insert(place, record);
        self.note(place, (verified.uscc(), verified.number().as_str(), time.shanghai_day()), &flags)?;
        admitted.insert(place, Admitted { asked, verified, time });
        Ok((place, When::Now))
    }

    /// Whether a statement may be registered on this ground now; gives the time of the entry that it gets, and what it is
    /// flagged for, or what holds it.
    fn admissible(
        &mut self,
        (asked, ground): (&Registration, Ground<'_>),
        new: &New<'_>,
    ) -> Result<(Time, Verdict), Failed> {
        let trust = Arc::clone(&self.view.trust);
        let facts = self.facts(&trust, (asked, ground), new)?;
        policy::statement(new.verified, &facts).map_err(Failed::refused)?;
        let judgements = self.judge_rules(asked.authority, new, &facts)?;
        let verdict = Self::verdict(judgements, ground)?;
        let authority = self.authority(asked.authority).map_err(Failed::refused)?;
        let bundle = Self::bundle(&trust, self.now).map_err(Failed::refused)?;
        authority.usable(bundle, ServiceUse::Log, facts.time).map_err(Failed::refused)?;
        authority.usable(bundle, ServiceUse::Countersign, facts.time).map_err(Failed::refused)?;
        Ok((facts.time, verdict))
    }

    /// What a statement is judged by that its institution's key may sign now.
    fn facts<'t>(
        &self,
        trust: &'t Trust,
        (asked, ground): (&Registration, Ground<'_>),
        new: &New<'_>,
    ) -> Result<Facts<'t>, Failed> {
        let verified = new.verified;
        let authority = self.authority(asked.authority).map_err(Failed::refused)?;
        let time = self.entry_time(authority.number).map_err(Failed::refused)?;
        let bundle = Self::bundle(trust, self.now).map_err(Failed::refused)?;
        let signer = (asked.signer, verified.uscc());
        let (institution, _) = policy::signer(bundle, &authority.code, signer, time).map_err(Failed::refused)?;
        let mut earlier = self.earlier(&new.people)?;
        if let Ground::Correcting(replaced) = ground {
            earlier.retain(|earlier| earlier.number != *replaced);
        }
        Ok(Facts {
            institution,
            time,
            reserved_by: self.writing.reserved_by(verified.number())?,
            number_is_taken: self.number_is_taken(verified, ground)?,
            check_code_is_taken: self.writing.place_of_check_code(new.check_code)?.is_some(),
            earlier,
        })
    }

    /// Whether another certificate has this number, or a correction took it. A certificate whose correction waits is
    /// registered by an order only.
    fn number_is_taken(&self, statement: VerifiedStatement<'_>, ground: Ground<'_>) -> Result<bool, Failed> {
        let number = statement.number();
        if self.is_held(statement, ground)? {
            return Ok(true);
        }
        let Some(correction) = self.writing.correction_of_number(number)? else {
            return Ok(self.writing.place_of_number(number)?.is_some());
        };
        if ground == Ground::Order && correction.statement == statement.hash() {
            return Ok(self.writing.place_of_number(number)?.is_some());
        }
        let authority = AuthorityNumber::of_text(number.authority());
        let filed = self.writing.correction(authority, &correction.replaces)?;
        let is_open = filed.is_some_and(|filed| filed.state == CorrectionState::Open);
        if ground == Ground::Request && is_open && correction.statement == statement.hash() {
            return Err(Failed::refused(CorrectionRefusal::Pending(correction.replaces)));
        }
        Ok(true)
    }

    /// Whether a statement that is registered came with the same identity number and portrait.
    fn check_same(&self, asked: &Registration, place: Place) -> Result<(), Failed> {
        let record = self.certificate(place)?;
        let statement = UnverifiedStatement::decode(&record.registered).map_err(|_| StoreError::Damaged(None))?;
        let claims = statement.unverified_claims();
        let is_same_portrait = match &asked.portrait {
            Some(portrait) => record.has_portrait && policy::is_portrait(claims, portrait),
            None => !record.has_portrait,
        };
        if is_same_portrait && self.sealing.is_person(record.person, claims.id_kind, &asked.identity_number) {
            Ok(())
        } else {
            Err(Failed::refused(RegistrationRefusal::RegisteredDifferently))
        }
    }

    /// Where certificates of a person are registered, under whichever of these keys.
    pub(in crate::sequencer) fn places_of_person(&self, person: &[PersonKey]) -> Result<Vec<Place>, StoreError> {
        let places = person.iter().map(|person| self.writing.places_of_person(*person));
        Ok(places.collect::<Result<Vec<_>, _>>()?.concat())
    }

    /// The certificates that a person has.
    fn earlier(&self, person: &[PersonKey]) -> Result<Vec<Earlier>, Failed> {
        let mut earlier = Vec::new();
        for place in self.places_of_person(person)? {
            let record = self.certificate(place)?;
            let statement = UnverifiedStatement::decode(&record.registered).map_err(|_| StoreError::Damaged(None))?;
            earlier.push(Earlier {
                uscc: statement.unverified_uscc().clone(),
                number: statement.unverified_number().clone(),
                claims: statement.unverified_claims().clone(),
                status: self.writing.status(place)?.map(|record| record.status).unwrap_or_default(),
            });
        }
        Ok(earlier)
    }

    fn answer(&self, place: Result<(Place, When), Refusal>) -> Result<Result<Registered, Refusal>, StoreError> {
        let (place, when) = match place {
            Ok(found) => found,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let record = self.writing.certificate(place)?.ok_or(StoreError::Damaged(None))?;
        let statement = with_receipts(&record.registered, &[&record.receipt]);
        Ok(Ok(Registered { statement: statement.map_err(|_| StoreError::Damaged(None))?, when }))
    }
}
