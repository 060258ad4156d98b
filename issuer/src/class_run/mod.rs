//! Issuing the certificates of a class without a journal: at a desk in a browser, which keeps nothing.
//!
//! What the journal is for ([`recovery`](crate::recovery)) follows here from the key and the class. The reservation's id is made
//! from them and from who passed, so that asking again gives the same numbers; who passed first has the first number, and so on;
//! and an Ed25519 signature is the same each time. A page that was closed in the middle, or lost the network, signs the same
//! statements for the same people, and the registry gives its first answers. Whoever has a certificate by then, from another
//! day or computer, is told of by the registry's list and left out; and of two that come at once the registry refuses one
//! (`already_issued`).
//!
//! The list also tells what waits for an officer, and what one refused. For the latter nothing is done unless it is to be
//! applied for again (decision 0019): then with numbers of another reservation, whose id is made from the refused ones.

mod batch;
mod listed;
mod numbers;

use crate::class::{self, ClassProblem};
use crate::plan::AfterRefusal;
use crate::roster::{Roster, Trainee};
use crate::standing::Standing;
use hezheng_core::time::Date;
use listed::Listed;
use numbers::Numbers;
use serde_json::Value;
use std::collections::BTreeMap;

pub use batch::CHUNK;

/// A class whose certificates are issued.
pub struct ClassRun {
    standing: Standing,
    number: String,
    issued: Date,
    /// Places on the roster that was filed, ascending: who passed.
    passed: Vec<u64>,
    people: Vec<Person>,
    /// For all who passed; and, where it is applied for again, for those whom an officer refused, which come first.
    numbers: Vec<Numbers>,
}

/// Somebody on the roster that was given.
pub struct Person {
    /// The row, with the full identity number: nothing of it is shown but what a page shows.
    pub trainee: Trainee,
    /// The place on the roster that was filed.
    pub place: u64,
    /// What is to be done, or came of it.
    pub state: PersonState,
}

/// What is to be done for a person, or came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonState {
    /// To be signed and registered.
    Waits,
    /// Has a certificate of this class already.
    Has(String),
    /// Did not pass, by the results that were filed.
    NotPassed,
    /// Registered now.
    Issued(String),
    /// Has a certificate of this programme and these days, which the registry named where it is the institution's own.
    IssuedElsewhere(Option<String>),
    /// Waits for an officer of the bureau, under this number.
    AwaitingApproval(String),
    /// Refused by a rule, by its code.
    Refused(String),
    /// An officer refused it earlier, and nothing is applied for again.
    Declined {
        /// Its number, which nobody gets any more.
        number: String,
        /// In the officer's words.
        reason: String,
    },
}

/// Why nothing is issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunProblem {
    /// The roster, or what the registry shows of the class.
    Class(ClassProblem),
    /// The bureau has not accepted the class.
    NotAccepted,
    /// Nobody filed who passed.
    NoResults,
    /// The date of issue lies before the end of the class.
    TooEarly,
    /// The numbers that the registry gave are none.
    Numbers,
    /// What the registry answered is not what it promises, or proves nothing.
    Answer,
}

impl RunProblem {
    /// Its name, which is an interface.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Class(problem) => problem.code(),
            Self::NotAccepted => "class_not_accepted",
            Self::NoResults => "no_results",
            Self::TooEarly => "too_early",
            Self::Numbers | Self::Answer => "answer_not_understood",
        }
    }
}

impl ClassRun {
    /// What is to be done for each person of this roster. `shown` is what `v1/classes/mine` says of the class, with its roster;
    /// `certificates` what `v1/certificates/mine` says of its certificates.
    ///
    /// # Errors
    /// Why nothing is issued.
    pub fn plan(
        standing: Standing,
        (shown, certificates): (&Value, &Value),
        roster: Roster,
        (issued, refused): (Date, AfterRefusal),
    ) -> Result<Self, RunProblem> {
        let understood = || RunProblem::Class(ClassProblem::Shown);
        let class = shown.get("class").ok_or_else(understood)?;
        let text = |name: &str| class.get(name).and_then(Value::as_str).ok_or_else(understood);
        if text("state")? != "accepted" {
            return Err(RunProblem::NotAccepted);
        }
        let last = Date::parse_iso(text("last")?).ok_or_else(understood)?;
        let passed = class.get("passed").and_then(Value::as_array).ok_or(RunProblem::NoResults)?;
        let passed = passed.iter().map(Value::as_u64).collect::<Option<Vec<u64>>>().ok_or_else(understood)?;
        if issued < last {
            return Err(RunProblem::TooEarly);
        }
        if !roster.refused.is_empty() {
            return Err(RunProblem::Class(ClassProblem::Faults));
        }
        let filed = shown.get("roster").and_then(Value::as_array).ok_or_else(understood)?;
        let listed = Listed::read(certificates).ok_or_else(understood)?;
        let number = text("number")?.to_owned();
        if let Some(named) = &roster.class {
            class::check_class(named, &number).map_err(RunProblem::Class)?;
        }
        let mut again = BTreeMap::new();
        let mut person = |trainee: Trainee| {
            let place = class::place(&trainee, filed).map_err(RunProblem::Class)?;
            let state = match listed.state(&trainee, place, &passed) {
                PersonState::Declined { number, .. } if refused == AfterRefusal::ApplyAgain => {
                    again.insert(place, number);
                    PersonState::Waits
                }
                state => state,
            };
            Ok(Person { trainee: Trainee { class_filing: Some(number.clone()), ..trainee }, place, state })
        };
        let people = roster.accepted.into_iter().map(&mut person).collect::<Result<Vec<_>, RunProblem>>()?;
        let mut numbers = Vec::new();
        if !again.is_empty() {
            let (places, refused): (Vec<u64>, Vec<String>) = again.into_iter().unzip();
            numbers.push(Numbers { purpose: format!("again\n{}", refused.join(",")), places, first: None });
        }
        let all = passed.iter().map(u64::to_string).collect::<Vec<_>>().join(",");
        numbers.push(Numbers { purpose: all, places: passed.clone(), first: None });
        Ok(Self { standing, number, issued, passed, people, numbers })
    }

    /// Everybody on the roster that was given, in its order.
    #[must_use]
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// How many who passed have no certificate and are not on the roster that was given.
    #[must_use]
    pub fn missing(&self) -> usize {
        let is_given = |place: &&u64| self.people.iter().any(|person| person.place == **place);
        self.passed.iter().filter(|place| !is_given(place)).count()
    }
}
