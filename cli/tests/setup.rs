//! `hezheng setup`, by flags and by answers, against a registry and against one whose clock is elsewhere.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use hezheng_core::number::{AuthorityCode, InstitutionNumber, Uscc};
use hezheng_core::time::{Date, Time};
use hezheng_core::trust::BundleDraft;
use hezheng_core::trust::bundle::{Authority, BundleBody, Institution, IssuingKey, ServiceKey, Validity};
use hezheng_core::trust::pack::UnverifiedPack;
use hezheng_issuer::profile::Profile;
use hezheng_keys::{Passphrase, PrivateKey, Signer, key_file, public_file};
use hezheng_postgres_server::free_address;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tempfile::TempDir;

const PASSPHRASE: &str = "INSECURE 测试口令";

fn now() -> Time {
    Time(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs())
}

/// A school's desk, and the bureau that it registers with at `address`.
struct Desk {
    folder: TempDir,
    address: SocketAddr,
    bundle: Vec<u8>,
}

impl Desk {
    fn new(address: SocketAddr) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let [root, service, school] = [(); 3].map(|()| PrivateKey::generate().unwrap());
        // A line break as Windows writes it.
        std::fs::write(path("passphrase.txt"), format!("{PASSPHRASE}\r\n")).unwrap();
        for (name, key) in [("service.pem", &service), ("issuer.pem", &school)] {
            key_file::write(&path(name), key, &Passphrase::new(PASSPHRASE.into()).unwrap()).unwrap();
        }
        public_file::write(&path("root.pub.pem"), &root.public_key()).unwrap();
        public_file::write(&path("other.pub.pem"), &service.public_key()).unwrap();
        let validity = Validity { from: Time(now().0 - 86_400), until: None, distrusted_from: None };
        let authority = AuthorityCode::parse("130100").unwrap();
        let body = BundleBody {
            version: 1,
            issued: validity.from,
            expires: Time(now().0 + 86_400),
            roots: vec![root.public_key()],
            authorities: vec![Authority {
                code: authority.clone(),
                name: "石家庄测试局".into(),
                base_url: format!("http://{address}/130100"),
                log_origin: format!("{address}/130100"),
                service_keys: vec![ServiceKey { key: service.public_key(), validity, uses: 7 }],
                officer_keys: Vec::new(),
            }],
            institutions: vec![Institution {
                uscc: Uscc::parse("521301004JURQ283FE").unwrap(),
                names: vec![(Date(0), "测试培训学校".into())],
                authority,
                number: InstitutionNumber::parse("0001").unwrap(),
                keys: vec![IssuingKey { key: school.public_key(), validity }],
            }],
            witnesses: None,
        };
        let draft = BundleDraft::new(root.kid(), &body).unwrap();
        let bundle = draft.finish(&root.sign(&draft.to_be_signed()));
        Self { folder, address, bundle }
    }

    fn url(&self) -> String {
        format!("http://{}/130100", self.address)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs setup with these arguments more and these lines typed.
    fn setup(&self, arguments: &[&str], typed: &str) -> Output {
        let mut setup = Command::new(env!("CARGO_BIN_EXE_hezheng"));
        setup.args(["--lang", "zh", "setup", "--yes", "--passphrase-file", "passphrase.txt"]).args(arguments);
        setup.current_dir(self.folder.path()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut setup = setup.spawn().unwrap();
        setup.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
        setup.wait_with_output().unwrap()
    }

    /// Runs it by flags, and gives its exit code and what it said on stderr.
    fn refused(&self, arguments: &[&str]) -> String {
        let said = self.setup(arguments, "");
        assert_eq!(said.status.code(), Some(2), "{said:?}");
        assert!(!self.path("hezheng.toml").exists(), "nothing is written");
        String::from_utf8(said.stderr).unwrap()
    }
}

/// A registry that says nothing but its pack and a time so many seconds from now.
fn server(secs: i64) -> Desk {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let desk = Desk::new(listener.local_addr().unwrap());
    let pack = UnverifiedPack { bundles: vec![&desk.bundle], snapshots: Vec::new(), checkpoints: Vec::new() }.encode();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A client that breaks off is the test's to judge.
            let _ = answer(stream, &pack, secs);
        }
    });
    desk
}

fn answer(mut stream: TcpStream, pack: &[u8], secs: i64) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
    let date = http_date(Time(now().0.saturating_add_signed(secs)));
    let length = pack.len();
    write!(stream, "HTTP/1.1 200 OK\r\nDate: {date}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n")?;
    if first.starts_with("GET ") { stream.write_all(pack) } else { Ok(()) }
}

/// As RFC 9110 section 5.6.7 has it; nobody reads the day of the week.
fn http_date(time: Time) -> String {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (year, month, day) = Date(time.0 / 86_400).ymd();
    let month = months[usize::try_from(month).unwrap() - 1];
    let secs = time.0 % 86_400;
    format!("Mon, {day:02} {month} {year} {:02}:{:02}:{:02} GMT", secs / 3_600, secs / 60 % 60, secs % 60)
}

/// A registry of its own process.
struct Registry(Child);

impl Registry {
    fn start(desk: &Desk) -> Self {
        std::fs::write(desk.path("bundle.cose"), &desk.bundle).unwrap();
        hezheng_registry::create_sealing_key(&desk.path("sealing.key")).unwrap();
        let text = format!(
            "listen = \"{}\"\nstore = \"r.redb\"\npage_origin = \"http://127.0.0.1\"\nsealing_key_file = \"sealing.key\"\n\
             roots = [\"root.pub.pem\"]\ntrust_bundle = \"bundle.cose\"\npassphrase_file = \"passphrase.txt\"\n\
             [[authority]]\ncode = \"130100\"\ncountersign_key = \"service.pem\"\nsnapshot_key = \"service.pem\"\n\
             log_key = \"service.pem\"\n",
            desk.address
        );
        std::fs::write(desk.path("r.toml"), text).unwrap();
        let mut serve = Command::new(env!("CARGO_BIN_EXE_hezheng"));
        serve.args(["registry", "serve", "--config", "r.toml"]).current_dir(desk.folder.path());
        let registry = Self(serve.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        let begun = Instant::now();
        while TcpStream::connect(desk.address).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(60), "the registry never listened");
            std::thread::sleep(Duration::from_millis(20));
        }
        registry
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn every_answer_by_flag_or_default_gives_a_profile_that_was_tried_against_the_registry() {
    let address = free_address();
    let desk = Desk::new(address);
    let _registry = Registry::start(&desk);
    let done = desk.setup(&["--registry", &format!("{}/", desk.url())], "");
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(done.status.success(), "{said}{}", String::from_utf8_lossy(&done.stderr));
    assert!(
        said.contains("测试培训学校，编号 0001，由石家庄测试局备案") && said.contains("本机时钟与备案系统相差"),
        "{said}"
    );
    let profile = Profile::load(&desk.path("hezheng.toml")).unwrap();
    assert_eq!(profile.registry, desk.url());
    assert_eq!(profile.key.file_name().unwrap(), "issuer.pem");
    assert_eq!(profile.passphrase_file.unwrap().file_name().unwrap(), "passphrase.txt");
    assert!(desk.setup(&["--registry", &desk.url()], "").stderr.starts_with("hezheng.toml 已经存在".as_bytes()));
}

#[test]
fn a_wrong_answer_is_asked_for_again() {
    let desk = server(0);
    let typed = format!("http://zs.example.cn/130100\n\n\"{}\"\n", desk.url());
    let done = desk.setup(&[], &typed);
    let warned = String::from_utf8(done.stderr).unwrap();
    assert!(done.status.success(), "{warned}");
    assert_eq!(warned.matches('✗').count(), 1, "{warned}");
    assert!(warned.contains("不是备案系统的地址") && desk.path("hezheng.toml").exists());
}

#[test]
fn a_wrong_flag_ends_it_and_writes_nothing() {
    let desk = server(0);
    let url = desk.url();
    let with = |flag: &[&str]| desk.refused(&[&["--registry", &url], flag].concat());
    assert!(with(&["--root", "other.pub.pem"]).contains("不能由 other.pub.pem 证实"));
    assert!(with(&["--root", "none.pem"]).contains("none.pem：无法读取"));
    assert!(with(&["--page", "zs.example.cn"]).contains("不是网址"));
    assert!(with(&["--seal", "issuer.pem"]).contains("不是 PNG"));
    assert!(desk.refused(&["--registry", "http://127.0.0.1:1/130100"]).contains("未能联系到"));
}

#[test]
fn a_clock_a_little_off_is_a_warning_and_one_far_off_the_end() {
    for (secs, way) in [(120, "慢"), (-120, "快")] {
        let desk = server(secs);
        let done = desk.setup(&["--registry", &desk.url()], "");
        let warned = String::from_utf8(done.stderr).unwrap();
        assert!(done.status.success() && warned.contains(&format!("本机时钟{way}了 1")), "{warned}");
    }
    for (secs, way) in [(400, "慢"), (-400, "快")] {
        let desk = server(secs);
        let said = desk.refused(&["--registry", &desk.url()]);
        assert!(said.contains(&format!("本机时钟{way}了")) && said.contains("超过 5 分钟"), "{said}");
    }
}

#[test]
fn issuing_stops_before_anything_is_signed_where_the_clock_is_far_off() {
    let desk = server(4_000);
    let profile = format!(
        "format = 1\nregistry = \"{}\"\npage = \"http://127.0.0.1\"\nroots = [\"root.pub.pem\"]\nkey = \"issuer.pem\"\n\
         passphrase_file = \"passphrase.txt\"\njournal = \"journal\"\n",
        desk.url()
    );
    // As Windows' Notepad leaves it.
    std::fs::write(desk.path("hezheng.toml"), format!("\u{FEFF}{}", profile.replace('\n', "\r\n"))).unwrap();
    let roster = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/rosters/roster-clean.xlsx");
    let mut issue = Command::new(env!("CARGO_BIN_EXE_hezheng"));
    issue.args(["--lang", "zh", "issue", roster, "--out", "certificates"]).current_dir(desk.folder.path());
    let said = issue.stdin(Stdio::null()).output().unwrap();
    let warned = String::from_utf8(said.stderr).unwrap();
    assert!(said.status.code() == Some(2) && warned.contains("超过 5 分钟"), "{warned}");
    assert!(!desk.path("journal").exists() && !desk.path("certificates").exists());
}
