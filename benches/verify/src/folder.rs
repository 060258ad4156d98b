//! A folder of PDF files, as an employer has them: made, and judged by the real program on one core and on two, in turn.

use crate::certificates::School;
use crate::evidence;
use crate::figure::{Figure, Figures};
use anyhow::{Context, Result, bail};
use hezheng_keys::public_file;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const ROUNDS: usize = 3;

pub(crate) const ONE_CORE: &str = "folder, one core";
pub(crate) const TWO_CORES: &str = "folder, two cores";

/// Makes `count` files and what they are judged by.
pub(crate) fn make(school: &School, folder: &Path, count: u32) -> Result<()> {
    let files = folder.join("certificates");
    fs::create_dir_all(&files)?;
    for index in 0..count {
        let signed = school.sign(index)?;
        let registered = school.countersign(&signed)?;
        fs::write(files.join(format!("{index:05}.pdf")), school.print(&signed, &registered)?)?;
    }
    // The certificates' leaves are a million and some.
    fs::write(folder.join("pack.cbor"), evidence::pack(school, 2_000_000, evidence::sample(1_000_000, 1_000))?)?;
    Ok(public_file::write(&folder.join("root.pub.pem"), &evidence::root())?)
}

pub(crate) fn measure(figures: &mut Figures, program: &Path, folder: &Path, count: u32) -> Result<()> {
    let (mut one, mut two) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        one.push(judged_in(program, folder, "0", count)?);
        two.push(judged_in(program, folder, "0,1", count)?);
    }
    let rate = |runs: Vec<f64>| runs.into_iter().map(|seconds| f64::from(count) / seconds).collect();
    let note = format!("{count} PDF files, pages compared; the program's start included");
    figures.add(Figure::new(ONE_CORE, rate(one), "files/s", &note));
    figures.add(Figure::new(TWO_CORES, rate(two), "files/s", &note));
    Ok(())
}

/// Seconds; a folder of which one file is not valid is an error, not a figure.
fn judged_in(program: &Path, folder: &Path, cores: &str, count: u32) -> Result<f64> {
    let mut command = Command::new("taskset");
    command.args(["-c", cores]).arg(program).args(["verify", "certificates", "--pack", "pack.cbor", "--json"]);
    command.args(["--root", "root.pub.pem", "--now", &evidence::NOW.0.to_string()]);
    let begun = Instant::now();
    let output = command.current_dir(folder).stdin(Stdio::null()).output().context("taskset")?;
    let seconds = begun.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() || said.lines().count() != count as usize {
        bail!(
            "{} of {count} files; {}\n{}",
            said.lines().count(),
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(seconds)
}
