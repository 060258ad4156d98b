use crate::bureau::{approved, bundle, bundle_body, key, order_body};
use crate::harness::{Place, School};
use crate::season::season;
use hezheng_core::ids::LeafIndex;
use hezheng_core::status::Status;
use hezheng_keys::{Signer, public_file};
use hezheng_registry::custody::{self, CustodyError};
use hezheng_registry::fsck::{FINDINGS, Report};
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition, TableHandle};
use std::path::{Path, PathBuf};

type Bytes<'n> = TableDefinition<'n, &'static [u8], &'static [u8]>;
type Table<'t> = redb::Table<'t, &'static [u8], &'static [u8]>;
pub(crate) type Rows = Vec<(Vec<u8>, Vec<u8>)>;

fn fsck(place: &Place, store: &Path) -> Result<Report, CustodyError> {
    custody::fsck(&place.config, Some(store), FINDINGS, &mut |_| {})
}

/// Every table of the store with its rows, in the order of their names: no new one can be forgotten.
pub(crate) fn tables(store: &Path) -> Vec<(String, Rows)> {
    let database = Database::open(store).unwrap();
    let reading = database.begin_read().unwrap();
    let names = reading.list_tables().unwrap().map(|table| table.name().to_owned()).filter(|name| name != "commits");
    let mut tables: Vec<_> = names
        .map(|name| {
            let table = reading.open_table(Bytes::new(&name)).unwrap();
            let rows = table.iter().unwrap().map(|row| row.unwrap());
            let rows = rows.map(|(key, value)| (key.value().to_vec(), value.value().to_vec())).collect();
            (name.clone(), rows)
        })
        .collect();
    tables.sort();
    tables
}

/// A copy of the store that is changed by hand.
fn changed(
    place: &Place,
    table: &str,
    change: impl FnOnce(&mut redb::Table<'_, &'static [u8], &'static [u8]>),
) -> PathBuf {
    let copy = place.folder.path().join("changed.redb");
    std::fs::copy(place.store_file(), &copy).unwrap();
    let database = Database::open(&copy).unwrap();
    let writing = database.begin_write().unwrap();
    change(&mut writing.open_table(Bytes::new(table)).unwrap());
    writing.commit().unwrap();
    copy
}

/// A copy of the store in which these rows are as given.
pub(crate) fn with_rows(place: &Place, tables: &[(&str, Rows)]) -> PathBuf {
    let copy = place.folder.path().join("rewritten.redb");
    std::fs::copy(place.store_file(), &copy).unwrap();
    let database = Database::open(&copy).unwrap();
    let writing = database.begin_write().unwrap();
    for (name, rows) in tables {
        let mut table = writing.open_table(Bytes::new(name)).unwrap();
        rows.iter().for_each(|(key, value)| drop(table.insert(key.as_slice(), value.as_slice()).unwrap()));
    }
    writing.commit().unwrap();
    copy
}

#[test]
fn a_store_after_a_season_is_clean() {
    let place = season();
    let mut told = Vec::new();
    let report = custody::fsck(&place.config, None, FINDINGS, &mut |progress| told.push(progress)).unwrap();
    assert_eq!(report.findings, []);
    assert!(!report.stopped);
    let logs: Vec<_> = report.logs.iter().map(|log| (log.authority.as_str(), log.registrations, log.orders)).collect();
    assert_eq!(logs, [("130100", 17, 9), ("130200", 2, 0)]);
    assert_eq!(told.last().unwrap().entries, report.logs[1].entries);
    let empty = tables(&place.store_file())
        .into_iter()
        .filter(|(name, rows)| rows.is_empty() && !OF_HOLDERS.contains(&name.as_str()));
    assert_eq!(empty.map(|(name, _)| name).collect::<Vec<_>>(), [""; 0], "no row in these");
}

/// What holders have done, and what was deleted: in the stores of `trainees` and `sealing`, which are checked when those end.
const OF_HOLDERS: [&str; 4] = ["objections", "shares", "readings", "retention"];

/// What no other row of the store knows: how often somebody gave a wrong identity number. Of these only form and limits can
/// be wrong.
const COUNTS: &str = "match_counts";

/// The newest cosigned checkpoint: that there is none says nothing.
const COSIGNED: &str = "cosigned";

/// Rows that were changed by hand, and what fsck said of each.
struct Trial {
    place: Place,
    tried: usize,
    surprises: Vec<String>,
}

impl Trial {
    fn new() -> Self {
        Self { place: season(), tried: 0, surprises: Vec::new() }
    }

    fn tables(&self) -> Vec<(String, Rows)> {
        tables(&self.place.store_file())
    }

    /// Changes a table; the first finding must name it. What the store says of its own layout is refused before.
    fn change(&mut self, (table, key): (&str, &[u8]), change: impl FnOnce(&mut Table<'_>)) {
        let store = changed(&self.place, table, change);
        self.tried += 1;
        let said = fsck(&self.place, &store);
        let is_right = match &said {
            Ok(report) if table == COUNTS && report.findings.is_empty() => true,
            Ok(report) => report.findings.first().is_some_and(|first| first.table == table),
            Err(error) => key == b"format" && matches!(error, CustodyError::Store { .. }),
        };
        if !is_right {
            let said = said.map(|report| report.findings.iter().map(ToString::to_string).collect::<Vec<_>>());
            self.surprises.push(format!("{table} {key:02x?}: {said:#?}"));
        }
    }

    fn end(self) {
        println!("{} rows tried", self.tried);
        assert!(self.surprises.is_empty(), "{}", self.surprises.join("\n"));
    }
}

#[test]
fn a_changed_byte_in_any_row_of_any_table_is_found_and_named() {
    let mut trial = Trial::new();
    for (table, rows) in trial.tables() {
        let step = (4 * rows.len()).max(32);
        for (number, (key, value)) in rows.iter().enumerate() {
            // Each row has its share of bytes changed: together they cover the value from end to end.
            let bytes = if table == COUNTS { 0..1 } else { 0..value.len() };
            for byte in bytes.filter(|byte| byte % step == 4 * number || *byte == 0) {
                let mut other = value.clone();
                other[byte] ^= 1 << (byte % 8);
                trial.change((&table, key), |table| drop(table.insert(key.as_slice(), other.as_slice()).unwrap()));
            }
            if value.is_empty() {
                trial.change((&table, key), |table| drop(table.insert(key.as_slice(), &[0][..]).unwrap()));
            }
        }
    }
    trial.end();
}

#[test]
fn a_dropped_row_of_any_table_is_found_and_named() {
    let mut trial = Trial::new();
    for (table, rows) in trial.tables().into_iter().filter(|(table, _)| table != COSIGNED) {
        for (key, _) in rows {
            trial.change((&table, &key), |table| drop(table.remove(key.as_slice()).unwrap()));
        }
    }
    trial.end();
}

#[test]
fn a_row_too_many_in_any_table_is_found_and_named() {
    let mut trial = Trial::new();
    for (table, rows) in trial.tables() {
        for (number, (key, value)) in rows.iter().enumerate() {
            let near = |byte: usize, bit: u8| {
                let mut near = key.clone();
                near[byte] ^= bit;
                near
            };
            // The same row under keys that are near, and of other lengths.
            let last = key.len() - 1;
            let longer = [key.as_slice(), &[1]].concat();
            let others = [near(0, 0x80), near(last, 1), near(last, 0x80), longer, key[1..].to_vec()];
            for (kind, other) in others.into_iter().enumerate() {
                let is_turn = number < 2 || number % 5 == kind;
                if is_turn && rows.iter().all(|(key, _)| *key != other) {
                    trial.change((&table, &other), |table| {
                        drop(table.insert(other.as_slice(), value.as_slice()).unwrap())
                    });
                }
            }
        }
    }
    trial.end();
}

#[test]
fn a_finding_says_table_row_and_what_is_wrong() {
    let place = season();
    let key = |leaf: u64| [&130_100_u32.to_be_bytes()[..], &leaf.to_be_bytes()].concat();
    let (table, rows) = tables(&place.store_file()).into_iter().find(|(table, _)| table == "heads").unwrap();
    let (head, value) = &rows[0];
    let mut other = value.clone();
    *other.last_mut().unwrap() ^= 1;
    let first = |store: &Path| fsck(&place, store).unwrap().findings[0].to_string();
    let store = changed(&place, "certificates", |table| drop(table.remove(key(2).as_slice()).unwrap()));
    assert_eq!(first(&store), "certificates, authority 130100, leaf 2: the row is missing");
    let store = changed(&place, &table, |table| drop(table.insert(head.as_slice(), other.as_slice()).unwrap()));
    let byte = value.len() - 1;
    assert_eq!(
        first(&store),
        format!(
            "heads, authority 130100: the value is not what follows from the log: byte {byte} (from 0) is the first that differs"
        )
    );
}

#[test]
fn as_many_findings_as_are_asked_for_stop_the_check() {
    let place = season();
    let store = changed(&place, "personal", |table| table.retain(|_, _| false).unwrap());
    let whole = custody::fsck(&place.config, Some(&store), 1_000, &mut |_| {}).unwrap();
    assert_eq!((whole.findings.len(), whole.stopped), (19, false), "one for each certificate");
    let some = custody::fsck(&place.config, Some(&store), 3, &mut |_| {}).unwrap();
    assert_eq!((some.findings.as_slice(), some.stopped), (&whole.findings[..3], true));
}

#[test]
fn what_cannot_be_checked_is_no_finding() {
    let mut place = season();
    let path = place.folder.path().join("none.redb");
    let said = fsck(&place, &path).unwrap_err().to_string();
    assert!(said.contains("none.redb: there is no store") && !path.exists(), "{said}");
    let registry = place.start();
    let said = custody::fsck(&place.config, None, FINDINGS, &mut |_| {}).unwrap_err().to_string();
    assert!(said.contains("hezheng registry backup"), "{said}");
    drop(registry);
    let stranger = place.folder.path().join("stranger.pub.pem");
    public_file::write(&stranger, &key("stranger").public_key()).unwrap();
    let right = std::mem::replace(&mut place.config.roots, vec![stranger]);
    let said = custody::fsck(&place.config, None, FINDINGS, &mut |_| {}).unwrap_err().to_string();
    assert!(said.contains("not signed by the pinned root keys"), "{said}");
    place.config.roots.clear();
    let said = custody::fsck(&place.config, None, FINDINGS, &mut |_| {}).unwrap_err().to_string();
    assert!(said.contains("roots = \"[]\""), "{said}");
    place.config.roots = right;
    std::fs::remove_file(&place.config.sealing_key_file).unwrap();
    hezheng_registry::create_sealing_key(&place.config.sealing_key_file).unwrap();
    let said = custody::fsck(&place.config, None, FINDINGS, &mut |_| {}).unwrap_err().to_string();
    assert!(said.contains("the sealing key is not the one"), "{said}");
}

#[test]
fn a_store_of_a_newer_program_is_refused_by_every_command_and_left_as_it_is() {
    let place = season();
    let newer = changed(&place, "meta", |table| drop(table.insert(&b"format"[..], &[0x18, 99][..]).unwrap()));
    std::fs::rename(&newer, place.store_file()).unwrap();
    let before = tables(&place.store_file());
    let path = |name: &str| place.folder.path().join(name);
    let mut elsewhere = place.config.clone();
    elsewhere.store = path("restored.redb").into();
    let store = place.store_file();
    let store = store.to_str().unwrap();
    let target = path("target.redb");
    for (command, said) in [
        ("serve", place.try_start().map(drop).unwrap_err().to_string()),
        ("fsck", custody::fsck(&place.config, None, FINDINGS, &mut |_| {}).unwrap_err().to_string()),
        ("backup", custody::backup(&place.config, &path("backup.redb"), &mut |_| {}).unwrap_err().to_string()),
        ("restore", custody::restore(&elsewhere, &place.store_file(), &mut |_| {}).unwrap_err().to_string()),
        (
            "migrate from",
            custody::migrate(&place.config, store, target.to_str().unwrap(), &mut |_| {}).unwrap_err().to_string(),
        ),
    ] {
        assert!(said.contains("a newer program wrote the store (layout 99;"), "{command}: {said}");
    }
    let older = season();
    let from = older.store_file();
    let from = from.to_str().unwrap();
    let said = custody::migrate(&older.config, from, store, &mut |_| {}).unwrap_err().to_string();
    assert!(said.contains("a newer program wrote the store"), "migrate to: {said}");
    assert_eq!(tables(&place.store_file()), before);
    assert!(!path("backup.redb").exists() && !path("restored.redb").exists());
}

#[test]
fn a_log_whose_key_may_not_sign_any_more_goes_on_without_a_checkpoint_and_is_clean() {
    let mut place = Place::new();
    let registry = place.start();
    let issued = registry.issue(&School::new(1), 0..2);
    let mut body = bundle_body();
    body.version = 2;
    body.authorities[0].service_keys[0].validity.distrusted_from = Some(LeafIndex(2));
    assert_eq!(registry.put_bundle(&bundle(&body)).status, 204);
    let order = approved(&order_body(1, Status::Revoked, &[&issued[0].number]), "A", "B");
    assert_eq!(registry.order(&order).status, 202);
    drop(registry);
    let report = custody::fsck(&place.config, None, FINDINGS, &mut |_| {}).unwrap();
    assert_eq!((report.findings.as_slice(), report.logs[0].entries), (&[][..], 5));
    // It is needed most just then.
    let backup = place.folder.path().join("backup.redb");
    custody::backup(&place.config, &backup, &mut |_| {}).unwrap();
    place.config.store = place.folder.path().join("restored.redb").into();
    custody::restore(&place.config, &backup, &mut |_| {}).unwrap();
}

#[test]
fn a_checkpoint_of_another_history_is_found_though_its_key_is_right() {
    let (place, other) = (Place::new(), Place::new());
    for (place, school) in [(&place, School::new(1)), (&other, School::new(2))] {
        place.start().issue(&school, 0..3);
    }
    let theirs = tables(&other.store_file()).into_iter().find(|(name, _)| name == "checkpoints").unwrap().1;
    let (authority, checkpoint) = &theirs[0];
    let store = changed(&place, "checkpoints", |table| {
        drop(table.insert(authority.as_slice(), checkpoint.as_slice()).unwrap())
    });
    let said = fsck(&place, &store).unwrap().findings[0].to_string();
    assert_eq!(said, "checkpoints, authority 130100: it names another root than the log has at its size, 4");
    // A later one of our own, that the log does not reach any more.
    let newer =
        |place: &Place| tables(&place.store_file()).into_iter().find(|(name, _)| name == "checkpoints").unwrap().1;
    let before = std::fs::read(place.store_file()).unwrap();
    place.start().issue(&School::new(1), 3..4);
    let checkpoint = newer(&place)[0].1.clone();
    std::fs::write(place.store_file(), before).unwrap();
    let store = changed(&place, "checkpoints", |table| {
        drop(table.insert(authority.as_slice(), checkpoint.as_slice()).unwrap())
    });
    let said = fsck(&place, &store).unwrap().findings[0].to_string();
    assert_eq!(said, "checkpoints, authority 130100: it speaks of 5 entries and the log has 4");
}
