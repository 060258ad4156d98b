//! What a user would pick instead, by scripts that are not ours: typst, and reportlab with segno. They sign, make the QR
//! code and the page, and keep the PDF in memory, as we do; theirs has no border, no tags of its own making, no attachment.

use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The figures' names, in the order of [`SCRIPTS`].
pub(crate) const NAMES: [&str; 2] = ["typst", "reportlab + segno"];
const SCRIPTS: [&str; 2] = ["typst_py.py", "reportlab_segno.py"];

/// Where the peers' scripts are, and what runs them.
pub(crate) struct Peers {
    /// The folder with `issue/`.
    pub(crate) scripts: PathBuf,
    /// A Python with their packages.
    pub(crate) python: PathBuf,
    /// The font that all of them embed, which is ours.
    pub(crate) font: PathBuf,
    pub(crate) count: usize,
}

/// What one of them came to.
pub(crate) struct Peer {
    pub(crate) per_cpu_second: f64,
    pub(crate) said: String,
}

impl Peers {
    /// Each once.
    pub(crate) fn measure(&self) -> Result<Vec<Peer>> {
        SCRIPTS.iter().map(|script| self.run(script)).collect()
    }

    fn run(&self, script: &str) -> Result<Peer> {
        let mut command = Command::new(&self.python);
        command.arg("-B").arg(self.scripts.join("issue").join(script)).arg(self.count.to_string()).arg("1");
        command.env("CJK_FONT", &self.font).stdin(Stdio::null());
        let output = command.output().with_context(|| format!("{}", self.python.display()))?;
        let said = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() {
            bail!("{script} failed ({}):\n{said}{}", output.status, String::from_utf8_lossy(&output.stderr));
        }
        // `NAME, 45.0 certs/s, 51.0 per CPU-second; notes`
        let rate = said.split(", ").find_map(|part| part.split_once(" per CPU-second")?.0.parse().ok());
        let per_cpu_second = rate.with_context(|| format!("{script} named no rate: {said}"))?;
        Ok(Peer { per_cpu_second, said: said.trim().to_owned() })
    }
}
