//! Measures verdicts: natively against the signatures that they cannot do without and against what a user would pick instead,
//! and the program over a folder of PDF files. What is measured in Node and in a browser has the pack that this makes.
//!
//! It is not part of the product and nothing depends on it. Start reading at [`run`], which has the order; benches/README.md
//! says how to run it and what each figure means.

#[path = "../../issue/src/certificates.rs"]
mod certificates;
mod evidence;
#[path = "../../registry/src/figure.rs"]
mod figure;
mod folder;
mod natively;
mod peers;
mod table;

use anyhow::{Context, Result, bail};
use certificates::School;
use figure::Figures;
use peers::Peers;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
usage: hezheng-bench-verify --vectors VERIFY.JSON --program HEZHENG --folder FOLDER --table FILE [--files N]
                            [--peers FOLDER --python PROGRAM --node FOLDER]

Use cargo xtask bench verify, which builds what is measured and keeps what was printed.";

/// The largest snapshot that a target speaks of.
const LARGE: (u64, u64) = (10_000_000, 100_000);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &[String]) -> Result<()> {
    let (mut vectors, mut program, mut folder, mut table) = (None, None, None, None);
    let (mut peers, mut python, mut node, mut files) = (None, None, None, 2_000);
    let mut options = options.iter();
    while let Some(option) = options.next() {
        let value = options.next().with_context(|| format!("{option} wants a value\n\n{USAGE}"))?;
        let path = Some(PathBuf::from(value));
        match option.as_str() {
            "--vectors" => vectors = path,
            "--program" => program = path,
            "--folder" => folder = path,
            "--table" => table = path,
            "--peers" => peers = path,
            "--python" => python = path,
            "--node" => node = path,
            "--files" => files = value.parse().with_context(|| format!("--files {value}: no number"))?,
            other => bail!("unknown option: {other}\n\n{USAGE}"),
        }
    }
    let peers = match (peers, python, node) {
        (Some(scripts), Some(python), Some(node)) => Some(Peers { scripts, python, node }),
        (None, None, None) => None,
        _ => bail!("--peers, --python and --node go together\n\n{USAGE}"),
    };
    let (program, folder) = (program.context(USAGE)?, folder.context(USAGE)?);

    let mut figures = Figures::default();
    natively::measure(&mut figures, &vectors.context(USAGE)?)?;
    if let Some(peers) = &peers {
        peers.measure(&mut figures, &folder)?;
    }
    let school = School::new()?;
    for_the_module(&school, &folder)?;
    folder::make(&school, &folder, files)?;
    folder::measure(&mut figures, &program, &folder, files)?;
    let rows = table::rows(&figures);
    println!("\n{rows}");
    let table = table.context(USAGE)?;
    let before = fs::read_to_string(&table).unwrap_or_default();
    Ok(fs::write(table, before + &rows)?)
}

/// What the module is measured with in Node: a pack with a large snapshot, one with a snapshot of nothing revoked, the root
/// key, and a certificate that is valid by both.
fn for_the_module(school: &School, folder: &Path) -> Result<()> {
    let registered = school.countersign(&school.sign(0)?)?;
    let (size, revoked) = LARGE;
    // The certificate's own leaf is not among them.
    let revoked = evidence::sample(size, revoked).into_iter().filter(|leaf| *leaf != 1_000_000);
    fs::write(folder.join("large.cbor"), evidence::pack(school, size, revoked)?)?;
    fs::write(folder.join("small.cbor"), evidence::pack(school, size, [])?)?;
    fs::write(folder.join("root.key"), evidence::root().0)?;
    fs::write(folder.join("certificate.cose"), registered)?;
    Ok(fs::write(folder.join("now.txt"), evidence::NOW.0.to_string())?)
}
