//! What a sheet says once for the whole class, above or beside its table: 培训项目：保育师, or a cell with the label and one
//! with the value, or a row of labels over a row of values.

use std::collections::{BTreeMap, BTreeSet};

use super::clean::clean;
use super::column::Column;
use super::dates;
use super::label::{CONTAINED, meaning};
use super::sheet::{Cell, Row};

/// What can be said of a class: of a person's name, document and result it never is.
const OF_A_CLASS: [Column; 8] = [
    Column::Programme,
    Column::OccupationCode,
    Column::SkillLevel,
    Column::Hours,
    Column::Training,
    Column::FirstDay,
    Column::LastDay,
    Column::ClassNumber,
];
/// Between two pairs of one cell.
const BETWEEN_PAIRS: [char; 8] = [';', '；', ',', '，', '、', '|', '｜', '。'];
/// Words of one label that were typed apart: 培 训 项 目.
const LABEL_PARTS: usize = 4;
/// Characters before a colon in which its label is looked for.
const LABEL_REACH: usize = 40;
/// Bytes of a cell that is looked through for pairs; a longer one is an essay.
const PAIRS_BYTES: usize = 2_000;
/// Rows looked at below a label to tell a column of the table from labels one below the other.
const LABELS_BELOW: usize = 6;

/// A value said once.
#[derive(Clone, PartialEq)]
pub(super) struct ClassValue {
    /// Where it stands: row from 1, column from 0.
    pub(super) row: u32,
    pub(super) index: usize,
    /// What the sheet calls it.
    pub(super) label: String,
    pub(super) cell: Cell,
}

/// What was said of a class, by what it means; where it was said twice, the first counts.
pub(super) type ClassValues = BTreeMap<Column, ClassValue>;

/// The values that stand in these rows, in the columns that are looked at.
pub(super) fn find(rows: &[&Row], is_looked_at: impl Fn(usize) -> bool) -> ClassValues {
    let mut found = ClassValues::new();
    for (at, row) in rows.iter().enumerate() {
        let below = rows.get(at + 1).copied().filter(|below| below.number == row.number.saturating_add(1));
        for (column, value) in in_row(row, below, &is_looked_at) {
            found.entry(column).or_insert(value);
        }
    }
    found
}

/// Whether a row begins with the label of something said of a class: then nobody stands in it.
pub(super) fn begins(row: &Row) -> bool {
    row.filled().next().is_some_and(|cell| label_alone(cell).is_some() || !pairs(&cell.text()).is_empty())
}

/// The columns of a header row that are none of the table: a label there has other labels below it, and its value beside it.
pub(super) fn beside_table(row: &Row, below: &[&Row]) -> BTreeSet<usize> {
    let mut beside = BTreeSet::new();
    for (index, cell) in row.cells.iter().enumerate() {
        let Some((column, _)) = label_alone(cell) else { continue };
        let is_another = |row: &&Row| {
            label_alone(row.cell(index)).is_some_and(|(below, _)| below != column && !divides(column, below))
        };
        if below.iter().take(LABELS_BELOW).any(is_another) {
            beside.extend([index, index + 1]);
        }
    }
    beside
}

/// 培训时间 over 开始 and 结束 is one column of a header in two rows.
fn divides(above: Column, below: Column) -> bool {
    above == Column::Training && [Column::FirstDay, Column::LastDay].contains(&below)
}

fn in_row(row: &Row, below: Option<&Row>, is_looked_at: impl Fn(usize) -> bool) -> Vec<(Column, ClassValue)> {
    let mut found = Vec::new();
    let value = |index: usize, label: &str, row: u32, cell: Cell| ClassValue { row, index, label: label.into(), cell };
    let mut taken = 0;
    for (index, cell) in row.cells.iter().enumerate().filter(|(index, _)| is_looked_at(*index)) {
        if index < taken || cell.is_blank() {
            continue;
        }
        for (column, label, text) in pairs(&cell.text()) {
            found.push((column, value(index, &label, row.number, Cell::of_text(&text))));
        }
        let Some((column, label)) = label_alone(cell) else { continue };
        let beside = row.cells.iter().enumerate().skip(index + 1).find(|(_, cell)| !cell.is_blank());
        match beside.filter(|(at, cell)| is_looked_at(*at) && !is_label(cell)) {
            Some((at, beside)) => {
                let (cell, end) = both_days(column, row, at).unwrap_or((beside.clone(), at));
                taken = end + 1;
                found.push((column, value(at, &label, row.number, cell)));
            }
            None => {
                let under = below.map(|below| (below.number, below.cell(index)));
                if let Some((number, under)) = under.filter(|(_, under)| !under.is_blank() && !is_label(under)) {
                    found.push((column, value(index, &label, number, under.clone())));
                }
            }
        }
    }
    found
}

/// 培训时间 | 2026-03-01 | 至 | 2026-03-15: two days in cells of their own, as one cell, and the last column it takes.
fn both_days(column: Column, row: &Row, at: usize) -> Option<(Cell, usize)> {
    let first = dates::read(row.cell(at)).ok().filter(|_| column == Column::Training)?;
    let is_between = |cell: &Cell| ["至", "到", "-", "~", "—", "——"].contains(&clean(&cell.text()).as_str());
    let mut rest = row.cells.iter().enumerate().skip(at + 1).filter(|(_, cell)| !cell.is_blank() && !is_between(cell));
    let (end, last) = rest.next()?;
    let last = dates::read(last).ok()?;
    Some((Cell::Text(format!("{first}至{last}")), end))
}

/// The pairs written within one cell: 培训项目：保育师  课时：72. A label whose value is missing is none.
fn pairs(text: &str) -> Vec<(Column, String, String)> {
    if text.len() > PAIRS_BYTES {
        return Vec::new();
    }
    let chars: Vec<char> = text.chars().collect();
    let labels = labels(&chars);
    let mut found = Vec::new();
    for (at, (_, colon, label)) in labels.iter().enumerate() {
        let end = labels.get(at + 1).map_or(chars.len(), |(start, ..)| *start);
        let value: String = chars.get(colon + 1..end).unwrap_or_default().iter().collect();
        let value = value.trim_matches(|c: char| c.is_whitespace() || BETWEEN_PAIRS.contains(&c));
        if let Some((column, _)) = class_meaning(label).filter(|_| !clean(value).is_empty()) {
            found.push((column, label.clone(), value.into()));
        }
    }
    found
}

/// Everything that stands before a colon, whatever it means: where it begins, where the colon is, and what it says.
fn labels(chars: &[char]) -> Vec<(usize, usize, String)> {
    let is_colon = |c: &char| matches!(c, ':' | '：');
    let (mut labels, mut from) = (Vec::new(), 0);
    for (colon, _) in chars.iter().enumerate().filter(|(_, c)| is_colon(c)) {
        if let Some((start, label)) = label_before(chars, from, colon) {
            labels.push((start, colon, label));
            from = colon + 1;
        }
    }
    labels
}

/// The label that ends at a colon, and where it begins; none where digits stand before the colon, as in a time of day.
fn label_before(chars: &[char], from: usize, colon: usize) -> Option<(usize, String)> {
    let from = from.max(colon.saturating_sub(LABEL_REACH));
    let is_gap = |at: usize| chars.get(at).is_none_or(|c| c.is_whitespace() || BETWEEN_PAIRS.contains(c));
    let (mut at, mut shortest) = (colon, None);
    for _ in 0..LABEL_PARTS {
        while at > from && is_gap(at - 1) {
            at -= 1;
        }
        let part_end = at;
        while at > from && !is_gap(at - 1) {
            at -= 1;
        }
        if at == part_end {
            break;
        }
        let label: String = chars.get(at..colon)?.iter().filter(|c| !c.is_whitespace()).collect();
        if class_meaning(&label).is_some() {
            return Some((at, label));
        }
        shortest.get_or_insert((at, label));
    }
    shortest.filter(|(_, label)| label.chars().any(|c| !c.is_numeric()))
}

/// A cell that is nothing but the label of something said of a class, with or without a colon, and that label.
fn label_alone(cell: &Cell) -> Option<(Column, String)> {
    let Cell::Text(text) = cell else { return None };
    if text.len() > PAIRS_BYTES {
        return None;
    }
    let text = clean(text).replace(' ', "");
    let label = text.trim_end_matches(':');
    let (column, rank) = class_meaning(label)?;
    // A title may contain a label's words; only a colon, or nothing else beside them, makes them one.
    (rank < CONTAINED || label.len() < text.len()).then(|| (column, label.into()))
}

fn class_meaning(label: &str) -> Option<(Column, usize)> {
    meaning(label).filter(|(column, _)| OF_A_CLASS.contains(column))
}

/// The label of anything, which is nobody's value.
fn is_label(cell: &Cell) -> bool {
    let Cell::Text(text) = cell else { return false };
    let text = clean(text);
    let chars: Vec<char> = text.chars().collect();
    !labels(&chars).is_empty() || meaning(&text).is_some_and(|(_, rank)| rank < CONTAINED)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u32, cells: &[&str]) -> Row {
        Row { number, cells: cells.iter().map(|text| Cell::of_text(text)).collect() }
    }

    fn values(rows: &[&[&str]]) -> Vec<(Column, u32, usize, String)> {
        let rows: Vec<Row> = (1..).zip(rows).map(|(number, cells)| row(number, cells)).collect();
        let found = find(&rows.iter().collect::<Vec<_>>(), |_| true);
        found.into_iter().map(|(column, value)| (column, value.row, value.index, value.cell.text())).collect()
    }

    #[test]
    fn pairs_within_a_cell_are_found() {
        for text in [
            "培训项目：保育师  课时：72",
            "培训项目:保育师；课 时：72",
            "培训机构(盖章)：某某学校 培训项目 ：保育师，课时: 72 联系人：张三",
            "培训项目：保育师\n课时：72",
        ] {
            let found = values(&[&[text]]);
            let expected = [(Column::Programme, 1, 0, "保育师".into()), (Column::Hours, 1, 0, "72".into())];
            assert_eq!(found, expected, "{text}");
        }
        let found = values(&[&["培训时间：2026年3月1日 08:00至2026年3月15日 17:30"]]);
        assert_eq!(found.first().map(|found| found.3.as_str()), Some("2026年3月1日 08:00至2026年3月15日 17:30"));
        assert!(values(&[&["保育师培训项目花名册"], &["培训项目："], &["填表人：张三"]]).is_empty());
    }

    #[test]
    fn a_label_has_its_value_beside_or_below_it() {
        let beside =
            values(&[&["培训项目", "", "保育师", "课时：", "72"], &["培训时间", "2026-03-01", "至", "2026-03-15"]]);
        let expected = [
            (Column::Programme, 1, 2, "保育师".into()),
            (Column::Hours, 1, 4, "72".into()),
            (Column::Training, 2, 1, "2026-03-01至2026-03-15".into()),
        ];
        assert_eq!(beside, expected);
        let below = values(&[&["培训项目", "课时"], &["保育师", "72"]]);
        assert_eq!(below, [(Column::Programme, 2, 0, "保育师".into()), (Column::Hours, 2, 1, "72".into())]);
    }

    #[test]
    fn what_stands_beside_a_table_is_no_column_of_it() {
        let header = row(1, &["姓名", "身份证号", "培训项目", "保育师"]);
        let below = row(2, &["张小一", "1", "课时", "72"]);
        assert_eq!(beside_table(&header, &[&below]), BTreeSet::from([2, 3]));
        let divided = row(1, &["姓名", "身份证号", "培训项目", "培训时间", ""]);
        assert!(beside_table(&divided, &[&row(2, &["", "", "", "开始", "结束"])]).is_empty());
    }
}
