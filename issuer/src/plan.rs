//! What would be done for each person, decided before anything is done.

use crate::journal::{Issued, Journal};
use crate::roster::Trainee;
use hezheng_core::ids::{Hash, to_hex};
use hezheng_core::number::IdKind;
use hezheng_core::time::Date;
use hezheng_keys::Signer;
use hezheng_pdf::RenderError;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// One person's step.
#[derive(Clone, Debug)]
pub struct Step<'t> {
    /// Who.
    pub trainee: &'t Trainee,
    /// The person and course, as the journal knows them.
    pub person: String,
    /// What is to be done.
    pub action: Action,
}

/// What is to be done for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Sign with a new number and register.
    Issue,
    /// Signed in an earlier run, whose registration was not confirmed: register the same statement.
    Resume(Issued),
    /// Registered in an earlier run: only the PDF is made, where it is missing.
    Print(Issued),
    /// A correction with this number waits for the bureau's officers: it is this person's certificate to be.
    CorrectionWaits(String),
    /// What was issued for this row was replaced by the certificate of this number, whose roster says otherwise.
    Corrected(String),
    /// The date of issue would lie before the end of training.
    TooEarly,
    /// The page cannot be made, so nothing is begun.
    NotPrintable(RenderError),
}

/// Makes people and courses into names that only the holder of the issuing key can make again.
#[derive(Clone)]
pub struct PersonKeys {
    key: [u8; 32],
}

impl PersonKeys {
    /// From the issuing key: Ed25519 signatures are deterministic, so the same key always gives the same names.
    #[must_use]
    pub fn new(signer: &dyn Signer) -> Self {
        const LABEL: &[u8] = b"hezheng journal 1";
        Self { key: Hash::of(&[LABEL, &signer.sign(LABEL)]).0 }
    }

    /// The name of this person in this course: the same identity document, programme and dates.
    #[must_use]
    pub fn name(&self, trainee: &Trainee) -> String {
        let (first, last) = trainee.training;
        let kind: IdKind = trainee.identity.kind();
        let text =
            format!("{}\n{}\n{}\n{first}\n{last}", kind.code(), trainee.identity.full_number(), trainee.programme);
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) else { return String::new() };
        mac.update(text.as_bytes());
        to_hex(&mac.finalize().into_bytes())
    }
}

/// Decides for each person, in the order of the roster.
#[must_use]
pub fn plan<'t>(trainees: &'t [Trainee], issued: Date, keys: &PersonKeys, journal: &Journal) -> Vec<Step<'t>> {
    let step = |trainee: &'t Trainee| {
        let person = keys.name(trainee);
        let action = match journal.issued(&person) {
            Some(done) if done.registered.is_some() => Action::Print(done.clone()),
            Some(begun) => Action::Resume(begun.clone()),
            None if journal.correction_for(&person).is_some() => {
                Action::CorrectionWaits(journal.correction_for(&person).unwrap_or_default().into())
            }
            None if journal.corrected(&person).is_some() => {
                Action::Corrected(journal.corrected(&person).unwrap_or_default().into())
            }
            None if issued < trainee.training.1 => Action::TooEarly,
            None => Action::Issue,
        };
        Step { trainee, person, action }
    };
    trainees.iter().map(step).collect()
}
