//! A PostgreSQL of the tests' own: Debian's programs, a temporary folder, a port on 127.0.0.1 that was free ([`free_address`]). `fsync` is on,
//! as in a bureau.
//!
//! It is not for production, and it panics where it cannot go on: it is used by tests alone. Start at [`PostgresServer`].
//!
//! Between a test and its PostgreSQL stands a shell that waits for its standard input to end. So the database stops, and
//! its folder goes, however the test's process ends, `kill -9` included.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, its helpers too"
)]

mod port;

pub use port::free_address;

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Starts the database, says so, waits for a word or the end of its input, and stops it: `stop`, `crash`, or anything else
/// for the last time, its folder with it.
const SUPERVISOR: &str = r#"
programs=$1 folder=$2 port=$3
"$programs/pg_ctl" start --silent --wait --timeout 60 --pgdata "$folder/data" --log "$folder/log" \
    --options "-p $port -k $folder -c listen_addresses=127.0.0.1 -c max_connections=200" </dev/null >/dev/null 2>&1 \
    || { echo failed; exit 1; }
echo started
word=none
read -r word
mode=fast
[ "$word" = crash ] && mode=immediate
"$programs/pg_ctl" stop --silent --wait --mode $mode --pgdata "$folder/data" >/dev/null 2>&1
[ "$word" = stop ] || [ "$word" = crash ] || rm -rf "$folder"
"#;

/// Who may do everything in it.
const SUPERUSER: &str = "tester";

/// A PostgreSQL that runs until this is dropped or the process ends.
pub struct PostgresServer {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
    running: Option<Running>,
}

struct Running {
    supervisor: Child,
    word: ChildStdin,
}

impl PostgresServer {
    /// The one that the tests of this process share.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<PostgresServer> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// Makes one and starts it.
    #[must_use]
    pub fn start() -> Self {
        let programs = programs();
        let folder = tempfile::Builder::new().prefix("hezheng-postgres-").tempdir().unwrap().keep();
        if let Some(user) = other_user() {
            std::os::unix::fs::chown(&folder, Some(user), None).unwrap();
        }
        let data = folder.join("data");
        let mut initdb = as_its_user(&programs.join("initdb"));
        initdb.args(["--auth-local=trust", "--auth-host=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        initdb.arg(format!("--username={SUPERUSER}")).arg("--pgdata").arg(data);
        // initdb refuses to set the way of passwords up without one.
        initdb.arg("--pwfile").arg(password_file(&folder));
        succeed(&mut initdb);
        let mut server = Self { programs, folder, port: free_address().port(), running: None };
        server.start_again();
        server
    }

    /// Stops it; what was committed stays.
    pub fn stop(&mut self) {
        self.end("stop\n");
    }

    /// Stops it where it stands: when it starts again it must recover what was committed from its log.
    pub fn crash(&mut self) {
        self.end("crash\n");
    }

    /// Starts it again, at the same address.
    pub fn start_again(&mut self) {
        let mut shell = as_its_user(Path::new("/bin/sh"));
        shell.args(["-c", SUPERVISOR, "sh"]).arg(&self.programs).arg(&self.folder).arg(self.port.to_string());
        // A group of its own: Ctrl-C in the terminal ends the tests, and their end is what stops the database.
        shell.stdin(Stdio::piped()).stdout(Stdio::piped()).process_group(0);
        let mut supervisor = shell.spawn().unwrap();
        let word = supervisor.stdin.take().unwrap();
        let mut said = String::new();
        BufReader::new(supervisor.stdout.take().unwrap()).read_line(&mut said).unwrap();
        let log = || std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        assert_eq!(said, "started\n", "PostgreSQL does not start:\n{}", log());
        self.running = Some(Running { supervisor, word });
    }

    fn end(&mut self, word: &str) {
        if let Some(Running { mut supervisor, word: mut input }) = self.running.take() {
            let _ = input.write_all(word.as_bytes());
            drop(input);
            let _ = supervisor.wait();
        }
    }

    /// A new, empty database; its URL.
    #[must_use]
    pub fn database(&self) -> String {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let name = format!("registry{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        self.sql("postgres", &format!("create database {name}"));
        self.url(&name)
    }

    /// The URL of a database, through the socket: no password is asked there.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        let folder = self.folder.to_str().unwrap().replace('/', "%2F");
        format!("postgresql://{SUPERUSER}@{folder}:{}/{database}", self.port)
    }

    /// The folder of everything that it writes.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The port on 127.0.0.1, where a password is asked.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What `psql` says to this.
    pub fn sql(&self, database: &str, sql: &str) -> String {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.arg("--no-psqlrc").args(["--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"]);
        psql.arg("--host").arg(&self.folder).arg("--port").arg(self.port.to_string());
        psql.args(["--username", SUPERUSER, "--dbname", database, "--command", sql]);
        succeed(&mut psql)
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        self.end("");
    }
}

/// Where Debian keeps the newest PostgreSQL's programs.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let versions = versions.filter_map(|entry| {
        let version: u32 = entry.file_name().to_str()?.parse().ok()?;
        Some((version, entry.path().join("bin"))).filter(|(_, programs)| programs.join("initdb").is_file())
    });
    versions
        .max()
        .map(|(_, programs)| programs)
        .unwrap_or_else(|| panic!("PostgreSQL is missing: apt-get install postgresql"))
}

/// PostgreSQL refuses to run as root: then it runs as the user that its Debian package made.
fn other_user() -> Option<u32> {
    let id = |arguments: &[&str]| -> u32 { succeed(Command::new("id").args(arguments)).trim().parse().unwrap() };
    (id(&["-u"]) == 0).then(|| id(&["-u", "postgres"]))
}

fn as_its_user(program: &Path) -> Command {
    if other_user().is_none() {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(program);
    // Where the tests run may be closed to that user.
    command.current_dir("/");
    command
}

fn password_file(folder: &Path) -> PathBuf {
    let path = folder.join("password");
    std::fs::write(&path, "INSECURE\n").unwrap();
    path
}

fn succeed(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_committed_is_there_after_a_stop_and_a_crash_and_nothing_after_the_end() {
        let mut server = PostgresServer::start();
        server.sql("postgres", "create table kept (number int); insert into kept values (7)");
        server.stop();
        server.start_again();
        server.crash();
        server.start_again();
        assert_eq!(server.sql("postgres", "select number from kept"), "7\n");
        let folder = server.folder.clone();
        drop(server);
        assert!(!folder.exists());
    }
}
