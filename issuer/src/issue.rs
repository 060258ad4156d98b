//! Issuing: a plan first, then it is carried out. Before each step that cannot be taken back, the journal says so;
//! `recovery.rs` says what a crash at each place leaves behind.
//!
//! A plan goes through in chunks, each a few seconds' work: its statements are signed and entered in the journal (`sign`),
//! sent to the registry, the answers proved and entered (`register`), its pages made (`print`). Of a chunk that is done only
//! what came of each row is kept, by whoever wants it.

use crate::all_cores::on_all_cores;
use crate::claims::claims;
use crate::issue_error::IssueError;
use crate::journal::{Issued, Journal, JournalError};
use crate::outcome::{RowOutcome, RowResult};
use crate::page::Printer;
use crate::plan::{Action, AfterRefusal, PersonKeys, Plan, Step, plan};
use crate::registry_port::{Registry, RegistryError};
use crate::roster::Trainee;
use crate::standing::Standing;
use hezheng_core::time::{Date, Time};
use hezheng_keys::Signer;
use std::num::NonZero;

/// Certificates in a chunk: enough that the disk and the registry are asked seldom, few enough that progress is seen.
pub const CHUNK: NonZero<usize> = NonZero::<usize>::MIN.saturating_add(99);

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
    /// Certificates in a chunk: [`CHUNK`], tests take fewer.
    pub chunk: NonZero<usize>,
    /// 16 random bytes for a reservation's id; `None` where the system has none to give.
    pub random: &'i mut dyn FnMut() -> Option<[u8; 16]>,
}

/// A step on its way through the stages.
pub(crate) struct Work<'s, 't> {
    pub(crate) step: &'s Step<'t>,
    /// What there is of its certificate.
    pub(crate) issued: Option<Issued>,
    /// Whether the certificate was registered before this run.
    pub(crate) is_earlier: bool,
    /// What came of it, once that is known.
    pub(crate) outcome: Option<RowOutcome>,
}

impl Issuing<'_> {
    /// What is to be done for each person; nothing is begun whose page could not be made.
    #[must_use]
    pub fn plan<'t>(&self, trainees: &'t [Trainee], after_refusal: AfterRefusal) -> Plan<'t> {
        let mut plan = plan(trainees, (self.issued, after_refusal), &PersonKeys::new(self.signer), self.journal);
        let (printer, standing, issued) = (self.printer, self.standing, self.issued);
        let problems = on_all_cores(&plan.steps, |step| {
            let trainee = (step.action == Action::Issue(None)).then_some(step.trainee)?;
            let claims = claims(trainee, issued);
            printer.check(&claims, standing, &trainee.identity, trainee.portrait.as_ref()).err()
        });
        for (step, problem) in plan.steps.iter_mut().zip(problems) {
            if let Some(problem) = problem {
                step.action = Action::NotPrintable(problem);
            }
        }
        plan
    }

    /// Carries a plan out, whose numbers are reserved; `report` is told each row's result as it comes.
    ///
    /// # Errors
    /// Why the run stopped. Rows reported before that are done; the next run goes on with the others.
    pub fn carry_out(&mut self, plan: &Plan<'_>, report: &mut dyn FnMut(RowResult)) -> Result<(), IssueError> {
        let mut again = Vec::new();
        for steps in plan.steps.chunks(self.chunk.get()) {
            self.chunk(steps, &mut |work| match work.outcome {
                Some(outcome) if outcome.wants_another_number() => again.push(work.step.clone()),
                Some(outcome) => report(RowResult::of(work.step, outcome)),
                None => {}
            })?;
        }
        // A copy of this journal is at work on another computer. Numbers reserved from now on are in no copy.
        let mut numbers = self.new_numbers(again.len())?.into_iter();
        again.iter_mut().for_each(|step| step.action = Action::Issue(numbers.next()));
        for steps in again.chunks(self.chunk.get()) {
            self.chunk(steps, &mut |work| {
                work.outcome.into_iter().for_each(|outcome| report(RowResult::of(work.step, outcome)));
            })?;
        }
        Ok(())
    }

    /// Takes these steps through all stages and hands them over, those too that were done before the run had to stop.
    fn chunk<'s, 't>(&mut self, steps: &'s [Step<'t>], done: &mut dyn FnMut(Work<'s, 't>)) -> Result<(), IssueError> {
        let mut work = steps.iter().map(|step| self.begin(step)).collect::<Result<Vec<_>, _>>()?;
        self.sign(&mut work)?;
        let registered = self.register(&mut work);
        let printed = self.print(&mut work);
        work.into_iter().for_each(done);
        registered.and(printed)
    }

    fn begin<'s, 't>(&self, step: &'s Step<'t>) -> Result<Work<'s, 't>, JournalError> {
        let mut work = Work { step, issued: None, is_earlier: false, outcome: None };
        match &step.action {
            Action::Declined(declined) => work.outcome = Some(RowOutcome::Declined(declined.clone())),
            Action::TooEarly => work.outcome = Some(RowOutcome::TooEarly),
            Action::CorrectionWaits(number) => {
                work.outcome = Some(RowOutcome::CorrectionWaits { number: number.clone() });
            }
            Action::Corrected(number) => work.outcome = Some(RowOutcome::Corrected { number: number.clone() }),
            Action::NotPrintable(problem) => {
                work.outcome = Some(RowOutcome::NotPrintable { number: None, problem: problem.clone() });
            }
            Action::Resume(_) => work.issued = self.journal.issued(&step.person)?,
            Action::Print(_) => {
                work.issued = self.journal.issued(&step.person)?;
                work.is_earlier = true;
            }
            Action::Issue(_) => {}
        }
        Ok(work)
    }
}

/// A plan is carried out only once each of its certificates has a number.
pub(crate) fn no_number() -> IssueError {
    IssueError::Registry(RegistryError::Answer("v1/reservations".into()))
}
