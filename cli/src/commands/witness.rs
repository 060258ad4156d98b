//! `hezheng witness serve`: cosigns the checkpoints of logs that it has proved consistent.

use crate::language::Lang;
use crate::terminal;
use crate::witness::{Config, Witness, serve};
use crate::words;
use hezheng_keys::{Passphrase, key_file};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// 见证人 A witness of logs.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum WitnessCommand {
    /// 运行见证服务 Cosign checkpoints until Ctrl-C
    Serve {
        /// 配置文件 The configuration
        #[arg(long)]
        config: PathBuf,
    },
}

/// Runs the command.
pub(crate) fn run(command: &WitnessCommand, lang: Lang) -> ExitCode {
    let WitnessCommand::Serve { config } = command;
    match run_server(config, lang) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            terminal::warn(&message);
            ExitCode::from(2)
        }
    }
}

fn run_server(path: &Path, lang: Lang) -> Result<(), String> {
    let config = Config::load(path).map_err(|error| words::witness::config(lang, &error))?;
    let key_file_problem = |error| words::keys::file(lang, &error).message;
    let passphrase = Passphrase::from_file(&config.passphrase_file).map_err(key_file_problem)?;
    let key = key_file::read(&config.key, &passphrase).map_err(key_file_problem)?;
    let witness = Witness::open(&config.name, key, config.logs, &config.state);
    let witness = witness.map_err(|error| words::witness::memory(lang, &error))?;
    let address = config.listen;
    let cannot_serve = |error: std::io::Error| words::witness::cannot_listen(lang, address, &error);
    let runtime = tokio::runtime::Runtime::new().map_err(cannot_serve)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await.map_err(cannot_serve)?;
        let bound = listener.local_addr().map_err(cannot_serve)?;
        words::witness::serving(lang, &witness, bound).iter().for_each(|line| terminal::say(line));
        let shutdown = async {
            // Where no signal can be waited for, the witness runs until it is killed, which it survives.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        serve(listener, Arc::new(witness), shutdown).await.map_err(cannot_serve)
    })
}
