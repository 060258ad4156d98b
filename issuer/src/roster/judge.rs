//! Every row below the header: a person to accept, to refuse or to skip, or no person at all.

use std::collections::HashMap;

use hezheng_core::number::IdentityNumber;

use super::class_number::{self, ClassNumber};
use super::clean::clean;
use super::column::Column;
use super::error::FileProblem;
use super::header::Header;
use super::limits::TRAINEES;
use super::name;
use super::outcome::{Roster, Skipped, Warning};
use super::passing::{self, NotPassed};
use super::reading::Reading;
use super::row_kind::{RowKind, kind};
use super::rule::{Notice, Rule};
use super::sheet::{Cell, Row, Sheet, Shown};

/// What a row above said of a person.
#[derive(Clone, Copy)]
struct Seen {
    row: u32,
    /// Why not, where it says so.
    not_passed: Option<NotPassed>,
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
    roster.class = class_of(people.filter(is_kept), header)?;
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

/// The one class that these rows, and what is said above or beside them, name. A roster is of one class, so that the number
/// counts for everybody on it, whoever's cell was left blank; of two numbers neither is taken.
fn class_of<'r>(rows: impl Iterator<Item = &'r Row>, header: &Header) -> Result<Option<ClassNumber>, FileProblem> {
    let mut first: Option<ClassNumber> = None;
    for row in rows {
        let class = header.class_value(row.number, Column::ClassNumber);
        let class = class.map(|value| (value.row, value.label.as_str(), &value.cell));
        let own = header.column(Column::ClassNumber).map(|(index, label)| (row.number, label, row.cell(index)));
        for (row, label, cell) in class.into_iter().chain(own) {
            // What cannot be read is refused where it stands.
            let Ok(Some(number)) = class_number::read(cell) else { continue };
            let named = ClassNumber { row, column: label.into(), number };
            match &first {
                Some(first) if first.number != named.number => {
                    let (first, second) = (Box::new(first.clone()), Box::new(named));
                    return Err(FileProblem::SeveralClasses { first, second });
                }
                Some(_) => {}
                None => first = Some(named),
            }
        }
    }
    Ok(first)
}
