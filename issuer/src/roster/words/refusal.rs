//! Why a row is refused. It is long because it is a list: a rule, its sentence, the next rule, in one language and in the
//! other.

use hezheng_core::limits::{CLASS_FILING_CHARS, NAME_CHARS, PROGRAMME_CHARS};

use super::identity_number::{id_number_en, id_number_zh, kinds};
use super::shown::{code_point, one_line};
use crate::language::Lang;
use crate::page_words::{self, HOLDER, PROGRAMME};
use crate::portraits::words as portraits;
use crate::roster::limits::CLASS_HOURS;
use crate::roster::outcome::Refusal;
use crate::roster::rule::Rule;

impl Refusal {
    /// What is wrong, why it matters and what to do.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let (value, column) = (one_line(self.value.as_str()), one_line(&self.column));
        match lang {
            Lang::Zh => refusal_zh(&self.rule, &value, &column),
            Lang::En => refusal_en(&self.rule, &value, &column),
        }
    }
}

fn refusal_zh(rule: &Rule, value: &str, column: &str) -> String {
    match rule {
        Rule::CellError => format!("“{column}”是公式错误 {value}，读不到内容。请改成实际的内容。"),
        Rule::Portrait(problem) => portraits::photograph(Lang::Zh, problem, value),
        Rule::NameMissing => "缺姓名，无法发证。请填写姓名；此行无人的，请删去整行。".into(),
        Rule::NameTooLong { chars } => {
            format!("姓名“{value}”有 {chars} 个字，最多 {NAME_CHARS} 个。请只填姓名，说明写到备注栏。")
        }
        Rule::NamePrivateUse(c) => format!(
            "姓名“{value}”中有自造字 {}，别的电脑显示不出来。请用支持 GB 18030 的输入法照身份证重打此字。",
            code_point(*c)
        ),
        Rule::NameUnprintable(problem) => page_words::unprintable(Lang::Zh, HOLDER, value, problem),
        Rule::NameCharacterLost(c) => {
            format!("姓名“{value}”中的“{c}”像是转换时丢失的生僻字。请用支持 GB 18030 的输入法照身份证补上。")
        }
        Rule::NameMasked => format!("姓名“{value}”被星号遮住，不能印在证书上。请填写全名。"),
        Rule::NameCharacter(c) => format!("姓名“{value}”中有不能使用的字符 {}。请删去后重打姓名。", code_point(*c)),
        Rule::IdNumberMissing => "缺身份证件号码，无法备案。请照证件填写。".into(),
        Rule::IdNumberMasked => format!("证件号码“{value}”被星号遮住，无法备案。请填写完整号码。"),
        Rule::IdNumberStoredAsNumber => format!(
            "证件号码“{value}”存成了数字，末几位或开头的 0 已经丢失，无法找回。请把这一列设为文本格式，再照证件重新输入。"
        ),
        Rule::IdKindNeeded => format!(
            "从号码“{value}”看不出是哪种证件。是居民身份证的，请核对号码；不是的，请加一列“证件类型”，写明{}。",
            kinds(Lang::Zh)
        ),
        Rule::IdKindUnknown => format!("不认识证件类型“{value}”。请改为{}之一。", kinds(Lang::Zh)),
        Rule::IdNumber { kind, error } => id_number_zh(*kind, error, value),
        Rule::ProgrammeMissing => "缺培训项目。请填写培训项目名称。".into(),
        Rule::ProgrammeTooLong { chars } => {
            format!("培训项目“{value}”有 {chars} 个字，最多 {PROGRAMME_CHARS} 个。请填写目录中的项目名称。")
        }
        Rule::ProgrammeCharacter(c) => {
            format!("培训项目“{value}”中有不能使用的字符 {}。请删去后重打。", code_point(*c))
        }
        Rule::ProgrammeUnprintable(problem) => page_words::unprintable(Lang::Zh, PROGRAMME, value, problem),
        Rule::DateMissing => format!("“{column}”没有填。请填写，例如 2026-03-01。"),
        Rule::DateUnreadable => {
            format!("“{column}”中的“{value}”不是能读懂的日期。请写成年月日齐全的形式，例如 2026-03-01。")
        }
        Rule::DateIsNumber => format!(
            "“{column}”中的 {value} 是一个数字，可能是没有设成日期格式的日期。请把这一列设为日期格式，或写成 2026-03-01。"
        ),
        Rule::DateNotInCalendar { ymd: (year, month, day) } => {
            format!("“{column}”中的“{value}”：没有 {year} 年 {month} 月 {day} 日这一天。请改正日期。")
        }
        Rule::DateRangeIncomplete => {
            format!("“{column}”中的“{value}”只有一个日期。请写明起止两天，例如 2026-03-01至2026-03-15。")
        }
        Rule::EndsBeforeStart { first, last } => {
            format!("培训结束日期 {last} 早于开始日期 {first}。请核对这两个日期。")
        }
        Rule::HoursUnreadable => format!("课时“{value}”不是 1 到 {CLASS_HOURS} 的整数。请改正；没有的请留空。"),
        Rule::OccupationCodeMalformed => {
            format!("职业编码“{value}”不是 4-10-01-03 这样的形式。请照《职业分类大典（2022年版）》改正；没有的请留空。")
        }
        Rule::SkillLevelUnreadable => {
            format!("技能等级“{value}”不是一级到五级之一。请写成五级、四级、三级、二级或一级；没有的请留空。")
        }
        Rule::ClassNumberUnreadable => format!(
            "“{column}”中的“{value}”不是开班备案号：最多 {CLASS_FILING_CHARS} 个字，不是日期，也不是证件号码。请照人社局的受理结果改正；没有的请留空。"
        ),
        Rule::ClassNumberStoredAsNumber => {
            format!(
                "“{column}”中的 {value} 存成了数字，末几位已经丢失。请把这一格设为文本格式，再照人社局的受理结果重新输入。"
            )
        }
        Rule::ResultMissing => {
            format!("“{column}”没有填，不知道是否合格。合格的请填“合格”，不合格的请填“不合格”。")
        }
        Rule::ResultUnclear => {
            format!("“{column}”中的“{value}”看不出是否合格。请改为“合格”、“不合格”或“缺考”。")
        }
        Rule::SamePersonTwice { first_row } => format!(
            "证件号码“{value}”与第 {first_row} 行相同，同一人只能发一份证书。请删去重复的一行；另一个培训项目请另做名册。"
        ),
        Rule::ListedAsNotPassed { first_row } => {
            format!("证件号码“{value}”在第 {first_row} 行写的是未合格，两行矛盾。请核对后只留正确的一行。")
        }
    }
}

fn refusal_en(rule: &Rule, value: &str, column: &str) -> String {
    match rule {
        Rule::CellError => format!("“{column}” holds the formula error {value}. Replace it with what belongs there."),
        Rule::Portrait(problem) => portraits::photograph(Lang::En, problem, value),
        Rule::NameMissing => "The name is missing. Fill it in, or delete the row if it is nobody's.".into(),
        Rule::NameTooLong { chars } => format!(
            "The name “{value}” has {chars} characters; {NAME_CHARS} fit. Give the name only and move remarks to another column."
        ),
        Rule::NamePrivateUse(c) => format!(
            "The name “{value}” contains the private-use character {}, which shows differently or not at all elsewhere. Retype that character from the identity card with an input method that knows GB 18030.",
            code_point(*c)
        ),
        Rule::NameUnprintable(problem) => page_words::unprintable(Lang::En, HOLDER, value, problem),
        Rule::NameCharacterLost(c) => format!(
            "In the name “{value}”, “{c}” seems to stand for a rare character that was lost in conversion. Retype it from the identity card."
        ),
        Rule::NameMasked => {
            format!("The name “{value}” is masked and cannot be printed on a certificate. Give the full name.")
        }
        Rule::NameCharacter(c) => {
            format!("The name “{value}” contains {}, which no name may. Remove it and retype the name.", code_point(*c))
        }
        Rule::IdNumberMissing => {
            "The identity number is missing; without it nothing can be registered. Fill it in from the document.".into()
        }
        Rule::IdNumberMasked => {
            format!("The identity number “{value}” is masked and cannot be registered. Give all of it.")
        }
        Rule::IdNumberStoredAsNumber => format!(
            "The identity number “{value}” was stored as a number: its last digits or leading zeros are gone for good. Set the column to text format and retype it from the document."
        ),
        Rule::IdKindNeeded => format!(
            "The number “{value}” does not show which document it is of. Correct it if it is a resident identity card's; otherwise add a column 证件类型 that says one of: {}.",
            kinds(Lang::En)
        ),
        Rule::IdKindUnknown => format!("“{value}” is no known kind of document. Use one of: {}.", kinds(Lang::En)),
        Rule::IdNumber { kind, error } => id_number_en(*kind, error, value),
        Rule::ProgrammeMissing => "The training programme is missing. Fill it in.".into(),
        Rule::ProgrammeTooLong { chars } => format!(
            "The programme “{value}” has {chars} characters; {PROGRAMME_CHARS} fit. Use its name in the catalogue."
        ),
        Rule::ProgrammeCharacter(c) => {
            format!("The programme “{value}” contains {}, which no text may. Remove it and retype.", code_point(*c))
        }
        Rule::ProgrammeUnprintable(problem) => page_words::unprintable(Lang::En, PROGRAMME, value, problem),
        Rule::DateMissing => format!("“{column}” is empty. Fill it in, for example 2026-03-01."),
        Rule::DateUnreadable => format!(
            "“{value}” in “{column}” is no date that can be read. Write year, month and day, for example 2026-03-01."
        ),
        Rule::DateIsNumber => format!(
            "“{column}” holds the bare number {value}, perhaps a date not formatted as one. Format the column as dates or write 2026-03-01."
        ),
        Rule::DateNotInCalendar { ymd: (year, month, day) } => {
            format!("“{value}” in “{column}”: there is no day {year:04}-{month:02}-{day:02}. Correct the date.")
        }
        Rule::DateRangeIncomplete => format!(
            "“{value}” in “{column}” is one date only. Give the first and the last day, for example 2026-03-01至2026-03-15."
        ),
        Rule::EndsBeforeStart { first, last } => {
            format!("The training ends on {last}, before it starts on {first}. Correct one of the two.")
        }
        Rule::HoursUnreadable => {
            format!(
                "Class hours “{value}” are no whole number from 1 to {CLASS_HOURS}. Correct them or leave them out."
            )
        }
        Rule::OccupationCodeMalformed => format!(
            "The occupation code “{value}” is not of the form 4-10-01-03. Correct it from the 2022 catalogue of occupations or leave it out."
        ),
        Rule::SkillLevelUnreadable => {
            format!("The skill level “{value}” is none of 1 to 5 (一级 to 五级). Correct it or leave it out.")
        }
        Rule::ClassNumberUnreadable => format!(
            "“{value}” in “{column}” is no class filing number: that has {CLASS_FILING_CHARS} characters at most and is neither a date nor an identity number. Correct it from what the bureau accepted, or leave it out."
        ),
        Rule::ClassNumberStoredAsNumber => format!(
            "“{column}” holds {value} as a number, whose last digits are gone for good. Set the cell to text format and retype it from what the bureau accepted."
        ),
        Rule::ResultMissing => {
            format!("“{column}” is empty, so nobody knows whether this person passed. Write 合格 or 不合格.")
        }
        Rule::ResultUnclear => {
            format!("“{value}” in “{column}” does not say whether this person passed. Write 合格, 不合格 or 缺考.")
        }
        Rule::SamePersonTwice { first_row } => format!(
            "The identity number “{value}” is that of row {first_row}; nobody gets two certificates. Delete one of the rows, or put another programme into a roster of its own."
        ),
        Rule::ListedAsNotPassed { first_row } => format!(
            "Row {first_row} says that the person with identity number “{value}” did not pass. Keep the row that is right."
        ),
    }
}

#[cfg(test)]
mod tests {
    use hezheng_core::number::{IdKind, IdentityError};

    use super::*;
    use crate::roster::sheet::Shown;

    fn both(rule: Rule, value: &str) -> [String; 2] {
        let refused = Refusal { row: 7, column: "身份证号".into(), value: Shown::new(value), rule };
        [Lang::Zh, Lang::En].map(|lang| refused.message(lang))
    }

    #[test]
    fn a_private_use_character_is_shown_by_its_code_point() {
        for message in both(Rule::NamePrivateUse('\u{E863}'), "\u{E863}玉") {
            assert!(message.contains("U+E863"), "{message}");
        }
    }

    #[test]
    fn a_number_that_lost_digits_says_how_to_bring_them_back() {
        let [zh, en] = both(Rule::IdNumberStoredAsNumber, "130102199806010000");
        assert!(zh.contains("130102199806010000") && zh.contains("文本格式"), "{zh}");
        assert!(en.contains("130102199806010000") && en.contains("text format"), "{en}");
    }

    #[test]
    fn a_check_character_says_what_it_should_be() {
        let error = IdentityError::CheckCharacter { expected: 'X', found: '8' };
        let [zh, en] = both(Rule::IdNumber { kind: IdKind::ResidentId, error }, "130402197205070008");
        assert!(zh.contains("应为 X，现为 8"), "{zh}");
        assert!(en.contains("call for X, not 8"), "{en}");
    }

    #[test]
    fn a_value_never_steers_a_terminal() {
        for message in both(Rule::DateUnreadable, "\u{1B}[2J三月\n一日\u{202E}") {
            assert!(message.contains("<U+001B>[2J三月 一日<U+202E>"), "{message:?}");
        }
    }
}
