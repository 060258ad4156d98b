//! What was taught: programme, class hours, occupation code, skill level.

use hezheng_core::limits::PROGRAMME_CHARS;
use hezheng_core::text::{TextError, check_text};

use super::clean::{clean, clean_title, join_hanzi};
use super::limits::CLASS_HOURS;
use super::rule::Rule;
use super::sheet::Cell;

/// Written where there is nothing to write.
const NONE: [&str; 7] = ["-", "--", "/", "\\", "无", "—", "——"];

/// Whether a cell says in words that there is nothing.
pub(super) fn is_nothing(text: &str) -> bool {
    NONE.contains(&text)
}

/// Reads a training programme.
pub(super) fn read_programme(typed: &str) -> Result<String, Rule> {
    let programme = join_hanzi(&clean_title(typed));
    if programme.is_empty() {
        return Err(Rule::ProgrammeMissing);
    }
    match check_text(&programme, 1, PROGRAMME_CHARS) {
        Ok(()) => Ok(programme),
        Err(TextError::Length { chars, .. }) => Err(Rule::ProgrammeTooLong { chars }),
        Err(TextError::Character(c)) => Err(Rule::ProgrammeCharacter(c)),
        Err(TextError::Space | TextError::NotNfc) => Err(Rule::ProgrammeCharacter(' ')),
    }
}

/// Reads class hours: 72, 72学时.
pub(super) fn read_hours(cell: &Cell) -> Result<Option<u32>, Rule> {
    let text = clean(&cell.text()).replace(' ', "");
    if text.is_empty() || NONE.contains(&text.as_str()) {
        return Ok(None);
    }
    let digits = text.trim_end_matches(['学', '课', '小', '时', '节', '个']);
    let digits =
        digits.split_once('.').filter(|(_, part)| part.bytes().all(|b| b == b'0')).map_or(digits, |(whole, _)| whole);
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    match digits.parse() {
        Ok(hours) if is_number && (1..=CLASS_HOURS).contains(&hours) => Ok(Some(hours)),
        _ => Err(Rule::HoursUnreadable),
    }
}

/// Reads a 职业编码, `d-dd-dd-dd` (职业分类大典, 2022).
pub(super) fn read_occupation_code(typed: &str) -> Result<Option<String>, Rule> {
    let code: String = clean(typed).replace(' ', "").chars().map(|c| if is_dash(c) { '-' } else { c }).collect();
    if code.is_empty() || NONE.contains(&code.as_str()) {
        return Ok(None);
    }
    let is_shaped = code.len() == "d-dd-dd-dd".len()
        && code
            .bytes()
            .zip(*b"d-dd-dd-dd")
            .all(|(b, shape)| if shape == b'd' { b.is_ascii_digit() } else { b == shape });
    if is_shaped { Ok(Some(code)) } else { Err(Rule::OccupationCodeMalformed) }
}

/// Reads a skill level: 五级, 5, 初级工 (人社部 职业技能等级: 五级/初级工 to 一级/高级技师).
pub(super) fn read_skill_level(typed: &str) -> Result<Option<u8>, Rule> {
    const LEVELS: [(u8, [&str; 8]); 5] = [
        (1, ["1", "1级", "一级", "高级技师", "一级/高级技师", "1级/高级技师", "高级技师/一级", "Ⅰ"]),
        (2, ["2", "2级", "二级", "技师", "二级/技师", "2级/技师", "技师/二级", "Ⅱ"]),
        (3, ["3", "3级", "三级", "高级工", "三级/高级工", "3级/高级工", "高级工/三级", "高级"]),
        (4, ["4", "4级", "四级", "中级工", "四级/中级工", "4级/中级工", "中级工/四级", "中级"]),
        (5, ["5", "5级", "五级", "初级工", "五级/初级工", "5级/初级工", "初级工/五级", "初级"]),
    ];
    let text = clean(typed).replace(' ', "").replace(['(', '、'], "/").replace(')', "");
    if text.is_empty() || NONE.contains(&text.as_str()) || ["专项", "专项职业能力", "不分等级"].contains(&text.as_str())
    {
        return Ok(None);
    }
    let level = LEVELS.into_iter().find(|(_, names)| names.contains(&text.as_str()));
    level.map(|(level, _)| Some(level)).ok_or(Rule::SkillLevelUnreadable)
}

fn is_dash(c: char) -> bool {
    matches!(c, '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read() {
        for (cell, hours) in [
            (Cell::Number(72.0), Ok(Some(72))),
            (Cell::Text("72学时".into()), Ok(Some(72))),
            (Cell::Text("72.0 课时".into()), Ok(Some(72))),
            (Cell::Blank, Ok(None)),
            (Cell::Number(72.5), Err(Rule::HoursUnreadable)),
            (Cell::Number(0.0), Err(Rule::HoursUnreadable)),
            (Cell::Number(10_000.0), Err(Rule::HoursUnreadable)),
            (Cell::Number(-1.0), Err(Rule::HoursUnreadable)),
            (Cell::Text("两周".into()), Err(Rule::HoursUnreadable)),
        ] {
            assert_eq!(read_hours(&cell), hours, "{}", cell.text());
        }
    }

    #[test]
    fn codes_levels_and_programmes_are_read() {
        assert_eq!(read_occupation_code("4-10-01-03"), Ok(Some("4-10-01-03".into())));
        assert_eq!(read_occupation_code("4—10—01—03"), Ok(Some("4-10-01-03".into())));
        assert_eq!(read_occupation_code("无"), Ok(None));
        assert_eq!(read_occupation_code("4-10-1-3"), Err(Rule::OccupationCodeMalformed));
        for (typed, level) in
            [("五级/初级工", Some(5)), ("3", Some(3)), ("高级技师(一级)", Some(1)), ("", None), ("技师", Some(2))]
        {
            assert_eq!(read_skill_level(typed), Ok(level), "{typed}");
        }
        assert_eq!(read_skill_level("6"), Err(Rule::SkillLevelUnreadable));
        assert_eq!(read_programme(" 保 育 师 "), Ok("保育师".into()));
        assert!(read_programme(&"工".repeat(PROGRAMME_CHARS)).is_ok());
        let long = Rule::ProgrammeTooLong { chars: PROGRAMME_CHARS + 1 };
        assert_eq!(read_programme(&"工".repeat(PROGRAMME_CHARS + 1)), Err(long));
        assert_eq!(read_programme("\u{E000}工"), Err(Rule::ProgrammeCharacter('\u{E000}')));
    }
}
