//! A season over two nodes and one database: batches of certificates, orders, `kill -9` of whichever node is elected. Then
//! an outsider audits the log from what is published; and audits it again after each of a few changes made by hand.
//!
//! `cargo test` has a short one; `cargo xtask faults` one of 100,000 certificates, by HEZHENG_SEASON.

use crate::bureau::{AUTHORITY, Bureau, now};
use crate::client::{Client, SignedRequest, send_by};
use crate::log::fsck;
use crate::node::Node;
use crate::people::{claims, identity_number, statement, uscc};
use crate::running;
use hezheng_core::cbor::{Reader, Writer};
use hezheng_core::number::{AuthorityCode, CertificateNumber};
use hezheng_core::status::Status;
use hezheng_core::status::order::{ApprovalDraft, OrderBody, OrderDraft, Reason, Selector, UnverifiedOrder};
use hezheng_core::time::Date;
use hezheng_keys::Signer;
use hezheng_postgres_server::PostgresServer;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

/// Certificates in one request.
const BATCH: u64 = 250;

/// How many certificates; of every hundred one is revoked.
fn certificates() -> u64 {
    std::env::var("HEZHENG_SEASON").map_or(1_000, |count| count.parse().expect("a number of certificates"))
}

#[test]
fn a_season_with_kills_passes_an_audit_and_every_change_by_hand_is_named() {
    let server = PostgresServer::shared();
    let (bureau, mut nodes) = running(server, 2);
    let (all, kills) = (certificates(), if certificates() > 10_000 { 10 } else { 2 });
    let first = bureau.reserve(&nodes[0].client, all);
    let (mut registered, mut orders, begun) = (0, 0, Instant::now());
    while registered < all {
        let count = BATCH.min(all - registered);
        register(&bureau, &nodes, first, registered..registered + count);
        registered += count;
        while (orders + 1) * 100 <= registered {
            revoke(&bureau, &nodes, &number(first, orders * 100), orders);
            orders += 1;
        }
        if registered * kills / all > (registered - count) * kills / all {
            let elected = bureau.elected(server, &nodes);
            nodes[elected].kill();
            let other = 1 - elected;
            nodes[other].until_ready();
            nodes[elected].start_again();
        }
    }
    nodes.iter().for_each(Node::until_ready);
    println!("{registered} certificates, {orders} orders, {kills} kills in {:.0?}", begun.elapsed());
    let audit = Audit { bureau: &bureau, base_url: nodes[0].client.url(&format!("/{AUTHORITY}")) };
    let (clean, report) = audit.run("seen");
    assert!(clean, "{report}");
    assert_eq!(report["checked"]["registrations"], registered);
    assert_eq!(report["checked"]["orders"], orders);
    println!("audit: clean, {} entries in {:.0?}", report["log"]["tree_size"], begun.elapsed());
    fsck(&nodes[0]);
    println!("fsck: clean after {:.0?}", begun.elapsed());
    by_hand(server, &audit, registered);
}

/// Changes the database behind the registry's back, in one place at a time.
fn by_hand(server: &PostgresServer, audit: &Audit<'_>, registered: u64) {
    let leaf = registered / 2;
    let at = |table: &str, key: &str| {
        let prefix = format!("\\x{:08x}", AUTHORITY.parse::<u32>().unwrap());
        format!("hezheng.{table} where key = '{prefix}{key}'")
    };
    let entry = at("entries", &format!("{leaf:016x}"));
    let node = at("nodes", &format!("{:08x}{:016x}", 8, 1));
    let database = audit.bureau.database();
    for (what, table_row, code, place) in [("an entry", &entry, "leaf", leaf), ("a node of the tree", &node, "tile", 1)]
    {
        let (table, row) = table_row.split_once(" where ").unwrap();
        let before = server.sql(database, &format!("select encode(value, 'hex') from {table_row}"));
        server.sql(
            database,
            &format!("update {table} set value = set_byte(value, 20, get_byte(value, 20) # 1) where {row}"),
        );
        let (clean, report) = audit.run(what);
        assert!(!clean, "{what} was changed and nobody noticed");
        let findings = report["findings"].to_string();
        let named =
            if code == "leaf" { findings.contains(&format!("{place}")) } else { findings.contains("tile/1/000") };
        assert!(named, "{what}: {findings}");
        println!("{what} changed: {}", report["findings"][0]["message"].as_str().unwrap_or_default());
        server.sql(database, &format!("update {table} set value = decode('{}', 'hex') where {row}", before.trim()));
    }
    let (clean, report) = audit.run("put right");
    assert!(clean, "{report}");
    server.sql(database, &format!("delete from {entry}"));
    let (clean, report) = audit.run("dropped");
    assert!(!clean && report["findings"].to_string().contains("tile/entries/"), "{report}");
    println!("an entry dropped: {}", report["findings"][0]["message"].as_str().unwrap_or_default());
}

struct Audit<'b> {
    bureau: &'b Bureau,
    base_url: String,
}

impl Audit<'_> {
    /// Audits with a state of this name; says whether nothing was found, and everything.
    fn run(&self, state: &str) -> (bool, serde_json::Value) {
        let path = |name: &str| -> PathBuf { self.bureau.folder.path().join(name) };
        let mut audit = Command::new(env!("CARGO_BIN_EXE_hezheng"));
        audit.args(["log", "audit", &self.base_url, "--json", "--lang", "en", "--root"]).arg(path("root.pub.pem"));
        let output = audit.arg("--state").arg(path(&state.replace(' ', "-"))).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let report = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}{:?}", output.stderr));
        (output.status.code() == Some(0), report)
    }
}

fn number(first: u64, offset: u64) -> String {
    format!("{AUTHORITY}{}0001{:06}", now().shanghai_day().year(), first + offset)
}

/// Registers these in one request, sent again until it is answered.
fn register(bureau: &Bureau, nodes: &[Node], first: u64, people: std::ops::Range<u64>) {
    let (today, mut body) = (now().shanghai_day(), Writer::new());
    body.array(usize::try_from(people.end - people.start).unwrap());
    for person in people.clone() {
        // Somebody born on each day of some years, and courses of as many days as are needed to tell the rest apart.
        let (identity, course) = (identity_number(person % 10_000), Date(today.0 - 30 - person / 10_000));
        let mut claims = claims(&identity, today);
        claims.training = (course, Date(today.0 - 20));
        let statement = statement(&bureau.school, &uscc(1), &number(first, person), &claims);
        body.map(2).integer(1).bytes(&statement).integer(2).text(&identity);
    }
    let answer = until_answered(bureau, nodes, "v1/certificates/batch", &body.into_bytes());
    let mut reader = Reader::new(&answer);
    assert_eq!(reader.array().unwrap(), people.end - people.start);
    while let Ok(mut keys) = reader.map() {
        keys.next(&mut reader).unwrap();
        assert!(matches!(reader.unsigned(), Ok(200 | 201)));
        keys.next(&mut reader).unwrap();
        reader.bytes().unwrap();
        assert_eq!(keys.next(&mut reader), Ok(None));
    }
}

/// Two officers revoke one.
fn revoke(bureau: &Bureau, nodes: &[Node], number: &str, id: u64) {
    let body = OrderBody {
        id: [id.to_be_bytes(); 2].concat().try_into().unwrap(),
        status: Status::Revoked,
        selector: Selector::Numbers(vec![CertificateNumber::parse(number).unwrap()]),
        reason: Reason::FalseIdentity,
        ordered: now(),
        authority: AuthorityCode::parse(AUTHORITY).unwrap(),
        note: None,
        seen: hezheng_core::ids::TreeSize(u64::MAX),
    };
    let [first, second] = &bureau.officers;
    let draft = OrderDraft::new(first.kid(), &body).unwrap();
    let order = draft.finish(&first.sign(&draft.to_be_signed()));
    let unverified = UnverifiedOrder::decode(&order).unwrap();
    let draft = ApprovalDraft::new(&unverified, second.kid(), body.ordered);
    let order = draft.finish(&second.sign(draft.to_be_signed()));
    until_answered(bureau, nodes, "v1/orders", &order);
}

/// Sends it to one node after another until one has carried it out.
fn until_answered(bureau: &Bureau, nodes: &[Node], path: &str, body: &[u8]) -> Vec<u8> {
    let patience = ureq::Agent::config_builder().http_status_as_error(false);
    let agent = patience.timeout_global(Some(Duration::from_secs(30))).build().new_agent();
    let begun = Instant::now();
    for client in nodes.iter().map(|node| &node.client).cycle() {
        let request = request(bureau, client, path, body);
        match send_by(&agent, request) {
            Ok(answer) if matches!(answer.status, 200 | 202) => return answer.body,
            Ok(answer) => assert_eq!(answer.status, 503, "{answer:?}"),
            Err(_) => {}
        }
        assert!(begun.elapsed() < Duration::from_secs(300), "nobody takes it");
        std::thread::sleep(Duration::from_millis(50));
    }
    unreachable!("the nodes are asked in turn, without end")
}

fn request(bureau: &Bureau, client: &Client, path: &str, body: &[u8]) -> ureq::http::Request<Vec<u8>> {
    SignedRequest::new(AUTHORITY, path, body.to_vec(), &bureau.school, now()).build(client)
}
