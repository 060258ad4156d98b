//! `hezheng registry`: the bureau's registry, the web page with it; keeping its store is in [`custody`].

use crate::commands::bureau::explanation;
use crate::commands::custody::{self, BackupArguments, FsckArguments, MigrateArguments, RestoreArguments};
use crate::commands::sealed_data::{self, PurgeArguments, ResealArguments};
use crate::language::Lang;
use crate::web_page;
use crate::words;
use hezheng_registry::{Config, SealingError, SystemClock, create_sealing_key, serve};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// 备案系统 · The registry.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Command {
    /// 运行备案系统 · Run the registry until Ctrl-C
    Serve {
        /// 配置文件 · The configuration
        #[arg(long)]
        config: PathBuf,
    },
    /// 新建密封个人信息的密钥（不存于数据库，请另行备份） · Make the key that seals personal data; back it up apart from the store
    SealingKey {
        /// 写到哪个文件 · The file to write
        #[arg(long)]
        out: PathBuf,
    },
    /// 备案规则 · The bureau's rules for certificates
    #[command(subcommand)]
    Policy(Policy),
    /// 检查数据库：能重新推导的全部推导一遍 · Check a store: everything that can be derived again is
    Fsck(FsckArguments),
    /// 备份数据库，备案系统可照常运行 · Back the store up, the registry running on
    Backup(BackupArguments),
    /// 从备份恢复，检查无误才算完成 · Make the store from a backup, which is checked first
    Restore(RestoreArguments),
    /// 把数据库迁移到另一处 · Move a store to another place
    Migrate(MigrateArguments),
    /// 用新的密封密钥重新密封，备案系统可照常运行 · Seal everything with the new sealing key, the registry running on
    Reseal(ResealArguments),
    /// 删除过了保存期限的身份证件号码和照片，先显示份数 · Delete identity numbers and portraits whose time is over, after showing how many
    Purge(PurgeArguments),
}

/// 备案规则 · The bureau's rules.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Policy {
    /// 一张证书按现行规则会怎样：逐条说明，不作任何改动 · What would happen to a certificate, rule by rule, changing nothing
    Explain(explanation::Explain),
}

/// Runs the command.
pub(crate) fn run(command: &Command, lang: Lang) -> ExitCode {
    let done = match command {
        // It says in its exit code what it found.
        Command::Policy(Policy::Explain(explain)) => explanation::run(explain, lang),
        Command::Fsck(arguments) => return custody::fsck(arguments, lang),
        Command::Backup(arguments) => custody::backup(arguments, lang),
        Command::Restore(arguments) => custody::restore(arguments, lang),
        Command::Migrate(arguments) => custody::migrate(arguments, lang),
        Command::Reseal(arguments) => sealed_data::reseal(arguments, lang),
        Command::Purge(arguments) => sealed_data::purge(arguments, lang),
        Command::Serve { config } => run_server(config, lang),
        Command::SealingKey { out } => create_sealing_key(out).map_err(|error| sealing_failed(lang, out, &error)).map(|()| {
            let out = out.display();
            println!("{}", lang.pick(
                format!("已写好 {out}。请离线备份：没有它，存下的身份证件号码再也读不出来。"),
                format!("Wrote {out}. Back it up offline: without it the identity numbers in the store can never be read again."),
            ));
        }),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn sealing_failed(lang: Lang, out: &Path, error: &SealingError) -> String {
    format!("{}{}{}", out.display(), lang.pick("：", ": "), words::registry::sealing(lang, error))
}

fn run_server(config: &Path, lang: Lang) -> Result<(), String> {
    tracing_subscriber::fmt()
        .with_target(false)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    let config = Config::load(config).map_err(|error| words::registry::config(lang, &error))?;
    if !web_page::is_built_in() {
        eprintln!(
            "{}",
            lang.pick(
                "核验网页没有编进本程序；请先运行 cargo xtask page 再编译。",
                "The web page is not built into this program: cargo xtask page, then build again."
            )
        );
    }
    let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
    let shutdown = async {
        // Where no signal can be waited for, the registry runs until it is killed, which it survives.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    let served = serve(&config, web_page::assets(), Arc::new(SystemClock), shutdown);
    runtime.block_on(served).map_err(|error| words::registry::start(lang, &error))
}
