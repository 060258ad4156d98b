//! Why a file as a whole is no roster that can be read.

use std::io::ErrorKind;

use super::shown::{one_line, visible};
use crate::language::Lang;
use crate::roster::column::Column;
use crate::roster::error::{FileProblem, RosterError};
use crate::roster::limits::{FILE_BYTES, ROWS, TRAINEES};

impl RosterError {
    /// What is wrong and what to do about it.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let file = self.file.as_str();
        match lang {
            Lang::Zh => format!("名册 {file}：{}", problem_zh(&self.problem)),
            Lang::En => format!("Roster {file}: {}", problem_en(&self.problem)),
        }
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

/// Names of sheets, which may hold anything.
fn names(names: &[String], between: &str) -> String {
    names.iter().map(|name| visible(name)).collect::<Vec<_>>().join(between)
}

fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1_024 * 1_024)
}
