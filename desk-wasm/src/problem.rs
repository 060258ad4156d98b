//! Why something cannot be done, as the page reads it.

use hezheng_issuer::class::ClassProblem;
use hezheng_issuer::class_run::RunProblem;
use hezheng_issuer::roster::{Lang, RosterError};
use hezheng_keys::KeyFileProblem;
use serde_json::json;

/// A code and nothing more.
pub(crate) fn code(code: &str) -> String {
    json!({ "code": code }).to_string()
}

pub(crate) fn key_file(problem: &KeyFileProblem) -> String {
    code(problem.code())
}

/// A file that is no roster, in words of both languages.
pub(crate) fn roster(error: &RosterError) -> String {
    json!({ "code": "roster_file", "zh": error.message(Lang::Zh), "en": error.message(Lang::En) }).to_string()
}

pub(crate) fn class(problem: &ClassProblem) -> String {
    match problem {
        ClassProblem::NotFiled { row, name } => json!({ "code": problem.code(), "row": row, "name": name }).to_string(),
        _ => code(problem.code()),
    }
}

pub(crate) fn run(problem: &RunProblem) -> String {
    match problem {
        RunProblem::Class(problem) => class(problem),
        _ => code(problem.code()),
    }
}
