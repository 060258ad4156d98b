//! `cargo xtask fuzz [TARGET] [--seconds N]`: runs the fuzzers one after the other and shows what each did. What they find on the
//! way stays in target/fuzz; the corpora in the repository are only read (fuzz/README.md says how they are renewed).

use crate::run::{command, root, run, step};
use crate::setup;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;

/// Memory that one run may take: what the program gives the process that reads a hostile file.
const RSS_LIMIT_MB: &str = "-rss_limit_mb=2048";
/// Seconds for one input: a reader of the product is ended long before.
const TIMEOUT_SECS: &str = "-timeout=20";
/// The target that takes the whole issuer, and the feature that brings it.
const ROSTER: &str = "roster";

/// What is fuzzed, and for how long each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    targets: Vec<String>,
    seconds: u64,
}

impl Options {
    /// Reads an optional target and `--seconds`.
    pub fn parse(arguments: &[&str]) -> Result<Self> {
        let all = targets()?;
        let mut options = Self { targets: all.clone(), seconds: 600 };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match *argument {
                "--seconds" => {
                    let value = arguments.next().context("--seconds wants a number")?;
                    options.seconds = value.parse().with_context(|| format!("--seconds {value}: no number"))?;
                }
                target if all.iter().any(|name| name == target) => options.targets = vec![target.into()],
                other => bail!("fuzz does not know {other}; it takes --seconds N and one of {}", all.join(", ")),
            }
        }
        Ok(options)
    }
}

/// The names of the fuzz targets.
fn targets() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for file in fs::read_dir(root().join("fuzz/fuzz_targets"))? {
        let path = file?.path();
        names.extend(path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
    }
    names.sort();
    Ok(names)
}

/// Runs the fuzzers; the first that finds something ends it.
pub fn fuzz(options: &Options) -> Result<()> {
    step("准备 · set up", setup::for_fuzzing)?;
    if options.targets.iter().any(|target| target == ROSTER) {
        run(&mut command("sh", &["fuzz/seed.sh"]))?;
    }
    let mut table = String::from("target          executions  per second  peak MiB  inputs\n");
    for target in &options.targets {
        let log = root().join(format!("target/fuzz/{target}.log"));
        step(&format!("模糊测试 · fuzzing {target}, {} s", options.seconds), || {
            run_one(target, options.seconds, &log)
        })?;
        table.push_str(&line(target, &fs::read_to_string(&log)?)?);
    }
    println!("\n{table}");
    Ok(())
}

fn run_one(target: &str, seconds: u64, log: &Path) -> Result<()> {
    let found = root().join("target/fuzz").join(target);
    fs::create_dir_all(&found)?;
    let mut fuzzing = command("cargo", &["+nightly", "fuzz", "run"]);
    if target == ROSTER {
        fuzzing.args(["--features", ROSTER]);
    }
    // The first folder takes what is found, the second is where it begins.
    fuzzing.arg(target).arg(&found).arg(root().join("fuzz/corpus").join(target));
    fuzzing.args(["--", RSS_LIMIT_MB, TIMEOUT_SECS, "-print_final_stats=1"]);
    fuzzing.arg(format!("-max_total_time={seconds}"));
    fuzzing.current_dir(root().join("fuzz")).stderr(fs::File::create(log)?);
    run(&mut fuzzing).with_context(|| format!("what was found, and the end of the run: {}", log.display()))
}

/// What libFuzzer said of a run at its end, as a line of the table.
fn line(target: &str, log: &str) -> Result<String> {
    let stat = |name: &str| {
        let line = log.lines().find_map(|line| line.strip_prefix(&format!("stat::{name}:")));
        line.map(str::trim).with_context(|| format!("{target}: no {name} at the end of the run"))
    };
    let inputs = log.lines().rev().find_map(|line| line.split_once("corp: ")?.1.split_once('/'));
    Ok(format!(
        "{target:<15} {:>10} {:>11} {:>9} {:>7}\n",
        stat("number_of_executed_units")?,
        stat("average_exec_per_sec")?,
        stat("peak_rss_mb")?,
        inputs.map_or("", |(count, _)| count),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_and_a_time_can_be_chosen_and_nothing_else() {
        let all = Options::parse(&[]).expect("all");
        assert!(all.seconds == 600 && all.targets.len() > 10 && all.targets.iter().any(|name| name == ROSTER));
        let one = Options::parse(&["qr", "--seconds", "5"]).expect("one");
        assert_eq!(one, Options { targets: vec!["qr".into()], seconds: 5 });
        for wrong in [&["nothing"][..], &["--seconds"], &["--seconds", "x"], &["--jobs", "2"]] {
            assert!(Options::parse(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn the_end_of_a_run_becomes_a_line() {
        let log = "#8\tNEW    cov: 4 ft: 5 corp: 12/3Kb lim: 4\nDone 10 runs in 2 second(s)\n\
                   stat::number_of_executed_units: 10\nstat::average_exec_per_sec:     5\nstat::peak_rss_mb:              40\n";
        let line = line("qr", log).expect("a line");
        assert_eq!(line.split_whitespace().collect::<Vec<_>>(), ["qr", "10", "5", "40", "12"]);
        assert!(super::line("qr", "==1== ERROR: libFuzzer").is_err());
    }
}
