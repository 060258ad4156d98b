//! What is measured, in which order. What is compared runs in turn, round by round, so that a machine that gets slower or
//! faster does so for all.

use crate::certificates::{School, Schools};
use crate::cores::Cores;
use crate::deployment::{Deployment, EMBEDDED, Running};
use crate::disk;
use crate::figure::{Figure, Figures, median, number};
use crate::load::{Ran, latency_note};
use crate::peers::{Peer, Peers, WrkRan};
use crate::registry::{BATCH, Registry};
use crate::snapshots;
use anyhow::Result;
use hezheng_postgres_server::PostgresServer;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub(crate) const RUNS: usize = 5;
/// Keep-alive connections of registrations and look-ups.
pub(crate) const CONNECTIONS: [usize; 3] = [1, 8, 32];
/// Connections that send batches.
const BATCH_CONNECTIONS: usize = 4;
const MOST_CONNECTIONS: usize = 32;
/// How many certificates there are when the cost of one more is measured.
pub(crate) const SIZES: [(usize, &str); 3] = [(10_000, "10k"), (100_000, "100k"), (1_000_000, "1M")];

/// What the command line asks for.
pub(crate) struct Plan {
    pub(crate) program: PathBuf,
    pub(crate) store: String,
    /// A PostgreSQL that was started for this run, where the store is to be one.
    pub(crate) server: Option<PostgresServer>,
    /// How long a run lasts.
    pub(crate) duration: Duration,
    /// Sizes above this are left out.
    pub(crate) grow_to: usize,
    pub(crate) peers: Option<Peers>,
}

impl Plan {
    /// Measures everything.
    pub(crate) fn carry_out(&self, figures: &mut Figures) -> Result<()> {
        snapshots::measure(figures)?;
        self.compare(figures)?;
        // A database that was named by its URL is one, and has been filled by now.
        if self.store == EMBEDDED || self.server.is_some() {
            self.grow(figures)?;
        }
        Ok(())
    }

    fn compare(&self, figures: &mut Figures) -> Result<()> {
        let folder = tempfile::Builder::new().prefix("hezheng-bench-").tempdir()?;
        let (deployment, mut registry) = self.deploy(folder.path())?;
        {
            let _running = deployment.start(Cores::Apart)?;
            let rivals = Rivals::start(self.peers.as_ref(), folder.path())?;
            self.rounds(figures, Cores::Apart, &deployment, &mut registry, &rivals)?;
        }
        if let Some(peers) = &self.peers {
            peers.postgresql(self.duration)?.into_iter().for_each(|figure| figures.add(figure));
        }
        let _running = deployment.start(Cores::Shared)?;
        self.rounds(figures, Cores::Shared, &deployment, &mut registry, &Rivals::default())
    }

    fn deploy(&self, folder: &Path) -> Result<(Deployment, Registry)> {
        let schools = School::all()?;
        let database = self.server.as_ref().map(PostgresServer::database);
        let store = database.as_deref().unwrap_or(&self.store);
        let deployment = Deployment::prepare(&self.program, folder, store, &schools)?;
        let registry = Registry::new(deployment.address, Schools::new(schools, deployment.address));
        Ok((deployment, registry))
    }

    fn rounds(
        &self,
        figures: &mut Figures,
        cores: Cores,
        deployment: &Deployment,
        registry: &mut Registry,
        rivals: &Rivals<'_>,
    ) -> Result<()> {
        let mut rounds = Rounds::new(cores);
        for _ in 0..RUNS {
            rounds.disk.push(disk::syncs_per_second(&deployment.folder)?);
            for connections in CONNECTIONS {
                rounds.ours("register", connections, registry.register(cores, connections, self.duration)?);
                if let Some((peers, fastify)) = &rivals.fastify {
                    let ran = peers.wrk(cores, fastify, "r.lua", connections, self.duration)?;
                    rounds.theirs("fastify register", connections, ran);
                }
            }
            let ran = registry.register_batches(cores, BATCH_CONNECTIONS, self.duration)?;
            rounds.ours("batch", BATCH_CONNECTIONS, ran);
            let ran = registry.register_and_look_up(cores, MOST_CONNECTIONS, self.duration)?;
            rounds.ours("register and look up", MOST_CONNECTIONS, ran);
            for connections in CONNECTIONS {
                rounds.ours("look up", connections, registry.look_up(cores, connections, self.duration)?);
                if let Some((peers, fastify)) = &rivals.fastify {
                    let ran = peers.wrk(cores, fastify, "v.lua", connections, self.duration)?;
                    rounds.theirs("fastify look up", connections, ran);
                }
                if let Some(hello) = &rivals.hello {
                    let request = crate::http::get(hello.address, "/");
                    let ran = cores.as_load(|| {
                        let next = || Some(request.as_slice());
                        crate::load::drive(hello.address, connections, self.duration, next, |_| Ok(()))
                    })?;
                    rounds.ours("hello", connections, ran);
                }
            }
            let ran = registry.verify(cores, MOST_CONNECTIONS, self.duration)?;
            rounds.ours("verify", MOST_CONNECTIONS, ran);
        }
        rounds.tell(figures);
        Ok(())
    }

    /// The cost of a registration and of a look-up as a store grows, and what a start takes.
    fn grow(&self, figures: &mut Figures) -> Result<()> {
        let folder = tempfile::Builder::new().prefix("hezheng-bench-").tempdir()?;
        let (deployment, mut registry) = self.deploy(folder.path())?;
        for (size, name) in SIZES.into_iter().filter(|(size, _)| *size <= self.grow_to) {
            let running = deployment.start(Cores::Shared)?;
            registry.fill(size)?;
            running.stop()?;
            self.at_size(figures, name, &deployment, &mut registry)?;
        }
        Ok(())
    }

    fn at_size(
        &self,
        figures: &mut Figures,
        name: &str,
        deployment: &Deployment,
        registry: &mut Registry,
    ) -> Result<()> {
        let size = format!("{} certificates", registry.size());
        let (mut starts, mut restarts) = (Vec::new(), Vec::new());
        for _ in 0..RUNS {
            let running = deployment.start(Cores::Shared)?;
            starts.push(running.ready_after.as_secs_f64() * 1e3);
            running.stop()?;
        }
        for _ in 0..RUNS {
            drop(deployment.start(Cores::Shared)?);
            restarts.push(deployment.start(Cores::Shared)?.ready_after.as_secs_f64() * 1e3);
        }
        let note =
            format!("{size}; process start to ready, three key files decrypted in it, file cached by the system");
        figures.add(Figure::new(format!("start at {name}"), starts, "ms", note));
        let note = format!("{size}; the same after a kill -9");
        figures.add(Figure::new(format!("start after kill at {name}"), restarts, "ms", note));
        if let Some(bytes) = deployment.store_bytes() {
            let note = format!("{size}; {:.0} bytes each", bytes as f64 / registry.size() as f64);
            figures.add(Figure::new(format!("store at {name}"), vec![bytes as f64 / 1e6], "MB", note));
        }
        let running: Running = deployment.start(Cores::Apart)?;
        let (mut registered, mut looked_up, mut disk) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..RUNS {
            disk.push(disk::syncs_per_second(&deployment.folder)?);
            registered.push(registry.register(Cores::Apart, MOST_CONNECTIONS, self.duration)?);
            looked_up.push(registry.look_up(Cores::Apart, MOST_CONNECTIONS, self.duration)?);
        }
        let note = format!("{size}; {}; disk {} fdatasync/s", latency_note(&registered), number(median(&disk)));
        figures.add(Figure::new(format!("register at {name}"), rates(&registered, 1.0), "certificates/s", note));
        let note = format!("{size}; {}", latency_note(&looked_up));
        figures.add(Figure::new(format!("look up at {name}"), rates(&looked_up, 1.0), "requests/s", note));
        let megabytes = running.resident_megabytes()?;
        figures.add(Figure::new(format!("memory at {name}"), vec![megabytes], "MB", "resident, after the runs above"));
        Ok(())
    }
}

/// What runs beside the registry to be compared with it.
#[derive(Default)]
struct Rivals<'p> {
    fastify: Option<(&'p Peers, Peer)>,
    hello: Option<Peer>,
}

impl<'p> Rivals<'p> {
    fn start(peers: Option<&'p Peers>, folder: &Path) -> Result<Self> {
        let fastify = peers.map(|peers| Ok((peers, peers.fastify(Cores::Apart, folder)?))).transpose();
        Ok(Self { fastify: fastify.map_err(|error: anyhow::Error| error)?, hello: Some(Peer::hello(Cores::Apart)?) })
    }
}

/// Runs of several kinds, taken in turn.
struct Rounds {
    cores: &'static str,
    disk: Vec<f64>,
    ours: Vec<(String, Vec<Ran>)>,
    theirs: Vec<(String, Vec<WrkRan>)>,
}

impl Rounds {
    fn new(cores: Cores) -> Self {
        let cores = if cores == Cores::Apart { "apart" } else { "shared" };
        Self { cores, disk: Vec::new(), ours: Vec::new(), theirs: Vec::new() }
    }

    fn ours(&mut self, what: &str, connections: usize, ran: Ran) {
        let name = format!("{what} {} c{connections}", self.cores);
        progress(&name, ran.per_second());
        put(&mut self.ours, name, ran);
    }

    fn theirs(&mut self, what: &str, connections: usize, ran: WrkRan) {
        let name = format!("{what} {} c{connections}", self.cores);
        progress(&name, ran.per_second);
        put(&mut self.theirs, name, ran);
    }

    fn tell(self, figures: &mut Figures) {
        let disk = format!("disk {} fdatasync/s", number(median(&self.disk)));
        for (name, runs) in self.ours {
            let is_batch = name.starts_with("batch");
            let (each, unit) = if is_batch { (BATCH as f64, "certificates/s") } else { (1.0, "requests/s") };
            let durable = if is_batch || name.starts_with("register") { format!("; {disk}") } else { String::new() };
            figures.add(Figure::new(name, rates(&runs, each), unit, format!("{}{durable}", latency_note(&runs))));
        }
        for (name, runs) in self.theirs {
            let last = runs.last().map_or("?", |run| run.p99.as_str());
            let note = format!("last p99 {last}; {disk}");
            figures.add(Figure::new(name, runs.iter().map(|run| run.per_second).collect(), "requests/s", note));
        }
    }
}

/// Says that a run is over: all of them take minutes.
fn progress(name: &str, per_second: f64) {
    eprintln!("   … {name}: {} requests/s", number(per_second));
}

fn put<R>(series: &mut Vec<(String, Vec<R>)>, name: String, run: R) {
    match series.iter_mut().find(|(known, _)| *known == name) {
        Some((_, runs)) => runs.push(run),
        None => series.push((name, vec![run])),
    }
}

fn rates(runs: &[Ran], each: f64) -> Vec<f64> {
    runs.iter().map(|run| run.per_second() * each).collect()
}
