//! Measures the registry against targets, and against what a user would pick instead, in one run.
//!
//! It is not part of the product and nothing depends on it: it starts the real program, and talks to it over HTTP. Start
//! reading at [`plan`], which has the order; benches/README.md says how to run it and what each figure means.

mod certificates;
mod cores;
mod deployment;
mod disk;
mod figure;
mod hello;
mod http;
mod insecure_keys;
mod load;
mod peers;
mod plan;
mod registry;
mod snapshots;
mod table;

use anyhow::{Context, Result, bail};
use deployment::EMBEDDED;
use figure::Figures;
use hezheng_postgres_server::PostgresServer;
use peers::Peers;
use plan::Plan;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

const USAGE: &str = "\
usage: hezheng-bench-registry run --program HEZHENG --table FILE [--seconds N] [--store redb|postgresql|URL] [--grow-to N]
                                  [--peers FOLDER --node FOLDER]
       hezheng-bench-registry hello ADDRESS

Use cargo xtask bench registry, which builds what is measured and keeps what was printed.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["run", options @ ..] => run(options),
        ["hello", address] => hello::serve(address),
        _ => Err(anyhow::anyhow!(USAGE)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &[&str]) -> Result<()> {
    let (mut program, mut table, mut peers, mut node) = (None, None, None, None);
    let (mut seconds, mut store, mut grow_to) = (5, EMBEDDED.to_owned(), 1_000_000);
    let mut options = options.iter();
    while let Some(option) = options.next() {
        let value = *options.next().with_context(|| format!("{option} wants a value\n\n{USAGE}"))?;
        match *option {
            "--program" => program = Some(PathBuf::from(value)),
            "--table" => table = Some(PathBuf::from(value)),
            "--seconds" => seconds = value.parse().with_context(|| format!("--seconds {value}: no number"))?,
            "--store" => store = value.to_owned(),
            "--grow-to" => grow_to = value.parse().with_context(|| format!("--grow-to {value}: no number"))?,
            "--peers" => peers = Some(value),
            "--node" => node = Some(value),
            other => bail!("unknown option: {other}\n\n{USAGE}"),
        }
    }
    let peers = match (peers, node) {
        (Some(peers), Some(node)) => Some(Peers::new(Path::new(peers), Path::new(node))?),
        (None, None) => None,
        _ => bail!("--peers and --node go together\n\n{USAGE}"),
    };
    let server = (store == "postgresql").then(PostgresServer::start);
    let duration = Duration::from_secs(seconds);
    let plan = Plan { program: program.context(USAGE)?, store, server, duration, grow_to, peers };
    let mut figures = Figures::default();
    plan.carry_out(&mut figures)?;
    let text = table::table(&figures);
    println!("\n{text}");
    Ok(std::fs::write(table.context(USAGE)?, text)?)
}
