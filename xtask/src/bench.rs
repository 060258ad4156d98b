//! `cargo xtask bench registry | issue | verify`: builds what is measured as it is handed on, measures it, and keeps what was
//! printed, the command and the machine. Timed figures are no tests: nothing here says whether a target is met but the table.

use crate::run::{cargo, command, output, root, run, step};
use crate::setup;
use anyhow::{Context, Result, bail};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

mod verify;
pub use verify::verify;

/// What is measured, and against what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The folder with the peers' scripts.
    pub peers: Option<PathBuf>,
    /// How long each run lasts.
    pub seconds: u64,
    /// `redb`, `postgresql` or the URL of an empty PostgreSQL database.
    pub store: String,
    /// How many certificates the growing store gets.
    pub grow_to: u64,
}

impl Options {
    /// Reads `--peers`, `--seconds`, `--store` and `--grow-to`.
    pub fn parse(arguments: &[&str]) -> Result<Self> {
        let mut options = Self { peers: None, seconds: 5, store: "redb".into(), grow_to: 1_000_000 };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let value = || format!("{argument} wants a value");
            let number = |text: &str| text.parse::<u64>().with_context(|| format!("{argument} {text}: no number"));
            match *argument {
                "--peers" => options.peers = Some(PathBuf::from(arguments.next().with_context(value)?)),
                "--seconds" => options.seconds = number(arguments.next().with_context(value)?)?,
                "--store" => options.store = (*arguments.next().with_context(value)?).into(),
                "--grow-to" => options.grow_to = number(arguments.next().with_context(value)?)?,
                other => bail!(
                    "bench registry does not know {other}; it takes --peers FOLDER, --seconds N, --store redb|postgresql|URL and --grow-to N"
                ),
            }
        }
        let is_store =
            ["redb", "postgresql"].contains(&options.store.as_str()) || options.store.starts_with("postgresql://");
        if !is_store {
            bail!(
                "--store {}: it is redb, postgresql (one that is started for it), or postgresql://USER@HOST/DATABASE with an empty database",
                options.store
            );
        }
        Ok(options)
    }

    /// The store's kind, without who may open it.
    fn store_kind(&self) -> &str {
        self.store.split_once(':').map_or(&self.store, |(kind, _)| kind)
    }

    fn measuring(&self, program: &Path, folder: &Path) -> Result<Command> {
        let mut measuring = command(root().join("target/release/hezheng-bench-registry"), &["run"]);
        measuring.arg("--program").arg(program).arg("--table").arg(folder.join("table.md"));
        measuring.arg("--seconds").arg(self.seconds.to_string()).arg("--store").arg(&self.store);
        measuring.arg("--grow-to").arg(self.grow_to.to_string());
        if let Some(peers) = &self.peers {
            let peers = peers.canonicalize().with_context(|| format!("--peers {}", peers.display()))?;
            measuring.arg("--peers").arg(peers).arg("--node").arg(root().join("benches/peers"));
        }
        Ok(measuring)
    }
}

/// Builds, measures, keeps.
pub fn registry(options: &Options) -> Result<()> {
    let folder = new_run(&format!("registry-{}", options.store_kind()))?;
    step("准备 · set up", || {
        setup::for_benches(options.peers.is_some())?;
        if options.peers.is_some() { setup::npm("benches/peers") } else { Ok(()) }
    })?;
    // One after the other: together they would be built with one set of features, INSECURE keys in the program too.
    step("发行版 · release build of hezheng", || build("hezheng-cli"))?;
    step("测速程序 · release build of what measures", || build("hezheng-bench-registry"))?;
    measure(&folder, options.measuring(&root().join("target/release/hezheng"), &folder)?)
}

/// How fast certificates are made: `--peers FOLDER`, `--count N` and `--memory-to N`.
pub fn issue(arguments: &[&str]) -> Result<()> {
    let folder = new_run("issue")?;
    let mut measuring = command(root().join("target/release/hezheng-bench-issue"), &["run"]);
    measuring.arg("--table").arg(folder.join("table.md"));
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let value = *arguments.next().with_context(|| format!("{argument} wants a value"))?;
        match *argument {
            "--count" | "--memory-to" => measuring.args([argument, value]),
            "--peers" => {
                let peers = Path::new(value).canonicalize().with_context(|| format!("--peers {value}"))?;
                let python = step("准备 · set up", setup::python_of_peers)?;
                let font = root().join("pdf-templates/fonts/LXGWWenKai-Regular.ttf");
                measuring.arg("--peers").arg(peers).arg("--python").arg(python).arg("--font").arg(font)
            }
            other => bail!("bench issue does not know {other}; it takes --peers FOLDER, --count N and --memory-to N"),
        };
    }
    step("测速程序 · release build of what measures", || build("hezheng-bench-issue"))?;
    measure(&folder, measuring)
}

/// A folder for what this run prints.
fn new_run(name: &str) -> Result<PathBuf> {
    let today = output(&mut command("date", &["+%Y-%m-%d"]))?;
    let folder = root().join(format!("benches/runs/{}-{name}", today.trim()));
    if folder.exists() {
        bail!("{} is there already; move it away, it is a run of its own", folder.display());
    }
    Ok(folder)
}

fn measure(folder: &Path, measuring: Command) -> Result<()> {
    keep(folder, |raw| step("测速 · measuring", || tee(measuring, raw)))
}

/// Keeps the command, the machine and what `measuring` puts into the file it is given.
fn keep(folder: &Path, measuring: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("command.txt"), commands())?;
    let before = format!("{}\nbefore: load {}", machine(), load());
    fs::write(folder.join("machine.txt"), &before)?;
    measuring(&folder.join("raw.txt"))?;
    fs::write(folder.join("machine.txt"), format!("{before}after: load {}", load()))?;
    eprintln!("   {}", folder.display());
    Ok(())
}

fn build(package: &str) -> Result<()> {
    run(&mut cargo(&["build", "--release", "--quiet", "--package", package]))
}

/// What was typed; a password in a URL is nobody's to read.
/// The command, without passwords and without what only this machine has: of a folder's path its name is kept.
fn commands() -> String {
    let words: Vec<String> = std::env::args().skip(1).map(|word| shown(&word)).collect();
    format!("cargo xtask {}\n", words.join(" "))
}

fn shown(word: &str) -> String {
    let Some((scheme, rest)) = word.split_once("://") else {
        return word.rsplit('/').next().unwrap_or_default().into();
    };
    let Some((user, place)) = rest.split_once('@') else { return word.into() };
    let user = user.split(':').next().unwrap_or_default();
    format!("{scheme}://{user}@{place}")
}

/// Runs a command, showing what it prints, and keeps that at the end of a file.
fn tee(mut command: Command, file: &Path) -> Result<()> {
    let mut kept = fs::File::options().create(true).append(true).open(file)?;
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let stdout = child.stdout.take().context("no output to read")?;
    for line in BufReader::new(stdout).lines() {
        let line = line?;
        println!("{line}");
        writeln!(kept, "{line}")?;
    }
    let status = child.wait()?;
    if status.success() {
        Ok(())
    } else {
        bail!("measuring failed ({status}); {} has what was printed", file.display())
    }
}

/// What this machine is, as far as it says.
fn machine() -> String {
    let said = |program: &str, arguments: &[&str]| {
        let said = command(program, arguments).stderr(Stdio::null()).output();
        let said = said.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
        said.ok().filter(|said| !said.is_empty()).unwrap_or_else(|| "nothing".into())
    };
    let line = |file: &str, label: &str| {
        let text = fs::read_to_string(file).unwrap_or_default();
        text.lines().find(|line| line.starts_with(label)).unwrap_or(label).to_owned()
    };
    let temporary = std::env::temp_dir();
    [
        said("uname", &["-srm"]),
        line("/proc/cpuinfo", "model name"),
        format!("cores: {}", said("nproc", &[])),
        line("/proc/meminfo", "MemTotal"),
        format!(
            "where stores lie: {}",
            said("df", &["--output=fstype,size,avail", "-h", &temporary.to_string_lossy()])
        ),
        said("rustc", &["--version"]),
        format!("node {}", said("node", &["--version"])),
        said("psql", &["--version"]),
        format!("commit {}", said("git", &["rev-parse", "HEAD"])),
        format!("changed since: {}", said("git", &["status", "--short", "--untracked-files=no"])),
    ]
    .join("\n")
}

fn load() -> String {
    fs::read_to_string("/proc/loadavg").unwrap_or_default()
}
