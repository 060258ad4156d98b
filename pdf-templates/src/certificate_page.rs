//! What one certificate says, and the names under which a template asks for it.

use hezheng_core::time::Date;

use crate::template::Words;

/// Everything that is printed for one certificate. The caller has verified it; nothing here is judged, only printed.
#[derive(Clone, PartialEq, Eq)]
pub struct CertificatePage {
    /// The certificate number.
    pub number: String,
    /// The holder's name.
    pub holder: String,
    /// The kind of identity document, as in the statement: 1 to 6, or 9.
    pub id_kind: u8,
    /// What to print of its number: all of it, or masked but for the tail. The caller decides.
    pub id_text: String,
    /// The training programme.
    pub programme: String,
    /// First and last day of training.
    pub training: (Date, Date),
    /// The day of issue.
    pub issued: Date,
    /// Class hours.
    pub class_hours: Option<u64>,
    /// The occupation code, `d-dd-dd-dd`.
    pub occupation_code: Option<String>,
    /// The skill level, 1 (highest) to 5.
    pub skill_level: Option<u8>,
    /// The class filing number.
    pub class_filing: Option<String>,
    /// The institution's name on the day of issue.
    pub institution: String,
    /// The name of the authority that registered the certificate.
    pub authority: String,
    /// The check code, with its hyphens.
    pub check_code: String,
    /// The text of the QR code, `https://HOST/c#DIGITS`.
    pub qr_text: String,
    /// The official address, in words.
    pub address: String,
    /// The holder's portrait: a JPEG file, embedded byte for byte.
    pub portrait: Option<Vec<u8>>,
    /// The institution's own picture of its seal: a PNG file.
    pub seal: Option<Vec<u8>>,
    /// Whether this is a certificate issued again (补发).
    pub reissued: bool,
}

/// Names no person, so that a page in an error or a log shows nothing private.
impl std::fmt::Debug for CertificatePage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CertificatePage").field("number", &self.number).finish_non_exhaustive()
    }
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

    /// What the page says in this field; `None` where it says nothing.
    pub(crate) fn text(self, page: &CertificatePage, words: &Words) -> Option<String> {
        self.text_in(Form::Plain, page, words)
    }

    /// Whether a template may ask for it in this form: what is printed as it was signed has one only.
    pub(crate) fn has(self, form: Form) -> bool {
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
    pub(crate) fn text_in(self, form: Form, page: &CertificatePage, words: &Words) -> Option<String> {
        let date = |date| match form {
            Form::Plain => chinese_date(date),
            Form::English => english_date(date),
        };
        match self {
            Self::Number => Some(page.number.clone()),
            Self::Holder => Some(page.holder.clone()),
            Self::IdKind => words.id_kind(form, page.id_kind).map(str::to_owned),
            Self::IdText => Some(page.id_text.clone()),
            Self::Programme => Some(page.programme.clone()),
            Self::TrainingFirst => Some(date(page.training.0)),
            Self::TrainingLast => Some(date(page.training.1)),
            Self::Issued => Some(date(page.issued)),
            Self::ClassHours => page.class_hours.map(|hours| hours.to_string()),
            Self::OccupationCode => page.occupation_code.clone(),
            Self::SkillLevel => page.skill_level.and_then(|level| words.skill_level(form, level)).map(str::to_owned),
            Self::ClassFiling => page.class_filing.clone(),
            Self::Institution => Some(page.institution.clone()),
            Self::Authority => Some(page.authority.clone()),
            Self::CheckCode => Some(page.check_code.clone()),
            Self::Address => Some(page.address.clone()),
            Self::Reissued => words.reissued(form).filter(|_| page.reissued).map(str::to_owned),
        }
    }
}

/// How a field is written: `{issued}`, or `{issued:en}` for the same in English.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Form {
    /// As it was signed; dates in Chinese, codes in the template's words.
    #[default]
    Plain,
    /// Dates in English, codes in the template's English words.
    English,
}

impl Form {
    /// The form of this name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        (name == "en").then_some(Self::English)
    }
}

/// `2026年10月25日`.
fn chinese_date(date: Date) -> String {
    let (year, month, day) = date.ymd();
    format!("{year}年{month}月{day}日")
}

/// `25 October 2026`.
fn english_date(date: Date) -> String {
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
