//! Corrections (更正): a new certificate in the place of one whose data is wrong. It is signed and filed here, two officers
//! order it to be carried out, and then it is collected. Before each step that cannot be taken back, the journal says so;
//! `recovery.rs` says what a crash at each place leaves behind.

use crate::http_registry::{HttpRegistry, write_registration};
use crate::journal::{Event, Issued, Journal, JournalError, OpenCorrection, hex};
use crate::page::{PageError, Print, Printed, Printer};
use crate::page_words;
use crate::plan::PersonKeys;
use crate::print::portrait;
use crate::register::proves;
use crate::registry_port::{Registration, Registry, RegistryError, Reservation, Said};
use crate::reissue::{in_roster, names};
use crate::roster::{Lang, Trainee};
use crate::sign::claims_beside;
use crate::standing::Standing;
use hezheng_core::cbor::{Reader, Writer};
use hezheng_core::ids::{StatementHash, parse_hex};
use hezheng_core::number::CertificateNumber;
use hezheng_core::statement::{Claims, StatementDraft, UnverifiedStatement};
use hezheng_core::status::order::Reason as OrderReason;
use hezheng_core::time::{Date, Time};
use hezheng_core::verify::Reason;
use hezheng_keys::Signer;
use hezheng_pdf::RenderError;
use std::fmt;

/// A correction to file. Sent again it gets the same answer.
pub struct Filing<'f> {
    /// The new certificate.
    pub new: Registration<'f>,
    /// The number of the certificate to be replaced.
    pub replaces: &'f str,
    /// Why.
    pub reason: u64,
}

/// Where a correction stands at the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filed {
    /// Filed then, it waits for the officers.
    Waiting(Time),
    /// The new certificate, registered, with its receipt.
    CarriedOut(Vec<u8>),
}

/// What corrections ask of a registry, beside what issuing does.
pub trait Corrections: Registry {
    /// Files a correction.
    ///
    /// # Errors
    /// Not reached, refused, or not understood.
    fn file(&mut self, filing: &Filing<'_>) -> Result<Filed, RegistryError>;

    /// Asks where a correction stands.
    ///
    /// # Errors
    /// As [`Corrections::file`].
    fn collect(&mut self, replaces: &str, statement: StatementHash) -> Result<Filed, RegistryError>;

    /// Withdraws a correction that waits.
    ///
    /// # Errors
    /// As [`Corrections::file`].
    fn withdraw(&mut self, replaces: &str, statement: StatementHash) -> Result<(), RegistryError>;
}

impl Corrections for HttpRegistry<'_> {
    fn file(&mut self, filing: &Filing<'_>) -> Result<Filed, RegistryError> {
        let mut body = Writer::new();
        // Beside what is sent to register: 4: the number to be replaced, 5: the reason.
        write_registration(&mut body, filing.new, 2);
        body.integer(4).text(filing.replaces).integer(5).unsigned(filing.reason);
        decode_filed("v1/corrections", self.post("v1/corrections", &body.into_bytes())?)
    }

    fn collect(&mut self, replaces: &str, statement: StatementHash) -> Result<Filed, RegistryError> {
        let path = "v1/corrections/collect";
        decode_filed(path, self.post(path, &correction_name(replaces, statement))?)
    }

    fn withdraw(&mut self, replaces: &str, statement: StatementHash) -> Result<(), RegistryError> {
        self.post("v1/corrections/withdraw", &correction_name(replaces, statement)).map(drop)
    }
}

/// `{1: tstr number to be replaced, 2: bstr .size 32 statement hash}`
fn correction_name(replaces: &str, statement: StatementHash) -> Vec<u8> {
    let mut body = Writer::new();
    body.map(2).integer(1).text(replaces).integer(2).bytes(&statement.0.0);
    body.into_bytes()
}

/// A registered statement, or `{1: time filed}`.
fn decode_filed(path: &str, answer: Vec<u8>) -> Result<Filed, RegistryError> {
    if UnverifiedStatement::decode(&answer).is_ok() {
        return Ok(Filed::CarriedOut(answer));
    }
    let mut reader = Reader::new(&answer);
    let since = reader.map().ok().and_then(|mut keys| {
        (keys.next(&mut reader).ok()? == Some(1)).then_some(())?;
        let since = reader.unsigned().ok()?;
        (keys.next(&mut reader).ok()?.is_none() && reader.end().is_ok()).then_some(since)
    });
    since.map(|since| Filed::Waiting(Time(since))).ok_or_else(|| RegistryError::Answer(path.into()))
}

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

/// Why nothing was filed, or a run stopped.
#[derive(Debug)]
pub enum CorrectionError {
    /// The journal has no certificate of this number.
    Unknown(String),
    /// It is not registered yet.
    NotRegistered(String),
    /// The certificate of the second number took its place already.
    Replaced(String, String),
    /// Another correction of it waits, under the second number.
    OtherWaits(String, String),
    /// Nothing waits for it.
    NothingWaits(String),
    /// The row says what the certificate says.
    NothingDiffers(String),
    /// The person of the row has another certificate of this course, of this number.
    HasAnother(String),
    /// The date of issue lies before the end of training, or is none of a certificate.
    Row(u32),
    /// The page cannot be made.
    NotPrintable(RenderError),
    /// The registry could not be reached, or its answer is wrong.
    Registry(RegistryError),
    /// The registry's answer does not prove a registration of what was filed.
    NotProved(String, Option<Reason>),
    /// The PDF could not be made or written.
    Page(String, PageError),
    /// The journal could not be written.
    Journal(JournalError),
    /// The system gives no random numbers.
    NoRandomness,
}

impl CorrectionError {
    /// It in words: what happened and what to do.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match self {
            Self::Unknown(number) => lang.choose(
                format!("{number}：本机的签发日志里没有这张证书，不能更正。请核对序列号；若是在另一台电脑上签发的，请在那台电脑上更正。"),
                format!("{number}: the journal here has no certificate of this number, so it cannot be corrected here; check it, or run this on the computer that issued it."),
            ),
            Self::NotRegistered(number) => lang.choose(
                format!("{number}：已签名但还没有备案成功，没有什么可更正。请先用原来的名册再运行 hezheng issue。"),
                format!("{number}: signed, but not registered yet, so there is nothing to correct; run hezheng issue with its roster first."),
            ),
            Self::Replaced(number, by) => lang.choose(
                format!("{number}：这张证书已由更正后的 {by} 替换。如还要更正，请更正 {by}。"),
                format!("{number}: it was corrected already, and {by} took its place; if that is wrong too, correct {by}."),
            ),
            Self::OtherWaits(number, waits) => lang.choose(
                format!("{number}：已有另一份更正（{waits}）等待人社局审批，内容与这一行不同。请等它执行；若那份有误，请先撤回：hezheng correct {number} --withdraw"),
                format!("{number}: another correction ({waits}), which says something else than this row, waits for the bureau; wait for it, or withdraw it first: hezheng correct {number} --withdraw"),
            ),
            Self::NothingWaits(number) => lang.choose(
                format!("{number}：没有等待审批的更正，没有什么可撤回。请核对序列号：应是要更正的旧证书的序列号。"),
                format!("{number}: no correction of it waits, so there is nothing to withdraw; give the number of the certificate to be replaced."),
            ),
            Self::NothingDiffers(number) => lang.choose(
                format!("{number}：名册这一行与证书内容相同，没有可更正之处。请先在名册里改正这一行。"),
                format!("{number}: the row says what the certificate says, so nothing would change; mend the row first."),
            ),
            Self::HasAnother(number) => lang.choose(
                format!("名册这一行的学员已有此项培训的另一张证书 {number}，不能再得一张。请核对行和序列号。"),
                format!("whoever this row names has another certificate of this course, {number}, and cannot be given a second; check the row and the number."),
            ),
            Self::Row(row) => lang.choose(
                format!("第 {row} 行不能成为证书，或发证日期早于培训结束。请改正名册，或用 --issued 给出发证日期。"),
                format!("Row {row} cannot become a certificate, or the date of issue lies before the end of training; mend the roster, or give --issued."),
            ),
            Self::NotPrintable(problem) => page_words::problem(lang, problem),
            Self::Registry(error) => error.message(lang),
            Self::NotProved(number, reason) => {
                let reason = reason.map_or("bad_registration", Reason::code);
                lang.choose(
                    format!("{number}：备案系统的回答核验不过（{reason}）。请停止并联系人社局。"),
                    format!("{number}: the registry's answer does not verify ({reason}); stop and tell the bureau."),
                )
            }
            Self::Page(number, error) => format!("{number}{}{}", lang.choose("：", ": "), error.message(lang)),
            Self::Journal(error) => error.message(lang),
            Self::NoRandomness => lang
                .choose(
                    "系统不给随机数，没有申请编号。请换一台电脑或重启。",
                    "The system gives no random numbers, so no number was reserved; restart it or use another computer.",
                )
                .into(),
        }
    }
}

impl fmt::Display for CorrectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for CorrectionError {}

impl From<JournalError> for CorrectionError {
    fn from(error: JournalError) -> Self {
        Self::Journal(error)
    }
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
    fn an_answer_is_a_time_or_a_statement_and_nothing_else() {
        let mut waiting = Writer::new();
        waiting.map(1).integer(1).unsigned(1_795_000_000);
        let waiting = waiting.into_bytes();
        assert_eq!(decode_filed("p", waiting.clone()), Ok(Filed::Waiting(Time(1_795_000_000))));
        let mut other = Writer::new();
        other.map(1).integer(2).unsigned(1);
        let with_more = [waiting.as_slice(), &[0]].concat();
        for wrong in [Vec::new(), b"<html>".to_vec(), other.into_bytes(), with_more] {
            assert_eq!(decode_filed("p", wrong), Err(RegistryError::Answer("p".into())));
        }
    }

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
