//! What people read about a roster, in Chinese and in English: what is wrong with the value shown, why it matters where
//! that is not plain, and what to do. It is long because it is a list: a rule, its two sentences, the next rule.

use std::io::ErrorKind;

use hezheng_core::limits::{CLASS_FILING_CHARS, NAME_CHARS, PROGRAMME_CHARS};
use hezheng_core::number::{IdKind, IdentityError};

use crate::page_words::{self, HOLDER, PROGRAMME};
use crate::portraits::words as portraits;

use super::error::{FileProblem, RosterError};
use super::header::Column;
use super::limits::{CLASS_HOURS, FILE_BYTES, HOURS_A_DAY, PENSION_AGE, ROWS, SHOWN_CHARS, TRAINEES};
use super::outcome::{Refusal, Skipped, Warning};
use super::passing::NotPassed;
use super::rule::{Notice, Rule};

/// A language that people read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lang {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The one of the two that is in this language.
    pub(crate) fn choose<T>(self, zh: T, en: T) -> T {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

pub(super) fn refusal(refusal: &Refusal, lang: Lang) -> String {
    let (value, column) = (one_line(refusal.value.as_str()), one_line(&refusal.column));
    match lang {
        Lang::Zh => refusal_zh(&refusal.rule, &value, &column),
        Lang::En => refusal_en(&refusal.rule, &value, &column),
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

fn id_number_zh(kind: IdKind, error: &IdentityError, value: &str) -> String {
    let kind_name = id_kind(kind, Lang::Zh);
    match error {
        IdentityError::Length { chars: 15 } if kind == IdKind::ResidentId => {
            format!("证件号码“{value}”是 15 位的旧号码，已经停用。请照现在的身份证填写 18 位号码。")
        }
        IdentityError::Length { chars } => format!(
            "{kind_name}号码“{value}”有 {chars} 位，应为{}。请照证件补全或改正；是其他证件的，请写明证件类型。",
            length(kind, Lang::Zh)
        ),
        IdentityError::Character { position, found } => {
            format!("{kind_name}号码“{value}”的第 {position} 位不能是“{found}”。请照证件改正。")
        }
        IdentityError::Prefix => {
            format!("号码“{value}”不是{kind_name}的号码，{}。请核对证件类型和号码。", prefix(kind, Lang::Zh))
        }
        IdentityError::BirthDate => {
            format!("{kind_name}号码“{value}”第 7 至 14 位的出生日期不存在。请照证件改正。")
        }
        IdentityError::CheckCharacter { expected, found } => format!(
            "{kind_name}号码“{value}”的校验码不对：照前 17 位算，末位应为 {expected}，现为 {found}，其中必有一位输错。{}请照证件改正。",
            if value.ends_with("000") {
                "末三位是 000，也可能曾存成数字而丢失了末几位。"
            } else {
                ""
            }
        ),
        IdentityError::Text(_) => format!("证件号码“{value}”中有不能使用的字符或空格。请照证件重新输入。"),
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

fn id_number_en(kind: IdKind, error: &IdentityError, value: &str) -> String {
    let kind_name = id_kind(kind, Lang::En);
    match error {
        IdentityError::Length { chars: 15 } if kind == IdKind::ResidentId => format!(
            "The identity number “{value}” is an old one of 15 digits, no longer in use. Give the 18 characters on the present card."
        ),
        IdentityError::Length { chars } => format!(
            "The number “{value}” has {chars} characters; a {kind_name} has {}. Complete it from the document, or say which other document it is.",
            length(kind, Lang::En)
        ),
        IdentityError::Character { position, found } => format!(
            "Character {position} of the {kind_name} number “{value}” cannot be “{found}”. Correct it from the document."
        ),
        IdentityError::Prefix => format!(
            "The number “{value}” is not that of a {kind_name}: {}. Check the kind of document and the number.",
            prefix(kind, Lang::En)
        ),
        IdentityError::BirthDate => format!(
            "Characters 7 to 14 of the {kind_name} number “{value}” are no day of birth in the calendar. Correct it from the document."
        ),
        IdentityError::CheckCharacter { expected, found } => format!(
            "The check character of the {kind_name} number “{value}” is wrong: the first 17 digits call for {expected}, not {found}, so at least one character is mistyped.{} Correct it from the document.",
            if value.ends_with("000") {
                " It ends in 000: it may have been stored as a number and lost digits."
            } else {
                ""
            }
        ),
        IdentityError::Text(_) => {
            format!("The number “{value}” contains a character or a space that it cannot. Retype it from the document.")
        }
    }
}

/// What is said of a row with nothing wrong in it, where something said for its class is refused.
pub(super) fn held(lang: Lang) -> &'static str {
    lang.choose(
        "这一行没有错，但要等全班共用的内容改正后才能发证。",
        "Nothing is wrong in this row; it waits for what is said once for the class to be corrected.",
    )
}

pub(super) fn skipped(skipped: &Skipped, lang: Lang) -> String {
    let value = one_line(&skipped.value);
    match skipped.reason {
        NotPassed::Failed => lang
            .choose(format!("考核结果为“{value}”，不发证书。"), format!("Did not pass (“{value}”): no certificate.")),
        NotPassed::Absent => lang.choose(
            format!("未参加考核（“{value}”），不发证书。"),
            format!("Did not take the examination (“{value}”): no certificate."),
        ),
    }
}

pub(super) fn warning(warning: &Warning, lang: Lang) -> String {
    match &warning.notice {
        Notice::Corrected { from, to } => {
            let (from, to) = (visible(from.as_str()), shortened(to.as_str()));
            lang.choose(
                format!("“{from}”已读作“{to}”，请核对。"),
                format!("“{from}” was read as “{to}”. Check that it is right."),
            )
        }
        Notice::UnknownRegion { province } => lang.choose(
            format!("身份证号码开头的 {province} 不是任何省份的代码，请核对；号码无误的不必理会。"),
            format!("The identity number begins {province}, which is no province's code. Check it; if it is right, nothing is wrong."),
        ),
        Notice::AgeUnusual { age, on, from } => lang.choose(
            format!("培训开始（{on}）时 {age} 岁，这类培训的学员一般满 {from} 岁、未满 {PENSION_AGE} 岁。请核对证件号码和年龄；无误的不必理会。"),
            format!("Aged {age} when training begins ({on}); trainees of such a course are {from} or older and under {PENSION_AGE} as a rule. Check the identity number; if it is right, nothing is wrong."),
        ),
        Notice::HoursTooDense { hours, days } => lang.choose(
            format!("{hours} 课时排在 {days} 天里，每天超过 {HOURS_A_DAY} 课时。请核对课时和培训日期；无误的不必理会。"),
            format!("{hours} class hours in {days} days are more than {HOURS_A_DAY} a day. Check the hours and the dates; if they are right, nothing is wrong."),
        ),
        Notice::HoursTooSparse { hours, weeks } => lang.choose(
            format!("{hours} 课时分在 {weeks} 周里，每周不到 1 课时。请核对课时和培训日期；无误的不必理会。"),
            format!("{hours} class hours over {weeks} weeks are less than 1 a week. Check the hours and the dates; if they are right, nothing is wrong."),
        ),
        Notice::NoResultColumn => lang.choose(
            "名册没有“考核结果”一列，所有人都按合格处理。有人不合格的，请加上这一列。".into(),
            "No column says who passed (考核结果), so everyone is taken to have. Add the column if somebody did not.".into(),
        ),
        Notice::RowWithoutPerson => lang.choose(
            "这一行没有姓名和证件号码，已略过。".into(),
            "This row has neither a name nor an identity number and was left out.".into(),
        ),
        Notice::AcceptedAbove { first_row } => lang.choose(
            format!("此人在第 {first_row} 行写的是合格，本行写的是未合格；按第 {first_row} 行发证。请核对。"),
            format!("Row {first_row} says that this person passed, this row that they did not; row {first_row} counts. Check it."),
        ),
        Notice::PortraitMissing => lang.choose(
            "没有此人的照片，证书上留空位供贴照片。有照片的，请以身份证号码或名册序号命名后放进照片文件夹。".into(),
            "There is no photograph of this person; the certificate has a place to paste one on. Name the file by the identity number or the roster's 序号 if there is one.".into(),
        ),
        Notice::PortraitsOfNobody { count, first } => portraits::nobodys(lang, *count, first),
        Notice::NoteIgnored(text) => {
            let text = one_line(text.as_str());
            lang.choose(
                format!("“{text}”当作说明文字，已略过。"),
                format!("“{text}” was taken for a note and left out."),
            )
        }
    }
}

pub(super) fn file_problem(error: &RosterError, lang: Lang) -> String {
    let file = error.file.as_str();
    match lang {
        Lang::Zh => format!("名册 {file}：{}", problem_zh(&error.problem)),
        Lang::En => format!("Roster {file}: {}", problem_en(&error.problem)),
    }
}

fn problem_zh(problem: &FileProblem) -> String {
    match problem {
        FileProblem::CannotRead(kind) => match kind {
            ErrorKind::NotFound => "找不到这个文件。请检查文件名和所在的文件夹。".into(),
            ErrorKind::PermissionDenied => "没有权限读取，或正被别的程序打开。请关闭后重试。".into(),
            ErrorKind::IsADirectory => "这是文件夹，不是文件。请指明其中的名册文件。".into(),
            kind => format!("读不出来（{kind}）。请另存一份后重试。"),
        },
        FileProblem::TooLarge { bytes } => format!(
            "文件有 {} MB，最多 {} MB。请删去图片，或只留名册所在的工作表。",
            megabytes(*bytes),
            megabytes(FILE_BYTES)
        ),
        FileProblem::Empty => "文件是空的。请选择填有学员的名册。".into(),
        FileProblem::NotASpreadsheet => "这不是表格文件。请用 Excel 或 WPS 另存为 .xlsx 后重试。".into(),
        FileProblem::WebPage => "这是网页或 XML，只是名字像表格。请用 Excel 或 WPS 打开，另存为 .xlsx 后重试。".into(),
        FileProblem::BinaryWorkbook => "不支持 .xlsb 格式。请用 Excel 另存为 .xlsx 后重试。".into(),
        FileProblem::Password => "文件有密码保护，无法读取。请在 Excel 或 WPS 中去掉密码，另存后重试。".into(),
        FileProblem::Damaged => "文件已损坏，读不完整。请用 Excel 或 WPS 打开，另存为新的 .xlsx 后重试。".into(),
        FileProblem::TooMuchInside => "展开后的内容太多，不像名册。请把学员复制到新的工作簿，另存后重试。".into(),
        FileProblem::Encoding { looks_like } => format!(
            "文字编码不是 UTF-8、GBK 或 GB 18030（看起来像 {looks_like}）。请用 Excel 或 WPS 打开，另存为 .xlsx 后重试。"
        ),
        FileProblem::OpenQuote { row } => {
            format!("第 {row} 行有一个没有配对的双引号，后面的行会被并入同一格。请删去或补全这个引号。")
        }
        FileProblem::NoHeader => {
            "找不到表头。表头应在同一行写明姓名、身份证号码、培训项目、培训开始日期和培训结束日期（或培训起止日期）；全班相同的，也可在表头上方写一次，例如“培训项目：保育师”。"
                .into()
        }
        FileProblem::MissingColumns { sheet, row, missing } => {
            let sheet = if sheet.is_empty() { String::new() } else { format!("工作表“{}”", visible(sheet)) };
            let names: Vec<_> = missing.iter().map(|missing| column(*missing, Lang::Zh)).collect();
            format!("{sheet}第 {row} 行像是表头，但缺少：{}。请补上这些列；全班相同的，也可在表头上方写一次，例如“培训项目：保育师”。", names.join("、"))
        }
        FileProblem::SeveralRosters(sheets) => format!(
            "有 {} 个工作表都像名册：{}。一次只办一个，以免张冠李戴：请用 --sheet 指明，例如 --sheet \"{}\"。",
            sheets.len(),
            names(sheets, "、"),
            names(sheets.get(..1).unwrap_or_default(), "")
        ),
        FileProblem::NoSuchSheet { wanted, sheets } if sheets.is_empty() => {
            format!("没有工作表“{}”：这个文件不分工作表。请去掉 --sheet。", visible(wanted))
        }
        FileProblem::NoSuchSheet { wanted, sheets } => {
            format!("没有工作表“{}”，只有：{}。请改正 --sheet。", visible(wanted), names(sheets, "、"))
        }
        FileProblem::SeveralClasses { first, second } => format!(
            "第 {} 行“{}”是“{}”，第 {} 行“{}”却是“{}”：一个名册只办一个班，没有再读下去。请改成同一个开班备案号，或分成两个名册。",
            second.row,
            one_line(&second.column),
            one_line(&second.number),
            first.row,
            one_line(&first.column),
            one_line(&first.number)
        ),
        FileProblem::NoTrainees => "表头下面没有学员。请填写学员后重试。".into(),
        FileProblem::TooManyRows => {
            format!("名册有内容的行超过 {ROWS} 行，一个名册最多 {TRAINEES} 人，没有再读下去。请分成几个文件。")
        }
        FileProblem::TooManyTrainees { count } => {
            format!("有 {count} 人，一个名册最多 {TRAINEES} 人。请分成几个文件。")
        }
    }
}

fn problem_en(problem: &FileProblem) -> String {
    match problem {
        FileProblem::CannotRead(kind) => match kind {
            ErrorKind::NotFound => "there is no such file. Check its name and folder.".into(),
            ErrorKind::PermissionDenied => {
                "it may not be read, or another program has it open. Close it and try again.".into()
            }
            ErrorKind::IsADirectory => "this is a folder. Name the roster file in it.".into(),
            kind => format!("it cannot be read ({kind}). Save a copy elsewhere and try again."),
        },
        FileProblem::TooLarge { bytes } => format!(
            "the file has {} MB, more than {}. Remove pictures, or keep only the sheet with the roster.",
            megabytes(*bytes),
            megabytes(FILE_BYTES)
        ),
        FileProblem::Empty => "the file is empty. Choose the roster with the trainees in it.".into(),
        FileProblem::NotASpreadsheet => "this is not a spreadsheet. Save the roster as .xlsx and try again.".into(),
        FileProblem::WebPage => {
            "this is a web page or XML under a spreadsheet's name. Open it in Excel or WPS, save it as .xlsx and try again."
                .into()
        }
        FileProblem::BinaryWorkbook => "the .xlsb format is not supported. Save it as .xlsx and try again.".into(),
        FileProblem::Password => {
            "the file is protected with a password. Remove the password in Excel or WPS, save it and try again.".into()
        }
        FileProblem::Damaged => {
            "the file is damaged and cannot be read to its end. Open it in Excel or WPS, save it as a new .xlsx and try again."
                .into()
        }
        FileProblem::TooMuchInside => {
            "it unpacks to more than any roster holds. Copy the trainees into a new workbook and try again.".into()
        }
        FileProblem::Encoding { looks_like } => format!(
            "its text is not UTF-8, GBK or GB 18030 (it looks like {looks_like}). Open it in Excel or WPS, save it as .xlsx and try again."
        ),
        FileProblem::OpenQuote { row } => format!(
            "row {row} has a quotation mark without its partner, which swallows the rows after it. Remove or close it."
        ),
        FileProblem::NoHeader => {
            "there is no header. One row must name 姓名, 身份证号码, 培训项目, 培训开始日期 and 培训结束日期 (or 培训起止日期); what is the same for the whole class may stand above it once, as “培训项目：保育师”.".into()
        }
        FileProblem::MissingColumns { sheet, row, missing } => {
            let sheet = if sheet.is_empty() { String::new() } else { format!(" of sheet “{}”", visible(sheet)) };
            let names: Vec<_> = missing.iter().map(|missing| column(*missing, Lang::En)).collect();
            format!("row {row}{sheet} looks like the header but lacks: {}. Add these columns, or say above it what is the same for the whole class, as “培训项目：保育师”.", names.join(", "))
        }
        FileProblem::SeveralRosters(sheets) => format!(
            "{} sheets look like rosters: {}. One is dealt with at a time, so that no class is taken for another: say which with --sheet, as in --sheet \"{}\".",
            sheets.len(),
            names(sheets, ", "),
            names(sheets.get(..1).unwrap_or_default(), "")
        ),
        FileProblem::NoSuchSheet { wanted, sheets } if sheets.is_empty() => {
            format!("there is no sheet “{}”, for this file has no sheets. Leave --sheet out.", visible(wanted))
        }
        FileProblem::NoSuchSheet { wanted, sheets } => {
            format!("there is no sheet “{}”, only: {}. Correct --sheet.", visible(wanted), names(sheets, ", "))
        }
        FileProblem::SeveralClasses { first, second } => format!(
            "row {} says “{}” in “{}”, but row {} says “{}” in “{}”; a roster is of one class, so nothing further was read. Give one class filing number, or make it two rosters.",
            second.row,
            one_line(&second.number),
            one_line(&second.column),
            first.row,
            one_line(&first.number),
            one_line(&first.column)
        ),
        FileProblem::NoTrainees => "there is nobody below the header. Fill in the trainees and try again.".into(),
        FileProblem::TooManyRows => format!(
            "more than {ROWS} of its rows hold something; a roster holds {TRAINEES} people at most, and nothing further was read. Split it into several files."
        ),
        FileProblem::TooManyTrainees { count } => {
            format!("it lists {count} people; a roster holds {TRAINEES} at most. Split it into several files.")
        }
    }
}

fn column(column: Column, lang: Lang) -> &'static str {
    let (zh, en) = match column {
        Column::Name => ("姓名", "姓名 (name)"),
        Column::IdKind => ("证件类型", "证件类型 (kind of document)"),
        Column::IdNumber => ("身份证号码", "身份证号码 (identity number)"),
        Column::Programme => ("培训项目", "培训项目 (programme)"),
        Column::OccupationCode => ("职业编码", "职业编码 (occupation code)"),
        Column::SkillLevel => ("技能等级", "技能等级 (skill level)"),
        Column::Hours => ("课时", "课时 (class hours)"),
        Column::Training => ("培训起止日期", "培训起止日期 (first and last day)"),
        Column::FirstDay => ("培训开始日期", "培训开始日期 (first day)"),
        Column::LastDay => ("培训结束日期", "培训结束日期 (last day)"),
        Column::Result => ("考核结果", "考核结果 (result)"),
        Column::Serial => ("序号", "序号 (serial)"),
        Column::ClassNumber => ("开班备案号", "开班备案号 (class filing number)"),
    };
    lang.choose(zh, en)
}

fn id_kind(kind: IdKind, lang: Lang) -> &'static str {
    let (zh, en) = match kind {
        IdKind::ResidentId => ("居民身份证", "resident identity card"),
        IdKind::HmtResidence => ("港澳台居民居住证", "residence permit for Hong Kong, Macao and Taiwan residents"),
        IdKind::ForeignerPermanent => ("外国人永久居留身份证", "foreign permanent resident identity card"),
        IdKind::HmtPermit => ("港澳居民来往内地通行证", "mainland travel permit for Hong Kong and Macao residents"),
        IdKind::TaiwanPermit => ("台湾居民来往大陆通行证", "mainland travel permit for Taiwan residents"),
        IdKind::Passport => ("护照", "passport"),
        IdKind::Other => ("其他", "other document"),
    };
    lang.choose(zh, en)
}

fn kinds(lang: Lang) -> String {
    // The column takes Chinese names only, so they are given in English too.
    let names: Vec<_> = IdKind::ALL.into_iter().map(|kind| id_kind(kind, Lang::Zh)).collect();
    names.join(lang.choose("、", ", "))
}

fn length(kind: IdKind, lang: Lang) -> &'static str {
    let (zh, en) = match kind {
        IdKind::ResidentId | IdKind::HmtResidence => (" 18 位", "18"),
        IdKind::ForeignerPermanent => (" 18 位或 15 位", "18 or 15"),
        IdKind::HmtPermit => (" 9 位或 11 位", "9 or 11"),
        IdKind::TaiwanPermit => (" 8 位", "8"),
        IdKind::Passport => (" 5 至 20 位", "5 to 20"),
        IdKind::Other => (" 4 至 100 个字符", "4 to 100"),
    };
    lang.choose(zh, en)
}

fn prefix(kind: IdKind, lang: Lang) -> &'static str {
    let (zh, en) = match kind {
        IdKind::HmtResidence => ("它应以 81、82 或 83 开头", "those begin 81, 82 or 83"),
        IdKind::ForeignerPermanent => ("它应以 9 开头", "those begin 9"),
        IdKind::HmtPermit => ("它应以 H 或 M 开头", "those begin H or M"),
        _ => (
            "以 81、82、83 开头的是港澳台居民居住证，以 9 开头的是外国人永久居留身份证",
            "81, 82 and 83 begin residence permits for Hong Kong, Macao and Taiwan residents, 9 foreigners' cards",
        ),
    };
    lang.choose(zh, en)
}

fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// A value as it stands, without line breaks and without what could steer a terminal or turn a sentence round. A
/// private-use character stays: somebody has to find it.
fn one_line(value: &str) -> String {
    let is_shown = |c: char| hezheng_core::text::is_allowed(c) || hezheng_core::text::is_private_use(c);
    let spelt = |c: char| if c.is_whitespace() { " ".into() } else { format!("<{}>", code_point(c)) };
    let shown = shortened(value.trim());
    shown.chars().map(|c| if c == ' ' || is_shown(c) { c.into() } else { spelt(c) }).collect()
}

/// The beginning of a value that is longer than a sentence bears.
fn shortened(value: &str) -> std::borrow::Cow<'_, str> {
    match value.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", value.get(..end).unwrap_or_default()).into(),
        None => value.into(),
    }
}

/// A value in which what cannot be seen is spelt out.
fn visible(value: &str) -> String {
    shortened(value)
        .chars()
        .map(|c| if c != ' ' && !hezheng_core::text::is_allowed(c) { format!("<{}>", code_point(c)) } else { c.into() })
        .collect()
}

/// Names of sheets, which may hold anything.
fn names(names: &[String], between: &str) -> String {
    names.iter().map(|name| visible(name)).collect::<Vec<_>>().join(between)
}

fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1_024 * 1_024)
}

#[cfg(test)]
mod tests {
    use super::super::sheet::Shown;
    use super::*;

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

    #[test]
    fn what_cannot_be_seen_is_spelt_out_in_a_correction() {
        let notice = Notice::Corrected { from: Shown::new("薛明\u{200B}"), to: Shown::new("薛明") };
        let warning = Warning { row: Some(3), column: "姓名".into(), notice };
        assert_eq!(warning.message(Lang::Zh), "“薛明<U+200B>”已读作“薛明”，请核对。");
    }
}
