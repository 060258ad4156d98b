//! A roster as a screen shows it: every refusal, warning and skipped row in words of both languages, and no identity number but
//! its last four characters, because a screen is looked at by more people than the one who sits before it.

use serde::Serialize;

use super::outcome::{Refusal, Roster, Skipped, Trainee, Warning};
use super::rule::{Notice, Rule};
use crate::language::Lang;
use crate::page::masked;

/// So many digits in a row are an identity number, or what was meant to be one.
const NUMBER_CHARS: usize = 9;
/// How many characters of one are shown.
const SHOWN_CHARS: usize = 4;

/// A roster for a screen. The keys are an interface of the desk in the browser.
#[derive(Serialize)]
pub struct RosterPreview<'a> {
    accepted: Vec<Accepted<'a>>,
    refused: Vec<Remark>,
    refused_rows: usize,
    skipped: Vec<Remark>,
    warnings: Vec<Remark>,
    held: &'a [u32],
}

#[derive(Serialize)]
struct Accepted<'a> {
    row: u32,
    name: &'a str,
    id_kind: u64,
    id_shown: String,
    programme: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hours: Option<u32>,
    training: [String; 2],
}

/// Something to be read about a row.
#[derive(Serialize)]
struct Remark {
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u32>,
    name: String,
    column: String,
    value: String,
    rule: &'static str,
    zh: String,
    en: String,
}

impl<'a> RosterPreview<'a> {
    /// The preview of a roster.
    #[must_use]
    pub fn new(roster: &'a Roster) -> Self {
        // Columns that were exchanged have a number where the name should be.
        let name = |row: u32| roster.names.get(&row).map(|name| mask_numbers(name)).unwrap_or_default();
        Self {
            accepted: roster.accepted.iter().map(accepted).collect(),
            refused: roster.refused.iter().map(|one| refused(one, name(one.row))).collect(),
            refused_rows: roster.refused_rows(),
            skipped: roster.skipped.iter().map(skipped).collect(),
            warnings: roster.warnings.iter().map(|one| warned(one, one.row.map(name).unwrap_or_default())).collect(),
            held: &roster.held,
        }
    }
}

fn accepted(trainee: &Trainee) -> Accepted<'_> {
    Accepted {
        row: trainee.row,
        name: &trainee.name,
        id_kind: trainee.identity.kind().code(),
        id_shown: masked(&trainee.identity),
        programme: &trainee.programme,
        hours: trainee.hours,
        training: [trainee.training.0.to_string(), trainee.training.1.to_string()],
    }
}

fn refused(refusal: &Refusal, name: String) -> Remark {
    let value = refusal.value.as_str();
    let shown = if is_of_number(&refusal.rule) { mask_all(value) } else { mask_numbers(value) };
    let words = |lang| {
        let words = refusal.message(lang);
        mask_numbers(&if value.is_empty() { words } else { words.replace(value, &shown) })
    };
    Remark {
        row: Some(refusal.row),
        name,
        column: refusal.column.clone(),
        rule: refusal.rule.code(),
        zh: words(Lang::Zh),
        en: words(Lang::En),
        value: shown,
    }
}

fn skipped(skipped: &Skipped) -> Remark {
    let words = |lang| mask_numbers(&skipped.message(lang));
    Remark {
        row: Some(skipped.row),
        name: mask_numbers(&skipped.name),
        column: String::new(),
        value: mask_numbers(&skipped.value),
        rule: "not_passed",
        zh: words(Lang::Zh),
        en: words(Lang::En),
    }
}

fn warned(warning: &Warning, name: String) -> Remark {
    let words = |lang| {
        let words = warning.message(lang);
        mask_numbers(&match &warning.notice {
            Notice::Corrected { from, to } if mask_numbers(to.as_str()) != to.as_str() => {
                let words = words.replace(from.as_str(), &mask_all(from.as_str()));
                words.replace(to.as_str(), &mask_all(to.as_str()))
            }
            _ => words,
        })
    };
    Remark {
        row: warning.row,
        name,
        column: warning.column.clone(),
        value: String::new(),
        rule: warning.notice.code(),
        zh: words(Lang::Zh),
        en: words(Lang::En),
    }
}

/// Whether what is refused is an identity number: one typed with letters or blanks in it has no run of digits that gives it
/// away.
fn is_of_number(rule: &Rule) -> bool {
    matches!(
        rule,
        Rule::IdNumber { .. }
            | Rule::IdNumberMasked
            | Rule::IdNumberStoredAsNumber
            | Rule::IdKindNeeded
            | Rule::SamePersonTwice { .. }
            | Rule::ListedAsNotPassed { .. }
    )
}

/// All but the last four characters as asterisks; how many there were is still seen.
fn mask_all(text: &str) -> String {
    let chars = text.chars().count();
    let hidden = chars.saturating_sub(SHOWN_CHARS);
    "*".repeat(hidden) + &text.chars().skip(hidden).collect::<String>()
}

/// The same for whatever in a text looks like an identity number.
fn mask_numbers(text: &str) -> String {
    let is_digit = |c: &char| c.is_ascii_alphanumeric() || ('０'..='９').contains(c);
    let (mut masked, mut run) = (String::with_capacity(text.len()), String::new());
    let end = |run: &mut String, masked: &mut String| {
        let digits = run.chars().filter(|c| c.is_numeric()).count();
        masked.push_str(&if digits >= NUMBER_CHARS { mask_all(run) } else { run.clone() });
        run.clear();
    };
    for c in text.chars() {
        if is_digit(&c) {
            run.push(c);
        } else {
            end(&mut run, &mut masked);
            masked.push(c);
        }
    }
    end(&mut run, &mut masked);
    masked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::read;

    #[test]
    fn no_number_is_shown_in_full_wherever_it_stands() {
        let text = "姓名,身份证号,培训项目,课时,培训时间,备注\n\
            测试甲,13010219900307000,保育师,72,2026-03-01至2026-03-15,\n\
            测试乙,1301 0219 9104 0800 01,保育师,72,2026-03-01至2026-03-15,\n\
            13010219910408000,测试丙,保育师,72,2026-03-01至2026-03-15,\n";
        let roster = read("名册.csv", text.as_bytes()).unwrap();
        assert!(!roster.refused.is_empty());
        let preview = serde_json::to_string(&RosterPreview::new(&roster)).unwrap();
        for number in ["1301021990", "1301 0219", "1301021991"] {
            assert!(!preview.contains(number), "{number} in {preview}");
        }
        assert!(preview.contains("测试甲"));
    }

    #[test]
    fn what_looks_like_a_number_keeps_its_length_and_its_last_four_characters() {
        assert_eq!(mask_numbers("号码“13010219900307000X”有误"), "号码“**************000X”有误");
        assert_eq!(mask_numbers("2026-03-01至2026-03-15，72 学时"), "2026-03-01至2026-03-15，72 学时");
        assert_eq!(mask_all("12"), "12");
    }
}
