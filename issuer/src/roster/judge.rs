//! Row by row: a person to accept, to refuse or to skip, or no person at all.

use std::collections::HashMap;

use hezheng_core::number::{IdKind, IdentityNumber};
use hezheng_core::time::Date;

use super::clean::clean;
use super::error::FileProblem;
use super::header::{Column, Header};
use super::limits::TRAINEES;
use super::outcome::{Refusal, Roster, Skipped, Trainee, Warning};
use super::passing::{self, NotPassed};
use super::rule::{Notice, Rule};
use super::sheet::{Cell, Row, Sheet, Shown};
use super::{course, dates, identity, name};

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
}

/// Judges every row below the header.
pub(super) fn judge(sheet: &Sheet, header: &Header) -> Result<Roster, FileProblem> {
    let people = below(sheet, header).filter(|row| matches!(kind(row, header), RowKind::Person)).count();
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
    let says_something = |columns: &[Column]| columns.iter().any(|column| !text(*column).is_empty());
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
            roster.warnings.append(&mut reading.warnings);
            roster.accepted.push(trainee);
        }
        _ => {
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
    let text = |column| reading.cell(column).map(|(_, cell, _)| cell.text()).unwrap_or_default();
    let (name, value) = (name::plain(&text(Column::Name)), clean(&text(Column::Result)));
    roster.skipped.push(Skipped { row, name, reason, value });
}

impl<'a> Reading<'a> {
    fn new(header: &'a Header, row: &'a Row) -> Self {
        Self { header, row, faults: Vec::new(), warnings: Vec::new() }
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
        let serial = self.cell(Column::Serial).map(|(_, cell, _)| clean(&cell.text()));
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
        })
    }

    fn identity(&mut self) -> Option<IdentityNumber> {
        let kind: Option<IdKind> = match self.cell(Column::IdKind) {
            Some(_) => self.read(Column::IdKind, |cell| identity::read_kind(&cell.text()))?,
            None => None,
        };
        let identity = self.read(Column::IdNumber, |cell| identity::read(cell, kind))?;
        if let Some((_, Cell::Text(typed), label)) = self.cell(Column::IdNumber) {
            self.note_correction(label, typed, identity.full_number());
        }
        if let (Some(province), Some((_, _, label))) =
            (identity::unknown_province(&identity), self.cell(Column::IdNumber))
        {
            self.warn(label, Notice::UnknownRegion { province: province.into() });
        }
        Some(identity)
    }

    /// The identity where it can be read although another column is at fault; says nothing about it again.
    fn known_identity(&self) -> Option<IdentityNumber> {
        Reading::new(self.header, self.row).identity()
    }

    fn training(&mut self) -> Option<(Date, Date)> {
        let has_both = [Column::FirstDay, Column::LastDay].iter().all(|column| self.cell(*column).is_some());
        let (first, last) = if has_both {
            let first = self.read(Column::FirstDay, dates::read);
            let last = self.read(Column::LastDay, dates::read);
            (first?, last?)
        } else {
            self.read(Column::Training, dates::read_range)?
        };
        if first > last {
            let column = if has_both { Column::LastDay } else { Column::Training };
            self.fault(column, Rule::EndsBeforeStart { first, last });
            return None;
        }
        Some((first, last))
    }

    /// Reads a cell; a fault is noted and gives `None`, and so does a column that the sheet lacks.
    fn read<T>(&mut self, column: Column, read: impl FnOnce(&Cell) -> Result<T, Rule>) -> Option<T> {
        let (_, cell, _) = self.cell(column)?;
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
        if let Some((_, Cell::Text(typed), label)) = self.cell(column) {
            self.note_correction(label, typed, &text);
        }
        Some(text)
    }

    fn note_correction(&mut self, label: &str, typed: &str, read: &str) {
        if typed.trim_matches(' ') != read {
            self.warn(label, Notice::Corrected { from: Shown::new(typed), to: Shown::new(read) });
        }
    }

    fn warn(&mut self, label: &str, notice: Notice) {
        self.warnings.push(Warning { row: Some(self.row.number), column: label.into(), notice });
    }

    fn fault(&mut self, column: Column, rule: Rule) {
        if let Some((index, cell, label)) = self.cell(column) {
            let refusal = Refusal { row: self.row.number, column: label.into(), value: Shown::new(cell.text()), rule };
            self.faults.push((index, refusal));
        }
    }

    fn cell(&self, column: Column) -> Option<(usize, &'a Cell, &'a str)> {
        let (index, label) = self.header.column(column)?;
        Some((index, self.row.cell(index), label))
    }
}
