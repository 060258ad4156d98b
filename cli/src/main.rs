//! `hezheng`, the one program: it reads arguments and files, calls the crates that do the work, and says in words what
//! came of it.
//!
//! It decides nothing that matters: a verdict is `hezheng_core::verify::verify`'s and nobody else's. Start reading at
//! `Command`; each command is a file of `commands`. `verify` goes from what is given (`input`) to what is presented in it
//! (`presented`), the verdict (`verifier`), and the verdict in words (`report_text`, `verdict_words`).
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::expect_used))]

mod cannot_run;
mod clock;
mod commands;
mod contained;
mod diagnostic;
mod input;
mod language;
mod pdf;
mod picture;
mod presented;
mod qr_reader;
mod registry_client;
mod report_text;
mod roots;
mod shapes;
mod times;
mod verdict_words;
mod verifier;
mod whole_file;

use clap::{Parser, Subcommand};
use commands::{inspect, pack, verify};
use language::Lang;
use std::process::ExitCode;

/// 核证：防伪培训合格证书。Hezheng: forgery-proof training certificates.
#[derive(Parser)]
#[command(name = "hezheng", version, arg_required_else_help = true)]
struct Arguments {
    /// 语言 The language to speak (default: that of the locale)
    #[arg(long, global = true, value_enum)]
    lang: Option<Lang>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 核验 Check certificates, offline or with the registry
    Verify(verify::VerifyArgs),
    /// 查看 Show what is in a file; nothing is verified
    Inspect(inspect::InspectArgs),
    /// 数据包 Get what is needed for checking offline
    Pack(pack::PackArgs),
}

fn main() -> ExitCode {
    // clap's own exit code for wrong arguments is 2: could not run.
    let arguments = Arguments::parse();
    let lang = arguments.lang.unwrap_or_else(|| Lang::of_locale(|name| std::env::var(name).ok()));
    match arguments.command {
        Command::Verify(args) => verify::run(&args, lang),
        Command::Inspect(args) => inspect::run(&args, lang),
        Command::Pack(args) => pack::run(&args, lang),
    }
}
