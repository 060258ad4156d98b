//! What would be filed, for somebody to look at before anything is done.

use super::{Correcting, CorrectionError, signed_claims};
use crate::claims::claims_beside;
use crate::page::PageError;
use crate::plan::PersonKeys;
use crate::roster::Trainee;
use hezheng_core::statement::Claims;
use hezheng_core::time::Date;

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
}

/// The same claims, issued on this day.
fn claims_on(claims: &Claims, issued: Date) -> Claims {
    Claims { issued, ..claims.clone() }
}
