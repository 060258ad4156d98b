use crate::fsck::tables;
use crate::harness::{Place, School};
use crate::season::season;
use hezheng_postgres_server::{PostgresServer, free_address};
use hezheng_registry::Config;
use hezheng_registry::custody::{self, Backup, By, CustodyError};
use hezheng_registry::fsck::{FINDINGS, Report};
use std::ops::Range;
use std::path::{Path, PathBuf};

fn at(place: &Place, name: &str) -> PathBuf {
    place.folder.path().join(name)
}

fn backup(place: &Place, name: &str) -> Result<Backup, CustodyError> {
    custody::backup(&place.config, &at(place, name), &mut |_| {})
}

fn restore(config: &Config, from: &Path) -> Result<Report, CustodyError> {
    custody::restore(config, from, &mut |_| {})
}

fn migrate(place: &Place, from: &Path, to: &Path) -> Result<Report, CustodyError> {
    custody::migrate(&place.config, from.to_str().unwrap(), to.to_str().unwrap(), &mut |_| {})
}

fn findings(place: &Place, store: &Path) -> Vec<String> {
    let report = custody::fsck(&place.config, Some(store), FINDINGS, &mut |_| {}).unwrap();
    report.findings.iter().map(ToString::to_string).collect()
}

fn commit(place: &Place, store: &Path) -> u64 {
    custody::fsck(&place.config, Some(store), FINDINGS, &mut |_| {}).unwrap().commit
}

/// Whatever a copy that did not end would leave.
fn left_over(place: &Place) -> Vec<String> {
    let entries = std::fs::read_dir(place.folder.path()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with(".hezheng-")).collect()
}

#[cfg(unix)]
#[test]
fn backups_of_a_registry_under_load_are_clean_and_begin_its_log() {
    let place = Place::new();
    let registry = place.start();
    registry.issue(&School::new(1), 0..2);
    let backups: Vec<PathBuf> = std::thread::scope(|scope| {
        let load = |school: School, people: Range<u64>| {
            let registry = &registry;
            scope.spawn(move || people.for_each(|person| drop(registry.issue(&school, person..person + 1))))
        };
        let clients = [load(School::new(1), 2..40), load(School::new(2), 40..80)];
        let mut backups = Vec::new();
        while backups.is_empty() || !clients.iter().all(|client| client.is_finished()) {
            let before = registry.client.get("/130100/checkpoint").body;
            let name = format!("backup-{}.redb", backups.len());
            let backup = backup(&place, &name).unwrap();
            assert_eq!(backup.by, By::Registry);
            assert!(size(&checkpoint(&at(&place, &name))) >= size(&before), "what was acknowledged is in it");
            backups.push(at(&place, &name));
        }
        backups
    });
    drop(registry);
    let live = entries(&place.store_file());
    for backup in backups {
        assert_eq!(findings(&place, &backup), [""; 0]);
        let entries = entries(&backup);
        println!("{} of {} entries", entries.len(), live.len());
        assert!(live.starts_with(&entries) && entries.len() > 2);
    }
    assert!(left_over(&place).is_empty());
}

fn entries(store: &Path) -> Vec<(Vec<u8>, Vec<u8>)> {
    let entries = tables(store).into_iter().find(|(name, _)| name == "entries").unwrap().1;
    entries.into_iter().filter(|(key, _)| key.starts_with(&130_100_u32.to_be_bytes())).collect()
}

fn checkpoint(store: &Path) -> Vec<u8> {
    let checkpoints = tables(store).into_iter().find(|(name, _)| name == "checkpoints").unwrap().1;
    checkpoints.into_iter().find(|(key, _)| *key == 130_100_u32.to_be_bytes()).unwrap().1
}

/// The second line of a checkpoint.
fn size(checkpoint: &[u8]) -> u64 {
    std::str::from_utf8(checkpoint).unwrap().lines().nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_backup_is_the_store_itself_where_no_registry_runs() {
    let place = season();
    let Backup { copied, by } = backup(&place, "backup.redb").unwrap();
    assert_eq!(by, By::Itself);
    let (store, copy) = (tables(&place.store_file()), tables(&at(&place, "backup.redb")));
    assert_eq!(store, copy);
    assert_eq!(copied.rows, store.iter().map(|(_, rows)| rows.len() as u64).sum::<u64>());
    assert_eq!(copied.commit, commit(&place, &place.store_file()));
    assert_eq!(copied.commit, commit(&place, &at(&place, "backup.redb")));
    let sealing_key = std::fs::read_to_string(&place.config.sealing_key_file).unwrap();
    let bytes = std::fs::read(at(&place, "backup.redb")).unwrap();
    let key = hezheng_core::ids::parse_hex::<32>(sealing_key.trim_end()).unwrap();
    for secret in [sealing_key.trim_end().as_bytes(), &key] {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret));
    }
}

#[test]
fn a_backup_never_overwrites_and_fails_in_words() {
    let place = season();
    std::fs::write(at(&place, "backup.redb"), "somebody's").unwrap();
    let check = || {
        let said = backup(&place, "backup.redb").unwrap_err().to_string();
        assert!(said.contains("there is something already, and it was left as it is"), "{said}");
        assert_eq!(std::fs::read_to_string(at(&place, "backup.redb")).unwrap(), "somebody's");
        let said = backup(&place, "no/such/folder").unwrap_err().to_string();
        assert!(said.contains("check the folder"), "{said}");
    };
    check();
    // The same words through the registry that runs.
    let registry = place.start();
    check();
    drop(registry);
    assert!(left_over(&place).is_empty());
}

#[cfg(unix)]
#[test]
fn the_control_socket_is_its_owners_alone_and_goes_with_the_registry() {
    use std::io::{Read, Write};
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::net::UnixStream;
    let place = Place::new();
    let socket = at(&place, "registry.redb.control");
    // What a registry that was killed leaves behind.
    drop(std::os::unix::net::UnixListener::bind(&socket).unwrap());
    assert!(socket.exists());
    let registry = place.start();
    assert_eq!(std::fs::metadata(&socket).unwrap().permissions().mode() & 0o777, 0o600);
    for asked in ["restore /tmp/x\n", "backup /no/line/end", "backup \n", "\n", &"x".repeat(10_000)] {
        let mut stream = UnixStream::connect(&socket).unwrap();
        stream.write_all(asked.as_bytes()).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut said = String::new();
        // What was not read of a line too long makes an end of another kind.
        let _ = stream.read_to_string(&mut said);
        assert!(said.starts_with("failed ") || asked.len() == 10_000, "{asked}: {said}");
    }
    // Whoever hangs up leaves no half file.
    for number in 0..5 {
        let out = at(&place, &format!("unheard-{number}.redb"));
        let mut stream = UnixStream::connect(&socket).unwrap();
        stream.write_all(format!("backup {}\n", out.display()).as_bytes()).unwrap();
    }
    backup(&place, "backup.redb").unwrap();
    drop(registry);
    assert!(!socket.exists());
    assert!(left_over(&place).is_empty());
    for number in 0..5 {
        let out = at(&place, &format!("unheard-{number}.redb"));
        assert!(!out.exists() || findings(&place, &out).is_empty());
    }
}

#[test]
fn a_restored_registry_goes_on_where_the_backup_was_made() {
    let mut place = season();
    let before = tables(&place.store_file());
    backup(&place, "backup.redb").unwrap();
    let said = restore(&place.config, &at(&place, "backup.redb")).unwrap_err().to_string();
    assert!(said.contains("there is something already"), "{said}");
    assert_eq!(tables(&place.store_file()), before);

    place.config.store = at(&place, "restored.redb").into();
    let report = restore(&place.config, &at(&place, "backup.redb")).unwrap();
    assert_eq!((report.findings.as_slice(), report.logs.len()), (&[][..], 2));
    assert_eq!(tables(&place.store_file()), before);
    assert_eq!(report.commit, commit(&place, &at(&place, "backup.redb")));
    let registry = place.start();
    registry.issue(&School::new(2), 60..62);
    drop(registry);
    assert_eq!(findings(&place, &place.store_file()), [""; 0]);
}

#[test]
fn a_backup_that_is_not_clean_is_not_restored() {
    let mut place = season();
    backup(&place, "backup.redb").unwrap();
    let database = redb::Database::open(at(&place, "backup.redb")).unwrap();
    let writing = database.begin_write().unwrap();
    writing.open_table(redb::TableDefinition::<&[u8], &[u8]>::new("statuses")).unwrap().pop_first().map(drop).unwrap();
    writing.commit().unwrap();
    drop(database);
    place.config.store = at(&place, "restored.redb").into();
    let said = restore(&place.config, &at(&place, "backup.redb")).unwrap_err().to_string();
    assert!(said.contains("not clean") && said.contains("statuses, authority 130100, leaf"), "{said}");
    std::fs::write(at(&place, "garbage.redb"), [b'x'; 100_000]).unwrap();
    restore(&place.config, &at(&place, "garbage.redb")).unwrap_err();
    restore(&place.config, &at(&place, "none.redb")).unwrap_err();
    // Of another bureau: sealed with another key.
    std::fs::remove_file(&place.config.sealing_key_file).unwrap();
    hezheng_registry::create_sealing_key(&place.config.sealing_key_file).unwrap();
    let said = restore(&place.config, &season().store_file()).unwrap_err().to_string();
    assert!(said.contains("the sealing key is not the one"), "{said}");
    assert!(!at(&place, "restored.redb").exists() && left_over(&place).is_empty());
}

#[test]
fn a_store_that_is_moved_and_moved_back_is_the_same() {
    let place = season();
    let (there, back) = (at(&place, "there.redb"), at(&place, "back.redb"));
    let before = tables(&place.store_file());
    let moved = migrate(&place, &place.store_file(), &there).unwrap();
    assert_eq!((moved.findings.as_slice(), moved.logs.len()), (&[][..], 2));
    migrate(&place, &there, &back).unwrap();
    for store in [&there, &back, &place.store_file()] {
        assert_eq!(tables(store), before);
        assert_eq!(commit(&place, store), moved.commit);
    }
    let said = migrate(&place, &place.store_file(), &there).unwrap_err().to_string();
    assert!(said.contains("there is a registry in it already"), "{said}");
}

#[test]
fn a_store_that_is_moved_to_postgresql_and_back_is_the_same() {
    let mut place = season();
    let (before, there) = (tables(&place.store_file()), PostgresServer::shared().database());
    let (back, copy) = (at(&place, "back.redb"), at(&place, "copy.redb"));
    let moved = migrate(&place, &place.store_file(), Path::new(&there)).unwrap();
    assert_eq!((moved.findings.as_slice(), moved.logs.len()), (&[][..], 2));
    let said = migrate(&place, &place.store_file(), Path::new(&there)).unwrap_err().to_string();
    assert!(said.contains("there is a registry in it already"), "{said}");

    let free = free_address();
    let node_url = Some(format!("http://{free}"));
    let shared = Config { store: there.clone().into(), node_url, ..place.config.clone() };
    let checked = custody::fsck(&shared, None, FINDINGS, &mut |_| {}).unwrap();
    assert_eq!((checked.findings.as_slice(), checked.commit), (&[][..], moved.commit));
    custody::backup(&shared, &copy, &mut |_| {}).unwrap();
    migrate(&place, Path::new(&there), &back).unwrap();
    for store in [&back, &copy, &place.store_file()] {
        assert_eq!(tables(store), before);
        assert_eq!(commit(&place, store), moved.commit);
    }
    let restored = Config { store: PostgresServer::shared().database().into(), ..shared.clone() };
    assert_eq!(restore(&restored, &copy).unwrap().commit, moved.commit);

    place.config = shared;
    let registry = place.start();
    registry.issue(&School::new(2), 60..62);
    let said = migrate(&place, &back, Path::new(&there)).unwrap_err().to_string();
    assert!(said.contains("a registry that runs writes to this database"), "{said}");
    drop(registry);
    assert_eq!(custody::fsck(&place.config, None, FINDINGS, &mut |_| {}).unwrap().findings, []);
}

#[test]
fn a_store_that_was_left_half_filled_is_no_store_for_anybody() {
    let mut place = season();
    let half = at(&place, "half.redb");
    migrate(&place, &place.store_file(), &half).unwrap();
    let database = redb::Database::open(&half).unwrap();
    let writing = database.begin_write().unwrap();
    let meta = redb::TableDefinition::<&[u8], &[u8]>::new("meta");
    writing.open_table(meta).unwrap().insert(&b"format"[..], &[0][..]).map(drop).unwrap();
    writing.commit().unwrap();
    drop(database);
    let whole = place.store_file();
    let again = migrate(&place, &whole, &half).map(drop);
    let read = migrate(&place, &half, &at(&place, "other.redb")).map(drop);
    place.config.store = half.into();
    let checked = custody::fsck(&place.config, None, FINDINGS, &mut |_| {}).map(drop);
    let started = place.try_start().map(drop).map_err(|error| error.to_string());
    for (what, refused) in [
        ("migrate to", again.map_err(|error| error.to_string())),
        ("migrate from", read.map_err(|error| error.to_string())),
        ("fsck", checked.map_err(|error| error.to_string())),
        ("serve", started),
    ] {
        let said = refused.unwrap_err();
        assert!(said.contains("being filled from another one") && said.contains("remove it"), "{what}: {said}");
    }
}
