//! `hezheng issue`: from a roster to signed, registered, printed certificates. Can be run again after anything.

mod plan;
mod requests;
mod results;
mod waiting;

use crate::clock;
use crate::commands::roster::{fonts, problems, read};
use crate::language::Lang;
use crate::portraits::PortraitArguments;
use crate::progress::Progress;
use crate::registry_clock;
use crate::terminal::{self, Consent};
use crate::words;
use hezheng_core::time::Date;
use hezheng_issuer::http_registry::{HttpRegistry, Retrying};
use hezheng_issuer::issue::{CHUNK, Issuing};
use hezheng_issuer::journal::Journal;
use hezheng_issuer::outcome::RowResult;
use hezheng_issuer::page::Printer;
use hezheng_issuer::plan::AfterRefusal;
use hezheng_issuer::profile::Profile;
use hezheng_issuer::registry_port::Registry;
use hezheng_issuer::results::{self as batch, Place, ResultFile};
use hezheng_issuer::roster::Roster;
use hezheng_issuer::standing::Standing;
use hezheng_keys::{PrivateKey, Signer, key_file, random_bytes};
use plan::PlanText;
use requests::KeepsRequests;
use results::Results;
use std::cell::RefCell;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use waiting::Waiting;

/// How long a registry is waited for, unless `--wait` says otherwise: a restart, a line that comes back.
const WAIT_SECS: u64 = 300;
/// How long the first time, when nothing is begun: a wrong address is sooner said.
const FIRST_WAIT_SECS: u64 = 15;

/// 签发证书 · Issue certificates.
#[derive(clap::Args, Debug)]
pub(crate) struct Arguments {
    /// 名册文件 · The roster
    file: PathBuf,
    /// 有几个工作表时，发哪一个 · Which of several sheets
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// 学校的配置文件（hezheng setup 写出） · The school's profile, written by hezheng setup
    #[arg(long, default_value = "hezheng.toml")]
    profile: PathBuf,
    /// 放 PDF 的文件夹 · The folder for the PDFs
    #[arg(long)]
    out: PathBuf,
    /// 发证日期，默认今天（北京时间） · Date of issue, today in Shanghai unless given
    #[arg(long, value_name = "YYYY-MM-DD")]
    issued: Option<String>,
    /// 开班备案号：证书属于这个班，只发给备案名册上合格的人；名册写了备案号的可不写 · The class that was filed; its certificates are
    /// for those on its roster who passed. Not needed where the roster names it
    #[arg(long, value_name = "NUMBER")]
    class: Option<String>,
    /// 有被拒绝的行也继续，只发其余的人 · Go on without the rows that are refused
    #[arg(long)]
    skip_refused: bool,
    #[command(flatten)]
    portraits: PortraitArguments,
    /// 人社局没有批准的，改正后再次申请：使用新的编号 · Apply again for what the bureau refused, with new numbers
    #[arg(long)]
    again: bool,
    /// 不再询问，按计划签发 · Carry the plan out without asking
    #[arg(long)]
    yes: bool,
    /// 备案系统连不上时最多等多少秒，默认 300 · Seconds to wait for a registry that cannot be reached
    #[arg(long, value_name = "SECONDS")]
    wait: Option<u64>,
    /// 不做哪些汇总文件：结果表、压缩包、打印文件 · Files of the batch that are not wanted
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FILE,…")]
    leave_out: Vec<Unwanted>,
    /// 把每份备案请求另存到这个文件夹，可交给 hezheng registry policy explain；内有完整证件号码，只有本人可读 · Keep each request to
    /// register in this folder, for hezheng registry policy explain; whole identity numbers are in them, for their owner alone
    #[arg(long, value_name = "FOLDER", conflicts_with = "dry_run")]
    requests: Option<PathBuf>,
    /// 只说会做什么，不作任何改动 · Say what would be done, changing nothing
    #[arg(long)]
    dry_run: bool,
    /// 输出 JSON · Print JSON
    #[arg(long)]
    json: bool,
}

/// A file of the batch.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(crate) enum Unwanted {
    /// 结果表 · The workbook of results
    Results,
    /// 压缩包 · The archive
    Zip,
    /// 打印文件 · The file for the print shop
    Print,
}

impl Arguments {
    /// The files of the batch that are wanted.
    fn files(&self) -> Vec<ResultFile> {
        let files = [
            (Unwanted::Results, ResultFile::Workbook),
            (Unwanted::Zip, ResultFile::Archive),
            (Unwanted::Print, ResultFile::Print),
        ];
        files.into_iter().filter(|(name, _)| !self.leave_out.contains(name)).map(|(_, file)| file).collect()
    }

    fn after_refusal(&self) -> AfterRefusal {
        if self.again { AfterRefusal::ApplyAgain } else { AfterRefusal::Stop }
    }

    fn consent(&self) -> Consent {
        if self.yes { Consent::Given } else { Consent::Asked }
    }
}

/// Runs the command: exit 0 when everybody who passed holds a certificate, 1 when a row was refused, 2 when it stopped.
pub(crate) fn run(arguments: &Arguments, language: Lang) -> ExitCode {
    match attempt(arguments, language) {
        Ok(code) => code,
        Err(message) => {
            terminal::warn(&message);
            ExitCode::from(2)
        }
    }
}

fn attempt(arguments: &Arguments, language: Lang) -> Result<ExitCode, String> {
    let profile = Profile::load(&arguments.profile).map_err(|error| error.message(language.into()))?;
    let fonts = fonts(&profile.template, language)?;
    let mut roster = read(&arguments.file, arguments.sheet.as_deref(), &fonts, language)?;
    arguments.portraits.attach(&mut roster, language)?;
    take_class(&mut roster, arguments.class.as_deref(), language)?;
    if !may_go_on(&roster, arguments, language) {
        return Ok(ExitCode::from(1));
    }
    let issued = date_of_issue(arguments, language)?;
    let key = open_key(&profile, language)?;
    registry_clock::check(&profile.registry, clock::now, language)?;
    let progress = RefCell::new(None);
    let waiting = Waiting { progress: &progress, language };
    let wait = |wait: Duration, why: &str| waiting.wait(wait, why);
    let patience = Duration::from_secs(arguments.wait.unwrap_or(FIRST_WAIT_SECS));
    let retrying = Retrying { patience, random: &random_number, wait: &wait };
    let mut registry = HttpRegistry::new(&profile.registry, &key, clock::now).retrying(retrying);
    let pack = registry.pack().map_err(|error| error.message(language.into()))?;
    registry.be_patient(Duration::from_secs(arguments.wait.unwrap_or(WAIT_SECS)));
    let standing = Standing::judge(&pack, &profile.roots, key.kid(), &profile.registry, issued, clock::now())
        .map_err(|error| error.message(language.into()))?;
    let requests = arguments.requests.clone();
    requests.iter().try_for_each(|folder| make_folder(folder, language))?;
    let mut registry = KeepsRequests { registry: &mut registry, folder: requests, failed: None };
    let mut journal = Journal::open(&profile.journal).map_err(|error| error.message(language.into()))?;
    let printer = Printer::of_school(&profile, fonts, &arguments.out);
    let mut run = Issuing {
        standing: &standing,
        signer: &key,
        registry: &mut registry,
        journal: &mut journal,
        printer: &printer,
        issued,
        clock: clock::now,
        chunk: CHUNK,
        random: &mut || random_bytes().ok(),
    };
    let mut plan = run.plan(&roster.accepted, arguments.after_refusal());
    let text = PlanText { roster: &roster, standing: &standing, printer: &printer, issued, language };
    if arguments.dry_run {
        text.show_dry(&plan, arguments.json);
        return Ok(ExitCode::SUCCESS);
    }
    let must_ask = plan.registers() && arguments.consent() == Consent::Asked;
    // Without a terminal there will be no consent: then no numbers are reserved either.
    if !must_ask || std::io::stdin().is_terminal() {
        run.reserve(&mut plan).map_err(|error| error.message(language.into()))?;
    }
    if must_ask || !arguments.json {
        text.show(&plan, arguments.json);
    }
    if must_ask && let Err(declined) = terminal::confirm(language, arguments.consent(), &text.question(&plan)) {
        terminal::warn(&declined.message);
        if std::io::stdin().is_terminal() {
            terminal::warn(language.pick(
                "已预留的编号没有作废，下次签发时使用。",
                "The numbers that were reserved are not lost: the next run uses them.",
            ));
        }
        return Ok(ExitCode::from(1));
    }
    make_folder(&arguments.out, language)?;
    progress.replace(Some(Progress::of(plan.steps.len(), language)));
    let mut done: Vec<RowResult> = Vec::new();
    let finished = run.carry_out(&plan, &mut |result| {
        let is_worth_saying = !arguments.json && !result.result.is_issued();
        let remark = is_worth_saying.then(|| results::sentence(&result, language));
        progress.borrow_mut().iter_mut().for_each(|progress| progress.step(remark.as_deref()));
        done.push(result);
    });
    progress.borrow_mut().iter_mut().for_each(Progress::end);
    done.sort_by_key(|result| result.row);
    let files = finished.map_err(|error| error.message(language.into())).and_then(|()| {
        let place = Place::below(&arguments.out, &arguments.file, issued, language.into());
        batch::write(&run, &plan, &roster, &done, &place, &arguments.files())
            .map_err(|error| error.message(language.into()))
    });
    let shown = files.as_ref().map(Vec::as_slice).unwrap_or_default();
    let results = Results { roster: &roster, done: &done, files: shown, language };
    registry.problem(language).iter().for_each(|problem| terminal::warn(problem));
    if arguments.json {
        terminal::say(&results.json().to_string());
    } else {
        results.show(&arguments.out, &profile.registry);
    }
    files?;
    let all_issued = done.iter().all(|result| result.result.is_issued());
    Ok(if all_issued { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The class that is named on the command line, where one is; the roster may not name another.
fn take_class(roster: &mut Roster, class: Option<&str>, language: Lang) -> Result<(), String> {
    let Some(class) = class else { return Ok(()) };
    if let Some(named) = roster.class.as_ref().and_then(|named| named.other_than(class)) {
        let (row, column, number) = (named.row, &named.column, &named.number);
        return Err(language.pick(
            format!("名册第 {row} 行“{column}”是 {number}，--class 却是 {class}，没有签发任何证书。请核对是不是拿错了名册，再改正其中一个。"),
            format!("row {row} of the roster says {number} in “{column}”, but --class says {class}; nothing was issued. See whether it is the right roster, then correct one of the two."),
        ));
    }
    roster.accepted.iter_mut().for_each(|trainee| trainee.class_filing = Some(class.into()));
    Ok(())
}

/// Refused rows: whoever will be asked about the plan sees them there; otherwise it stops unless told not to.
fn may_go_on(roster: &Roster, arguments: &Arguments, language: Lang) -> bool {
    if !arguments.json {
        problems(roster, language);
    }
    let refused = roster.refused_rows();
    let is_asked = std::io::stdin().is_terminal() && !arguments.json && !arguments.yes;
    if refused == 0 || arguments.skip_refused || arguments.dry_run || is_asked {
        return true;
    }
    if arguments.json {
        terminal::say(&Results { roster, done: &[], files: &[], language }.json().to_string());
    }
    terminal::warn(&language.pick(
        format!("有 {refused} 行被拒绝，没有签发任何证书。请改好名册，或加 --skip-refused 先给其余的人发证。"),
        format!(
            "Rows refused: {refused}; nothing was issued. Mend the roster, or issue to the others with --skip-refused."
        ),
    ));
    false
}

fn date_of_issue(arguments: &Arguments, language: Lang) -> Result<Date, String> {
    let Some(text) = &arguments.issued else { return Ok(clock::now().shanghai_day()) };
    Date::parse_iso(text).ok_or_else(|| {
        language.pick(
            format!("--issued {text} 不是日期；应写成 2026-11-23。"),
            format!("--issued {text} is no date; write 2026-11-23."),
        )
    })
}

/// The school's issuing key, with its passphrase from the file or the terminal.
pub(crate) fn open_key(profile: &Profile, language: Lang) -> Result<PrivateKey, String> {
    let passphrase = terminal::passphrase(language, &profile.key, profile.passphrase_file.as_deref())
        .map_err(|failure| failure.message)?;
    key_file::read(&profile.key, &passphrase).map_err(|error| words::keys::file(language, &error).message)
}

/// Makes the folder for PDFs where it is not there.
pub(crate) fn make_folder(out: &Path, language: Lang) -> Result<(), String> {
    std::fs::create_dir_all(out).map_err(|error| {
        let out = out.display();
        language.pick(
            format!("建不了文件夹 {out}（{error}）。请换一个位置。"),
            format!("cannot make {out} ({error}); give another place."),
        )
    })
}

/// For waits that differ from one school to the next. Without randomness they are merely the same.
fn random_number() -> u64 {
    random_bytes().map_or(0, u64::from_ne_bytes)
}
