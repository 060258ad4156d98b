//! Registering: the statements of a chunk go to the registry together; what it answers is proved, and entered in the journal
//! at once, before anything is made of it.

use crate::all_cores::on_all_cores;
use crate::issue::{Issuing, Work};
use crate::issue_error::IssueError;
use crate::journal::{APPROVAL_REFUSED, Event, Issued, hex};
use crate::outcome::RowOutcome;
use crate::portrait::Portrait;
use crate::print::portrait;
use crate::registry_port::{AWAITING_APPROVAL, Answered, Registration, RegistryError, Said};
use crate::standing::Standing;
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::time::Time;
use hezheng_core::verify::{Check, CheckResult, Evidence, Presented, Reason, verify};

/// Bytes of portraits in one request. The registry takes eight times as much; over a slow line that would take too long.
const REQUEST_BYTES: usize = 4 << 20;

/// What is sent of one certificate.
struct Sent<'w, 's, 't> {
    work: &'w mut Work<'s, 't>,
    issued: Issued,
    portrait: Option<Portrait>,
}

/// What came of one certificate.
enum Came {
    Registered(Vec<u8>),
    /// It waits for an officer: nothing is entered, so that the next run sends the same statement again.
    Waits {
        rule: Option<String>,
    },
    Refused {
        code: String,
        outcome: RowOutcome,
    },
}

impl Issuing<'_> {
    /// Registers what is signed and not registered yet.
    pub(crate) fn register(&mut self, chunk: &mut [Work<'_, '_>]) -> Result<(), IssueError> {
        let mut waiting = Vec::new();
        for work in chunk {
            let Some(issued) = work.issued.clone().filter(|issued| issued.registered.is_none()) else { continue };
            let portrait = portrait(self.journal, &issued.statement);
            let portrait = portrait.map_err(|error| IssueError::Page(issued.number.clone(), error))?;
            waiting.push(Sent { work, issued, portrait });
        }
        let mut rest = waiting.as_mut_slice();
        while !rest.is_empty() {
            let (now, later) = rest.split_at_mut(fitting(rest));
            self.register_together(now)?;
            rest = later;
        }
        Ok(())
    }

    /// In one request; where the registry finds it too large, in two.
    fn register_together(&mut self, sent: &mut [Sent<'_, '_, '_>]) -> Result<(), IssueError> {
        let registrations: Vec<_> = sent.iter().map(Sent::registration).collect();
        let answers = match self.registry.register_batch(&registrations) {
            Err(RegistryError::Refused { code, .. }) if code == "too_large" && sent.len() > 1 => {
                let (first, second) = sent.split_at_mut(sent.len() / 2);
                self.register_together(first)?;
                return self.register_together(second);
            }
            answers => answers.map_err(IssueError::Registry)?,
        };
        if answers.len() != sent.len() {
            return Err(IssueError::Registry(RegistryError::Answer("v1/certificates/batch".into())));
        }
        let mut came = Vec::with_capacity(answers.len());
        for (answer, registration) in answers.into_iter().zip(&registrations) {
            came.push(self.in_words(answer, *registration)?);
        }
        drop(registrations);
        self.enter(sent, came)
    }

    /// An answer, and what the registry says of it where it refuses.
    fn in_words(&mut self, answer: Answered, asked: Registration<'_>) -> Result<Came, IssueError> {
        let (code, number) = match answer {
            Answered::Registered(registered) => return Ok(Came::Registered(registered)),
            Answered::AwaitingApproval { rule } => return Ok(Came::Waits { rule }),
            Answered::Refused { code, number } => (code, number),
        };
        if code == "already_issued" {
            return Ok(Came::Refused { code, outcome: RowOutcome::IssuedElsewhere { number } });
        }
        match self.registry.register(asked) {
            // What stood in the way is gone.
            Ok(registered) => Ok(Came::Registered(registered)),
            Err(RegistryError::Refused { code, .. }) if code == AWAITING_APPROVAL => Ok(Came::Waits { rule: None }),
            Err(RegistryError::Refused { code: again, detail, .. }) => {
                let detail = if again == code { detail } else { Said::default() };
                Ok(Came::Refused { code: code.clone(), outcome: RowOutcome::Refused { code, detail } })
            }
            Err(error) => Err(IssueError::Registry(error)),
        }
    }

    /// Proves the answers and enters them; one that proves nothing stops the run, once the others are entered.
    fn enter(&mut self, sent: &mut [Sent<'_, '_, '_>], came: Vec<Came>) -> Result<(), IssueError> {
        let (standing, now) = (self.standing, (self.clock)());
        let pairs: Vec<_> = sent.iter().map(|sent| &sent.issued).zip(&came).collect();
        let proofs = on_all_cores(&pairs, |(issued, came)| match came {
            Came::Registered(registered) => proves(registered, &issued.statement, standing, now)
                .map_err(|reason| IssueError::NotProved(issued.number.clone(), reason)),
            Came::Waits { .. } | Came::Refused { .. } => Ok(()),
        });
        let event = |((issued, came), proof): (&(&Issued, &Came), &Result<(), IssueError>)| {
            proof.as_ref().ok()?;
            let number = issued.number.clone();
            match came {
                Came::Registered(registered) => Some(Event::Registered { number, registered: hex(registered) }),
                Came::Refused { code, outcome } => {
                    Some(Event::Refused { number, code: code.clone(), reason: officers_reason(code, outcome) })
                }
                Came::Waits { .. } => None,
            }
        };
        let events: Vec<Event> = pairs.iter().zip(&proofs).filter_map(event).collect();
        self.journal.record_all(&events)?;
        let mut unproved = Ok(());
        for ((sent, came), proof) in sent.iter_mut().zip(came).zip(proofs) {
            match (proof, came) {
                (Ok(()), Came::Registered(registered)) => {
                    sent.work.issued = Some(Issued { registered: Some(registered), ..sent.issued.clone() });
                }
                (Ok(()), Came::Waits { rule }) => {
                    let number = sent.issued.number.clone();
                    sent.work.issued = None;
                    sent.work.outcome = Some(RowOutcome::AwaitingApproval { number, rule });
                }
                (Ok(()), Came::Refused { outcome, .. }) => {
                    sent.work.issued = None;
                    sent.work.outcome = Some(outcome);
                }
                (Err(error), _) => unproved = unproved.and(Err(error)),
            }
        }
        unproved
    }
}

/// Why an officer refused it: whoever runs again is to know before another number is used.
fn officers_reason(code: &str, outcome: &RowOutcome) -> Option<String> {
    match outcome {
        RowOutcome::Refused { detail, .. } if code == APPROVAL_REFUSED => Some(detail.zh.clone()),
        _ => None,
    }
}

impl Sent<'_, '_, '_> {
    fn registration(&self) -> Registration<'_> {
        Registration {
            statement: &self.issued.statement,
            identity: &self.work.step.trainee.identity,
            portrait: self.portrait.as_ref(),
        }
    }
}

/// How many of these go into one request: one at least.
fn fitting(sent: &[Sent<'_, '_, '_>]) -> usize {
    let mut bytes = 0;
    let sizes = sent.iter().map(|sent| sent.portrait.as_ref().map_or(0, |portrait| portrait.jpeg().len()));
    let fitting = sizes.take_while(|size| {
        bytes += size;
        bytes <= REQUEST_BYTES
    });
    fitting.count().max(1)
}

/// The answer must prove a registration of exactly what was sent, by the rules that every verifier applies.
pub(crate) fn proves(
    registered: &[u8],
    statement: &[u8],
    standing: &Standing,
    now: Time,
) -> Result<(), Option<Reason>> {
    let is_same = |answer: &UnverifiedStatement<'_>| answer.bare() == statement;
    if !UnverifiedStatement::decode(registered).is_ok_and(|answer| is_same(&answer)) {
        return Err(None);
    }
    let report = verify(Presented::Statement(registered), &Evidence::none(), &standing.trust, now);
    let failed =
        report.checks.iter().filter(|checked| checked.check != Check::Status).find_map(|checked| {
            match checked.result {
                CheckResult::Passed => None,
                CheckResult::Failed(reason) => Some(Some(reason)),
                CheckResult::NotChecked => Some(None),
            }
        });
    failed.map_or(Ok(()), Err)
}
