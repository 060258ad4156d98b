//! `hezheng issue`: from a roster to signed, registered, printed certificates. Can be run again after anything.

use crate::clock;
use crate::commands::roster::{lang, problems, read, template};
use crate::language::Lang;
use crate::portraits::PortraitArguments;
use crate::progress::Progress;
use crate::registry_clock;
use crate::terminal::{self, Consent};
use crate::words;
use hezheng_core::time::Date;
use hezheng_issuer::http_registry::HttpRegistry;
use hezheng_issuer::issue::{Issuing, RowOutcome, RowResult, dry_run, issue};
use hezheng_issuer::journal::Journal;
use hezheng_issuer::page::Printer;
use hezheng_issuer::page_words;
use hezheng_issuer::profile::Profile;
use hezheng_issuer::registry_port::Registry;
use hezheng_issuer::roster::{Roster, RosterReport};
use hezheng_issuer::standing::Standing;
use hezheng_keys::{PrivateKey, Signer, key_file, random_bytes};
use serde_json::json;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

/// 签发证书 · Issue certificates.
#[derive(clap::Args, Debug)]
pub(crate) struct Arguments {
    /// 名册文件 · The roster
    file: PathBuf,
    /// 学校的配置文件（hezheng setup 写出） · The school's profile, written by hezheng setup
    #[arg(long, default_value = "hezheng.toml")]
    profile: PathBuf,
    /// 放 PDF 的文件夹 · The folder for the PDFs
    #[arg(long)]
    out: PathBuf,
    /// 发证日期，默认今天（北京时间） · Date of issue, today in Shanghai unless given
    #[arg(long, value_name = "YYYY-MM-DD")]
    issued: Option<String>,
    /// 有被拒绝的行也继续，只发其余的人 · Go on without the rows that are refused
    #[arg(long)]
    skip_refused: bool,
    #[command(flatten)]
    portraits: PortraitArguments,
    /// 只说会做什么，不作任何改动 · Say what would be done, changing nothing
    #[arg(long)]
    dry_run: bool,
    /// 输出 JSON · Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command: exit 0 when everybody who passed holds a certificate, 1 when a row was refused, 2 when it stopped.
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
    let (template, fonts) = template(language)?;
    let mut roster = read(&arguments.file, &fonts, language)?;
    arguments.portraits.attach(&mut roster, language)?;
    if !go_on(&roster, arguments, language)? {
        return Ok(ExitCode::from(1));
    }
    let profile = Profile::load(&arguments.profile).map_err(|error| error.message(lang(language)))?;
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
    let pack = registry.pack().map_err(|error| error.message(lang(language)))?;
    let standing = Standing::judge(&pack, &profile.roots, key.kid(), &profile.registry, issued, clock::now())
        .map_err(|error| error.message(lang(language)))?;
    let mut journal = Journal::open(&profile.journal).map_err(|error| error.message(lang(language)))?;
    let printer = Printer {
        fonts,
        template,
        page: profile.page.clone(),
        seal: profile.seal.clone(),
        identity_on_page: profile.identity_on_page,
        folder: arguments.out.clone(),
    };
    let mut run = Issuing {
        standing: &standing,
        signer: &key,
        registry: &mut registry,
        journal: &mut journal,
        printer: &printer,
        issued,
        clock: clock::now,
        random: &mut random_id,
    };
    if arguments.dry_run {
        return Ok(show_plan(&dry_run(&run, &roster.accepted), arguments.json, language));
    }
    std::fs::create_dir_all(&arguments.out).map_err(|error| {
        let out = arguments.out.display();
        language.pick(
            format!("建不了文件夹 {out}（{error}）。请换一个 --out。"),
            format!("cannot make {out} ({error}); give another --out."),
        )
    })?;
    let mut progress = Progress::of(roster.accepted.len(), language);
    let mut done: Vec<RowResult> = Vec::new();
    let finished = issue(&mut run, &roster.accepted, &mut |result| {
        let remark = (!arguments.json && !result.result.is_issued()).then(|| sentence(result, language));
        progress.step(remark.as_deref());
        done.push(result.clone());
    });
    progress.end();
    show_results(&roster, &done, arguments, &profile.registry, language);
    finished.map_err(|error| error.message(lang(language)))?;
    let all_issued = done.iter().all(|result| result.result.is_issued());
    Ok(if all_issued { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Refused rows: a terminal is asked whether to go on without them, otherwise it stops unless told not to.
fn go_on(roster: &Roster, arguments: &Arguments, language: Lang) -> Result<bool, String> {
    if !arguments.json {
        problems(roster, language);
    }
    let refused = roster.refused_rows();
    if refused == 0 || arguments.skip_refused || arguments.dry_run {
        return Ok(true);
    }
    if std::io::stdin().is_terminal() && !arguments.json {
        let others = roster.accepted.len();
        let question = language.pick(
            format!("有 {refused} 行被拒绝。不管它们，先给其余 {others} 人发证吗？"),
            format!("Rows refused: {refused}. Issue to the other {others} without them?"),
        );
        return Ok(terminal::confirm(language, Consent::Asked, &question).is_ok());
    }
    if arguments.json {
        println!("{}", results_json(roster, &[], language));
    }
    eprintln!(
        "{}",
        language.pick(
            format!("有 {refused} 行被拒绝，没有签发任何证书。请改好名册，或加 --skip-refused 先给其余的人发证。"),
            format!("Rows refused: {refused}; nothing was issued. Mend the roster, or issue to the others with --skip-refused."),
        )
    );
    Ok(false)
}

fn open_key(profile: &Profile, language: Lang) -> Result<PrivateKey, String> {
    let passphrase = terminal::passphrase(language, &profile.key, profile.passphrase_file.as_deref())
        .map_err(|failure| failure.message)?;
    key_file::read(&profile.key, &passphrase).map_err(|error| words::keys::file(language, &error).message)
}

fn random_id() -> Option<[u8; 16]> {
    random_bytes().ok()
}

fn show_plan(plan: &[(u32, String, &'static str)], as_json: bool, language: Lang) -> ExitCode {
    if as_json {
        let rows: Vec<_> =
            plan.iter().map(|(row, name, action)| json!({ "row": row, "name": name, "action": action })).collect();
        println!("{}", json!({ "plan": rows }));
        return ExitCode::SUCCESS;
    }
    for (row, name, action) in plan {
        let action = match *action {
            "issue" => language.pick("签发新证书", "a new certificate"),
            "resume" => language.pick("接着上次：登记已签名的证书", "goes on: registers what was signed"),
            "print" => language.pick("已签发：只补 PDF", "issued already: only the PDF"),
            "not_printable" => language.pick("不签发：证书印不出来", "none: its page cannot be made"),
            _ => {
                language.pick("不签发：发证日期早于培训结束", "none: the date of issue lies before the end of training")
            }
        };
        println!("{}  {name}  {action}", language.pick(format!("第 {row} 行"), format!("row {row}")));
    }
    println!("{}", language.pick("以上只是计划，没有作任何改动。", "This is a plan; nothing was changed."));
    ExitCode::SUCCESS
}

/// One row that has no certificate, in words.
fn sentence(result: &RowResult, language: Lang) -> String {
    let row = language
        .pick(format!("✗ 第 {} 行 {}：", result.row, result.name), format!("✗ row {} {}: ", result.row, result.name));
    let why = match &result.result {
        RowOutcome::TooEarly => language.pick(
            "发证日期早于培训结束日期。请用 --issued 给一个不早于培训结束的日期。".into(),
            "the date of issue lies before the end of training; give a later --issued.".into(),
        ),
        RowOutcome::NotPrintable { number: None, problem } => {
            let problem = page_words::problem(lang(language), problem);
            language.pick(format!("没有签发：{problem}"), format!("not issued: {problem}"))
        }
        RowOutcome::NotPrintable { number: Some(number), problem } => {
            let problem = page_words::problem(lang(language), problem);
            language.pick(
                format!("证书 {number} 已备案，但没有 PDF：{problem}"),
                format!("certificate {number} is registered, but there is no PDF: {problem}"),
            )
        }
        RowOutcome::Refused { code, detail } => {
            let detail = detail.in_language(lang(language));
            language.pick(
                format!("备案系统拒绝（{code}）：{detail}"),
                format!("refused by the registry ({code}): {detail}"),
            )
        }
        RowOutcome::Issued { .. } | RowOutcome::AlreadyIssued { .. } | RowOutcome::IssuedElsewhere { .. } => {
            String::new()
        }
    };
    row + &why
}

fn show_results(roster: &Roster, done: &[RowResult], arguments: &Arguments, registry: &str, language: Lang) {
    if arguments.json {
        println!("{}", results_json(roster, done, language));
        return;
    }
    let count = |wanted: fn(&RowOutcome) -> bool| done.iter().filter(|result| wanted(&result.result)).count();
    let issued = count(|outcome| matches!(outcome, RowOutcome::Issued { .. }));
    let earlier = count(|outcome| matches!(outcome, RowOutcome::AlreadyIssued { .. }));
    for result in done {
        match &result.result {
            RowOutcome::AlreadyIssued { number, roster_differs: true, .. } => eprintln!(
                "{}",
                language.pick(
                    format!("! 第 {} 行 {}：名册与已签发的证书 {number} 不同；没有重发。更正须由人社局以新证书替换。", result.row, result.name),
                    format!("! row {} {}: the roster differs from certificate {number}, which stands; a correction replaces it.", result.row, result.name),
                )
            ),
            RowOutcome::IssuedElsewhere { number } => eprintln!(
                "{}",
                language.pick(
                    format!("– 第 {} 行 {}：此人此项培训已有证书 {}，没有重发。", result.row, result.name, number.as_deref().unwrap_or("")),
                    format!("– row {} {}: holds certificate {} of this course already; none was issued.", result.row, result.name, number.as_deref().unwrap_or("")),
                )
            ),
            _ => {}
        }
    }
    let out = arguments.out.display();
    println!(
        "{}",
        language.pick(
            format!("本次签发 {issued} 份，以前已签发 {earlier} 份；PDF 在 {out}"),
            format!("{issued} issued now, {earlier} issued before; the PDFs are in {out}"),
        )
    );
    println!(
        "{}",
        language.pick(
            format!("下一步：hezheng verify {out}/*.pdf --registry {registry} --root 根公钥文件"),
            format!("Next: hezheng verify {out}/*.pdf --registry {registry} --root ROOT.pub.pem"),
        )
    );
}

/// `{"issued": […], "failed": […], "refused": […], "skipped": […]}`, documented in docs/PROGRAM.md.
fn results_json(roster: &Roster, done: &[RowResult], language: Lang) -> serde_json::Value {
    let (mut issued, mut failed) = (Vec::new(), Vec::new());
    for RowResult { row, name, result } in done {
        match result {
            RowOutcome::Issued { number, printed } => issued
                .push(json!({ "row": row, "name": name, "status": "issued", "number": number,
                "file": printed.file, "qr_text": printed.qr_text, "check_code": printed.check_code })),
            RowOutcome::AlreadyIssued { number, printed, roster_differs } => {
                issued.push(json!({ "row": row, "name": name,
                "status": "already_issued", "number": number, "file": printed.file, "qr_text": printed.qr_text,
                "check_code": printed.check_code, "roster_differs": roster_differs }))
            }
            RowOutcome::IssuedElsewhere { number } => {
                issued.push(json!({ "row": row, "name": name, "status": "issued_elsewhere", "number": number }));
            }
            RowOutcome::TooEarly => failed
                .push(json!({ "row": row, "name": name, "code": "issued_before_training_ended",
                "message": sentence(&RowResult { row: *row, name: name.clone(), result: result.clone() }, language) })),
            RowOutcome::NotPrintable { number, problem } => failed
                .push(json!({ "row": row, "name": name, "code": "not_printable", "number": number,
                "message": page_words::problem(lang(language), problem) })),
            RowOutcome::Refused { code, detail } => failed
                .push(json!({ "row": row, "name": name, "code": code, "message": detail.in_language(lang(language)) })),
        }
    }
    let mut all = json!(RosterReport::new(roster, lang(language)));
    if let Some(members) = all.as_object_mut() {
        members.remove("accepted");
        members.insert("issued".into(), issued.into());
        members.insert("failed".into(), failed.into());
    }
    all
}
