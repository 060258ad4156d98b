//! What comes of a roster.

use std::collections::BTreeMap;

use hezheng_core::number::IdentityNumber;
use hezheng_core::time::Date;

use crate::portrait::Portrait;

use super::class_number::ClassNumber;
use super::passing::NotPassed;
use super::rule::{Notice, Rule};
use super::sheet::Shown;

/// What came of each row, in the order of the sheet.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Roster {
    /// People who can be given a certificate.
    pub accepted: Vec<Trainee>,
    /// What is wrong with the other rows: every fault of a row, from the left.
    pub refused: Vec<Refusal>,
    /// People who did not pass.
    pub skipped: Vec<Skipped>,
    /// What was put right, left out or is unusual, for somebody to look at.
    pub warnings: Vec<Warning>,
    /// Rows with nothing wrong in them that wait for something said once for their class, which is refused.
    pub held: Vec<u32>,
    /// The class that the roster names, where it names one.
    pub class: Option<ClassNumber>,
    /// The name in each row that lists somebody, as far as it can be read.
    pub names: BTreeMap<u32, String>,
}

/// A person who passed, as a statement can carry it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trainee {
    /// The row in the sheet, as a person counts it.
    pub row: u32,
    /// The name, within the rule for text.
    pub name: String,
    /// The identity document.
    pub identity: IdentityNumber,
    /// The training programme, within the rule for text.
    pub programme: String,
    /// Class hours, where the roster gives them.
    pub hours: Option<u32>,
    /// First and last day of training; first <= last.
    pub training: (Date, Date),
    /// 职业编码, `d-dd-dd-dd`, where the roster gives one.
    pub occupation_code: Option<String>,
    /// Skill level 1 to 5, where the roster gives one.
    pub skill_level: Option<u8>,
    /// What stands under 序号, where the roster has that column: photographs may be named by it.
    pub serial: Option<String>,
    /// The portrait, which no roster has: it comes from elsewhere.
    pub portrait: Option<Portrait>,
    /// The class that was filed: the roster's, where it names one.
    pub class_filing: Option<String>,
}

/// One fault of one row, or of what is said once for the class and stands in that row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// The row in the sheet, as a person counts it.
    pub row: u32,
    /// The column, by its name in the header.
    pub column: String,
    /// What stands there; empty where nothing does.
    pub value: Shown,
    /// The rule that it breaks.
    pub rule: Rule,
}

/// A person who gets no certificate because the roster says so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Skipped {
    /// The row in the sheet, as a person counts it.
    pub row: u32,
    /// The name as far as it could be read.
    pub name: String,
    /// Why.
    pub reason: NotPassed,
    /// What stands in the column for the result.
    pub value: String,
}

/// Something that was put right or left out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Warning {
    /// The row in the sheet; `None` for the roster as a whole.
    pub row: Option<u32>,
    /// The column, by its name in the header; empty for the row as a whole.
    pub column: String,
    /// What it is about.
    pub notice: Notice,
}

impl Roster {
    /// How many rows are refused; a row may have several faults.
    #[must_use]
    pub fn refused_rows(&self) -> usize {
        let mut rows: Vec<u32> = self.refused.iter().map(|refusal| refusal.row).collect();
        rows.dedup();
        rows.len()
    }
}
