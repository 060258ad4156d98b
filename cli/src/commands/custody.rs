//! `hezheng registry fsck`, `backup`, `restore` and `migrate`: keeping a registry's store.

use crate::language::Lang;
use crate::terminal::{say, warn};
use hezheng_registry::Config;
use hezheng_registry::chores::Done;
use hezheng_registry::custody::{self, Backup, By, CustodyError, Step};
use hezheng_registry::fsck::{FINDINGS, LogReport, Progress, Report};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use std::cell::Cell;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

/// 检查数据库 · Check a store.
#[derive(clap::Args, Debug)]
pub(crate) struct FsckArguments {
    /// 配置文件 · The configuration
    #[arg(long)]
    config: PathBuf,
    /// 检查另一个数据库，例如备份 · Another store to check, such as a backup
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
    /// 发现这么多问题就停 · Stop after so many findings
    #[arg(long, value_name = "N", default_value_t = FINDINGS)]
    findings: usize,
    /// 用 JSON 输出 · Answer in JSON
    #[arg(long)]
    json: bool,
}

/// 备份数据库 · Back a store up.
#[derive(clap::Args, Debug)]
pub(crate) struct BackupArguments {
    /// 配置文件 · The configuration
    #[arg(long)]
    config: PathBuf,
    /// 备份写到哪个文件，该文件须不存在 · The file to write, which must not be there
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// 从备份恢复 · Make a store from a backup.
#[derive(clap::Args, Debug)]
pub(crate) struct RestoreArguments {
    /// 配置文件；其中的数据库须不存在 · The configuration; the store that it names must not be there
    #[arg(long)]
    config: PathBuf,
    /// 备份 · The backup
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
}

/// 迁移数据库 · Move a store.
#[derive(clap::Args, Debug)]
pub(crate) struct MigrateArguments {
    /// 配置文件（用其中的密封密钥和根密钥） · The configuration, for its sealing key and root keys
    #[arg(long)]
    config: PathBuf,
    /// 从哪个数据库，不作改动 · The store to copy, which stays as it is
    #[arg(long, value_name = "STORE")]
    from: String,
    /// 到哪个空数据库 · The empty store to fill
    #[arg(long, value_name = "STORE")]
    to: String,
}

/// 0 clean, 1 something is wrong, 2 could not run.
pub(crate) fn fsck(arguments: &FsckArguments, lang: Lang) -> ExitCode {
    let shown = Shown::new(lang);
    let checked = Config::load(&arguments.config).map_err(|error| error.to_string()).and_then(|config| {
        let store = arguments.store.as_deref();
        let checked =
            custody::fsck(&config, store, arguments.findings.max(1), &mut |progress| shown.checked(&progress));
        checked.map_err(|error| error.to_string())
    });
    shown.end();
    match checked {
        Err(message) => {
            warn(&message);
            ExitCode::from(2)
        }
        Ok(report) => {
            if arguments.json {
                say(&as_json(&report).to_string())
            } else {
                say_report(&report, lang)
            }
            ExitCode::from(u8::from(!report.findings.is_empty()))
        }
    }
}

pub(crate) fn backup(arguments: &BackupArguments, lang: Lang) -> Result<(), String> {
    let config = Config::load(&arguments.config).map_err(|error| error.to_string())?;
    let shown = Shown::new(lang);
    let backup = custody::backup(&config, &arguments.out, &mut |step| shown.step(&step));
    shown.end();
    let Backup { copied, by } = backup.map_err(|error| error.to_string())?;
    let (out, rows, commit) = (arguments.out.display(), copied.rows, copied.commit);
    say(&match by {
        By::Registry => lang.pick(
            format!("已备份到 {out}：第 {commit} 次提交，{rows} 行；备案系统照常运行。"),
            format!("Backed up to {out}: commit {commit}, {rows} rows; the registry ran on."),
        ),
        By::Itself => lang.pick(
            format!("已备份到 {out}：第 {commit} 次提交，{rows} 行；备案系统没有运行。"),
            format!("Backed up to {out}: commit {commit}, {rows} rows; no registry was running."),
        ),
    });
    say_sealing_key(&config, lang);
    say(lang.pick("请用 hezheng registry fsck --store 检查备份。", "Check it with hezheng registry fsck --store."));
    Ok(())
}

pub(crate) fn restore(arguments: &RestoreArguments, lang: Lang) -> Result<(), String> {
    let config = Config::load(&arguments.config).map_err(|error| error.to_string())?;
    let shown = Shown::new(lang);
    let restored = custody::restore(&config, &arguments.from, &mut |step| shown.step(&step));
    shown.end();
    let report = restored.map_err(|error| with_findings(&error))?;
    let store = &config.store;
    say(&lang.pick(format!("已恢复并检查：{store}。"), format!("Restored and checked: {store}.")));
    say_logs(&report, lang);
    say_sealing_key(&config, lang);
    say(lang.pick(
        "备份之后登记的证书和状态令不在其中：启动前请与审计方或见证方保存的检查点比对。",
        "What was registered or ordered after the backup is not in it: before you start the registry, compare with the checkpoint that an auditor or witness holds.",
    ));
    Ok(())
}

pub(crate) fn migrate(arguments: &MigrateArguments, lang: Lang) -> Result<(), String> {
    let config = Config::load(&arguments.config).map_err(|error| error.to_string())?;
    let shown = Shown::new(lang);
    let migrated = custody::migrate(&config, &arguments.from, &arguments.to, &mut |step| shown.step(&step));
    shown.end();
    let report = migrated.map_err(|error| with_findings(&error))?;
    let to = &arguments.to;
    say(&lang.pick(
        format!("已迁移并检查：{to}。请把配置里的 store 改成它；原数据库没有改动，请勿再启动。"),
        format!("Moved and checked: {to}. Name it as store in the configuration; the old store is as it was, and must not be started again."),
    ));
    say_logs(&report, lang);
    Ok(())
}

fn say_sealing_key(config: &Config, lang: Lang) {
    let key = config.sealing_key_file.display();
    say(&lang.pick(
        format!("密封密钥 {key} 不在备份里，请另行保管：没有它，身份证件号码再也读不出来。"),
        format!("The sealing key, {key}, is not in a backup; keep it apart: without it the identity numbers can never be read again."),
    ));
}

/// A copy that is not clean, with everything that is wrong.
fn with_findings(error: &CustodyError) -> String {
    let CustodyError::NotClean { report, .. } = error else { return error.to_string() };
    let findings = report.findings.iter().map(|finding| format!("\n{finding}"));
    format!("{error}{}", findings.collect::<String>())
}

fn say_report(report: &Report, lang: Lang) {
    report.findings.iter().for_each(|finding| say(&finding.to_string()));
    say_logs(report, lang);
    for (table, rows) in &report.needs_older_key {
        say(&lang.pick(
            format!("{table}：{rows} 行仍须旧的密封密钥；请运行 hezheng registry reseal。"),
            format!("{table}: {rows} rows still need an older sealing key; run hezheng registry reseal."),
        ));
    }
    let (findings, commit) = (report.findings.len(), report.commit);
    say(&match (findings, report.stopped) {
        (0, _) => lang.pick(format!("第 {commit} 次提交：没有问题。"), format!("Commit {commit}: clean.")),
        (_, false) => lang.pick(
            format!("第 {commit} 次提交：{findings} 个问题。请从备份恢复，并保留这个数据库供查证。"),
            format!("Commit {commit}: {findings} findings. Restore a backup, and keep this store as evidence."),
        ),
        (_, true) => lang.pick(
            format!("第 {commit} 次提交：找到 {findings} 个问题就停了，可能还有（--findings）。请从备份恢复，并保留这个数据库供查证。"),
            format!("Commit {commit}: stopped at {findings} findings, there may be more (--findings). Restore a backup, and keep this store as evidence."),
        ),
    });
}

fn say_logs(report: &Report, lang: Lang) {
    for LogReport { authority, entries, registrations, orders, root } in &report.logs {
        let root = root.map_or_else(|| "-".into(), |root| root.to_string());
        say(&lang.pick(
            format!("{authority}：{entries} 条日志，{registrations} 份证书，{orders} 份状态令，根 {root}"),
            format!("{authority}: {entries} entries, {registrations} certificates, {orders} orders, root {root}"),
        ));
    }
}

fn as_json(report: &Report) -> serde_json::Value {
    let logs = report.logs.iter().map(|log| {
        json!({ "authority": log.authority, "entries": log.entries, "registrations": log.registrations,
                "orders": log.orders, "root": log.root.map(|root| root.to_string()) })
    });
    let findings = report.findings.iter().map(|finding| {
        json!({ "table": finding.table, "row": finding.row, "fault": finding.fault.code(),
                "says": finding.fault.to_string() })
    });
    json!({ "commit": report.commit, "clean": report.findings.is_empty(), "stopped": report.stopped,
            "needs_older_key": report.needs_older_key, "logs": logs.collect::<Vec<_>>(), "findings": findings.collect::<Vec<_>>() })
}

/// Rows or entries between two plain lines.
const A_LINE_EACH: u64 = 250_000;

/// Progress: a line on a terminal that replaces itself; where there is none, plain lines now and then.
pub(crate) struct Shown {
    bar: ProgressBar,
    lang: Lang,
    /// The last plain line was of this many.
    said: Cell<u64>,
}

impl Shown {
    pub(crate) fn new(lang: Lang) -> Self {
        let bar = if std::io::stderr().is_terminal() { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        Self { bar, lang, said: Cell::new(0) }
    }

    fn step(&self, step: &Step) {
        match step {
            Step::Copied(rows) => {
                self.tell(*rows, self.lang.pick(format!("已复制 {rows} 行"), format!("{rows} rows copied")));
            }
            Step::Checked(progress) => self.checked(progress),
        }
    }

    fn checked(&self, Progress { authority, entries, of }: &Progress) {
        let said = (format!("检查 {authority}：{entries}/{of}"), format!("checking {authority}: {entries}/{of}"));
        self.tell(*entries, self.lang.pick(said.0, said.1));
    }

    fn tell(&self, done: u64, message: String) {
        if !self.bar.is_hidden() {
            self.bar.tick();
            self.bar.set_message(message);
        } else if done / A_LINE_EACH != self.said.get() / A_LINE_EACH {
            self.said.set(done);
            warn(&message);
        }
    }

    /// How far a chore is.
    pub(crate) fn did(&self, done: Done) {
        let (seen, changed) = (done.seen, done.changed);
        let said = (format!("已查看 {seen} 行，处理 {changed} 行"), format!("{seen} rows looked at, {changed} done"));
        self.tell(seen, self.lang.pick(said.0, said.1));
    }

    pub(crate) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
