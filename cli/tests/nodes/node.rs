//! A node: `hezheng registry serve` as a process that can be killed, frozen and started again.

use crate::client::Client;
use std::fs::File;
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub(crate) struct Node {
    pub(crate) client: Client,
    config: PathBuf,
    process: Child,
}

impl Node {
    /// Starts one with this configuration, which listens at this address.
    pub(crate) fn start(config: PathBuf, address: SocketAddr) -> Self {
        let process = spawn(&config);
        let node = Self { client: Client::new(address), config, process };
        node.until_listening();
        node
    }

    /// The file of its configuration.
    pub(crate) fn config(&self) -> &Path {
        &self.config
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    pub(crate) fn start_again(&mut self) {
        self.process = spawn(&self.config);
        self.until_listening();
    }

    /// Stops all its threads where they are.
    pub(crate) fn freeze(&self) {
        self.signal("-STOP");
    }

    /// Lets them go on.
    pub(crate) fn go_on(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let status = Command::new("kill").args([signal, &self.process.id().to_string()]).status();
        assert!(status.unwrap().success());
    }

    fn until_listening(&self) {
        self.until("it listens", || TcpStream::connect(self.client.address).is_ok());
    }

    /// Waits until it knows who is elected.
    pub(crate) fn until_ready(&self) {
        self.until("it is ready", || self.client.get("/health/ready").status == 200);
    }

    /// Waits until it knows that nobody is.
    pub(crate) fn until_unready(&self) {
        self.until("it is not ready", || self.client.get("/health/ready").status == 503);
    }

    fn until(&self, what: &str, holds: impl Fn() -> bool) {
        let begun = Instant::now();
        while !holds() {
            let said = || std::fs::read_to_string(self.config.with_extension("log")).unwrap();
            assert!(begun.elapsed() < Duration::from_secs(120), "never: {what}\n{}", said());
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", std::fs::read_to_string(self.config.with_extension("log")).unwrap_or_default());
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn spawn(config: &PathBuf) -> Child {
    let log = File::options().create(true).append(true).open(config.with_extension("log")).unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_hezheng"));
    program.args(["registry", "serve", "--config"]).arg(config);
    program.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().unwrap()
}
