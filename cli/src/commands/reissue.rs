//! `hezheng reissue`: a lost certificate's page, printed again with the mark 补发. Number and statement stay as they are.

use crate::clock;
use crate::commands::issue::make_folder;
use crate::commands::roster::{fonts, read};
use crate::language::Lang;
use hezheng_core::limits::PACK_BYTES;
use hezheng_issuer::journal::Journal;
use hezheng_issuer::page::Printer;
use hezheng_issuer::profile::Profile;
use hezheng_issuer::reissue::{ReissueError, Reissued, Reissuing, reissue};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

/// 补发 · Print lost certificates again, with that mark.
#[derive(clap::Args, Debug)]
pub(crate) struct Arguments {
    /// 证书序列号（可多个） · The numbers of the certificates
    #[arg(required = true)]
    number: Vec<String>,
    /// 学校的配置文件（hezheng setup 写出） · The school's profile, written by hezheng setup
    #[arg(long, default_value = "hezheng.toml")]
    profile: PathBuf,
    /// 放 PDF 的文件夹 · The folder for the PDFs
    #[arg(long)]
    out: PathBuf,
    /// 名册，证书上要印完整证件号码时才需要 · A roster, needed only where the page shows full identity numbers
    #[arg(long)]
    roster: Option<PathBuf>,
    /// 名册有几个工作表时，用哪一个 · Which of several sheets of the roster
    #[arg(long, value_name = "NAME", requires = "roster")]
    sheet: Option<String>,
    /// 数据包，没有网络时用（hezheng pack fetch 得到） · A pack, where there is no network (from hezheng pack fetch)
    #[arg(long)]
    pack: Option<PathBuf>,
    /// 输出 JSON · Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command: exit 0 when every page was printed, 1 when one was not, 2 when it could not begin.
pub(crate) fn run(arguments: &Arguments, language: Lang) -> ExitCode {
    match attempt(arguments, language) {
        Ok(code) => code,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn attempt(arguments: &Arguments, language: Lang) -> Result<ExitCode, String> {
    let profile = Profile::load(&arguments.profile).map_err(|error| error.message(language.into()))?;
    let fonts = fonts(&profile.template, language)?;
    let trainees = match &arguments.roster {
        Some(roster) => read(roster, arguments.sheet.as_deref(), &fonts, language)?.accepted,
        None => Vec::new(),
    };
    let pack = pack(arguments, &profile, language)?;
    let mut journal = Journal::open(&profile.journal).map_err(|error| error.message(language.into()))?;
    make_folder(&arguments.out, language)?;
    let printer = Printer::of_school(&profile, fonts, &arguments.out);
    let mut run = Reissuing {
        journal: &mut journal,
        printer: &printer,
        roots: &profile.roots,
        pack: &pack,
        trainees: &trainees,
        now: clock::now(),
    };
    let done: Vec<_> = arguments.number.iter().map(|number| (number, reissue(&mut run, number))).collect();
    if arguments.json {
        println!("{}", results(&done, language));
    } else {
        done.iter().for_each(|(number, result)| say(number, result, language));
    }
    Ok(if done.iter().all(|(_, result)| result.is_ok()) { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The pack given, or else the registry's.
fn pack(arguments: &Arguments, profile: &Profile, language: Lang) -> Result<Vec<u8>, String> {
    match &arguments.pack {
        Some(file) => std::fs::read(file).map_err(|error| {
            let file = file.display();
            language.pick(
                format!("{file}：无法读取（{error}）。请检查路径，或运行 hezheng pack fetch 重新获取。"),
                format!("{file}: it cannot be read ({error}); check the path, or fetch it with hezheng pack fetch."),
            )
        }),
        None => {
            let registry = crate::http::Registry::at(&profile.registry, language);
            registry.get("v1/pack", PACK_BYTES).map_err(|failure| {
                let how = language.pick(
                    "没有网络时，可用 --pack 指定先前获取的数据包。",
                    "Without a network, name a pack fetched before with --pack.",
                );
                format!("{}{}{how}", failure.message, language.pick("", " "))
            })
        }
    }
}

fn say(number: &str, result: &Result<Reissued, ReissueError>, language: Lang) {
    let done = match result {
        Ok(done) => done,
        Err(error) => return eprintln!("✗ {}", error.message(language.into())),
    };
    if let Some(reason) = done.unconfirmed {
        eprintln!(
            "{}",
            language.pick(
                format!("! {number}：数据包不能确认这张证书现在是否有效（{}）。交给学员之前，请联网核验。", reason.code()),
                format!("! {number}: the pack cannot confirm that this certificate is in force ({}); verify it online before it is handed over.", reason.code()),
            )
        );
    }
    let file = done.printed.file.display();
    println!("{}", language.pick(format!("已补发 {number}：{file}"), format!("printed again, {number}: {file}")));
}

/// `{"reissued": […], "failed": […]}`, documented in docs/PROGRAM.md.
fn results(done: &[(&String, Result<Reissued, ReissueError>)], language: Lang) -> Value {
    let (mut reissued, mut failed) = (Vec::new(), Vec::new());
    for (number, result) in done {
        match result {
            Ok(Reissued { printed, unconfirmed }) => reissued.push(json!({ "number": number, "file": printed.file,
                "qr_text": printed.qr_text, "check_code": printed.check_code,
                "unconfirmed": unconfirmed.map(|reason| reason.code()) })),
            Err(error) => failed
                .push(json!({ "number": number, "code": error.code(), "message": error.message(language.into()) })),
        }
    }
    json!({ "reissued": reissued, "failed": failed })
}
