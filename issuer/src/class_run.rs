//! Issuing the certificates of a class without a journal: at a desk in a browser, which keeps nothing.
//!
//! What the journal is for ([`recovery`](crate::recovery)) follows here from the key and the class. The reservation's id is made
//! from them and from who passed, so that asking again gives the same numbers; who passed first has the first number, and so on;
//! and an Ed25519 signature is the same each time. A page that was closed in the middle, or lost the network, signs the same
//! statements for the same people, and the registry gives its first answers. Whoever has a certificate by then, from another
//! day or computer, is told of by the registry's list and left out; and of two that come at once the registry refuses one
//! (`already_issued`).

use crate::class::{self, ClassProblem};
use crate::register::proves;
use crate::registry_port::{Answered, Registration, Reservation, Reserved};
use crate::roster::{Roster, Trainee};
use crate::sign::claims;
use crate::standing::Standing;
use crate::wire;
use hezheng_core::ids::Hash;
use hezheng_core::number::CertificateNumber;
use hezheng_core::statement::StatementDraft;
use hezheng_core::time::{Date, Time};
use hezheng_keys::Signer;
use serde_json::Value;
use std::collections::BTreeMap;

/// Certificates in one request.
pub const CHUNK: usize = 50;

/// A class whose certificates are issued.
pub struct ClassRun {
    standing: Standing,
    number: String,
    issued: Date,
    /// Places on the roster that was filed, ascending: who passed.
    passed: Vec<u64>,
    people: Vec<Person>,
    first: Option<u64>,
}

/// Somebody on the roster that was given.
pub struct Person {
    /// The row, with the full identity number: nothing of it is shown but what a page shows.
    pub trainee: Trainee,
    /// The place on the roster that was filed.
    pub place: u64,
    /// What is to be done, or came of it.
    pub state: PersonState,
}

/// What is to be done for a person, or came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonState {
    /// To be signed and registered.
    Waits,
    /// Has a certificate of this class already.
    Has(String),
    /// Did not pass, by the results that were filed.
    NotPassed,
    /// Registered now.
    Issued(String),
    /// Has a certificate of this programme and these days, which the registry named where it is the institution's own.
    IssuedElsewhere(Option<String>),
    /// Waits for an officer of the bureau, under this number.
    AwaitingApproval(String),
    /// Refused by a rule, by its code.
    Refused(String),
}

/// Why nothing is issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunProblem {
    /// The roster, or what the registry shows of the class.
    Class(ClassProblem),
    /// The bureau has not accepted the class.
    NotAccepted,
    /// Nobody filed who passed.
    NoResults,
    /// The date of issue lies before the end of the class.
    TooEarly,
    /// The numbers that the registry gave are none.
    Numbers,
    /// What the registry answered is not what it promises, or proves nothing.
    Answer,
}

impl RunProblem {
    /// Its name, which is an interface.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Class(problem) => problem.code(),
            Self::NotAccepted => "class_not_accepted",
            Self::NoResults => "no_results",
            Self::TooEarly => "too_early",
            Self::Numbers | Self::Answer => "answer_not_understood",
        }
    }
}

impl ClassRun {
    /// What is to be done for each person of this roster. `shown` is what `v1/classes/mine` says of the class, with its roster;
    /// `certificates` what `v1/certificates/mine` says of its certificates.
    ///
    /// # Errors
    /// Why nothing is issued.
    pub fn plan(
        standing: Standing,
        (shown, certificates): (&Value, &Value),
        roster: Roster,
        issued: Date,
    ) -> Result<Self, RunProblem> {
        let understood = || RunProblem::Class(ClassProblem::Shown);
        let class = shown.get("class").ok_or_else(understood)?;
        let text = |name: &str| class.get(name).and_then(Value::as_str).ok_or_else(understood);
        if text("state")? != "accepted" {
            return Err(RunProblem::NotAccepted);
        }
        let last = Date::parse_iso(text("last")?).ok_or_else(understood)?;
        let passed = class.get("passed").and_then(Value::as_array).ok_or(RunProblem::NoResults)?;
        let passed = passed.iter().map(Value::as_u64).collect::<Option<Vec<u64>>>().ok_or_else(understood)?;
        if issued < last {
            return Err(RunProblem::TooEarly);
        }
        if !roster.refused.is_empty() {
            return Err(RunProblem::Class(ClassProblem::Faults));
        }
        let filed = shown.get("roster").and_then(Value::as_array).ok_or_else(understood)?;
        let has = held(certificates).ok_or_else(understood)?;
        let number = text("number")?.to_owned();
        if let Some(named) = &roster.class {
            class::check_class(named, &number).map_err(RunProblem::Class)?;
        }
        let person = |trainee: Trainee| {
            let place = class::place(&trainee, filed).map_err(RunProblem::Class)?;
            let state = match has.get(&place) {
                Some(number) => PersonState::Has(number.clone()),
                None if passed.binary_search(&place).is_ok() => PersonState::Waits,
                None => PersonState::NotPassed,
            };
            Ok(Person { trainee: Trainee { class_filing: Some(number.clone()), ..trainee }, place, state })
        };
        let people = roster.accepted.into_iter().map(person).collect::<Result<Vec<_>, RunProblem>>()?;
        Ok(Self { standing, number, issued, passed, people, first: None })
    }

    /// Everybody on the roster that was given, in its order.
    #[must_use]
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// How many who passed have no certificate and are not on the roster that was given.
    #[must_use]
    pub fn missing(&self) -> usize {
        let is_given = |place: &&u64| self.people.iter().any(|person| person.place == **place);
        self.passed.iter().filter(|place| !is_given(place)).count()
    }

    /// The numbers to ask for (`v1/reservations`): one for each who passed. `None`: nobody waits for one.
    #[must_use]
    pub fn reservation(&self, signer: &dyn Signer) -> Option<Vec<u8>> {
        self.people.iter().any(|person| person.state == PersonState::Waits).then(|| {
            let year = self.issued.year();
            let passed = self.passed.iter().map(u64::to_string).collect::<Vec<_>>().join(",");
            let text = format!("hezheng class numbers 1\n{}\n{year}\n{passed}", self.number);
            let hash = Hash::of(&[&signer.sign(text.as_bytes())]);
            let mut id = [0; 16];
            id.iter_mut().zip(hash.0).for_each(|(to, from)| *to = from);
            let count = self.passed.len() as u64;
            wire::reservation(&Reservation { uscc: self.standing.uscc.clone(), year, count, id })
        })
    }

    /// Takes the numbers that the registry gave.
    ///
    /// # Errors
    /// They are none, or not as many.
    pub fn take_reservation(&mut self, answer: &[u8]) -> Result<(), RunProblem> {
        let Reserved { first, count } = wire::decode_reserved(answer).ok_or(RunProblem::Answer)?;
        let end = first.checked_add(count).ok_or(RunProblem::Numbers)?;
        let are_numbers = first > 0 && self.serial(first).and(self.serial(end - 1)).is_some();
        if count != self.passed.len() as u64 || !are_numbers {
            return Err(RunProblem::Numbers);
        }
        self.first = Some(first);
        Ok(())
    }

    /// The number that a person's certificate is going to have, once numbers are reserved.
    #[must_use]
    pub fn number_of(&self, person: &Person) -> Option<CertificateNumber> {
        let at = self.passed.binary_search(&person.place).ok()?;
        self.serial(self.first?.checked_add(at as u64)?)
    }

    fn serial(&self, serial: u64) -> Option<CertificateNumber> {
        let serial = u32::try_from(serial).ok()?;
        let Standing { authority, number, .. } = &self.standing;
        CertificateNumber::new(authority, self.issued.year(), number, serial).ok()
    }

    /// The next people who wait, by their place in [`ClassRun::people`]; none: all is done.
    #[must_use]
    pub fn next_chunk(&self) -> Vec<usize> {
        let waiting = self.people.iter().enumerate().filter(|(_, person)| person.state == PersonState::Waits);
        waiting.map(|(at, _)| at).take(CHUNK).collect()
    }

    /// The request that registers these (`v1/certificates/batch`).
    ///
    /// # Errors
    /// No numbers were reserved, or a row says what no statement can.
    pub fn batch(&self, chunk: &[usize], signer: &dyn Signer) -> Result<Vec<u8>, RunProblem> {
        let signed = self.signed(chunk, signer)?;
        let registrations: Vec<_> = signed.iter().map(|(person, statement)| registration(person, statement)).collect();
        Ok(wire::batch(&registrations))
    }

    /// The request that registers one alone (`v1/certificates`): a batch has no room for the words of a refusal.
    ///
    /// # Errors
    /// As of [`ClassRun::batch`].
    pub fn single(&self, at: usize, signer: &dyn Signer) -> Result<Vec<u8>, RunProblem> {
        let signed = self.signed(&[at], signer)?;
        let (person, statement) = signed.first().ok_or(RunProblem::Numbers)?;
        Ok(wire::registration(registration(person, statement)))
    }

    /// Takes the answers to [`ClassRun::batch`], each proved by the rules that every verifier applies.
    ///
    /// # Errors
    /// The answer is not what the registry promises, or proves nothing: what of it is good was taken.
    pub fn take_batch(
        &mut self,
        chunk: &[usize],
        answer: &[u8],
        signer: &dyn Signer,
        now: Time,
    ) -> Result<(), RunProblem> {
        let answers = wire::decode_answers(answer).filter(|answers| answers.len() == chunk.len());
        let answers = answers.ok_or(RunProblem::Answer)?;
        let statements: Vec<Vec<u8>> = self.signed(chunk, signer)?.into_iter().map(|(_, bytes)| bytes).collect();
        let numbers: Vec<String> = chunk.iter().map(|at| self.number_at(*at)).collect();
        let mut unproved = Ok(());
        for (((at, answer), statement), number) in chunk.iter().zip(answers).zip(statements).zip(numbers) {
            let state = match answer {
                Answered::Registered(registered) if proves(&registered, &statement, &self.standing, now).is_ok() => {
                    PersonState::Issued(number)
                }
                Answered::Registered(_) => {
                    unproved = Err(RunProblem::Answer);
                    continue;
                }
                Answered::AwaitingApproval { .. } => PersonState::AwaitingApproval(number),
                Answered::Refused { code, number } if code == "already_issued" => PersonState::IssuedElsewhere(number),
                Answered::Refused { code, .. } => PersonState::Refused(code),
            };
            if let Some(person) = self.people.get_mut(*at) {
                person.state = state;
            }
        }
        unproved
    }

    fn number_at(&self, at: usize) -> String {
        let number = self.people.get(at).and_then(|person| self.number_of(person));
        number.map(|number| number.to_string()).unwrap_or_default()
    }

    fn signed(&self, chunk: &[usize], signer: &dyn Signer) -> Result<Vec<(&Person, Vec<u8>)>, RunProblem> {
        let sign = |at: &usize| {
            let person = self.people.get(*at).ok_or(RunProblem::Numbers)?;
            let number = self.number_of(person).ok_or(RunProblem::Numbers)?;
            let claims = claims(&person.trainee, self.issued);
            let draft = StatementDraft::new(signer.kid(), &self.standing.uscc, &number, &claims);
            let draft = draft.map_err(|_| RunProblem::Class(ClassProblem::Faults))?;
            Ok((person, draft.finish(&signer.sign(&draft.to_be_signed()))))
        };
        chunk.iter().map(sign).collect()
    }
}

fn registration<'r>(person: &'r Person, statement: &'r [u8]) -> Registration<'r> {
    Registration { statement, identity: &person.trainee.identity, portrait: None }
}

/// The certificates that the registry lists, by the place of their holders on the roster; of several the last.
fn held(certificates: &Value) -> Option<BTreeMap<u64, String>> {
    let mut held = BTreeMap::new();
    for certificate in certificates.get("certificates")?.as_array()? {
        let Some(place) = certificate.get("place").and_then(Value::as_u64) else { continue };
        held.insert(place, certificate.get("number")?.as_str()?.to_owned());
    }
    Some(held)
}
