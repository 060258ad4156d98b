//! Corrections (更正): a new certificate in the place of one whose data is wrong. It is signed and filed here, two officers
//! order it to be carried out, and then it is collected. Before each step that cannot be taken back, the journal says so;
//! `recovery.rs` says what a crash at each place leaves behind.

mod outcome;
mod proposal;
mod signing;

pub use crate::correction_error::CorrectionError;
pub use crate::correction_port::{Corrections, Filed, Filing};
pub use outcome::{CorrectionResult, Outcome};
pub use proposal::{Begun, Proposal};

use crate::journal::{Event, Journal, OpenCorrection};
use crate::page::{PageError, Printer};
use crate::plan::PersonKeys;
use crate::print::portrait;
use crate::registry_port::{Registration, RegistryError};
use crate::roster::Trainee;
use crate::standing::Standing;
use hezheng_core::ids::StatementHash;
use hezheng_core::statement::{Claims, UnverifiedStatement};
use hezheng_core::status::order::Reason as OrderReason;
use hezheng_core::time::Time;
use hezheng_keys::Signer;
use outcome::never_arrived;

/// What a run needs.
pub struct Correcting<'c> {
    /// What the bundle says of us.
    pub standing: &'c Standing,
    /// The issuing key.
    pub signer: &'c dyn Signer,
    /// The registry.
    pub registry: &'c mut dyn Corrections,
    /// The journal.
    pub journal: &'c mut Journal,
    /// What makes the PDFs, and where they go.
    pub printer: &'c Printer,
    /// Now.
    pub clock: fn() -> Time,
    /// 16 random bytes for a reservation's id; `None` where the system has none to give.
    pub random: &'c mut dyn FnMut() -> Option<[u8; 16]>,
}

impl Correcting<'_> {
    /// Files what was proposed, or goes on with what an earlier run began.
    ///
    /// # Errors
    /// Why the run stopped; the next one goes on from there.
    pub fn file(
        &mut self,
        proposal: &Proposal,
        trainee: &Trainee,
        reason: OrderReason,
    ) -> Result<Outcome, CorrectionError> {
        let replaces = proposal.replaces.clone();
        if let Begun::CarriedOut(number) = &proposal.begun {
            let result = self.print(number, std::slice::from_ref(trainee))?;
            return Ok(Outcome { replaces, number: number.clone(), result });
        }
        let waits = match self.journal.correction(&replaces) {
            Some(waits) => waits.clone(),
            None => self.sign(proposal, trainee, reason)?,
        };
        let answer = self.send(&waits, trainee)?;
        self.came_of(&waits, answer, std::slice::from_ref(trainee))
    }

    /// Files what was signed, with the portrait that it names.
    fn send(
        &mut self,
        waits: &OpenCorrection,
        trainee: &Trainee,
    ) -> Result<Result<Filed, RegistryError>, CorrectionError> {
        let portrait = portrait(self.journal, &waits.statement);
        let portrait = portrait.map_err(|error| CorrectionError::Page(waits.number.clone(), error))?;
        let (statement, identity) = (waits.statement.as_slice(), &trainee.identity);
        let new = Registration { statement, identity, portrait: portrait.as_ref() };
        Ok(self.registry.file(&Filing { new, replaces: &waits.replaces, reason: waits.reason }))
    }

    /// Asks for everything that waits, and prints what was carried out; `trainees` are for pages that need a full identity
    /// number.
    ///
    /// # Errors
    /// Why the run stopped; the next one goes on from there.
    pub fn collect(&mut self, trainees: &[Trainee]) -> Result<Vec<Outcome>, CorrectionError> {
        let mut outcomes = Vec::new();
        for number in self.journal.unprinted_corrections() {
            let result = self.print(&number, trainees)?;
            outcomes.push(Outcome { replaces: String::new(), number, result });
        }
        for waits in self.journal.corrections() {
            let answer = self.registry.collect(&waits.replaces, hash_of(&waits)?);
            // Where it never arrived it must be filed again, which needs the identity number.
            let not_filed = matches!(&answer, Err(RegistryError::Refused { code, .. }) if code == "not_found");
            let trainee = trainees.iter().find(|trainee| self.is_of(&waits, trainee)).filter(|_| not_filed);
            let answer = match trainee {
                Some(trainee) => self.send(&waits, trainee)?,
                None if not_filed => {
                    outcomes.push(never_arrived(&waits));
                    continue;
                }
                None => answer,
            };
            outcomes.push(self.came_of(&waits, answer, trainees)?);
        }
        Ok(outcomes)
    }

    /// Withdraws the correction that waits for the certificate of this number. Gives the number it had.
    ///
    /// # Errors
    /// Why it was not withdrawn.
    pub fn withdraw(&mut self, replaces: &str) -> Result<String, CorrectionError> {
        let nothing = || CorrectionError::NothingWaits(replaces.into());
        let waits = self.journal.correction(replaces).cloned().ok_or_else(nothing)?;
        match self.registry.withdraw(replaces, hash_of(&waits)?) {
            Ok(()) => {}
            // It never arrived: then there is nothing to withdraw there.
            Err(RegistryError::Refused { code, .. }) if code == "not_found" => {}
            Err(error) => return Err(CorrectionError::Registry(error)),
        }
        self.journal.record(&Event::CorrectionWithdrawn { number: waits.number.clone() })?;
        Ok(waits.number)
    }

    fn is_of(&self, waits: &OpenCorrection, trainee: &Trainee) -> bool {
        PersonKeys::new(self.signer).name(trainee) == waits.person
    }
}

fn hash_of(waits: &OpenCorrection) -> Result<StatementHash, CorrectionError> {
    let statement = UnverifiedStatement::decode(&waits.statement);
    Ok(statement.map_err(|_| CorrectionError::Page(waits.number.clone(), PageError::NotOurs))?.hash())
}

fn signed_claims(number: &str, statement: &[u8]) -> Result<Claims, CorrectionError> {
    let statement = UnverifiedStatement::decode(statement);
    let statement = statement.map_err(|_| CorrectionError::Page(number.into(), PageError::NotOurs))?;
    Ok(statement.unverified_claims().clone())
}
