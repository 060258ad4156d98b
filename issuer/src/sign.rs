//! Signing: the statements of a chunk, entered in the journal at once before any of them leaves this computer.

use crate::all_cores::on_all_cores;
use crate::claims::claims;
use crate::issue::{Issuing, Work, no_number};
use crate::issue_error::IssueError;
use crate::journal::{Event, Issued, hex};
use crate::plan::Action;
use hezheng_core::number::CertificateNumber;
use hezheng_core::statement::StatementDraft;

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
