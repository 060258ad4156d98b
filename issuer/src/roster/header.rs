//! Which column is what: the header is found by what its cells mean, wherever it stands and whatever it calls them.

use std::collections::{BTreeMap, BTreeSet};

use super::class_values::{self, ClassValue, ClassValues};
use super::clean::clean;
use super::column::Column;
use super::label::meaning;
use super::limits::HEADER_ROWS;
use super::sheet::{Cell, Row, Sheet};

/// A header: where each column is and what the sheet calls it.
pub(super) struct Header {
    /// The last row of the header; people come below.
    pub(super) row: u32,
    columns: BTreeMap<Column, Named>,
    /// What is said once for everybody from a row on: a sheet may hold the tables of two classes, one below the other.
    classes: Vec<(u32, ClassValues)>,
}

struct Named {
    index: usize,
    label: String,
    /// How surely the label means this column: 0 is best.
    rank: usize,
}

/// What the search for a header found.
pub(super) enum HeaderSearch {
    Found(Header),
    /// The row that comes closest, and what it lacks.
    Incomplete {
        row: u32,
        missing: Vec<Column>,
    },
    Nothing,
}

/// Finds the header near the top of a sheet, and what stands around it for the whole class.
pub(super) fn find(sheet: &Sheet) -> HeaderSearch {
    let mut closest: Option<(usize, u32, Vec<Column>)> = None;
    let filled: Vec<&Row> = sheet.rows.iter().filter(|row| !row.is_blank()).take(HEADER_ROWS).collect();
    for (index, row) in filled.iter().enumerate() {
        let under = filled.get(index + 1..).unwrap_or_default();
        let beside = class_values::beside_table(row, under);
        let below = under.first().copied().filter(|below| below.number == row.number + 1);
        let mut header = Header::of(row, below, &beside);
        let says_who = |column| header.columns.contains_key(&column);
        let whose = [Column::Name, Column::IdNumber].into_iter().filter(|column| says_who(*column)).count();
        if whose > 0 {
            let (above, from) = filled.split_at(index);
            let end = header.end(row, below, &beside);
            let mut class = class_values::find(above, |_| true);
            let beside = class_values::find(from, |at| at >= end || beside.contains(&at));
            // One alone, beside somebody's row, is a remark on them: 课时：36.
            let is_block = beside.len() > 1 || beside.values().all(|value| value.row == row.number);
            for (column, value) in beside.into_iter().filter(|_| is_block) {
                class.entry(column).or_insert(value);
            }
            header.classes.push((0, class));
        }
        let missing = header.missing();
        if missing.is_empty() {
            header.follow_blocks(sheet);
            return HeaderSearch::Found(header);
        }
        // Rows of labels for the class have many columns that are known, and nobody's name among them.
        let known = header.columns.len() + whose * COLUMN_KINDS;
        if header.columns.len() >= 2 && closest.as_ref().is_none_or(|(best, ..)| known > *best) {
            closest = Some((known, row.number, missing));
        }
    }
    closest.map_or(HeaderSearch::Nothing, |(_, row, missing)| HeaderSearch::Incomplete { row, missing })
}

/// How many columns there are to know.
const COLUMN_KINDS: usize = 13;

impl Header {
    /// The index and label of a column, where the sheet has it.
    pub(super) fn column(&self, column: Column) -> Option<(usize, &str)> {
        self.columns.get(&column).map(|named| (named.index, named.label.as_str()))
    }

    /// What is said once for everybody in this row.
    pub(super) fn class_value(&self, row: u32, column: Column) -> Option<&ClassValue> {
        self.classes.iter().rev().filter(|(from, _)| *from <= row).find_map(|(_, class)| class.get(&column))
    }

    /// The column of a place that a refusal or a warning names.
    pub(super) fn index_of(&self, row: u32, label: &str) -> Option<usize> {
        let mut in_class = self.classes.iter().flat_map(|(_, class)| class.values());
        let by_label = || self.columns.values().find(|named| named.label == label).map(|named| named.index);
        let by_meaning = || self.columns.get(&meaning(label)?.0).map(|named| named.index);
        let class = in_class.find(|value| value.row == row && value.label == label);
        class.map(|value| value.index).or_else(by_label).or_else(by_meaning)
    }

    /// Whether this row is the header again, as on each page of a print-out.
    pub(super) fn is_repeated_by(&self, row: &Row) -> bool {
        [Column::Name, Column::IdNumber].into_iter().all(|column| {
            let text = self.columns.get(&column).map(|named| row.cell(named.index).text()).unwrap_or_default();
            meaning(&text).is_some_and(|(meant, _)| meant == column)
        })
    }

    /// The header that a row is, with the row below it where that one divides columns: 培训时间 over 开始 and 结束.
    fn of(row: &Row, below: Option<&Row>, beside: &BTreeSet<usize>) -> Self {
        let mut header = Self { row: row.number, columns: BTreeMap::new(), classes: Vec::new() };
        for (index, cell) in row.cells.iter().enumerate().filter(|(index, _)| !beside.contains(index)) {
            header.add(index, &label(cell));
        }
        let Some(below) = below.filter(|below| header.divides(below)) else { return header };
        let mut divided = Self { row: below.number, ..header };
        let (mut over, mut found) = (String::new(), false);
        for (index, cell) in below.cells.iter().enumerate() {
            let above = label(row.cell(index));
            if !above.is_empty() {
                over = above;
            }
            let part = label(cell);
            if !part.is_empty() && part != over {
                found |= divided.add(index, &format!("{over}{part}")) || divided.add(index, &part);
            }
        }
        if found { divided } else { Self { row: row.number, ..divided } }
    }

    /// The column after the last of the table: what stands there or further right is said of the class, or of nothing.
    fn end(&self, row: &Row, below: Option<&Row>, beside: &BTreeSet<usize>) -> usize {
        let last = |row: &Row| {
            let is_filled = |(index, cell): &(usize, &Cell)| !beside.contains(index) && !label(cell).is_empty();
            row.cells.iter().enumerate().rfind(is_filled).map_or(0, |(index, _)| index + 1)
        };
        let second = below.filter(|below| below.number == self.row).map_or(0, last);
        last(row).max(second)
    }

    /// What is said between the people of a sheet holds from there on, with the header again below it or without.
    fn follow_blocks(&mut self, sheet: &Sheet) {
        for row in sheet.rows.iter().filter(|row| row.number > self.row && class_values::begins(row)) {
            self.classes.push((row.number, class_values::find(&[row], |_| true)));
        }
    }

    /// A second header row says nothing new about who somebody is, and holds neither numbers nor dates.
    fn divides(&self, below: &Row) -> bool {
        let is_same = |column| {
            self.columns.get(&column).is_some_and(|named| {
                let part = label(below.cell(named.index));
                part.is_empty() || part == named.label
            })
        };
        is_same(Column::Name)
            && is_same(Column::IdNumber)
            && below
                .filled()
                .all(|cell| matches!(cell, Cell::Text(text) if !text.contains(|c: char| c.is_ascii_digit())))
    }

    /// Takes a label for what it means, where it means it more surely than what was there before.
    fn add(&mut self, index: usize, label: &str) -> bool {
        let Some((column, rank)) = meaning(label) else { return false };
        if self.columns.get(&column).is_some_and(|named| named.rank <= rank) {
            return false;
        }
        self.columns.insert(column, Named { index, label: label.into(), rank });
        true
    }

    fn missing(&self) -> Vec<Column> {
        let is_said = |column: &Column| self.classes.iter().any(|(_, class)| class.contains_key(column));
        let lacks = |column: &Column| !self.columns.contains_key(column) && !is_said(column);
        let mut missing: Vec<Column> =
            [Column::Name, Column::IdNumber, Column::Programme].into_iter().filter(lacks).collect();
        if lacks(&Column::Training) {
            let days = [Column::FirstDay, Column::LastDay];
            if days.iter().all(lacks) {
                missing.push(Column::Training);
            } else {
                missing.extend(days.into_iter().filter(lacks));
            }
        }
        missing
    }
}

/// A cell as a label: one line, no spaces.
fn label(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => clean(text).replace(' ', ""),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u32, cells: &[&str]) -> Row {
        Row { number, cells: cells.iter().map(|text| Cell::of_text(text)).collect() }
    }

    fn search(rows: &[&[&str]]) -> HeaderSearch {
        let rows = (1..).zip(rows).map(|(number, cells)| row(number, cells)).collect();
        find(&Sheet { name: String::new(), rows, is_cut: false })
    }

    #[test]
    fn what_is_said_for_the_class_stands_in_for_a_column() {
        let header = found(&[
            &["培训项目：保育师", "", "课时：72"],
            &["培训时间", "2026-03-01至2026-03-15"],
            &["姓名", "身份证号"],
            &["张小一", "13010220000229000X"],
            &["培训项目：育婴员"],
            &["姓名", "身份证号"],
            &["李小二", "130602199912310008"],
            &["培训项目", "电工"],
            &["王小五", "130102199001010007"],
        ]);
        assert_eq!(header.row, 3);
        let said = |row, column| header.class_value(row, column).map(|value| value.cell.text());
        assert_eq!(said(4, Column::Programme).as_deref(), Some("保育师"));
        assert_eq!(said(7, Column::Programme).as_deref(), Some("育婴员"));
        assert_eq!(said(9, Column::Programme).as_deref(), Some("电工"));
        assert_eq!(said(7, Column::Hours).as_deref(), Some("72"));
        assert_eq!(header.index_of(5, "培训项目"), Some(0));
        assert_eq!(header.index_of(4, "身份证号"), Some(1));
    }

    #[test]
    fn a_remark_beside_somebody_is_not_said_of_the_class() {
        let header = found(&[
            &["姓名", "身份证号", "培训项目", "培训时间"],
            &["张小一", "13010220000229000X", "保育师", "2026-03-01至2026-03-15", "课时：36"],
        ]);
        assert!(header.class_value(2, Column::Hours).is_none());
    }

    fn found(rows: &[&[&str]]) -> Header {
        match search(rows) {
            HeaderSearch::Found(header) => header,
            _ => panic!("{rows:?}"),
        }
    }

    #[test]
    fn titles_above_do_not_hide_the_header() {
        let header = found(&[
            &["职业技能培训结业学员花名册"],
            &["培训机构(盖章):", "", "培训时间:2026年9月"],
            &["序号", "学员姓名", "证件号码", "培训工种", "培训时间", "是否合格"],
        ]);
        assert_eq!(header.row, 3);
        assert_eq!(header.column(Column::Name), Some((1, "学员姓名")));
        assert_eq!(header.column(Column::Training), Some((4, "培训时间")));
        assert_eq!(header.column(Column::Hours), None);
    }

    #[test]
    fn a_header_may_have_two_rows() {
        let header = found(&[
            &["序号", "姓名", "身份证号", "培训项目", "培训时间", "", "考核成绩", "", "考核"],
            &["", "", "", "", "开始", "结束", "理论", "实操", "结果"],
            &["1", "张三", "13010220000229000X", "保育师", "2026-03-01", "2026-03-02", "80", "80", "合格"],
        ]);
        assert_eq!(header.row, 2);
        assert_eq!(header.column(Column::FirstDay), Some((4, "培训时间开始")));
        assert_eq!(header.column(Column::LastDay).map(|column| column.0), Some(5));
        assert_eq!(header.column(Column::Result).map(|column| column.0), Some(8));
    }

    #[test]
    fn what_is_missing_is_named() {
        let HeaderSearch::Incomplete { row, missing } = search(&[&["花名册"], &["姓名", "身份证号", "开班日期"]])
        else {
            panic!("a header without programme")
        };
        assert_eq!((row, missing), (2, vec![Column::Programme, Column::LastDay]));
        assert!(matches!(search(&[&["身份证号码请设置为文本格式"]]), HeaderSearch::Nothing));
    }

    #[test]
    fn the_surer_name_wins() {
        let header = found(&[&["职业", "培训项目", "姓名", "身份证号", "开始日期", "结束日期"]]);
        assert_eq!(header.column(Column::Programme).map(|column| column.0), Some(1));
    }
}
