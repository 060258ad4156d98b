//! `hezheng`, the one program: it reads arguments and files, calls the crates that do the work, and says in words what
//! came of it.
//!
//! It decides nothing that matters: what a signature is worth is decided in core, what a bundle holds in keys. Start
//! reading at `Command`; each command is a file of `commands`. `verify` goes from what is given (`input`) to what is
//! presented in it (`presented`), the verdict (`verifier`), and the verdict in words (`report_text`, `verdict_words`).
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::expect_used))]

mod cannot_run;
mod clock;
mod commands;
mod comparison;
mod contained;
mod diagnostic;
mod failure;
mod http;
mod input;
mod language;
mod page_picture;
mod picture;
mod portraits;
mod presented;
mod progress;
mod qr_reader;
mod registry_client;
mod registry_clock;
mod report;
mod report_text;
mod roots;
mod roster_table;
mod shapes;
mod signing_key;
mod terminal;
mod times;
mod verdict_words;
mod verifier;
mod web_page;
mod whole_file;
mod width;
mod witness;
mod words;

use clap::{Parser, Subcommand};
use commands::{
    bureau, class, correct, inspect, issue, keys, log, order, pack, read_untrusted, registry, reissue,
    report as reporting, roster, setup, template, trust, verify, witness as witnessing,
};
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
    /// 设置 Answer a few questions instead of writing a profile
    Setup(setup::Arguments),
    /// 名册 Check a roster, changing nothing
    #[command(subcommand)]
    Roster(roster::Command),
    /// 证书模板 Check a certificate's template, and see what it looks like
    #[command(subcommand)]
    Template(template::Command),
    /// 开班备案 File a class before it begins, and say who passed
    #[command(subcommand)]
    Class(class::Command),
    /// 签发 Issue certificates from a roster
    Issue(issue::Arguments),
    /// 更正 Put a new certificate in the place of one whose data is wrong
    Correct(correct::Arguments),
    /// 补发 Print lost certificates again, with that mark
    Reissue(reissue::Arguments),
    /// 核验 Check certificates, offline or with the registry
    Verify(verify::VerifyArguments),
    /// 核验报告 Check a report of a verification that somebody kept
    #[command(subcommand)]
    Report(reporting::Command),
    /// 查看 Show what is in a file; nothing is verified
    Inspect(inspect::InspectArguments),
    /// 数据包 Get what is needed for checking offline
    #[command(subcommand)]
    Pack(pack::PackCommand),
    /// 密钥 Make and show keys
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// 信任名录 Keep the province's book and sign trust bundles
    Trust(trust::TrustArguments),
    /// 状态令 Revoke, suspend, supersede or reinstate certificates
    #[command(subcommand)]
    Order(order::OrderCommand),
    /// 日志 Audit an authority's log as an outsider
    #[command(subcommand)]
    Log(log::LogCommand),
    /// 见证人 Cosign the checkpoints of logs
    #[command(subcommand)]
    Witness(witnessing::WitnessCommand),
    /// 经办 What officers do about classes, catalogues, policy and flags
    #[command(subcommand)]
    Bureau(bureau::Command),
    /// 备案系统 Run the registry of a bureau
    #[command(subcommand)]
    Registry(registry::Command),
    #[command(name = contained::COMMAND, hide = true)]
    ReadUntrusted(read_untrusted::ReadUntrustedArguments),
}

fn main() -> ExitCode {
    // clap's own exit code for wrong arguments is 2: could not run.
    let arguments = Arguments::parse();
    let lang = arguments.lang.unwrap_or_else(Lang::of_system);
    let done = match arguments.command {
        // These say in their exit code what they found.
        Command::Setup(arguments) => return setup::run(&arguments, lang),
        Command::Roster(command) => return roster::run(&command, lang),
        Command::Template(command) => return template::run(&command, lang),
        Command::Issue(arguments) => return issue::run(&arguments, lang),
        Command::Correct(arguments) => return correct::run(&arguments, lang),
        Command::Reissue(arguments) => return reissue::run(&arguments, lang),
        Command::Verify(arguments) => return verify::run(&arguments, lang),
        Command::Report(command) => return reporting::run(&command, lang),
        Command::Inspect(arguments) => return inspect::run(&arguments, lang),
        Command::Pack(command) => return pack::run(&command, lang),
        Command::Log(command) => return log::run(&command, lang),
        Command::Witness(command) => return witnessing::run(&command, lang),
        Command::Registry(command) => return registry::run(&command, lang),
        Command::ReadUntrusted(arguments) => return read_untrusted::run(&arguments),
        Command::Keys(command) => keys::run(command, lang),
        Command::Trust(command) => trust::run(command, lang),
        Command::Order(command) => order::run(command, lang),
        Command::Class(command) => class::run(&command, lang),
        Command::Bureau(command) => bureau::run(&command, lang),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            terminal::warn(&format!("{}{}", lang.pick("错误：", "Error: "), failure.message));
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
