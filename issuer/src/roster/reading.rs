//! One person's row being read: every cell by its column, from the row itself or from what is said once for the class, and
//! what is wrong with them.

use hezheng_core::number::{IdKind, IdentityNumber};
use hezheng_core::time::Date;

use super::class_number;
use super::clean::clean;
use super::column::Column;
use super::header::Header;
use super::outcome::{Refusal, Trainee, Warning};
use super::rule::{Notice, Rule};
use super::sheet::{Cell, Row, Shown};
use super::{course, dates, identity, name, unusual};

/// One row being read: its cells by column, and what is wrong with them.
pub(super) struct Reading<'a> {
    header: &'a Header,
    pub(super) row: &'a Row,
    pub(super) faults: Vec<(usize, Refusal)>,
    pub(super) warnings: Vec<Warning>,
    /// What is wrong with what is said once for the class; it is refused once, however many it keeps waiting.
    pub(super) class_faults: Vec<Refusal>,
}

/// A cell as it is read for somebody: of their own row, or said once for the class.
#[derive(Clone, Copy)]
struct Found<'a> {
    row: u32,
    index: usize,
    cell: &'a Cell,
    label: &'a str,
    source: Source,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Own,
    Class,
}

impl<'a> Reading<'a> {
    pub(super) fn new(header: &'a Header, row: &'a Row) -> Self {
        Self { header, row, faults: Vec::new(), warnings: Vec::new(), class_faults: Vec::new() }
    }

    /// Reads every column; `None` where one is at fault.
    pub(super) fn trainee(&mut self) -> Option<Trainee> {
        let name = self.corrected(Column::Name, name::read);
        let identity = self.identity();
        let programme = self.corrected(Column::Programme, course::read_programme);
        let training = self.training();
        let hours = self.read(Column::Hours, course::read_hours);
        let occupation_code = self.read(Column::OccupationCode, |cell| course::read_occupation_code(&cell.text()));
        let skill_level = self.read(Column::SkillLevel, |cell| course::read_skill_level(&cell.text()));
        // Whose it is follows from all rows together; here it is only found fault with.
        self.read(Column::ClassNumber, class_number::read);
        let serial = self.cell(Column::Serial).map(|found| clean(&found.cell.text()));
        Some(Trainee {
            row: self.row.number,
            name: name?,
            identity: identity?,
            programme: programme?,
            hours: hours.flatten(),
            training: training?,
            occupation_code: occupation_code.flatten(),
            skill_level: skill_level.flatten(),
            serial: serial.filter(|serial| !serial.is_empty()),
            portrait: None,
            class_filing: None,
        })
    }

    pub(super) fn identity(&mut self) -> Option<IdentityNumber> {
        let kind: Option<IdKind> = match self.cell(Column::IdKind) {
            Some(_) => self.read(Column::IdKind, |cell| identity::read_kind(&cell.text()))?,
            None => None,
        };
        let identity = self.read(Column::IdNumber, |cell| identity::read(cell, kind))?;
        self.note_correction(Column::IdNumber, identity.full_number());
        if let Some(province) = identity::unknown_province(&identity) {
            self.warn(Column::IdNumber, Notice::UnknownRegion { province: province.into() });
        }
        Some(identity)
    }

    /// The identity where it can be read although another column is at fault; says nothing about it again.
    pub(super) fn known_identity(&self) -> Option<IdentityNumber> {
        Reading::new(self.header, self.row).identity()
    }

    fn training(&mut self) -> Option<(Date, Date)> {
        let columns = self.training_columns();
        let (first, last) = match columns {
            [Column::FirstDay, Column::LastDay] => {
                let first = self.read(Column::FirstDay, dates::read);
                let last = self.read(Column::LastDay, dates::read);
                (first?, last?)
            }
            _ => self.read(Column::Training, dates::read_range)?,
        };
        if first > last {
            // Of two days from two places the row's own is named.
            let [first_column, last_column] = columns;
            let is_own = |column| self.cell(column).is_some_and(|found| found.source == Source::Own);
            let column = if !is_own(last_column) && is_own(first_column) { first_column } else { last_column };
            self.fault(column, Rule::EndsBeforeStart { first, last });
            return None;
        }
        Some((first, last))
    }

    /// Where the two days are read: what the row itself says goes before what is said of the class.
    fn training_columns(&self) -> [Column; 2] {
        const DAYS: [Column; 2] = [Column::FirstDay, Column::LastDay];
        const RANGE: [Column; 2] = [Column::Training; 2];
        let own = |column| self.own(column).is_some_and(|found| !found.cell.is_blank());
        let has_days = DAYS.into_iter().all(|column| self.cell(column).is_some());
        let class_says = |column: Column| self.header.class_value(self.row.number, column).is_some();
        if DAYS.into_iter().any(own) && has_days {
            DAYS
        } else if own(Column::Training) || class_says(Column::Training) && !DAYS.into_iter().all(class_says) {
            RANGE
        } else if has_days {
            DAYS
        } else {
            RANGE
        }
    }

    /// Warns of what is right and yet seldom so.
    pub(super) fn warn_of_the_unusual(&mut self, trainee: &Trainee) {
        if let Some(notice) = unusual::age(&trainee.identity, trainee.skill_level, trainee.training.0) {
            self.warn(Column::IdNumber, notice);
        }
        let Some(notice) = trainee.hours.and_then(|hours| unusual::hours(hours, trainee.training)) else { return };
        let [first_day, _] = self.training_columns();
        // Of hours said for the class, with days of the row's own, the days are what is to be looked at.
        let is_own = |column| self.cell(column).is_some_and(|found| found.source == Source::Own);
        let column = if !is_own(Column::Hours) && is_own(first_day) { first_day } else { Column::Hours };
        self.warn(column, notice);
    }

    /// Reads a cell; a fault is noted and gives `None`, and so does a column that the sheet lacks.
    pub(super) fn read<T>(&mut self, column: Column, read: impl FnOnce(&Cell) -> Result<T, Rule>) -> Option<T> {
        let cell = self.cell(column)?.cell;
        let result = if matches!(cell, Cell::Error(_)) { Err(Rule::CellError) } else { read(cell) };
        match result {
            Ok(value) => Some(value),
            Err(rule) => {
                self.fault(column, rule);
                None
            }
        }
    }

    /// Reads a text and says where it was read as another.
    fn corrected(&mut self, column: Column, read: impl FnOnce(&str) -> Result<String, Rule>) -> Option<String> {
        let text = self.read(column, |cell| read(&cell.text()))?;
        self.note_correction(column, &text);
        Some(text)
    }

    fn note_correction(&mut self, column: Column, read: &str) {
        if let Some(Found { cell: Cell::Text(typed), .. }) = self.cell(column)
            && typed.trim_matches(' ') != read
        {
            self.warn(column, Notice::Corrected { from: Shown::new(typed), to: Shown::new(read) });
        }
    }

    fn warn(&mut self, column: Column, notice: Notice) {
        if let Some(found) = self.cell(column) {
            self.warnings.push(Warning { row: Some(found.row), column: found.label.into(), notice });
        }
    }

    pub(super) fn fault(&mut self, column: Column, rule: Rule) {
        let Some(found) = self.cell(column) else { return };
        let value = Shown::new(found.cell.text());
        let refusal = Refusal { row: found.row, column: found.label.into(), value, rule };
        match found.source {
            Source::Own => self.faults.push((found.index, refusal)),
            Source::Class => self.class_faults.push(refusal),
        }
    }

    pub(super) fn text(&self, column: Column) -> String {
        self.cell(column).map(|found| found.cell.text()).unwrap_or_default()
    }

    /// What the row itself says, and where it says nothing, what is said of its class.
    fn cell(&self, column: Column) -> Option<Found<'a>> {
        let own = self.own(column);
        if own.is_some_and(|found| !found.cell.is_blank()) {
            return own;
        }
        let of_class = self.header.class_value(self.row.number, column).map(|value| Found {
            row: value.row,
            index: value.index,
            cell: &value.cell,
            label: &value.label,
            source: Source::Class,
        });
        of_class.or(own)
    }

    fn own(&self, column: Column) -> Option<Found<'a>> {
        let (index, label) = self.header.column(column)?;
        Some(Found { row: self.row.number, index, cell: self.row.cell(index), label, source: Source::Own })
    }
}
