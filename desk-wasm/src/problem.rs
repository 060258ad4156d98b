//! Why something cannot be done, as the page reads it.

use hezheng_issuer::class::ClassProblem;
use hezheng_issuer::class_run::RunProblem;
use hezheng_issuer::language::Lang;
use hezheng_issuer::roster::RosterError;
use hezheng_keys::KeyFileProblem;
use hezheng_keys::authoring::AuthoringError;
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
        ClassProblem::OtherClass { named, number } => json!({
            "code": problem.code(), "row": named.row, "column": named.column, "value": named.number, "number": number,
        })
        .to_string(),
        _ => code(problem.code()),
    }
}

pub(crate) fn run(problem: &RunProblem) -> String {
    match problem {
        RunProblem::Class(problem) => class(problem),
        _ => code(problem.code()),
    }
}

/// Why a draft of a bundle cannot ask for something.
pub(crate) fn authoring(error: &AuthoringError) -> String {
    let name = |code: &str, name: &dyn std::fmt::Display| json!({ "code": code, "name": name.to_string() }).to_string();
    match error {
        AuthoringError::Text { field, .. } => json!({ "code": "draft_text", "member": field }).to_string(),
        AuthoringError::InstitutionExists { uscc, .. } => name("draft_institution_exists", uscc),
        AuthoringError::NumberTaken { holder, .. } => name("draft_number_taken", holder),
        AuthoringError::UnknownInstitution { uscc, .. } | AuthoringError::UnknownUscc(uscc) => {
            name("draft_unknown_institution", uscc)
        }
        AuthoringError::UnknownOfficer { staff_code, .. } => name("draft_unknown_officer", staff_code),
        AuthoringError::StaffCodeTaken { staff_code, .. } => name("draft_staff_code_taken", staff_code),
        AuthoringError::KeyUsed { known } => name("draft_key_used", &known.kid),
        AuthoringError::UnknownKey(kid) | AuthoringError::NotTheirs(kid) => name("draft_not_theirs", kid),
        AuthoringError::EndNotEarlier { .. } | AuthoringError::EndBeforeBeginning { .. } => code("draft_key_ended"),
        AuthoringError::NotADraft => code("draft_empty"),
        _ => json!({ "code": "draft_refused", "en": error.to_string() }).to_string(),
    }
}
