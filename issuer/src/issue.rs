//! Issuing: carries a plan out, one person after another. Before each step that cannot be taken back, the journal says so;
//! `recovery.rs` says what a crash at each place leaves behind.

use crate::journal::{Event, Issued, Journal, JournalError, hex};
use crate::page::{PageError, Printed, Printer};
use crate::plan::{Action, PersonKeys, Step, plan};
use crate::portrait::Portrait;
use crate::registry_port::{Registration, Registry, RegistryError, Reservation, Said};
use crate::roster::Lang;
use crate::roster::Trainee;
use crate::standing::Standing;
use hezheng_core::ids::parse_hex;
use hezheng_core::number::CertificateNumber;
use hezheng_core::statement::{Claims, StatementDraft, UnverifiedStatement};
use hezheng_core::time::{Date, Time};
use hezheng_core::verify::{Check, CheckResult, Evidence, Presented, Reason, verify};
use hezheng_keys::Signer;
use hezheng_pdf::RenderError;
use std::collections::VecDeque;
use std::fmt;

/// Most numbers that are reserved at once.
const RESERVATION: u64 = 500;

/// What a run needs.
pub struct Issuing<'i> {
    /// What the bundle says of us.
    pub standing: &'i Standing,
    /// The issuing key.
    pub signer: &'i dyn Signer,
    /// The registry.
    pub registry: &'i mut dyn Registry,
    /// The journal.
    pub journal: &'i mut Journal,
    /// What makes the PDFs, and where they go.
    pub printer: &'i Printer,
    /// The date of issue.
    pub issued: Date,
    /// Now.
    pub clock: fn() -> Time,
    /// 16 random bytes for a reservation's id; `None` where the system has none to give.
    pub random: &'i mut dyn FnMut() -> Option<[u8; 16]>,
}

/// What came of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowResult {
    /// The row in the sheet.
    pub row: u32,
    /// The name.
    pub name: String,
    /// What came of it.
    pub result: RowOutcome,
}

/// What came of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowOutcome {
    /// Registered in this run.
    Issued {
        /// The number.
        number: String,
        /// The PDF.
        printed: Printed,
    },
    /// Registered in an earlier run.
    AlreadyIssued {
        /// The number.
        number: String,
        /// The PDF.
        printed: Printed,
        /// Whether the roster now says something else than what was signed.
        roster_differs: bool,
    },
    /// The same person has a certificate of this course from another computer.
    IssuedElsewhere {
        /// Its number, where the registry says it.
        number: Option<String>,
    },
    /// The date of issue lies before the end of training.
    TooEarly,
    /// The page cannot be made.
    NotPrintable {
        /// The certificate, where it was registered before that was known; otherwise nothing was begun.
        number: Option<String>,
        /// Why.
        problem: RenderError,
    },
    /// The registry refused.
    Refused {
        /// The stable code.
        code: String,
        /// Why, in the registry's words.
        detail: Said,
    },
}

impl RowOutcome {
    /// Whether the person holds a certificate now.
    #[must_use]
    pub fn is_issued(&self) -> bool {
        matches!(self, Self::Issued { .. } | Self::AlreadyIssued { .. } | Self::IssuedElsewhere { .. })
    }
}

/// Why a run stopped. What was registered before stays so, and the next run goes on from there.
#[derive(Debug)]
pub enum IssueError {
    /// The journal could not be written.
    Journal(JournalError),
    /// The registry could not be reached, or its answer is wrong.
    Registry(RegistryError),
    /// The registry's answer does not prove a registration of what was sent.
    NotProved(String, Option<Reason>),
    /// A PDF could not be made or written.
    Page(String, PageError),
    /// The system gives no random numbers.
    NoRandomness,
    /// A row that cannot become a statement.
    Row(u32),
}

impl IssueError {
    /// It in words: what happened and what to do.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match self {
            Self::Journal(error) => error.message(lang),
            Self::Registry(error) => error.message(lang),
            Self::NotProved(number, Some(Reason::RegisteredInFuture)) => lang.choose(
                format!("{number}：备案时间晚于本机时间，本机时钟慢了。请校准时钟后再运行。"),
                format!("{number}: registered later than this computer's clock says; set the clock and run again."),
            ),
            Self::NotProved(number, reason) => {
                let reason = reason.map_or("bad_registration", Reason::code);
                lang.choose(
                    format!("{number}：备案系统的回答核验不过（{reason}）。请停止并联系人社局。"),
                    format!("{number}: the registry's answer does not verify ({reason}); stop and tell the bureau."),
                )
            }
            Self::Page(number, error) => {
                format!("{number}{}{}", lang.choose("：", ": "), error.message(lang))
            }
            Self::NoRandomness => lang
                .choose(
                    "系统不给随机数，没有申请编号。请换一台电脑或重启。",
                    "The system gives no random numbers, so no number was reserved; restart it or use another computer.",
                )
                .into(),
            Self::Row(row) => lang.choose(
                format!("第 {row} 行不能成为证书。请改正名册。"),
                format!("Row {row} cannot become a certificate; mend the roster."),
            ),
        }
    }
}

impl fmt::Display for IssueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for IssueError {}

impl From<JournalError> for IssueError {
    fn from(error: JournalError) -> Self {
        Self::Journal(error)
    }
}

/// Issues to these people; `progress` is told each row's result as it comes.
///
/// # Errors
/// Why the run stopped; rows reported to `progress` before that are done.
pub fn issue(
    run: &mut Issuing<'_>,
    trainees: &[Trainee],
    progress: &mut dyn FnMut(&RowResult),
) -> Result<Vec<RowResult>, IssueError> {
    let steps = run.steps(trainees);
    let wanted = steps.iter().filter(|step| step.action == Action::Issue).count();
    let mut numbers = run.numbers(wanted)?;
    let mut results = Vec::with_capacity(steps.len());
    for step in &steps {
        let outcome = match run.step(step, &mut numbers) {
            // One page that cannot be made, on this computer or at all, keeps nobody else from a certificate.
            Err(IssueError::Page(number, PageError::Render(problem))) => {
                RowOutcome::NotPrintable { number: Some(number), problem }
            }
            outcome => outcome?,
        };
        let result = RowResult { row: step.trainee.row, name: step.trainee.name.clone(), result: outcome };
        progress(&result);
        results.push(result);
    }
    Ok(results)
}

impl Issuing<'_> {
    /// What is to be done for each person; nothing is begun whose page could not be made.
    fn steps<'t>(&self, trainees: &'t [Trainee]) -> Vec<Step<'t>> {
        let mut steps = plan(trainees, self.issued, &PersonKeys::new(self.signer), self.journal);
        for step in steps.iter_mut().filter(|step| step.action == Action::Issue) {
            let claims = claims(step.trainee, self.issued);
            if let Err(problem) =
                self.printer.check(&claims, self.standing, &step.trainee.identity, step.trainee.portrait.as_ref())
            {
                step.action = Action::NotPrintable(problem);
            }
        }
        steps
    }

    fn number(&self, serial: u64) -> Option<CertificateNumber> {
        let serial = u32::try_from(serial).ok()?;
        CertificateNumber::new(&self.standing.authority, self.issued.year(), &self.standing.number, serial).ok()
    }

    /// At least this many numbers that are ours and unused: those left from earlier runs first, then new reservations.
    fn numbers(&mut self, wanted: usize) -> Result<VecDeque<CertificateNumber>, IssueError> {
        let year = self.issued.year();
        if wanted > 0 {
            // Asked for before a crash, the answer not seen: the same id gets the same answer.
            for (id, count) in self.journal.open_reservations(year) {
                self.reserve(&id, year, count)?;
            }
        }
        loop {
            let free =
                self.journal.free_serials(year, |serial| self.number(serial).map(|number| number.as_str().to_owned()));
            if free.len() >= wanted {
                return Ok(free.into_iter().filter_map(|serial| self.number(serial)).collect());
            }
            let count = ((wanted - free.len()) as u64).min(RESERVATION);
            let id = hex(&(self.random)().ok_or(IssueError::NoRandomness)?);
            self.journal.record(&Event::Reserving { id: id.clone(), year, count })?;
            self.reserve(&id, year, count)?;
        }
    }

    fn reserve(&mut self, id: &str, year: u64, count: u64) -> Result<(), IssueError> {
        let uscc = self.standing.uscc.clone();
        let reservation = Reservation { uscc, year, count, id: parse_hex(id).unwrap_or_default() };
        let given = self.registry.reserve(&reservation).map_err(IssueError::Registry)?;
        if given.count != count || given.first == 0 {
            return Err(IssueError::Registry(RegistryError::Answer("v1/reservations".into())));
        }
        self.journal.record(&Event::Reserved { id: id.into(), first: given.first, count })?;
        Ok(())
    }

    fn step(&mut self, step: &Step<'_>, numbers: &mut VecDeque<CertificateNumber>) -> Result<RowOutcome, IssueError> {
        match &step.action {
            Action::TooEarly => Ok(RowOutcome::TooEarly),
            Action::NotPrintable(problem) => Ok(RowOutcome::NotPrintable { number: None, problem: problem.clone() }),
            Action::Print(issued) => {
                let registered = issued.registered.clone().unwrap_or_default();
                let (printed, roster_differs) = self.print(step.trainee, &registered)?;
                Ok(RowOutcome::AlreadyIssued { number: issued.number.clone(), printed, roster_differs })
            }
            Action::Resume(issued) => self.register(step.trainee, issued),
            Action::Issue => {
                let none_left = || IssueError::Registry(RegistryError::Answer("v1/reservations".into()));
                let number = numbers.pop_front().ok_or_else(none_left)?;
                let issued = self.sign(step, &number)?;
                self.register(step.trainee, &issued)
            }
        }
    }

    fn sign(&mut self, step: &Step<'_>, number: &CertificateNumber) -> Result<Issued, IssueError> {
        let claims = claims(step.trainee, self.issued);
        let draft = StatementDraft::new(self.signer.kid(), &self.standing.uscc, number, &claims)
            .map_err(|_| IssueError::Row(step.trainee.row))?;
        if let Some(portrait) = &step.trainee.portrait {
            self.journal.keep(portrait)?;
        }
        let statement = draft.finish(&self.signer.sign(&draft.to_be_signed()));
        let number = number.as_str().to_owned();
        let (person, hexed) = (step.person.clone(), hex(&statement));
        self.journal.record(&Event::Signed { person, number: number.clone(), statement: hexed })?;
        Ok(Issued { number, statement, registered: None })
    }

    fn register(&mut self, trainee: &Trainee, issued: &Issued) -> Result<RowOutcome, IssueError> {
        let number = issued.number.clone();
        let portrait = self.portrait(&issued.statement).map_err(|error| IssueError::Page(number.clone(), error))?;
        let registration =
            Registration { statement: &issued.statement, identity: &trainee.identity, portrait: portrait.as_ref() };
        match self.registry.register(registration) {
            Ok(registered) => {
                self.check_answer(issued, &registered)?;
                self.journal.record(&Event::Registered { number: number.clone(), registered: hex(&registered) })?;
                let (printed, _) = self.print(trainee, &registered)?;
                Ok(RowOutcome::Issued { number, printed })
            }
            Err(RegistryError::Refused { code, detail, number: other }) => {
                self.journal.record(&Event::Refused { number, code: code.clone() })?;
                match code.as_str() {
                    "already_issued" => Ok(RowOutcome::IssuedElsewhere { number: other }),
                    _ => Ok(RowOutcome::Refused { code, detail }),
                }
            }
            Err(error) => Err(IssueError::Registry(error)),
        }
    }

    /// The answer must prove a registration of exactly what was sent, by the rules that every verifier applies.
    fn check_answer(&self, issued: &Issued, registered: &[u8]) -> Result<(), IssueError> {
        let wrong = |reason| Err(IssueError::NotProved(issued.number.clone(), reason));
        let is_same = |answer: &UnverifiedStatement<'_>| answer.bare() == issued.statement;
        if !UnverifiedStatement::decode(registered).is_ok_and(|answer| is_same(&answer)) {
            return wrong(None);
        }
        let report = verify(Presented::Statement(registered), &Evidence::none(), &self.standing.trust, (self.clock)());
        let failed = report.checks.iter().filter(|checked| checked.check != Check::Status).find_map(|checked| {
            match checked.result {
                CheckResult::Passed => None,
                CheckResult::Failed(reason) => Some(Some(reason)),
                CheckResult::NotChecked => Some(None),
            }
        });
        failed.map_or(Ok(()), wrong)
    }

    /// The portrait that a statement of ours names, from the journal: what was signed counts, not what lies in a folder today.
    fn portrait(&self, statement: &[u8]) -> Result<Option<Portrait>, PageError> {
        let decoded = UnverifiedStatement::decode(statement).map_err(|_| PageError::NotOurs)?;
        let Some(sha256) = decoded.unverified_claims().portrait_sha256 else { return Ok(None) };
        self.journal.portrait(sha256).map(Some).ok_or(PageError::NoPortrait)
    }

    /// Makes the PDF from what was signed; says whether the roster differs from it.
    fn print(&self, trainee: &Trainee, registered: &[u8]) -> Result<(Printed, bool), IssueError> {
        let number = || {
            UnverifiedStatement::decode(registered)
                .map_or_else(|_| String::new(), |s| s.unverified_number().to_string())
        };
        let (printed, signed) = self
            .portrait(registered)
            .and_then(|portrait| {
                self.printer.print(registered, self.standing, self.signer, &trainee.identity, portrait.as_ref())
            })
            .map_err(|error| IssueError::Page(number(), error))?;
        let mut on_roster = claims(trainee, signed.issued);
        // A run without the photographs says nothing about them.
        on_roster.portrait_sha256 = on_roster.portrait_sha256.or(signed.portrait_sha256);
        Ok((printed, signed != on_roster))
    }
}

/// What a row says, as claims.
fn claims(trainee: &Trainee, issued: Date) -> Claims {
    Claims {
        holder: trainee.name.clone(),
        id_kind: trainee.identity.kind(),
        id_tail: trainee.identity.tail().into(),
        programme: trainee.programme.clone(),
        training: trainee.training,
        issued,
        class_hours: trainee.hours.map(u64::from),
        occupation_code: trainee.occupation_code.clone(),
        skill_level: trainee.skill_level.map(u64::from),
        class_filing: None,
        portrait_sha256: trainee.portrait.as_ref().map(Portrait::sha256),
        number_scheme: None,
    }
}

/// What a run would do, changing nothing: how many would be issued anew, gone on with, and printed again.
#[must_use]
pub fn dry_run(run: &Issuing<'_>, trainees: &[Trainee]) -> Vec<(u32, String, &'static str)> {
    let word = |step: &Step<'_>| match &step.action {
        Action::Issue => "issue",
        Action::Resume(_) => "resume",
        Action::Print(_) => "print",
        Action::TooEarly => "too_early",
        Action::NotPrintable(_) => "not_printable",
    };
    let steps = run.steps(trainees);
    steps.iter().map(|step| (step.trainee.row, step.trainee.name.clone(), word(step))).collect()
}
