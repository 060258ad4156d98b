//! Corrections (更正): a new certificate in the place of one whose data is wrong. It is signed and filed here, two officers
//! order it to be carried out, and then it is collected. Before each step that cannot be taken back, the journal says so;
//! `recovery.rs` says what a crash at each place leaves behind.

pub use crate::correction_error::CorrectionError;
pub use crate::correction_port::{Corrections, Filed, Filing};
use crate::journal::{Event, Issued, Journal, OpenCorrection, hex};
use crate::page::{PageError, Print, Printed, Printer};
use crate::plan::PersonKeys;
use crate::print::portrait;
use crate::register::proves;
use crate::registry_port::{Registration, RegistryError, Reservation, Said};
use crate::reissue::{in_roster, names};
use crate::roster::Trainee;
use crate::sign::claims_beside;
use crate::standing::Standing;
use hezheng_core::ids::{StatementHash, parse_hex};
use hezheng_core::number::CertificateNumber;
use hezheng_core::statement::{Claims, StatementDraft, UnverifiedStatement};
use hezheng_core::status::order::Reason as OrderReason;
use hezheng_core::time::{Date, Time};
use hezheng_keys::Signer;

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

/// What would be filed, for somebody to look at before anything is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The number of the certificate to be replaced.
    pub replaces: String,
    /// What it says.
    pub old: Claims,
    /// What the new one says.
    pub new: Claims,
    /// What an earlier run began.
    pub begun: Begun,
}

/// What an earlier run began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// Nothing.
    Nothing,
    /// The same correction was signed, with this number, and perhaps filed.
    Signed(String),
    /// It was carried out; the new certificate has this number.
    CarriedOut(String),
}

/// What came of a correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The number of the certificate to be replaced.
    pub replaces: String,
    /// The new number.
    pub number: String,
    /// What came of it.
    pub result: CorrectionResult,
}

/// What came of a correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CorrectionResult {
    /// Filed then, it waits for the officers.
    Waiting(Time),
    /// The new certificate is registered and printed, the old one superseded.
    CarriedOut(Printed),
    /// The new certificate is registered, the old one superseded; its page needs a roster.
    NotPrinted,
    /// The registry refused it, or has it no more.
    Refused {
        /// The stable code.
        code: String,
        /// Why, in the registry's words.
        detail: Said,
    },
}

impl Correcting<'_> {
    /// What would be filed to put this row in the place of the certificate of this number. Nothing is changed.
    ///
    /// # Errors
    /// Why nothing can be filed.
    pub fn propose(&self, replaces: &str, trainee: &Trainee, issued: Date) -> Result<Proposal, CorrectionError> {
        let person = PersonKeys::new(self.signer).name(trainee);
        if let Some(by) = self.journal.replaced_by(replaces) {
            return self.proposed_before(replaces, by, (trainee, &person));
        }
        let old = self.journal.numbered(replaces)?.ok_or_else(|| CorrectionError::Unknown(replaces.into()))?;
        let registered = old.registered.as_deref().ok_or_else(|| CorrectionError::NotRegistered(replaces.into()))?;
        let old = signed_claims(replaces, registered)?;
        if let Some(waits) = self.journal.correction(replaces) {
            let new = signed_claims(&waits.number, &waits.statement)?;
            if waits.person != person || new != claims_beside(trainee, &new) {
                return Err(CorrectionError::OtherWaits(replaces.into(), waits.number.clone()));
            }
            return Ok(Proposal { replaces: replaces.into(), old, new, begun: Begun::Signed(waits.number.clone()) });
        }
        let new = claims_on(&claims_beside(trainee, &old), issued);
        match self.journal.known(&person) {
            Some(own) if own.number != replaces => return Err(CorrectionError::HasAnother(own.number.into())),
            // The day of issue is no fact about the person.
            Some(_) if new == claims_on(&old, issued) => return Err(CorrectionError::NothingDiffers(replaces.into())),
            _ => {}
        }
        if issued < trainee.training.1 {
            return Err(CorrectionError::Row(trainee.row));
        }
        // Without a new photograph the old one stays.
        let kept = new.portrait_sha256.and_then(|sha256| self.journal.portrait(sha256));
        let portrait = trainee.portrait.as_ref().or(kept.as_ref());
        if new.portrait_sha256.is_some() && portrait.is_none() {
            return Err(CorrectionError::Page(replaces.into(), PageError::NoPortrait));
        }
        let check = self.printer.check(&new, self.standing, &trainee.identity, portrait);
        check.map_err(CorrectionError::NotPrintable)?;
        Ok(Proposal { replaces: replaces.into(), old, new, begun: Begun::Nothing })
    }

    /// The same where it was carried out already: perhaps only its PDF is missing.
    fn proposed_before(
        &self,
        replaces: &str,
        by: &str,
        (trainee, person): (&Trainee, &str),
    ) -> Result<Proposal, CorrectionError> {
        let replaced = || CorrectionError::Replaced(replaces.into(), by.into());
        let new = self.journal.issued(person)?.filter(|new| new.number == by).ok_or_else(replaced)?;
        let new = signed_claims(by, &new.statement)?;
        if new != claims_beside(trainee, &new) {
            return Err(replaced());
        }
        let begun = Begun::CarriedOut(by.into());
        Ok(Proposal { replaces: replaces.into(), old: new.clone(), new, begun })
    }

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

    /// Reserves a number where none is left, signs, and writes that down before anybody is told.
    fn sign(
        &mut self,
        proposal: &Proposal,
        trainee: &Trainee,
        reason: OrderReason,
    ) -> Result<OpenCorrection, CorrectionError> {
        if let Some(portrait) = &trainee.portrait {
            self.journal.keep(portrait)?;
        }
        let (number, row) = (self.number(proposal.new.issued.year())?, trainee.row);
        let draft = StatementDraft::new(self.signer.kid(), &self.standing.uscc, &number, &proposal.new);
        let draft = draft.map_err(|_| CorrectionError::Row(row))?;
        let waits = OpenCorrection {
            person: PersonKeys::new(self.signer).name(trainee),
            replaces: proposal.replaces.clone(),
            number: number.as_str().to_owned(),
            statement: draft.finish(&self.signer.sign(&draft.to_be_signed())),
            reason: reason.code(),
        };
        let OpenCorrection { person, replaces, number, statement, reason } = waits.clone();
        let statement = hex(&statement);
        self.journal.record(&Event::Correcting { person, replaces, number, statement, reason })?;
        Ok(waits)
    }

    /// A number that is ours and unused: one left from earlier runs, or else a new one.
    fn number(&mut self, year: u64) -> Result<CertificateNumber, CorrectionError> {
        for (id, count) in self.journal.open_reservations(year) {
            self.reserve(&id, year, count)?;
        }
        if let Some(number) = self.free_number(year) {
            return Ok(number);
        }
        let id = hex(&(self.random)().ok_or(CorrectionError::NoRandomness)?);
        self.journal.record(&Event::Reserving { id: id.clone(), year, count: 1 })?;
        self.reserve(&id, year, 1)?;
        self.free_number(year).ok_or_else(|| CorrectionError::Registry(RegistryError::Answer("v1/reservations".into())))
    }

    fn free_number(&self, year: u64) -> Option<CertificateNumber> {
        let number = |serial: u64| {
            let serial = u32::try_from(serial).ok()?;
            CertificateNumber::new(&self.standing.authority, year, &self.standing.number, serial).ok()
        };
        let free = self.journal.free_serials(year, |serial| number(serial).map(|number| number.as_str().to_owned()));
        free.into_iter().find_map(number)
    }

    fn reserve(&mut self, id: &str, year: u64, count: u64) -> Result<(), CorrectionError> {
        let uscc = self.standing.uscc.clone();
        let reservation = Reservation { uscc, year, count, id: parse_hex(id).unwrap_or_default() };
        let given = self.registry.reserve(&reservation).map_err(CorrectionError::Registry)?;
        if given.count != count || given.first == 0 {
            return Err(CorrectionError::Registry(RegistryError::Answer("v1/reservations".into())));
        }
        Ok(self.journal.record(&Event::Reserved { id: id.into(), first: given.first, count })?)
    }

    /// Writes down what the registry answered, and prints what was carried out.
    fn came_of(
        &mut self,
        waits: &OpenCorrection,
        answer: Result<Filed, RegistryError>,
        trainees: &[Trainee],
    ) -> Result<Outcome, CorrectionError> {
        let number = waits.number.clone();
        let result = match answer {
            Ok(Filed::Waiting(since)) => CorrectionResult::Waiting(since),
            Ok(Filed::CarriedOut(registered)) => {
                proves(&registered, &waits.statement, self.standing, (self.clock)())
                    .map_err(|reason| CorrectionError::NotProved(number.clone(), reason))?;
                let registered = hex(&registered);
                self.journal.record(&Event::Corrected { number: number.clone(), registered })?;
                self.print(&number, trainees)?
            }
            Err(RegistryError::Refused { code, detail, .. }) if is_of_the_correction(&code) => {
                self.journal.record(&Event::CorrectionRefused { number: number.clone(), code: code.clone() })?;
                CorrectionResult::Refused { code, detail }
            }
            Err(error) => return Err(CorrectionError::Registry(error)),
        };
        Ok(Outcome { replaces: waits.replaces.clone(), number, result })
    }

    /// Makes the PDF of a correction's certificate.
    fn print(&mut self, number: &str, trainees: &[Trainee]) -> Result<CorrectionResult, CorrectionError> {
        let page = |error| CorrectionError::Page(number.into(), error);
        let new = self.journal.numbered(number)?.ok_or_else(|| page(PageError::NotOurs))?;
        let Issued { statement, registered, .. } = new;
        let registered = registered.ok_or_else(|| page(PageError::NotOurs))?;
        let claims = signed_claims(number, &statement)?;
        let identity = in_roster(trainees, &claims).map(|trainee| self.printer.id_text(&trainee.identity));
        let Some(id_text) = self.printer.id_text_without_number(&claims).or(identity) else {
            return Ok(CorrectionResult::NotPrinted);
        };
        // The officers may have taken their time: the names and the key are those of the day of issue.
        let statement = UnverifiedStatement::decode(&statement).map_err(|_| page(PageError::NotOurs))?;
        let (standing, key) = names(&statement, &self.standing.trust).ok_or_else(|| page(PageError::NotOurs))?;
        let portrait = portrait(self.journal, &registered).map_err(page)?;
        let printer = self.printer;
        let made =
            printer.page(Print::First, &registered, (&standing, &key), id_text, portrait.as_ref()).map_err(page)?;
        let printed = printer.print_durably(made.0, &registered).map_err(page)?;
        self.journal.record(&Event::CorrectionPrinted { number: number.into() })?;
        Ok(CorrectionResult::CarriedOut(printed))
    }
}

/// Whether a refusal says something of the correction: one of the request itself (a clock that is wrong, say) leaves it as
/// it is.
fn is_of_the_correction(code: &str) -> bool {
    !(code.starts_with("signature") || code.starts_with("http_") || ["digest", "too_slow", "not_found"].contains(&code))
}

/// A correction that was signed and that the registry has not seen: it is filed again with its roster.
fn never_arrived(waits: &OpenCorrection) -> Outcome {
    let replaces = &waits.replaces;
    let detail = Said {
        zh: format!("已签名但还没有提交到备案系统。请用更正后的名册再运行：hezheng correct {replaces} 名册"),
        en: format!(
            "signed, but the registry has not got it; run again with the corrected roster: hezheng correct {replaces} ROSTER"
        ),
    };
    let result = CorrectionResult::Refused { code: "not_filed".into(), detail };
    Outcome { replaces: replaces.clone(), number: waits.number.clone(), result }
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

/// The same claims, issued on this day.
fn claims_on(claims: &Claims, issued: Date) -> Claims {
    Claims { issued, ..claims.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_of_the_request_says_nothing_of_the_correction() {
        for code in ["signature_time", "signature", "digest", "not_found", "http_404", "too_slow"] {
            assert!(!is_of_the_correction(code), "{code}");
        }
        for code in ["correction_withdrawn", "not_in_force", "number_taken", "issuer_key_distrusted"] {
            assert!(is_of_the_correction(code), "{code}");
        }
    }
}
