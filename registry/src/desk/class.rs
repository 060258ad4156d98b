//! A class: what an institution files before it begins, and which state follows which.

use crate::desk::DeskRefusal;
use crate::desk::roster::PersonFiled;
use crate::desk::text::Text;
use crate::limits::{CLASS_DAYS, DESK_TEXT_CHARS, PLAN_CHARS, REASON_CHARS, TEACHERS};
use hezheng_core::ids::{Hash, Kid};
use hezheng_core::limits::NAME_CHARS;
use hezheng_core::number::Uscc;
use hezheng_core::text::check_text;
use hezheng_core::time::{Date, Time};
use serde::{Deserialize, Serialize};

/// A class to file. It holds personal data and has no `Debug`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClassFiling {
    /// Random, one for each class: the same again gets the same answer.
    pub(crate) id: Text<[u8; 16]>,
    /// The class that was returned or withdrawn, and in whose place this one is filed.
    #[serde(default)]
    pub(crate) replaces: Option<String>,
    /// A programme's code.
    pub(crate) programme: String,
    pub(crate) first: Text<Date>,
    pub(crate) last: Text<Date>,
    pub(crate) class_hours: u64,
    pub(crate) place: String,
    pub(crate) teachers: Vec<String>,
    pub(crate) plan: String,
    pub(crate) salt: Text<[u8; 16]>,
    pub(crate) roster: Vec<PersonFiled>,
}

/// Where a class stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ClassState {
    /// It waits for the bureau.
    Waiting,
    Accepted,
    Returned,
    Withdrawn,
}

impl ClassState {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Accepted => "accepted",
            Self::Returned => "returned",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A class that was filed. Nothing in it names anybody on its roster.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Class {
    pub(crate) number: String,
    pub(crate) id: Text<[u8; 16]>,
    pub(crate) uscc: Text<Uscc>,
    /// The institution's name when it was filed.
    pub(crate) institution: String,
    pub(crate) programme: String,
    /// The programme's name when it was filed: what the certificates say.
    pub(crate) programme_name: String,
    pub(crate) first: Text<Date>,
    pub(crate) last: Text<Date>,
    pub(crate) class_hours: u64,
    pub(crate) place: String,
    pub(crate) teachers: Vec<String>,
    pub(crate) plan: String,
    pub(crate) salt: Text<[u8; 16]>,
    pub(crate) people: u64,
    pub(crate) roster_sha256: Hash,
    /// SHA-256 of the request.
    pub(crate) content_sha256: Hash,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) replaces: Option<String>,
    pub(crate) filed: Text<Time>,
    pub(crate) state: ClassState,
    pub(crate) since: Text<Time>,
    /// Why it was returned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    /// The officer's key behind the state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) decided_by: Option<Text<Kid>>,
    /// Certificates from this leaf on may be of it; kept where it is returned later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) accepted_at_leaf: Option<u64>,
    /// The people on its roster, and the salt, were deleted, because it ended before this day and they are kept no longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) kept_from: Option<Text<Date>>,
    /// Who passed, by place on the roster from 0; absent: the results are not filed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) passed: Option<Vec<u64>>,
}

/// Somebody on a roster, as far as a certificate would say it; the full number is sealed beside it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OnRoster {
    /// From 0.
    pub(crate) index: u64,
    pub(crate) name: String,
    pub(crate) id_kind: u64,
    pub(crate) id_tail: String,
}

/// A class, by its number.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClassNamed {
    pub(crate) number: String,
}

/// A class to give back.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClassReturn {
    pub(crate) number: String,
    pub(crate) reason: String,
}

/// Who passed the final examination.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Results {
    pub(crate) number: String,
    /// Places on the roster, from 0, ascending.
    pub(crate) passed: Vec<u64>,
}

impl ClassFiling {
    /// Judges all but the roster and what the catalogues say. `notice_days` from today at least the class begins.
    pub(crate) fn check(&self, today: Date, notice_days: u64) -> Result<(), DeskRefusal> {
        let value = DeskRefusal::Value;
        if self.last < self.first || self.last.0.0 - self.first.0.0 >= CLASS_DAYS {
            return Err(value("last"));
        }
        if !(1..=10_000).contains(&self.class_hours) {
            return Err(value("class_hours"));
        }
        check_text(&self.place, 1, DESK_TEXT_CHARS).map_err(|_| value("place"))?;
        check_lines(&self.plan, PLAN_CHARS).map_err(|()| value("plan"))?;
        if self.teachers.is_empty() || self.teachers.len() > TEACHERS {
            return Err(value("teachers"));
        }
        for teacher in &self.teachers {
            check_text(teacher, 1, NAME_CHARS).map_err(|_| value("teachers"))?;
        }
        if self.first.0.0 < today.0.saturating_add(notice_days) {
            return Err(DeskRefusal::FiledTooLate(notice_days));
        }
        Ok(())
    }
}

impl Class {
    /// Whether an officer may accept it.
    pub(crate) fn check_acceptable(&self) -> Result<(), DeskRefusal> {
        match self.state {
            ClassState::Waiting => Ok(()),
            other => Err(DeskRefusal::ClassState(other.code())),
        }
    }

    /// Whether an officer may give it back.
    pub(crate) fn check_returnable(&self) -> Result<(), DeskRefusal> {
        match self.state {
            ClassState::Waiting | ClassState::Accepted => Ok(()),
            other => Err(DeskRefusal::ClassState(other.code())),
        }
    }

    /// Whether these are results that may be filed today. They may be filed again while no certificate was issued.
    pub(crate) fn check_results(&self, results: &Results, today: Date, issued: u64) -> Result<(), DeskRefusal> {
        if self.state != ClassState::Accepted {
            return Err(DeskRefusal::ClassState(self.state.code()));
        }
        if today < self.last.0 {
            return Err(DeskRefusal::ClassNotEnded);
        }
        if issued > 0 {
            return Err(DeskRefusal::CertificatesIssued(issued));
        }
        let are_people = results.passed.iter().all(|index| *index < self.people);
        if are_people && results.passed.is_sorted_by(|a, b| a < b) { Ok(()) } else { Err(DeskRefusal::Value("passed")) }
    }
}

/// A reason that people read.
pub(crate) fn check_reason(reason: &str) -> Result<(), DeskRefusal> {
    check_text(reason, 1, REASON_CHARS).map_err(|_| DeskRefusal::Value("reason"))
}

/// A text of several lines.
fn check_lines(text: &str, chars: usize) -> Result<(), ()> {
    let are_lines = text.lines().all(|line| line.is_empty() || check_text(line, 1, chars).is_ok());
    if are_lines && text.chars().count() <= chars { Ok(()) } else { Err(()) }
}
