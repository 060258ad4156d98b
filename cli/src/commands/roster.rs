//! `hezheng roster check`: what would happen, row by row, changing nothing.

use crate::language::Lang;
use crate::portraits::PortraitArguments;
use crate::{roster_table, terminal};
use hezheng_issuer::page_words;
use hezheng_issuer::roster::{self, Roster, RosterReport};
use hezheng_pdf::{Fonts, Template};
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// 名册 · Rosters.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Command {
    /// 检查名册，不作任何改动；有一行被拒绝就退出 1 · Check a roster, changing nothing; exit 1 if a row is refused
    Check(CheckArguments),
}

/// What is checked, and what is made of it.
#[derive(clap::Args, Debug)]
pub(crate) struct CheckArguments {
    /// 名册文件 (.xlsx .xls .ods .csv) · The roster
    file: PathBuf,
    /// 有几个工作表时，看哪一个 · Which of several sheets
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// 另写一份 .xlsx，在有问题的格子上标色加批注；含个人信息 · Write an .xlsx copy with the cells at fault marked and
    /// commented; it holds personal data
    #[arg(long, value_name = "FILE.xlsx")]
    annotate: Option<PathBuf>,
    #[command(flatten)]
    portraits: PortraitArguments,
    /// 输出 JSON · Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub(crate) fn run(command: &Command, language: Lang) -> ExitCode {
    let Command::Check(arguments) = command;
    match check(arguments, language) {
        Ok(code) => code,
        Err(message) => {
            terminal::warn(&message);
            ExitCode::from(2)
        }
    }
}

fn check(arguments: &CheckArguments, language: Lang) -> Result<ExitCode, String> {
    if let Some(copy) = &arguments.annotate {
        check_name(copy, language)?;
    }
    let (_, fonts) = template(language)?;
    let sheet = arguments.sheet.as_deref();
    let (name, bytes) = roster::load(&arguments.file).map_err(|error| error.message(language.into()))?;
    let mut roster = roster::read_sheet(&name, &bytes, sheet).map_err(|error| error.message(language.into()))?;
    roster.refuse_unprintable(&fonts);
    arguments.portraits.attach(&mut roster, language)?;
    if let Some(copy) = &arguments.annotate {
        let annotated = roster::annotate(&name, &bytes, sheet, &roster, language.into())
            .map_err(|error| error.message(language.into()))?;
        write_copy(copy, &annotated, language)?;
    }
    if arguments.json {
        let report = serde_json::to_string(&RosterReport::new(&roster, language.into()));
        terminal::say(&report.map_err(|error| error.to_string())?);
    } else {
        let width = terminal::width();
        for line in roster_table::table(&roster, width, language) {
            terminal::say(&line);
        }
        let remarks = roster_table::remarks(&roster, width, language);
        if !remarks.is_empty() {
            terminal::say("");
        }
        remarks.iter().for_each(|line| terminal::say(line));
        summary(&roster, arguments.annotate.as_deref(), language);
    }
    Ok(if roster.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Said before anything is read: a copy under another name would not open.
fn check_name(copy: &Path, language: Lang) -> Result<(), String> {
    if copy.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx")) {
        return Ok(());
    }
    let copy = copy.display();
    Err(language.pick(
        format!("--annotate {copy}：批注件是 .xlsx 文件，用别的扩展名会打不开。请改成以 .xlsx 结尾的文件名。"),
        format!("--annotate {copy}: the copy is an .xlsx file and would not open under another name; give a name that ends in .xlsx."),
    ))
}

/// Writes the copy beside what is there, never over it: the file might be the roster itself, or another. Only its owner may
/// read it, because it holds what the roster holds.
fn write_copy(path: &Path, bytes: &[u8], language: Lang) -> Result<(), String> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let shown = path.display();
    let mut file = options.open(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => language.pick(
            format!("{shown} 已经存在，没有覆盖。请给 --annotate 换一个文件名，或先删去它。"),
            format!("{shown} exists and was not overwritten; give --annotate another name, or delete it first."),
        ),
        _ => language.pick(
            format!("写不了批注件 {shown}（{error}）。请给 --annotate 换一个地方。"),
            format!("cannot write the annotated copy {shown} ({error}); give --annotate another place."),
        ),
    })?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|error| {
        // Half a copy is none.
        let _ = std::fs::remove_file(path);
        language.pick(
            format!("批注件 {shown} 没有写完，已删去（{error}）。请检查磁盘空间后重试。"),
            format!("the annotated copy {shown} could not be finished and was removed ({error}); see whether the disk is full, and try again."),
        )
    })
}

/// The template of the certificates, and its fonts.
pub(crate) fn template(language: Lang) -> Result<(Template, Fonts), String> {
    let template = Template::built_in().map_err(|error| error.to_string())?;
    let fonts = fonts(&template, language)?;
    Ok((template, fonts))
}

/// The fonts of a template.
pub(crate) fn fonts(template: &Template, language: Lang) -> Result<Fonts, String> {
    Fonts::from_system(template).map_err(|error| page_words::font(language.into(), &error))
}

/// What comes of a roster that is to be printed in these fonts.
pub(crate) fn read(file: &Path, sheet: Option<&str>, fonts: &Fonts, language: Lang) -> Result<Roster, String> {
    let mut roster = roster::read_file(file, sheet).map_err(|error| error.message(language.into()))?;
    roster.refuse_unprintable(fonts);
    Ok(roster)
}

/// What is wrong, left out or put right, with where it stands.
pub(crate) fn problems(roster: &Roster, language: Lang) {
    let row = |row: u32| language.pick(format!("第 {row} 行"), format!("row {row}"));
    for skipped in &roster.skipped {
        eprintln!("– {}  {}", row(skipped.row), skipped.message(language.into()));
    }
    for refusal in &roster.refused {
        let column = language.pick(format!("“{}”列", refusal.column), format!("column “{}”", refusal.column));
        eprintln!("✗ {} {column}  {}", row(refusal.row), refusal.message(language.into()));
    }
    for warning in &roster.warnings {
        let place = warning.row.map(row).unwrap_or_default();
        eprintln!("! {place}  {}", warning.message(language.into()));
    }
}

fn summary(roster: &Roster, copy: Option<&Path>, language: Lang) {
    let (accepted, refused, skipped) = (roster.accepted.len(), roster.refused_rows(), roster.skipped.len());
    let (held, warned) = (roster.held.len(), roster.warnings.len());
    let waiting =
        language.pick(format!("等全班内容 {held} 人；"), format!("{held} wait for what is said of the class; "));
    let waiting = if held == 0 { "" } else { &waiting };
    terminal::say("");
    terminal::say(&language.pick(
        format!("可以发证 {accepted} 人；{waiting}拒绝 {refused} 行；未通过 {skipped} 人；提醒 {warned} 处。"),
        format!(
            "{accepted} can be issued; {waiting}{refused} rows refused; {skipped} did not pass; {warned} warnings."
        ),
    ));
    if let Some(class) = &roster.class {
        let (row, column, number) = (class.row, &class.column, &class.number);
        terminal::say(&language.pick(
            format!("开班备案号：{number}（第 {row} 行“{column}”），全名册都按这个班签发。"),
            format!("Class: {number} (row {row}, “{column}”); everybody's certificate will name it."),
        ));
    }
    if let Some(copy) = copy.map(Path::display) {
        terminal::say(&language.pick(
            format!("批注件：{copy}（含姓名和证件号码，请妥善保管，用完删除）"),
            format!("Annotated copy: {copy} (names and identity numbers are in it: keep it safe, delete it after use)"),
        ));
    }
    terminal::say(if refused == 0 {
        language.pick(
            "下一步：hezheng issue 名册 --profile 配置 --out 文件夹",
            "Next: hezheng issue ROSTER --profile FILE --out FOLDER",
        )
    } else {
        language.pick(
            "下一步：按提示改好名册再检查；或签发时加 --skip-refused 先发其余的人。",
            "Next: mend the roster and check again, or issue the others with --skip-refused.",
        )
    });
}
