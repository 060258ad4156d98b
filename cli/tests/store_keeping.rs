//! `hezheng registry fsck`, `backup`, `restore` and `migrate`, as programs that are run and killed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, its helpers too")]

use hezheng_core::number::AuthorityCode;
use hezheng_core::time::Time;
use hezheng_core::trust::BundleDraft;
use hezheng_core::trust::bundle::{Authority, BundleBody, ServiceKey, Validity};
use hezheng_keys::new_file::{self, ReadableBy};
use hezheng_keys::{Passphrase, PrivateKey, Signer, key_file, public_file};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};
use tempfile::TempDir;

const PASSPHRASE: &str = "INSECURE test passphrase";

/// A bureau's folder, with a configuration for now.
struct Bureau(TempDir);

impl Bureau {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let [root, service] = [(); 2].map(|()| PrivateKey::generate().unwrap());
        new_file::create(&path("passphrase"), PASSPHRASE.as_bytes(), ReadableBy::Owner).unwrap();
        key_file::write(&path("service.pem"), &service, &Passphrase::new(PASSPHRASE.into()).unwrap()).unwrap();
        public_file::write(&path("root.pub.pem"), &root.public_key()).unwrap();
        hezheng_registry::create_sealing_key(&path("sealing.key")).unwrap();
        let draft = BundleDraft::new(root.kid(), &bundle(&root, &service)).unwrap();
        std::fs::write(path("bundle.cose"), draft.finish(&root.sign(&draft.to_be_signed()))).unwrap();
        let bureau = Self(folder);
        bureau.configure("registry.toml", "registry.redb");
        bureau
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn configure(&self, name: &str, store: &str) {
        let text = format!(
            r#"
            listen = "127.0.0.1:0"
            page_origin = "http://127.0.0.1"
            store = "{store}"
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
        std::fs::write(self.path(name), text).unwrap();
    }

    fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hezheng"));
        command.current_dir(self.0.path()).args(["--lang", "en", "registry"]).args(arguments.split(' '));
        command
    }

    fn run(&self, arguments: &str) -> (i32, String, String) {
        let Output { status, stdout, stderr } = self.command(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (status.code().unwrap(), text(stdout), text(stderr))
    }

    fn serve(&self) -> Serving {
        let mut child = self.command("serve --config registry.toml").stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let serving = Serving(child);
        let mut said = Vec::new();
        while !said.last().is_some_and(|line: &String| line.contains("the registry is ready")) {
            said.push(lines.next().unwrap_or_else(|| panic!("it ended: {said:?}")));
        }
        // A program whose lines nobody reads would wait, or fail.
        std::thread::spawn(move || lines.for_each(drop));
        serving
    }
}

/// A registry that is killed when it is dropped.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

fn bundle(root: &PrivateKey, service: &PrivateKey) -> BundleBody {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let (yesterday, expires) = (Time(now - 86_400), Time(now + 80 * 86_400));
    let validity = Validity { from: yesterday, until: None, distrusted_from: None };
    BundleBody {
        version: 1,
        issued: yesterday,
        expires,
        roots: vec![root.public_key()],
        authorities: vec![Authority {
            code: AuthorityCode::parse("130100").unwrap(),
            name: "石家庄测试局".into(),
            base_url: "http://registry.test/130100".into(),
            log_origin: "registry.test/130100".into(),
            service_keys: vec![ServiceKey { key: service.public_key(), validity, uses: 7 }],
            officer_keys: Vec::new(),
        }],
        institutions: Vec::new(),
        witnesses: None,
    }
}

#[test]
fn a_store_is_checked_backed_up_restored_and_moved() {
    let bureau = Bureau::new();
    let serving = bureau.serve();
    if cfg!(unix) {
        let (code, said, stderr) = bureau.run("backup --config registry.toml --out online.redb");
        assert_eq!(code, 0, "{stderr}");
        assert!(said.contains("the registry ran on") && said.contains("sealing.key, is not in a backup"), "{said}");
        let (code, _, said) = bureau.run("backup --config registry.toml --out online.redb");
        assert!(code == 2 && said.contains("there is something already"), "{code} {said}");
        let (code, said, _) = bureau.run("fsck --config registry.toml --store online.redb");
        assert_eq!(code, 0, "{said}");
        assert!(
            said.contains("130100: 1 entries, 0 certificates, 0 orders, root ") && said.contains(": clean."),
            "{said}"
        );
    }
    let (code, _, said) = bureau.run("fsck --config registry.toml");
    assert!(code == 2 && said.contains("hezheng registry backup --out FILE"), "{code} {said}");
    drop(serving);

    let (code, said, _) = bureau.run("backup --config registry.toml --out backup.redb");
    assert!(code == 0 && said.contains("no registry was running"), "{code} {said}");
    let (code, _, said) = bureau.run("restore --config registry.toml --from backup.redb");
    assert!(code == 2 && said.contains("there is something already"), "{code} {said}");
    bureau.configure("restored.toml", "restored.redb");
    let (code, said, _) = bureau.run("restore --config restored.toml --from backup.redb");
    assert!(code == 0 && said.contains("Restored and checked"), "{code} {said}");
    let (code, said, _) = bureau.run("migrate --config registry.toml --from restored.redb --to moved.redb");
    assert!(code == 0 && said.contains("Moved and checked: moved.redb"), "{code} {said}");
    let (code, said, _) = bureau.run("fsck --config registry.toml --store moved.redb --json");
    let json: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &json["clean"], &json["logs"][0]["entries"]), (0, &true.into(), &1.into()));
}

#[test]
fn what_is_wrong_is_said_and_is_exit_code_1() {
    let bureau = Bureau::new();
    drop(bureau.serve());
    let database = redb::Database::open(bureau.path("registry.redb")).unwrap();
    let writing = database.begin_write().unwrap();
    let entries = redb::TableDefinition::<&[u8], &[u8]>::new("entries");
    drop(writing.open_table(entries).unwrap().pop_first().unwrap());
    writing.commit().unwrap();
    drop(database);
    let (code, said, _) = bureau.run("fsck --config registry.toml");
    assert!(code == 1 && said.starts_with("entries, authority 130100, leaf 0: the row is missing\n"), "{code} {said}");
    let (code, said, _) = bureau.run("fsck --config registry.toml --json --findings 1");
    let json: serde_json::Value = serde_json::from_str(&said).unwrap();
    let finding = &json["findings"][0];
    assert_eq!((code, &finding["table"], &finding["fault"]), (1, &"entries".into(), &"missing".into()));
    assert_eq!((&json["clean"], &json["stopped"]), (&false.into(), &true.into()));
    let (code, _, said) = bureau.run("fsck --config none.toml");
    assert!(code == 2 && said.contains("none.toml"), "{code} {said}");
}

#[test]
fn a_backup_that_is_killed_leaves_no_half_file_under_its_name() {
    let bureau = Bureau::new();
    drop(bureau.serve());
    let partial = bureau.path(".hezheng-partial-backup.redb");
    let mut killed = 0;
    for turn in 0..12_u32 {
        let mut backup = bureau.command("backup --config registry.toml --out backup.redb");
        let mut backup = backup.stdout(Stdio::null()).spawn().unwrap();
        // From when its first file is there until later and later.
        while !partial.exists() && backup.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        std::thread::sleep(std::time::Duration::from_millis(3) * turn);
        backup.kill().unwrap();
        killed += u32::from(!backup.wait().unwrap().success());
        if bureau.path("backup.redb").exists() {
            let (code, said, _) = bureau.run("fsck --config registry.toml --store backup.redb");
            assert_eq!(code, 0, "{said}");
            std::fs::remove_file(bureau.path("backup.redb")).unwrap();
        }
    }
    println!("{killed} of 12 were killed");
    assert!(killed > 0, "none was killed before its end");
    let (code, said, stderr) = bureau.run("backup --config registry.toml --out backup.redb");
    assert_eq!(code, 0, "what the killed ones left is in nobody's way: {said}{stderr}");
    assert!(!partial.exists());
}

#[cfg(unix)]
#[test]
fn a_registry_that_is_killed_while_it_makes_a_backup_leaves_no_half_file_either() {
    let bureau = Bureau::new();
    let serving = bureau.serve();
    let mut backup = bureau.command("backup --config registry.toml --out backup.redb");
    let mut backup = backup.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    while !bureau.path(".hezheng-partial-backup.redb").exists() && backup.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    drop(serving);
    let done = backup.wait_with_output().unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    let is_whole = bureau.path("backup.redb").exists();
    assert!(is_whole || said.contains("stopped before the backup was whole"), "{said}");
    let (code, said, stderr) = bureau.run("backup --config registry.toml --out second.redb");
    assert_eq!(code, 0, "{said}{stderr}");
    let (code, said, _) = bureau.run("fsck --config registry.toml --store second.redb");
    assert_eq!(code, 0, "{said}");
}
