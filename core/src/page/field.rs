//! What a page can say of one certificate, and the names under which a template asks for it.

use crate::page::form::Form;
use crate::page::words::Words;
use crate::time::Date;
use alloc::format;
use alloc::string::{String, ToString};

/// What is printed of one certificate, in no form yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Facts<'f> {
    /// The certificate number.
    pub number: &'f str,
    /// The holder's name.
    pub holder: &'f str,
    /// The kind of identity document, as in the statement: 1 to 6, or 9.
    pub id_kind: u8,
    /// What is printed of its number: all of it, or masked but for the tail.
    pub id_text: &'f str,
    /// The training programme.
    pub programme: &'f str,
    /// First and last day of training.
    pub training: (Date, Date),
    /// The day of issue.
    pub issued: Date,
    /// Class hours.
    pub class_hours: Option<u64>,
    /// The occupation code, `d-dd-dd-dd`.
    pub occupation_code: Option<&'f str>,
    /// The skill level, 1 (highest) to 5.
    pub skill_level: Option<u8>,
    /// The class filing number.
    pub class_filing: Option<&'f str>,
    /// The institution's name on the day of issue.
    pub institution: &'f str,
    /// The name of the authority that registered the certificate.
    pub authority: &'f str,
    /// The check code, with its hyphens.
    pub check_code: &'f str,
    /// The official address, in words.
    pub address: &'f str,
    /// Whether this is a certificate issued again (补发).
    pub reissued: bool,
}

/// A place in a template's text that a certificate fills.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Field {
    /// `{number}`
    Number,
    /// `{holder}`
    Holder,
    /// `{id_kind}`, in the template's words.
    IdKind,
    /// `{id_text}`
    IdText,
    /// `{programme}`
    Programme,
    /// `{training_first}`
    TrainingFirst,
    /// `{training_last}`
    TrainingLast,
    /// `{issued}`
    Issued,
    /// `{class_hours}`
    ClassHours,
    /// `{occupation_code}`
    OccupationCode,
    /// `{skill_level}`, in the template's words.
    SkillLevel,
    /// `{class_filing}`
    ClassFiling,
    /// `{institution}`
    Institution,
    /// `{authority}`
    Authority,
    /// `{check_code}`
    CheckCode,
    /// `{address}`
    Address,
    /// `{reissued}`, the template's word, only on a certificate issued again.
    Reissued,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 17] = [
        Self::Number,
        Self::Holder,
        Self::IdKind,
        Self::IdText,
        Self::Programme,
        Self::TrainingFirst,
        Self::TrainingLast,
        Self::Issued,
        Self::ClassHours,
        Self::OccupationCode,
        Self::SkillLevel,
        Self::ClassFiling,
        Self::Institution,
        Self::Authority,
        Self::CheckCode,
        Self::Address,
        Self::Reissued,
    ];

    /// The name that a template uses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Holder => "holder",
            Self::IdKind => "id_kind",
            Self::IdText => "id_text",
            Self::Programme => "programme",
            Self::TrainingFirst => "training_first",
            Self::TrainingLast => "training_last",
            Self::Issued => "issued",
            Self::ClassHours => "class_hours",
            Self::OccupationCode => "occupation_code",
            Self::SkillLevel => "skill_level",
            Self::ClassFiling => "class_filing",
            Self::Institution => "institution",
            Self::Authority => "authority",
            Self::CheckCode => "check_code",
            Self::Address => "address",
            Self::Reissued => "reissued",
        }
    }

    /// The field of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// Whether a template may ask for it in this form: what is printed as it was signed has one only.
    pub fn has(self, form: Form) -> bool {
        match form {
            Form::Plain => true,
            Form::English => {
                matches!(
                    self,
                    Self::IdKind
                        | Self::TrainingFirst
                        | Self::TrainingLast
                        | Self::Issued
                        | Self::SkillLevel
                        | Self::Reissued
                )
            }
        }
    }

    /// The same in one of its forms.
    pub fn text_in(self, form: Form, facts: &Facts<'_>, words: &Words) -> Option<String> {
        let date = |date| match form {
            Form::Plain => chinese_date(date),
            Form::English => english_date(date),
        };
        match self {
            Self::Number => Some(facts.number.into()),
            Self::Holder => Some(facts.holder.into()),
            Self::IdKind => words.id_kind(form, facts.id_kind).map(Into::into),
            Self::IdText => Some(facts.id_text.into()),
            Self::Programme => Some(facts.programme.into()),
            Self::TrainingFirst => Some(date(facts.training.0)),
            Self::TrainingLast => Some(date(facts.training.1)),
            Self::Issued => Some(date(facts.issued)),
            Self::ClassHours => facts.class_hours.map(|hours| hours.to_string()),
            Self::OccupationCode => facts.occupation_code.map(Into::into),
            Self::SkillLevel => facts.skill_level.and_then(|level| words.skill_level(form, level)).map(Into::into),
            Self::ClassFiling => facts.class_filing.map(Into::into),
            Self::Institution => Some(facts.institution.into()),
            Self::Authority => Some(facts.authority.into()),
            Self::CheckCode => Some(facts.check_code.into()),
            Self::Address => Some(facts.address.into()),
            Self::Reissued => words.reissued(form).filter(|_| facts.reissued).map(Into::into),
        }
    }
}

/// `2026年10月25日`.
#[must_use]
pub fn chinese_date(date: Date) -> String {
    let (year, month, day) = date.ymd();
    format!("{year}年{month}月{day}日")
}

/// `25 October 2026`.
#[must_use]
pub fn english_date(date: Date) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let (year, month, day) = date.ymd();
    let name = usize::try_from(month).ok().and_then(|month| MONTHS.get(month.checked_sub(1)?)).unwrap_or(&"");
    format!("{day} {name} {year}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_found_under_its_name() {
        for field in Field::ALL {
            assert_eq!(Field::parse(field.name()), Some(field));
        }
        assert_eq!(Field::parse("portrait"), None);
    }

    #[test]
    fn dates_are_written_without_leading_zeros() {
        let date = |year, month, day| Date::from_ymd(year, month, day).unwrap();
        assert_eq!(chinese_date(date(2026, 3, 1)), "2026年3月1日");
        assert_eq!(english_date(date(2026, 1, 1)), "1 January 2026");
        assert_eq!(english_date(date(2026, 12, 31)), "31 December 2026");
    }
}
