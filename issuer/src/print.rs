//! Printing: the PDFs of a chunk's registered certificates, on all cores, each made from what was signed.

use crate::all_cores::on_all_cores;
use crate::claims::claims_beside;
use crate::issue::{Issuing, Work};
use crate::issue_error::IssueError;
use crate::journal::Journal;
use crate::outcome::RowOutcome;
use crate::page::{PageError, Print};
use crate::portrait::Portrait;
use crate::whole_file::sync_folder;
use hezheng_core::statement::UnverifiedStatement;

impl Issuing<'_> {
    /// Makes the PDFs, and says of each certificate what came of it.
    pub(crate) fn print(&mut self, chunk: &mut [Work<'_, '_>]) -> Result<(), IssueError> {
        let mut waiting: Vec<_> = chunk.iter_mut().filter(|work| work.registered().is_some()).collect();
        let (printer, standing, journal, key) = (self.printer, self.standing, &*self.journal, self.signer.public_key());
        let printed = on_all_cores(&waiting, |work| {
            let (registered, trainee) = (work.registered().unwrap_or_default(), work.step.trainee);
            let portrait = portrait(journal, registered)?;
            let id_text = printer.id_text(&trainee.identity);
            let page = printer.page(Print::First, registered, (standing, &key), id_text, portrait.as_ref());
            let (page, signed) = page?;
            let printed = printer.print(page, registered)?;
            Ok((printed, signed != claims_beside(trainee, &signed)))
        });
        let mut stopped = match waiting.first().and_then(|work| work.issued.as_ref()) {
            None => Ok(()),
            Some(first) => sync_folder(&printer.folder).map_err(|error| {
                IssueError::Page(first.number.clone(), PageError::Write(printer.folder.clone(), error))
            }),
        };
        for (work, printed) in waiting.iter_mut().zip(printed) {
            let number = work.issued.as_ref().map(|issued| issued.number.clone()).unwrap_or_default();
            match printed {
                Ok((printed, roster_differs)) if work.is_earlier => {
                    work.outcome = Some(RowOutcome::AlreadyIssued { number, printed, roster_differs });
                }
                Ok((printed, _)) => work.outcome = Some(RowOutcome::Issued { number, printed }),
                // One page that cannot be made, on this computer or at all, keeps nobody else from a certificate.
                Err(PageError::Render(problem)) => {
                    work.outcome = Some(RowOutcome::NotPrintable { number: Some(number), problem });
                }
                Err(error) => stopped = stopped.and(Err(IssueError::Page(number, error))),
            }
        }
        stopped
    }
}

impl Work<'_, '_> {
    fn registered(&self) -> Option<&[u8]> {
        self.issued.as_ref()?.registered.as_deref()
    }
}

/// The portrait that a statement of ours names, from the journal: what was signed counts, not what lies in a folder today.
pub(crate) fn portrait(journal: &Journal, statement: &[u8]) -> Result<Option<Portrait>, PageError> {
    let decoded = UnverifiedStatement::decode(statement).map_err(|_| PageError::NotOurs)?;
    let Some(sha256) = decoded.unverified_claims().portrait_sha256 else { return Ok(None) };
    journal.portrait(sha256).map(Some).ok_or(PageError::NoPortrait)
}
