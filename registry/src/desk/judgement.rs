//! Judging a certificate by a bureau's rules, as its policy has them, by what the sequencer collected. No store is known here.

use crate::desk::class::{Class, ClassState};
use crate::desk::policy::Policy;
use crate::desk::rules::{RuleCode, Severity};
use crate::policy::Earlier;
use hezheng_core::number::Uscc;
use hezheng_core::statement::Claims;
use hezheng_core::status::Status;

/// What of its class a certificate is judged by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum ClassFacts {
    /// The certificate names none.
    NotNamed,
    /// There is no such class here.
    Unknown,
    /// The class, and the person's place on its roster, from 0.
    Known(Box<Class>, Option<u64>),
}

/// What a certificate is judged by.
pub(crate) struct RuleFacts<'f> {
    pub(crate) claims: &'f Claims,
    pub(crate) uscc: &'f Uscc,
    pub(crate) class: ClassFacts,
    /// The person's certificates so far.
    pub(crate) earlier: &'f [Earlier],
    /// Certificates that the institution registered before this one, today.
    pub(crate) today: u64,
    /// And in this year.
    pub(crate) this_year: u64,
}

/// What a rule found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Found {
    /// It is off, or about something that this certificate has not.
    NotApplicable,
    Met,
    /// What is wrong, in numbers and codes. No personal data.
    Broken(String),
}

/// A rule, what it does, and what it found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Judgement {
    pub(crate) rule: RuleCode,
    pub(crate) severity: Severity,
    pub(crate) found: Found,
}

/// Judges a certificate by every rule.
pub(crate) fn judge(policy: &Policy, facts: &RuleFacts<'_>) -> Vec<Judgement> {
    let judge = |rule: RuleCode| {
        let (severity, limit) = policy.of(rule);
        let found = if severity == Severity::Off { Found::NotApplicable } else { facts.found(rule, severity, limit) };
        Judgement { rule, severity, found }
    };
    RuleCode::ALL.iter().copied().filter(|rule| !rule.comes_later()).map(judge).collect()
}

impl Judgement {
    /// What is wrong, where something is.
    pub(crate) fn broken(&self) -> Option<&str> {
        if let Found::Broken(detail) = &self.found { Some(detail) } else { None }
    }
}

fn met_or(is_met: bool, detail: impl FnOnce() -> String) -> Found {
    if is_met { Found::Met } else { Found::Broken(detail()) }
}

impl RuleFacts<'_> {
    fn found(&self, rule: RuleCode, severity: Severity, limit: u64) -> Found {
        let claims = self.claims;
        match rule {
            RuleCode::ClassRequired => met_or(self.class != ClassFacts::NotNamed, String::new),
            RuleCode::ClassAccepted
            | RuleCode::ProgrammeAllowed
            | RuleCode::ClassDates
            | RuleCode::ClassFinished
            | RuleCode::OnRoster
            | RuleCode::Passed => self.found_of_class(rule),
            RuleCode::IssueWindow => {
                let days = claims.issued.0.saturating_sub(claims.training.1.0);
                met_or(days <= limit, || format!("{days} > {limit}"))
            }
            RuleCode::HoursAgainstDates => {
                let days = claims.training.1.0.saturating_sub(claims.training.0.0).saturating_add(1);
                let Some(hours) = claims.class_hours else { return Found::NotApplicable };
                met_or(hours <= days.saturating_mul(limit), || format!("{hours} > {days} × {limit}"))
            }
            RuleCode::CourseOverlap => {
                let (first, last) = claims.training;
                let other = self.in_force().find(|one| one.claims.training.0 <= last && first <= one.claims.training.1);
                other.map_or(Found::Met, |one| Found::Broken(one.number.to_string()))
            }
            RuleCode::SameLevelTwice => {
                let of = |claims: &Claims| claims.occupation_code.clone().zip(claims.skill_level);
                let Some(own) = of(claims) else { return Found::NotApplicable };
                let other = self.in_force().find(|one| of(&one.claims) == Some(own.clone()));
                other.map_or(Found::Met, |one| Found::Broken(one.number.to_string()))
            }
            RuleCode::Pace => counted(severity, self.today, limit),
            RuleCode::Quota => counted(severity, self.this_year, limit),
            RuleCode::NumberScheme => {
                let scheme = claims.number_scheme.unwrap_or(1);
                met_or(scheme <= limit, || format!("{scheme} > {limit}"))
            }
            RuleCode::ClassReturned | RuleCode::NeverTaken => Found::NotApplicable,
        }
    }

    /// What is not known of a class that was never filed here is said once, by the rule that wants it accepted.
    fn found_of_class(&self, rule: RuleCode) -> Found {
        let (class, place) = match &self.class {
            ClassFacts::Known(class, place) => (class, place),
            ClassFacts::Unknown if rule == RuleCode::ClassAccepted => return Found::Broken("unknown".into()),
            ClassFacts::Unknown | ClassFacts::NotNamed => return Found::NotApplicable,
        };
        let claims = self.claims;
        match rule {
            RuleCode::ClassAccepted if class.uscc.0 != *self.uscc => Found::Broken("other_institution".into()),
            RuleCode::ClassAccepted => met_or(class.state == ClassState::Accepted, || class.state.code().into()),
            RuleCode::ProgrammeAllowed => met_or(claims.programme == class.programme_name, || class.programme.clone()),
            RuleCode::ClassDates => {
                let dates = (class.first.0, class.last.0);
                met_or(claims.training == dates, || format!("{} – {}", dates.0, dates.1))
            }
            RuleCode::ClassFinished => met_or(class.last.0 <= claims.issued, || class.last.0.to_string()),
            RuleCode::OnRoster => met_or(place.is_some(), String::new),
            _ => match (&class.passed, place) {
                // Who is not on the roster cannot have passed: that is said by the rule before.
                (_, None) => Found::NotApplicable,
                (None, _) => Found::Broken("no_results".into()),
                (Some(passed), Some(place)) => met_or(passed.binary_search(place).is_ok(), String::new),
            },
        }
    }

    fn in_force(&self) -> impl Iterator<Item = &Earlier> {
        self.earlier.iter().filter(|one| matches!(one.status, Status::Valid | Status::Suspended))
    }
}

/// A flag is raised once, by the certificate that crosses the line: five hundred of them would say no more.
fn counted(severity: Severity, before: u64, limit: u64) -> Found {
    let is_crossed = if severity == Severity::Flag { before == limit } else { before >= limit };
    met_or(!is_crossed, || format!("{} > {limit}", before.saturating_add(1)))
}

#[cfg(test)]
mod tests;
