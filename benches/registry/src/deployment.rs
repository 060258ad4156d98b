//! A registry as a bureau would have it, in a folder of its own, with INSECURE keys: bundle, key files, configuration; and
//! the real program over it.

use crate::certificates::School;
use crate::cores::Cores;
use crate::http::{self, AUTHORITY};
use crate::insecure_keys::key;
use anyhow::{Context, Result, bail};
use hezheng_core::key::PublicKey;
use hezheng_core::number::AuthorityCode;
use hezheng_core::time::{Date, Time};
use hezheng_core::trust::BundleDraft;
use hezheng_core::trust::bundle::{
    Authority, BundleBody, Institution, IssuingKey, OfficerKey, ServiceKey, ServiceUse, Validity,
};
use hezheng_keys::new_file::{self, ReadableBy};
use hezheng_keys::{Passphrase, Signer, key_file, public_file};
use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

const DAY_SECS: u64 = 86_400;
const PASSPHRASE: &str = "INSECURE bench passphrase";
/// The store that needs nothing, as `--store` calls it.
pub(crate) const EMBEDDED: &str = "redb";
const STORE_FILE: &str = "registry.redb";
/// A registry that is not ready by then has failed.
const START: Duration = Duration::from_secs(60);
/// The service's keys, as files and as what they are for.
const SERVICE_KEYS: [(&str, ServiceUse); 3] =
    [("countersign", ServiceUse::Countersign), ("snapshot", ServiceUse::Snapshot), ("log", ServiceUse::Log)];

/// A registry that can be started.
pub(crate) struct Deployment {
    program: PathBuf,
    pub(crate) folder: PathBuf,
    pub(crate) address: SocketAddr,
}

impl Deployment {
    /// Makes everything in this folder. `store` is `redb`, or the URL of an empty PostgreSQL database.
    pub(crate) fn prepare(program: &Path, folder: &Path, store: &str, schools: &[School]) -> Result<Self> {
        let address = free_address()?;
        let path = |name: &str| folder.join(name);
        let passphrase = Passphrase::new(PASSPHRASE.into())?;
        new_file::create(&path("passphrase"), PASSPHRASE.as_bytes(), ReadableBy::Owner)?;
        for (name, _) in SERVICE_KEYS {
            key_file::write(&path(&format!("{name}.pem")), &key(name), &passphrase)?;
        }
        public_file::write(&path("root.pub.pem"), &key("root").public_key())?;
        fs::write(path("bundle.cbor"), bundle(address, schools)?)?;
        let program = program.canonicalize().with_context(|| format!("the program {}", program.display()))?;
        let made = std::process::Command::new(&program)
            .args(["registry", "sealing-key", "--out"])
            .arg(path("sealing.key"))
            .stdout(Stdio::null())
            .status()?;
        if !made.success() {
            bail!("no sealing key was made ({made})");
        }
        fs::write(path("registry.toml"), configuration(address, store))?;
        Ok(Self { program, folder: folder.into(), address })
    }

    /// Starts the registry and waits until it is ready.
    pub(crate) fn start(&self, cores: Cores) -> Result<Running> {
        let log = File::options().create(true).append(true).open(self.folder.join("registry.log"))?;
        let begun = Instant::now();
        let mut command = cores.server(&self.program);
        command.args(["registry", "serve", "--config"]).arg(self.folder.join("registry.toml"));
        let child = command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()?;
        let mut running = Running { child, ready_after: Duration::ZERO };
        let ready = http::get(self.address, "/health/ready");
        while !http::ask(self.address, &ready).is_ok_and(|(status, _)| status == 200) {
            if let Some(status) = running.child.try_wait()? {
                bail!("the registry ended ({status}):\n{}", self.log_end());
            }
            if begun.elapsed() > START {
                bail!("the registry is not ready after {} s:\n{}", START.as_secs(), self.log_end());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        running.ready_after = begun.elapsed();
        Ok(running)
    }

    /// Bytes of the embedded store's file.
    pub(crate) fn store_bytes(&self) -> Option<u64> {
        self.folder.join(STORE_FILE).metadata().ok().map(|metadata| metadata.len())
    }

    fn log_end(&self) -> String {
        let log = fs::read_to_string(self.folder.join("registry.log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().rev().take(10).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    }
}

/// A registry that runs until it is stopped, or dropped, which is a `kill -9`.
pub(crate) struct Running {
    child: Child,
    /// From starting the process to its first answer that it is ready.
    pub(crate) ready_after: Duration,
}

impl Running {
    /// Stops it as Ctrl-C does, so that the store is closed.
    pub(crate) fn stop(mut self) -> Result<()> {
        rustix::process::kill_process(rustix::process::Pid::from_child(&self.child), rustix::process::Signal::INT)?;
        let status = self.child.wait()?;
        if status.success() { Ok(()) } else { bail!("the registry ended in a way that it should not ({status})") }
    }

    /// Megabytes of memory that are its own and there now (`VmRSS`).
    pub(crate) fn resident_megabytes(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()).context("no VmRSS")?;
        Ok(kilobytes.parse::<f64>()? / 1024.0)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

fn configuration(address: SocketAddr, store: &str) -> String {
    let store = if store == EMBEDDED {
        format!("store = \"{STORE_FILE}\"\n")
    } else {
        format!("store = \"{store}\"\nnode_url = \"http://{address}\"\n")
    };
    format!(
        "listen = \"{address}\"\npage_origin = \"http://{address}\"\n{store}\
         sealing_key_file = \"sealing.key\"\nroots = [\"root.pub.pem\"]\ntrust_bundle = \"bundle.cbor\"\n\
         passphrase_file = \"passphrase\"\n\n[[authority]]\ncode = \"{AUTHORITY}\"\n\
         countersign_key = \"countersign.pem\"\nsnapshot_key = \"snapshot.pem\"\nlog_key = \"log.pem\"\n"
    )
}

fn bundle(address: SocketAddr, schools: &[School]) -> Result<Vec<u8>> {
    let now = http::now();
    let since = Validity { from: Time(now.0 - DAY_SECS), until: None, distrusted_from: None };
    let code = AuthorityCode::parse(AUTHORITY).ok().context("the bureau's code")?;
    let officer = |label: &str, roles| OfficerKey {
        key: key(label).public_key(),
        validity: since,
        roles,
        staff_code: label.into(),
    };
    let service = |(name, wanted): (&str, ServiceUse)| ServiceKey {
        key: key(name).public_key(),
        validity: since,
        uses: wanted.bit(),
    };
    let authority = Authority {
        code: code.clone(),
        name: "石家庄市人力资源和社会保障局（测速）".into(),
        base_url: http::base_url(address),
        log_origin: format!("{address}/{AUTHORITY}"),
        service_keys: SERVICE_KEYS.map(service).into(),
        officer_keys: vec![officer("officer A", 1), officer("officer B", 2)],
    };
    let institution = |school: &School| Institution {
        uscc: school.uscc.clone(),
        names: vec![(Date(0), format!("测速培训学校{}", school.number.as_str()))],
        authority: code.clone(),
        number: school.number.clone(),
        keys: vec![IssuingKey { key: school.key.public_key(), validity: since }],
    };
    let root: PublicKey = key("root").public_key();
    let body = BundleBody {
        version: 1,
        issued: since.from,
        expires: Time(now.0 + 90 * DAY_SECS),
        roots: vec![root],
        authorities: vec![authority],
        institutions: schools.iter().map(institution).collect(),
        witnesses: None,
    };
    let draft = BundleDraft::new(root.kid(), &body).map_err(|rule| anyhow::anyhow!("the bundle: {rule:?}"))?;
    Ok(draft.finish(&key("root").sign(&draft.to_be_signed())))
}
