//! What a user would pick instead, by scripts that are not ours: Fastify with SQLite, asked by wrk; PostgreSQL's bare rows,
//! by pgbench. And our own bound for look-ups, a hello world.

use crate::cores::Cores;
use crate::figure::Figure;
use crate::http;
use anyhow::{Context, Result, bail};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The first start fills its database with 100,000 rows.
const START: Duration = Duration::from_secs(120);

/// Where the peers' scripts are, and the folder with their Node packages.
pub(crate) struct Peers {
    scripts: PathBuf,
    node: PathBuf,
}

/// What wrk said.
pub(crate) struct WrkRan {
    pub(crate) per_second: f64,
    pub(crate) p99: String,
}

impl Peers {
    pub(crate) fn new(scripts: &Path, node: &Path) -> Result<Self> {
        let at = |path: &Path| path.canonicalize().with_context(|| format!("the peers' folder {}", path.display()));
        Ok(Self { scripts: at(scripts)?, node: at(node)? })
    }

    /// Fastify with SQLite, its database in this folder.
    pub(crate) fn fastify(&self, cores: Cores, folder: &Path) -> Result<Peer> {
        let address = free_address()?;
        let mut command = cores.server("node");
        command.arg(self.scripts.join("webpeer/app.mjs")).arg(address.port().to_string());
        command.env("DB", folder.join("fastify.db")).current_dir(&self.node);
        Peer::start(command, address, "/v/TC-1")
    }

    /// Registers at it (`r.lua`) or looks up (`v.lua`).
    pub(crate) fn wrk(
        &self,
        cores: Cores,
        peer: &Peer,
        script: &str,
        connections: usize,
        duration: Duration,
    ) -> Result<WrkRan> {
        let mut command = cores.load("wrk");
        command.args(["-t1", "--latency"]).arg(format!("-c{connections}")).arg(format!("-d{}s", duration.as_secs()));
        command.arg("-s").arg(self.scripts.join("webpeer").join(script)).arg(format!("http://{}/", peer.address));
        let said = said(&mut command)?;
        if said.contains("Non-2xx") || said.contains("Socket errors") {
            bail!("the peer answered with errors:\n{said}");
        }
        let after = |label: &str| said.lines().find_map(|line| line.trim().strip_prefix(label)).map(str::trim);
        let per_second = after("Requests/sec:").context("wrk named no rate")?.parse()?;
        Ok(WrkRan { per_second, p99: after("99%").unwrap_or("?").into() })
    }

    /// PostgreSQL's bare rows: each line of its script as a figure.
    pub(crate) fn postgresql(&self, duration: Duration) -> Result<Vec<Figure>> {
        let folder = tempfile::Builder::new().prefix("hezheng-bench-postgresql-").tempdir()?;
        let mut command = Command::new("bash");
        command.arg(self.scripts.join("registry_pg.sh")).arg(folder.path()).arg(duration.as_secs().to_string());
        Ok(said(&mut command)?.lines().filter_map(figure).collect())
    }
}

/// `pg15-ins-c32, 26000.1 ops/s, runs 1 2 3 4 5; notes`
fn figure(line: &str) -> Option<Figure> {
    let (name, rest) = line.split_once(", ")?;
    let (_, connections) = name.split_once("-")?;
    let (runs, note) = rest.split_once("runs ")?.1.split_once(';')?;
    let runs = runs.split_whitespace().map(str::parse).collect::<Result<Vec<f64>, _>>().ok()?;
    let name = match connections.split_once('-')? {
        ("ins", connections) => format!("postgresql insert {connections}"),
        (_, connections) => format!("postgresql select {connections}"),
    };
    Some(Figure::new(name, runs, "rows/s", note.trim()))
}

/// A server that runs until it is dropped.
pub(crate) struct Peer {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Peer {
    /// The hello world.
    pub(crate) fn hello(cores: Cores) -> Result<Self> {
        let address = free_address()?;
        let mut command = cores.server(std::env::current_exe()?);
        command.arg("hello").arg(address.to_string());
        Self::start(command, address, "/")
    }

    fn start(mut command: Command, address: SocketAddr, path: &str) -> Result<Self> {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn();
        let mut peer = Self { child: child.with_context(|| format!("{command:?}"))?, address };
        let (request, begun) = (http::get(address, path), Instant::now());
        while !http::ask(address, &request).is_ok_and(|(status, _)| status == 200) {
            if let Some(status) = peer.child.try_wait()? {
                bail!("it ended ({status}): {command:?}");
            }
            if begun.elapsed() > START {
                bail!("not ready after {} s: {command:?}", START.as_secs());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(peer)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

fn said(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("{command:?}"))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        bail!("{command:?} failed ({}):\n{said}{}", output.status, String::from_utf8_lossy(&output.stderr));
    }
    Ok(said)
}
