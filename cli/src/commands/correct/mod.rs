//! `hezheng correct`: a new certificate in the place of one whose data is wrong. The clerk sees old beside new, files it, and
//! collects it when the bureau's officers have had it carried out. Can be run again after anything.

mod said;

use crate::commands::issue::{make_folder, open_key};
use crate::commands::roster::{fonts, problems, read};
use crate::language::Lang;
use crate::portraits::PortraitArguments;
use crate::terminal::{self, Consent};
use crate::{clock, registry_clock, words};
use hezheng_core::status::order::Reason;
use hezheng_core::time::Date;
use hezheng_issuer::correction::{Begun, Correcting, CorrectionError};
use hezheng_issuer::http_registry::HttpRegistry;
use hezheng_issuer::journal::Journal;
use hezheng_issuer::page::Printer;
use hezheng_issuer::profile::Profile;
use hezheng_issuer::registry_port::Registry;
use hezheng_issuer::roster::{Roster, Trainee};
use hezheng_issuer::standing::Standing;
use hezheng_keys::{Signer, random_bytes};
use hezheng_pdf::Fonts;
use said::{said, show};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// 更正 · Put a new certificate in the place of one whose data is wrong.
#[derive(clap::Args, Debug)]
pub(crate) struct Arguments {
    /// 要更正的旧证书的序列号 · The number of the certificate to be replaced
    #[arg(required_unless_present = "collect", conflicts_with = "collect")]
    number: Option<String>,
    /// 已改正的名册；--collect 时仅在证书要印完整证件号码时需要 · The mended roster
    #[arg(required_unless_present_any = ["collect", "withdraw"], conflicts_with_all = ["withdraw", "collect"])]
    roster: Option<PathBuf>,
    /// 名册中的第几行（名册只有一人时不需要） · Which row of the roster, where it has more than one
    #[arg(long, value_name = "N", conflicts_with_all = ["collect", "withdraw"])]
    row: Option<u32>,
    /// 领取人社局已批准的新证书 · Collect what the bureau has carried out
    #[arg(long, conflicts_with_all = ["withdraw", "portraits"])]
    collect: bool,
    /// --collect 时的名册，证书上要印完整证件号码时才需要 · A roster for --collect, where pages show full identity numbers
    #[arg(long, value_name = "FILE", requires = "collect")]
    with_roster: Option<PathBuf>,
    /// 名册有几个工作表时，用哪一个 · Which of several sheets of the roster
    #[arg(long, value_name = "NAME", conflicts_with = "withdraw")]
    sheet: Option<String>,
    #[command(flatten)]
    portraits: PortraitArguments,
    /// 撤回等待审批的更正 · Withdraw the correction that waits
    #[arg(long, conflicts_with = "portraits")]
    withdraw: bool,
    /// 学校的配置文件（hezheng setup 写出） · The school's profile, written by hezheng setup
    #[arg(long, default_value = "hezheng.toml")]
    profile: PathBuf,
    /// 放 PDF 的文件夹 · The folder for the PDFs
    #[arg(long, default_value = ".")]
    out: PathBuf,
    /// 原因 · Why
    #[arg(long, value_parser = words::order::parse_reason, default_value = "wrong-data")]
    reason: Reason,
    /// 新证书的发证日期，默认今天（北京时间） · Date of issue of the new certificate, today in Shanghai unless given
    #[arg(long, value_name = "YYYY-MM-DD")]
    issued: Option<String>,
    /// 不再询问 · Do not ask
    #[arg(long)]
    yes: bool,
    /// 输出 JSON · Print JSON
    #[arg(long)]
    json: bool,
}

/// Why the program ends before everything was done.
struct Ended {
    message: String,
    code: u8,
}

impl From<String> for Ended {
    fn from(message: String) -> Self {
        Self { message, code: 2 }
    }
}

/// Runs the command: exit 0 when everything was filed, waits or was collected, 1 when a correction was refused or nothing
/// could be filed, 2 when it stopped.
pub(crate) fn run(arguments: &Arguments, language: Lang) -> ExitCode {
    match attempt(arguments, language) {
        Ok(code) => code,
        Err(Ended { message, code }) => {
            eprintln!("{message}");
            ExitCode::from(code)
        }
    }
}

fn attempt(arguments: &Arguments, language: Lang) -> Result<ExitCode, Ended> {
    let profile = Profile::load(&arguments.profile).map_err(|error| error.message(language.into()))?;
    let fonts = fonts(&profile.template, language)?;
    let trainees = trainees(arguments, &fonts, language)?;
    let issued = match &arguments.issued {
        None => clock::now().shanghai_day(),
        Some(text) => Date::parse_iso(text).ok_or_else(|| {
            language.pick(
                format!("--issued {text} 不是日期；应写成 2026-11-23。"),
                format!("--issued {text} is no date; write 2026-11-23."),
            )
        })?,
    };
    let key = open_key(&profile, language)?;
    registry_clock::check(&profile.registry, clock::now, language)?;
    let mut registry = HttpRegistry::new(&profile.registry, &key, clock::now);
    let pack = registry.pack().map_err(|error| error.message(language.into()))?;
    let standing = Standing::judge(&pack, &profile.roots, key.kid(), &profile.registry, issued, clock::now())
        .map_err(|error| error.message(language.into()))?;
    let mut journal = Journal::open(&profile.journal).map_err(|error| error.message(language.into()))?;
    let printer = Printer::of_school(&profile, fonts, &arguments.out);
    let mut run = Correcting {
        standing: &standing,
        signer: &key,
        registry: &mut registry,
        journal: &mut journal,
        printer: &printer,
        clock: clock::now,
        random: &mut || random_bytes().ok(),
    };
    match (&arguments.number, trainees.as_slice()) {
        (Some(number), _) if arguments.withdraw => withdraw(&mut run, number, arguments, language),
        (Some(number), [trainee]) => file(&mut run, number, (trainee, issued), arguments, language),
        _ => {
            make_folder(&arguments.out, language)?;
            let outcomes = run.collect(&trainees).map_err(|error| ended(&error, language))?;
            Ok(said(&outcomes, arguments, language))
        }
    }
}

fn ended(error: &CorrectionError, language: Lang) -> Ended {
    let is_stopped = matches!(
        error,
        CorrectionError::Registry(_)
            | CorrectionError::NotProved(..)
            | CorrectionError::Page(..)
            | CorrectionError::Journal(_)
            | CorrectionError::NoRandomness
    );
    Ended { message: error.message(language.into()), code: if is_stopped { 2 } else { 1 } }
}

fn file(
    run: &mut Correcting<'_>,
    number: &str,
    (trainee, issued): (&Trainee, Date),
    arguments: &Arguments,
    language: Lang,
) -> Result<ExitCode, Ended> {
    let proposal = run.propose(number, trainee, issued).map_err(|error| ended(&error, language))?;
    if proposal.begun == Begun::Nothing {
        if !arguments.json {
            show(&proposal, trainee, language);
        }
        let consent = if arguments.yes { Consent::Given } else { Consent::Asked };
        let question = language.pick("提交以上更正？", "File this correction?");
        terminal::confirm(language, consent, question)
            .map_err(|failure| Ended { message: failure.message, code: 1 })?;
    }
    make_folder(&arguments.out, language)?;
    let outcome = run.file(&proposal, trainee, arguments.reason).map_err(|error| ended(&error, language))?;
    Ok(said(&[outcome], arguments, language))
}

fn withdraw(run: &mut Correcting<'_>, number: &str, arguments: &Arguments, language: Lang) -> Result<ExitCode, Ended> {
    let new = run.withdraw(number).map_err(|error| ended(&error, language))?;
    if arguments.json {
        println!("{}", json!({ "corrections": [{ "replaces": number, "number": new, "status": "withdrawn" }] }));
    } else {
        println!(
            "{}",
            language.pick(
                format!("已撤回对 {number} 的更正；预留的序列号 {new} 不再使用。旧证书不变。"),
                format!("the correction of {number} is withdrawn, and its number {new} is not used any more; the certificate stands."),
            )
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// The rows of the roster: the one that is meant, or for collecting all.
fn trainees(arguments: &Arguments, fonts: &Fonts, language: Lang) -> Result<Vec<Trainee>, Ended> {
    let sheet = arguments.sheet.as_deref();
    if let Some(file) = &arguments.with_roster {
        return Ok(read(file, sheet, fonts, language)?.accepted);
    }
    let Some(file) = &arguments.roster else { return Ok(Vec::new()) };
    let mut roster = read(file, sheet, fonts, language)?;
    arguments.portraits.attach(&mut roster, language)?;
    chosen(&roster, file, arguments, language).map(|trainee| vec![trainee])
}

fn chosen(roster: &Roster, file: &Path, arguments: &Arguments, language: Lang) -> Result<Trainee, Ended> {
    let refused = |message: String| Ended { message, code: 1 };
    let file = file.display();
    match (arguments.row, roster.accepted.as_slice()) {
        (Some(row), all) => all.iter().find(|trainee| trainee.row == row).cloned().ok_or_else(|| {
            problems(roster, language);
            refused(language.pick(
                format!("{file} 第 {row} 行没有可以发证的人：不是数据行，或被拒绝，或未通过。请核对 --row，或按提示改好这一行。"),
                format!("row {row} of {file} has nobody who can be given a certificate: it is no row of data, or was refused, or did not pass; check --row, or mend the row"),
            ))
        }),
        (None, [trainee]) => Ok(trainee.clone()),
        (None, []) => {
            problems(roster, language);
            Err(refused(language.pick(
                format!("{file} 里没有可以发证的人。请按提示改好名册。"),
                format!("{file} has nobody who can be given a certificate; mend the roster"),
            )))
        }
        (None, several) => Err(refused(language.pick(
            format!("{file} 里有 {} 人，不知道要更正的是哪一行。请用 --row 指明行号。", several.len()),
            format!("{file} has {} people, and it is not known which row is meant; say it with --row", several.len()),
        ))),
    }
}
