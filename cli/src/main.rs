//! `hezheng`, the one program: it reads arguments, calls the crates that do the work, and says in words what came of it.
//!
//! It decides nothing that matters: what a signature is worth is decided in core, what a bundle holds in keys. Start
//! reading at `Command`; each command is a file of `commands`.

mod clock;
mod commands;
mod failure;
mod http;
mod language;
mod signing_key;
mod terminal;
mod words;

use clap::{Parser, Subcommand};
use commands::{keys, order, trust};
use language::Lang;
use std::process::ExitCode;

/// 核证:防伪培训合格证书。Hezheng: forgery-proof training certificates.
#[derive(Parser)]
#[command(name = "hezheng", version)]
struct Arguments {
    /// 语言 The language to speak (default: that of the locale)
    #[arg(long, global = true, value_enum)]
    lang: Option<Lang>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 密钥 Make and show keys
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// 信任名录 Keep the province's book and sign trust bundles
    Trust(trust::TrustArguments),
    /// 状态令 Revoke, suspend, supersede or reinstate certificates
    #[command(subcommand)]
    Order(order::OrderCommand),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let lang = arguments.lang.unwrap_or_else(|| Lang::of_locale(|name| std::env::var(name).ok()));
    let done = match arguments.command {
        Command::Keys(command) => keys::run(command, lang),
        Command::Trust(command) => trust::run(command, lang),
        Command::Order(command) => order::run(command, lang),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            terminal::warn(&format!("{}{}", lang.pick("错误:", "Error: "), failure.message));
            ExitCode::from(failure.exit)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_do_not_contradict_one_another() {
        Arguments::command().debug_assert();
    }
}
