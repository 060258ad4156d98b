//! Whether the log is one: read from the database, its tree built anew, and held against every answer that was given.

use crate::bureau::{Bureau, now};
use crate::load::Acknowledged;
use crate::node::Node;
use hezheng_core::cbor::{Reader, Writer};
use hezheng_core::ids::{Hash, LeafIndex, StatementHash};
use hezheng_core::log::Entry;
use hezheng_core::log::receipt::UnverifiedReceipt;
use hezheng_core::log::tree::{self, Nodes, leaf_hash, node_hash};
use hezheng_core::statement::{UnverifiedStatement, with_receipts};
use hezheng_core::trust::Trust;
use hezheng_core::trust::pack::UnverifiedPack;
use hezheng_core::verify::{Evidence, Outcome, Presented, Proof, verify};
use hezheng_postgres_server::PostgresServer;
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

/// Checks the log, every certificate acknowledged, and that every node says the same of them.
pub(crate) fn check_log(bureau: &Bureau, server: &PostgresServer, acknowledged: &[Acknowledged], nodes: &[Node]) {
    let log = Log::read(bureau, server);
    let pack = nodes[0].client.get("/130100/v1/pack").body;
    let pack = UnverifiedPack::decode(&pack).unwrap();
    let trust = Trust::follow(&[bureau.root], &pack.bundles);
    let evidence = Evidence::collect(&trust, &pack.snapshots, now());
    let mut places = BTreeSet::new();
    for certificate in acknowledged {
        let report = verify(Presented::Statement(&certificate.registered), &evidence, &trust, now());
        assert_eq!(report.outcome, Outcome::Valid, "{report:?}");
        assert_eq!(report.evidence.registered.as_ref().unwrap().proof, Proof::Proved);
        let leaf = report.evidence.registered.unwrap().leaf;
        assert!(places.insert(leaf), "two certificates at {leaf:?}");
        let hash = UnverifiedStatement::decode(&certificate.statement).unwrap().hash();
        assert_eq!(log.registered.get(&leaf.0), Some(&hash), "another entry than was acknowledged");
        log.check_answer(leaf, &certificate.registered);
    }
    for node in nodes {
        let last = acknowledged.last().unwrap();
        let again = bureau.send_until_taken(&node.client, "v1/certificates", &last.request);
        assert_eq!((again.status, &again.body), (200, &last.registered));
    }
    assert_eq!(log.check_nodes(bureau, server), log.entries.len());
    fsck(&nodes[0]);
}

/// The program's own check of the whole store, the nodes running on.
pub(crate) fn fsck(node: &Node) {
    let mut fsck = std::process::Command::new(env!("CARGO_BIN_EXE_hezheng"));
    let done = fsck.args(["registry", "fsck", "--config"]).arg(node.config()).output().unwrap();
    let (said, failed) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{said}{failed}");
}

struct Log {
    entries: Vec<Vec<u8>>,
    /// Which statement is registered at which leaf.
    registered: BTreeMap<u64, StatementHash>,
    /// What was answered, as it is stored, by leaf.
    certificates: BTreeMap<u64, Vec<u8>>,
}

impl Nodes for Log {
    type Error = Infallible;

    fn node(&self, level: u32, index: u64) -> Result<Hash, Infallible> {
        let place = |index: u64| usize::try_from(index << level).unwrap();
        Ok(root_of(&self.entries[place(index)..place(index + 1)]))
    }
}

impl Log {
    fn read(bureau: &Bureau, server: &PostgresServer) -> Self {
        let rows = rows(bureau, server, "entries");
        let certificates = self::rows(bureau, server, "certificates").into_iter();
        let certificates = certificates.map(|(key, value)| (u64::from_be_bytes(key[4..].try_into().unwrap()), value));
        let certificates = certificates.collect();
        let mut log = Self { entries: Vec::new(), registered: BTreeMap::new(), certificates };
        for (place, (key, entry)) in (0_u64..).zip(rows) {
            assert_eq!(key[4..], place.to_be_bytes(), "the entries have no gap");
            if let Entry::Registration { statement, .. } = Entry::decode(&entry).unwrap() {
                log.registered.insert(place, statement);
            }
            log.entries.push(entry);
        }
        log
    }

    /// What was answered must be what is stored, and its receipt's path one of this tree: then the root that it signed,
    /// which the verdict has proved, is one that this log has had.
    fn check_answer(&self, leaf: LeafIndex, registered: &[u8]) {
        let mut reader = Reader::new(&self.certificates[&leaf.0]);
        reader.tuple(4).unwrap();
        let (stored, receipt) = (reader.bytes().unwrap(), reader.bytes().unwrap());
        assert_eq!(with_receipts(stored, &[receipt]).unwrap(), registered);
        let (signed_leaf, size) = UnverifiedReceipt::decode(receipt).unwrap().unverified_place();
        assert_eq!(signed_leaf, leaf);
        let proof = tree::prove_inclusion(self, size, leaf).unwrap().unwrap();
        let mut path = Writer::new();
        path.array(proof.path.len());
        for hash in &proof.path {
            path.bytes(&hash.0);
        }
        let path = path.into_bytes();
        assert!(receipt.windows(path.len()).any(|bytes| bytes == path), "a receipt of another tree");
    }

    /// Every stored tree node is what the entries give; how many leaves there are.
    fn check_nodes(&self, bureau: &Bureau, server: &PostgresServer) -> usize {
        let rows = rows(bureau, server, "nodes");
        let number = |bytes: &[u8]| bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        for (key, hash) in &rows {
            let (level, index) = (number(&key[4..8]), number(&key[8..]));
            assert_eq!(hash[..], self.node(u32::try_from(level).unwrap(), index).unwrap().0);
        }
        rows.iter().filter(|(key, _)| key[4..8] == [0; 4]).count()
    }
}

/// RFC 9162 section 2.1.1, as it is written there.
fn root_of(entries: &[Vec<u8>]) -> Hash {
    match entries {
        [entry] => leaf_hash(entry),
        _ => {
            let half = entries.len().next_power_of_two() / 2;
            node_hash(&root_of(&entries[..half]), &root_of(&entries[half..]))
        }
    }
}

fn rows(bureau: &Bureau, server: &PostgresServer, table: &str) -> Vec<(Vec<u8>, Vec<u8>)> {
    let sql = format!("select encode(key, 'hex'), encode(value, 'hex') from hezheng.{table} order by key");
    let hex = |digits: &str| -> Vec<u8> {
        digits
            .as_bytes()
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect()
    };
    let text = server.sql(bureau.database(), &sql);
    text.lines().map(|line| line.split_once('|').unwrap()).map(|(key, value)| (hex(key), hex(value))).collect()
}
