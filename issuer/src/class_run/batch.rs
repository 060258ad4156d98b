//! Registering: chunk by chunk, each answer proved before it counts.

use super::{ClassRun, Person, PersonState, RunProblem};
use crate::claims::claims;
use crate::class::ClassProblem;
use crate::register::proves;
use crate::registry_port::{Answered, Registration};
use crate::wire;
use hezheng_core::statement::StatementDraft;
use hezheng_core::time::Time;
use hezheng_keys::Signer;

/// Certificates in one request.
pub const CHUNK: usize = 50;

impl ClassRun {
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
