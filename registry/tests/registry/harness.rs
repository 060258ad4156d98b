//! A registry for one test: its folder, its clock, its server; and the requests that tests make most.

use crate::bureau::{self, NOW, SHIJIAZHUANG, TANGSHAN, key};
use crate::client::{Answer, Client, SignedRequest};
use crate::log_lines;
use crate::people::{claims, identity_number, statement, uscc};
use hezheng_core::cbor::{Reader, Writer};
use hezheng_core::key::PublicKey;
use hezheng_core::number::Uscc;
use hezheng_core::statement::Claims;
use hezheng_core::time::Time;
use hezheng_core::trust::Trust;
use hezheng_core::trust::pack::UnverifiedPack;
use hezheng_core::verify::{Evidence, Presented, Report, verify};
use hezheng_keys::new_file::{self, ReadableBy};
use hezheng_keys::{Passphrase, PrivateKey, Signer, key_file, public_file};
use hezheng_postgres_server::free_address;
use hezheng_registry::{
    Assets, AuthorityConfig, Clock, Config, IdentityOnPage, Memory, Server, StartError, create_sealing_key,
};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

/// A clock that stands still until a test sets it.
#[derive(Clone)]
pub(crate) struct TestClock(Arc<AtomicU64>);

impl TestClock {
    pub(crate) fn set(&self, time: Time) {
        self.0.store(time.0, Ordering::SeqCst);
    }

    pub(crate) fn advance(&self, secs: u64) {
        self.0.fetch_add(secs, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Time {
        Time(self.0.load(Ordering::SeqCst))
    }
}

/// The folder of a registry, which may be started and stopped in it.
pub(crate) struct Place {
    pub(crate) folder: TempDir,
    pub(crate) clock: TestClock,
    pub(crate) config: Config,
    pub(crate) assets: Assets,
}

impl Place {
    pub(crate) fn new() -> Self {
        log_lines::keep();
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        new_file::create(&path("passphrase"), PASSPHRASE.as_bytes(), ReadableBy::Owner).unwrap();
        create_sealing_key(&path("sealing.key")).unwrap();
        public_file::write(&path("root1.pub.pem"), &key("root 1").public_key()).unwrap();
        public_file::write(&path("root2.pub.pem"), &key("root 2").public_key()).unwrap();
        std::fs::write(path("bundle.cose"), bureau::bundle(&bureau::bundle_body())).unwrap();
        let authorities = [SHIJIAZHUANG, TANGSHAN].map(|code| {
            let file = path(&format!("{code}.pem"));
            new_file::create(&file, &service_key_file(code), ReadableBy::Owner).unwrap();
            AuthorityConfig {
                code: code.into(),
                countersign_key: file.clone(),
                snapshot_key: file.clone(),
                log_key: file,
                template: None,
                identity_on_page: IdentityOnPage::LastFour,
                retention_days: None,
            }
        });
        let config = Config {
            listen: "127.0.0.1:0".into(),
            page_origin: "http://127.0.0.1:8080".into(),
            store: path("registry.redb").into(),
            store_password_file: None,
            node_url: None,
            sealing_key_file: path("sealing.key"),
            old_sealing_key_files: Vec::new(),
            client_address_header: None,
            control_socket: None,
            roots: vec![path("root1.pub.pem"), path("root2.pub.pem")],
            trust_bundle: path("bundle.cose"),
            passphrase_file: path("passphrase"),
            snapshot_interval_secs: 3_600,
            next_update_secs: 259_200,
            snapshot_max_age_secs: 60,
            witnesses: Vec::new(),
            authorities: authorities.into(),
        };
        Self { clock: TestClock(Arc::new(NOW.0.into())), config, assets: Assets::none(), folder }
    }

    /// The file of the embedded store.
    pub(crate) fn store_file(&self) -> std::path::PathBuf {
        self.folder.path().join("registry.redb")
    }

    pub(crate) fn start(&self) -> Registry {
        self.try_start().unwrap_or_else(|error| panic!("{error}"))
    }

    pub(crate) fn try_start(&self) -> Result<Registry, StartError> {
        self.try_start_with(&self.config)
    }

    /// Starts one more node over the database that `store` names.
    pub(crate) fn start_node(&self) -> Registry {
        let free = free_address();
        let node_url = Some(format!("http://{free}"));
        let config = Config { listen: free.to_string(), node_url, ..self.config.clone() };
        self.try_start_with(&config).unwrap_or_else(|error| panic!("{error}"))
    }

    fn try_start_with(&self, config: &Config) -> Result<Registry, StartError> {
        let clock = Arc::new(self.clock.clone());
        let runtime = runtime();
        let server = runtime.block_on(Server::bind(config, self.assets.clone(), clock))?;
        Ok(self.running(server, runtime))
    }

    /// The same over a store in memory.
    pub(crate) fn try_start_over(&self, memory: &Memory) -> Result<Registry, StartError> {
        let clock = Arc::new(self.clock.clone());
        let runtime = runtime();
        let server = runtime.block_on(Server::bind_over(memory, &self.config, self.assets.clone(), clock))?;
        Ok(self.running(server, runtime))
    }

    fn running(&self, server: Server, runtime: Runtime) -> Registry {
        let client = Client::new(server.address().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = std::thread::spawn(move || {
            let shutdown = async move {
                let _ = stopped.await;
            };
            runtime.block_on(server.run(shutdown)).unwrap();
        });
        Registry { client, clock: self.clock.clone(), class_filing: None, stop: Some(stop), thread: Some(thread) }
    }
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

pub(crate) const PASSPHRASE: &str = "INSECURE test passphrase";

/// The key file of an authority's service: encrypted once for all tests, because that is slow on purpose.
fn service_key_file(code: &str) -> Vec<u8> {
    static FILES: Mutex<BTreeMap<String, Vec<u8>>> = Mutex::new(BTreeMap::new());
    let mut files = FILES.lock().unwrap();
    let file = files.entry(code.into()).or_insert_with(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.pem");
        let passphrase = Passphrase::new(PASSPHRASE.into()).unwrap();
        key_file::write(&path, &key(&format!("service {code}")), &passphrase).unwrap();
        std::fs::read(&path).unwrap()
    });
    file.clone()
}

/// A registry that runs until it is dropped.
pub(crate) struct Registry {
    pub(crate) client: Client,
    pub(crate) clock: TestClock,
    /// The class that certificates which are issued here name.
    pub(crate) class_filing: Option<String>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Registry {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            assert!(ended.is_ok() || std::thread::panicking());
        }
    }
}

/// A school, and the key it signs with.
pub(crate) struct School {
    pub(crate) key: PrivateKey,
    pub(crate) uscc: Uscc,
    pub(crate) authority: &'static str,
}

impl School {
    /// School 1 and 2 are the first bureau's, school 3 the second's.
    pub(crate) fn new(serial: u32) -> Self {
        let authority = if serial == 3 { TANGSHAN } else { SHIJIAZHUANG };
        Self { key: key(&format!("school {serial}")), uscc: uscc(serial), authority }
    }

    pub(crate) fn statement(&self, number: &str, claims: &Claims) -> Vec<u8> {
        statement(&self.key, &self.uscc, number, claims)
    }
}

pub(crate) fn reservation(uscc: &Uscc, year: u64, count: u64, id: u8) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(4).integer(1).text(uscc.as_str()).integer(2).unsigned(year).integer(3).unsigned(count);
    writer.integer(4).bytes(&[id; 16]);
    writer.into_bytes()
}

pub(crate) fn certificate_request(statement: &[u8], identity_number: &str, portrait: Option<&[u8]>) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(2 + usize::from(portrait.is_some())).integer(1).bytes(statement).integer(2).text(identity_number);
    if let Some(portrait) = portrait {
        writer.integer(3).bytes(portrait);
    }
    writer.into_bytes()
}

/// A certificate that was registered.
pub(crate) struct Issued {
    pub(crate) number: String,
    pub(crate) identity_number: String,
    pub(crate) claims: Claims,
    /// The bare statement.
    pub(crate) statement: Vec<u8>,
    /// The registered statement with its receipt.
    pub(crate) registered: Vec<u8>,
}

impl Registry {
    pub(crate) fn reserve(&self, school: &School, year: u64, count: u64, id: u8) -> Answer {
        let body = reservation(&school.uscc, year, count, id);
        let now = self.clock.now();
        SignedRequest::new(school.authority, "v1/reservations", body, &school.key, now).send(&self.client)
    }

    /// The first serial and the count of a reservation that was given.
    pub(crate) fn reserved(&self, school: &School, year: u64, count: u64, id: u8) -> (u64, u64) {
        let answer = self.reserve(school, year, count, id);
        assert_eq!(answer.status, 200, "{answer:?}");
        let mut reader = Reader::new(&answer.body);
        let mut keys = reader.map().unwrap();
        assert_eq!(keys.next(&mut reader), Ok(Some(1)));
        let first = reader.unsigned().unwrap();
        assert_eq!(keys.next(&mut reader), Ok(Some(2)));
        (first, reader.unsigned().unwrap())
    }

    pub(crate) fn register(&self, school: &School, statement: &[u8], identity_number: &str) -> Answer {
        self.register_with(school, statement, identity_number, None)
    }

    pub(crate) fn register_with(
        &self,
        school: &School,
        statement: &[u8],
        identity_number: &str,
        portrait: Option<&[u8]>,
    ) -> Answer {
        let body = certificate_request(statement, identity_number, portrait);
        let now = self.clock.now();
        SignedRequest::new(school.authority, "v1/certificates", body, &school.key, now).send(&self.client)
    }

    /// Sends certificates in one request, and gives each one's status, and its registered statement or problem code.
    pub(crate) fn batch(&self, school: &School, certificates: &[(Vec<u8>, String)]) -> Vec<(u64, Vec<u8>)> {
        let answer = self.send_batch(school, certificates);
        assert_eq!(answer.status, 200, "{answer:?}");
        let mut reader = Reader::new(&answer.body);
        let count = reader.array().unwrap();
        let results = (0..count).map(|_| {
            let (mut status, mut content) = (None, Vec::new());
            let mut keys = reader.map().unwrap();
            while let Some(key) = keys.next(&mut reader).unwrap() {
                match key {
                    1 => status = Some(reader.unsigned().unwrap()),
                    2 => content = reader.bytes().unwrap().to_vec(),
                    3 => content = reader.text().unwrap().into(),
                    4 | 5 => drop(reader.text().unwrap()),
                    other => panic!("key {other}"),
                }
            }
            (status.unwrap(), content)
        });
        let results = results.collect();
        reader.end().unwrap();
        results
    }

    pub(crate) fn send_batch(&self, school: &School, certificates: &[(Vec<u8>, String)]) -> Answer {
        let mut body = Writer::new();
        body.array(certificates.len());
        for (statement, identity_number) in certificates {
            body.raw(&certificate_request(statement, identity_number, None));
        }
        let now = self.clock.now();
        let path = "v1/certificates/batch";
        SignedRequest::new(school.authority, path, body.into_bytes(), &school.key, now).send(&self.client)
    }

    /// Reserves numbers and signs certificates for these people, to be registered.
    pub(crate) fn signed(&self, school: &School, people: std::ops::Range<u64>) -> Vec<(Vec<u8>, String)> {
        let today = self.clock.now().shanghai_day();
        let id = u8::try_from(people.start % 200).unwrap() + 20;
        let (first, _) = self.reserved(school, today.year(), people.end - people.start, id);
        let institution = if school.authority == TANGSHAN { "0003".into() } else { school_number(school) };
        let sign = |(person, serial): (u64, u64)| {
            let number = format!("{}{}{institution}{serial:06}", school.authority, today.year());
            let identity_number = identity_number(person);
            (school.statement(&number, &claims(&identity_number, today)), identity_number)
        };
        people.zip(first..).map(sign).collect()
    }

    /// Reserves and registers certificates for these people.
    pub(crate) fn issue(&self, school: &School, people: std::ops::Range<u64>) -> Vec<Issued> {
        let today = self.clock.now().shanghai_day();
        let count = people.end - people.start;
        let id = u8::try_from(people.start % 200).unwrap() + 20;
        let (first, _) = self.reserved(school, today.year(), count, id);
        let institution = if school.authority == TANGSHAN { "0003".into() } else { school_number(school) };
        people
            .zip(first..)
            .map(|(person, serial)| {
                let number = format!("{}{}{institution}{serial:06}", school.authority, today.year());
                let identity_number = identity_number(person);
                let class_filing = self.class_filing.clone();
                let claims = Claims { class_filing, ..claims(&identity_number, today) };
                let statement = school.statement(&number, &claims);
                let answer = self.register(school, &statement, &identity_number);
                assert_eq!(answer.status, 201, "{answer:?}");
                Issued { number, identity_number, claims, statement, registered: answer.body }
            })
            .collect()
    }

    pub(crate) fn order(&self, order: &[u8]) -> Answer {
        self.client.send_binary("POST", "/130100/v1/orders", "application/cose", order)
    }

    pub(crate) fn put_bundle(&self, bundle: &[u8]) -> Answer {
        self.client.send_binary("PUT", "/130100/v1/trust-bundle", "application/cose", bundle)
    }

    pub(crate) fn pack(&self) -> Vec<u8> {
        let answer = self.client.get("/130100/v1/pack");
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body
    }

    /// The offline verdict by this registry's pack, now.
    pub(crate) fn offline(&self, statement: &[u8]) -> Report {
        judge(statement, &self.pack(), self.clock.now())
    }

    /// The online verdict.
    pub(crate) fn online(&self, statement: &[u8]) -> serde_json::Value {
        let answer = self.client.send_binary("POST", "/130100/v1/verify", "application/cose", statement);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()
    }
}

fn school_number(school: &School) -> String {
    let serial = (1..=3).find(|serial| uscc(*serial) == school.uscc).unwrap();
    format!("{serial:04}")
}

pub(crate) fn roots() -> Vec<PublicKey> {
    vec![key("root 1").public_key(), key("root 2").public_key()]
}

/// The verdict of a verifier that holds this pack.
pub(crate) fn judge(statement: &[u8], pack: &[u8], now: Time) -> Report {
    let pack = UnverifiedPack::decode(pack).unwrap();
    let trust = Trust::follow(&roots(), &pack.bundles);
    let evidence = Evidence::collect(&trust, &pack.snapshots, now);
    verify(Presented::Statement(statement), &evidence, &trust, now)
}

/// Whatever a test did, the store that it leaves is clean.
impl Drop for Place {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        // Where the test took the store or a key away there is nothing to check.
        if let Ok(report) = hezheng_registry::custody::fsck(&self.config, None, 1, &mut |_| {}) {
            let findings: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
            assert_eq!(findings, [""; 0], "fsck");
        }
    }
}
