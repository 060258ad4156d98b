//! Signing: the statements of a chunk, entered in the journal at once before any of them leaves this computer.

use crate::all_cores::on_all_cores;
use crate::issue::{Issuing, Work, no_number};
use crate::issue_error::IssueError;
use crate::journal::{Event, Issued, hex};
use crate::plan::Action;
use crate::portrait::Portrait;
use crate::roster::Trainee;
use hezheng_core::number::CertificateNumber;
use hezheng_core::statement::{Claims, StatementDraft};
use hezheng_core::time::Date;

impl Issuing<'_> {
    /// Signs what is to be issued anew.
    pub(crate) fn sign(&mut self, chunk: &mut [Work<'_, '_>]) -> Result<(), IssueError> {
        let mut new = Vec::new();
        for work in chunk.iter_mut().filter(|work| matches!(work.step.action, Action::Issue(_))) {
            let Action::Issue(Some(number)) = &work.step.action else { return Err(no_number()) };
            if let Some(portrait) = &work.step.trainee.portrait {
                self.journal.keep(portrait)?;
            }
            new.push((number, work));
        }
        let wanted: Vec<_> = new.iter().map(|(number, work)| (*number, work.step.trainee)).collect();
        let (standing, signer, issued) = (self.standing, self.signer, self.issued);
        let statements = on_all_cores(&wanted, |(number, trainee)| {
            let draft = StatementDraft::new(signer.kid(), &standing.uscc, number, &claims(trainee, issued));
            let draft = draft.map_err(|_| IssueError::Row(trainee.row))?;
            Ok(draft.finish(&signer.sign(&draft.to_be_signed())))
        });
        let statements = statements.into_iter().collect::<Result<Vec<_>, IssueError>>()?;
        let event = |((number, work), statement): (&(&CertificateNumber, &mut Work<'_, '_>), &Vec<u8>)| Event::Signed {
            person: work.step.person.clone(),
            number: number.to_string(),
            statement: hex(statement),
        };
        let events: Vec<Event> = new.iter().zip(&statements).map(event).collect();
        self.journal.record_all(&events)?;
        for ((number, work), statement) in new.into_iter().zip(statements) {
            work.issued = Some(Issued { number: number.to_string(), statement, registered: None });
        }
        Ok(())
    }
}

/// What a row says, as claims.
pub(crate) fn claims(trainee: &Trainee, issued: Date) -> Claims {
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
        class_filing: trainee.class_filing.clone(),
        portrait_sha256: trainee.portrait.as_ref().map(Portrait::sha256),
        number_scheme: None,
    }
}

/// What a row says, to be held beside what was signed for its person: of the same day of issue, and with the same portrait
/// and class where the row has none, because a run without the photographs, or without the class, says nothing about them.
pub(crate) fn claims_beside(trainee: &Trainee, signed: &Claims) -> Claims {
    let row = claims(trainee, signed.issued);
    let class_filing = row.class_filing.clone().or_else(|| signed.class_filing.clone());
    Claims { portrait_sha256: row.portrait_sha256.or(signed.portrait_sha256), class_filing, ..row }
}
