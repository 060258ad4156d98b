//! `hezheng log audit` against logs that a test made, served on 127.0.0.1: clean ones pass, and whatever is wrong with one
//! is found and its place named.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so by panicking"
)]

mod bureau;
mod certificates;
mod history;
mod place;
mod signatures;
mod site;

use bureau::{Log, NOW, ROOT, public};
use hezheng_keys::public_file;
use hezheng_postgres_server::free_address;
use serde_json::Value;
use site::{Files, Site, publish};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// An auditor's folder.
struct Desk(tempfile::TempDir);

/// What the program said.
#[derive(Debug)]
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        std::fs::write(desk.path("root.pem"), public_file::to_pem(&public(ROOT)).unwrap()).unwrap();
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn audit(&self, site: &Site, more: &[&str]) -> Said {
        self.audit_in("en", site, more)
    }

    fn audit_in(&self, language: &str, site: &Site, more: &[&str]) -> Said {
        let now = NOW.0.to_string();
        let output = Command::new(env!("CARGO_BIN_EXE_hezheng"))
            .args(["--lang", language, "log", "audit", &site.url, "--root", "root.pem", "--now", &now])
            .args(more)
            .current_dir(self.0.path())
            .env_clear()
            .env("HOME", self.0.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Said { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Said {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("{self:?}"))
    }

    /// The codes of the findings.
    fn codes(&self) -> Vec<String> {
        let findings = self.json()["findings"].as_array().unwrap().clone();
        assert_eq!(self.code, i32::from(!findings.is_empty()), "{self:?}");
        findings.iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
    }
}

/// What an auditor who never looked before finds in these files.
fn audited(files: Files) -> Said {
    Desk::new().audit(&Site::of(files), &["--json"])
}

#[test]
fn a_clean_log_passes_whatever_its_size() {
    for size in [1, 2, 255, 256, 257, 512, 600] {
        let said = audited(publish(&Log::of(size)));
        assert_eq!(said.code, 0, "{size}: {said:?}");
        let json = said.json();
        assert_eq!((&json["clean"], &json["log"]["tree_size"]), (&true.into(), &size.into()));
        assert_eq!(json["checked"]["entries"], size);
        assert_eq!(json["checked"]["orders"], u64::from(size > 4));
    }
}

#[test]
fn a_log_of_three_levels_of_tiles_passes() {
    let files = publish(&Log::of(65_600));
    for path in ["tile/0/255", "tile/0/256.p/64", "tile/1/000", "tile/1/001.p/1", "tile/2/000.p/1"] {
        assert!(path == "tile/1/001.p/1" || files.contains_key(path), "{path}");
    }
    let said = audited(files);
    assert_eq!(said.codes(), [""; 0], "{said:?}");
    assert_eq!(said.json()["checked"]["registrations"], 65_598);
}

#[test]
fn people_are_told_what_was_looked_at_and_what_to_do_next() {
    let (desk, site) = (Desk::new(), Site::of(publish(&Log::of(300))));
    let said = desk.audit(&site, &[]);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{said:?}");
    for part in
        ["示例市人社局 (130100)", "300, of them 298 registrations", "✓ Nothing is wrong", "this is the first look"]
    {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
    assert!(said.out.lines().last().unwrap().contains("hezheng log audit"), "{}", said.out);
    let said = desk.audit_in("zh", &site, &[]);
    for part in ["300 条，其中证书登记 298 条", "看到 300 条", "✓ 日志无误", "即可看出其间有无改动。"]
    {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
    let mut damaged = publish(&Log::of(300));
    damaged.get_mut("tile/0/000").unwrap()[40] ^= 1;
    site.serve(damaged);
    let said = desk.audit_in("zh", &site, &[]);
    assert!(said.out.contains("✗ 发现 1 处问题：\n  tile/0/000 第 1 个哈希不是日志第 1 条的哈希"), "{}", said.out);
}

#[test]
fn what_cannot_be_run_is_no_finding() {
    let log = Log::of(5);
    let desk = Desk::new();
    let free = free_address();
    let mut nowhere = Site::of(Files::new());
    nowhere.url = format!("http://{free}/130100");
    let said = desk.audit(&nowhere, &["--json"]);
    assert_eq!((said.code, &said.json()["error"]["code"]), (2, &"no_connection".into()));
    let said = desk.audit(&Site::of(Files::new()), &["--json"]);
    assert_eq!((said.code, &said.json()["error"]["code"]), (2, &"bad_answer".into()));
    std::fs::write(desk.path("root.pem"), public_file::to_pem(&public(99)).unwrap()).unwrap();
    let said = desk.audit(&Site::of(publish(&log)), &["--json"]);
    assert_eq!((said.code, &said.json()["error"]["code"]), (2, &"unproved_pack".into()));
}

#[test]
fn an_audit_runs_beside_a_growing_log() {
    let log = Log::of(700);
    let mut grown = log.clone();
    (0..500).for_each(|_| grown.register(bureau::ENTERED.plus_secs(1)));
    grown.snapshot.size = hezheng_core::ids::TreeSize(1_200);
    grown.snapshot.as_of = bureau::ENTERED.plus_secs(2);
    // The partial tiles of the tree looked at are gone: the full ones in their places begin with them.
    let later = publish(&grown);
    assert!(!later.contains_key("tile/entries/002.p/188") && later.contains_key("tile/entries/002"));
    let site = Site::of(publish(&log));
    site.serve_after_checkpoint(later);
    let said = Desk::new().audit(&site, &["--json"]);
    // The tile above them is partial still, and wider: only its own checkpoint's may be asked for.
    assert_eq!(said.json()["log"]["tree_size"], 700);
    assert_eq!(said.codes(), ["tile_missing"], "{said:?}");
    let mut later = publish(&grown);
    later.extend(publish(&log).into_iter().filter(|(path, _)| path == "tile/1/000.p/2"));
    site.serve(publish(&log));
    site.serve_after_checkpoint(later);
    assert_eq!(Desk::new().audit(&site, &["--json"]).codes(), [""; 0]);
}
