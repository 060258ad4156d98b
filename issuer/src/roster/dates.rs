//! Days of training, in the ways that people write them.

use hezheng_core::time::Date;

use super::clean::clean;
use super::rule::Rule;
use super::sheet::Cell;

/// Between the parts of one date.
const SEPARATORS: [char; 9] = ['-', '.', '/', '年', '月', '日', '号', '\\', ' '];
/// Between two dates.
const RANGE_SEPARATORS: [char; 9] = ['至', '到', '~', '∼', '〜', '—', '–', '―', '─'];
/// Around dates, without meaning.
const FILLERS: [char; 5] = ['起', '止', '自', '从', '由'];
/// Days from 1970-01-01 to 2000-01-01 and to 2100-01-01: bare numbers between are days that a spreadsheet counted.
const SERIAL_DAYS: std::ops::Range<f64> = 36_526.0..73_051.0;

/// Reads one date: 2026-3-1, 2026.3.1, 2026/03/01, 2026年3月1日, 20260301, with or without a time of day, or a date cell.
pub(super) fn read(cell: &Cell) -> Result<Date, Rule> {
    match cell {
        Cell::Date(date) => Ok(*date),
        Cell::Number(number) if SERIAL_DAYS.contains(number) => Err(Rule::DateIsNumber),
        cell => {
            let text = clean(&cell.text());
            if text.is_empty() {
                return Err(Rule::DateMissing);
            }
            match groups(without_time(&text))?.as_slice() {
                [only] => packed(only),
                [year, month, day] => calendar(year, month, day),
                _ => Err(Rule::DateUnreadable),
            }
        }
    }
}

/// Reads two dates out of one cell: 2026年3月22日至2026年4月3日, 2026.3.22-2026.4.3, 2026年3月22日至4月3日, 3月22日-25日 after
/// a year, 20260322-20260403.
pub(super) fn read_range(cell: &Cell) -> Result<(Date, Date), Rule> {
    let Cell::Text(text) = cell else {
        return Err(if cell.is_blank() { Rule::DateMissing } else { Rule::DateRangeIncomplete });
    };
    let text: String = without_length(&clean(text)).chars().filter(|c| !FILLERS.contains(c)).collect();
    if text.is_empty() {
        return Err(Rule::DateMissing);
    }
    let (first, last) = match text.split_once("--").or_else(|| text.split_once(RANGE_SEPARATORS)) {
        Some((first, last)) => {
            let last = last.trim_start_matches(RANGE_SEPARATORS);
            (groups(without_time(first.trim()))?, groups(without_time(last.trim()))?)
        }
        None => split(groups(&text)?),
    };
    let first_date = match first.as_slice() {
        [only] => packed(only),
        [year, month, day] => calendar(year, month, day),
        _ => Err(Rule::DateUnreadable),
    }?;
    let last_date = match (first.as_slice(), last.as_slice()) {
        (_, []) => Err(Rule::DateRangeIncomplete),
        (_, [year, month, day]) => calendar(year, month, day),
        ([year, ..], [month, day]) => calendar(year.get(..4).unwrap_or_default(), month, day),
        ([year, month, _], [day]) if day.len() <= 2 => calendar(year, month, day),
        (_, [only]) => packed(only),
        _ => Err(Rule::DateUnreadable),
    }?;
    Ok((first_date, last_date))
}

/// The runs of digits; anything between them must be able to stand in a date.
fn groups(text: &str) -> Result<Vec<String>, Rule> {
    let mut groups = vec![String::new()];
    for c in text.chars() {
        match groups.last_mut() {
            Some(last) if c.is_ascii_digit() => last.push(c),
            Some(last) if SEPARATORS.contains(&c) => {
                if !last.is_empty() {
                    groups.push(String::new());
                }
            }
            _ => return Err(Rule::DateUnreadable),
        }
    }
    groups.retain(|group| !group.is_empty());
    Ok(groups)
}

/// Without a separator of its own, a range is two dates in a row: eight digits, or three groups, and the rest.
fn split(mut groups: Vec<String>) -> (Vec<String>, Vec<String>) {
    let is_packed = groups.first().is_some_and(|group| group.len() == 8);
    let last = groups.split_off(groups.len().min(if is_packed { 1 } else { 3 }));
    (groups, last)
}

/// `2026-03-01 00:00:00` or `2026-03-01T00:00:00` without the time of day.
fn without_time(text: &str) -> &str {
    match text.split_once([' ', 'T']) {
        Some((date, time)) if time.contains(':') && time.chars().all(|c| c.is_ascii_digit() || ":.Z".contains(c)) => {
            date
        }
        _ => text,
    }
}

/// `2026.3.1-2026.3.15(15天)`, `…共15天` without the count of days.
fn without_length(text: &str) -> &str {
    let end = text.find(['(', '共']).filter(|_| text.ends_with("天") || text.ends_with("天)"));
    end.and_then(|end| text.get(..end)).unwrap_or(text).trim_end_matches([' ', ',', ';'])
}

fn packed(digits: &str) -> Result<Date, Rule> {
    match (digits.len(), digits.get(..4), digits.get(4..6), digits.get(6..)) {
        (8, Some(year), Some(month), Some(day)) => calendar(year, month, day),
        _ => Err(Rule::DateUnreadable),
    }
}

fn calendar(year: &str, month: &str, day: &str) -> Result<Date, Rule> {
    if year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return Err(Rule::DateUnreadable);
    }
    match (year.parse(), month.parse(), day.parse()) {
        (Ok(year), Ok(month), Ok(day)) => {
            Date::from_ymd(year, month, day).ok_or(Rule::DateNotInCalendar { ymd: (year, month, day) })
        }
        _ => Err(Rule::DateUnreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell {
        Cell::Text(text.into())
    }

    fn day(iso: &str) -> Date {
        Date::parse_iso(iso).unwrap()
    }

    #[test]
    fn a_day_is_read_in_every_way_that_people_write_it() {
        for written in [
            "2026-3-1",
            "2026-03-01",
            "2026.3.1",
            "2026.03.01.",
            "2026/3/1",
            "2026/03/01",
            "2026年3月1日",
            "2026 年 3 月 1 号",
            "20260301",
            "2026\u{FF0E}3\u{FF0E}1",
            "\u{FF12}\u{FF10}26\u{FF0D}3\u{FF0D}1",
            "'2026-03-01",
            "2026-03-01 00:00:00",
            "2026-03-01T00:00:00",
            " 2026-3-1\u{3000}",
        ] {
            assert_eq!(read(&text(written)), Ok(day("2026-03-01")), "{written}");
        }
        assert_eq!(read(&Cell::Date(day("2026-03-01"))), Ok(day("2026-03-01")));
        assert_eq!(read(&Cell::Number(20_260_301.0)), Ok(day("2026-03-01")));
    }

    #[test]
    fn what_is_no_day_says_why() {
        for (cell, rule) in [
            (text("2026-02-30"), Rule::DateNotInCalendar { ymd: (2026, 2, 30) }),
            (text("20261301"), Rule::DateNotInCalendar { ymd: (2026, 13, 1) }),
            (text(""), Rule::DateMissing),
            (Cell::Blank, Rule::DateMissing),
            (text("2026年3月"), Rule::DateUnreadable),
            (text("3/1/2026"), Rule::DateUnreadable),
            (text("26.3.1"), Rule::DateUnreadable),
            (text("三月一日"), Rule::DateUnreadable),
            (text("待定"), Rule::DateUnreadable),
            (text("99999999999999999999"), Rule::DateUnreadable),
            (Cell::Number(46_113.0), Rule::DateIsNumber),
            (Cell::Number(f64::NAN), Rule::DateUnreadable),
        ] {
            assert_eq!(read(&cell), Err(rule), "{}", cell.text());
        }
    }

    #[test]
    fn a_range_is_read_in_every_way_that_people_write_it() {
        for written in [
            "2026年3月22日至2026年4月3日",
            "2026年3月22日至4月3日",
            "2026年3月22日起至2026年4月3日止",
            "2026.3.22-2026.4.3",
            "2026.3.22-4.3",
            "2026-03-22 - 2026-04-03",
            "2026-03-22-2026-04-03",
            "2026/3/22—2026/4/3",
            "2026/3/22——2026/4/3",
            "2026.3.22~2026.4.3",
            "2026.3.22\u{FF5E}4.3",
            "2026-3-22--2026-4-3",
            "20260322-20260403",
            "20260322至20260403",
            "2026-03-22\n至\n2026-04-03",
            "2026.3.22-2026.4.3（共13天）",
            "2026年3月22日至4月3日,共13天",
            "2026年3月22日 08:00至2026年4月3日 17:30",
        ] {
            assert_eq!(read_range(&text(written)), Ok((day("2026-03-22"), day("2026-04-03"))), "{written}");
        }
        for written in ["2026年3月22日至25日", "2026.3.22-25", "2026年3月22日-25日"] {
            assert_eq!(read_range(&text(written)), Ok((day("2026-03-22"), day("2026-03-25"))), "{written}");
        }
    }

    #[test]
    fn half_a_range_is_refused() {
        for cell in [text("2026年3月22日"), text("2026年3月22日至"), text("20260322"), Cell::Date(day("2026-03-22"))]
        {
            assert_eq!(read_range(&cell), Err(Rule::DateRangeIncomplete), "{}", cell.text());
        }
        assert_eq!(read_range(&Cell::Blank), Err(Rule::DateMissing));
        assert_eq!(read_range(&text("72学时")), Err(Rule::DateUnreadable));
    }
}
