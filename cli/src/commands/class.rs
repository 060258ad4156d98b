//! `hezheng class`: what an institution files: a class with its people before it begins, and who passed when it ended. The
//! roster is read by the importer that issuing reads rosters with.

use crate::clock;
use crate::commands::bureau::shown;
use crate::commands::issue::open_key;
use crate::commands::roster::{fonts, problems, read};
use crate::failure::Failure;
use crate::http::Registry;
use crate::language::Lang;
use hezheng_core::time::Date;
use hezheng_issuer::class::{self, ClassFacts, ClassProblem};
use hezheng_issuer::profile::Profile;
use hezheng_issuer::roster::Roster;
use hezheng_keys::PrivateKey;
use serde_json::{Value, json};
use std::path::PathBuf;

/// 开班备案 · Classes.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Command {
    /// 开班前备案：名册从此固定 · File a class before it begins; its roster is fixed from then on
    File(Box<File>),
    /// 本机构的班级及其状态 · The institution's classes, and where each stands
    List(List),
    /// 结业：名册上合格的人为合格 · File who passed: those whom the roster says did
    Results(ResultsOf),
    /// 撤回尚未受理的班级 · Withdraw a class that waits
    Withdraw(Named),
}

#[derive(clap::Args, Debug)]
pub(crate) struct School {
    /// 学校的配置文件（hezheng setup 写出） · The school's profile, written by hezheng setup
    #[arg(long, default_value = "hezheng.toml")]
    profile: PathBuf,
    /// 输出 JSON · Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args, Debug)]
pub(crate) struct File {
    /// 学员名册 · The roster
    roster: PathBuf,
    /// 有几个工作表时，用哪一个 · Which of several sheets
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// 培训项目在目录中的代码 · The programme's code in the catalogue
    #[arg(long)]
    programme: String,
    /// 第一天；默认按名册 · The first day; the roster's unless given
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    first: Option<Date>,
    /// 最后一天；默认按名册 · The last day; the roster's unless given
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    last: Option<Date>,
    /// 课时；默认按名册 · Class hours; the roster's unless given
    #[arg(long)]
    hours: Option<u32>,
    /// 培训地点 · Where it is taught
    #[arg(long)]
    place: String,
    /// 教师，可写几位 · A teacher; may be given several times
    #[arg(long, required = true)]
    teacher: Vec<String>,
    /// 教学计划，文本文件 · The teaching plan, a text file
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    /// 重新备案：被退回或撤回的班级 · The class that was returned or withdrawn, in whose place this one is filed
    #[arg(long, value_name = "NUMBER")]
    replaces: Option<String>,
    #[command(flatten)]
    school: School,
}

#[derive(clap::Args, Debug)]
pub(crate) struct List {
    /// 只看这一个，连同名册 · Only this one, with its roster
    number: Option<String>,
    #[command(flatten)]
    school: School,
}

#[derive(clap::Args, Debug)]
pub(crate) struct ResultsOf {
    /// 带考核结果的名册 · The roster with the results of the examination
    roster: PathBuf,
    /// 开班备案号 · The class filing number
    number: String,
    /// 有几个工作表时，用哪一个 · Which of several sheets
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    #[command(flatten)]
    school: School,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Named {
    /// 开班备案号 · The class filing number
    number: String,
    #[command(flatten)]
    school: School,
}

/// A day as the command line has it.
fn day(text: &str) -> Result<Date, String> {
    Date::parse_iso(text).ok_or_else(|| "2026-05-21".into())
}

/// Runs the command.
pub(crate) fn run(command: &Command, lang: Lang) -> Result<(), Failure> {
    match command {
        Command::File(file) => file_class(file, lang),
        Command::List(list) => {
            let desk = Desk::of(&list.school, lang)?;
            let wanted = list.number.as_ref().map_or(json!({}), |number| json!({ "number": number }));
            let answer = desk.ask("v1/classes/mine", &wanted)?;
            shown::classes(&answer, list.school.json, lang);
            Ok(())
        }
        Command::Results(results) => file_results(results, lang),
        Command::Withdraw(named) => {
            let desk = Desk::of(&named.school, lang)?;
            let answer = desk.ask("v1/classes/withdraw", &json!({ "number": named.number }))?;
            let words = lang.pick(format!("已撤回 {}。", named.number), format!("Withdrew {}.", named.number));
            shown::done(&answer, named.school.json, &words);
            Ok(())
        }
    }
}

/// An institution at the desk of its bureau.
struct Desk {
    profile: Profile,
    key: PrivateKey,
    registry: Registry,
    lang: Lang,
}

impl Desk {
    fn of(school: &School, lang: Lang) -> Result<Self, Failure> {
        let profile = Profile::load(&school.profile).map_err(|error| Failure::new(error.message(lang.into())))?;
        let key = open_key(&profile, lang).map_err(Failure::new)?;
        let registry = Registry::at(&profile.registry, lang);
        Ok(Self { profile, key, registry, lang })
    }

    fn ask(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.registry.desk(path, body, (&self.key, clock::now()))
    }

    /// A roster in which nothing is wrong: what is filed is fixed.
    fn roster(&self, file: &std::path::Path, sheet: Option<&str>) -> Result<Roster, Failure> {
        let fonts = fonts(&self.profile.template, self.lang).map_err(Failure::new)?;
        let roster = read(file, sheet, &fonts, self.lang).map_err(Failure::new)?;
        if roster.refused.is_empty() {
            return Ok(roster);
        }
        problems(&roster, self.lang);
        Err(Failure::new(faults(self.lang)))
    }
}

fn file_class(file: &File, lang: Lang) -> Result<(), Failure> {
    let desk = Desk::of(&file.school, lang)?;
    let roster = desk.roster(&file.roster, file.sheet.as_deref())?;
    let plan = match &file.plan {
        None => String::new(),
        Some(path) => std::fs::read_to_string(path).map_err(|error| {
            Failure::new(lang.pick(
                format!("{} 读不出来（{error}）。教学计划须是 UTF-8 文本。", path.display()),
                format!("{} cannot be read ({error}); the plan is a text in UTF-8", path.display()),
            ))
        })?,
    };
    let facts = ClassFacts {
        replaces: file.replaces.clone(),
        programme: file.programme.clone(),
        first: file.first,
        last: file.last,
        class_hours: file.hours,
        place: file.place.clone(),
        teachers: file.teacher.clone(),
        plan,
    };
    let filing = class::filing(&facts, &roster, &desk.key).map_err(|problem| not_done(&problem, lang))?;
    let answer = desk.ask("v1/classes", &filing)?;
    let text = |name: &str| answer.get(name).and_then(Value::as_str).unwrap_or_default();
    let words = lang.pick(
        format!(
            "已提交开班备案 {}：学员 {} 人，名册已固定（SHA-256 {}）。\n下一步：等待人社局受理；可用 hezheng class list 查看。",
            text("number"), roster.accepted.len(), text("roster_sha256")
        ),
        format!(
            "Filed class {}: {} people, the roster is fixed (SHA-256 {}).\nNext: the bureau accepts it; hezheng class list shows when.",
            text("number"), roster.accepted.len(), text("roster_sha256")
        ),
    );
    shown::done(&answer, file.school.json, &words);
    Ok(())
}

fn file_results(results: &ResultsOf, lang: Lang) -> Result<(), Failure> {
    let desk = Desk::of(&results.school, lang)?;
    let roster = desk.roster(&results.roster, results.sheet.as_deref())?;
    let shown = desk.ask("v1/classes/mine", &json!({ "number": results.number }))?;
    let filed = shown.get("roster").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let body = class::results(&results.number, &roster, filed).map_err(|problem| not_done(&problem, lang))?;
    let answer = desk.ask("v1/classes/results", &body)?;
    let (count, all, number) = (roster.accepted.len(), filed.len(), &results.number);
    let words = lang.pick(
        format!("{number}：{all} 人中 {count} 人合格，已提交。\n下一步：hezheng issue --class {number}"),
        format!("{number}: {count} of {all} passed; filed.\nNext: hezheng issue --class {number}"),
    );
    shown::done(&answer, results.school.json, &words);
    Ok(())
}

/// Why nothing was filed.
fn not_done(problem: &ClassProblem, lang: Lang) -> Failure {
    Failure::new(match problem {
        ClassProblem::Faults => faults(lang),
        ClassProblem::NotOfABeginning => lang.pick(
            "名册中没有学员，或有人已记为不合格、缺考：开班名册应列出全部学员，不写结果。没有提交。".into(),
            "nothing was filed: the roster has nobody, or says of somebody that they failed or were absent; the roster of a class lists all, without results".into(),
        ),
        ClassProblem::NoHours => lang.pick(
            "名册没有课时。请用 --hours 写明。".into(),
            "the roster has no class hours; say them with --hours".into(),
        ),
        ClassProblem::NotFiled { row, name } => lang.pick(
            format!("第 {row} 行 {name} 不在备案名册中（或有同名同尾号的人）。没有提交：证书只发给备案名册上的人，请核对。"),
            format!("row {row}, {name}: not on the roster that was filed, or not the only one like it; nothing was filed, because certificates are for its people only"),
        ),
        ClassProblem::OtherClass { named, number: Some(number) } => lang.pick(
            format!("名册第 {} 行“{}”写的是另一个班 {}，不是 {number}。没有提交：请核对是不是拿错了名册，或改正备案号。", named.row, named.column, named.number),
            format!("row {} of the roster names another class than {number}, {}, in “{}”; nothing was filed: see whether it is the right roster, or correct the number", named.row, named.number, named.column),
        ),
        ClassProblem::OtherClass { named, number: None } => lang.pick(
            format!("名册第 {} 行“{}”已写着备案号 {}，而新班的备案号由人社局给出。没有提交：请删去它；是重新备案的，请用 --replaces 写明。", named.row, named.column, named.number),
            format!("row {} of the roster names the class {} already, in “{}”, and the bureau has yet to give a new class its number; nothing was filed: remove it, or name the class with --replaces if this one is filed in its place", named.row, named.number, named.column),
        ),
        ClassProblem::Shown => lang.pick(
            "备案系统的应答无法读懂。请更新本程序后再试。".into(),
            "the answer of the registry cannot be read; update this program and try again".into(),
        ),
    })
}

fn faults(lang: Lang) -> String {
    lang.pick(
        "名册有误，没有提交。请改正后再提交：提交后名册不能再改。".into(),
        "nothing was filed: the roster has faults; correct them first, because a roster that is filed is fixed".into(),
    )
}
