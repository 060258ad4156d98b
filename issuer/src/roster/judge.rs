//! Row by row: a person to accept, to refuse or to skip, or no person at all.

use std::collections::HashMap;

use hezheng_core::number::{IdKind, IdentityNumber};
use hezheng_core::time::Date;

use super::class_number;
use super::class_values;
use super::clean::clean;
use super::error::FileProblem;
use super::header::{Column, Header};
use super::limits::TRAINEES;
use super::outcome::{Refusal, Roster, Skipped, Trainee, Warning};
use super::passing::{self, NotPassed};
use super::rule::{Notice, Rule};
use super::sheet::{Cell, Row, Sheet, Shown};
use super::{course, dates, identity, name, unusual};

/// What a row below the header is.
enum RowKind {
    Person,
    /// Blank, a repeated header, or a line for signatures.
    Nothing,
    /// Course and dates filled in for nobody.
    WithoutPerson,
    /// A sentence.
    Note,
}

/// What a row above said of a person.
#[derive(Clone, Copy)]
struct Seen {
    row: u32,
    /// Why not, where it says so.
    not_passed: Option<NotPassed>,
}

/// One row being read: its cells by column, and what is wrong with them.
struct Reading<'a> {
    header: &'a Header,
    row: &'a Row,
    faults: Vec<(usize, Refusal)>,
    warnings: Vec<Warning>,
    /// What is wrong with what is said once for the class; it is refused once, however many it keeps waiting.
    class_faults: Vec<Refusal>,
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

/// Judges every row below the header.
pub(super) fn judge(sheet: &Sheet, header: &Header) -> Result<Roster, FileProblem> {
    let people = below(sheet, header).filter(|row| matches!(kind(row, header), RowKind::Person)).count();
    if sheet.is_cut {
        return Err(FileProblem::TooManyRows);
    }
    if people == 0 {
        return Err(FileProblem::NoTrainees);
    }
    if people > TRAINEES {
        return Err(FileProblem::TooManyTrainees { count: people });
    }
    let mut roster = Roster::default();
    if header.column(Column::Result).is_none() {
        roster.warnings.push(Warning { row: None, column: String::new(), notice: Notice::NoResultColumn });
    }
    let mut seen = HashMap::new();
    for row in below(sheet, header) {
        let warn = |notice| Warning { row: Some(row.number), column: String::new(), notice };
        match kind(row, header) {
            RowKind::Person => person(Reading::new(header, row), &mut seen, &mut roster),
            RowKind::Nothing => {}
            RowKind::WithoutPerson => roster.warnings.push(warn(Notice::RowWithoutPerson)),
            RowKind::Note => {
                let text = row.filled().next().map(Cell::text).unwrap_or_default();
                roster.warnings.push(warn(Notice::NoteIgnored(Shown::new(text))));
            }
        }
    }
    let is_kept = |row: &&Row| !roster.skipped.iter().any(|skipped| skipped.row == row.number);
    let people = below(sheet, header).filter(|row| matches!(kind(row, header), RowKind::Person));
    roster.class = class_number::of(people.filter(is_kept), header)?;
    let class = roster.class.as_ref().map(|class| class.number.clone());
    roster.accepted.iter_mut().for_each(|trainee| trainee.class_filing.clone_from(&class));
    roster.refused.sort_by_key(|refusal| refusal.row);
    roster.warnings.sort_by_key(|warning| warning.row);
    Ok(roster)
}

/// Whether there is a person below the header.
pub(super) fn has_people(sheet: &Sheet, header: &Header) -> bool {
    below(sheet, header).any(|row| matches!(kind(row, header), RowKind::Person))
}

fn below<'a>(sheet: &'a Sheet, header: &Header) -> impl Iterator<Item = &'a Row> {
    let last = header.row;
    sheet.rows.iter().filter(move |row| row.number > last)
}

fn kind(row: &Row, header: &Header) -> RowKind {
    let text = |column| header.column(column).map(|(index, _)| clean(&row.cell(index).text())).unwrap_or_default();
    let (name, number) = (text(Column::Name), text(Column::IdNumber));
    if row.is_blank() || header.is_repeated_by(row) {
        return RowKind::Nothing;
    }
    if looks_like_number(&number) {
        return RowKind::Person;
    }
    if class_values::begins(row) {
        return RowKind::Nothing;
    }
    let says = |text: String| !text.is_empty() && !is_sign_off(&text);
    let says_something = |columns: &[Column]| columns.iter().any(|column| says(text(*column)));
    let has_course = says_something(&[Column::Programme, Column::Training, Column::FirstDay, Column::LastDay]);
    let has_result = says_something(&[Column::Result]);
    let first = row.filled().next().map(|cell| clean(&cell.text())).unwrap_or_default();
    let begins_sign_off = number.is_empty() && !has_course && !has_result && is_sign_off(&first);
    if is_sign_off(&name) || is_sign_off(&number) || begins_sign_off {
        return RowKind::Nothing;
    }
    if name.is_empty() && number.is_empty() && !has_result {
        return if has_course { RowKind::WithoutPerson } else { RowKind::Nothing };
    }
    /// A name alone in its row and longer than this is a sentence.
    const LONE_NAME_CHARS: usize = 5;
    if row.filled().count() == 1 && !name.is_empty() && name.chars().count() > LONE_NAME_CHARS {
        return RowKind::Note;
    }
    RowKind::Person
}

/// Something that only an identity number looks like, right or wrong.
fn looks_like_number(text: &str) -> bool {
    let text = text.replace(' ', "");
    text.len() >= 4
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"*.+".contains(&b))
        && text.bytes().any(|b| b.is_ascii_digit())
}

/// 填表人: 审核人: and what else stands below a table; nobody's name has a colon.
fn is_sign_off(text: &str) -> bool {
    const BEGINNINGS: [&str; 24] = [
        "填表",
        "制表",
        "填报",
        "审核",
        "审批",
        "复核",
        "经办",
        "负责人",
        "单位负责",
        "班主任",
        "主管",
        "校长",
        "盖章",
        "签字",
        "签名",
        "签章",
        "备注",
        "说明",
        "合计",
        "总计",
        "小计",
        "共计",
        "以下空白",
        "以下无",
    ];
    text.contains(':') || BEGINNINGS.iter().any(|beginning| text.starts_with(beginning))
}

/// Judges a person's row. Who did not pass is skipped, whatever else is wrong.
fn person(mut reading: Reading<'_>, seen: &mut HashMap<IdentityNumber, Seen>, roster: &mut Roster) {
    let number = reading.row.number;
    roster.names.insert(number, name::plain(&reading.text(Column::Name)));
    if let Some(Some(reason)) = reading.read(Column::Result, |cell| passing::read(&cell.text())) {
        skip(reading, reason, seen, roster);
        return;
    }
    let trainee = reading.trainee();
    if let Some(identity) =
        trainee.as_ref().map(|trainee| &trainee.identity).cloned().or_else(|| reading.known_identity())
    {
        match seen.get(&identity) {
            Some(Seen { row, not_passed: None }) => {
                reading.fault(Column::IdNumber, Rule::SamePersonTwice { first_row: *row })
            }
            Some(Seen { row, .. }) => reading.fault(Column::IdNumber, Rule::ListedAsNotPassed { first_row: *row }),
            None => {}
        }
    }
    match trainee {
        Some(trainee) if reading.faults.is_empty() => {
            seen.insert(trainee.identity.clone(), Seen { row: number, not_passed: None });
            reading.warn_of_the_unusual(&trainee);
            for warning in reading.warnings {
                // What is said once for the class is warned of once.
                if !roster.warnings.contains(&warning) {
                    roster.warnings.push(warning);
                }
            }
            roster.accepted.push(trainee);
        }
        _ => {
            if reading.faults.is_empty() {
                roster.held.push(number);
            }
            for refusal in reading.class_faults {
                if !roster.refused.contains(&refusal) {
                    roster.refused.push(refusal);
                }
            }
            reading.faults.sort_by_key(|(column, _)| *column);
            roster.refused.extend(reading.faults.into_iter().map(|(_, refusal)| refusal));
        }
    }
}

/// Puts somebody who did not pass on the list, and remembers who it was where that can be read.
fn skip(mut reading: Reading<'_>, reason: NotPassed, seen: &mut HashMap<IdentityNumber, Seen>, roster: &mut Roster) {
    let row = reading.row.number;
    if let Some(identity) = reading.identity() {
        let first = *seen.entry(identity).or_insert(Seen { row, not_passed: Some(reason) });
        if first.not_passed.is_none() {
            let notice = Notice::AcceptedAbove { first_row: first.row };
            roster.warnings.push(Warning { row: Some(row), column: String::new(), notice });
        }
    }
    let (name, value) = (name::plain(&reading.text(Column::Name)), clean(&reading.text(Column::Result)));
    roster.skipped.push(Skipped { row, name, reason, value });
}

impl<'a> Reading<'a> {
    fn new(header: &'a Header, row: &'a Row) -> Self {
        Self { header, row, faults: Vec::new(), warnings: Vec::new(), class_faults: Vec::new() }
    }

    /// Reads every column; `None` where one is at fault.
    fn trainee(&mut self) -> Option<Trainee> {
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

    fn identity(&mut self) -> Option<IdentityNumber> {
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
    fn known_identity(&self) -> Option<IdentityNumber> {
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
    fn warn_of_the_unusual(&mut self, trainee: &Trainee) {
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
    fn read<T>(&mut self, column: Column, read: impl FnOnce(&Cell) -> Result<T, Rule>) -> Option<T> {
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

    fn fault(&mut self, column: Column, rule: Rule) {
        let Some(found) = self.cell(column) else { return };
        let value = Shown::new(found.cell.text());
        let refusal = Refusal { row: found.row, column: found.label.into(), value, rule };
        match found.source {
            Source::Own => self.faults.push((found.index, refusal)),
            Source::Class => self.class_faults.push(refusal),
        }
    }

    fn text(&self, column: Column) -> String {
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
