//! What comes of a roster, for a person to read: a table of everybody, and beneath it, row by row, what is wrong, left out or
//! to be looked at.
//!
//! Full identity numbers are not in the table, because a screen is seen by more than one person; a sentence about a number
//! that is wrong shows it, because it is to be compared with the card.

use crate::language::Lang;
use crate::width::{cut, pad, wide, wrap};
use hezheng_core::number::IdKind;
use hezheng_issuer::roster::Roster;
use std::collections::BTreeMap;

/// Between two columns.
const GAP: usize = 2;
/// Columns that are cut short rather than left out are cut to no less than this.
const SHORTEST: usize = 8;
/// Below the name of a row.
const INDENT: &str = "    ";
/// Narrower lines are no lines.
const NARROWEST: usize = 20;

/// The columns, in their order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Column {
    Row,
    Name,
    Document,
    Programme,
    Dates,
    Hours,
    State,
}

const COLUMNS: [Column; 7] =
    [Column::Row, Column::Name, Column::Document, Column::Programme, Column::Dates, Column::Hours, Column::State];
/// What a narrow terminal goes without, first to last.
const LEFT_OUT: [Column; 4] = [Column::Hours, Column::Document, Column::Programme, Column::Dates];

/// The table, fitted to a terminal of this width; as wide as it comes where there is none.
pub(crate) fn table(roster: &Roster, width: Option<usize>, language: Lang) -> Vec<String> {
    let rows: Vec<BTreeMap<usize, String>> =
        std::iter::once(titles(language)).chain(people(roster, language)).collect();
    let mut columns: Vec<(Column, usize)> = COLUMNS
        .iter()
        .enumerate()
        .map(|(index, column)| {
            (*column, rows.iter().filter_map(|row| row.get(&index)).map(|text| wide(text)).max().unwrap_or_default())
        })
        .filter(|(_, width)| *width > 0)
        .collect();
    if let Some(width) = width {
        fit(&mut columns, width);
    }
    let line = |row: &BTreeMap<usize, String>| {
        let cells = columns.iter().map(|(column, width)| {
            let text = COLUMNS.iter().position(|known| known == column).and_then(|index| row.get(&index));
            pad(&cut(text.map_or("", String::as_str), *width), *width)
        });
        cells.collect::<Vec<_>>().join(&" ".repeat(GAP)).trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

/// What is to be said beneath the table: a heading for each row, its sentences below it. Rows of which the same is said have
/// one heading.
pub(crate) fn remarks(roster: &Roster, width: Option<usize>, language: Lang) -> Vec<String> {
    let mut by_row: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let lang = hezheng_issuer::language::Lang::from(language);
    for refusal in &roster.refused {
        let column = language.pick(format!("“{}”列", refusal.column), format!("column “{}”", refusal.column));
        let sentence = language
            .pick(format!("✗ {column}：{}", refusal.message(lang)), format!("✗ {column}: {}", refusal.message(lang)));
        by_row.entry(refusal.row).or_default().push(sentence);
    }
    for skipped in &roster.skipped {
        by_row.entry(skipped.row).or_default().push(format!("– {}", skipped.message(lang)));
    }
    for warning in &roster.warnings {
        by_row.entry(warning.row.unwrap_or_default()).or_default().push(format!("! {}", warning.message(lang)));
    }
    let mut groups: Vec<(Vec<u32>, Vec<String>)> = Vec::new();
    for (row, sentences) in by_row {
        match groups.iter_mut().find(|(rows, said)| *said == sentences && !rows.contains(&0)) {
            Some((rows, _)) if row > 0 => rows.push(row),
            _ => groups.push((vec![row], sentences)),
        }
    }
    let width = width.unwrap_or(usize::MAX).max(NARROWEST);
    let mut lines = Vec::new();
    for (rows, sentences) in groups {
        lines.extend(wrap(&heading(roster, &rows, language), "", width));
        lines.extend(sentences.iter().flat_map(|sentence| wrap(sentence, INDENT, width)));
    }
    lines
}

fn titles(language: Lang) -> BTreeMap<usize, String> {
    let zh = ["行", "姓名", "证件", "培训项目", "培训日期", "课时", "结果"];
    let en = ["row", "name", "document", "programme", "training", "hours", "state"];
    language.pick(zh, en).into_iter().map(String::from).enumerate().collect()
}

/// Everybody's row, as far as it could be read.
fn people(roster: &Roster, language: Lang) -> impl Iterator<Item = BTreeMap<usize, String>> {
    let accepted: BTreeMap<u32, _> = roster.accepted.iter().map(|trainee| (trainee.row, trainee)).collect();
    let is_warned = |row: u32| roster.warnings.iter().any(|warning| warning.row == Some(row));
    let row = move |(row, name): (&u32, &String)| {
        let mut cells = BTreeMap::from([(0, row.to_string()), (1, name.clone())]);
        let state = if let Some(trainee) = accepted.get(row) {
            let kind = document(trainee.identity.kind(), language);
            cells.insert(2, format!("{kind} …{}", trainee.identity.tail()));
            cells.insert(3, trainee.programme.clone());
            cells.insert(4, dates(&trainee.training.0.to_string(), &trainee.training.1.to_string()));
            cells.insert(5, trainee.hours.map(|hours| hours.to_string()).unwrap_or_default());
            if is_warned(*row) {
                language.pick("✓ 请核对", "✓ look")
            } else {
                language.pick("✓ 可发证", "✓ ready")
            }
        } else if roster.skipped.iter().any(|skipped| skipped.row == *row) {
            language.pick("– 未通过", "– not passed")
        } else if roster.held.contains(row) {
            language.pick("… 等全班内容", "… waits")
        } else {
            language.pick("✗ 拒绝", "✗ refused")
        };
        cells.insert(6, state.into());
        cells
    };
    roster.names.iter().map(row).collect::<Vec<_>>().into_iter()
}

/// Cuts the longest texts, then leaves columns out, until the rest fits.
fn fit(columns: &mut Vec<(Column, usize)>, width: usize) {
    for cut in [Column::Programme, Column::Name] {
        let over = total(columns).saturating_sub(width);
        if let Some((_, width)) = columns.iter_mut().find(|(column, _)| *column == cut) {
            *width = width.saturating_sub(over).max(SHORTEST.min(*width));
        }
    }
    for left_out in LEFT_OUT {
        if total(columns) > width {
            columns.retain(|(column, _)| *column != left_out);
        }
    }
}

fn total(columns: &[(Column, usize)]) -> usize {
    columns.iter().map(|(_, width)| width + GAP).sum::<usize>().saturating_sub(GAP)
}

fn document(kind: IdKind, language: Lang) -> &'static str {
    match kind {
        IdKind::ResidentId => language.pick("身份证", "ID card"),
        IdKind::HmtResidence => language.pick("居住证", "residence"),
        IdKind::ForeignerPermanent => language.pick("永居证", "permanent"),
        IdKind::HmtPermit => language.pick("通行证", "HK/Macao"),
        IdKind::TaiwanPermit => language.pick("台胞证", "Taiwan"),
        IdKind::Passport => language.pick("护照", "passport"),
        IdKind::Other => language.pick("其他", "other"),
    }
}

/// 2026-05-13–05-27 within one year.
fn dates(first: &str, last: &str) -> String {
    let year = |date: &str| date.split('-').next().map(str::to_owned);
    let short = last.split_once('-').filter(|_| year(first) == year(last)).map_or(last, |(_, rest)| rest);
    format!("{first}–{short}")
}

/// Which rows, and whose where it is one.
fn heading(roster: &Roster, rows: &[u32], language: Lang) -> String {
    let [row] = rows else {
        let spans = spans(rows).join(language.pick("、", ", "));
        return language.pick(format!("第 {spans} 行"), format!("rows {spans}"));
    };
    let name = roster.names.get(row).map(String::as_str).unwrap_or_default();
    match row {
        0 => language.pick("整份名册".into(), "the whole roster".into()),
        row => language.pick(format!("第 {row} 行 {name}"), format!("row {row} {name}")).trim_end().to_owned(),
    }
}

/// 5–9, 12.
fn spans(rows: &[u32]) -> Vec<String> {
    let mut spans: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        match spans.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*row) => *last = *row,
            _ => spans.push((*row, *row)),
        }
    }
    let text = |(first, last): (u32, u32)| if first == last { first.to_string() } else { format!("{first}–{last}") };
    spans.into_iter().map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use hezheng_issuer::roster;

    const ROSTER: &str = "序号,姓名,身份证号,培训项目,开始日期,结束日期,课时,考核结果\n\
        1,张小一,13010220000229000X,保育师,2026-03-01,2026-03-15,72,合格\n\
        2,买买提•艾合买提,130602199912310008,养老护理员（初级）,2026-12-20,2027-01-15,80,合格\n\
        3,王小五,1301,保育师,2026-03-01,,72,合格\n\
        4,赵小六,130102199001010007,保育师,2026-03-01,2026-03-15,72,缺考\n\
        5,钱小七,,保育师,2026-03-01,,72,合格\n";

    fn roster() -> Roster {
        roster::read("a.csv", ROSTER.as_bytes()).unwrap()
    }

    #[test]
    fn columns_are_aligned_by_what_the_eye_sees() {
        let lines = table(&roster(), None, Lang::Zh);
        assert_eq!(
            lines,
            [
                "行  姓名             证件          培训项目            培训日期               课时  结果",
                "2   张小一           身份证 …000X  保育师              2026-03-01–03-15       72    ✓ 可发证",
                "3   买买提·艾合买提  身份证 …0008  养老护理员（初级）  2026-12-20–2027-01-15  80    ✓ 请核对",
                "4   王小五                                                                          ✗ 拒绝",
                "5   赵小六                                                                          – 未通过",
                "6   钱小七                                                                          ✗ 拒绝",
            ]
        );
    }

    #[test]
    fn a_table_fits_its_terminal() {
        for width in [80, 72, 60, 48, 40, 32] {
            for language in [Lang::Zh, Lang::En] {
                let lines = table(&roster(), Some(width), language);
                let widest = lines.iter().map(|line| wide(line)).max().unwrap();
                assert!(widest <= width, "{width}: {widest}\n{}", lines.join("\n"));
                assert!(lines.iter().all(|line| !line.is_empty()) && lines[1].contains("张小一"));
                assert!(lines[1].contains('✓') && lines[3].contains('✗'), "{}", lines.join("\n"));
            }
        }
    }

    #[test]
    fn what_is_wrong_is_said_row_by_row() {
        let lines = remarks(&roster(), Some(60), Lang::Zh);
        let headings: Vec<_> = lines.iter().filter(|line| !line.starts_with(' ')).collect();
        assert_eq!(headings, ["第 3 行 买买提·艾合买提", "第 4 行 王小五", "第 5 行 赵小六", "第 6 行 钱小七"]);
        assert!(lines.iter().all(|line| wide(line) <= 60), "{}", lines.join("\n"));
        assert_eq!(lines.iter().filter(|line| line.trim_start().starts_with('✗')).count(), 4);
    }

    #[test]
    fn rows_of_which_the_same_is_said_are_said_together() {
        assert_eq!(spans(&[5, 6, 7, 9, 11, 12]), ["5–7", "9", "11–12"]);
        let text = ROSTER.lines().take(3).map(|line| line.replace(",72,", ",999,").replace(",80,", ",999,"));
        let text = text.map(|line| line.replace("2026-12-20,2027-01-15", "2026-03-01,2026-03-15").replace('•', "·"));
        let roster = roster::read("a.csv", text.collect::<Vec<_>>().join("\n").as_bytes()).unwrap();
        let lines = remarks(&roster, None, Lang::En);
        assert_eq!(lines.first().map(String::as_str), Some("rows 2–3"));
        assert_eq!(lines.len(), 2, "{lines:?}");
    }
}
