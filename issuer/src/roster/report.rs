//! What `hezheng roster check --json` prints. The keys are an interface.

use serde::Serialize;

use crate::language::Lang;

use super::outcome::{Refusal, Roster, Skipped, Trainee};

/// A roster for programs: `{"accepted": […], "refused": […], "skipped": […]}`.
#[derive(Serialize)]
pub struct RosterReport<'a> {
    accepted: Vec<Accepted<'a>>,
    refused: Vec<Refused<'a>>,
    skipped: Vec<SkippedRow<'a>>,
}

#[derive(Serialize)]
struct Accepted<'a> {
    row: u32,
    name: &'a str,
    identity_number: &'a str,
    id_kind: u64,
    programme: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hours: Option<u32>,
    training: [String; 2],
    #[serde(skip_serializing_if = "Option::is_none")]
    class_filing: Option<&'a str>,
}

#[derive(Serialize)]
struct Refused<'a> {
    row: u32,
    column: &'a str,
    value: &'a str,
    rule: &'static str,
    message: String,
}

#[derive(Serialize)]
struct SkippedRow<'a> {
    row: u32,
    name: &'a str,
    message: String,
}

impl<'a> RosterReport<'a> {
    /// The report of a roster, its messages in this language.
    #[must_use]
    pub fn new(roster: &'a Roster, lang: Lang) -> Self {
        Self {
            accepted: roster.accepted.iter().map(accepted).collect(),
            refused: roster.refused.iter().map(|refusal| refused(refusal, lang)).collect(),
            skipped: roster.skipped.iter().map(|skipped| skipped_row(skipped, lang)).collect(),
        }
    }
}

fn accepted(trainee: &Trainee) -> Accepted<'_> {
    Accepted {
        row: trainee.row,
        name: &trainee.name,
        identity_number: trainee.identity.full_number(),
        id_kind: trainee.identity.kind().code(),
        programme: &trainee.programme,
        hours: trainee.hours,
        training: [trainee.training.0.to_string(), trainee.training.1.to_string()],
        class_filing: trainee.class_filing.as_deref(),
    }
}

fn refused(refusal: &Refusal, lang: Lang) -> Refused<'_> {
    Refused {
        row: refusal.row,
        column: &refusal.column,
        value: refusal.value.as_str(),
        rule: refusal.rule.code(),
        message: refusal.message(lang),
    }
}

fn skipped_row(skipped: &Skipped, lang: Lang) -> SkippedRow<'_> {
    SkippedRow { row: skipped.row, name: &skipped.name, message: skipped.message(lang) }
}
