//! The project's commands: `cargo xtask demo | test | browser | faults | build | windows | page | package | imports | fuzz | bench`. CI calls the same.
//!
//! It is not part of the product: it builds, checks and shows it.

mod bench;
mod build;
mod demo;
mod fuzz;
mod imports;
mod outside;
mod run;
mod setup;
mod test;
mod windows;

use anyhow::{Result, bail};
use std::process::ExitCode;

const USAGE: &str = "\
用法 / usage: cargo xtask COMMAND

  demo [--once] [--port N]   build everything and show the whole product on 127.0.0.1 (port 8080); Ctrl-C ends it,
                             --once ends it by itself after the steps; leaves its files in demo/
  test                       run every test there is, browser tests included (this is what CI runs)
  browser [NAME…]            the browser tests alone, all or some of them, in front of a demo of their own
  faults [ROUNDS]            the long form of the fault tests: kill -9 under load on both stores and of issuing at every
                             step, power cuts, a full disk, a database that goes away (40 rounds each), an audit of
                             100,000 certificates; test runs a short form
  build                      build the verifier, the web page and the program: target/release/hezheng
  windows [--test]           build hezheng.exe with mingw-w64: target/x86_64-pc-windows-gnu/release/hezheng.exe; --test
                             builds it for tests and tries it under Wine beside the program of this machine
  page                       build the verifier and the web page alone
  package                    build the verifier as an npm package: verifier-wasm/pkg
  imports                    check who imports whom against the table in ARCHITECTURE.md
  fuzz [TARGET] [--seconds N]
                             run the fuzzers, 600 seconds each, with a nightly compiler; see fuzz/README.md
  bench registry [--peers FOLDER] [--seconds N] [--store redb|URL] [--grow-to N]
                             measure the registry, beside what else one would use; see benches/README.md
  bench issue [--peers FOLDER] [--count N] [--memory-to N]
                             measure how fast certificates are made
  bench verify [--peers FOLDER] [--files N]
                             measure verdicts: natively, in the page's module, over a folder, and in a browser
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match command(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn command(arguments: &[&str]) -> Result<()> {
    match arguments {
        ["demo", options @ ..] => demo::run(&demo::Options::parse(options)?),
        ["test"] => test::run(),
        ["browser", names @ ..] => outside::browser(names),
        ["faults"] => test::faults("40"),
        ["faults", rounds] => test::faults(rounds),
        ["build"] => build::everything().map(|_| ()),
        ["windows"] => windows::build(),
        ["windows", "--test"] => windows::test(),
        ["page"] => build::page(),
        ["package"] => build::for_package().map(|_| ()),
        ["fuzz", options @ ..] => fuzz::fuzz(&fuzz::Options::parse(options)?),
        ["bench", "registry", options @ ..] => bench::registry(&bench::Options::parse(options)?),
        ["bench", "issue", options @ ..] => bench::issue(options),
        ["bench", "verify", options @ ..] => bench::verify(options),
        ["imports"] => imports::check(),
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(())
        }
        other => bail!("unknown command: {}\n\n{USAGE}", other.join(" ")),
    }
}
