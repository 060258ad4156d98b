//! The rules that a row can break, and what is worth a warning. Names are stable: programs read them.

use hezheng_core::number::{IdKind, IdentityError};
use hezheng_core::time::Date;
use hezheng_pdf::Unprintable;

use crate::portraits::photograph_problem::PhotographProblem;

use super::sheet::Shown;

/// A rule that a row breaks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Rule {
    /// A formula failed.
    CellError,
    /// No name.
    NameMissing,
    /// More characters than a name has.
    NameTooLong {
        /// How many.
        chars: usize,
    },
    /// A private-use character: an old system's stand-in for a rare one.
    NamePrivateUse(char),
    /// A `?` or a box where a character was lost.
    NameCharacterLost(char),
    /// An asterisk over a hidden character.
    NameMasked,
    /// A character that no text may hold.
    NameCharacter(char),
    /// A character that the certificate's fonts cannot print.
    NameUnprintable(Unprintable),
    /// No identity number.
    IdNumberMissing,
    /// Asterisks over hidden digits.
    IdNumberMasked,
    /// A number cell: its last digits, or its leading zeros, are gone.
    IdNumberStoredAsNumber,
    /// A number that does not show which document it is of, and no column that says it.
    IdKindNeeded,
    /// A document that is not known by this name.
    IdKindUnknown,
    /// The number is not right for its document.
    IdNumber {
        /// The document.
        kind: IdKind,
        /// How it is wrong.
        error: IdentityError,
    },
    /// No programme.
    ProgrammeMissing,
    /// More characters than a programme may have.
    ProgrammeTooLong {
        /// How many.
        chars: usize,
    },
    /// A character that no text may hold.
    ProgrammeCharacter(char),
    /// A character that the certificate's fonts cannot print.
    ProgrammeUnprintable(Unprintable),
    /// No date.
    DateMissing,
    /// A text that is no date.
    DateUnreadable,
    /// A bare number that may be a day counted by a spreadsheet, from one of two beginnings.
    DateIsNumber,
    /// A day that is not in the calendar.
    DateNotInCalendar {
        /// Year, month and day.
        ymd: (u64, u64, u64),
    },
    /// One date where two are wanted.
    DateRangeIncomplete,
    /// The last day lies before the first.
    EndsBeforeStart {
        /// The first day.
        first: Date,
        /// The last day.
        last: Date,
    },
    /// Class hours that are no whole number in range.
    HoursUnreadable,
    /// An occupation code that is not `d-dd-dd-dd`.
    OccupationCodeMalformed,
    /// A skill level that is none of five.
    SkillLevelUnreadable,
    /// No class filing number: too long, a character that no text may hold, a day, an identity number.
    ClassNumberUnreadable,
    /// A number cell whose last digits are gone.
    ClassNumberStoredAsNumber,
    /// Nothing said about passing.
    ResultMissing,
    /// Not clear whether it means passed.
    ResultUnclear,
    /// The same identity number as in a row above that is accepted.
    SamePersonTwice {
        /// That row.
        first_row: u32,
    },
    /// The same identity number as in a row above that says not passed.
    ListedAsNotPassed {
        /// That row.
        first_row: u32,
    },
    /// A photograph that cannot be used, or that is missing.
    Portrait(PhotographProblem),
}

/// Something worth a warning.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Notice {
    /// A value was read as another.
    Corrected {
        /// As it stands in the sheet.
        from: Shown,
        /// As it was read.
        to: Shown,
    },
    /// The first two digits are no province's (GB/T 2260); codes are abolished, so that is no fault.
    UnknownRegion {
        /// Those digits.
        province: String,
    },
    /// No column says who passed, so everyone did.
    NoResultColumn,
    /// A row with neither name nor identity number was left out.
    RowWithoutPerson,
    /// Did not pass here, but a row above is accepted: the first counts.
    AcceptedAbove {
        /// That row.
        first_row: u32,
    },
    /// A line of text was taken for a note.
    NoteIgnored(Shown),
    /// Younger or older than people in this training are.
    AgeUnusual {
        /// The age in years.
        age: u64,
        /// On the first day of training.
        on: Date,
        /// How old people are at the least, in training of this kind.
        from: u64,
    },
    /// More class hours than the days hold.
    HoursTooDense {
        /// The class hours.
        hours: u32,
        /// Days from the first to the last.
        days: u64,
    },
    /// Less than one class hour a week.
    HoursTooSparse {
        /// The class hours.
        hours: u32,
        /// Whole weeks from the first day to the last.
        weeks: u64,
    },
    /// No photograph of this person.
    PortraitMissing,
    /// Photographs of nobody who can be given a certificate.
    PortraitsOfNobody {
        /// How many.
        count: usize,
        /// The first few, by name.
        first: Vec<String>,
    },
}

impl Notice {
    /// The name that programs read.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Corrected { .. } => "corrected",
            Self::UnknownRegion { .. } => "unknown_region",
            Self::NoResultColumn => "no_result_column",
            Self::RowWithoutPerson => "row_without_person",
            Self::AcceptedAbove { .. } => "accepted_above",
            Self::NoteIgnored(_) => "note_ignored",
            Self::AgeUnusual { .. } => "age_unusual",
            Self::HoursTooDense { .. } => "hours_too_dense",
            Self::HoursTooSparse { .. } => "hours_too_sparse",
            Self::PortraitMissing => "portrait_missing",
            Self::PortraitsOfNobody { .. } => "portraits_of_nobody",
        }
    }
}

impl Rule {
    /// The name that programs read.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::CellError => "cell_error",
            Self::NameMissing => "name_missing",
            Self::NameTooLong { .. } => "name_too_long",
            Self::NamePrivateUse(_) => "name_private_use_character",
            Self::NameCharacterLost(_) => "name_character_lost",
            Self::NameMasked => "name_masked",
            Self::NameCharacter(_) => "name_character",
            Self::NameUnprintable(Unprintable::FontUnusable(..)) => "name_needs_font",
            Self::NameUnprintable(Unprintable::NoFont(_)) => "name_unprintable_character",
            Self::IdNumberMissing => "identity_number_missing",
            Self::IdNumberMasked => "identity_number_masked",
            Self::IdNumberStoredAsNumber => "identity_number_stored_as_number",
            Self::IdKindNeeded => "id_kind_needed",
            Self::IdKindUnknown => "id_kind_unknown",
            Self::IdNumber { error, .. } => match error {
                IdentityError::Length { .. } => "identity_number_length",
                IdentityError::Character { .. } | IdentityError::Text(_) => "identity_number_character",
                IdentityError::Prefix => "identity_number_prefix",
                IdentityError::BirthDate => "identity_number_birth_date",
                IdentityError::CheckCharacter { .. } => "identity_number_check_character",
            },
            Self::ProgrammeMissing => "programme_missing",
            Self::ProgrammeTooLong { .. } => "programme_too_long",
            Self::ProgrammeCharacter(_) => "programme_character",
            Self::ProgrammeUnprintable(Unprintable::FontUnusable(..)) => "programme_needs_font",
            Self::ProgrammeUnprintable(Unprintable::NoFont(_)) => "programme_unprintable_character",
            Self::DateMissing => "training_date_missing",
            Self::DateUnreadable => "training_date_unreadable",
            Self::DateIsNumber => "training_date_is_number",
            Self::DateNotInCalendar { .. } => "training_date_not_in_calendar",
            Self::DateRangeIncomplete => "training_range_incomplete",
            Self::EndsBeforeStart { .. } => "training_ends_before_start",
            Self::HoursUnreadable => "hours_unreadable",
            Self::OccupationCodeMalformed => "occupation_code_malformed",
            Self::SkillLevelUnreadable => "skill_level_unreadable",
            Self::ClassNumberUnreadable => "class_number_unreadable",
            Self::ClassNumberStoredAsNumber => "class_number_stored_as_number",
            Self::ResultMissing => "result_missing",
            Self::ResultUnclear => "result_unclear",
            Self::SamePersonTwice { .. } => "same_person_twice",
            Self::ListedAsNotPassed { .. } => "listed_as_not_passed",
            Self::Portrait(problem) => problem.code(),
        }
    }
}
