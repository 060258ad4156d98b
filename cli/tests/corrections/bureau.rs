//! A bureau, its registry as a process, a school, and the program run in their folder.

use crate::proxy::{Kill, Moment, Proxy};
use hezheng_core::number::{AuthorityCode, IdKind, IdentityNumber, InstitutionNumber, Uscc};
use hezheng_core::time::{Date, Time};
use hezheng_core::trust::BundleDraft;
use hezheng_core::trust::bundle::{Authority, BundleBody, Institution, IssuingKey, OfficerKey, ServiceKey, Validity};
use hezheng_keys::new_file::{self, ReadableBy};
use hezheng_keys::{Passphrase, PrivateKey, Signer, key_file, public_file};
use hezheng_postgres_server::free_address;
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tempfile::TempDir;

const PASSPHRASE: &str = "INSECURE test passphrase";
const DAY: u64 = 86_400;

pub(crate) struct Bureau {
    folder: TempDir,
    proxy: Proxy,
    registry: Option<Child>,
}

/// What the program said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("{self:?}"))
    }
}

fn now() -> Time {
    Time(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs())
}

impl Bureau {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        new_file::create(&path("pass"), PASSPHRASE.as_bytes(), ReadableBy::Owner).unwrap();
        let [root, service, school, wang, zhou] = [(); 5].map(|()| PrivateKey::generate().unwrap());
        for (name, key) in [("service", &service), ("school", &school), ("wang", &wang), ("zhou", &zhou)] {
            let passphrase = Passphrase::new(PASSPHRASE.into()).unwrap();
            key_file::write(&path(&format!("{name}.pem")), key, &passphrase).unwrap();
        }
        public_file::write(&path("root.pub.pem"), &root.public_key()).unwrap();
        hezheng_registry::create_sealing_key(&path("sealing.key")).unwrap();
        let listen = free_address();
        let proxy = Proxy::to(listen);
        let base = format!("http://{}/130100", proxy.address);
        let draft = BundleDraft::new(root.kid(), &bundle([&root, &service, &school, &wang, &zhou], &base)).unwrap();
        std::fs::write(path("bundle.cose"), draft.finish(&root.sign(&draft.to_be_signed()))).unwrap();
        std::fs::write(path("registry.toml"), configuration(listen)).unwrap();
        let profile = format!(
            "format = 1\nregistry = \"{base}\"\npage = \"http://127.0.0.1\"\nroots = [\"root.pub.pem\"]\n\
             key = \"school.pem\"\npassphrase_file = \"pass\"\njournal = \"journal\"\n"
        );
        std::fs::write(path("hezheng.toml"), profile).unwrap();
        let mut bureau = Self { folder, proxy, registry: None };
        bureau.start(listen);
        bureau
    }

    fn start(&mut self, listen: SocketAddr) {
        let mut serve = self.command("registry serve --config registry.toml");
        self.registry = Some(serve.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        let begun = Instant::now();
        while TcpStream::connect(listen).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(120), "the registry does not listen");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Stops the registry, `kill -9`.
    pub(crate) fn stop(&mut self) {
        if let Some(mut registry) = self.registry.take() {
            registry.kill().unwrap();
            registry.wait().unwrap();
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// `--registry URL --root FILE`, and a key of an officer.
    pub(crate) fn signing(&self, who: &str) -> String {
        format!("--registry {} --root root.pub.pem --key {who}.pem --passphrase-file pass", self.url())
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/130100", self.proxy.address)
    }

    /// Writes a roster of these people: name, day of birth after 1990-01-01, programme.
    pub(crate) fn roster(&self, name: &str, people: &[(&str, u64, &str)]) {
        let mut text = String::from("姓名,身份证号码,培训项目,课时,培训开始日期,培训结束日期,考核结果\n");
        let day = |before: u64| Date(now().shanghai_day().0 - before);
        for (name, born, programme) in people {
            let number = identity_number(*born);
            text += &format!("{name},{number},{programme},72,{},{},合格\n", day(20), day(10));
        }
        std::fs::write(self.path(name), text).unwrap();
    }

    fn command(&self, arguments: &str) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_hezheng"));
        program.args(["--lang", "en"]).args(arguments.split_whitespace());
        program.current_dir(self.folder.path()).stdin(Stdio::null());
        program
    }

    pub(crate) fn run(&self, arguments: &str) -> Said {
        self.finish(self.spawn(arguments))
    }

    fn spawn(&self, arguments: &str) -> Child {
        self.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    fn finish(&self, child: Child) -> Said {
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Runs the program, and kills it at this request of its; says whether it came so far.
    pub(crate) fn killed(&self, arguments: &str, request: usize, moment: Moment) -> bool {
        let (name, process) = channel();
        self.proxy.kill_at(Kill { request, moment, process });
        let child = self.spawn(arguments);
        name.send(child.id()).unwrap();
        self.finish(child).code.is_none()
    }

    /// Runs what must succeed.
    pub(crate) fn ok(&self, arguments: &str) -> Said {
        let said = self.run(arguments);
        assert_eq!(said.code, Some(0), "hezheng {arguments}\n{said:#?}");
        said
    }

    /// Runs what must fail with this exit code, and gives what it says.
    pub(crate) fn fails(&self, arguments: &str, code: i32) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, Some(code), "hezheng {arguments}\n{said:#?}");
        said.err
    }

    pub(crate) fn journal(&self) -> String {
        std::fs::read_to_string(self.path("journal/journal.jsonl")).unwrap()
    }

    /// The verdict on a file, by a pack that was fetched.
    pub(crate) fn verdict(&self, file: &str, pack: &str) -> String {
        let said = self.run(&format!("verify {file} --pack {pack} --root root.pub.pem --json"));
        let verdict = said.json();
        verdict["reason"].as_str().or(verdict["outcome"].as_str()).unwrap_or_else(|| panic!("{said:?}")).to_owned()
    }
}

impl Drop for Bureau {
    fn drop(&mut self) {
        self.stop();
    }
}

/// An identity number of nobody: the sequence part is 000.
pub(crate) fn identity_number(born: u64) -> String {
    let (year, month, day) = Date(Date::from_ymd(1990, 1, 1).unwrap().0 + born).ymd();
    let body = format!("130102{year:04}{month:02}{day:02}000");
    let mut numbers = "0123456789X".chars().map(|check| format!("{body}{check}"));
    numbers.find(|number| IdentityNumber::parse(IdKind::ResidentId, number).is_ok()).unwrap()
}

fn configuration(listen: SocketAddr) -> String {
    format!(
        r#"
        listen = "{listen}"
        page_origin = "http://127.0.0.1"
        store = "registry.redb"
        sealing_key_file = "sealing.key"
        roots = ["root.pub.pem"]
        trust_bundle = "bundle.cose"
        passphrase_file = "pass"
        [[authority]]
        code = "130100"
        countersign_key = "service.pem"
        snapshot_key = "service.pem"
        log_key = "service.pem"
        "#
    )
}

fn bundle([root, service, school, wang, zhou]: [&PrivateKey; 5], base_url: &str) -> BundleBody {
    let (authority, yesterday) = (AuthorityCode::parse("130100").unwrap(), Time(now().0 - DAY));
    let validity = Validity { from: yesterday, until: None, distrusted_from: None };
    let officer = |key: &PrivateKey, roles, staff_code: &str| OfficerKey {
        key: key.public_key(),
        validity,
        roles,
        staff_code: staff_code.into(),
    };
    BundleBody {
        version: 1,
        issued: yesterday,
        expires: Time(now().0 + 90 * DAY),
        roots: vec![root.public_key()],
        authorities: vec![Authority {
            code: authority.clone(),
            name: "示例市人社局".into(),
            base_url: base_url.into(),
            log_origin: "registry.test/130100".into(),
            service_keys: vec![ServiceKey { key: service.public_key(), validity, uses: 7 }],
            officer_keys: vec![officer(wang, 1, "A1001"), officer(zhou, 2, "A1002")],
        }],
        institutions: vec![Institution {
            uscc: Uscc::parse("91350100M000100Y43").unwrap(),
            names: vec![(Date(0), "示例职业培训学校".into())],
            authority,
            number: InstitutionNumber::parse("0001").unwrap(),
            keys: vec![IssuingKey { key: school.public_key(), validity }],
        }],
        witnesses: None,
    }
}
