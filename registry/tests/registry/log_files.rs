use crate::bureau::{NOW, approved, key, order_body};
use crate::harness::{Place, Registry, School, roots};
use hezheng_core::ids::{Hash, TreeSize};
use hezheng_core::log::Entry;
use hezheng_core::log::checkpoint::{UnverifiedCheckpoint, VerifiedCheckpoint};
use hezheng_core::log::memory::{self, Standing, decode_proof};
use hezheng_core::log::tile::{Content, Level, Tile};
use hezheng_core::log::tree::{self, Nodes, leaf_hash, node_hash};
use hezheng_core::log::witness::Seen;
use hezheng_core::number::AuthorityCode;
use hezheng_core::statement::{UnverifiedStatement, with_receipts};
use hezheng_core::status::Status;
use hezheng_core::status::status_list::UnverifiedStatusList;
use hezheng_core::trust::Trust;
use hezheng_core::trust::pack::UnverifiedPack;
use hezheng_core::verify::{Evidence, LogShown, Outcome, Presented, Proof, Reason, shown_by_receipt, verify};
use hezheng_keys::Signer;

const ORIGIN: &str = "registry.test/130100";

fn checkpoint(registry: &Registry) -> VerifiedCheckpoint {
    let answer = registry.client.get("/130100/checkpoint");
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/plain; charset=utf-8")));
    assert_eq!(answer.header("cache-control"), Some("no-cache"));
    let checkpoint = UnverifiedCheckpoint::decode(&answer.body).unwrap();
    checkpoint.verify(ORIGIN, &key("service 130100").public_key()).unwrap()
}

fn entries(registry: &Registry, size: TreeSize) -> Vec<Vec<u8>> {
    let mut entries = Vec::new();
    for tile in Tile::of_tree(Content::Entries, size, 0) {
        let answer = registry.client.get(&format!("/130100/{tile}"));
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/octet-stream")), "{tile}");
        assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"));
        entries.extend(tile.decode_entries(&answer.body).unwrap().into_iter().map(<[u8]>::to_vec));
    }
    entries
}

/// The tree over these entries, computed the slow way.
struct Slow(Vec<Hash>);

impl Nodes for Slow {
    type Error = ();

    fn node(&self, level: u32, index: u64) -> Result<Hash, ()> {
        if level == 0 {
            return self.0.get(usize::try_from(index).unwrap()).copied().ok_or(());
        }
        Ok(node_hash(&self.node(level - 1, 2 * index)?, &self.node(level - 1, 2 * index + 1)?))
    }
}

/// Checks that checkpoint, entries and hash tiles say the same, and gives the entries.
pub(crate) fn log_is_whole(registry: &Registry) -> Vec<Vec<u8>> {
    let checkpoint = checkpoint(registry);
    let entries = entries(registry, checkpoint.size());
    assert_eq!(entries.len() as u64, checkpoint.size().0);
    let slow = Slow(entries.iter().map(|entry| leaf_hash(entry)).collect());
    assert_eq!(tree::root(&slow, checkpoint.size()), Ok(checkpoint.root()));
    for level in Level::all() {
        for tile in Tile::of_tree(Content::Hashes(level), checkpoint.size(), 0) {
            let answer = registry.client.get(&format!("/130100/{tile}"));
            assert_eq!(answer.status, 200, "{tile}");
            for (hash, index) in tile.decode_hashes(&answer.body).unwrap().into_iter().zip(tile.first()..) {
                assert_eq!(Ok(hash), slow.node(level.height(), index), "{tile}");
            }
        }
    }
    entries
}

#[test]
fn a_device_that_remembers_the_log_is_shown_that_it_goes_on_and_nothing_between_trees_that_are_not_there() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    let mut remembered: Option<Seen> = None;
    for people in [0..1, 1..6, 6..300] {
        registry.batch(&school, &registry.signed(&school, people));
        let checkpoint = checkpoint(&registry);
        let shown = Seen { size: checkpoint.size(), root: checkpoint.root() };
        let old = remembered.map_or(0, |seen| seen.size.0);
        let proof = registry.client.get(&format!("/130100/v1/consistency/{old}/{}", shown.size.0));
        assert_eq!(proof.status, if remembered.is_some() { 200 } else { 404 }, "of nothing there is no proof");
        let proof = decode_proof(if proof.status == 200 { &proof.body } else { &[] });
        let (standing, keep) = memory::judge(remembered.as_ref(), &shown, &proof);
        assert_eq!(standing, if remembered.is_some() { Standing::GoesOn } else { Standing::First });
        if let Some(seen) = remembered {
            let other = Seen { size: seen.size, root: Hash([7; 32]) };
            assert_eq!(memory::judge(Some(&other), &shown, &proof).0, Standing::NotContinued);
        }
        remembered = Some(keep);
    }
    let size = remembered.unwrap().size.0;
    for sizes in [format!("1/{}", size + 1), format!("{size}/{size}"), format!("{size}/1"), "a/2".into(), "-1/2".into()]
    {
        assert_eq!(registry.client.get(&format!("/130100/v1/consistency/{sizes}")).status, 404, "{sizes}");
    }
}

#[test]
fn a_receipt_shows_the_tree_of_the_checkpoint_and_another_certificate_s_receipt_shows_none() {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..2);
    let [first, second] = [0, 1].map(|at| with_receipts(&issued[at].registered, &[]).unwrap());
    let receipt = |statement: &[u8]| {
        let answer = registry.client.send_binary("POST", "/130100/v1/receipts", "application/cose", statement);
        assert_eq!(answer.status, 200);
        answer.body
    };
    let bytes = registry.pack();
    let pack = UnverifiedPack::decode(&bytes).unwrap();
    let trust = Trust::follow(&roots(), &pack.bundles);
    let mut evidence = Evidence::collect(&trust, &pack.snapshots, NOW);
    let checkpoint = checkpoint(&registry);
    let shown =
        |statement: &[u8], receipt: &[u8], evidence| shown_by_receipt(statement, receipt, (evidence, &trust), NOW);
    let seen = Seen { size: checkpoint.size(), root: checkpoint.root() };
    let expected = LogShown { origin: ORIGIN.into(), tree: seen };
    assert_eq!(shown(&first, &receipt(&first), &evidence), Some(expected));
    assert_eq!(shown(&first, &receipt(&second), &evidence), None);
    assert_eq!(shown(&first, b"", &evidence), None);

    let judged = |evidence: &Evidence| verify(Presented::Statement(&first), evidence, &trust, NOW);
    assert_eq!(judged(&evidence).outcome, Outcome::Valid);
    evidence.doubt(AuthorityCode::parse("130100").unwrap());
    let report = judged(&evidence);
    assert_eq!((report.outcome, report.reason), (Outcome::Indeterminate, Some(Reason::LogContradicted)));
}

#[test]
fn checkpoint_entries_and_hash_tiles_say_the_same() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    for people in [0..1, 1..255, 255..300] {
        let certificates = registry.signed(&school, people);
        registry.batch(&school, &certificates);
        let entries = log_is_whole(&registry);
        assert!(matches!(Entry::decode(&entries[0]).unwrap(), Entry::BundleChange { .. }));
        assert!(entries[1..].iter().all(|entry| matches!(Entry::decode(entry), Ok(Entry::Registration { .. }))));
    }
}

#[test]
fn what_the_log_does_not_have_is_not_found() {
    let place = Place::new();
    let registry = place.start();
    registry.issue(&School::new(1), 0..2);
    for path in ["tile/0/000.p/4", "tile/0/000", "tile/entries/000", "tile/entries/001.p/1", "tile/1/000.p/1", "tile/x"]
    {
        assert_eq!(registry.client.get(&format!("/130100/{path}")).status, 404, "{path}");
    }
    for path in ["tile/0/000.p/3", "tile/0/000.p/1", "tile/entries/000.p/3"] {
        assert_eq!(registry.client.get(&format!("/130100/{path}")).status, 200, "{path}");
    }
}

#[test]
fn the_checkpoint_is_the_same_until_the_log_grows_and_after_a_restart() {
    let place = Place::new();
    let registry = place.start();
    registry.issue(&School::new(1), 0..2);
    let before = registry.client.get("/130100/checkpoint").body;
    registry.pack();
    assert_eq!(registry.client.get("/130100/checkpoint").body, before);
    drop(registry);
    let registry = place.start();
    assert_eq!(registry.client.get("/130100/checkpoint").body, before);
    registry.issue(&School::new(1), 2..3);
    assert_eq!(checkpoint(&registry).size(), TreeSize(4));
}

#[test]
fn a_receipt_asked_for_later_proves_against_the_newest_checkpoint() {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..9);
    place.clock.advance(1_000);
    for certificate in &issued {
        let qr = with_receipts(&certificate.registered, &[]).unwrap();
        for presented in [&qr, &certificate.registered, &certificate.statement] {
            let answer = registry.client.send_binary("POST", "/130100/v1/receipts", "application/cose", presented);
            assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/cose")));
            let proved = with_receipts(&qr, &[&answer.body]).unwrap();
            let report = registry.offline(&proved);
            assert_eq!(report.outcome, Outcome::Valid);
            assert_eq!(report.evidence.registered.unwrap().proof, Proof::Proved);
        }
    }
}

#[test]
fn a_statement_that_is_not_in_the_log_has_no_receipt() {
    let place = Place::new();
    let registry = place.start();
    let school = School::new(1);
    let (statement, _) = registry.signed(&school, 0..1).remove(0);
    let ask = |path: &str, body: &[u8]| registry.client.send_binary("POST", path, "application/cose", body).problem();
    assert_eq!(ask("/130100/v1/receipts", &statement), (404, "not_found".into()));
    assert_eq!(ask("/130100/v1/receipts", b"garbage"), (400, "not_cbor".into()));
    let issued = registry.issue(&school, 1..2);
    assert_eq!(ask("/130200/v1/receipts", &issued[0].registered), (404, "not_found".into()));
}

#[test]
fn the_token_status_list_says_what_the_snapshot_says() {
    let place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..5);
    let order = approved(&order_body(1, Status::Revoked, &[&issued[1].number]), "A", "B");
    assert_eq!(registry.order(&order).status, 202);
    let order = approved(&order_body(2, Status::Suspended, &[&issued[3].number]), "A", "B");
    assert_eq!(registry.order(&order).status, 202);
    let answer = registry.client.get("/130100/v1/status-lists/0");
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/statuslist+cwt")));
    let list = UnverifiedStatusList::decode(&answer.body).unwrap();
    let address = "http://registry.test/130100/v1/status-lists/0";
    let list = list.verify(&key("service 130100").public_key(), address, NOW).unwrap();
    for (index, certificate) in issued.iter().enumerate() {
        let statement = UnverifiedStatement::decode(&certificate.registered).unwrap();
        let leaf = statement.unverified_registration().unwrap().1;
        let expected = [Status::Valid, Status::Revoked, Status::Valid, Status::Suspended, Status::Valid][index];
        assert_eq!(list.statuses().status(leaf.0), Some(expected));
    }
    assert_eq!(registry.client.get("/130100/v1/status-lists/0").body, answer.body);
    assert_eq!(registry.client.get("/130100/v1/status-lists/1").status, 404);
    assert_eq!(registry.client.get("/130100/v1/status-lists/x").status, 404);
}
