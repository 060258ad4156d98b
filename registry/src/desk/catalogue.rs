//! The two catalogues: programmes, and institutions with what each may teach. Names and keys of institutions are the trust
//! bundle's to say, and are no part of this.

use crate::desk::DeskRefusal;
use crate::desk::text::Text;
use crate::limits::{CATALOGUE_PROGRAMMES, DESK_TEXT_CHARS, LEVELS, PROGRAMME_CODE_CHARS, SUBSIDY_FEN};
use hezheng_core::limits::PROGRAMME_CHARS;
use hezheng_core::number::Uscc;
use hezheng_core::statement::claims::is_occupation_code;
use hezheng_core::text::check_text;
use hezheng_core::time::Date;
use serde::{Deserialize, Serialize};

/// A training programme.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Programme {
    /// The bureau's own code for it.
    pub(crate) code: String,
    pub(crate) name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) occupation_code: Option<String>,
    /// Of the classification of occupations: `2022`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) occupation_edition: Option<u64>,
    pub(crate) class_hours: u64,
    /// Skill levels, 1 (highest) to 5; none where the programme has none.
    #[serde(default)]
    pub(crate) levels: Vec<u64>,
    /// Subsidy for one person, in 分.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) subsidy_fen: Option<u64>,
    /// Classes may begin from this day.
    pub(crate) from: Text<Date>,
    /// Until this day, inclusive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) until: Option<Text<Date>>,
}

/// Whether an institution may file classes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Standing {
    Open,
    Suspended,
    Closed,
}

/// What the bureau adds to an institution of the trust bundle.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InstitutionEntry {
    pub(crate) uscc: Text<Uscc>,
    pub(crate) address: String,
    /// In words: 民办职业培训学校.
    pub(crate) kind: String,
    pub(crate) contact: String,
    /// Codes of programmes that it may teach.
    pub(crate) programmes: Vec<String>,
    pub(crate) standing: Standing,
}

/// One version of something that officers keep.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Versioned<T> {
    pub(crate) version: u64,
    pub(crate) since: Text<hezheng_core::time::Time>,
    /// Certificates from this leaf on are judged by it.
    pub(crate) since_leaf: u64,
    pub(crate) value: T,
}

/// A change, by somebody who has seen this version; 0: there is none yet.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change<T> {
    pub(crate) seen: u64,
    pub(crate) value: T,
}

impl Programme {
    pub(crate) fn check(&self) -> Result<(), DeskRefusal> {
        is_code(&self.code).then_some(()).ok_or(DeskRefusal::Value("code"))?;
        check_text(&self.name, 1, PROGRAMME_CHARS).map_err(|_| DeskRefusal::Value("name"))?;
        if self.occupation_code.as_deref().is_some_and(|code| !is_occupation_code(code)) {
            return Err(DeskRefusal::Value("occupation_code"));
        }
        if self.occupation_edition.is_some_and(|year| !(1999..=2100).contains(&year)) {
            return Err(DeskRefusal::Value("occupation_edition"));
        }
        if !(1..=10_000).contains(&self.class_hours) {
            return Err(DeskRefusal::Value("class_hours"));
        }
        let are_levels = self.levels.iter().all(|level| (1..=5).contains(level));
        if !are_levels || self.levels.len() > LEVELS || !self.levels.is_sorted_by(|a, b| a < b) {
            return Err(DeskRefusal::Value("levels"));
        }
        if self.subsidy_fen.is_some_and(|fen| fen > SUBSIDY_FEN) {
            return Err(DeskRefusal::Value("subsidy_fen"));
        }
        if self.until.is_some_and(|until| until < self.from) {
            return Err(DeskRefusal::Value("until"));
        }
        Ok(())
    }

    /// Whether a class may begin on this day.
    pub(crate) fn is_offered_on(&self, day: Date) -> bool {
        self.from.0 <= day && self.until.is_none_or(|until| day <= until.0)
    }
}

impl InstitutionEntry {
    pub(crate) fn check(&self) -> Result<(), DeskRefusal> {
        let text = |text: &str, min, name| check_text(text, min, DESK_TEXT_CHARS).map_err(|_| DeskRefusal::Value(name));
        text(&self.address, 1, "address")?;
        text(&self.kind, 1, "kind")?;
        text(&self.contact, 0, "contact")?;
        let are_codes = self.programmes.iter().all(|code| is_code(code));
        if !are_codes || self.programmes.len() > CATALOGUE_PROGRAMMES || !self.programmes.is_sorted_by(|a, b| a < b) {
            return Err(DeskRefusal::Value("programmes"));
        }
        Ok(())
    }

    /// Whether it may file a class of this programme.
    pub(crate) fn may_teach(&self, programme: &str) -> bool {
        self.standing == Standing::Open && self.programmes.iter().any(|code| code == programme)
    }
}

/// Letters, digits and dashes: it stands in file names, addresses and keys.
fn is_code(code: &str) -> bool {
    (1..=PROGRAMME_CODE_CHARS).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// Whether this follows the version that is in force.
pub(crate) fn check_seen(seen: u64, in_force: u64) -> Result<u64, DeskRefusal> {
    if seen == in_force { Ok(in_force.saturating_add(1)) } else { Err(DeskRefusal::Version(in_force)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn programme() -> Programme {
        serde_json::from_str(
            r#"{"code":"BYS-5","name":"保育师","occupation_code":"4-10-01-03","occupation_edition":2022,
                "class_hours":80,"levels":[4,5],"subsidy_fen":120000,"from":"2026-01-01","until":"2026-12-31"}"#,
        )
        .unwrap()
    }

    #[test]
    fn a_programme_is_offered_from_its_first_to_its_last_day() {
        let programme = programme();
        assert_eq!(programme.check(), Ok(()));
        for (day, offered) in [("2025-12-31", false), ("2026-01-01", true), ("2026-12-31", true), ("2027-01-01", false)]
        {
            assert_eq!(programme.is_offered_on(Date::parse_iso(day).unwrap()), offered, "{day}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_programme_is_named() {
        let wrong = |change: fn(&mut Programme)| {
            let mut programme = programme();
            change(&mut programme);
            programme.check().unwrap_err()
        };
        assert_eq!(wrong(|p| p.code = "a b".into()), DeskRefusal::Value("code"));
        assert_eq!(wrong(|p| p.occupation_code = Some("4-10".into())), DeskRefusal::Value("occupation_code"));
        assert_eq!(wrong(|p| p.class_hours = 0), DeskRefusal::Value("class_hours"));
        assert_eq!(wrong(|p| p.levels = vec![5, 4]), DeskRefusal::Value("levels"));
        assert_eq!(wrong(|p| p.levels = vec![6]), DeskRefusal::Value("levels"));
        assert_eq!(wrong(|p| p.subsidy_fen = Some(SUBSIDY_FEN + 1)), DeskRefusal::Value("subsidy_fen"));
        assert_eq!(wrong(|p| p.until = Some(Text(Date(1)))), DeskRefusal::Value("until"));
    }

    #[test]
    fn an_institution_that_is_not_open_teaches_nothing() {
        let entry = |standing: &str| -> InstitutionEntry {
            let text = format!(
                r#"{{"uscc":"91350100M000100Y43","address":"a","kind":"k","contact":"","programmes":["BYS-5"],"standing":"{standing}"}}"#
            );
            serde_json::from_str(&text).unwrap()
        };
        assert!(entry("open").may_teach("BYS-5") && !entry("open").may_teach("YYY"));
        assert!(!entry("suspended").may_teach("BYS-5") && !entry("closed").may_teach("BYS-5"));
    }
}
