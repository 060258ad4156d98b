//! What a programmer would verify a signed credential with instead, by scripts that are not ours. Each checks one signature and
//! reads some claims; there is no registry's countersignature, no bundle and no status behind it.

use crate::figure::{Figure, Figures};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where the peers' scripts are, and what runs them.
pub(crate) struct Peers {
    /// The folder with `make_samples.py` and `verify/`.
    pub(crate) scripts: PathBuf,
    /// A Python with their packages.
    pub(crate) python: PathBuf,
    /// A folder with theirs of Node.
    pub(crate) node: PathBuf,
}

impl Peers {
    /// One figure for each line that they print.
    pub(crate) fn measure(&self, figures: &mut Figures, folder: &Path) -> Result<()> {
        let samples = folder.join("samples");
        let mut make = Command::new(&self.python);
        said(make.arg("-B").arg(self.scripts.join("make_samples.py")).arg(&samples))?;
        let mut python = Command::new(&self.python);
        let python = said(python.arg("-B").arg(self.scripts.join("verify/verify_py.py")).arg(&samples))?;
        let mut node = Command::new("node");
        node.current_dir(&self.node).arg("--no-warnings");
        let node = said(node.arg(self.scripts.join("verify/verify_node.mjs")).arg(&samples))?;
        for line in python.lines().chain(node.lines()).filter(|line| line.contains(" per CPU-second")) {
            // `NAME, 45.0 verifies/s, 51.0 per CPU-second; notes`
            let name = line.split(", ").next().context("a name")?;
            let rate = line.split(", ").find_map(|part| part.split_once(" per CPU-second")?.0.parse::<f64>().ok());
            let rate = rate.with_context(|| format!("no rate: {line}"))?;
            figures.add(Figure::new(name, vec![1e6 / rate], "µs", line));
        }
        Ok(())
    }
}

fn said(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("{command:?}"))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        bail!("{command:?} failed ({}):\n{said}{}", output.status, String::from_utf8_lossy(&output.stderr));
    }
    Ok(said)
}
