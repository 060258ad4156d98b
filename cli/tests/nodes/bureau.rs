//! A bureau with one school, set up for now: its keys, its trust bundle, and the configuration of each of its nodes.

use crate::client::{Answer, Client, SignedRequest};
use crate::node::Node;
use crate::people::uscc;
use hezheng_core::cbor::Writer;
use hezheng_core::key::PublicKey;
use hezheng_core::number::{AuthorityCode, InstitutionNumber};
use hezheng_core::time::{Date, Time};
use hezheng_core::trust::BundleDraft;
use hezheng_core::trust::bundle::{Authority, BundleBody, Institution, IssuingKey, OfficerKey, ServiceKey, Validity};
use hezheng_keys::{Passphrase, PrivateKey, Signer, key_file, public_file};
use hezheng_postgres_server::{PostgresServer, free_address};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tempfile::TempDir;

pub(crate) const AUTHORITY: &str = "130100";
const DAY: u64 = 86_400;
const PASSPHRASE: &str = "INSECURE test passphrase";

pub(crate) struct Bureau {
    pub(crate) folder: TempDir,
    pub(crate) school: Arc<PrivateKey>,
    /// One who may order, one who may approve.
    pub(crate) officers: [PrivateKey; 2],
    pub(crate) root: PublicKey,
    store: String,
}

pub(crate) fn now() -> Time {
    Time(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs())
}

impl Bureau {
    /// A bureau whose store this is: an empty database, or a file that is made.
    pub(crate) fn new(store: String) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let [root, service, school, orders, approves] = [(); 5].map(|()| PrivateKey::generate().unwrap());
        let officers = [orders, approves];
        std::fs::write(path("passphrase"), PASSPHRASE).unwrap();
        key_file::write(&path("service.pem"), &service, &Passphrase::new(PASSPHRASE.into()).unwrap()).unwrap();
        public_file::write(&path("root.pub.pem"), &root.public_key()).unwrap();
        hezheng_registry::create_sealing_key(&path("sealing.key")).unwrap();
        let body = bundle(&root, &service, &school, &officers);
        let draft = BundleDraft::new(root.kid(), &body).unwrap();
        std::fs::write(path("bundle.cose"), draft.finish(&root.sign(&draft.to_be_signed()))).unwrap();
        Self { school: Arc::new(school), officers, root: root.public_key(), store, folder }
    }

    /// Starts one more node.
    pub(crate) fn start_node(&self) -> Node {
        self.start_node_on(&self.store)
    }

    /// Starts a node over another store.
    pub(crate) fn start_node_on(&self, store: &str) -> Node {
        let address = free_address();
        let config = self.folder.path().join(format!("node-{}.toml", address.port()));
        let is_shared = store.starts_with("postgresql:");
        let node_url = if is_shared { format!("node_url = \"http://{address}\"") } else { String::new() };
        let text = format!(
            r#"
            listen = "{address}"
            {node_url}
            store = "{store}"
            page_origin = "http://127.0.0.1"
            sealing_key_file = "sealing.key"
            roots = ["root.pub.pem"]
            trust_bundle = "bundle.cose"
            passphrase_file = "passphrase"
            [[authority]]
            code = "{AUTHORITY}"
            countersign_key = "service.pem"
            snapshot_key = "service.pem"
            log_key = "service.pem"
            "#
        );
        std::fs::write(&config, text).unwrap();
        Node::start(config, address)
    }

    /// The name of its database.
    pub(crate) fn database(&self) -> &str {
        self.store.rsplit('/').next().unwrap()
    }

    /// Which of these nodes is elected, as the database has it.
    pub(crate) fn elected(&self, server: &PostgresServer, nodes: &[Node]) -> usize {
        let url = server.sql(self.database(), "select node_url from hezheng.elected");
        nodes.iter().position(|node| url.trim() == node.client.url("")).unwrap()
    }

    /// Reserves this many numbers, of which nobody else has reserved any; gives the first serial.
    pub(crate) fn reserve(&self, client: &Client, count: u64) -> u64 {
        let at_once = 1_000;
        let firsts: Vec<u64> =
            (0..count.div_ceil(at_once)).map(|part| self.reserve_some(client, at_once.min(count), part)).collect();
        assert!(firsts.windows(2).all(|pair| pair[1] == pair[0] + at_once), "{firsts:?}");
        firsts[0]
    }

    fn reserve_some(&self, client: &Client, count: u64, part: u64) -> u64 {
        let mut body = Writer::new();
        let id = [part.to_be_bytes(); 2].concat();
        body.map(4).integer(1).text(uscc(1).as_str()).integer(2).unsigned(now().shanghai_day().year());
        body.integer(3).unsigned(count).integer(4).bytes(&id);
        let answer = self.send(client, "v1/reservations", body.into_bytes());
        assert_eq!(answer.status, 200, "{answer:?}");
        let mut reader = hezheng_core::cbor::Reader::new(&answer.body);
        let mut keys = reader.map().unwrap();
        assert_eq!(keys.next(&mut reader), Ok(Some(1)));
        reader.unsigned().unwrap()
    }

    /// Sends what the school signs.
    pub(crate) fn send(&self, client: &Client, path: &str, body: Vec<u8>) -> Answer {
        SignedRequest::new(AUTHORITY, path, body, &self.school, now()).send(client)
    }

    /// The same, sent again to a node that does not know yet who is elected.
    pub(crate) fn send_until_taken(&self, client: &Client, path: &str, body: &[u8]) -> Answer {
        let begun = Instant::now();
        loop {
            let answer = self.send(client, path, body.to_vec());
            if answer.status != 503 || begun.elapsed() > Duration::from_secs(60) {
                return answer;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn bundle(root: &PrivateKey, service: &PrivateKey, school: &PrivateKey, officers: &[PrivateKey; 2]) -> BundleBody {
    let (authority, yesterday) = (AuthorityCode::parse(AUTHORITY).unwrap(), Time(now().0 - DAY));
    let validity = Validity { from: yesterday, until: None, distrusted_from: None };
    let officer =
        |key: &PrivateKey| OfficerKey { key: key.public_key(), validity, roles: 3, staff_code: key.kid().to_string() };
    BundleBody {
        version: 1,
        issued: yesterday,
        expires: Time(now().0 + 90 * DAY),
        roots: vec![root.public_key()],
        authorities: vec![Authority {
            code: authority.clone(),
            name: "石家庄测试局".into(),
            base_url: format!("http://registry.test/{AUTHORITY}"),
            log_origin: format!("registry.test/{AUTHORITY}"),
            service_keys: vec![ServiceKey { key: service.public_key(), validity, uses: 7 }],
            officer_keys: officers.each_ref().map(officer).into(),
        }],
        institutions: vec![Institution {
            uscc: uscc(1),
            names: vec![(Date(0), "测试培训学校".into())],
            authority,
            number: InstitutionNumber::parse("0001").unwrap(),
            keys: vec![IssuingKey { key: school.public_key(), validity }],
        }],
        witnesses: None,
    }
}
