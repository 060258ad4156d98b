//! The rules that a bureau sets: each has a stable code, what it does by default, and at most one number. The rules that hold
//! whatever a bureau says are `crate::policy`'s.
//!
//! A rule about classes applies to certificates that name a class; [`RuleCode::ClassRequired`] wants one named.

use serde::{Deserialize, Serialize};

/// What happens where a rule is broken.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Severity {
    /// Nothing: the rule is not judged.
    Off,
    /// The certificate is registered, and officers are shown that it broke the rule.
    Flag,
    /// The certificate is not registered before an officer approves it.
    Approve,
    /// The certificate is not registered.
    Refuse,
}

impl Severity {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Flag => "flag",
            Self::Approve => "approve",
            Self::Refuse => "refuse",
        }
    }
}

/// A rule's number: what it is where a bureau says none, and between which two it must be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct RuleNumber {
    pub(crate) default: u64,
    pub(crate) least: u64,
    pub(crate) most: u64,
}

const fn number(default: u64, least: u64, most: u64) -> Option<RuleNumber> {
    Some(RuleNumber { default, least, most })
}

macro_rules! rules {
    ($($name:ident $code:literal $severity:ident $limit:expr;)*) => {
        /// Which rule.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
        pub(crate) enum RuleCode { $(#[serde(rename = $code)] $name),* }

        impl RuleCode {
            /// Every rule, in the order in which they are judged.
            pub(crate) const ALL: &[Self] = &[$(Self::$name),*];

            pub(crate) fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// What it does where a bureau says nothing.
            pub(crate) fn default_severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity),* }
            }

            /// Its number, where it has one.
            pub(crate) fn number(self) -> Option<RuleNumber> {
                match self { $(Self::$name => $limit),* }
            }
        }
    };
}

rules! {
    ClassRequired "class_required" Off None;
    ClassAccepted "class_accepted" Refuse None;
    ProgrammeAllowed "programme_allowed" Refuse None;
    ClassDates "class_dates" Refuse None;
    ClassFinished "class_finished" Refuse None;
    OnRoster "on_roster" Refuse None;
    Passed "passed" Refuse None;
    // Days from the last day of training to the day of issue.
    IssueWindow "issue_window" Flag number(90, 0, 3_650);
    // Class hours in one day.
    HoursAgainstDates "hours_against_dates" Flag number(10, 1, 24);
    CourseOverlap "course_overlap" Flag None;
    SameLevelTwice "same_level_twice" Flag None;
    // Certificates of an institution in one day, and in one year; with 0 each one is too many.
    Pace "pace" Flag number(500, 0, 100_000);
    Quota "quota" Flag number(20_000, 0, 1_000_000);
    // The newest number scheme that may be used.
    NumberScheme "number_scheme" Refuse number(1, 1, 99);
    // Raised where a class is returned after certificates were issued; no certificate is judged by it.
    ClassReturned "class_returned" Flag None;
    // Raised where a certificate's holder says that the training was never taken; no certificate is judged by it.
    NeverTaken "never_taken" Flag None;
}

impl RuleCode {
    /// Whether it is about what happens after a certificate was registered, so that it can refuse none.
    pub(crate) fn comes_later(self) -> bool {
        matches!(self, Self::ClassReturned | Self::NeverTaken)
    }

    /// What a bureau may have it do. What comes later holds up and refuses nothing; and nobody who says that they never took a
    /// training is to be left unheard.
    pub(crate) fn severities(self) -> &'static [Severity] {
        match self {
            Self::NeverTaken => &[Severity::Flag],
            Self::ClassReturned => &[Severity::Off, Severity::Flag],
            _ => &[Severity::Off, Severity::Flag, Severity::Approve, Severity::Refuse],
        }
    }
}
