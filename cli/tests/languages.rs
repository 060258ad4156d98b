//! What stops `issue` and `registry serve` is said in one sentence, in the reader's language alone.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::path::Path;
use std::process::{Command, Stdio};

const ROSTER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/rosters/roster-clean.xlsx");

/// What the program says on stderr when it cannot go on.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let mut program = Command::new(env!("CARGO_BIN_EXE_hezheng"));
    let said = program.args(arguments).current_dir(folder).stdin(Stdio::null()).output().unwrap();
    assert_eq!(said.status.code(), Some(2), "{said:?}");
    String::from_utf8(said.stderr).unwrap()
}

#[test]
fn a_profile_with_an_unknown_key_is_refused_in_the_readers_language() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("p.toml"), "format = 1\nsael = \"x.png\"\n").unwrap();
    let say = |lang| refused(folder.path(), &["--lang", lang, "issue", ROSTER, "--profile", "p.toml", "--out", "o"]);
    let (zh, en) = (say("zh"), say("en"));
    assert!(zh.starts_with("配置文件 p.toml 写法有误：") && zh.contains("`sael`") && !zh.contains("mend"), "{zh}");
    assert!(en.starts_with("p.toml is not a profile") && en.is_ascii(), "{en}");
    assert!(!folder.path().join("o").exists());
}

#[test]
fn a_registrys_configuration_is_refused_in_the_readers_language() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("r.toml"), "listen = \"127.0.0.1:0\"\ncolour = \"red\"\n").unwrap();
    let say = |lang, file| refused(folder.path(), &["--lang", lang, "registry", "serve", "--config", file]);
    let (zh, en) = (say("zh", "r.toml"), say("en", "r.toml"));
    assert!(zh.starts_with("r.toml 第 2 行有误：") && zh.contains("`colour`") && zh.lines().count() == 1, "{zh}");
    assert!(en.starts_with("r.toml, line 2: unknown field `colour`") && en.lines().count() == 1, "{en}");
    assert!(say("zh", "none.toml").contains("无法读取配置文件"));
}

#[test]
fn a_registrys_values_are_refused_in_the_readers_language() {
    let folder = tempfile::tempdir().unwrap();
    let text = "listen = \"here\"\npage_origin = \"https://a.example\"\nstore = \"s\"\nsealing_key_file = \"k\"\n\
                roots = []\ntrust_bundle = \"b\"\npassphrase_file = \"p\"\nauthority = []\n";
    std::fs::write(folder.path().join("r.toml"), text).unwrap();
    let say = |lang| refused(folder.path(), &["--lang", lang, "registry", "serve", "--config", "r.toml"]);
    assert!(say("zh").contains("配置中的 listen = \"here\"：须为地址和端口"), "{}", say("zh"));
    assert!(say("en").contains("listen = \"here\" in the configuration: it must be an address and a port"));
    assert!(!folder.path().join("s").exists(), "nothing was made");
}

#[test]
fn a_sealing_key_is_never_made_over_another() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("k"), "kept").unwrap();
    let said = refused(folder.path(), &["--lang", "en", "registry", "sealing-key", "--out", "k"]);
    assert!(said.starts_with("k: it exists already and is not overwritten"), "{said}");
    assert_eq!(std::fs::read_to_string(folder.path().join("k")).unwrap(), "kept");
}

#[test]
fn setup_that_is_not_answered_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let said = refused(folder.path(), &["--lang", "zh", "setup"]);
    assert!(said.contains("没有问完") && !said.contains("nothing was written"), "{said}");
    assert!(!folder.path().join("hezheng.toml").exists());
}
