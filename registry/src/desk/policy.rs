//! A bureau's policy: what each rule does, and how classes are filed, as data. Versions follow one another; each
//! certificate is judged by the version in force when it got its place.

use crate::desk::DeskRefusal;
use crate::desk::rules::{RuleCode, Severity};
use crate::limits::NOTICE_DAYS;
use hezheng_core::limits::CLASS_FILING_CHARS;
use hezheng_core::text::check_text;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a bureau says of a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Setting {
    pub(crate) severity: Severity,
    /// The rule's number, where it has one and the bureau wants another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) limit: Option<u64>,
}

/// A policy. What it leaves out is as by default.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Policy {
    pub(crate) rules: BTreeMap<RuleCode, Setting>,
    /// Days from filing a class to its first day, at least; 1: it begins tomorrow.
    pub(crate) notice_days: u64,
    /// What a class filing number looks like: `{authority}`, `{year}` and `{serial}` (six digits), each once.
    pub(crate) class_number: String,
}

impl Default for Policy {
    fn default() -> Self {
        Self { rules: BTreeMap::new(), notice_days: 1, class_number: "{authority}-{year}-{serial}".into() }
    }
}

impl Policy {
    /// What this rule does, and its number (0 where it has none).
    pub(crate) fn of(&self, rule: RuleCode) -> (Severity, u64) {
        let setting = self.rules.get(&rule);
        let limit = setting.and_then(|setting| setting.limit).or(rule.number().map(|number| number.default));
        (setting.map_or(rule.default_severity(), |setting| setting.severity), limit.unwrap_or_default())
    }

    /// Whether it can be put in force.
    pub(crate) fn check(&self) -> Result<(), DeskRefusal> {
        for (rule, setting) in &self.rules {
            // A rule without a number has none to change, and one that has keeps it within reason.
            let is_odd = setting
                .limit
                .is_some_and(|limit| rule.number().is_none_or(|number| !(number.least..=number.most).contains(&limit)));
            if is_odd || !rule.severities().contains(&setting.severity) {
                return Err(DeskRefusal::Policy(rule.code()));
            }
        }
        if !(1..=NOTICE_DAYS).contains(&self.notice_days) {
            return Err(DeskRefusal::Policy("notice_days"));
        }
        let has_all =
            ["{authority}", "{year}", "{serial}"].iter().all(|part| self.class_number.matches(part).count() == 1);
        let longest = self.class_number("000000", 9999, 999_999);
        let is_plain = !longest.contains(['{', '}']) && check_text(&longest, 1, CLASS_FILING_CHARS).is_ok();
        if has_all && is_plain { Ok(()) } else { Err(DeskRefusal::Policy("class_number")) }
    }

    /// The class filing number of this serial.
    pub(crate) fn class_number(&self, authority: &str, year: u64, serial: u64) -> String {
        let number = self.class_number.replace("{authority}", authority).replace("{year}", &year.to_string());
        number.replace("{serial}", &format!("{serial:06}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(text: &str) -> Result<Policy, Option<DeskRefusal>> {
        let policy: Policy = serde_json::from_str(text).map_err(|_| None)?;
        policy.check().map(|()| policy).map_err(Some)
    }

    #[test]
    fn what_a_policy_leaves_out_is_as_by_default() {
        let policy = policy(r#"{"rules":{"pace":{"severity":"refuse","limit":40},"issue_window":{"severity":"off"}}}"#);
        let policy = policy.unwrap();
        assert_eq!(policy.of(RuleCode::Pace), (Severity::Refuse, 40));
        assert_eq!(policy.of(RuleCode::IssueWindow), (Severity::Off, 90));
        assert_eq!(policy.of(RuleCode::OnRoster), (Severity::Refuse, 0));
        assert_eq!(policy.class_number("130100", 2026, 7), "130100-2026-000007");
    }

    #[test]
    fn every_default_number_is_one_that_a_policy_may_say() {
        for rule in RuleCode::ALL {
            let Some(number) = rule.number() else { continue };
            assert!((number.least..=number.most).contains(&number.default), "{}", rule.code());
            for (limit, taken) in [(number.least, true), (number.most, true), (number.most + 1, false)] {
                let text = format!(r#"{{"rules":{{"{}":{{"severity":"flag","limit":{limit}}}}}}}"#, rule.code());
                assert_eq!(policy(&text).is_ok(), taken, "{text}");
            }
        }
    }

    #[test]
    fn a_policy_that_says_something_else_is_refused() {
        for (text, refusal) in [
            (r#"{"rules":{"already_issued":{"severity":"off"}}}"#, None),
            (r#"{"rules":{"pace":{"severity":"perhaps"}}}"#, None),
            (r#"{"colour":"red"}"#, None),
            (r#"{"rules":{"on_roster":{"severity":"flag","limit":3}}}"#, Some(DeskRefusal::Policy("on_roster"))),
            (r#"{"rules":{"class_returned":{"severity":"refuse"}}}"#, Some(DeskRefusal::Policy("class_returned"))),
            (r#"{"rules":{"class_returned":{"severity":"approve"}}}"#, Some(DeskRefusal::Policy("class_returned"))),
            (r#"{"rules":{"never_taken":{"severity":"refuse"}}}"#, Some(DeskRefusal::Policy("never_taken"))),
            (r#"{"rules":{"never_taken":{"severity":"off"}}}"#, Some(DeskRefusal::Policy("never_taken"))),
            (
                r#"{"rules":{"hours_against_dates":{"severity":"flag","limit":0}}}"#,
                Some(DeskRefusal::Policy("hours_against_dates")),
            ),
            (
                r#"{"rules":{"hours_against_dates":{"severity":"flag","limit":25}}}"#,
                Some(DeskRefusal::Policy("hours_against_dates")),
            ),
            (r#"{"notice_days":0}"#, Some(DeskRefusal::Policy("notice_days"))),
            (r#"{"class_number":"{authority}{serial}"}"#, Some(DeskRefusal::Policy("class_number"))),
            (r#"{"class_number":"{authority}{year}{serial}{x}"}"#, Some(DeskRefusal::Policy("class_number"))),
        ] {
            assert_eq!(policy(text).unwrap_err(), refusal, "{text}");
        }
        let long = format!(r#"{{"class_number":"{}{{authority}}{{year}}{{serial}}"}}"#, "-".repeat(17));
        assert_eq!(policy(&long).unwrap_err(), Some(DeskRefusal::Policy("class_number")));
        assert!(policy(&long.replacen('-', "", 1)).is_ok());
    }
}
