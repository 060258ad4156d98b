//! The pages of a batch in one PDF, for the print shop: one file to send, in the roster's order.

use super::ResultsError;
use crate::issue::Issuing;
use crate::issue_error::IssueError;
use crate::outcome::RowResult;
use crate::page::{PageError, Print};
use crate::plan::{Plan, Step};
use crate::print::portrait;
use hezheng_pdf::{CertificatePage, render_combined};
use std::collections::BTreeSet;

/// The PDF with the pages of all rows that have a PDF of their own. A roster has 500 people at most, so this fits in memory.
pub(super) fn make(run: &Issuing<'_>, plan: &Plan<'_>, done: &[RowResult]) -> Result<Vec<u8>, ResultsError> {
    let printed: BTreeSet<u32> = done.iter().filter(|row| row.result.printed().is_some()).map(|row| row.row).collect();
    let steps = plan.steps.iter().filter(|step| printed.contains(&step.trainee.row));
    let pages = steps.filter_map(|step| page(run, step).transpose()).collect::<Result<Vec<_>, _>>();
    let pages = pages.map_err(ResultsError::Issue)?;
    render_combined(&run.printer.template, &run.printer.fonts, pages).map_err(ResultsError::Pages)
}

/// The page of a certificate, from what the journal says was registered.
fn page(run: &Issuing<'_>, step: &Step<'_>) -> Result<Option<CertificatePage>, IssueError> {
    let Some(issued) = run.journal.issued(&step.person)? else { return Ok(None) };
    let Some(registered) = &issued.registered else { return Ok(None) };
    let of_page = |error: PageError| IssueError::Page(issued.number.clone(), error);
    let portrait = portrait(run.journal, registered).map_err(of_page)?;
    let key = run.signer.public_key();
    let id_text = run.printer.id_text(&step.trainee.identity);
    let page = run.printer.page(Print::First, registered, (run.standing, &key), id_text, portrait.as_ref());
    Ok(Some(page.map_err(of_page)?.0))
}
