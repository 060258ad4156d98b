//! What the bureau's rules say of a certificate: the facts are collected here, in the writer, so that of two certificates
//! which come at once the second is judged with the first.

use super::check::New;
use super::{Ground, Registration, check};
use crate::desk::DeskRefusal;
use crate::desk::judgement::{ClassFacts, Found, Judgement, RuleFacts, judge};
use crate::desk::rules::Severity;
use crate::policy::{self, Facts};
use crate::refusal::{Failed, Refusal, RegistrationRefusal};
use crate::sequencer::batch::Batch;
use crate::store::desk::{LoadDesk, Pace};
use crate::store::{AuthorityNumber, Load, Place, StoreError};
use hezheng_core::number::Uscc;
use hezheng_core::time::Date;
use serde_json::{Value, json};

/// What the rules that a bureau set make of a certificate that none of them refuses.
pub(super) enum Verdict {
    /// It is registered, and flagged for these.
    Registers(Vec<Judgement>),
    /// These want an officer's approval first; one at least.
    Waits(Vec<Judgement>),
}

impl Batch<'_> {
    /// Judges a certificate by the rules that the bureau set.
    pub(super) fn judge_rules(
        &mut self,
        authority: AuthorityNumber,
        new: &New<'_>,
        facts: &Facts<'_>,
    ) -> Result<Vec<Judgement>, Failed> {
        let (policy, verified) = (self.policy(authority)?, new.verified);
        let claims = verified.claims();
        let today = facts.time.shanghai_day();
        let pace = self.writing.pace(authority, verified.uscc().as_str(), today.year())?;
        let class = match &claims.class_filing {
            None => ClassFacts::NotNamed,
            Some(number) => match self.writing.class(authority, number)? {
                None => ClassFacts::Unknown,
                Some(class) => {
                    let on_roster = self.writing.on_roster(authority, (number, &new.people))?;
                    ClassFacts::Known(Box::new(class), on_roster.map(|on_roster| on_roster.index))
                }
            },
        };
        let facts = RuleFacts {
            claims,
            uscc: verified.uscc(),
            class,
            earlier: &facts.earlier,
            today: pace.map_or(0, |pace| pace.on(today)),
            this_year: pace.map_or(0, |pace| pace.in_year),
        };
        Ok(judge(&policy, &facts))
    }

    /// What becomes of a certificate of these judgements on this ground; or the rule that refuses it. Where two officers order
    /// a certificate in another's place they have seen it, and what would refuse or hold it is flagged. What one officer
    /// approved is in the audit trail and is not flagged.
    pub(super) fn verdict(judgements: Vec<Judgement>, ground: Ground<'_>) -> Result<Verdict, Failed> {
        let broken: Vec<_> = judgements.into_iter().filter(|one| one.broken().is_some()).collect();
        if let Ground::Correcting(_) | Ground::Order = ground {
            return Ok(Verdict::Registers(broken));
        }
        if let Some(refusing) = broken.iter().find(|one| one.severity == Severity::Refuse) {
            return Err(Failed::refused(RegistrationRefusal::Rule(refusing.rule)));
        }
        let (wanting, flags): (Vec<_>, Vec<_>) = broken.into_iter().partition(|one| one.severity == Severity::Approve);
        match (ground, wanting.is_empty()) {
            (_, true) => Ok(Verdict::Registers(flags)),
            (Ground::Approved(given), false) => match wanting.iter().find(|one| !given.contains(&one.rule)) {
                Some(more) => Err(Failed::refused(DeskRefusal::HeldByMore(more.rule.code()))),
                None => Ok(Verdict::Registers(flags)),
            },
            (_, false) => Ok(Verdict::Waits(wanting)),
        }
    }

    /// Counts a certificate that was registered, and raises its flags.
    pub(super) fn note(
        &mut self,
        place: Place,
        (uscc, certificate, day): (&Uscc, &str, Date),
        flags: &[Judgement],
    ) -> Result<(), StoreError> {
        let year = (uscc.as_str(), day.year());
        let pace = self.writing.pace(place.0, year.0, year.1)?;
        self.writing.put_pace(place.0, year, Pace::one_more(pace, day));
        for flag in flags {
            self.raise(place, certificate, (flag.rule, flag.broken().unwrap_or_default()))?;
        }
        Ok(())
    }

    /// What would happen to a certificate if it were registered now. Nothing is written.
    pub(in crate::sequencer) fn explain(&mut self, asked: &Registration) -> Result<Value, Failed> {
        let statement = check::decode(asked).map_err(Failed::refused)?;
        if let Some(place) = self.writing.place_of_statement(statement.hash())?
            && place.0 == asked.authority
        {
            self.check_same(asked, place)?;
            return Ok(json!({
                "outcome": "already_registered", "refused_by": null, "held_by": [], "flags": [], "rules": []
            }));
        }
        if let Some(held) = self.held_before(asked, (statement.unverified_number(), statement.unverified_claims()))? {
            return match held {
                Refusal::Registration(RegistrationRefusal::Held(rule)) => Ok(json!({
                    "outcome": "awaiting_approval", "refused_by": null, "held_by": [rule.code()], "flags": [], "rules": []
                })),
                refusal => Err(Failed::Refused(refusal)),
            };
        }
        let new = self.judge().check(asked, &statement).map_err(Failed::refused)?;
        let trust = std::sync::Arc::clone(&self.view.trust);
        let facts = self.facts(&trust, (asked, Ground::Request), &new)?;
        let fixed = policy::fixed(new.verified, &facts);
        let judgements = self.judge_rules(asked.authority, &new, &facts)?;
        let rules: Vec<Value> = fixed.iter().map(fixed_rule).chain(judgements.iter().map(set_rule)).collect();
        let refused_fixed = fixed.iter().find(|(_, refusal)| refusal.is_some()).map(|(code, _)| *code);
        let broken = |severity| {
            let broken = judgements.iter().filter(move |one| one.severity == severity && one.broken().is_some());
            broken.map(|one| one.rule.code())
        };
        let refused_by = refused_fixed.or_else(|| broken(Severity::Refuse).next());
        let held_by: Vec<_> = if refused_by.is_some() { Vec::new() } else { broken(Severity::Approve).collect() };
        let outcome = match (refused_by, held_by.is_empty()) {
            (Some(_), _) => "refused",
            (None, false) => "awaiting_approval",
            (None, true) => "registered",
        };
        Ok(json!({
            "outcome": outcome,
            "refused_by": refused_by,
            "held_by": held_by,
            "flags": if refused_by.is_some() { Vec::new() } else { broken(Severity::Flag).collect() },
            "rules": rules,
        }))
    }
}

fn fixed_rule((code, refusal): &(&'static str, Option<RegistrationRefusal>)) -> Value {
    let found = if refusal.is_some() { "broken" } else { "met" };
    json!({ "rule": code, "severity": "always", "found": found, "detail": "" })
}

fn set_rule(judgement: &Judgement) -> Value {
    let (found, detail) = match &judgement.found {
        Found::NotApplicable => ("not_applicable", ""),
        Found::Met => ("met", ""),
        Found::Broken(detail) => ("broken", detail.as_str()),
    };
    let (rule, severity) = (judgement.rule.code(), judgement.severity.code());
    json!({ "rule": rule, "severity": severity, "found": found, "detail": detail })
}
