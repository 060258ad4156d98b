//! A bureau whose registry runs, and the desks of a school that issues there: each with a journal of its own.

use crate::node::Node;
use crate::people::{identity_number, uscc};
use hezheng_core::ids::LeafIndex;
use hezheng_core::number::{AuthorityCode, InstitutionNumber};
use hezheng_core::time::{Date, Time};
use hezheng_core::trust::BundleDraft;
use hezheng_core::trust::bundle::{Authority, BundleBody, Institution, IssuingKey, ServiceKey, Validity};
use hezheng_keys::{Passphrase, PrivateKey, Signer, key_file, public_file};
use hezheng_postgres_server::free_address;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::LazyLock;
use std::time::{SystemTime, UNIX_EPOCH};
use tempfile::TempDir;

const DAY: u64 = 86_400;
const PASSPHRASE: &str = "INSECURE test passphrase";

pub(crate) struct Bureau {
    pub(crate) folder: TempDir,
    pub(crate) node: Node,
    url: String,
}

/// How the trust bundle speaks of the school's key.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum SchoolKey {
    Valid,
    Ended,
    Distrusted,
}

fn now() -> Time {
    Time(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs())
}

static TODAY: LazyLock<String> = LazyLock::new(|| now().shanghai_day().to_string());

impl Bureau {
    pub(crate) fn new(school_key: SchoolKey) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let address = free_address();
        let url = format!("http://{address}/130100");
        let [root, service, school] = [(); 3].map(|()| PrivateKey::generate().unwrap());
        std::fs::write(path("passphrase"), PASSPHRASE).unwrap();
        let passphrase = Passphrase::new(PASSPHRASE.into()).unwrap();
        key_file::write(&path("service.pem"), &service, &passphrase).unwrap();
        key_file::write(&path("school.pem"), &school, &passphrase).unwrap();
        public_file::write(&path("root.pub.pem"), &root.public_key()).unwrap();
        hezheng_registry::create_sealing_key(&path("sealing.key")).unwrap();
        let body = bundle(&url, &root, &service, &school, school_key);
        let draft = BundleDraft::new(root.kid(), &body).unwrap();
        std::fs::write(path("bundle.cose"), draft.finish(&root.sign(&draft.to_be_signed()))).unwrap();
        let text = format!(
            r#"
            listen = "{address}"
            store = "registry.redb"
            page_origin = "http://{address}"
            sealing_key_file = "sealing.key"
            roots = ["root.pub.pem"]
            trust_bundle = "bundle.cose"
            passphrase_file = "passphrase"
            [[authority]]
            code = "130100"
            countersign_key = "service.pem"
            snapshot_key = "service.pem"
            log_key = "service.pem"
            "#
        );
        std::fs::write(path("node.toml"), text).unwrap();
        let node = Node::start(path("node.toml"), address);
        node.until_ready();
        Self { node, url, folder }
    }

    /// A desk with a journal of its own, in this folder.
    pub(crate) fn desk_in(&self, folder: &Path) -> Desk {
        let keys = self.folder.path().display();
        let page = self.url.trim_end_matches("/130100");
        let profile = format!(
            "format = 1\nregistry = \"{}\"\npage = \"{page}\"\nroots = [\"{keys}/root.pub.pem\"]\n\
             key = \"{keys}/school.pem\"\npassphrase_file = \"{keys}/passphrase\"\njournal = \"journal\"\n",
            self.url
        );
        std::fs::write(folder.join("hezheng.toml"), profile).unwrap();
        Desk { folder: folder.to_owned() }
    }

    /// A desk in a folder of this name.
    pub(crate) fn desk(&self, name: &str) -> Desk {
        let folder = self.folder.path().join(name);
        std::fs::create_dir(&folder).unwrap();
        self.desk_in(&folder)
    }

    /// What an outsider's audit of the log finds.
    pub(crate) fn audit(&self) -> Value {
        let mut audit = Command::new(env!("CARGO_BIN_EXE_hezheng"));
        audit.args(["log", "audit", &self.url, "--json", "--root"]).arg(self.folder.path().join("root.pub.pem"));
        let output = audit.arg("--state").arg(self.folder.path().join("seen")).output().unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["clean"], true, "{report}");
        report
    }

    /// How many certificates the log has.
    pub(crate) fn registrations(&self) -> u64 {
        self.audit()["checked"]["registrations"].as_u64().unwrap()
    }
}

fn bundle(url: &str, root: &PrivateKey, service: &PrivateKey, school: &PrivateKey, of: SchoolKey) -> BundleBody {
    let (authority, yesterday) = (AuthorityCode::parse("130100").unwrap(), Time(now().0 - DAY));
    let validity = Validity { from: yesterday, until: None, distrusted_from: None };
    let of_school = match of {
        SchoolKey::Valid => validity,
        SchoolKey::Ended => Validity { until: Some(Time(now().0 - 60)), ..validity },
        SchoolKey::Distrusted => Validity { distrusted_from: Some(LeafIndex(0)), ..validity },
    };
    BundleBody {
        version: 1,
        issued: yesterday,
        expires: Time(now().0 + 90 * DAY),
        roots: vec![root.public_key()],
        authorities: vec![Authority {
            code: authority.clone(),
            name: "石家庄测试局".into(),
            base_url: url.into(),
            log_origin: url.trim_start_matches("http://").into(),
            service_keys: vec![ServiceKey { key: service.public_key(), validity, uses: 7 }],
            officer_keys: vec![],
        }],
        institutions: vec![Institution {
            uscc: uscc(1),
            names: vec![(Date(0), "测试培训学校".into())],
            authority,
            number: InstitutionNumber::parse("0001").unwrap(),
            keys: vec![IssuingKey { key: school.public_key(), validity: of_school }],
        }],
        witnesses: None,
    }
}

/// Where a clerk works: a profile, rosters, a journal, and what comes out.
pub(crate) struct Desk {
    pub(crate) folder: PathBuf,
}

impl Desk {
    /// Writes a roster of so many people, the first of whom was born so many days after 1990-01-01.
    pub(crate) fn roster(&self, name: &str, first: u64, people: u64) {
        let last = now().shanghai_day();
        let (from, until) = (Date(last.0 - 20), Date(last.0 - 5));
        let mut text = String::from("姓名,身份证号,培训项目,开始日期,结束日期,学时,考核结果\n");
        for person in first..first + people {
            let name: String = char::from_u32(0x5F20 + u32::try_from(person % 300).unwrap())
                .into_iter()
                .chain("测试".chars())
                .collect();
            text += &format!("{name},{},保育师,{from},{until},80,合格\n", identity_number(person));
        }
        std::fs::write(self.folder.join(name), text).unwrap();
    }

    /// `hezheng issue` of this roster.
    pub(crate) fn command(&self, roster: &str, more: &[&str]) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_hezheng"));
        // A batch that is run again is the same batch, whatever day it has become meanwhile.
        program.args(["--lang", "en", "issue", roster, "--out", "certificates", "--issued", &TODAY]).args(more);
        program.current_dir(&self.folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        program
    }

    pub(crate) fn start(&self, roster: &str, more: &[&str]) -> Child {
        self.command(roster, more).spawn().unwrap()
    }

    pub(crate) fn run(&self, roster: &str, more: &[&str]) -> Said {
        self.command(roster, more).output().unwrap().into()
    }

    /// Issues, which must succeed, and gives what came of it.
    pub(crate) fn issue(&self, roster: &str) -> Value {
        let said = self.run(roster, &["--yes", "--json"]);
        assert_eq!(said.code, 0, "{said:?}");
        serde_json::from_str(&said.out).unwrap()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Lines of the journal.
    pub(crate) fn lines(&self) -> usize {
        let journal = std::fs::read(self.path("journal/journal.jsonl")).unwrap_or_default();
        journal.iter().filter(|byte| **byte == b'\n').count()
    }

    /// Files below the folder for certificates whose name ends so.
    pub(crate) fn files(&self, end: &str) -> Vec<PathBuf> {
        let mut found = Vec::new();
        look(&self.path("certificates"), end, &mut found);
        found.sort();
        found
    }
}

fn look(folder: &Path, end: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            look(&path, end, found);
        } else if path.to_string_lossy().ends_with(end) {
            found.push(path);
        }
    }
}

/// What the program said, and its exit code.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// The numbers of these results that have this status.
pub(crate) fn numbers(results: &Value, status: &str) -> Vec<String> {
    let issued = results["issued"].as_array().unwrap().iter().filter(|row| row["status"] == status);
    issued.map(|row| row["number"].as_str().unwrap().to_owned()).collect()
}
