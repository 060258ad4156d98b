//! What would be done for each person, decided before anything is done.

use crate::journal::{Declined, Journal};
use crate::roster::Trainee;
use hezheng_core::ids::{Hash, to_hex};
use hezheng_core::number::{CertificateNumber, IdKind};
use hezheng_core::time::Date;
use hezheng_keys::Signer;
use hezheng_pdf::RenderError;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What a run is going to do, in the order of the roster.
#[derive(Clone, Debug)]
pub struct Plan<'t> {
    /// A step for each person.
    pub steps: Vec<Step<'t>>,
}

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
    /// Sign and register, with this number once numbers are reserved.
    Issue(Option<CertificateNumber>),
    /// Signed with this number in an earlier run, whose registration was not confirmed: register the same statement.
    Resume(String),
    /// Registered with this number in an earlier run: only the PDF is made, where it is missing.
    Print(String),
    /// A correction with this number waits for the bureau's officers: it is this person's certificate to be.
    CorrectionWaits(String),
    /// What was issued for this row was replaced by the certificate of this number, whose roster says otherwise.
    Corrected(String),
    /// An officer refused what was applied for; another application, with another number, is the institution's to decide.
    Declined(Declined),
    /// The date of issue would lie before the end of training.
    TooEarly,
    /// The page cannot be made, so nothing is begun.
    NotPrintable(RenderError),
}

impl Action {
    /// Its name, which is an interface.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Issue(_) => "issue",
            Self::Resume(_) => "resume",
            Self::Print(_) => "print",
            Self::CorrectionWaits(_) => "correction_waits",
            Self::Corrected(_) => "corrected",
            Self::Declined(_) => "declined",
            Self::TooEarly => "too_early",
            Self::NotPrintable(_) => "not_printable",
        }
    }

    /// The number of the certificate, as far as there is one.
    #[must_use]
    pub fn number(&self) -> Option<&str> {
        match self {
            Self::Issue(number) => number.as_ref().map(CertificateNumber::as_str),
            Self::Resume(number) | Self::Print(number) | Self::CorrectionWaits(number) | Self::Corrected(number) => {
                Some(number)
            }
            Self::Declined(declined) => Some(&declined.number),
            Self::TooEarly | Self::NotPrintable(_) => None,
        }
    }
}

impl Plan<'_> {
    /// How many steps have this code.
    #[must_use]
    pub fn count(&self, code: &str) -> usize {
        self.steps.iter().filter(|step| step.action.code() == code).count()
    }

    /// Whether anything is going to be signed or sent.
    #[must_use]
    pub fn registers(&self) -> bool {
        self.steps.iter().any(|step| matches!(step.action, Action::Issue(_) | Action::Resume(_)))
    }
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

/// What is done for somebody whose application an officer of the bureau refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterRefusal {
    /// Nothing; the plan says why it was refused.
    Stop,
    /// It is applied for again, with another number.
    ApplyAgain,
}

/// Decides for each person, in the order of the roster.
#[must_use]
pub fn plan<'t>(
    trainees: &'t [Trainee],
    (issued, after_refusal): (Date, AfterRefusal),
    keys: &PersonKeys,
    journal: &Journal,
) -> Plan<'t> {
    let step = |trainee: &'t Trainee| {
        let person = keys.name(trainee);
        let action = action(trainee, (issued, after_refusal), &person, journal);
        Step { trainee, person, action }
    };
    Plan { steps: trainees.iter().map(step).collect() }
}

fn action(trainee: &Trainee, (issued, after_refusal): (Date, AfterRefusal), person: &str, journal: &Journal) -> Action {
    match journal.known(person) {
        Some(known) if known.is_registered => return Action::Print(known.number.into()),
        Some(known) => return Action::Resume(known.number.into()),
        None => {}
    }
    if let Some(number) = journal.correction_for(person) {
        return Action::CorrectionWaits(number.into());
    }
    if let Some(number) = journal.corrected(person) {
        return Action::Corrected(number.into());
    }
    if after_refusal == AfterRefusal::Stop
        && let Some(declined) = journal.declined(person)
    {
        return Action::Declined(declined.clone());
    }
    if issued < trainee.training.1 { Action::TooEarly } else { Action::Issue(None) }
}
