//! Measures how fast certificates are made (signature, QR code, PDF/A-3 page) against what a user would pick instead, in
//! one run.
//!
//! It is not part of the product and nothing depends on it. PDFs are made in memory and thrown away, as the peers do.
//! Start reading at [`run`], which has the order; benches/README.md says how to run it and what each figure means.

mod certificates;
#[path = "../../registry/src/figure.rs"]
mod figure;
mod issuing;
mod peers;
mod table;

use anyhow::{Context, Result, bail};
use figure::{Figure, Figures};
use issuing::Rates;
use peers::Peers;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

const USAGE: &str = "\
usage: hezheng-bench-issue run --table FILE [--count N] [--memory-to N] [--peers FOLDER --python PROGRAM --font FILE]
       hezheng-bench-issue memory N

Use cargo xtask bench issue, which builds what is measured and keeps what was printed.";

/// How often each is measured; the middle counts.
const ROUNDS: usize = 3;
/// The sizes of a batch whose peak memory is looked at.
const MEMORY_AT: [(usize, &str); 3] = [(1_000, "1k"), (10_000, "10k"), (100_000, "100k")];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["run", options @ ..] => run(options),
        ["memory", count] => memory(count),
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
    let (mut table, mut peers, mut python, mut font) = (None, None, None, None);
    let (mut count, mut memory_to) = (1_000, 100_000);
    let mut options = options.iter();
    while let Some(option) = options.next() {
        let value = *options.next().with_context(|| format!("{option} wants a value\n\n{USAGE}"))?;
        let number = || value.parse::<usize>().with_context(|| format!("{option} {value}: no number"));
        match *option {
            "--table" => table = Some(PathBuf::from(value)),
            "--count" => count = number()?.max(1),
            "--memory-to" => memory_to = number()?,
            "--peers" => peers = Some(PathBuf::from(value)),
            "--python" => python = Some(PathBuf::from(value)),
            "--font" => font = Some(PathBuf::from(value)),
            other => bail!("unknown option: {other}\n\n{USAGE}"),
        }
    }
    let peers = match (peers, python, font) {
        (Some(scripts), Some(python), Some(font)) => Some(Peers { scripts, python, font, count }),
        (None, None, None) => None,
        _ => bail!("--peers, --python and --font go together\n\n{USAGE}"),
    };
    let mut figures = Figures::default();
    rates(&mut figures, peers.as_ref(), count)?;
    for (count, name) in MEMORY_AT.into_iter().filter(|(count, _)| *count <= memory_to) {
        figures.add(Figure::new(
            format!("memory at {name}"),
            vec![memory_of_a_process(count)?],
            "MB",
            "peak, resident",
        ));
    }
    let text = table::table(&figures);
    println!("\n{text}");
    Ok(std::fs::write(table.context(USAGE)?, text)?)
}

/// Each in turn, so that what else the machine does befalls all.
fn rates(figures: &mut Figures, peers: Option<&Peers>, count: usize) -> Result<()> {
    let mut ours = Vec::new();
    let mut theirs = Vec::new();
    for _ in 0..ROUNDS {
        ours.push(issuing::rates(count)?);
        if let Some(peers) = peers {
            theirs.push(peers.measure()?);
        }
    }
    let of = |value: fn(&Rates) -> f64| ours.iter().map(value).collect::<Vec<f64>>();
    let note = format!("N={count}");
    figures.add(Figure::new("ours", of(|rates| rates.per_cpu_second), "certs/CPU-s", &note));
    figures.add(Figure::new("ours, all cores", of(|rates| rates.on_all_cores), "certs/s", "countersigning included"));
    figures.add(Figure::new("countersigning", of(|rates| rates.countersigning_us), "µs", "left out of ours"));
    figures.add(Figure::new("ours, a PDF", of(|rates| rates.pdf_bytes), "bytes", "the statement attached"));
    for (index, name) in peers::NAMES.into_iter().enumerate() {
        let runs: Vec<f64> =
            theirs.iter().filter_map(|round| round.get(index)).map(|peer| peer.per_cpu_second).collect();
        let notes: Vec<&str> =
            theirs.iter().filter_map(|round| round.get(index)).map(|peer| peer.said.as_str()).collect();
        if !runs.is_empty() {
            figures.add(Figure::new(name, runs, "certs/CPU-s", notes.join(" | ")));
        }
    }
    Ok(())
}

/// In a process of its own: the peak is over its whole life.
fn memory_of_a_process(count: usize) -> Result<f64> {
    let output = Command::new(std::env::current_exe()?).arg("memory").arg(count.to_string()).output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let problem = || format!("measuring the memory of {count}: {}", String::from_utf8_lossy(&output.stderr));
    said.trim().parse().with_context(problem)
}

fn memory(count: &str) -> Result<()> {
    issuing::on_all_cores(count.parse().context(USAGE)?)?;
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    let kilobytes: f64 = peak.context("the kernel names no peak")?.trim().parse()?;
    println!("{}", kilobytes / 1_000.0);
    Ok(())
}
